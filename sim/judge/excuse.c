/* SPDX-License-Identifier: MIT
 *
 * excuse.c - what drawn harm excuses, and whom.
 *
 * Harm may break what a user expects and what a peer waits for: who is to say how far
 * it reaches?  One thing it never reaches: what happens to the connection of one client
 * takes the service from no other.  A server that stops listening for it is convicted,
 * by the peer that finds nobody there. */
#include "judge/parts.h"

void wt_excuse_decision(struct wt_judge *j, const struct wt_event *event)
{
	j->harm_drawn |= event->decided->excuses;
	j->harm_spreads |= event->decided->excuses && event->decided->spreads;
}

bool wt_is_excused(const struct wt_judge *j, enum wt_checkname check)
{
	switch (check) {
	case WT_CHECK_EXPECT:
	case WT_CHECK_NEVER:
	case WT_CHECK_STALL:
	case WT_CHECK_UNREAD: /* who has no room for the answer gives up on the question */
		return j->harm_drawn;
	default:
		return false;
	}
}

/* Reset by a program that has never touched its end: it was still to be accepted. */
static bool was_left_in_the_queue(const struct wt_judge *j, const struct wt_record *peer)
{
	const struct wt_record *far = wt_record_at(j, peer->other);

	return far && far->kind == WT_OBJECT_ACCEPTED && !far->touched && far->finished &&
	       !far->reset;
}

bool wt_was_shut_out(const struct wt_judge *j, const struct wt_record *peer)
{
	if (!j->harm_drawn || j->harm_spreads || !peer)
		return false;
	return peer->ending == WT_ENDING_REFUSAL || was_left_in_the_queue(j, peer);
}
