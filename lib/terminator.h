/* SPDX-License-Identifier: MIT
 *
 * terminator.h - finding bytes in a stream, however it is cut. */
#ifndef AC_TERMINATOR_H
#define AC_TERMINATOR_H

#include "ac_chat.h"

/* len > 0.  The bytes must stay. */
void ac_pattern_set(struct ac_loop *, struct ac_pattern *, const void *bytes, size_t len);
/* Takes what memory looking needs; -ENOMEM.  To be called before each find. */
int ac_pattern_prepare(struct ac_loop *, struct ac_pattern *);
/* Gives it back, and forgets what was matched. */
void ac_pattern_reset(struct ac_loop *, struct ac_pattern *);
/* Goes on looking, from what it has matched so far: how many bytes of text were
 * looked at.  If matched == len then, the pattern ends there; else all were, and the
 * text ends with the first matched bytes of the pattern. */
size_t ac_pattern_find(struct ac_pattern *, const unsigned char *text, size_t len);

#endif
