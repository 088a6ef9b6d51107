/* SPDX-License-Identifier: MIT
 *
 * Most questions are not put: their name says that chance gives them nothing.  Who
 * wants to hear of every question has all of them put, and must hear of the same
 * answers. */
#include "programs.h"

#include <stdlib.h>
#include <string.h>

/* Under Valgrind fewer are enough. */
#define SEEDS (getenv("WT_FEWER") ? 30u : 200u)

#define PEERS                             \
	"peer alice\n"                    \
	"  connects server:7\n"           \
	"  sends 40 bytes of pattern 1\n" \
	"  waits 40 bytes\n"              \
	"  sends \"and on it goes\"\n"    \
	"  waits 14 bytes\n"              \
	"  closes\n"                      \
	"peer bob\n"                      \
	"  connects server:7\n"           \
	"  sends 30 bytes of pattern 2\n" \
	"  waits 30 bytes\n"

#define WORLD "scenario 1\nhost server runs echo\n"

struct heard {
	uint64_t asked, decided;
};

/* A line each, which ends with "-" where nothing was decided. */
static struct heard count_lines(const char *text)
{
	struct heard heard = {0, 0};

	for (const char *end; (end = strchr(text, '\n')); text = end + 1) {
		heard.asked++;
		heard.decided += end - text < 2 || strncmp(end - 2, " -", 2) != 0;
	}
	return heard;
}

/* Returns how much was decided, so that nothing is compared with nothing. */
static uint64_t same_answers(const char *text)
{
	struct wt_scenario *scenario = parse(text);
	uint64_t decided = 0;

	for (uint64_t seed = 1; seed <= SEEDS; seed++) {
		const struct wt_case run = {.broken = -1, .seed = seed};
		struct wt_verdict verdict;
		struct wt_run_stats stats;
		char *asked = wt_run_asked(scenario, programs, &run, NULL);
		struct heard heard;

		assert_non_null(asked);
		assert_int_equal(wt_run_case(scenario, programs, &run, NULL, &verdict, &stats), 0);
		heard = count_lines(asked);
		assert_int_equal(heard.asked, stats.asked);
		assert_int_equal(heard.decided, stats.decided);
		decided += stats.decided;
		free(asked);
	}
	wt_scenario_free(scenario);
	return decided;
}

static void whoever_listens_chance_says_the_same(void **state)
{
	(void)state;
	assert_true(same_answers(WORLD PEERS "may any\n") > SEEDS);
}

static void harm_is_drawn_alike(void **state)
{
	(void)state;
	assert_true(same_answers(WORLD PEERS "may any harmful\n") > SEEDS);
}

static void of_fewer_kinds_as_well(void **state)
{
	(void)state;
	assert_true(same_answers(WORLD PEERS "may any except io\n") > SEEDS);
}

static void lines_of_one_question_are_heard_beside_it(void **state)
{
	(void)state;
	assert_true(same_answers(WORLD PEERS "may any\n"
					     "may server:alice recv@1+0 take 5\n"
					     "server:bob send@* take 7\n") > SEEDS);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(whoever_listens_chance_says_the_same),
		cmocka_unit_test(harm_is_drawn_alike),
		cmocka_unit_test(of_fewer_kinds_as_well),
		cmocka_unit_test(lines_of_one_question_are_heard_beside_it),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
