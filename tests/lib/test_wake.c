/* SPDX-License-Identifier: MIT
 *
 * Waking a loop from another thread and from a signal handler.  Nothing here waits
 * for time to pass: a wake-up that is lost shows as a test that does not end. */
#include "tank.h"

#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>

/* ---- Ringing ---- */

static void a_wake_up_before_the_wait_is_not_lost(void **state)
{
	struct tank *t = *state;

	assert_int_equal(ac_wake_enable(&t->loop), 0);
	ac_wake(&t->loop);
	assert_int_equal(ac_poll(&t->loop, AC_NEVER), 0);
	ac_wake(&t->loop);
	assert_int_equal(ac_poll(&t->loop, AC_NEVER), 0);
}

static void many_wake_ups_make_one_pass(void **state)
{
	struct tank *t = *state;
	uint64_t start;
	unsigned sends;
	int i;

	assert_int_equal(ac_wake_enable(&t->loop), 0);
	sends = t->fault.calls[FAULT_SEND];
	for (i = 0; i < 100; i++)
		ac_wake(&t->loop);
	assert_int_equal(t->fault.calls[FAULT_SEND], sends + 1);
	assert_int_equal(ac_poll(&t->loop, AC_NEVER), 0);
	tank_keep_clock(t); /* it moves if nothing was reported */
	start = tank_now(t);
	assert_int_equal(ac_poll(&t->loop, AC_SECOND), 0);
	assert_int_equal(tank_now(t), start + AC_SECOND);
}

static void a_wake_up_that_the_kernel_refuses_can_be_repeated(void **state)
{
	struct tank *t = *state;

	assert_int_equal(ac_wake_enable(&t->loop), 0);
	fault_answer(&t->fault, FAULT_SEND, 0, 1, -ENOBUFS);
	ac_wake(&t->loop);
	ac_wake(&t->loop);
	assert_int_equal(ac_poll(&t->loop, AC_NEVER), 0);
}

static void without_a_bell_nothing_rings(void **state)
{
	struct tank *t = *state;

	ac_wake(&t->loop);
	ac_wake_disable(&t->loop);
	assert_int_equal(ac_wake_enable(&t->loop), 0);
	assert_int_equal(ac_wake_enable(&t->loop), -EBUSY);
	assert_int_equal(t->loop.channel_count, 1);
	ac_close_all(&t->loop);
	ac_wake(&t->loop);
	assert_int_equal(ac_loop(&t->loop, AC_NEVER, -1), 0);
	assert_int_equal(ac_wake_enable(&t->loop), 0);
	ac_wake_disable(&t->loop);
	assert_int_equal(ac_loop(&t->loop, AC_NEVER, -1), 0);
	assert_int_equal(tank_open_fds(t), 0);
}

static void a_bell_that_can_not_be_hung_leaves_nothing(void **state)
{
	struct tank *t = *state;
	unsigned nth;

	fault_answer(&t->fault, FAULT_SOCKETPAIR, 0, 1, -EMFILE);
	assert_int_equal(ac_wake_enable(&t->loop), -EMFILE);
	for (nth = 0;; nth++) {
		int rc;

		fault_answer(&t->fault, FAULT_REALLOC, nth, 1, 0);
		rc = ac_wake_enable(&t->loop);
		if (rc == 0)
			break;
		assert_int_equal(rc, -ENOMEM);
		assert_int_equal(tank_open_fds(t), 0);
	}
	assert_true(nth > 1);
	fault_answer(&t->fault, FAULT_REALLOC, 0, 0, 0);
}

/* ---- Calls ---- */

struct job {
	struct ac_call call;
	struct tank *tank;
	struct job *then;
	int number;
	int result;
};

static int made[64], made_count;

static int make(struct ac_call *call)
{
	struct job *job = ac_container_of(call, struct job, call);

	made[made_count++] = job->number;
	if (job->then)
		ac_call_soon_threadsafe(&job->tank->loop, &job->then->call, make);
	return job->result;
}

static void hand_over(struct tank *t, struct job *jobs, int count)
{
	int i;

	made_count = 0;
	for (i = 0; i < count; i++) {
		jobs[i] = (struct job){.tank = t, .number = i};
		ac_call_soon_threadsafe(&t->loop, &jobs[i].call, make);
	}
}

static void calls_are_made_in_order(void **state)
{
	struct tank *t = *state;
	struct job jobs[5];
	int i;

	assert_int_equal(ac_wake_enable(&t->loop), 0);
	hand_over(t, jobs, 5);
	assert_int_equal(made_count, 0);
	assert_int_equal(ac_poll(&t->loop, AC_NEVER), 0);
	assert_int_equal(made_count, 5);
	for (i = 0; i < 5; i++)
		assert_int_equal(made[i], i);
}

static void a_call_from_a_call_is_for_the_next_pass(void **state)
{
	struct tank *t = *state;
	struct job jobs[1], later = {.tank = t, .number = 7};

	assert_int_equal(ac_wake_enable(&t->loop), 0);
	hand_over(t, jobs, 1);
	jobs[0].then = &later;
	assert_int_equal(ac_poll(&t->loop, AC_NEVER), 0);
	assert_int_equal(made_count, 1);
	assert_int_equal(ac_poll(&t->loop, AC_NEVER), 0);
	assert_int_equal(made_count, 2);
	assert_int_equal(made[1], 7);
}

static void a_call_that_fails_ends_the_loop_and_spares_the_others(void **state)
{
	struct tank *t = *state;
	struct job jobs[3];

	assert_int_equal(ac_wake_enable(&t->loop), 0);
	hand_over(t, jobs, 3);
	jobs[0].result = -EAGAIN; /* no failure */
	jobs[1].result = -EPIPE;
	assert_int_equal(ac_loop(&t->loop, AC_NEVER, -1), -EPIPE);
	assert_int_equal(made_count, 2);
	assert_int_equal(ac_poll(&t->loop, AC_NEVER), 0);
	assert_int_equal(made_count, 3);
	assert_int_equal(t->loop.channel_count, 1);
}

/* ---- Threads: on the bare kernel, because the fault layer counts for one alone ---- */

#define THREADS   3
#define JOBS_EACH 400

struct worker;

struct errand {
	struct ac_call call;
	struct worker *worker;
	int number;
};

struct worker {
	struct ac_loop *loop;
	pthread_t thread;
	struct errand errands[JOBS_EACH];
	int next; /* the number that must come next */
};

static int errands_left;

static int check_order(struct ac_call *call)
{
	struct errand *errand = ac_container_of(call, struct errand, call);

	assert_int_equal(errand->number, errand->worker->next);
	errand->worker->next++;
	return --errands_left > 0 ? 0 : AC_EXIT;
}

static void *work(void *arg)
{
	struct worker *worker = arg;
	int i;

	for (i = 0; i < JOBS_EACH; i++) {
		struct errand *errand = &worker->errands[i];

		errand->number = i;
		errand->worker = worker;
		ac_call_soon_threadsafe(worker->loop, &errand->call, check_order);
	}
	return NULL;
}

static void calls_of_many_threads_all_come_each_thread_in_order(void **state)
{
	struct tank *t = *state;
	struct worker *workers = calloc(THREADS, sizeof *workers);
	struct ac_loop loop;
	int i;

	errands_left = THREADS * JOBS_EACH;
	assert_int_equal(ac_loop_init(&loop, t->sys, t->is->poller), 0);
	loop.ask_all = t->is->ask_all;
	assert_int_equal(ac_wake_enable(&loop), 0);
	for (i = 0; i < THREADS; i++) {
		workers[i].loop = &loop;
		assert_int_equal(pthread_create(&workers[i].thread, NULL, work, &workers[i]), 0);
	}
	assert_int_equal(ac_loop(&loop, AC_NEVER, -1), AC_EXIT);
	for (i = 0; i < THREADS; i++) {
		pthread_join(workers[i].thread, NULL);
		assert_int_equal(workers[i].next, JOBS_EACH);
	}
	ac_loop_fini(&loop);
	free(workers);
}

static void *stop_from_outside(void *arg)
{
	ac_loop_stop(arg);
	return NULL;
}

static void another_thread_stops_a_loop_that_waits(void **state)
{
	struct tank *t = *state;
	struct ac_loop loop;
	pthread_t thread;

	assert_int_equal(ac_loop_init(&loop, t->sys, t->is->poller), 0);
	loop.ask_all = t->is->ask_all;
	assert_int_equal(ac_wake_enable(&loop), 0);
	assert_int_equal(pthread_create(&thread, NULL, stop_from_outside, &loop), 0);
	assert_int_equal(ac_loop(&loop, AC_NEVER, -1), 0);
	pthread_join(thread, NULL);
	ac_loop_fini(&loop);
}

/* ---- Stopping ---- */

static struct ac_loop *signalled;

static void stop_it(int number)
{
	(void)number;
	errno = ENOENT;
	ac_loop_stop(signalled);
}

static void on_signal(struct tank *t)
{
	struct sigaction action = {.sa_handler = stop_it};

	signalled = &t->loop;
	assert_int_equal(sigaction(SIGUSR1, &action, NULL), 0);
}

static void a_signal_before_the_loop_stops_it(void **state)
{
	struct tank *t = *state;

	assert_int_equal(ac_wake_enable(&t->loop), 0);
	on_signal(t);
	raise(SIGUSR1);
	assert_int_equal(ac_loop(&t->loop, AC_NEVER, -1), 0);
	assert_int_equal(fault_waits(&t->fault), 0);
	ac_wake_disable(&t->loop);
	assert_int_equal(ac_loop(&t->loop, AC_NEVER, -1), 0); /* the stop is over */
}

static int raise_it(struct probe *p)
{
	p->last = ac_recv(probe_channel(p), p->in, 1);
	raise(SIGUSR1);
	return 0;
}

static void a_signal_in_a_handler_ends_the_loop_after_the_pass(void **state)
{
	struct tank *t = *state;
	int peers[2], i;

	on_signal(t);
	for (i = 0; i < 2; i++) {
		probe_open(&t->p[i], t, tank_tcp_pair(t, &peers[i]));
		t->p[i].on[AC_HANDLER_handle_read] = raise_it;
		assert_int_equal(tank_write(t, peers[i], "x", 1), 1);
	}
	assert_int_equal(ac_loop(&t->loop, AC_NEVER, -1), 0);
	assert_string_equal(t->p[0].seen, "read ");
	assert_string_equal(t->p[1].seen, "read ");
	tank_close(t, peers[0]);
	tank_close(t, peers[1]);
}

static int stop_in_an_inner_loop(struct probe *p)
{
	p->last = ac_recv(probe_channel(p), p->in, 1);
	ac_loop_stop(&p->tank->loop);
	assert_int_equal(ac_loop(&p->tank->loop, AC_NEVER, -1), 0);
	return 0;
}

static void nested_loops_all_stop(void **state)
{
	struct tank *t = *state;
	int peer;

	probe_open(&t->p[0], t, tank_tcp_pair(t, &peer));
	t->p[0].on[AC_HANDLER_handle_read] = stop_in_an_inner_loop;
	assert_int_equal(tank_write(t, peer, "x", 1), 1);
	assert_int_equal(ac_loop(&t->loop, AC_NEVER, -1), 0);
	assert_string_equal(t->p[0].seen, "read ");
	tank_close(t, peer);
}

int main(void)
{
	static const struct tank_test tests[] = {
		TANK_TEST(a_wake_up_before_the_wait_is_not_lost),
		TANK_TEST(many_wake_ups_make_one_pass),
		TANK_TEST(a_wake_up_that_the_kernel_refuses_can_be_repeated),
		TANK_TEST(without_a_bell_nothing_rings),
		TANK_TEST(a_bell_that_can_not_be_hung_leaves_nothing),
		TANK_TEST(calls_are_made_in_order),
		TANK_TEST(a_call_from_a_call_is_for_the_next_pass),
		TANK_TEST(a_call_that_fails_ends_the_loop_and_spares_the_others),
		TANK_TEST_POSIX(calls_of_many_threads_all_come_each_thread_in_order, "has threads"),
		TANK_TEST(a_signal_before_the_loop_stops_it),
		TANK_TEST(a_signal_in_a_handler_ends_the_loop_after_the_pass),
		TANK_TEST_POSIX(another_thread_stops_a_loop_that_waits, "has threads"),
		TANK_TEST(nested_loops_all_stop),
	};

	return tank_run("wake", tests);
}
