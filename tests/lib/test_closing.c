/* SPDX-License-Identifier: MIT
 *
 * Channels closed while others wait to be served, and when a struct is its owner's
 * again. */
#include "tank.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

/* ---- Closing while others wait to be served ---- */

static int read_and_close_other(struct probe *p)
{
	ac_close(probe_channel(p->other));
	return 0;
}

static void a_channel_closed_before_its_turn_is_not_served(void **state)
{
	struct tank *t = *state;
	int peers[2];

	probe_ready_pair(t, peers, read_and_close_other);
	tank_passes(t, 1);
	assert_string_equal(probe_served_first(t)->other->seen, "");
	assert_int_equal(probe_served_first(t)->other->released, 1);
	tank_close(t, peers[0]);
	tank_close(t, peers[1]);
}

/* The new connection gets the number, and the slot, of the one just closed. */
static int replace_other(struct probe *p)
{
	struct tank *t = p->tank;
	struct ac_dispatcher *d = probe_channel(&t->p[2]);
	struct sockaddr_in addr = tank_nowhere(t);
	struct tank_fillers fillers;
	int fd = p->other->base.base.fd;

	ac_close(probe_channel(p->other));
	tank_fill_below(t, fd, probe_channel(p)->fd, &fillers);
	probe_init(&t->p[2], t);
	assert_int_equal(ac_create_socket(d, AF_INET, SOCK_STREAM), 0);
	tank_empty(t, &fillers);
	assert_int_equal(d->fd, fd);
	fault_answer(&t->fault, FAULT_CONNECT, 0, 1, -EINPROGRESS);
	return ac_connect(d, (struct sockaddr *)&addr, sizeof addr);
}

static void a_reused_descriptor_gets_no_stale_event_K01(void **state)
{
	struct tank *t = *state;
	int peers[2];

	probe_ready_pair(t, peers, replace_other);
	t->p[0].wants_write = t->p[1].wants_write = 1;
	tank_passes(t, 1);
	assert_string_equal(probe_served_first(t)->seen, "read write ");
	assert_string_equal(probe_served_first(t)->other->seen, "");
	assert_string_equal(t->p[2].seen, "");
	tank_close(t, peers[0]);
	tank_close(t, peers[1]);
}

static int reconnect(struct probe *p)
{
	struct ac_dispatcher *d = probe_channel(p);
	struct sockaddr_in addr = tank_nowhere(p->tank);

	p->on[AC_HANDLER_handle_close] = NULL;
	ac_close(d);
	assert_int_equal(ac_create_socket(d, AF_INET, SOCK_STREAM), 0);
	fault_answer(&p->tank->fault, FAULT_CONNECT, 0, 1, -EINPROGRESS);
	return ac_connect(d, (struct sockaddr *)&addr, sizeof addr);
}

static void reconnecting_in_handle_close_calls_off_the_release(void **state)
{
	struct tank *t = *state;
	int peer = probe_ready(t, 0);

	tank_close(t, peer);
	t->p[0].wants_write = 1;
	t->p[0].on[AC_HANDLER_handle_close] = reconnect;
	tank_passes(t, 2);
	assert_non_null(strstr(t->p[0].seen, "close "));
	assert_null(strstr(t->p[0].seen, "connect "));
	assert_int_equal(t->p[0].released, 0);
	assert_true(probe_channel(&t->p[0])->fd >= 0);
	assert_true(probe_channel(&t->p[0])->connecting);
	ac_close(probe_channel(&t->p[0]));
	tank_passes(t, 1);
	assert_int_equal(t->p[0].released, 1);
}

/* ---- Release ---- */

static void released_never_comes_inside_another_call(void **state)
{
	struct tank *t = *state;
	int peer = probe_ready(t, 0);

	ac_close(probe_channel(&t->p[0]));
	assert_int_equal(t->p[0].released, 0);
	assert_int_equal(ac_loop(&t->loop, 0, 0), 0);
	assert_int_equal(t->p[0].released, 1);
	assert_int_equal(fault_noted(&t->fault, AC_NOTE_CHANNEL_RELEASED), 1);
	tank_close(t, peer);
}

struct heap_channel {
	struct ac_dispatcher base;
};

static void free_channel(struct ac_dispatcher *d)
{
	free(ac_container_of(d, struct heap_channel, base));
}

static int close_at_once(struct ac_dispatcher *d)
{
	ac_close(d);
	return 0;
}

static const struct ac_ops heap_ops = {
	.super = &ac_dispatcher_ops,
	.handle_write = close_at_once,
	.released = free_channel,
};

static void a_channel_may_be_freed_in_released(void **state)
{
	struct tank *t = *state;
	struct heap_channel *h = malloc(sizeof *h);
	int peer;

	assert_int_equal(
		ac_init_accepted(&h->base, &t->loop, &heap_ops, tank_tcp_pair(t, &peer), NULL, 0),
		0);
	assert_string_equal(ac_name(&h->base), "dispatcher");
	assert_int_equal(ac_loop(&t->loop, AC_NEVER, -1), 0);
	tank_close(t, peer);
}

static void close_all_closes_without_handle_close(void **state)
{
	struct tank *t = *state;
	int peers[3] = {probe_ready(t, 0), probe_ready(t, 1), probe_ready(t, 2)};

	ac_close_all(&t->loop);
	assert_int_equal(t->loop.channel_count, 0);
	assert_int_equal(tank_open_fds(t), 0);
	assert_string_equal(t->p[1].seen, "");
	tank_close(t, peers[0]);
	tank_close(t, peers[1]);
	tank_close(t, peers[2]);
}

static int close_everything(struct probe *p)
{
	ac_close_all(&p->tank->loop);
	return 0;
}

static void a_handler_may_close_everything(void **state)
{
	struct tank *t = *state;
	int peers[2];

	probe_ready_pair(t, peers, close_everything);
	assert_int_equal(ac_loop(&t->loop, AC_NEVER, -1), 0);
	assert_string_equal(probe_served_first(t)->other->seen, "");
	assert_int_equal(t->p[0].released + t->p[1].released, 2);
	tank_close(t, peers[0]);
	tank_close(t, peers[1]);
}

int main(void)
{
	static const struct tank_test tests[] = {
		TANK_TEST(a_channel_closed_before_its_turn_is_not_served),
		TANK_TEST(a_reused_descriptor_gets_no_stale_event_K01),
		TANK_TEST(reconnecting_in_handle_close_calls_off_the_release),
		TANK_TEST(released_never_comes_inside_another_call),
		TANK_TEST(a_channel_may_be_freed_in_released),
		TANK_TEST(close_all_closes_without_handle_close),
		TANK_TEST(a_handler_may_close_everything),
	};

	return tank_run("closing", tests);
}
