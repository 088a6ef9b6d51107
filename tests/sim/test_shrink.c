/* SPDX-License-Identifier: MIT
 *
 * A failing run made small: what is found, what is never traded for it, and that
 * shrinking the result changes nothing. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "losing.h"

#define BOB "peer bob\n  waits until alice received contains \"d\"\n  waits 5ms\n"

struct shrinking {
	struct wt_scenario *scenario;
	struct wt_shrunk shrunk;
	int rc;
};

static struct shrinking shrink(const char *text, int broken, uint64_t seed)
{
	const struct wt_case which = {.broken = broken, .seed = seed};
	struct shrinking shrinking = {.scenario = parse(text)};

	shrinking.rc = wt_run_shrink(shrinking.scenario, losers, &which, &shrinking.shrunk);
	return shrinking;
}

static void done(struct shrinking *shrinking)
{
	wt_shrunk_fini(&shrinking->shrunk);
	wt_scenario_free(shrinking->scenario);
}

static void has(const struct shrinking *shrinking, const char *words)
{
	if (!shrinking->shrunk.text || !strstr(shrinking->shrunk.text, words))
		fail_msg("no `%s` in\n%s", words, shrinking->shrunk.text);
}

static void has_not(const struct shrinking *shrinking, const char *words)
{
	if (strstr(shrinking->shrunk.text, words))
		fail_msg("`%s` in\n%s", words, shrinking->shrunk.text);
}

/* Greedy dropping can not leave the pair: each of the two alone is harmless. */
static void one_decision_is_found_behind_two_that_belong_together(void **state)
{
	struct shrinking s = shrink("scenario 1\nhost server runs losing either\n" LOSING_ALICE
				    "server:alice recv@1+0 take 2\n"
				    "server:alice send@3+0 take 1\n",
				    -1, 1);

	(void)state;
	assert_int_equal(s.rc, 0);
	has(&s, "server:alice recv@1+0 fails EAGAIN");
	has_not(&s, "take");
	assert_string_equal(s.shrunk.check, "stream");
	assert_string_equal(s.shrunk.object, "server:alice");
	done(&s);
}

static void two_are_kept_where_it_takes_two(void **state)
{
	struct shrinking s = shrink("scenario 1\nhost server runs losing both\n" LOSING_ALICE
				    "server:alice send@1+0 take 2\n"
				    "server:alice recv@2+0 fails EAGAIN\n"
				    "server:alice recv@3+0 take 1\n",
				    -1, 1);

	(void)state;
	assert_int_equal(s.rc, 0);
	has(&s, "server:alice send@1+0 take 1");
	has(&s, "server:alice recv@");
	assert_true(s.shrunk.lines <= 5);
	done(&s);
}

static void peers_and_steps_that_play_no_part_go(void **state)
{
	struct shrinking s = shrink("scenario 1\nhost server runs losing either\n"
				    "link alice server delay 3ms\n" BOB LOSING_ALICE
				    "expect alice received begins \"abcd\"\n"
				    "server:alice recv@2+0 fails EAGAIN\n",
				    -1, 1);

	(void)state;
	assert_int_equal(s.rc, 0);
	has_not(&s, "bob");
	has_not(&s, "link");
	has_not(&s, "ijkl");
	has_not(&s, "expect");
	assert_true(s.shrunk.lines <= 3);
	done(&s);
}

/* The third burst alone would not do: more than eight bytes must have come. */
static void a_place_moves_with_what_is_dropped_before_it(void **state)
{
	struct shrinking s = shrink("scenario 1\nhost server runs losing third\n" LOSING_ALICE
				    "server:alice recv@3+0 fails EAGAIN\n",
				    -1, 1);

	(void)state;
	assert_int_equal(s.rc, 0);
	has(&s, "server:alice recv@1+0 fails EAGAIN");
	has_not(&s, "abcd");
	assert_int_equal(s.shrunk.lines, 3);
	done(&s);
}

/* Cut down further the script alone would do: the expectation speaks of bytes that
 * are never sent. */
static void a_script_cut_short_is_not_taken_for_the_bug(void **state)
{
	struct shrinking s = shrink("scenario 1\nhost server runs losing either\n" LOSING_ALICE
				    "server:alice recv@1+0 fails EAGAIN\n"
				    "expect alice received exactly \"abcdefghijklmnopqrst\"\n",
				    -1, 1);

	(void)state;
	assert_int_equal(s.rc, 0);
	if (strcmp(s.shrunk.check, "expect") == 0) {
		has(&s, "fails EAGAIN");
		has(&s, "sends");
	}
	done(&s);
}

static void the_sound_program_passes_what_is_left(void **state)
{
	static const char text[] = "scenario 1\nhost server runs sound\n"
				   "  broken losing fails stream\n" LOSING_ALICE
				   "server:alice recv@1+0 fails EAGAIN\n";
	struct shrinking s = shrink(text, 0, 1);

	(void)state;
	assert_int_equal(s.rc, -ENODATA); /* without an argument it loses nothing */
	done(&s);
}

static void what_passes_can_not_be_shrunk(void **state)
{
	struct shrinking s =
		shrink("scenario 1\nhost server runs losing none\n" LOSING_ALICE, -1, 1);

	(void)state;
	assert_int_equal(s.rc, -ENODATA);
	assert_null(s.shrunk.text);
	done(&s);
}

/* Valgrind makes each fifty times as long. */
static uint64_t seeds(uint64_t count, uint64_t fewer)
{
	return getenv("WT_FEWER") ? fewer : count;
}

static void a_drawn_run_is_pinned_and_shrunk(void **state)
{
	static const char text[] =
		"scenario 1\nhost server runs losing both\n" LOSING_ALICE "may any\n";
	unsigned failing = 0;

	(void)state;
	for (uint64_t seed = 1; seed <= seeds(60, 6); seed++) {
		struct shrinking s = shrink(text, -1, seed);

		if (s.rc == 0) {
			failing++;
			has_not(&s, "may");
			assert_string_equal(s.shrunk.check, "stream");
			assert_true(s.shrunk.lines <= 5);
		}
		done(&s);
	}
	assert_true(failing > seeds(60, 6) / 20);
}

/* The same text from every start: the smallest is one. */
static void every_start_ends_at_the_same_smallest(void **state)
{
	static const char text[] =
		"scenario 1\nhost server runs losing either\n" LOSING_ALICE "may any\n";
	char *first = NULL;
	unsigned same = 0, failing = 0;

	(void)state;
	for (uint64_t seed = 1; seed <= seeds(40, 10); seed++) {
		struct shrinking s = shrink(text, -1, seed);

		if (s.rc == 0) {
			failing++;
			if (!first)
				first = strdup(s.shrunk.text);
			same += strcmp(first, s.shrunk.text) == 0;
		}
		done(&s);
	}
	assert_true(failing > (getenv("WT_FEWER") ? 0 : 5));
	assert_true(same * 10 >= failing * 9);
	free(first);
}

static void shrinking_what_was_shrunk_changes_nothing(void **state)
{
	static const char *const hows[] = {"either", "both", "third"};

	(void)state;
	for (size_t i = 0; i < 3; i++) {
		char text[1024];

		snprintf(text, sizeof text,
			 "scenario 1\nhost server runs losing %s\n" BOB LOSING_ALICE "may any\n",
			 hows[i]);
		for (uint64_t seed = 1; seed <= seeds(20, 2); seed++) {
			struct shrinking s = shrink(text, -1, seed), again;

			if (s.rc == 0) {
				again = shrink(s.shrunk.text, -1, 1);
				assert_int_equal(again.rc, 0);
				assert_string_equal(again.shrunk.text, s.shrunk.text);
				done(&again);
			}
			done(&s);
		}
	}
}

static void each_line_says_what_would_be_without_it(void **state)
{
	struct shrinking s = shrink("scenario 1\nhost server runs losing either\n" LOSING_ALICE
				    "server:alice recv@1+0 fails EAGAIN\n",
				    -1, 1);

	(void)state;
	has(&s, "# losing fails `stream` on server:alice: runs disagree");
	has(&s, "fails EAGAIN  # else recv(server:alice, 4) = 1 ");
	has(&s, "  # else all checks hold\n");
	assert_string_equal(s.shrunk.flip, "server:alice recv@1+0 fails EAGAIN");
	assert_non_null(strstr(s.shrunk.flip_changes, "recv(server:alice, 4) = 1"));
	done(&s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(one_decision_is_found_behind_two_that_belong_together),
		cmocka_unit_test(two_are_kept_where_it_takes_two),
		cmocka_unit_test(peers_and_steps_that_play_no_part_go),
		cmocka_unit_test(a_place_moves_with_what_is_dropped_before_it),
		cmocka_unit_test(a_script_cut_short_is_not_taken_for_the_bug),
		cmocka_unit_test(the_sound_program_passes_what_is_left),
		cmocka_unit_test(what_passes_can_not_be_shrunk),
		cmocka_unit_test(a_drawn_run_is_pinned_and_shrunk),
		cmocka_unit_test(every_start_ends_at_the_same_smallest),
		cmocka_unit_test(shrinking_what_was_shrunk_changes_nothing),
		cmocka_unit_test(each_line_says_what_would_be_without_it),
	};

	return cmocka_run_group_tests_name("shrinking", tests, NULL, NULL);
}
