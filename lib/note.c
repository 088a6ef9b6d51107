/* SPDX-License-Identifier: MIT
 *
 * note.c - what the library tells upwards. */
#include "note.h"

void ac_note_channel_wanted(const struct ac_dispatcher *d, enum ac_note_kind kind, int64_t value,
			    const char *name)
{
	const struct ac_note note = {
		.kind = kind,
		.loop = d->loop->number,
		.slot = d->slot,
		.generation = d->generation,
		.value = value,
		.name = name,
	};

	ac_note_give(d->loop, &note);
}

void ac_note_timer_wanted(const struct ac_loop *loop, const struct ac_timer *timer,
			  enum ac_note_kind kind, int64_t value)
{
	const struct ac_note note = {
		.kind = kind,
		.loop = loop->number,
		.timer = timer->number,
		.value = value,
	};

	ac_note_give(loop, &note);
}

void ac_note(struct ac_loop *loop, const struct ac_dispatcher *channel, const char *name,
	     const void *bytes, size_t len)
{
	const struct ac_note note = {
		.kind = AC_NOTE_USER,
		.loop = loop->number,
		.slot = channel ? channel->slot : 0,
		.generation = channel ? channel->generation : 0,
		.name = name,
		.bytes = bytes,
		.len = len,
	};

	if (ac_wants(loop, note.kind))
		ac_note_give(loop, &note);
}

void ac_sometimes_if(struct ac_loop *loop, bool condition, const char *name)
{
	const struct ac_note note = {
		.kind = AC_NOTE_SOMETIMES,
		.loop = loop->number,
		.value = condition,
		.name = name,
	};

	if (ac_wants(loop, note.kind))
		ac_note_give(loop, &note);
}

void ac_sometimes(struct ac_loop *loop, const char *name)
{
	ac_sometimes_if(loop, true, name);
}
