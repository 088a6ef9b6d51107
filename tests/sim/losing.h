/* SPDX-License-Identifier: MIT
 *
 * losing.h - a server with planted bugs, to be found and shrunk. */
#ifndef WT_TEST_LOSING_H
#define WT_TEST_LOSING_H

#include "programs.h"

/* sound		gives back what it gets at port 7, four bytes at a time
 * losing HOW	the same, but loses what it got last and gives up when
 *	either	two things came together (recv and send short), or recv had nothing
 *	both	a send was short and recv had nothing
 *	third	recv had nothing, and more than eight bytes have come
 * moody		its answer depends on how often it has run in this process */
extern const struct wt_program losers[];

#define LOSING_ALICE                 \
	"peer alice\n"               \
	"  connects server:7\n"      \
	"  sends \"abcd\"\n"         \
	"  waits 4 bytes\n"          \
	"  sends \"efgh\"\n"         \
	"  waits 4 bytes\n"          \
	"  sends \"ijklmnopqrst\"\n" \
	"  waits 12 bytes\n"

#endif
