/* SPDX-License-Identifier: MIT
 *
 * shrink.h - makes a program that differs as small as it can. */
#ifndef FIDELITY_SHRINK_H
#define FIDELITY_SHRINK_H

#include "duel.h"

/* program differs; afterwards it is shorter and still does, by the same call and in
 * the same part of what was seen.  Returns how many plays it took. */
unsigned shrink(struct duel *, struct program *, struct difference *);

#endif
