/* SPDX-License-Identifier: MIT
 *
 * Which channels are asked what they want, and when. */
#include "tank.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

/* ---- Predicates ---- */

static void a_failing_predicate_goes_to_handle_error_K39(void **state)
{
	struct tank *t = *state;
	int peers[2] = {probe_ready(t, 0), probe_ready(t, 1)};

	t->p[0].on[AC_HANDLER_readable] = probe_raises_eio;
	tank_passes(t, 1);
	assert_string_equal(t->p[0].seen, "error ");
	assert_int_equal(t->p[0].error.event, AC_EVENT_ASK);
	assert_string_equal(t->p[1].seen, "read ");
	tank_close(t, peers[0]);
	tank_close(t, peers[1]);
}

static int close_other(struct probe *p)
{
	ac_close(probe_channel(p->other));
	return 1;
}

static void a_predicate_may_close_any_channel_K40(void **state)
{
	struct tank *t = *state;
	int peers[3] = {probe_ready(t, 0), probe_ready(t, 1), probe_ready(t, 2)};

	t->p[1].on[AC_HANDLER_readable] = close_other;
	t->p[1].other = &t->p[0]; /* asked before */
	tank_passes(t, 1);
	assert_string_equal(t->p[0].seen, "");
	t->p[1].other = &t->p[2]; /* asked after */
	tank_passes(t, 1);
	t->p[1].other = &t->p[1];
	tank_passes(t, 1);
	assert_int_equal(t->loop.channel_count, 0);
	assert_string_equal(t->p[1].seen, "read ");
	tank_close(t, peers[0]);
	tank_close(t, peers[1]);
	tank_close(t, peers[2]);
}

static int open_another(struct probe *p)
{
	int peer;

	if (!p->other) {
		p->other = &p->tank->p[5];
		probe_open(p->other, p->tank, tank_tcp_pair(p->tank, &peer));
		tank_close(p->tank, peer);
	}
	return 1;
}

static void a_channel_opened_by_a_predicate_waits_for_the_next_pass(void **state)
{
	struct tank *t = *state;
	int peer = probe_ready(t, 0);

	t->p[0].on[AC_HANDLER_readable] = open_another;
	t->p[0].on[AC_HANDLER_handle_read] = probe_raises_eio; /* not reached: nothing to read */
	assert_int_equal(tank_read(t, probe_channel(&t->p[0])->fd, t->p[0].in, 1), 1);
	assert_int_equal(ac_poll(&t->loop, AC_NEVER), 0); /* which comes at once */
	assert_string_equal(t->p[5].seen, "");
	tank_passes(t, 1);
	assert_string_equal(t->p[5].seen, "read close ");
	tank_close(t, peer);
}

static void own_predicates_are_asked_and_noted_each_pass(void **state)
{
	struct tank *t = *state;
	int peer = probe_ready(t, 0);

	tank_passes(t, 3);
	assert_int_equal(
		fault_noted_handler(&t->fault, AC_NOTE_HANDLER_ENTERED, AC_HANDLER_readable), 3);
	assert_int_equal(
		fault_noted_handler(&t->fault, AC_NOTE_HANDLER_ENTERED, AC_HANDLER_writable), 3);
	tank_close(t, peer);
}

static int announced_calls;

static int announced_readable(struct ac_dispatcher *d)
{
	announced_calls++;
	return ac_container_of(d, struct probe, base.base)->wants_read;
}

static const struct ac_ops announcing_ops = {
	.super = &ac_sender_ops,
	.name = "announcing",
	.flags = AC_OPS_ANNOUNCES,
	.readable = announced_readable,
};

static void an_announcing_channel_is_asked_only_when_it_says_so(void **state)
{
	struct tank *t = *state;
	struct ac_dispatcher *d = probe_channel(&t->p[0]);
	int peer;

	t->loop.ask_all = false;
	probe_init(&t->p[0], t);
	assert_int_equal(ac_sender_init_accepted(&t->p[0].base, &t->loop, &announcing_ops,
						 tank_tcp_pair(t, &peer), NULL, 0),
			 0);
	announced_calls = 0;
	tank_passes(t, 5);
	assert_int_equal(announced_calls, 1);
	t->p[0].wants_read = 0;
	ac_interest_changed(d);
	tank_passes(t, 5);
	assert_int_equal(announced_calls, 2);
	assert_int_equal(fault_last(&t->fault, AC_NOTE_INTEREST)->value, 0);
	tank_close(t, peer);
}

static void interest_is_noted_when_it_changes(void **state)
{
	struct tank *t = *state;
	int peer = probe_ready(t, 0);

	tank_passes(t, 3);
	assert_int_equal(fault_noted(&t->fault, AC_NOTE_INTEREST), 1);
	assert_int_equal(fault_last(&t->fault, AC_NOTE_INTEREST)->value,
			 AC_WANT_READ | AC_WANT_EXPT);
	tank_close(t, peer);
}

static void a_listener_is_not_watched_for_room_K44(void **state)
{
	struct tank *t = *state;
	struct ac_dispatcher *d = probe_channel(&t->p[0]);
	struct sockaddr_in addr;

	probe_init(&t->p[0], t);
	t->p[0].wants_write = 1;
	assert_int_equal(ac_create_socket(d, AF_INET, SOCK_STREAM), 0);
	assert_int_equal(ac_ipv4(&addr, "127.0.0.1", 0), 0);
	assert_int_equal(ac_bind(d, (struct sockaddr *)&addr, sizeof addr), 0);
	assert_int_equal(ac_listen(d, 1), 0);
	tank_passes(t, 1);
	assert_int_equal(fault_last(&t->fault, AC_NOTE_INTEREST)->value,
			 AC_WANT_READ | AC_WANT_EXPT);
	assert_string_equal(t->p[0].seen, "");
}

/* A change that is not announced would be lost; who asks everybody finds it. */
static void ask_all_aborts_on_a_change_not_announced(void **state)
{
	struct tank *t = *state;
	int peer, status;
	pid_t child;

	probe_init(&t->p[0], t);
	assert_int_equal(ac_sender_init_accepted(&t->p[0].base, &t->loop, &announcing_ops,
						 tank_tcp_pair(t, &peer), NULL, 0),
			 0);
	t->loop.ask_all = true;
	tank_passes(t, 1);
	t->p[0].wants_read = 0;
	child = fork();
	if (child == 0) {
		const struct rlimit none = {0, 0};

		setrlimit(RLIMIT_CORE, &none);
		signal(SIGABRT, SIG_DFL);
		close(STDERR_FILENO);
		tank_passes(t, 1);
		_exit(0);
	}
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_true(WIFSIGNALED(status) && WTERMSIG(status) == SIGABRT);
	t->p[0].wants_read = 1;
	tank_close(t, peer);
}

int main(void)
{
	static const struct tank_test tests[] = {
		TANK_TEST(a_failing_predicate_goes_to_handle_error_K39),
		TANK_TEST(a_predicate_may_close_any_channel_K40),
		TANK_TEST(a_channel_opened_by_a_predicate_waits_for_the_next_pass),
		TANK_TEST(own_predicates_are_asked_and_noted_each_pass),
		TANK_TEST(an_announcing_channel_is_asked_only_when_it_says_so),
		TANK_TEST(interest_is_noted_when_it_changes),
		TANK_TEST(a_listener_is_not_watched_for_room_K44),
		TANK_TEST_POSIX(ask_all_aborts_on_a_change_not_announced, "forks"),
	};

	return tank_run("predicates", tests);
}
