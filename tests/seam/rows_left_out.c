/* SPDX-License-Identifier: MIT
 *
 * Measured, and not played here. */
#include "row.h"

const struct left_out rows_left_out[] = {
	{"A02 A07 D11 F13 G09 M07 N02b N25 N25b",
	 "calls that wait: the seam has none but poll, select and epoll_wait"},
	{"I12", "IPv6: not in the simulated kernel"},
	{"N01 N02 N03 N04 N05 N06 N07 N08 N09 N10 N11 N12 N13 N14 N15 N15b N15c N16 N16b N17 N18 "
	 "N18b N19 N20 N21 N21b N22 N23 N24 N26 N27 N28 N29 N30 N31 N32 N33 N34 N35",
	 "a wire with delay: the real one needs a gate that moves each packet"},
	{NULL, NULL},
};
