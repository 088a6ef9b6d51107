/* SPDX-License-Identifier: MIT
 *
 * The trace hash: one number for one history, the same on every machine.  The
 * golden values are frozen: stored lists and bug reports hold them. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>

#include <cmocka.h>

#include <errno.h>

#include "ac_sys.h"
#include "trace/fold.h"
#include "wt_trace.h"

#define START UINT64_C(0x77617665742D3032)

static struct wt_object object = {.kind = WT_OBJECT_ACCEPTED,
				  .index = 3,
				  .hash = UINT64_C(0x1122334455667788),
				  .name = "server:alice"};

static struct wt_event a_recv(void)
{
	return (struct wt_event){.time_ns = 10000000,
				 .kind = WT_EV_CALL,
				 .what = WT_CALL_recv,
				 .actor = "server",
				 .object = &object,
				 .result = 11,
				 .arg = 4096,
				 .bytes = "hello world",
				 .len = 11};
}

static uint64_t hash_of(const struct wt_event *event)
{
	struct wt_hash_sink hash;

	wt_hash_sink_init(&hash, NULL);
	hash.sink.event(&hash.sink, event);
	return hash.hash;
}

/* The numbers were made by a program in Python, after the specification. */
static void one_history_has_one_number_on_every_machine(void **state)
{
	static const size_t lengths[] = {1, 2, 3, 4, 7, 8, 9, 16, 17, 32, 33};
	struct wt_event event = a_recv();
	struct wt_hash_sink hash;
	unsigned char bytes[40];

	(void)state;
	for (size_t i = 0; i < sizeof(bytes); i++)
		bytes[i] = (unsigned char)i;
	wt_hash_sink_init(&hash, NULL);
	assert_int_equal(hash.hash, START);
	hash.sink.event(&hash.sink, &event);
	assert_int_equal(hash.hash, UINT64_C(0x2C7654C4A39ECACC));
	event.what = WT_CALL_send;
	event.len = 0;
	hash.sink.event(&hash.sink, &event);
	assert_int_equal(hash.hash, UINT64_C(0xCABC1267B80F9F64));
	event = (struct wt_event){.kind = WT_EV_NOTE,
				  .what = AC_NOTE_USER,
				  .host = -1,
				  .actor = "",
				  .text = "line",
				  .bytes = "12345678",
				  .len = 8,
				  .loop = 1,
				  .slot = 2,
				  .generation = 3};
	hash.sink.event(&hash.sink, &event);
	assert_int_equal(hash.hash, UINT64_C(0x4741AD3BBFFF52E9));
	event = (struct wt_event){.time_ns = 20000000,
				  .kind = WT_EV_SENT,
				  .what = WT_SEG_DATA,
				  .host = 1,
				  .object = &object,
				  .arg = 5,
				  .bytes = bytes,
				  .len = sizeof(bytes)};
	hash.sink.event(&hash.sink, &event);
	assert_int_equal(hash.hash, UINT64_C(0xA4E6BFDBFB74D867));
	event.kind = WT_EV_ARRIVED;
	for (size_t i = 0; i < sizeof(lengths) / sizeof(lengths[0]); i++) {
		event.arg = (int64_t)(event.len = lengths[i]);
		hash.sink.event(&hash.sink, &event);
	}
	assert_int_equal(hash.hash, UINT64_C(0xCB735A7C43E9869A));
}

static struct wt_event a_decision(const struct wt_decided *decided)
{
	return (struct wt_event){.time_ns = 20000000,
				 .kind = WT_EV_DECISION,
				 .what = 1,
				 .object = &object,
				 .result = 5,
				 .arg = 2,
				 .decided = decided};
}

static void a_decision_is_its_name_and_its_value(void **state)
{
	const struct wt_decided original = {.name = 0xABCDEF, .until = "client fin"};
	struct wt_decided named = original, plain = original, harmful = original;
	struct wt_event event = a_decision(&original), other = a_decision(&named);

	(void)state;
	assert_int_equal(hash_of(&event), UINT64_C(0xF235EDD6811C2C02));
	assert_int_equal(hash_of(&other), hash_of(&event));
	named.name++;
	assert_int_not_equal(hash_of(&other), hash_of(&event));
	other = a_decision(&original);
	other.arg++;
	assert_int_not_equal(hash_of(&other), hash_of(&event));
	other = a_decision(&original);
	other.result++;
	assert_int_not_equal(hash_of(&other), hash_of(&event));
	plain.until = NULL;
	other = a_decision(&plain);
	assert_int_not_equal(hash_of(&other), hash_of(&event));
	harmful.excuses = harmful.spreads = true; /* who asked, not what happened */
	other = a_decision(&harmful);
	assert_int_equal(hash_of(&other), hash_of(&event));
}

static void errnos_count_by_our_own_numbers(void **state)
{
	struct wt_event event = a_recv();
	uint64_t unlisted;

	(void)state;
	event.result = -EAGAIN;
	event.len = 0;
	assert_int_equal(hash_of(&event), UINT64_C(0xC09A4DC141CCAFC2));
	event.result = -0x10000; /* AC_EXIT: in no table */
	assert_int_equal(hash_of(&event), UINT64_C(0x77EFB7EFF16EE04A));
	event.result = -E2BIG; /* nor this */
	unlisted = hash_of(&event);
	for (int number = 1; number < 200; number++) {
		event.result = -number;
		assert_true(number == E2BIG || hash_of(&event) != unlisted);
	}
}

static void each_field_of_the_history_counts(void **state)
{
	struct wt_object other = {.hash = 5, .name = "server:bob"};
	struct wt_event changed[] = {a_recv(), a_recv(), a_recv(), a_recv(), a_recv(), a_recv(),
				     a_recv(), a_recv(), a_recv(), a_recv(), a_recv()};
	struct wt_event original = a_recv();

	(void)state;
	changed[0].time_ns++;
	changed[1].kind = WT_EV_NOTE;
	changed[2].what = WT_CALL_send;
	changed[3].host = 1;
	changed[4].object = &other;
	changed[5].result = 10;
	changed[6].arg = 4097;
	changed[7].bytes = "hello_world";
	changed[8].len = 10;
	changed[9].text = "x";
	changed[10].offset = 11;
	for (size_t i = 0; i < sizeof(changed) / sizeof(changed[0]); i++)
		assert_int_not_equal(hash_of(&changed[i]), hash_of(&original));
}

static void each_field_of_a_note_counts(void **state)
{
	struct wt_event original = {.kind = WT_EV_NOTE, .actor = "server", .loop = 1, .slot = 1};
	struct wt_event changed[] = {original, original, original, original, original};

	(void)state;
	changed[0].loop = 2;
	changed[1].slot = 2;
	changed[2].generation = 1;
	changed[3].timer = 1;
	changed[4].handler = 1;
	for (size_t i = 0; i < sizeof(changed) / sizeof(changed[0]); i++)
		assert_int_not_equal(hash_of(&changed[i]), hash_of(&original));
}

static void pointers_and_numbers_of_objects_do_not_count(void **state)
{
	struct wt_object elsewhere = object;
	struct wt_event moved = a_recv();
	struct wt_event original = a_recv();
	char bytes[] = "hello world";

	(void)state;
	elsewhere.index = 77;
	moved.object = &elsewhere;
	moved.bytes = bytes;
	assert_int_equal(hash_of(&moved), hash_of(&original));
}

static void what_is_absent_is_not_what_is_empty(void **state)
{
	struct wt_event none = a_recv(), empty = a_recv();

	(void)state;
	empty.text = "";
	assert_int_not_equal(hash_of(&none), hash_of(&empty));
}

static void what_tells_how_a_machine_works_is_left_out(void **state)
{
	struct wt_event events[] = {
		{.kind = WT_EV_FACT, .what = WT_FACT_HELD, .arg = 100},
		{.kind = WT_EV_FACT, .what = WT_FACT_CHECKER, .arg = 1, .text = "memcheck"},
		{.kind = WT_EV_LIFE, .what = WT_LIFE_INSTANT, .arg = 10},
	};
	struct wt_event left = {.kind = WT_EV_FACT, .what = WT_FACT_MEMORY, .arg = 10};
	uint64_t before = hash_of(&left);

	(void)state;
	for (size_t i = 0; i < sizeof(events) / sizeof(events[0]); i++)
		assert_int_equal(hash_of(&events[i]), START);
	left.arg = 20;
	assert_int_equal(hash_of(&left), before);
}

static void the_product_is_the_same_without_128_bits(void **state)
{
	static const uint64_t pairs[][3] = {
		{0, 0, 0},
		{1, UINT64_MAX, UINT64_MAX},
		{UINT64_MAX, UINT64_MAX, UINT64_MAX},
		{UINT64_C(1) << 63, UINT64_C(1) << 63, UINT64_C(0x4000000000000000)},
		{UINT32_MAX, UINT64_C(0xFFFFFFFF00000001), UINT64_C(0x0000000100000001)},
		{UINT64_C(0x9E3779B97F4A7C15), UINT64_C(0xD6E8FEB86659FD93),
		 UINT64_C(0xC9D874CA57D9E055)},
	};
	uint64_t a = 1, b = 2;

	(void)state;
	for (size_t i = 0; i < sizeof(pairs) / sizeof(pairs[0]); i++) {
		assert_int_equal(wt_fold(pairs[i][0], pairs[i][1]), pairs[i][2]);
		assert_int_equal(wt_fold_in_parts(pairs[i][0], pairs[i][1]), pairs[i][2]);
	}
	for (int i = 0; i < 10000; i++) {
		uint64_t folded = wt_fold(a, b);

		assert_int_equal(wt_fold_in_parts(a, b), folded);
		a = b + (uint64_t)i;
		b = folded ^ UINT64_C(0x9E3779B97F4A7C15);
	}
}

struct counter {
	struct wt_sink sink;
	unsigned count;
};

static void count(struct wt_sink *sink, const struct wt_event *event)
{
	(void)event;
	((struct counter *)(void *)sink)->count++;
}

static void every_event_is_handed_on(void **state)
{
	struct counter counter = {.sink = {count}};
	struct wt_event plain = a_recv(), odd = a_recv();
	struct wt_event left_out = {.kind = WT_EV_FACT, .what = WT_FACT_HELD};
	struct wt_hash_sink hash;

	(void)state;
	odd.len = 3;
	wt_hash_sink_init(&hash, &counter.sink);
	hash.sink.event(&hash.sink, &plain);
	plain.len = 0;
	hash.sink.event(&hash.sink, &plain);
	hash.sink.event(&hash.sink, &odd);
	hash.sink.event(&hash.sink, &left_out);
	assert_int_equal(counter.count, 4);
}

static void the_order_of_events_counts(void **state)
{
	struct wt_event first = a_recv();
	struct wt_event second = a_recv();
	struct wt_hash_sink a, b;

	(void)state;
	second.what = WT_CALL_send;
	wt_hash_sink_init(&a, NULL);
	wt_hash_sink_init(&b, NULL);
	a.sink.event(&a.sink, &first);
	a.sink.event(&a.sink, &second);
	b.sink.event(&b.sink, &second);
	b.sink.event(&b.sink, &first);
	assert_int_not_equal(a.hash, b.hash);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(one_history_has_one_number_on_every_machine),
		cmocka_unit_test(a_decision_is_its_name_and_its_value),
		cmocka_unit_test(errnos_count_by_our_own_numbers),
		cmocka_unit_test(each_field_of_the_history_counts),
		cmocka_unit_test(each_field_of_a_note_counts),
		cmocka_unit_test(pointers_and_numbers_of_objects_do_not_count),
		cmocka_unit_test(what_is_absent_is_not_what_is_empty),
		cmocka_unit_test(what_tells_how_a_machine_works_is_left_out),
		cmocka_unit_test(the_product_is_the_same_without_128_bits),
		cmocka_unit_test(every_event_is_handed_on),
		cmocka_unit_test(the_order_of_events_counts),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
