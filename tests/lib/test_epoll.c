/* SPDX-License-Identifier: MIT
 *
 * What only epoll does: the kernel keeps what is asked, so telling it, taking back
 * and what goes on behind the library's back are its own. */
#include "tank.h"

#include <errno.h>
#include <stdlib.h>

static struct ac_dispatcher *open_probe(struct tank *t, int i, int *ret_peer)
{
	probe_open(&t->p[i], t, tank_tcp_pair(t, ret_peer));
	t->p[i].number = i;
	return probe_channel(&t->p[i]);
}

static unsigned told(struct tank *t)
{
	return t->fault.calls[FAULT_EPOLL_CTL];
}

/* ---- Telling the kernel ---- */

static void a_steady_channel_is_told_of_once(void **state)
{
	struct tank *t = *state;
	int peer, i;

	open_probe(t, 0, &peer);
	for (i = 0; i < 3; i++) {
		assert_int_equal(tank_write(t, peer, "x", 1), 1);
		tank_passes(t, 1);
	}
	assert_int_equal(t->p[0].in_len, 3);
	assert_int_equal(told(t), 1);
	tank_close(t, peer);
}

static int on_and_off(struct probe *p)
{
	p->wants_write = 1;
	p->wants_read = 0;
	p->last = ac_recv(probe_channel(p), p->in, sizeof p->in);
	p->wants_write = -1;
	p->wants_read = 1;
	return 0;
}

static void what_is_on_and_off_within_a_pass_is_not_told(void **state)
{
	struct tank *t = *state;
	int peer;

	open_probe(t, 0, &peer);
	t->p[0].on[AC_HANDLER_handle_read] = on_and_off;
	assert_int_equal(tank_write(t, peer, "x", 1), 1);
	tank_passes(t, 1);
	assert_int_equal(ac_poll(&t->loop, 0), 0);
	assert_string_equal(t->p[0].seen, "read ");
	assert_int_equal(told(t), 1);
	tank_close(t, peer);
}

/* epoll reports a hang-up even of what is watched for nothing. */
static void a_hang_up_nobody_waits_for_is_not_reported(void **state)
{
	struct tank *t = *state;
	uint64_t start;
	int peer;

	open_probe(t, 0, &peer);
	tank_passes(t, 1);
	t->p[0].wants_read = 0;
	tank_reset(t, peer);
	tank_keep_clock(t); /* it moves if and only if nothing was reported */
	start = tank_now(t);
	assert_int_equal(ac_poll(&t->loop, AC_SECOND), 0);
	assert_int_equal(tank_now(t), start + AC_SECOND);
	assert_string_equal(t->p[0].seen, "");
	t->p[0].wants_read = 1;
	assert_int_equal(ac_poll(&t->loop, AC_SECOND), 0);
	assert_string_equal(t->p[0].seen, "read close ");
}

static void a_refusal_of_the_kernel_goes_to_handle_error(void **state)
{
	struct tank *t = *state;
	int peer;

	open_probe(t, 0, &peer);
	fault_answer(&t->fault, FAULT_EPOLL_CTL, 0, 1, -ENOSPC);
	tank_passes(t, 1);
	assert_string_equal(t->p[0].seen, "error ");
	assert_int_equal(t->p[0].error.code, -ENOSPC);
	assert_int_equal(t->p[0].error.event, AC_EVENT_ASK);
	tank_close(t, peer);
}

static void without_an_epoll_descriptor_there_is_no_loop(void **state)
{
	struct tank *t = *state;
	struct ac_loop loop;

	fault_answer(&t->fault, FAULT_EPOLL_CREATE, 0, 1, -EMFILE);
	assert_int_equal(ac_loop_init(&loop, &t->fault.base, AC_POLLER_EPOLL), -EMFILE);
	fault_answer(&t->fault, FAULT_REALLOC, 0, 1, 0);
	assert_int_equal(ac_loop_init(&loop, &t->fault.base, AC_POLLER_EPOLL), -ENOMEM);
}

static int count_one(struct ac_timer *timer)
{
	(void)timer;
	return AC_EXIT;
}

static void a_loop_of_timers_alone_waits_too(void **state)
{
	struct tank *t = *state;
	struct ac_timer timer = {0};

	tank_keep_clock(t);
	ac_call_later(&t->loop, &timer, AC_SECOND, count_one);
	assert_int_equal(ac_loop(&t->loop, AC_NEVER, -1), AC_EXIT);
	assert_int_equal(t->fault.calls[FAULT_EPOLL_WAIT], 1);
}

/* ---- Regular files ---- */

struct file {
	struct ac_dispatcher base;
	int readable, reads;
};

static struct file *file_of(struct ac_dispatcher *d)
{
	return ac_container_of(d, struct file, base);
}

static int file_readable(struct ac_dispatcher *d)
{
	return file_of(d)->readable;
}

static int file_writable(struct ac_dispatcher *d)
{
	(void)d;
	return 0;
}

static int file_read(struct ac_dispatcher *d)
{
	char byte;

	file_of(d)->reads++;
	assert_int_equal(d->loop->sys->ops->read(d->fd, &byte, 1, d->loop->sys), 1);
	return 0;
}

static const struct ac_ops file_ops = {
	.super = &ac_dispatcher_ops,
	.name = "file",
	.readable = file_readable,
	.writable = file_writable,
	.handle_read = file_read,
};

static void open_file(struct tank *t, struct file *file)
{
	int fd = tank_file(t, "0123456789", 10);

	t->fault.open_fds++;
	file->readable = 1;
	file->reads = 0;
	assert_int_equal(ac_init_accepted(&file->base, &t->loop, &file_ops, fd, NULL, 0), 0);
}

static void a_regular_file_is_always_ready(void **state)
{
	struct tank *t = *state;
	struct file files[2];
	int peer;

	open_probe(t, 0, &peer);
	open_file(t, &files[0]);
	open_file(t, &files[1]);
	assert_int_equal(tank_write(t, peer, "x", 1), 1);
	assert_int_equal(ac_loop(&t->loop, AC_NEVER, 2), 0);
	assert_int_equal(files[0].reads, 2);
	assert_int_equal(files[1].reads, 2);
	assert_string_equal(t->p[0].seen, "read ");
	files[0].readable = 0;
	assert_int_equal(ac_loop(&t->loop, AC_NEVER, 1), 0);
	assert_int_equal(files[0].reads, 2);
	ac_close(&files[0].base);
	assert_int_equal(ac_loop(&t->loop, AC_NEVER, 1), 0);
	assert_int_equal(files[1].reads, 4);
	ac_close_all(&t->loop);
	tank_passes(t, 1);
	tank_close(t, peer);
}

static void a_file_nobody_reads_does_not_keep_the_loop_hot(void **state)
{
	struct tank *t = *state;
	struct file file;
	uint64_t start;

	open_file(t, &file);
	tank_passes(t, 1);
	file.readable = 0;
	tank_keep_clock(t);
	start = tank_now(t);
	assert_int_equal(ac_poll(&t->loop, AC_SECOND), 0);
	assert_int_equal(tank_now(t), start + AC_SECOND);
	ac_close_all(&t->loop);
	tank_passes(t, 1);
}

/* ---- Behind the library's back ---- */

static void a_descriptor_gone_is_found_when_interest_changes_K18(void **state)
{
	struct tank *t = *state;
	int peer;

	tank_close(t, open_probe(t, 0, &peer)->fd);
	tank_passes(t, 1);
	assert_string_equal(t->p[0].seen, "close ");
	tank_close(t, peer);
}

static void a_descriptor_gone_is_found_in_an_idle_wait_K18(void **state)
{
	struct tank *t = *state;
	int peers[2];

	open_probe(t, 0, &peers[0]);
	open_probe(t, 1, &peers[1]);
	tank_passes(t, 1);
	tank_close(t, probe_channel(&t->p[0])->fd);
	tank_passes(t, 1);
	assert_string_equal(t->p[0].seen, "close ");
	assert_int_equal(tank_write(t, peers[1], "x", 1), 1);
	tank_passes(t, 1);
	assert_string_equal(t->p[1].seen, "read ");
	tank_close(t, peers[0]);
	tank_close(t, peers[1]);
}

/* The open file lives on in the copy, so the kernel keeps reporting it. */
static void what_a_copy_keeps_alive_does_not_haunt_the_loop(void **state)
{
	struct tank *t = *state;
	int peers[2], copy;
	uint64_t start;
	unsigned waits;

	copy = tank_dup(t, open_probe(t, 0, &peers[0])->fd);
	open_probe(t, 1, &peers[1]);
	tank_passes(t, 1);
	tank_close(t, probe_channel(&t->p[0])->fd);
	assert_int_equal(tank_write(t, peers[0], "x", 1), 1);
	tank_passes(t, 1);
	assert_string_equal(t->p[0].seen, "read close ");
	tank_keep_clock(t);
	waits = t->fault.calls[FAULT_EPOLL_WAIT];
	start = tank_now(t);
	ac_poll(&t->loop, AC_SECOND);
	assert_int_equal(tank_now(t), start + AC_SECOND); /* nothing was reported */
	assert_int_equal(t->fault.calls[FAULT_EPOLL_WAIT], waits + 1);
	assert_int_equal(t->fault.calls[FAULT_EPOLL_CREATE], 2);
	assert_int_equal(tank_write(t, peers[1], "x", 1), 1);
	ac_poll(&t->loop, AC_SECOND);
	assert_string_equal(t->p[1].seen, "read ");
	tank_close(t, copy);
	tank_close(t, peers[0]);
	tank_close(t, peers[1]);
}

/* Nor if no new epoll descriptor is to be had at first. */
static void a_haunted_loop_tries_again(void **state)
{
	struct tank *t = *state;
	int peers[2];

	open_probe(t, 0, &peers[0]);
	open_probe(t, 1, &peers[1]);
	tank_passes(t, 1);
	tank_close(t, probe_channel(&t->p[0])->fd);
	fault_answer(&t->fault, FAULT_EPOLL_CREATE, 0, 1, -EMFILE);
	tank_passes(t, 3);
	assert_string_equal(t->p[0].seen, "close ");
	assert_int_equal(t->fault.calls[FAULT_EPOLL_CREATE], 3);
	assert_int_equal(tank_write(t, peers[1], "x", 1), 1);
	tank_passes(t, 1);
	assert_string_equal(t->p[1].seen, "read ");
	tank_close(t, peers[0]);
	tank_close(t, peers[1]);
}

/* As a program does that puts another file on the number of a channel. */
static void another_file_on_the_number_is_watched(void **state)
{
	struct tank *t = *state;
	struct ac_dispatcher *d;
	int peers[2];
	int other = tank_tcp_pair(t, &peers[1]);

	d = open_probe(t, 0, &peers[0]);
	tank_passes(t, 1);
	tank_close(t, d->fd);
	tank_dup_to(t, other, d->fd);
	tank_close(t, other);
	t->fault.open_fds--;
	t->p[0].wants_write = 1;
	tank_passes(t, 1);
	assert_string_equal(t->p[0].seen, "write ");
	t->p[0].wants_write = 0;
	assert_int_equal(tank_write(t, peers[1], "x", 1), 1);
	tank_passes(t, 1);
	assert_string_equal(t->p[0].seen, "write read ");
	tank_close(t, peers[0]);
	tank_close(t, peers[1]);
}

/* The file and the number of a channel that is gone, with a new owner. */
static void an_entry_that_is_there_already_changes_its_owner(void **state)
{
	struct tank *t = *state;
	struct ac_dispatcher *d;
	int peer, fd, copy;

	d = open_probe(t, 0, &peer);
	fd = d->fd;
	tank_passes(t, 1);
	copy = tank_dup(t, fd);
	tank_close(t, fd);
	ac_close(d);
	tank_dup_to(t, copy, fd);
	tank_close(t, copy);
	t->fault.open_fds++;
	probe_open(&t->p[1], t, fd);
	assert_int_equal(tank_write(t, peer, "x", 1), 1);
	tank_passes(t, 1);
	assert_string_equal(t->p[0].seen, "");
	assert_string_equal(t->p[1].seen, "read ");
	tank_close(t, peer);
}

/* ---- Fairness ---- */

#define CROWD     600
#define BATCH_MAX 512

static int crowd_served;

static int crowd_read(struct ac_dispatcher *d)
{
	char byte;

	crowd_served++;
	return ac_recv(d, &byte, 1) < 0 ? -EIO : 0;
}

static const struct ac_ops crowd_ops = {
	.super = &ac_sender_ops,
	.name = "crowd",
	.handle_read = crowd_read,
};

/* So timers and newcomers have their turn. */
static void a_pass_serves_a_bounded_number(void **state)
{
	struct tank *t = *state;
	struct ac_sender *crowd = calloc(CROWD, sizeof *crowd);
	int *peers = calloc(CROWD, sizeof *peers);
	int i;

	if (!tank_may_open(t, 2 * CROWD + 100))
		skip();
	for (i = 0; i < CROWD; i++) {
		int fd = tank_unix_pair(t, &peers[i]);

		assert_int_equal(
			ac_sender_init_accepted(&crowd[i], &t->loop, &crowd_ops, fd, NULL, 0), 0);
		assert_int_equal(tank_write(t, peers[i], "x", 1), 1);
	}
	crowd_served = 0;
	assert_int_equal(ac_poll(&t->loop, 0), 0);
	assert_int_equal(crowd_served, BATCH_MAX);
	assert_int_equal(ac_poll(&t->loop, 0), 0);
	assert_int_equal(crowd_served, CROWD);
	ac_close_all(&t->loop);
	tank_passes(t, 1);
	for (i = 0; i < CROWD; i++)
		tank_close(t, peers[i]);
	free(crowd);
	free(peers);
}

int main(void)
{
	static const struct tank_test tests[] = {
		TANK_TEST_WITH(EPOLL, a_steady_channel_is_told_of_once),
		TANK_TEST_WITH(EPOLL, what_is_on_and_off_within_a_pass_is_not_told),
		TANK_TEST_WITH(EPOLL, a_hang_up_nobody_waits_for_is_not_reported),
		TANK_TEST_WITH(EPOLL, a_refusal_of_the_kernel_goes_to_handle_error),
		TANK_TEST_WITH(EPOLL, without_an_epoll_descriptor_there_is_no_loop),
		TANK_TEST_WITH(EPOLL, a_loop_of_timers_alone_waits_too),
		TANK_TEST_POSIX_WITH(EPOLL, a_regular_file_is_always_ready, "has regular files"),
		TANK_TEST_POSIX_WITH(EPOLL, a_file_nobody_reads_does_not_keep_the_loop_hot,
				     "has regular files"),
		TANK_TEST_WITH(EPOLL, a_descriptor_gone_is_found_when_interest_changes_K18),
		TANK_TEST_WITH(EPOLL, a_descriptor_gone_is_found_in_an_idle_wait_K18),
		TANK_TEST_WITH(EPOLL, what_a_copy_keeps_alive_does_not_haunt_the_loop),
		TANK_TEST_WITH(EPOLL, a_haunted_loop_tries_again),
		TANK_TEST_WITH(EPOLL, another_file_on_the_number_is_watched),
		TANK_TEST_WITH(EPOLL, an_entry_that_is_there_already_changes_its_owner),
		TANK_TEST_WITH(EPOLL, a_pass_serves_a_bounded_number),
	};

	return tank_run("epoll", tests);
}
