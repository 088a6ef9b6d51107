/* SPDX-License-Identifier: MIT
 *
 * oldloop.h - asyncore's pass as it was, for bugs that sit in the pass itself and
 * that a program can not have on the library's.
 *
 * It is asyncore.poll2 and readwrite of CPython 3.11, over the seam:
 *
 * - Channels are found by descriptor number when their event is served, not when
 *   it was reported: who has the number by then gets it (BM-42).
 * - All that was reported of a channel is served, closed meanwhile or not (BM-43).
 * - A hang-up closes after one read, whatever is still to be read (BM-64).
 * - A method overridden for one kind of event is called with that event, and
 *   nothing is asked before it (BM-24).
 * - -EAGAIN from a handler is an error as any other: who knows better returns 0, as
 *   async_chat does.
 *
 * Channels are the library's, and so are their methods; the library's own loop must
 * not run beside it.  There are no timers: asyncore had none. */
#ifndef SCENARIOS_OLDLOOP_H
#define SCENARIOS_OLDLOOP_H

#include "common/serve.h"

#define OLD_CHANNELS_MAX 64

struct old_channel {
	struct ac_dispatcher *d; /* NULL: none */
	const struct ac_ops *ops;
};

/* asyncore.socket_map: by descriptor number. */
struct oldloop {
	struct ac_loop *loop;
	const struct service *service; /* old_serve's */
	struct old_channel map[OLD_CHANNELS_MAX];
};

/* To be called when a channel has been opened; closing it ends that.  ops: the table it
 * was made with.  No effect where the library's loop serves: old is NULL. */
void old_add(struct oldloop *, struct ac_dispatcher *, const struct ac_ops *ops);
/* As ac_loop without a limit.  Source: asyncore.loop(use_poll=True). */
int old_loop(struct oldloop *);

/* As converse, serve and serve_with. */
int old_converse(struct ac_sys *, struct args, struct ac_sender *, const struct ac_ops *);
int old_serve(struct ac_sys *, int argc, char **argv, const struct service *, uint16_t port);
int old_serve_with(struct server *, struct ac_sys *, int argc, char **argv, const struct service *,
		   uint16_t port);

#endif
