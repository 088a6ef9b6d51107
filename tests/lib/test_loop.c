/* SPDX-License-Identifier: MIT
 *
 * Passes: what is asked, in which order channels are served, what ends a loop, and
 * when a struct is its owner's again. */
#include "tank.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

/* Opens p[i] on a new pair, with a byte to be read; returns the peer. */
static int ready_probe(struct tank *t, int i)
{
	int peer;

	probe_open(&t->p[i], t, tank_tcp_pair(t, &peer));
	t->p[i].number = i;
	assert_int_equal(tank_write(t, peer, "x", 1), 1);
	return peer;
}

/* Two, and whichever is served first does this to the other. */
static void ready_pair(struct tank *t, int *ret_peers, int (*first)(struct probe *))
{
	int i;

	for (i = 0; i < 2; i++) {
		ret_peers[i] = ready_probe(t, i);
		t->p[i].other = &t->p[1 - i];
		t->p[i].on[AC_HANDLER_handle_read] = first;
	}
}

static struct probe *served_first(struct tank *t)
{
	return t->p[0].seen[0] ? &t->p[0] : &t->p[1];
}

/* ---- Passes and counts ---- */

static void an_empty_loop_returns_at_once(void **state)
{
	struct tank *t = *state;

	assert_int_equal(ac_loop(&t->loop, AC_NEVER, -1), 0);
	assert_int_equal(ac_poll(&t->loop, AC_NEVER), 0);
	assert_int_equal(fault_waits(&t->fault), 0);
}

static void a_count_bounds_the_passes(void **state)
{
	struct tank *t = *state;
	int peer = ready_probe(t, 0);

	assert_int_equal(ac_loop(&t->loop, 0, 0), 0);
	assert_int_equal(fault_waits(&t->fault), 0);
	assert_int_equal(ac_loop(&t->loop, 0, 3), 0);
	assert_int_equal(fault_waits(&t->fault), 3);
	tank_close(t, peer);
}

static void a_loop_lasts_as_long_as_its_channels(void **state)
{
	struct tank *t = *state;
	int peer = ready_probe(t, 0);

	tank_close(t, peer);
	assert_int_equal(ac_loop(&t->loop, AC_TIMEOUT, -1), 0);
	assert_string_equal(t->p[0].seen, "read read close ");
	assert_int_equal(t->p[0].released, 1);
}

static void nothing_to_watch_still_sleeps_K37(void **state)
{
	struct tank *t = *state;
	int peer = ready_probe(t, 0);

	tank_keep_clock(t);
	t->p[0].wants_read = 0;
	assert_int_equal(ac_poll(&t->loop, 5 * AC_SECOND), 0);
	assert_int_equal(t->fault.waited_ns, 5 * AC_SECOND);
	assert_string_equal(t->p[0].seen, "");
	tank_close(t, peer);
}

static void an_interrupted_wait_goes_on_with_what_is_left_K20(void **state)
{
	struct tank *t = *state;
	int peer = ready_probe(t, 0);

	tank_keep_clock(t);
	t->p[0].wants_read = 0;
	fault_answer_waits(&t->fault, 2, -EINTR);
	assert_int_equal(ac_poll(&t->loop, 5 * AC_SECOND), 0);
	assert_int_equal(fault_waits(&t->fault), 3);
	assert_int_equal(t->fault.waited_ns, 5 * AC_SECOND / 4);
	tank_close(t, peer);
}

static void a_wait_of_less_than_a_millisecond_is_one_K38(void **state)
{
	struct tank *t = *state;
	int peer = ready_probe(t, 0);
	uint64_t start = ac_now_ns(&t->loop);

	t->p[0].wants_read = 0;
	assert_int_equal(ac_poll(&t->loop, 400000), 0);
	assert_true(ac_now_ns(&t->loop) - start >= 400000);
	tank_close(t, peer);
}

static void a_failed_wait_ends_the_loop(void **state)
{
	struct tank *t = *state;
	int peer = ready_probe(t, 0);

	fault_answer_waits(&t->fault, 1, -ENOMEM);
	assert_int_equal(ac_loop(&t->loop, AC_NEVER, -1), -ENOMEM);
	assert_string_equal(t->p[0].seen, "");
	assert_int_equal(ac_loop(&t->loop, AC_NEVER, 1), 0);
	assert_string_equal(t->p[0].seen, "read ");
	tank_close(t, peer);
}

static void the_kernel_can_stop_a_loop(void **state)
{
	struct tank *t = *state;
	int peer = ready_probe(t, 0);

	fault_answer_waits(&t->fault, 1, -ECANCELED);
	assert_int_equal(ac_loop(&t->loop, AC_NEVER, -1), -ECANCELED);
	assert_string_equal(t->p[0].seen, "");
	tank_close(t, peer);
}

/* ---- What a handler's result does ---- */

static int exit_loop(struct probe *p)
{
	(void)p;
	return AC_EXIT;
}

static int cancelled(struct probe *p)
{
	(void)p;
	return -ECANCELED;
}

static void exit_passes_through_everything(void **state)
{
	struct tank *t = *state;
	int peers[2];

	ready_pair(t, peers, exit_loop);
	assert_int_equal(ac_loop(&t->loop, AC_NEVER, -1), AC_EXIT);
	assert_string_equal(served_first(t)->seen, "read ");
	assert_string_equal(served_first(t)->other->seen, "");
	t->p[0].on[AC_HANDLER_handle_read] = t->p[1].on[AC_HANDLER_handle_read] = cancelled;
	assert_int_equal(ac_loop(&t->loop, AC_NEVER, -1), -ECANCELED);
	assert_int_equal(strlen(t->p[0].seen) + strlen(t->p[1].seen), strlen("read read "));
	tank_close(t, peers[0]);
	tank_close(t, peers[1]);
}

static int close_and_exit(struct probe *p)
{
	ac_close(probe_channel(p));
	return AC_EXIT;
}

static int close_and_fail(struct probe *p)
{
	ac_close(probe_channel(p));
	return -EIO;
}

static void a_result_after_the_close_is_ignored_but_exit(void **state)
{
	struct tank *t = *state;
	int peers[2] = {ready_probe(t, 0), 0};

	t->p[0].on[AC_HANDLER_handle_read] = close_and_fail;
	assert_int_equal(ac_loop(&t->loop, AC_NEVER, -1), 0);
	assert_string_equal(t->p[0].seen, "read ");
	assert_int_equal(t->p[0].released, 1);
	peers[1] = ready_probe(t, 1);
	t->p[1].on[AC_HANDLER_handle_read] = close_and_exit;
	assert_int_equal(ac_loop(&t->loop, AC_NEVER, -1), AC_EXIT);
	assert_string_equal(t->p[1].seen, "read ");
	assert_int_equal(t->p[1].released, 1);
	tank_close(t, peers[0]);
	tank_close(t, peers[1]);
}

static void exit_in_handle_close_comes_out_of_recv(void **state)
{
	struct tank *t = *state;
	int peer = ready_probe(t, 0);

	tank_close(t, peer);
	t->p[0].on[AC_HANDLER_handle_close] = close_and_exit;
	assert_int_equal(ac_loop(&t->loop, AC_NEVER, -1), AC_EXIT);
	assert_int_equal(t->p[0].last, AC_EXIT);
}

static int io_error(struct probe *p)
{
	(void)p;
	return -EIO;
}

static void a_failing_handle_error_ends_the_loop(void **state)
{
	struct tank *t = *state;
	int peer = ready_probe(t, 0);

	t->p[0].on[AC_HANDLER_handle_read] = io_error;
	t->p[0].on[AC_HANDLER_handle_error] = io_error;
	assert_int_equal(ac_loop(&t->loop, AC_NEVER, -1), -EIO);
	t->p[0].on[AC_HANDLER_handle_error] = close_and_fail;
	assert_int_equal(ac_loop(&t->loop, AC_NEVER, -1), 0);
	tank_close(t, peer);
}

static void a_failure_skips_the_rest_of_the_channel(void **state)
{
	struct tank *t = *state;
	int peer = ready_probe(t, 0);

	t->p[0].wants_write = 1;
	t->p[0].on[AC_HANDLER_handle_read] = io_error;
	t->p[0].on[AC_HANDLER_handle_error] = exit_loop;
	assert_int_equal(ac_loop(&t->loop, AC_NEVER, -1), AC_EXIT);
	assert_string_equal(t->p[0].seen, "read error ");
	tank_close(t, peer);
}

/* ---- Predicates ---- */

static void a_failing_predicate_goes_to_handle_error_K39(void **state)
{
	struct tank *t = *state;
	int peers[2] = {ready_probe(t, 0), ready_probe(t, 1)};

	t->p[0].on[AC_HANDLER_readable] = io_error;
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
	int peers[3] = {ready_probe(t, 0), ready_probe(t, 1), ready_probe(t, 2)};

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
	int peer = ready_probe(t, 0);

	t->p[0].on[AC_HANDLER_readable] = open_another;
	t->p[0].on[AC_HANDLER_handle_read] = io_error; /* not reached: nothing to read */
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
	int peer = ready_probe(t, 0);

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
	int peer = ready_probe(t, 0);

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

/* ---- Order ---- */

static int served[16], served_count;

static int count_served(struct probe *p)
{
	served[served_count++] = p->number;
	p->last = ac_recv(probe_channel(p), p->in, sizeof p->in);
	return 0;
}

static void channels_are_served_in_the_order_of_opening(void **state)
{
	struct tank *t = *state;
	int peers[4], again, i;

	served_count = 0;
	for (i = 0; i < 4; i++)
		peers[i] = ready_probe(t, i);
	ac_close(probe_channel(&t->p[1])); /* a low number comes back last */
	again = ready_probe(t, 4);
	for (i = 0; i < 5; i++)
		t->p[i].on[AC_HANDLER_handle_read] = count_served;
	tank_passes(t, 1);
	assert_int_equal(served_count, 4);
	assert_int_equal(served[0], 0);
	assert_int_equal(served[1], 2);
	assert_int_equal(served[2], 3);
	assert_int_equal(served[3], 4);
	for (i = 0; i < 4; i++)
		tank_close(t, peers[i]);
	tank_close(t, again);
}

static void a_channel_is_served_read_write_expt(void **state)
{
	struct tank *t = *state;
	int peer = ready_probe(t, 0);

	t->p[0].wants_write = 1;
	assert_int_equal(tank_send_urgent(t, peer, '!'), 1);
	tank_passes(t, 1);
	assert_string_equal(t->p[0].seen, "read write expt ");
	tank_close(t, peer);
}

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

	ready_pair(t, peers, read_and_close_other);
	tank_passes(t, 1);
	assert_string_equal(served_first(t)->other->seen, "");
	assert_int_equal(served_first(t)->other->released, 1);
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

	ready_pair(t, peers, replace_other);
	t->p[0].wants_write = t->p[1].wants_write = 1;
	tank_passes(t, 1);
	assert_string_equal(served_first(t)->seen, "read write ");
	assert_string_equal(served_first(t)->other->seen, "");
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
	int peer = ready_probe(t, 0);

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

/* ---- Nested passes ---- */

static int run_inner(struct probe *p)
{
	p->on[AC_HANDLER_handle_read] = NULL;
	p->last = ac_poll(&p->tank->loop, 0);
	assert_int_equal(p->tank->p[1].in_len, 1); /* the inner pass served it */
	return 0;
}

static void an_inner_pass_leaves_nothing_stale_to_the_outer_K55(void **state)
{
	struct tank *t = *state;
	int peers[2] = {ready_probe(t, 0), ready_probe(t, 1)};

	t->p[0].on[AC_HANDLER_handle_read] = run_inner;
	tank_passes(t, 1);
	assert_string_equal(t->p[0].seen, "read read ");
	assert_string_equal(t->p[1].seen, "read ");
	tank_close(t, peers[0]);
	tank_close(t, peers[1]);
}

static int drop_error_and_run_inner(struct probe *p)
{
	p->last = ac_recv(probe_channel(p), p->in, sizeof p->in);
	p->on[AC_HANDLER_handle_read] = NULL;
	return ac_poll(&p->tank->loop, 0);
}

static void an_inner_pass_does_not_hide_a_dropped_error(void **state)
{
	struct tank *t = *state;
	int peer = ready_probe(t, 0);

	t->p[0].on[AC_HANDLER_handle_read] = drop_error_and_run_inner;
	fault_answer(&t->fault, FAULT_RECV, 0, 1, -EHOSTUNREACH);
	tank_passes(t, 1);
	assert_int_equal(t->p[0].in_len, 1);
	assert_int_equal(fault_noted(&t->fault, AC_NOTE_ERROR_DROPPED), 1);
	tank_close(t, peer);
}

static int run_inner_and_go_on(struct probe *p)
{
	assert_int_equal(ac_recv(probe_channel(p), p->in, sizeof p->in), 0);
	assert_int_equal(ac_poll(&p->tank->loop, 0), 0);
	return (int)ac_send(probe_channel(p), "x", 1);
}

static void an_inner_pass_does_not_end_the_excuse(void **state)
{
	struct tank *t = *state;
	int peers[2] = {ready_probe(t, 0), ready_probe(t, 1)};

	assert_int_equal(tank_read(t, probe_channel(&t->p[0])->fd, t->p[0].in, 1), 1);
	tank_close(t, peers[0]);
	t->p[0].on[AC_HANDLER_handle_read] = run_inner_and_go_on;
	tank_passes(t, 1);
	assert_string_equal(t->p[0].seen, "read close ");
	assert_int_equal(fault_noted(&t->fault, AC_NOTE_MISUSE), 0);
	tank_close(t, peers[1]);
}

static int close_and_run_inner(struct probe *p)
{
	ac_close(probe_channel(p));
	assert_int_equal(ac_loop(&p->tank->loop, 0, 2), 0);
	assert_int_equal(p->released, 0);
	return 0;
}

static void released_waits_for_the_outermost_pass(void **state)
{
	struct tank *t = *state;
	int peers[2] = {ready_probe(t, 0), ready_probe(t, 1)};

	t->p[0].on[AC_HANDLER_handle_read] = close_and_run_inner;
	tank_passes(t, 1);
	assert_int_equal(t->p[0].released, 1);
	tank_close(t, peers[0]);
	tank_close(t, peers[1]);
}

/* ---- Release ---- */

static void released_never_comes_inside_another_call(void **state)
{
	struct tank *t = *state;
	int peer = ready_probe(t, 0);

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
	int peers[3] = {ready_probe(t, 0), ready_probe(t, 1), ready_probe(t, 2)};

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

	ready_pair(t, peers, close_everything);
	assert_int_equal(ac_loop(&t->loop, AC_NEVER, -1), 0);
	assert_string_equal(served_first(t)->other->seen, "");
	assert_int_equal(t->p[0].released + t->p[1].released, 2);
	tank_close(t, peers[0]);
	tank_close(t, peers[1]);
}

/* ---- Descriptors gone behind the library's back ---- */

static void a_stale_descriptor_closes_its_channel_only_K18(void **state)
{
	struct tank *t = *state;
	int peers[2] = {ready_probe(t, 0), ready_probe(t, 1)};

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
	int peers[2] = {ready_probe(t, 0), 0};
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
	int peers[2] = {ready_probe(t, 0), 0};
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
		peers[i] = ready_probe(t, (int)i);
	assert_served(t, peers, 3);
	for (i = 0; i < sizeof turns / sizeof *turns; i++) {
		unsigned before = t->fault.calls[turns[i].wait];

		assert_int_equal(ac_set_poller(&t->loop, turns[i].poller), 0);
		assert_served(t, peers, 3);
		assert_int_equal(t->fault.calls[turns[i].wait], before + 1);
		ac_close(probe_channel(&t->p[1]));
		tank_close(t, peers[1]);
		tank_passes(t, 1); /* until it is released */
		peers[1] = ready_probe(t, 1);
	}
	for (i = 0; i < 3; i++)
		tank_close(t, peers[i]);
}

static void a_poller_for_which_memory_lacks_changes_nothing(void **state)
{
	struct tank *t = *state;
	unsigned skip;
	int rc = -ENOMEM;
	int peers[2] = {ready_probe(t, 0), ready_probe(t, 1)};

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
		peers[i] = ready_probe(t, i);
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

/* ---- Notes of the program ---- */

static void the_program_may_tell_the_judge(void **state)
{
	struct tank *t = *state;
	int peer = ready_probe(t, 0);
	const struct ac_note *note;

	ac_note(&t->loop, probe_channel(&t->p[0]), "login", "bob", 3);
	note = fault_last(&t->fault, AC_NOTE_USER);
	assert_string_equal(note->name, "login");
	assert_int_equal(note->len, 3);
	assert_int_equal(note->loop, 1);
	assert_int_equal(note->slot, 1);
	ac_note(&t->loop, NULL, "tick", NULL, 0);
	assert_int_equal(fault_last(&t->fault, AC_NOTE_USER)->slot, 0);
	ac_sometimes(&t->loop, "full");
	assert_int_equal(fault_noted(&t->fault, AC_NOTE_SOMETIMES), 1);
	tank_close(t, peer);
}

static void unwanted_notes_are_not_told(void **state)
{
	struct tank *t = *state;
	size_t before;
	int peer = ready_probe(t, 0);

	t->fault.wanted = AC_NOTE_BIT(AC_NOTE_CHANNEL_OPENED) | AC_NOTE_BIT(AC_NOTE_CHANNEL_CLOSED);
	tank_passes(t, 1);
	before = t->fault.note_count;
	ac_note(&t->loop, NULL, "tick", NULL, 0);
	tank_passes(t, 1);
	assert_int_equal(t->fault.note_count, before);
	tank_close(t, peer);
}

int main(void)
{
	static const struct tank_test tests[] = {
		TANK_TEST(an_empty_loop_returns_at_once),
		TANK_TEST(a_count_bounds_the_passes),
		TANK_TEST(a_loop_lasts_as_long_as_its_channels),
		TANK_TEST(nothing_to_watch_still_sleeps_K37),
		TANK_TEST(an_interrupted_wait_goes_on_with_what_is_left_K20),
		TANK_TEST(a_wait_of_less_than_a_millisecond_is_one_K38),
		TANK_TEST(a_failed_wait_ends_the_loop),
		TANK_TEST(the_kernel_can_stop_a_loop),
		TANK_TEST(exit_passes_through_everything),
		TANK_TEST(a_result_after_the_close_is_ignored_but_exit),
		TANK_TEST(exit_in_handle_close_comes_out_of_recv),
		TANK_TEST(a_failing_handle_error_ends_the_loop),
		TANK_TEST(a_failure_skips_the_rest_of_the_channel),
		TANK_TEST(a_failing_predicate_goes_to_handle_error_K39),
		TANK_TEST(a_predicate_may_close_any_channel_K40),
		TANK_TEST(a_channel_opened_by_a_predicate_waits_for_the_next_pass),
		TANK_TEST(own_predicates_are_asked_and_noted_each_pass),
		TANK_TEST(an_announcing_channel_is_asked_only_when_it_says_so),
		TANK_TEST(interest_is_noted_when_it_changes),
		TANK_TEST(a_listener_is_not_watched_for_room_K44),
		TANK_TEST_POSIX(ask_all_aborts_on_a_change_not_announced, "forks"),
		TANK_TEST_WITH(POLL, channels_are_served_in_the_order_of_opening),
		TANK_TEST_WITH(SELECT, channels_are_served_in_the_order_of_opening),
		TANK_TEST(a_channel_is_served_read_write_expt),
		TANK_TEST(a_channel_closed_before_its_turn_is_not_served),
		TANK_TEST(a_reused_descriptor_gets_no_stale_event_K01),
		TANK_TEST(reconnecting_in_handle_close_calls_off_the_release),
		TANK_TEST(an_inner_pass_leaves_nothing_stale_to_the_outer_K55),
		TANK_TEST(an_inner_pass_does_not_hide_a_dropped_error),
		TANK_TEST(an_inner_pass_does_not_end_the_excuse),
		TANK_TEST(released_waits_for_the_outermost_pass),
		TANK_TEST(released_never_comes_inside_another_call),
		TANK_TEST(a_channel_may_be_freed_in_released),
		TANK_TEST(close_all_closes_without_handle_close),
		TANK_TEST(a_handler_may_close_everything),
		TANK_TEST(a_stale_descriptor_closes_its_channel_only_K18),
		TANK_TEST(closing_a_stale_channel_spares_the_new_owner_K07),
		TANK_TEST(a_channel_that_lost_its_number_is_told_to_close_K07),
		TANK_TEST_WITH(SELECT, select_refuses_descriptors_it_can_not_watch_K19),
		TANK_TEST_WITH(POLL, poll_watches_any_descriptor),
		TANK_TEST(the_poller_may_change_while_channels_are_open),
		TANK_TEST(a_poller_for_which_memory_lacks_changes_nothing),
		TANK_TEST_WITH(POLL, a_poller_that_can_not_watch_all_changes_nothing_K19),
		TANK_TEST(a_pass_allocates_nothing),
		TANK_TEST(many_channels_come_and_go),
		TANK_TEST(the_program_may_tell_the_judge),
		TANK_TEST(unwanted_notes_are_not_told),
	};

	return tank_run("loop", tests);
}
