/* SPDX-License-Identifier: MIT
 *
 * listing.h - a program as C would say it, with what came of it. */
#ifndef FIDELITY_LISTING_H
#define FIDELITY_LISTING_H

#include <stdio.h>

#include "duel.h"

/* The call alone: `s2 = accept(s0)`. */
const char *op_text(const struct op *, char *text, size_t size);
/* The program up to the difference, both results beside each other there.
 * difference NULL: all of it. */
void listing_print(FILE *, const struct program *, const struct duel *, const struct difference *);

#endif
