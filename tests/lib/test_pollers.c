/* SPDX-License-Identifier: MIT
 *
 * What is watched: descriptors gone behind the library's back, another poller in the
 * middle, and many channels. */
#include "tank.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

/* ---- Descriptors gone behind the library's back ---- */

static void a_stale_descriptor_closes_its_channel_only_K18(void **state)
{
	struct tank *t = *state;
	int peers[2] = {probe_ready(t, 0), probe_ready(t, 1)};

	tank_close(t, probe_channel(&t->p[0])->fd);
	tank_passes(t, 1);
	assert_string_equal(t->p[0].seen, "close ");
	tank_passes(t, 1);
	assert_string_equal(t->p[1].seen, "read ");
	tank_close(t, peers[0]);
	tank_close(t, peers[1]);
}

static void closing_a_stale_channel_spares_the_new_owner_K07(void **state)
{
	struct tank *t = *state;
	int peers[2] = {probe_ready(t, 0), 0};
	int fd = probe_channel(&t->p[0])->fd;
	int unused;
	int other = tank_tcp_pair(t, &unused);

	tank_close(t, fd);
	t->fault.open_fds--;
	tank_dup_to(t, other, fd); /* the number comes back */
	tank_close(t, other);
	peers[1] = unused;
	probe_open(&t->p[1], t, fd);
	assert_int_equal(tank_write(t, peers[1], "y", 1), 1);
	ac_close(probe_channel(&t->p[0]));
	tank_passes(t, 1);
	assert_string_equal(t->p[1].seen, "read ");
	assert_memory_equal(t->p[1].in, "y", 1);
	tank_close(t, peers[0]);
	tank_close(t, peers[1]);
}

static void a_channel_that_lost_its_number_is_told_to_close_K07(void **state)
{
	struct tank *t = *state;
	int peers[2] = {probe_ready(t, 0), 0};
	int fd = probe_channel(&t->p[0])->fd;
	int other = tank_tcp_pair(t, &peers[1]);

	tank_close(t, fd);
	t->fault.open_fds--;
	tank_dup_to(t, other, fd);
	tank_close(t, other);
	probe_open(&t->p[1], t, fd);
	tank_passes(t, 1);
	assert_string_equal(t->p[0].seen, "close ");
	assert_string_equal(t->p[1].seen, "");
	tank_close(t, peers[0]);
	tank_close(t, peers[1]);
}

/* With a number that select has no bit for. */
static int high_pair(struct tank *t, int *ret_peer)
{
	int number = FD_SETSIZE + 1, fd;

	if (!tank_may_open(t, FD_SETSIZE + 16))
		skip();
	fd = tank_tcp_pair(t, ret_peer);
	tank_dup_to(t, fd, number);
	tank_close(t, fd);
	return number;
}

static void select_refuses_descriptors_it_can_not_watch_K19(void **state)
{
	struct tank *t = *state;
	int peer;
	int high = high_pair(t, &peer);

	probe_init(&t->p[0], t);
	assert_int_equal(ac_set_accepted(probe_channel(&t->p[0]), high, NULL, 0), -EINVAL);
	assert_int_equal(probe_channel(&t->p[0])->fd, -1);
	ac_close_fd(&t->loop, high); /* it is still ours */
	tank_close(t, peer);
}

static void poll_watches_any_descriptor(void **state)
{
	struct tank *t = *state;
	int peer;

	probe_open(&t->p[0], t, high_pair(t, &peer));
	tank_close(t, peer);
	assert_int_equal(ac_loop(&t->loop, AC_NEVER, -1), 0);
	assert_string_equal(t->p[0].seen, "read close ");
}

/* ---- Another poller ---- */

static void assert_served(struct tank *t, const int *peers, int n)
{
	int i;

	for (i = 0; i < n; i++) {
		probe_forget(&t->p[i]);
		assert_int_equal(tank_write(t, peers[i], "x", 1), 1);
	}
	assert_int_equal(ac_poll(&t->loop, AC_SECOND), 0);
	for (i = 0; i < n; i++)
		assert_string_equal(t->p[i].seen, "read ");
}

static void the_poller_may_change_while_channels_are_open(void **state)
{
	static const struct {
		enum ac_poller poller;
		enum fault_call wait;
	} turns[] = {
		{AC_POLLER_SELECT, FAULT_SELECT}, {AC_POLLER_EPOLL, FAULT_EPOLL_WAIT},
		{AC_POLLER_POLL, FAULT_POLL},     {AC_POLLER_EPOLL, FAULT_EPOLL_WAIT},
		{AC_POLLER_SELECT, FAULT_SELECT}, {AC_POLLER_POLL, FAULT_POLL},
	};
	struct tank *t = *state;
	int peers[3];
	size_t i;

	for (i = 0; i < 3; i++)
		peers[i] = probe_ready(t, (int)i);
	assert_served(t, peers, 3);
	for (i = 0; i < sizeof turns / sizeof *turns; i++) {
		unsigned before = t->fault.calls[turns[i].wait];

		assert_int_equal(ac_set_poller(&t->loop, turns[i].poller), 0);
		assert_served(t, peers, 3);
		assert_int_equal(t->fault.calls[turns[i].wait], before + 1);
		ac_close(probe_channel(&t->p[1]));
		tank_close(t, peers[1]);
		tank_passes(t, 1); /* until it is released */
		peers[1] = probe_ready(t, 1);
	}
	for (i = 0; i < 3; i++)
		tank_close(t, peers[i]);
}

static void a_poller_for_which_memory_lacks_changes_nothing(void **state)
{
	struct tank *t = *state;
	unsigned skip;
	int rc = -ENOMEM;
	int peers[2] = {probe_ready(t, 0), probe_ready(t, 1)};

	assert_int_equal(ac_set_poller(&t->loop, AC_POLLER_SELECT), 0);
	for (skip = 0; rc == -ENOMEM; skip++) {
		fault_answer(&t->fault, FAULT_REALLOC, skip, 1, -ENOMEM);
		rc = ac_set_poller(&t->loop, AC_POLLER_POLL);
		fault_answer(&t->fault, FAULT_REALLOC, 0, 0, 0);
		assert_served(t, peers, 2);
	}
	assert_int_equal(rc, 0);
	assert_true(skip > 2);
	tank_close(t, peers[0]);
	tank_close(t, peers[1]);
}

static void a_poller_that_can_not_watch_all_changes_nothing_K19(void **state)
{
	struct tank *t = *state;
	int peer;

	probe_open(&t->p[0], t, high_pair(t, &peer));
	assert_int_equal(ac_set_poller(&t->loop, AC_POLLER_SELECT), -EINVAL);
	assert_int_equal(ac_set_poller(&t->loop, (enum ac_poller)99), -EINVAL);
	assert_served(t, &peer, 1);
	tank_close(t, peer);
}

/* ---- Many channels, no memory in a pass ---- */

static void a_pass_allocates_nothing(void **state)
{
	struct tank *t = *state;
	int peers[4], i;
	unsigned calls;

	for (i = 0; i < 4; i++)
		peers[i] = probe_ready(t, i);
	calls = t->fault.calls[FAULT_REALLOC];
	tank_passes(t, 3);
	assert_int_equal(t->fault.calls[FAULT_REALLOC], calls);
	for (i = 0; i < 4; i++)
		tank_close(t, peers[i]);
}

#define MANY 100

static int many_read;

static int many_handle_read(struct ac_dispatcher *d)
{
	char byte;

	many_read++;
	return ac_recv(d, &byte, 1) < 0 ? -EIO : 0;
}

static int never(struct ac_dispatcher *d)
{
	(void)d;
	return 0;
}

static const struct ac_ops many_ops = {
	.super = &ac_dispatcher_ops,
	.handle_read = many_handle_read,
	.writable = never,
};

/* Tables grow, and holes are squeezed out. */
static void many_channels_come_and_go(void **state)
{
	struct tank *t = *state;
	struct ac_dispatcher *d = calloc(MANY, sizeof *d);
	int peers[MANY], i;

	for (i = 0; i < MANY; i++) {
		int fd = tank_unix_pair(t, &peers[i]);

		assert_int_equal(ac_init_accepted(&d[i], &t->loop, &many_ops, fd, NULL, 0), 0);
		assert_int_equal(tank_write(t, peers[i], "x", 1), 1);
	}
	for (i = 0; i < MANY; i++)
		if (i % 3 != 0)
			ac_close(&d[i]);
	many_read = 0;
	tank_passes(t, 1);
	assert_int_equal(many_read, 34);
	ac_close_all(&t->loop);
	tank_passes(t, 1);
	for (i = 0; i < MANY; i++)
		tank_close(t, peers[i]);
	free(d);
}

int main(void)
{
	static const struct tank_test tests[] = {
		TANK_TEST(a_stale_descriptor_closes_its_channel_only_K18),
		TANK_TEST(closing_a_stale_channel_spares_the_new_owner_K07),
		TANK_TEST(a_channel_that_lost_its_number_is_told_to_close_K07),
		TANK_TEST(the_poller_may_change_while_channels_are_open),
		TANK_TEST(a_poller_for_which_memory_lacks_changes_nothing),
		TANK_TEST(a_pass_allocates_nothing),
		TANK_TEST(many_channels_come_and_go),
		TANK_TEST_WITH(SELECT, select_refuses_descriptors_it_can_not_watch_K19),
		TANK_TEST_WITH(POLL, poll_watches_any_descriptor),
		TANK_TEST_WITH(POLL, a_poller_that_can_not_watch_all_changes_nothing_K19),
	};

	return tank_run("pollers", tests);
}
