/* SPDX-License-Identifier: MIT
 *
 * lies.h - a dishonest kernel, played by the walker itself: what it is told differs
 * from what was.  The model must notice. */
#ifndef SOUND_LIES_H
#define SOUND_LIES_H

#include "talk.h"

/* Answers the call instead of the kernel: true, and r->result is set. */
bool lie_about_recv(struct walk *, struct talk *, struct record *r);
void lie_about_error(const struct walk *, struct talk *, int *error);
void lie_about_wait(const struct walk *, const struct talk *, unsigned *told);

/* What lies need to know. */
void lie_keep_recv(struct talk *, const struct record *r);
void lie_keep_wait(struct talk *, unsigned told);

#endif
