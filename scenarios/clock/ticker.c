/* SPDX-License-Identifier: MIT
 *
 * ticker.c - notes "tick" --every TIME; has no connection at all. */
#include "../common/serve.h"

struct ticker {
	struct ac_loop loop;
	struct ac_timer next;
	int64_t every;
	uint64_t wall_due_ns; /* the broken one's idea of when */
};

static int ticker_tick(struct ac_timer *timer)
{
	struct ticker *ticker = ac_container_of(timer, struct ticker, next);

	ac_note(&ticker->loop, NULL, "tick", NULL, 0);
	ac_call_later(&ticker->loop, timer, ticker->every, ticker_tick);
	return 0;
}

/* czmq PR 566: looks often enough, but at the clock that people set. */
static int ticker_look(struct ac_timer *timer)
{
	struct ticker *ticker = ac_container_of(timer, struct ticker, next);
	struct ac_sys *sys = ticker->loop.sys;

	if (sys->ops->wall_ns(sys) >= ticker->wall_due_ns) {
		ac_note(&ticker->loop, NULL, "tick", NULL, 0);
		ticker->wall_due_ns += (uint64_t)ticker->every;
	}
	ac_call_later(&ticker->loop, timer, ticker->every / 10, ticker_look);
	return 0;
}

static int run(struct ac_sys *sys, int argc, char **argv, int64_t looks_per_tick,
	       int (*callback)(struct ac_timer *))
{
	const struct args args = {argc, argv};
	struct ticker ticker = {.every = arg_time(&args, "--every", AC_SECOND)};

	if (begin(&ticker.loop, sys, args) < 0)
		return 1;
	ticker.wall_due_ns = sys->ops->wall_ns(sys) + (uint64_t)ticker.every;
	ac_call_later(&ticker.loop, &ticker.next, ticker.every / looks_per_tick, callback);
	return finish(&ticker.loop, ac_loop(&ticker.loop, AC_TIMEOUT, -1));
}

int ticker_main(struct ac_sys *sys, int argc, char **argv)
{
	return run(sys, argc, argv, 1, ticker_tick);
}

int ticker_wall_clock_main(struct ac_sys *sys, int argc, char **argv)
{
	return run(sys, argc, argv, 10, ticker_look);
}
