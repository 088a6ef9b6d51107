/* SPDX-License-Identifier: MIT
 *
 * What is composed is what printf would print. */
#include <limits.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "trace/compose.h"

#define SAME(...)                                                            \
	do {                                                                 \
		for (size_t size = 0; size < sizeof want; size++) {          \
			memset(want, 'x', sizeof want);                      \
			memset(got, 'x', sizeof got);                        \
			assert_int_equal(wt_compose(got, size, __VA_ARGS__), \
					 snprintf(want, size, __VA_ARGS__)); \
			assert_memory_equal(got, want, sizeof want);         \
		}                                                            \
	} while (0)

static void it_is_what_printf_prints_whatever_the_room(void **state)
{
	char want[64], got[64];

	(void)state;
	SAME("%s", "");
	SAME("plain");
	SAME("%s:\"%s%.*s\"", "server", "@", 5, "path and more");
	SAME("%.*s|", -1, "all of it");
	SAME("%.*s|", 0, "none of it");
	SAME("%.*s|", 40, "short");
	SAME("%s:pair%s/%c", "server", ".2", 'a');
	SAME("%u %u", 0u, UINT_MAX);
	SAME("%lu %llu", ULONG_MAX, ULLONG_MAX);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(it_is_what_printf_prints_whatever_the_room),
	};

	return cmocka_run_group_tests_name("names", tests, NULL, NULL);
}
