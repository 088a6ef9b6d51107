/* SPDX-License-Identifier: MIT
 *
 * Timers, by a clock kept by hand. */
#include "tank.h"

#include <errno.h>
#include <string.h>

#define TICKS 8

struct tick {
	struct ac_timer timer;
	struct clockwork *works;
	struct tick *other;
	int number, again, result;
	int (*act)(struct tick *);
};

/* A tank and some timers, with the order in which they fired. */
struct clockwork {
	struct tank *tank;
	struct ac_loop *loop;
	struct fault *fault;
	struct tick ticks[TICKS];
	int fired[64];
	int count;
	uint64_t start;
};

static int fire(struct ac_timer *timer)
{
	struct tick *tick = ac_container_of(timer, struct tick, timer);
	struct clockwork *w = tick->works;

	assert_true(w->count < 64);
	w->fired[w->count++] = tick->number;
	return tick->act ? tick->act(tick) : tick->result;
}

static void wind(struct clockwork *w, struct tank *t)
{
	int i;

	memset(w, 0, sizeof *w);
	tank_keep_clock(t);
	w->tank = t;
	w->loop = &t->loop;
	w->fault = &t->fault;
	w->start = tank_now(t);
	for (i = 0; i < TICKS; i++) {
		w->ticks[i].works = w;
		w->ticks[i].number = i;
	}
}

static void set(struct clockwork *w, int i, int64_t delay_ns)
{
	ac_call_later(w->loop, &w->ticks[i].timer, delay_ns, fire);
}

static void a_loop_without_channels_lives_for_its_timers(void **state)
{
	struct clockwork w;

	wind(&w, *state);
	set(&w, 0, 5 * AC_SECOND);
	assert_true(ac_timer_is_set(&w.ticks[0].timer));
	assert_int_equal(ac_loop(w.loop, AC_NEVER, -1), 0);
	assert_int_equal(w.count, 1);
	assert_int_equal(tank_now(w.tank), w.start + 5 * AC_SECOND);
	assert_false(ac_timer_is_set(&w.ticks[0].timer));
	assert_int_equal(w.loop->timer_count, 0);
}

static void a_wait_is_no_longer_than_the_next_timer(void **state)
{
	struct clockwork w;

	wind(&w, *state);
	set(&w, 0, 3 * AC_SECOND);
	assert_int_equal(ac_poll(w.loop, 30 * AC_SECOND), 0);
	assert_int_equal(w.fault->waited_ns, 3 * AC_SECOND);
	assert_int_equal(w.count, 1);
	set(&w, 0, 3 * AC_SECOND);
	assert_int_equal(ac_poll(w.loop, AC_SECOND), 0);
	assert_int_equal(w.fault->waited_ns, AC_SECOND);
	assert_int_equal(w.count, 1);
	ac_cancel(&w.ticks[0].timer);
}

static void timers_fire_in_order_of_time_then_of_setting(void **state)
{
	static const int expected[] = {3, 1, 4, 5, 0, 2};
	struct clockwork w;

	wind(&w, *state);
	set(&w, 0, 3 * AC_SECOND);
	set(&w, 1, 2 * AC_SECOND);
	set(&w, 2, 4 * AC_SECOND);
	set(&w, 3, 1 * AC_SECOND);
	set(&w, 4, 2 * AC_SECOND);
	set(&w, 5, 2 * AC_SECOND);
	assert_int_equal(ac_loop(w.loop, AC_NEVER, -1), 0);
	assert_int_equal(w.count, 6);
	assert_memory_equal(w.fired, expected, sizeof expected);
}

static void a_cancelled_timer_does_not_fire(void **state)
{
	struct clockwork w;

	wind(&w, *state);
	set(&w, 0, AC_SECOND);
	set(&w, 1, AC_SECOND);
	set(&w, 2, AC_SECOND);
	ac_cancel(&w.ticks[1].timer);
	ac_cancel(&w.ticks[1].timer);
	assert_int_equal(ac_loop(w.loop, AC_NEVER, -1), 0);
	assert_int_equal(w.count, 2);
	assert_int_equal(w.fired[1], 2);
	assert_int_equal(fault_noted(w.fault, AC_NOTE_TIMER_CANCELLED), 1);
}

static void setting_a_set_timer_moves_it(void **state)
{
	struct clockwork w;

	wind(&w, *state);
	set(&w, 0, AC_SECOND);
	set(&w, 1, 2 * AC_SECOND);
	set(&w, 0, 3 * AC_SECOND);
	assert_int_equal(w.loop->timer_count, 2);
	assert_int_equal(ac_loop(w.loop, AC_NEVER, -1), 0);
	assert_int_equal(w.count, 2);
	assert_int_equal(w.fired[0], 1);
}

static int again_at_once(struct tick *tick)
{
	if (tick->again-- > 0)
		ac_call_later(tick->works->loop, &tick->timer, 0, fire);
	return 0;
}

/* Or a timer that always sets itself again would starve the channels. */
static void a_timer_set_by_a_timer_waits_for_the_next_pass(void **state)
{
	struct clockwork w;

	wind(&w, *state);
	w.ticks[0].act = again_at_once;
	w.ticks[0].again = 3;
	set(&w, 0, 0);
	assert_int_equal(ac_poll(w.loop, AC_NEVER), 0);
	assert_int_equal(w.count, 1);
	assert_int_equal(ac_loop(w.loop, AC_NEVER, -1), 0);
	assert_int_equal(w.count, 4);
	assert_int_equal(tank_now(w.tank), w.start);
}

static int set_by_a_channel(struct probe *p)
{
	ac_recv(probe_channel(p), p->in, sizeof p->in);
	ac_call_later(&p->tank->loop, p->timer, 0, fire);
	return 0;
}

static void a_timer_set_by_a_channel_waits_for_the_next_pass(void **state)
{
	struct tank *t = *state;
	struct clockwork w;
	int peer;

	wind(&w, t);
	probe_open(&t->p[0], t, tank_tcp_pair(t, &peer));
	t->p[0].on[AC_HANDLER_handle_read] = set_by_a_channel;
	t->p[0].timer = &w.ticks[0].timer;
	assert_int_equal(tank_write(t, peer, "x", 1), 1);
	assert_int_equal(ac_poll(w.loop, 0), 0);
	assert_int_equal(w.count, 0);
	assert_int_equal(ac_poll(w.loop, AC_NEVER), 0);
	assert_int_equal(w.count, 1);
	tank_close(t, peer);
}

static int put_off(struct probe *p)
{
	ac_recv(probe_channel(p), p->in, sizeof p->in);
	ac_call_later(&p->tank->loop, p->timer, AC_SECOND, fire);
	return 0;
}

static void data_in_the_same_pass_puts_off_an_idle_time_out(void **state)
{
	struct tank *t = *state;
	struct clockwork w;
	int peer;

	wind(&w, t);
	probe_open(&t->p[0], t, tank_tcp_pair(t, &peer));
	t->p[0].on[AC_HANDLER_handle_read] = put_off;
	t->p[0].timer = &w.ticks[0].timer;
	set(&w, 0, AC_SECOND);
	assert_int_equal(tank_write(t, peer, "x", 1), 1);
	tank_let_pass(t, AC_SECOND); /* both are due */
	assert_int_equal(ac_poll(w.loop, 0), 0);
	assert_int_equal(w.count, 0);
	ac_cancel(&w.ticks[0].timer);
	tank_close(t, peer);
}

static int cancel_other(struct tick *tick)
{
	ac_cancel(&tick->other->timer);
	return 0;
}

static void a_callback_may_cancel_one_that_is_due(void **state)
{
	struct clockwork w;

	wind(&w, *state);
	w.ticks[0].act = cancel_other;
	w.ticks[0].other = &w.ticks[1];
	set(&w, 0, AC_SECOND);
	set(&w, 1, AC_SECOND);
	assert_int_equal(ac_loop(w.loop, AC_NEVER, -1), 0);
	assert_int_equal(w.count, 1);
}

static int close_all(struct tick *tick)
{
	ac_close_all(tick->works->loop);
	return 0;
}

static void a_callback_may_close_any_channel(void **state)
{
	struct tank *t = *state;
	struct clockwork w;
	int peer;

	wind(&w, t);
	probe_open(&t->p[0], t, tank_tcp_pair(t, &peer));
	w.ticks[0].act = close_all;
	set(&w, 0, AC_SECOND);
	assert_int_equal(ac_loop(w.loop, AC_NEVER, -1), 0);
	assert_int_equal(t->p[0].released, 1);
	tank_close(t, peer);
}

static void a_callback_that_fails_ends_the_loop(void **state)
{
	struct clockwork w;

	wind(&w, *state);
	w.ticks[0].result = -EIO;
	set(&w, 0, AC_SECOND);
	set(&w, 1, AC_SECOND);
	assert_int_equal(ac_loop(w.loop, AC_NEVER, -1), -EIO);
	assert_int_equal(w.count, 1);
	w.ticks[0].result = AC_EXIT;
	set(&w, 0, 0);
	assert_int_equal(ac_loop(w.loop, AC_NEVER, -1), AC_EXIT);
	w.ticks[0].result = -EAGAIN;
	set(&w, 0, 0);
	assert_int_equal(ac_loop(w.loop, AC_NEVER, -1), 0);
}

static int run_inner(struct tick *tick)
{
	return ac_loop(tick->works->loop, 0, 1);
}

static void an_inner_pass_fires_each_timer_once(void **state)
{
	struct clockwork w;

	wind(&w, *state);
	w.ticks[0].act = run_inner;
	set(&w, 0, 0);
	set(&w, 1, 0);
	assert_int_equal(ac_loop(w.loop, AC_NEVER, -1), 0);
	assert_int_equal(w.count, 2);
	assert_int_equal(w.fired[1], 1);
}

static void the_longest_delay_does_not_wrap(void **state)
{
	struct clockwork w;

	wind(&w, *state);
	set(&w, 0, INT64_MAX);
	assert_int_equal(ac_poll(w.loop, AC_SECOND), 0);
	assert_int_equal(w.count, 0);
	ac_cancel(&w.ticks[0].timer);
}

static void timers_are_noted_with_their_number(void **state)
{
	struct clockwork w;

	wind(&w, *state);
	set(&w, 0, AC_SECOND);
	set(&w, 1, 2 * AC_SECOND);
	set(&w, 0, AC_SECOND);
	assert_int_equal(fault_last(w.fault, AC_NOTE_TIMER_SET)->timer, 1);
	assert_int_equal(fault_last(w.fault, AC_NOTE_TIMER_SET)->value, w.start + AC_SECOND);
	assert_int_equal(ac_loop(w.loop, AC_NEVER, -1), 0);
	assert_int_equal(fault_noted(w.fault, AC_NOTE_TIMER_FIRED), 2);
	assert_int_equal(fault_last(w.fault, AC_NOTE_TIMER_FIRED)->timer, 2);
	assert_int_equal(
		fault_noted_handler(w.fault, AC_NOTE_HANDLER_LEFT, AC_HANDLER_handle_timer), 2);
}

static void the_end_of_a_loop_cancels_its_timers(void **state)
{
	struct tank *t = *state;
	struct ac_loop loop;
	struct tick tick = {.number = 0};

	assert_int_equal(ac_loop_init(&loop, &t->fault.base, AC_POLLER_POLL), 0);
	ac_call_later(&loop, &tick.timer, AC_SECOND, fire);
	ac_loop_fini(&loop);
	assert_false(ac_timer_is_set(&tick.timer));
}

/* Against a sorted array: the same operations, the same order. */
#define MANY 200

struct model {
	struct ac_timer timer;
	uint64_t due;
	unsigned order; /* of setting */
	bool is_set;
};

static struct model many[MANY];
static unsigned fired_count;
static struct ac_loop *model_loop;

static bool fires_before(const struct model *a, const struct model *b)
{
	return a->due != b->due ? a->due < b->due : a->order < b->order;
}

static int fire_model(struct ac_timer *timer)
{
	struct model *m = ac_container_of(timer, struct model, timer);
	int i;

	assert_true(m->is_set);
	assert_true(m->due <= ac_now_ns(model_loop));
	for (i = 0; i < MANY; i++)
		assert_false(many[i].is_set && fires_before(&many[i], m));
	m->is_set = false;
	fired_count++;
	return 0;
}

static void any_mixture_of_setting_and_cancelling_fires_in_order(void **state)
{
	struct tank *t = *state;
	uint32_t random = 12345;
	unsigned step, set_count = 0, cancelled = 0;

	tank_keep_clock(t);
	t->fault.wanted = 0;
	t->loop.notes = 0;
	memset(many, 0, sizeof many);
	fired_count = 0;
	model_loop = &t->loop;
	for (step = 0; step < 4000; step++) {
		struct model *m;

		random = random * 1664525 + 1013904223;
		m = &many[(random >> 8) % MANY];
		if ((random >> 28) < 5) {
			cancelled += m->is_set;
			m->is_set = false;
			ac_cancel(&m->timer);
		} else if ((random >> 28) < 15) {
			int64_t delay = (random >> 16) % 50;

			cancelled += m->is_set;
			ac_call_later(&t->loop, &m->timer, delay, fire_model);
			m->due = tank_now(t) + (uint64_t)delay;
			m->order = set_count++;
			m->is_set = true;
		} else {
			assert_int_equal(ac_poll(&t->loop, 5), 0);
		}
	}
	assert_int_equal(ac_loop(&t->loop, AC_NEVER, -1), 0);
	assert_int_equal(fired_count + cancelled, set_count);
	assert_true(fired_count > 100);
	t->fault.wanted = AC_NOTES_ALL;
}

int main(void)
{
	static const struct tank_test tests[] = {
		TANK_TEST(a_loop_without_channels_lives_for_its_timers),
		TANK_TEST(a_wait_is_no_longer_than_the_next_timer),
		TANK_TEST(timers_fire_in_order_of_time_then_of_setting),
		TANK_TEST(a_cancelled_timer_does_not_fire),
		TANK_TEST(setting_a_set_timer_moves_it),
		TANK_TEST(a_timer_set_by_a_timer_waits_for_the_next_pass),
		TANK_TEST(a_timer_set_by_a_channel_waits_for_the_next_pass),
		TANK_TEST(data_in_the_same_pass_puts_off_an_idle_time_out),
		TANK_TEST(a_callback_may_cancel_one_that_is_due),
		TANK_TEST(a_callback_may_close_any_channel),
		TANK_TEST(a_callback_that_fails_ends_the_loop),
		TANK_TEST(an_inner_pass_fires_each_timer_once),
		TANK_TEST(the_longest_delay_does_not_wrap),
		TANK_TEST(timers_are_noted_with_their_number),
		TANK_TEST(the_end_of_a_loop_cancels_its_timers),
		TANK_TEST(any_mixture_of_setting_and_cancelling_fires_in_order),
	};

	return tank_run("timer", tests);
}
