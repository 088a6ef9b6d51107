/* SPDX-License-Identifier: MIT
 *
 * The memory of a world: taken, given back, and copied as a whole. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "time/heap.h"

static void what_was_taken_is_aligned_and_apart(void **state)
{
	struct wt_heap *heap = wt_heap_new();
	unsigned char *pieces[64];

	(void)state;
	wt_heap_use(heap);
	for (size_t i = 0; i < 64; i++) {
		pieces[i] = wt_heap_take(i * 37);
		assert_int_equal((uintptr_t)pieces[i] % _Alignof(max_align_t), 0);
		memset(pieces[i], (int)i, i * 37);
	}
	for (size_t i = 0; i < 64; i++) {
		for (size_t k = 0; k < i * 37; k++)
			assert_int_equal(pieces[i][k], i);
		wt_heap_give(pieces[i]);
	}
	wt_heap_use(NULL);
	wt_heap_free(heap);
}

static void growth_keeps_the_bytes(void **state)
{
	struct wt_heap *heap = wt_heap_new();

	(void)state;
	for (int of_libc = 0; of_libc < 2; of_libc++) {
		char *text;

		wt_heap_use(of_libc ? NULL : heap);
		text = wt_heap_take_text("as it was");
		for (size_t size = 16; size < 100000; size *= 3) {
			text = wt_heap_resize(text, size);
			assert_string_equal(text, "as it was");
		}
		wt_heap_give(text);
	}
	wt_heap_use(NULL);
	wt_heap_free(heap);
}

/* Taken under one, grown under another, given back under none. */
static void a_piece_knows_whose_it_is(void **state)
{
	struct wt_heap *one = wt_heap_new(), *other = wt_heap_new();
	void *piece;

	(void)state;
	wt_heap_use(one);
	piece = wt_heap_take(100);
	assert_ptr_equal(wt_heap_use(other), one);
	piece = wt_heap_resize(piece, 1000);
	wt_heap_use(NULL);
	wt_heap_give(piece);
	wt_heap_free(one);
	wt_heap_free(other);
}

static void zeroed_is_zero_also_where_something_was(void **state)
{
	struct wt_heap *heap = wt_heap_new();
	unsigned char *piece;

	(void)state;
	wt_heap_use(heap);
	piece = wt_heap_take(200);
	memset(piece, 0xff, 200);
	wt_heap_give(piece);
	piece = wt_heap_take_zeroed(20, 10);
	for (size_t i = 0; i < 200; i++)
		assert_int_equal(piece[i], 0);
	assert_null(wt_heap_take_zeroed(SIZE_MAX / 2, 4));
	wt_heap_use(NULL);
	wt_heap_free(heap);
}

/* -- Copied aside, and back ---------------------------------------------- */

struct copy {
	unsigned char *at[8], *bytes[8];
	size_t len[8], count, total;
};

static void copy_part(void *context, void *at, size_t len)
{
	struct copy *copy = context;

	assert_in_range(copy->count, 0, 7);
	copy->at[copy->count] = at;
	copy->bytes[copy->count] = malloc(len);
	memcpy(copy->bytes[copy->count], at, len);
	copy->len[copy->count++] = len;
	copy->total += len;
}

static void copy_back(struct copy *copy)
{
	for (size_t i = 0; i < copy->count; i++) {
		memcpy(copy->at[i], copy->bytes[i], copy->len[i]);
		free(copy->bytes[i]);
	}
}

static void its_parts_copied_back_are_all_of_it(void **state)
{
	struct wt_heap *heap = wt_heap_new();
	struct copy copy = {0};
	char *first, *second, *third;

	(void)state;
	if (!heap) /* where addresses are few */
		skip();
	wt_heap_use(heap);
	first = wt_heap_take_text("then");
	wt_heap_give(wt_heap_take(2000));
	third = wt_heap_take_text("as well");
	wt_heap_each_part(heap, copy_part, &copy);
	memcpy(first, "now.", 4);
	memcpy(third, "all new", 7);
	second = wt_heap_take(5);
	copy_back(&copy);
	assert_string_equal(first, "then");
	assert_string_equal(third, "as well");
	assert_ptr_equal(wt_heap_take(5), second); /* it was never taken */
	wt_heap_use(NULL);
	wt_heap_free(heap);
}

static size_t size_of_parts(struct wt_heap *heap)
{
	struct copy copy = {0};

	wt_heap_each_part(heap, copy_part, &copy);
	copy_back(&copy);
	return copy.total;
}

static void what_holds_nothing_is_in_no_part(void **state)
{
	struct wt_heap *heap = wt_heap_new();
	size_t before;
	void *piece;

	(void)state;
	if (!heap)
		skip();
	wt_heap_use(heap);
	before = size_of_parts(heap);
	piece = wt_heap_take(8000);
	assert_in_range(size_of_parts(heap) - before, 8000, 9000);
	wt_heap_hold(piece, 100);
	assert_in_range(size_of_parts(heap) - before, 100, 300);
	wt_heap_give(piece);
	assert_in_range(size_of_parts(heap) - before, 8, 300);
	assert_ptr_equal(wt_heap_take(8000), piece);
	assert_in_range(size_of_parts(heap) - before, 8000, 9000);
	wt_heap_use(NULL);
	wt_heap_free(heap);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_was_taken_is_aligned_and_apart),
		cmocka_unit_test(growth_keeps_the_bytes),
		cmocka_unit_test(a_piece_knows_whose_it_is),
		cmocka_unit_test(zeroed_is_zero_also_where_something_was),
		cmocka_unit_test(its_parts_copied_back_are_all_of_it),
		cmocka_unit_test(what_holds_nothing_is_in_no_part),
	};

	return cmocka_run_group_tests_name("the memory of a world", tests, NULL, NULL);
}
