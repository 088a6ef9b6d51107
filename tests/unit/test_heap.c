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

static void its_extent_copied_back_is_all_of_it(void **state)
{
	struct wt_heap *heap = wt_heap_new();
	char *first, *second;
	void *extent, *copy;
	size_t len;

	(void)state;
	if (!heap) /* where addresses are few */
		skip();
	wt_heap_use(heap);
	first = wt_heap_take_text("then");
	extent = wt_heap_extent(heap, &len);
	copy = malloc(len);
	memcpy(copy, extent, len);
	memcpy(first, "now.", 4);
	second = wt_heap_take(5);
	memcpy(extent, copy, len);
	assert_string_equal(first, "then");
	assert_ptr_equal(wt_heap_take(5), second); /* it was never taken */
	free(copy);
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
		cmocka_unit_test(its_extent_copied_back_is_all_of_it),
	};

	return cmocka_run_group_tests_name("the memory of a world", tests, NULL, NULL);
}
