/* SPDX-License-Identifier: MIT
 *
 * calibration.h - what depends on who comes first, though nothing was decided.
 *
 * Calm runs in which the peers begin at other times are compared with the calm
 * twin.  A sub-stream (what a connection is sent, takes or notes, from one source)
 * that differs there depends on their order: later it is compared as a bag of
 * lines or, if the bag differed too, not at all. */
#ifndef WT_CALIBRATION_H
#define WT_CALIBRATION_H

#include <stdbool.h>
#include <stddef.h>

#include "judge/parts.h"

enum wt_loose_what {
	WT_LOOSE_TAKEN = WT_PART_TAKEN,
	WT_LOOSE_SENT = WT_PART_SENT,
	WT_LOOSE_NOTES = WT_PART_NOTES,
	WT_LOOSE_CLOSED, /* whether the program closed it */
	WT_LOOSE_BEING,  /* whether it came to be */
};

struct wt_loose {
	char object[WT_OBJECT_NAME_MAX];
	char source[WT_OBJECT_NAME_MAX]; /* "-": none */
	enum wt_loose_what what;
	bool as_bag;
};

struct wt_calibration {
	struct wt_loose *at;
	size_t count, capacity;
};

/* NULL: it is compared exactly. */
const struct wt_loose *wt_calibration_find(const struct wt_calibration *, const char *object,
					   enum wt_loose_what, const char *source);
void wt_calibration_add(struct wt_calibration *, const char *object, enum wt_loose_what,
			const char *source, bool as_bag);

/* Do two rows of bytes have the same lines, in whatever order?  One that may be short
 * need only have some of the other's; its last line may be cut. */
bool wt_same_bag(const struct wt_log *a, bool a_may_be_short, const struct wt_log *b,
		 bool b_may_be_short);

#endif
