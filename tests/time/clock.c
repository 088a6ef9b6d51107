/* SPDX-License-Identifier: MIT
 *
 * Time-outs of every kind, told in the order in which their handlers are called.
 * tests/time/run compares what it says for real, under libfaketime, with what it
 * says on the simulated clock.
 *
 *	clock POLLER waits		an idle time-out, timers, a pass of 30 s
 *	clock POLLER jumps [FILE]	the wall clock goes back and ahead; for real,
 *					libfaketime reads its offset from FILE
 *	clock POLLER wall [FILE]	the same with timers that believe it, which is wrong */
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "ac.h"

#define TICKS     9
#define TICK      (100 * AC_MS)
#define BACK_AT   3
#define AHEAD_AT  6
#define HALF_HOUR INT64_C(1800000000000)
#define GIVE_UP   (20 * TICK)

struct clock {
	struct ac_loop loop;
	struct ac_sys *sys;
	struct ac_dispatcher left, right;
	struct ac_timer timer, other;
	const char *file;
	int ticks;
	bool believes_wall;
	uint64_t wall_due_ns, wall_before_ns, mono_before_ns;
};

/* A line at a time: in a trace each is an event of its own. */
static void say(const char *line)
{
	puts(line);
	fflush(stdout);
}

/* -- Channels ----------------------------------------------------------- */

static int tell(struct ac_dispatcher *d, const char *handler)
{
	printf("%s %s\n", ac_name(d), handler);
	fflush(stdout);
	return 0;
}

static int clock_read(struct ac_dispatcher *d)
{
	char bytes[16];
	ssize_t n = ac_recv(d, bytes, sizeof bytes);

	if (n > 0)
		tell(d, "handle_read");
	return n < 0 ? (int)n : 0;
}

static int clock_close(struct ac_dispatcher *d)
{
	tell(d, "handle_close");
	ac_close(d);
	return 0;
}

static int clock_error(struct ac_dispatcher *d, const struct ac_error *error)
{
	tell(d, error->op == AC_OP_IDLE ? "handle_error: idle" : "handle_error");
	return clock_close(d);
}

static int clock_never(struct ac_dispatcher *d)
{
	(void)d;
	return 0;
}

#define OPS(class)                                                                   \
	{                                                                            \
		.super = &ac_dispatcher_ops, .name = class, .writable = clock_never, \
		.handle_read = clock_read, .handle_close = clock_close,              \
		.handle_error = clock_error                                          \
	}
static const struct ac_ops left_ops = OPS("left"), right_ops = OPS("right");

static int open_pair(struct clock *clock, int64_t idle_ns)
{
	int fds[2], rc = clock->sys->ops->socketpair(AF_UNIX, SOCK_STREAM, fds, clock->sys);

	if (rc < 0 || ac_init(&clock->left, &clock->loop, &left_ops) < 0 ||
	    ac_init(&clock->right, &clock->loop, &right_ops) < 0 ||
	    ac_set_socket(&clock->left, fds[0]) < 0 || ac_set_socket(&clock->right, fds[1]) < 0)
		return -1;
	ac_set_idle_timeout(&clock->left, idle_ns);
	return 0;
}

/* -- waits -------------------------------------------------------------- */

static int sends(struct ac_timer *timer)
{
	struct clock *clock = ac_container_of(timer, struct clock, timer);

	say("timer after 5 s");
	return ac_send(&clock->right, "a", 1) == 1 ? 0 : -1;
}

static int late(struct ac_timer *timer)
{
	(void)timer;
	say("timer after 40 s");
	return 0;
}

static void wait_for_all(struct clock *clock)
{
	uint64_t before;

	ac_call_later(&clock->loop, &clock->timer, 5 * AC_SECOND, sends);
	ac_call_later(&clock->loop, &clock->other, 40 * AC_SECOND, late);
	if (open_pair(clock, 12 * AC_SECOND) < 0 || ac_loop(&clock->loop, AC_TIMEOUT, -1) < 0)
		return;
	before = ac_now_ns(&clock->loop);
	if (open_pair(clock, 0) < 0 || ac_loop(&clock->loop, AC_TIMEOUT, 1) < 0)
		return;
	say(ac_now_ns(&clock->loop) - before >= 30 * AC_SECOND ? "a pass lasts 30 s"
							       : "a pass is cut short");
}

/* -- jumps -------------------------------------------------------------- */

/* libfaketime's offset; on the simulated clock the scenario says it. */
static void jump(const struct clock *clock, const char *offset)
{
	FILE *file = clock->file ? fopen(clock->file, "w") : NULL;

	if (!file)
		return;
	fprintf(file, "%s\n", offset);
	fclose(file);
}

/* How the wall clock went, beside the other. */
static const char *direction(struct clock *clock)
{
	uint64_t wall = clock->sys->ops->wall_ns(clock->sys), mono = ac_now_ns(&clock->loop);
	int64_t gone =
		(int64_t)(wall - clock->wall_before_ns) - (int64_t)(mono - clock->mono_before_ns);

	clock->wall_before_ns = wall;
	clock->mono_before_ns = mono;
	if (gone < -HALF_HOUR)
		return "back";
	return gone > HALF_HOUR ? "ahead" : "on";
}

static int tick(struct ac_timer *timer)
{
	struct clock *clock = ac_container_of(timer, struct clock, timer);
	uint64_t wall = clock->sys->ops->wall_ns(clock->sys);

	if (clock->believes_wall && wall < clock->wall_due_ns) {
		ac_call_later(&clock->loop, timer, TICK / 10, tick);
		return 0;
	}
	clock->wall_due_ns += TICK;
	printf("tick %d, the wall clock went %s\n", ++clock->ticks, direction(clock));
	fflush(stdout);
	if (clock->ticks == BACK_AT)
		jump(clock, "-3600");
	if (clock->ticks == AHEAD_AT)
		jump(clock, "+3600");
	if (clock->ticks == TICKS)
		ac_cancel(&clock->other);
	else
		ac_call_later(&clock->loop, timer, TICK, tick);
	return 0;
}

static int give_up(struct ac_timer *timer)
{
	struct clock *clock = ac_container_of(timer, struct clock, other);

	say("given up");
	ac_cancel(&clock->timer);
	return 0;
}

static void tick_on(struct clock *clock)
{
	if (open_pair(clock, TICK * 11 / 2) < 0)
		return;
	direction(clock);
	clock->wall_due_ns = clock->wall_before_ns + TICK;
	ac_call_later(&clock->loop, &clock->timer, TICK, tick);
	ac_call_later(&clock->loop, &clock->other, GIVE_UP, give_up);
	ac_loop(&clock->loop, AC_TIMEOUT, -1);
}

int clock_main(struct ac_sys *sys, int argc, char **argv)
{
	struct clock clock;
	enum ac_poller poller = AC_POLLER_POLL;

	memset(&clock, 0, sizeof clock);
	clock.sys = sys;
	if (argc < 3)
		return 2;
	if (strcmp(argv[1], "select") == 0)
		poller = AC_POLLER_SELECT;
	if (strcmp(argv[1], "epoll") == 0)
		poller = AC_POLLER_EPOLL;
	if (ac_loop_init(&clock.loop, sys, poller) < 0)
		return 1;
	clock.file = argc > 3 ? argv[3] : NULL;
	clock.believes_wall = strcmp(argv[2], "wall") == 0;
	if (strcmp(argv[2], "waits") == 0)
		wait_for_all(&clock);
	else
		tick_on(&clock);
	say("end");
	ac_loop_fini(&clock.loop);
	return 0;
}
