/* SPDX-License-Identifier: MIT
 *
 * Most questions are not put: their name says that chance gives them nothing.  Who
 * wants to hear of every question has all of them put, and must hear of the same
 * answers. */
#include "programs.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "wt_trace.h"

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

/* Writes down what is decided. */
struct listener {
	struct wt_sink sink;
	FILE *out;
};

static void write_down(struct wt_sink *sink, const struct wt_event *event)
{
	char text[WT_DECIDED_TEXT_MAX];

	if (event->kind != WT_EV_DECISION)
		return;
	event->decided->write(event->decided, text, sizeof text);
	fprintf(((struct listener *)(void *)sink)->out, "%s\n", text);
}

/* A line each; free() it. */
static char *decisions_of(struct wt_scenario *scenario, const struct wt_case *run,
			  struct wt_run_stats *stats)
{
	struct listener listener = {.sink = {write_down}};
	struct wt_sink *sinks[] = {&listener.sink, NULL};
	struct wt_verdict verdict;
	char *text;
	size_t size;

	listener.out = open_memstream(&text, &size);
	assert_non_null(listener.out);
	assert_int_equal(wt_run_case(scenario, programs, run, sinks, &verdict, stats), 0);
	fclose(listener.out);
	return text;
}

/* Takes out the lines that end with "-": nothing was decided.  Returns how many there
 * were, with these. */
static uint64_t drop_defaults(char *text)
{
	uint64_t lines = 0;
	char *to = text;

	for (char *end; (end = strchr(text, '\n')); text = end + 1, lines++) {
		size_t len = (size_t)(end + 1 - text);

		if (len > 2 && strncmp(end - 2, " -", 2) == 0)
			continue;
		memmove(to, text, len);
		to += len;
	}
	*to = '\0';
	return lines;
}

/* Returns how much was decided, so that nothing is compared with nothing. */
static uint64_t same_answers(const char *text)
{
	struct wt_scenario *scenario = parse(text);
	uint64_t decided = 0;

	for (uint64_t seed = 1; seed <= SEEDS; seed++) {
		const struct wt_case run = {.broken = -1, .seed = seed};
		struct wt_run_stats stats;
		char *asked = wt_run_asked(scenario, programs, &run, NULL);
		char *decisions = decisions_of(scenario, &run, &stats);

		assert_non_null(asked);
		assert_int_equal(drop_defaults(asked), stats.asked);
		assert_string_equal(asked, decisions);
		decided += stats.decided;
		free(asked);
		free(decisions);
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
