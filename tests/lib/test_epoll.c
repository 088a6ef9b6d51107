/* SPDX-License-Identifier: MIT
 *
 * What only epoll does: the kernel keeps what is asked, so telling it, taking back
 * and what goes on behind the library's back are its own. */
#include "tank.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

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
		assert_int_equal(write(peer, "x", 1), 1);
		tank_passes(t, 1);
	}
	assert_int_equal(t->p[0].in_len, 3);
	assert_int_equal(told(t), 1);
	close(peer);
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
	assert_int_equal(write(peer, "x", 1), 1);
	tank_passes(t, 1);
	assert_int_equal(ac_poll(&t->loop, 0), 0);
	assert_string_equal(t->p[0].seen, "read ");
	assert_int_equal(told(t), 1);
	close(peer);
}

/* epoll reports a hang-up even of what is watched for nothing. */
static void a_hang_up_nobody_waits_for_is_not_reported(void **state)
{
	struct tank *t = *state;
	int peer;

	open_probe(t, 0, &peer);
	tank_passes(t, 1);
	t->p[0].wants_read = 0;
	tank_reset(peer);
	t->fault.keeps_clock = true; /* it moves if and only if nothing was reported */
	assert_int_equal(ac_poll(&t->loop, AC_SECOND), 0);
	assert_int_equal(t->fault.now_ns, 2 * AC_SECOND);
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
	close(peer);
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

	t->fault.keeps_clock = true;
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
	char name[] = "/tmp/test_epoll_XXXXXX";
	int fd = mkstemp(name);

	assert_true(fd >= 0);
	unlink(name);
	t->fault.open_fds++;
	assert_int_equal(write(fd, "0123456789", 10), 10);
	assert_int_equal(lseek(fd, 0, SEEK_SET), 0);
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
	assert_int_equal(write(peer, "x", 1), 1);
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
	close(peer);
}

static void a_file_nobody_reads_does_not_keep_the_loop_hot(void **state)
{
	struct tank *t = *state;
	struct file file;

	open_file(t, &file);
	tank_passes(t, 1);
	file.readable = 0;
	t->fault.keeps_clock = true;
	assert_int_equal(ac_poll(&t->loop, AC_SECOND), 0);
	assert_int_equal(t->fault.now_ns, 2 * AC_SECOND);
	ac_close_all(&t->loop);
	tank_passes(t, 1);
}

/* ---- Behind the library's back ---- */

static void a_descriptor_gone_is_found_when_interest_changes_K18(void **state)
{
	struct tank *t = *state;
	int peer;

	close(open_probe(t, 0, &peer)->fd);
	tank_passes(t, 1);
	assert_string_equal(t->p[0].seen, "close ");
	close(peer);
}

static void a_descriptor_gone_is_found_in_an_idle_wait_K18(void **state)
{
	struct tank *t = *state;
	int peers[2];

	open_probe(t, 0, &peers[0]);
	open_probe(t, 1, &peers[1]);
	tank_passes(t, 1);
	close(probe_channel(&t->p[0])->fd);
	tank_passes(t, 1);
	assert_string_equal(t->p[0].seen, "close ");
	assert_int_equal(write(peers[1], "x", 1), 1);
	tank_passes(t, 1);
	assert_string_equal(t->p[1].seen, "read ");
	close(peers[0]);
	close(peers[1]);
}

/* The open file lives on in the copy, so the kernel keeps reporting it. */
static void what_a_copy_keeps_alive_does_not_haunt_the_loop(void **state)
{
	struct tank *t = *state;
	int peers[2], copy;
	unsigned waits;

	copy = dup(open_probe(t, 0, &peers[0])->fd);
	open_probe(t, 1, &peers[1]);
	tank_passes(t, 1);
	close(probe_channel(&t->p[0])->fd);
	assert_int_equal(write(peers[0], "x", 1), 1);
	tank_passes(t, 1);
	assert_string_equal(t->p[0].seen, "read close ");
	t->fault.keeps_clock = true;
	waits = t->fault.calls[FAULT_EPOLL_WAIT];
	ac_poll(&t->loop, AC_SECOND);
	assert_int_equal(t->fault.now_ns, 2 * AC_SECOND); /* nothing was reported */
	assert_int_equal(t->fault.calls[FAULT_EPOLL_WAIT], waits + 1);
	assert_int_equal(t->fault.calls[FAULT_EPOLL_CREATE], 2);
	assert_int_equal(write(peers[1], "x", 1), 1);
	ac_poll(&t->loop, AC_SECOND);
	assert_string_equal(t->p[1].seen, "read ");
	close(copy);
	close(peers[0]);
	close(peers[1]);
}

/* Nor if no new epoll descriptor is to be had at first. */
static void a_haunted_loop_tries_again(void **state)
{
	struct tank *t = *state;
	int peers[2];

	open_probe(t, 0, &peers[0]);
	open_probe(t, 1, &peers[1]);
	tank_passes(t, 1);
	close(probe_channel(&t->p[0])->fd);
	fault_answer(&t->fault, FAULT_EPOLL_CREATE, 0, 1, -EMFILE);
	tank_passes(t, 3);
	assert_string_equal(t->p[0].seen, "close ");
	assert_int_equal(t->fault.calls[FAULT_EPOLL_CREATE], 3);
	assert_int_equal(write(peers[1], "x", 1), 1);
	tank_passes(t, 1);
	assert_string_equal(t->p[1].seen, "read ");
	close(peers[0]);
	close(peers[1]);
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
	assert_int_equal(dup2(other, d->fd), d->fd);
	close(other);
	t->fault.open_fds--;
	t->p[0].wants_write = 1;
	tank_passes(t, 1);
	assert_string_equal(t->p[0].seen, "write ");
	t->p[0].wants_write = 0;
	assert_int_equal(write(peers[1], "x", 1), 1);
	tank_passes(t, 1);
	assert_string_equal(t->p[0].seen, "write read ");
	close(peers[0]);
	close(peers[1]);
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
	copy = dup(fd);
	close(fd);
	ac_close(d);
	assert_int_equal(dup2(copy, fd), fd);
	close(copy);
	t->fault.open_fds++;
	probe_open(&t->p[1], t, fd);
	assert_int_equal(write(peer, "x", 1), 1);
	tank_passes(t, 1);
	assert_string_equal(t->p[0].seen, "");
	assert_string_equal(t->p[1].seen, "read ");
	close(peer);
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
	struct rlimit limit;
	int i;

	assert_int_equal(getrlimit(RLIMIT_NOFILE, &limit), 0);
	if (limit.rlim_cur < 2 * CROWD + 100 && limit.rlim_max >= 2 * CROWD + 100) {
		limit.rlim_cur = 2 * CROWD + 100;
		assert_int_equal(setrlimit(RLIMIT_NOFILE, &limit), 0);
	}
	for (i = 0; i < CROWD; i++) {
		int fd = tank_unix_pair(t, &peers[i]);

		assert_int_equal(
			ac_sender_init_accepted(&crowd[i], &t->loop, &crowd_ops, fd, NULL, 0), 0);
		assert_int_equal(write(peers[i], "x", 1), 1);
	}
	crowd_served = 0;
	assert_int_equal(ac_poll(&t->loop, 0), 0);
	assert_int_equal(crowd_served, BATCH_MAX);
	assert_int_equal(ac_poll(&t->loop, 0), 0);
	assert_int_equal(crowd_served, CROWD);
	ac_close_all(&t->loop);
	tank_passes(t, 1);
	for (i = 0; i < CROWD; i++)
		close(peers[i]);
	free(crowd);
	free(peers);
}

#define EPOLL_TEST(test) cmocka_unit_test_setup_teardown(test, tank_with_epoll, tank_free)

int main(void)
{
	const struct CMUnitTest tests[] = {
		EPOLL_TEST(a_steady_channel_is_told_of_once),
		EPOLL_TEST(what_is_on_and_off_within_a_pass_is_not_told),
		EPOLL_TEST(a_hang_up_nobody_waits_for_is_not_reported),
		EPOLL_TEST(a_refusal_of_the_kernel_goes_to_handle_error),
		EPOLL_TEST(without_an_epoll_descriptor_there_is_no_loop),
		EPOLL_TEST(a_loop_of_timers_alone_waits_too),
		EPOLL_TEST(a_regular_file_is_always_ready),
		EPOLL_TEST(a_file_nobody_reads_does_not_keep_the_loop_hot),
		EPOLL_TEST(a_descriptor_gone_is_found_when_interest_changes_K18),
		EPOLL_TEST(a_descriptor_gone_is_found_in_an_idle_wait_K18),
		EPOLL_TEST(what_a_copy_keeps_alive_does_not_haunt_the_loop),
		EPOLL_TEST(a_haunted_loop_tries_again),
		EPOLL_TEST(another_file_on_the_number_is_watched),
		EPOLL_TEST(an_entry_that_is_there_already_changes_its_owner),
		EPOLL_TEST(a_pass_serves_a_bounded_number),
	};

	return cmocka_run_group_tests_name("epoll", tests, NULL, NULL);
}
