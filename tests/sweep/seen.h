/* SPDX-License-Identifier: MIT
 *
 * seen.h - what a simulated program sent, connection by connection. */
#ifndef WT_SWEEP_SEEN_H
#define WT_SWEEP_SEEN_H

#include <stdbool.h>
#include <stddef.h>

#include "wt_trace.h"

#define SEEN_MAX 8

struct seen {
	struct wt_sink sink;
	struct seen_end {
		char name[WT_OBJECT_NAME_MAX];
		char *bytes;
		size_t len;
		bool is_closed;
	} ends[SEEN_MAX];
	size_t count;
};

void seen_begin(struct seen *);
void seen_free(struct seen *);
/* Did somebody get other bytes than when it was calm, not only fewer; or fewer, with
 * the connection left open?  His name, or NULL. */
const char *seen_differs(const struct seen *, const struct seen *calm);

#endif
