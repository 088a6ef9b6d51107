/* SPDX-License-Identifier: MIT
 *
 * Names of decisions are stable: what server:alice is asked, and what it is
 * answered, does not depend on who else is there. */
#include "programs.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Under Valgrind fewer are enough. */
#define SEEDS (getenv("WT_FEWER") ? 20u : 60u)

#define ALICE                             \
	"peer alice\n"                    \
	"  connects server:7\n"           \
	"  sends 40 bytes of pattern 1\n" \
	"  waits 40 bytes\n"              \
	"  sends \"and on it goes\"\n"    \
	"  waits 14 bytes\n"

#define LINK "link alice server delay 5ms\n"

static const char alone[] = "scenario 1\nhost server runs echo\nmay any\n" ALICE;

static const char with_a_second_peer[] =
	"scenario 1\nhost server runs echo\nmay any\n"
	"peer bob\n  connects server:7\n  sends 30 bytes of pattern 2\n  waits 30 bytes\n" ALICE;

static const char with_a_second_host[] =
	"scenario 1\nhost server runs echo\nhost other runs echo\nmay any\n"
	"peer bob\n  connects other:7\n  sends 30 bytes of pattern 2\n  waits 30 bytes\n" ALICE;

static const char with_a_timer[] =
	"scenario 1\nhost server runs echo tick\nmay any\nends 2s\n" ALICE;

static char *asked_of_alice(const char *text, uint64_t seed)
{
	const struct wt_case run = {.broken = -1, .seed = seed};
	struct wt_scenario *scenario = parse(text);
	char *asked = wt_run_asked(scenario, programs, &run, "server:alice");

	assert_non_null(asked);
	wt_scenario_free(scenario);
	return asked;
}

static const char alone_on_a_link[] = "scenario 1\nhost server runs echo\nmay any\n" LINK ALICE;

static const char with_a_second_peer_on_a_link[] =
	"scenario 1\nhost server runs echo\nmay any\n" LINK "link bob server delay 2ms\n"
	"peer bob\n  connects server:7\n  sends 30 bytes of pattern 2\n  waits 30 bytes\n" ALICE;

/* Counts how many of the lists are not mere defaults, so that the comparison
 * can not pass for want of decisions. */
static void same_list(const char *before, const char *text)
{
	unsigned decided = 0;

	for (uint64_t seed = 1; seed <= SEEDS; seed++) {
		char *expected = asked_of_alice(before, seed);
		char *seen = asked_of_alice(text, seed);

		if (strcmp(expected, seen) != 0)
			fprintf(stderr, "seed %u\n-- before\n%s-- now\n%s", (unsigned)seed,
				expected, seen);
		assert_string_equal(expected, seen);
		decided += strstr(expected, "take") || strstr(expected, "fails") ||
			   strstr(expected, "withheld");
		free(expected);
		free(seen);
	}
	assert_true(decided > SEEDS / 4);
}

static void a_second_peer_changes_nothing_for_alice(void **state)
{
	(void)state;
	same_list(alone, with_a_second_peer);
}

static void a_second_peer_on_a_link_changes_nothing_for_alice(void **state)
{
	(void)state;
	same_list(alone_on_a_link, with_a_second_peer_on_a_link);
}

static void a_second_host_changes_nothing_for_alice(void **state)
{
	(void)state;
	same_list(alone, with_a_second_host);
}

static void a_timer_with_extra_passes_changes_nothing_for_alice(void **state)
{
	(void)state;
	same_list(alone, with_a_timer);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_second_peer_changes_nothing_for_alice),
		cmocka_unit_test(a_second_peer_on_a_link_changes_nothing_for_alice),
		cmocka_unit_test(a_second_host_changes_nothing_for_alice),
		cmocka_unit_test(a_timer_with_extra_passes_changes_nothing_for_alice),
	};

	return cmocka_run_group_tests_name("names of decisions", tests, NULL, NULL);
}
