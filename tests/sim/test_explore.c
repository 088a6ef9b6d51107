/* SPDX-License-Identifier: MIT
 *
 * Searches: what they find, and that who ran the units, in which order, makes no
 * difference. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "losing.h"

#define UNITS_MAX 64

static const char sound_text[] = "scenario 1\nhost server runs sound\nmay any\n" LOSING_ALICE;

static char *text_for(const char *program)
{
	static char text[1024];

	snprintf(text, sizeof text, "scenario 1\nhost server runs %s\nmay any\n" LOSING_ALICE,
		 program);
	return text;
}

struct search {
	struct wt_scenario *scenario;
	struct wt_explore *explore;
};

static struct search begin(const char *text, struct wt_explore_options options)
{
	struct search search = {.scenario = parse(text)};

	options.programs = losers;
	options.broken = -1;
	search.explore = wt_explore_new(search.scenario, &options);
	return search;
}

static void end(struct search *search)
{
	wt_explore_free(search->explore);
	wt_scenario_free(search->scenario);
}

/* Rounds until something fails, or to the end; the units from the last to the
 * first if backwards. */
static void go(struct search *search, bool backwards)
{
	char *texts[UNITS_MAX];
	const struct wt_failure *failures;
	size_t units;

	while ((units = wt_explore_plan(search->explore)) > 0) {
		assert_true(units <= UNITS_MAX);
		for (size_t i = 0; i < units; i++) {
			size_t unit = backwards ? units - 1 - i : i;

			texts[unit] = wt_explore_unit(search->explore, unit);
		}
		for (size_t unit = 0; unit < units; unit++) {
			assert_true(wt_explore_take(search->explore, unit, texts[unit]));
			free(texts[unit]);
		}
		if (wt_explore_failures(search->explore, &failures) > 0)
			break;
	}
	assert_null(wt_explore_trouble(search->explore));
}

static size_t failures_of(struct search *search)
{
	const struct wt_failure *failures;

	return wt_explore_failures(search->explore, &failures);
}

/* -- Strategies -------------------------------------------------------------- */

static void finds(enum wt_explore_strategy strategy, const char *program)
{
	struct search search =
		begin(text_for(program), (struct wt_explore_options){.strategy = strategy});
	const struct wt_failure *failures;

	go(&search, false);
	if (failures_of(&search) == 0)
		fail_msg("%s does not find %s", wt_explore_strategy_name(strategy), program);
	wt_explore_failures(search.explore, &failures);
	assert_string_equal(failures[0].check, "stream");
	assert_string_equal(failures[0].object, "server:alice");
	end(&search);
}

/* Valgrind, which makes each fifty times as long, looks at one. */
static int last_strategy(void)
{
	return getenv("WT_FEWER") ? WT_EXPLORE_MIX : WT_EXPLORE_EXHAUSTIVE;
}

static void each_strategy_finds_each_planted_bug(void **state)
{
	(void)state;
	for (int strategy = WT_EXPLORE_MIX; strategy <= last_strategy(); strategy++) {
		finds((enum wt_explore_strategy)strategy, "losing either");
		finds((enum wt_explore_strategy)strategy, "losing both");
		finds((enum wt_explore_strategy)strategy, "losing third");
	}
}

static void the_sound_program_survives_each(void **state)
{
	const uint64_t runs = getenv("WT_FEWER") ? 100 : 3000;

	(void)state;
	for (int strategy = WT_EXPLORE_MIX; strategy < WT_EXPLORE_EXHAUSTIVE; strategy++) {
		struct search search = begin(
			sound_text,
			(struct wt_explore_options){.strategy = (enum wt_explore_strategy)strategy,
						    .runs = runs});

		go(&search, false);
		assert_int_equal(failures_of(&search), 0);
		assert_int_equal(wt_explore_runs(search.explore), runs);
		end(&search);
	}
}

static void what_is_found_can_be_shrunk(void **state)
{
	struct search search = begin(text_for("losing both"), (struct wt_explore_options){0});
	struct wt_shrunk shrunk;

	(void)state;
	go(&search, false);
	assert_true(failures_of(&search) > 0);
	assert_int_equal(wt_explore_shrink(search.explore, 0, &shrunk), 0);
	assert_true(shrunk.lines <= 5);
	assert_string_equal(shrunk.check, "stream");
	wt_shrunk_fini(&shrunk);
	end(&search);
}

static void a_run_known_to_fail_is_tried_first(void **state)
{
	struct search search = begin(text_for("losing both"), (struct wt_explore_options){0});
	const struct wt_failure *failures;
	char *list;

	(void)state;
	go(&search, false);
	wt_explore_failures(search.explore, &failures);
	assert_true(failures[0].run > 1);
	list = wt_explore_list(search.explore, 0);
	end(&search);
	search = begin(text_for("losing both"), (struct wt_explore_options){.seed = 9});
	wt_explore_know(search.explore, list);
	go(&search, false);
	wt_explore_failures(search.explore, &failures);
	assert_int_equal(failures[0].run, 1);
	free(list);
	end(&search);
}

/* -- Units ---------------------------------------------------------------------- */

static char *all_of(const char *text, struct wt_explore_options options, bool backwards)
{
	struct search search = begin(text, options);
	char *found;

	go(&search, backwards);
	found = wt_explore_text(search.explore);
	end(&search);
	return found;
}

static void who_runs_the_units_makes_no_difference(void **state)
{
	(void)state;
	for (int strategy = WT_EXPLORE_MIX; strategy <= last_strategy(); strategy++) {
		const struct wt_explore_options options = {
			.strategy = (enum wt_explore_strategy)strategy,
			.runs = strategy == WT_EXPLORE_EXHAUSTIVE ? 0 : 1500,
		};
		char *there = all_of(sound_text, options, false);
		char *back = all_of(sound_text, options, true);

		assert_string_equal(there, back);
		free(there);
		free(back);
	}
}

static void another_seed_is_another_search(void **state)
{
	const struct wt_explore_options one = {.runs = 500, .seed = 1};
	const struct wt_explore_options other = {.runs = 500, .seed = 100000};
	char *first = all_of(sound_text, one, false), *second = all_of(sound_text, other, false);

	(void)state;
	assert_string_not_equal(first, second);
	free(first);
	free(second);
}

/* -- Exhaustive search -------------------------------------------------------------- */

static struct search exhaust(const char *text, unsigned bound)
{
	struct search search =
		begin(text, (struct wt_explore_options){.strategy = WT_EXPLORE_EXHAUSTIVE,
							.bound = bound});

	go(&search, false);
	return search;
}

static void a_bug_outside_the_bound_is_not_found_and_inside_it_is(void **state)
{
	struct search one = exhaust(text_for("losing both"), 1);
	struct search two = exhaust(text_for("losing both"), 2);
	const struct wt_failure *failures;

	(void)state;
	assert_int_equal(failures_of(&one), 0);
	assert_int_equal(wt_explore_failures(two.explore, &failures), 1);
	assert_int_equal(failures[0].decisions, 2);
	end(&one);
	end(&two);
}

/* Of one burst of two bytes, as text: what a server that takes all it gets at once
 * is asked, and the values each question has. */
static void the_claim_counts_what_can_be_counted_by_hand(void **state)
{
	struct search search =
		exhaust("scenario 1\nhost server runs sound\n"
			"may server:alice recv take any\nmay server:alice send take any\n"
			"peer alice\n  connects server:7\n  sends \"abc\"\n  waits 3 bytes\n",
			2);
	char *claim = wt_explore_claim(search.explore);

	/* recv@1+0: take 1, 2.  send of three at @1+0: take 1, 2.  One decision: 4 runs.
	 * Two: recv 1, then (send@1+0 has one byte: none), recv@1+1 of two: take 1,
	 * send@1+1 of two: take 1; recv 2: send@1+0 of two: take 1; send 1, then
	 * send@1+1 of two: take 1.  4 runs, and the 4 they begin with again; and the one
	 * without decisions. */
	(void)state;
	if (!strstr(claim, "every run of at most 2 decisions: 13 runs, "))
		fail_msg("%s", claim);
	free(claim);
	end(&search);
}

static void a_limit_of_runs_is_no_claim(void **state)
{
	struct search search =
		begin(sound_text,
		      (struct wt_explore_options){.strategy = WT_EXPLORE_EXHAUSTIVE, .runs = 50});
	char *claim;

	(void)state;
	go(&search, false);
	claim = wt_explore_claim(search.explore);
	assert_non_null(strstr(claim, "not every run"));
	free(claim);
	end(&search);
}

static void a_program_that_answers_as_it_likes_is_named_so(void **state)
{
	(void)state;
	for (int strategy = WT_EXPLORE_MIX; strategy <= last_strategy(); strategy++) {
		struct search search = begin(
			text_for("moody"), (struct wt_explore_options){
						   .strategy = (enum wt_explore_strategy)strategy});
		const struct wt_failure *failures;
		size_t count, unsteady = 0;

		go(&search, false);
		count = wt_explore_failures(search.explore, &failures);
		for (size_t i = 0; i < count; i++)
			unsteady += !failures[i].check;
		if (unsteady == 0)
			fail_msg("%s does not see it",
				 wt_explore_strategy_name((enum wt_explore_strategy)strategy));
		end(&search);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_strategy_finds_each_planted_bug),
		cmocka_unit_test(the_sound_program_survives_each),
		cmocka_unit_test(what_is_found_can_be_shrunk),
		cmocka_unit_test(a_run_known_to_fail_is_tried_first),
		cmocka_unit_test(who_runs_the_units_makes_no_difference),
		cmocka_unit_test(another_seed_is_another_search),
		cmocka_unit_test(a_bug_outside_the_bound_is_not_found_and_inside_it_is),
		cmocka_unit_test(the_claim_counts_what_can_be_counted_by_hand),
		cmocka_unit_test(a_limit_of_runs_is_no_claim),
		cmocka_unit_test(a_program_that_answers_as_it_likes_is_named_so),
	};

	return cmocka_run_group_tests_name("searches", tests, NULL, NULL);
}
