/* SPDX-License-Identifier: MIT
 *
 * note.h - what the library tells upwards (enum ac_note_kind in ac_sys.h).
 *
 * The wanted bit is tested first, inline: notes that nobody wants cost that
 * test. */
#ifndef AC_NOTE_H
#define AC_NOTE_H

#include "ac.h"

/* AC_NO_NOTES: without notes at all, so that `make bench` can tell their cost. */
#ifdef AC_NO_NOTES
#define AC_HANDLER_NOTES UINT32_C(0)
#else
#define AC_HANDLER_NOTES (AC_NOTE_BIT(AC_NOTE_HANDLER_ENTERED) | AC_NOTE_BIT(AC_NOTE_HANDLER_LEFT))
#endif

void ac_note_channel_wanted(const struct ac_dispatcher *d, enum ac_note_kind, int64_t value,
			    const char *name);
void ac_note_timer_wanted(const struct ac_loop *, const struct ac_timer *, enum ac_note_kind,
			  int64_t value);

static inline bool ac_wants(const struct ac_loop *loop, enum ac_note_kind kind)
{
	return (loop->notes & AC_NOTE_BIT(kind)) != 0;
}

/* Of a kind that is wanted. */
static inline void ac_note_give(const struct ac_loop *loop, const struct ac_note *note)
{
	loop->sys->ops->note(note, loop->sys);
}

static inline void ac_note_channel(const struct ac_dispatcher *d, enum ac_note_kind kind,
				   int64_t value)
{
	if (ac_wants(d->loop, kind))
		ac_note_channel_wanted(d, kind, value, NULL);
}

static inline void ac_note_misuse(const struct ac_dispatcher *d, const char *method)
{
	if (ac_wants(d->loop, AC_NOTE_MISUSE))
		ac_note_channel_wanted(d, AC_NOTE_MISUSE, 0, method);
}

static inline void ac_note_timer(const struct ac_loop *loop, const struct ac_timer *timer,
				 enum ac_note_kind kind, int64_t value)
{
	if (ac_wants(loop, kind))
		ac_note_timer_wanted(loop, timer, kind, value);
}

#endif
