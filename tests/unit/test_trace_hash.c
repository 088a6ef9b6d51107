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
#include "wt_trace.h"

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

	wt_hash_sink_init(&hash);
	hash.sink.event(&hash.sink, event);
	return hash.hash;
}

static void one_history_has_one_number_on_every_machine(void **state)
{
	struct wt_event event = a_recv();
	struct wt_hash_sink hash;

	(void)state;
	wt_hash_sink_init(&hash);
	assert_int_equal(hash.hash, UINT64_C(0x77617665742D3031));
	hash.sink.event(&hash.sink, &event);
	assert_int_equal(hash.hash, UINT64_C(0xC963ECBD31641FA3));
	event.what = WT_CALL_send;
	event.len = 0;
	hash.sink.event(&hash.sink, &event);
	assert_int_equal(hash.hash, UINT64_C(0xF8DB7486D7F32877));
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
	assert_int_equal(hash.hash, UINT64_C(0x87BE5995948CD804));
}

static void errnos_count_by_our_own_numbers(void **state)
{
	struct wt_event event = a_recv();

	(void)state;
	event.result = -EAGAIN;
	event.len = 0;
	assert_int_equal(hash_of(&event), UINT64_C(0xE84958B3172DFAA7));
	event.result = -0x10000; /* AC_EXIT: in no table */
	assert_int_equal(hash_of(&event), UINT64_C(0x50BE24B5E7F0AEC1));
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

static void allocations_do_not_count_unless_they_fail(void **state)
{
	struct wt_event alloc = {.kind = WT_EV_CALL, .what = WT_CALL_alloc, .text = "chat"};
	struct wt_event larger;
	uint64_t failed;

	(void)state;
	alloc.actor = "server";
	alloc.arg = 100;
	assert_int_equal(hash_of(&alloc), UINT64_C(0x77617665742D3031));
	alloc.result = -ENOMEM;
	failed = hash_of(&alloc);
	assert_int_not_equal(failed, UINT64_C(0x77617665742D3031));
	larger = alloc;
	larger.arg = 200;
	assert_int_equal(hash_of(&larger), failed);
}

static void the_order_of_events_counts(void **state)
{
	struct wt_event first = a_recv();
	struct wt_event second = a_recv();
	struct wt_hash_sink a, b;

	(void)state;
	second.what = WT_CALL_send;
	wt_hash_sink_init(&a);
	wt_hash_sink_init(&b);
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
		cmocka_unit_test(errnos_count_by_our_own_numbers),
		cmocka_unit_test(each_field_of_the_history_counts),
		cmocka_unit_test(each_field_of_a_note_counts),
		cmocka_unit_test(pointers_and_numbers_of_objects_do_not_count),
		cmocka_unit_test(allocations_do_not_count_unless_they_fail),
		cmocka_unit_test(the_order_of_events_counts),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
