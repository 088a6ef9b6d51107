/* SPDX-License-Identifier: MIT
 *
 * walker.h - a program that makes random calls, then finishes as a correct program
 * does, and says each call in a note (record.h).
 *
 *	walker a SEED ADDRESS CONNECTIONS	opens them
 *	walker b SEED ADDRESS CONNECTIONS	accepts them
 *
 * It finishes by reading each connection to its end, with an edge-triggered epoll, a
 * level-triggered one or poll, as SEED says. */
#ifndef SOUND_WALKER_H
#define SOUND_WALKER_H

#include "ac_sys.h"

/* What a dishonest kernel would do: the walker is told so instead of what was. */
enum lie {
	LIE_NONE,
	LIE_EDGE_USED_UP,      /* EAGAIN after an edge, and no new edge */
	LIE_RESET_DISCARDS,    /* a reset takes what was received before it */
	LIE_EAGAIN_AFTER_PEEK, /* ... told of bytes */
	LIE_EAGAIN_AFTER_END,  /* ... was told of by a wait */
	LIE_SILENT_WAIT,       /* a wait says nothing of bytes a peek has shown */
	LIE_ERROR_TWICE,       /* SO_ERROR does not clear it */
	LIE_COUNT
};

extern enum lie walker_lie; /* of the runs from now on */

int walker_main(struct ac_sys *sys, int argc, char **argv);

#endif
