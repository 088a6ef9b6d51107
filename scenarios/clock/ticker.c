/* SPDX-License-Identifier: MIT
 *
 * ticker.c - notes "tick" --every TIME; has no connection at all.  Looks at a clock ten
 * times as often. */
#include "../common/serve.h"

struct ticker {
	struct ac_loop loop;
	struct ac_timer look;
	uint64_t (*clock)(struct ac_sys *);
	uint64_t due_ns; /* by that clock */
	int64_t every_ns;
};

static int ticker_look(struct ac_timer *timer)
{
	struct ticker *ticker = ac_container_of(timer, struct ticker, look);

	if (ticker->clock(ticker->loop.sys) >= ticker->due_ns) {
		ac_note(&ticker->loop, NULL, "tick", NULL, 0);
		ticker->due_ns += (uint64_t)ticker->every_ns;
	}
	ac_call_later(&ticker->loop, timer, ticker->every_ns / 10, ticker_look);
	return 0;
}

static int run(struct ac_sys *sys, int argc, char **argv, uint64_t (*clock)(struct ac_sys *))
{
	const struct args args = {argc, argv};
	struct ticker ticker = {
		.clock = clock,
		.every_ns = arg_time(&args, "--every", AC_SECOND),
	};

	if (begin(&ticker.loop, sys, args) < 0)
		return 1;
	ticker.due_ns = clock(sys) + (uint64_t)ticker.every_ns;
	ac_call_later(&ticker.loop, &ticker.look, ticker.every_ns / 10, ticker_look);
	return finish(&ticker.loop, ac_loop(&ticker.loop, AC_TIMEOUT, -1));
}

/* The clock that nobody sets. */
int ticker_main(struct ac_sys *sys, int argc, char **argv)
{
	return run(sys, argc, argv, sys->ops->now_ns);
}

/* czmq PR 566: the clock that people set. */
int ticker_wall_clock_main(struct ac_sys *sys, int argc, char **argv)
{
	return run(sys, argc, argv, sys->ops->wall_ns);
}
