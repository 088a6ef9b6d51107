/* SPDX-License-Identifier: MIT
 *
 * The tank itself: each kernel is the one it is said to be, and what goes wrong in a
 * test fails that test, at its place, and no other. */
#include "tank.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

/* ---- The kernels ---- */

static int leave(struct ac_timer *timer)
{
	(void)timer;
	return AC_EXIT;
}

static void a_year_passes_at_once_by_the_clock_of_its_kernel(void **state)
{
	struct tank *t = *state;
	const int64_t year = 365 * 24 * 3600 * AC_SECOND;
	struct ac_sys *real = ac_sys_posix();
	uint64_t start, real_start = real->ops->now_ns(real);
	struct ac_timer timer = {0};

	tank_keep_clock(t);
	start = t->sys->ops->now_ns(t->sys);
	ac_call_later(&t->loop, &timer, year, leave);
	assert_int_equal(ac_loop(&t->loop, AC_NEVER, -1), AC_EXIT);
	assert_true(real->ops->now_ns(real) - real_start < (uint64_t)year / 365);
	if (t->is->kernel == TANK_SIM) {
		assert_string_equal(t->fault.under->ops->name, "sim");
		assert_int_equal(t->sys->ops->now_ns(t->sys), start + (uint64_t)year);
	} else {
		assert_string_equal(t->fault.under->ops->name, "posix");
		assert_true(t->sys->ops->now_ns(t->sys) - start < (uint64_t)year / 365);
	}
}

static int first; /* served in a pass; -1: none yet */

static int be_served(struct probe *p)
{
	if (first < 0)
		first = p->number;
	p->last = ac_recv(probe_channel(p), p->in, sizeof p->in);
	return 0;
}

static int who_is_first(struct tank *t, const int *peers)
{
	first = -1;
	assert_int_equal(tank_write(t, peers[0], "x", 1), 1);
	assert_int_equal(tank_write(t, peers[1], "x", 1), 1);
	tank_passes(t, 1);
	return first;
}

static void only_the_order_of_epoll_can_be_turned_round(void **state)
{
	struct tank *t = *state;
	int peers[2], i, ahead;

	for (i = 0; i < 2; i++) {
		probe_open(&t->p[i], t, tank_tcp_pair(t, &peers[i]));
		t->p[i].number = i;
		t->p[i].on[AC_HANDLER_handle_read] = be_served;
	}
	assert_int_equal(t->fault.backwards, t->is->backwards);
	t->fault.backwards = false;
	ahead = who_is_first(t, peers);
	t->fault.backwards = true;
	assert_int_equal(who_is_first(t, peers),
			 t->is->poller == AC_POLLER_EPOLL ? 1 - ahead : ahead);
	tank_close(t, peers[0]);
	tank_close(t, peers[1]);
}

static void a_peer_waits_as_on_a_blocking_descriptor_but_not_for_ever(void **state)
{
	struct tank *t = *state;
	char in[4];
	int peer, fds[2];

	probe_open(&t->p[0], t, tank_tcp_pair(t, &peer));
	assert_int_equal(tank_read_now(t, peer, in, sizeof in), -EAGAIN);
	assert_int_equal(ac_sender_send(&t->p[0].base, "x", 1), 0);
	assert_int_equal(tank_read(t, peer, in, sizeof in), 1);
	if (t->is->kernel == TANK_SIM)
		assert_int_equal(tank_read(t, peer, in, sizeof in), -EAGAIN);
	tank_close(t, peer);
	tank_pipe(t, fds);
	tank_close(t, fds[1]);
	assert_int_equal(tank_read_all(t, fds[0], in, sizeof in), 0);
	tank_close(t, fds[0]);
}

static void a_file_is_read_to_its_end(void **state)
{
	struct tank *t = *state;
	char in[8];
	int fd = tank_file(t, "abc", 3);

	assert_int_equal(tank_read_all(t, fd, in, sizeof in), 3);
	assert_memory_equal(in, "abc", 3);
	tank_close(t, fd);
}

/* ---- What goes wrong: planted, and played in a child ---- */

static int fails_in_a_handler(struct probe *p)
{
	assert_string_equal(p->seen, "planted");
	return 0;
}

static void a_wrong_claim(void **state)
{
	struct tank *t = *state;
	int peer;

	probe_open(&t->p[0], t, tank_tcp_pair(t, &peer));
	t->p[0].on[AC_HANDLER_handle_read] = fails_in_a_handler;
	assert_int_equal(tank_write(t, peer, "x", 1), 1);
	tank_passes(t, 1);
}

static void a_skipped_one(void **state)
{
	(void)state;
	skip();
}

static void a_leak(void **state)
{
	struct tank *t = *state;
	int peer;

	tank_tcp_pair(t, &peer);
	tank_close(t, peer);
}

static void a_signal(void **state)
{
	struct tank *t = *state;
	int peer, fd = tank_unix_pair(t, &peer);

	tank_close(t, peer);
	t->sys->ops->send(fd, "x", 1, 0, t->sys);
	ac_close_fd(&t->loop, fd);
}

/* Which the judge of the simulated kernel finds. */
static void a_second_free(void **state)
{
	struct tank *t = *state;
	void *block = t->sys->ops->realloc(NULL, 10, "block", t->sys);

	t->sys->ops->realloc(block, 0, "block", t->sys);
	t->sys->ops->realloc(block, 0, "block", t->sys);
}

static void a_death(void **state)
{
	(void)state;
	abort();
}

static void a_sound_claim(void **state)
{
	struct tank *t = *state;
	int peer;

	probe_open(&t->p[0], t, tank_tcp_pair(t, &peer));
	assert_int_equal(tank_write(t, peer, "x", 1), 1);
	tank_passes(t, 1);
	assert_string_equal(t->p[0].seen, "read ");
	tank_close(t, peer);
}

/* Twice each: by a loop that asks everybody, and one that does not. */
#define PLANTED(test)      TANK_ROW(test, TANK_SIM, TANK_ON(POLL), NULL)
#define PLANTED_REAL(test) TANK_ROW(test, TANK_POSIX, TANK_ON(POLL), NULL)

#define SOUND      7 /* one behind each that fails */
#define SOUND_REAL 2

static int play_planted(void)
{
	static const struct tank_test tests[] = {
		PLANTED(a_wrong_claim),
		PLANTED(a_sound_claim),
		PLANTED(a_skipped_one),
		PLANTED(a_sound_claim),
		PLANTED(a_leak),
		PLANTED(a_sound_claim),
		PLANTED(a_signal),
		PLANTED(a_sound_claim),
		PLANTED(a_second_free),
		PLANTED(a_sound_claim),
		PLANTED(a_death),
		PLANTED(a_sound_claim),
		PLANTED_REAL(a_wrong_claim),
		PLANTED_REAL(a_sound_claim),
		PLANTED_REAL(a_signal),
		PLANTED_REAL(a_sound_claim),
		PLANTED(a_sound_claim),
	};

	return tank_run("planted", tests);
}

/* What the child says, and how many of its tests fail. */
static int heard_of_a_child(char *text, size_t size)
{
	int fds[2], status;
	size_t len = 0;
	ssize_t n;
	pid_t child;

	fflush(NULL);
	assert_int_equal(pipe(fds), 0);
	child = fork();
	if (child == 0) {
		dup2(fds[1], STDOUT_FILENO);
		dup2(fds[1], STDERR_FILENO);
		unsetenv("WT_FEWER"); /* each way to play is counted */
		status = play_planted();
		fflush(NULL);
		_exit(status);
	}
	close(fds[1]);
	while ((n = read(fds[0], text + len, size - 1 - len)) > 0)
		len += (size_t)n;
	text[len] = '\0';
	close(fds[0]);
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_true(WIFEXITED(status));
	return WEXITSTATUS(status);
}

static unsigned count(const char *text, const char *word)
{
	unsigned found = 0;

	for (; (text = strstr(text, word)); text += strlen(word))
		found++;
	return found;
}

static void what_goes_wrong_fails_its_own_test_at_its_place(void **state)
{
	static char text[65536];

	(void)state;
	assert_int_equal(heard_of_a_child(text, sizeof text), 2 * 7);
	assert_int_equal(count(text, "OK ] a_sound_claim (sim "), 2 * SOUND);
	assert_int_equal(count(text, "OK ] a_sound_claim (posix "), 2 * SOUND_REAL);
	assert_int_equal(count(text, "\"read \" != \"planted\""), 2 * 2);
	assert_int_equal(count(text, "tests/lib/test_tank.c:"), 2 * 2);
	assert_int_equal(count(text, "memory: h touched memory after it was freed"), 2);
	assert_int_equal(count(text, "crash: the program of h died: abort"), 2);
	assert_int_equal(count(text, " SKIPPED ] a_skipped_one (sim poll"), 2 * 2); /* and listed */
}

int main(void)
{
	static const struct tank_test tests[] = {
		TANK_TEST(a_year_passes_at_once_by_the_clock_of_its_kernel),
		TANK_TEST(only_the_order_of_epoll_can_be_turned_round),
		TANK_TEST(a_peer_waits_as_on_a_blocking_descriptor_but_not_for_ever),
		TANK_TEST(a_file_is_read_to_its_end),
		TANK_TEST_PURE(what_goes_wrong_fails_its_own_test_at_its_place),
	};

	return tank_run("tank", tests);
}
