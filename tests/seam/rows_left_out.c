/* SPDX-License-Identifier: MIT
 *
 * Measured, and not played here. */
#include "row.h"

const struct left_out rows_left_out[] = {
	{"A02 A07 D11 F13 G09 M07 N02b N25 N25b",
	 "calls that wait: the seam has none but poll, select and epoll_wait"},
	{"I12", "IPv6: not in the simulated kernel"},
	{NULL, NULL},
};
