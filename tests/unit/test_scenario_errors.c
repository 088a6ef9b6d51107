/* SPDX-License-Identifier: MIT
 *
 * What is wrong with a scenario is said once, where it is, with a hint. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>

#include <cmocka.h>

#include "test_scenario.h"

struct mistake {
	int line;
	uint32_t col;
	const char *message; /* part of it */
	const char *hint;    /* part of it, or NULL: none */
};

static void assert_mistake(const struct wt_diagnostic *got, const struct mistake *want)
{
	assert_non_null(got);
	assert_int_equal(got->line, want->line);
	if (!strstr(got->message, want->message))
		print_message("line %d: \"%s\" is not in \"%s\"\n", got->line, want->message,
			      got->message);
	assert_non_null(strstr(got->message, want->message));
	assert_int_equal(got->col, want->col);
	if (!want->hint) {
		assert_null(got->hint);
		return;
	}
	assert_non_null(got->hint);
	assert_non_null(strstr(got->hint, want->hint));
}

static void assert_mistakes(const char *text, const struct mistake *want, size_t count)
{
	struct wt_diagnostics *list = refused(text);

	if (wt_diagnostics_count(list) != count)
		wt_diagnostics_print(list, stderr, 0);
	assert_int_equal(wt_diagnostics_count(list), count);
	for (size_t i = 0; i < count; i++)
		assert_mistake(wt_diagnostics_at(list, i), &want[i]);
	wt_diagnostics_free(list);
}

/* One mistake, behind a world of a host, two peers and a value. */
static void assert_refused_world(const char *world, const char *line, uint32_t col,
				 const char *message, const char *hint)
{
	char text[1024];
	int number = 1;

	snprintf(text, sizeof text, "%s%s\n", world, line);
	for (const char *at = world; *at; at++)
		number += *at == '\n';
	assert_mistakes(text, &(struct mistake){number, col, message, hint}, 1);
}

static void assert_refused(const char *line, uint32_t col, const char *message, const char *hint)
{
	assert_refused_world(
		"scenario 1\nfor n in 1, 2\nhost server runs echo\nhost client runs c\n"
		"peer bob\npeer alice\n",
		line, col, message, hint);
}

static void ten_mistakes_are_ten_messages(void **state)
{
	static const char text[] = "scenario 1\n"
				   "hots client runs get\n"
				   "host server runs echo --port 7 $alcie\n"
				   "  brokn echo_bad fails stream\n"
				   "link alice server delay 10mss\n"
				   "peer alice\n"
				   "  connects server:7\n"
				   "  sends \"hello\n"
				   "  waits fni\n"
				   "server:alice recv@0 fails EAGIAN\n"
				   "server:alice send@0 take 5\n"
				   "waits 11 bytes\n"
				   "server:alice send@0.1 take 6\n"
				   "never sever:alice queued > 64KiB\n";
	static const struct mistake want[] = {
		{2, 1, "unknown word `hots`", "`host`"},
		{3, 32, "unknown host, peer or value of `for` `alcie`", "`alice`"},
		{4, 3, "unknown word `brokn`", "`broken`"},
		{5, 27, "expected `us`, `ms`, `s`, `min` or `h`, found `mss`", "`ms`"},
		{8, 9, "no closing quote", NULL},
		{9, 9, "found `fni`", "`fin`"},
		{10, 27, "an errno", "`EAGAIN`"},
		{12, 1, "`waits` belongs under a peer, indented by two", NULL},
		{13, 1, "two lines decide the same", NULL},
		{14, 7, "unknown host or peer `sever`", "`server`"},
	};

	(void)state;
	assert_mistakes(text, want, sizeof want / sizeof *want);
}

static void a_message_shows_the_line_and_a_caret(void **state)
{
	struct wt_diagnostics *list = refused("scenario 1\npeer alice\n  sendz \"x\"\n");
	char *text = rendered(list);

	(void)state;
	assert_string_equal(text,
			    "test.scn:3:3: error: unknown word `sendz`; did you mean `sends`?\n"
			    "      sendz \"x\"\n"
			    "      ^~~~~\n");
	free(text);
	wt_diagnostics_free(list);
}

static void two_lines_of_one_name_are_shown_both(void **state)
{
	struct wt_diagnostics *list = refused("scenario 1\nhost h runs p\npeer a\n"
					      "h:a recv@0 take 1\nh:a recv@0.1 take 2\n");
	const struct wt_diagnostic *item = wt_diagnostics_at(list, 0);

	(void)state;
	assert_int_equal(wt_diagnostics_count(list), 1);
	assert_int_equal(item->line, 5);
	assert_non_null(item->also);
	assert_int_equal(item->also->line, 4);
	wt_diagnostics_free(list);
}

static void names_must_be_declared_once_and_be_no_words(void **state)
{
	(void)state;
	assert_refused("host server runs x", 6, "`server` is already a host", NULL);
	assert_refused("host bob runs x", 6, "`bob` is already a peer", NULL);
	assert_refused("peer n", 6, "`n` is already a value of `for`", NULL);
	assert_refused("peer sends", 6, "is a word of the language", NULL);
	assert_refused("peer recv", 6, "is a word of the language", NULL);
	assert_refused("expect server:carol recv = 1", 15, "unknown host or peer `carol`", NULL);
	assert_refused("at 1s servr woken", 7, "unknown host or peer `servr`", "`server`");
	assert_refused("at 1s bob woken", 7, "`bob` is a peer", NULL);
	assert_refused("expect bob received begins $m", 28, "unknown value of `for` `m`", NULL);
	assert_refused("alice:server recv@0 take 1", 1, "`alice` is a peer", NULL);
}

static void statements_stand_where_they_belong(void **state)
{
	(void)state;
	assert_refused("limit 5 sockets", 1, "`limit` belongs under a host", NULL);
	assert_refused("  expect alice bytes = 1", 3, "`expect` stands at the beginning", NULL);
	assert_refused("   shuts", 4, "indented by 3", NULL);
	assert_refused("    shuts", 5, "indented by 4, but here it can be by 2", NULL);
	assert_refused("scenario 1", 1, "is the first line", NULL);
	assert_refused("server:alice handle_close = 1", 14, "found `handle_close`",
		       "`expect` or `never` stands before a check");
	assert_refused("alice shuts", 1, "what it does stands under `peer alice`", NULL);
	assert_mistakes("scenario 1\nends 1s\nends 2s\n",
			&(struct mistake){3, 1, "said before", NULL}, 1);
}

static void each_field_says_what_it_wants(void **state)
{
	(void)state;
	assert_refused("  listens 70000", 11, "from 1 to 65535", NULL);
	assert_refused("  connects server:0", 19, "from 1 to 65535", NULL);
	assert_refused("  connects server:7.2", 12, "expected", NULL);
	assert_refused("  waits 10 ms", 12, "without a blank", NULL);
	assert_refused("  sends \"\\q\"", 10, "no such escape", NULL);
	assert_refused("  sends \"\\x4\"", 10, "two hexadecimal digits", NULL);
	assert_refused("  waits $x", 9, "unknown value", NULL);
	assert_refused("  waits until $n", 15, "stands for numbers", NULL);
	assert_refused("server:alice recv@0 cut 5", 21, "`cut` does not go with `recv`", NULL);
	assert_refused("server:alice recv@0 fails EPIPE", 27, "recv fails with EAGAIN", NULL);
	assert_refused("server socket#1 fails EPIPE", 23,
		       "socket fails with EMFILE, ENFILE, ENOBUFS, ENOMEM", NULL);
	assert_refused("server:alice recv@0 take any", 21, "`may`", NULL);
	assert_refused("server:7 accept@0 late 1s", 16, "accept stands @WHO", NULL);
	assert_refused("server:alice accept@bob late 1s", 1, "asked of a listener", NULL);
	assert_refused("server:7 accept@bob fails ECONNABORTED", 21, "ECONNABORTED",
		       "`kernel posix`");
	assert_refused("expect server:alice handle_clos = 1", 21, "found `handle_clos`",
		       "`handle_close`");
	assert_refused("expect alice recv = 1", 8, "only `bytes`", NULL);
	assert_refused("expect server received begins \"x\"", 8, "say which", NULL);
	assert_refused("never server:alice queued > 5KB", 30, "found `KB`", "`KiB`");
	assert_refused("may any except io time", 19, "expected `,`", NULL);
	assert_refused("allow strem: x", 7, "the name of a check", "`stream`");
	assert_refused("at 1s server gets sigterm", 19, "a signal such as SIGTERM", NULL);
	assert_refused("link alice alice", 12, "between two", NULL);
	assert_refused("link alice server delay 2ms..1ms", 25, "empty", NULL);
	assert_refused("include \"no/such.scn\"", 1, "can not read no/such.scn", NULL);
}

static void other_languages_are_refused(void **state)
{
	static const struct mistake newer = {1, 10, "no version", NULL};
	static const struct mistake none = {1, 1, "the first line", NULL};

	(void)state;
	assert_mistakes("scenario 2\nfrobs\nhost\n", &newer, 1);
	assert_mistakes("scenario 0\n", &newer, 1);
	assert_mistakes("host h runs p\n", &none, 1);
	assert_mistakes("\nscenario 1\n", &none, 1);
	assert_mistakes("", &(struct mistake){1, 1, "empty", NULL}, 1);
}

static void bytes_that_can_not_be_seen_are_refused(void **state)
{
	static const char zero[] = "scenario 1\npeer a\0b\n";
	struct wt_diagnostics *list = refused_text(zero, sizeof zero - 1);

	(void)state;
	assert_mistake(wt_diagnostics_at(list, 0), &(struct mistake){2, 7, "byte 0", NULL});
	wt_diagnostics_free(list);
	assert_refused("\tshuts", 1, "a tab", NULL);
	assert_refused("  sends \"\xFF\"", 10, "byte 255", NULL);
	assert_refused("  sends \"\xE2\x80\xAE\"", 10, "no character that can be seen", NULL);
	assert_refused("  sends \"\x1B[2J\"", 10, "byte 27", NULL);
}

/* -- Limits ------------------------------------------------------------ */

static void assert_limit(const char *text, const char *what)
{
	struct wt_diagnostics *list = refused(text);

	assert_int_equal(wt_diagnostics_count(list), 1);
	assert_non_null(strstr(wt_diagnostics_at(list, 0)->message, what));
	wt_diagnostics_free(list);
}

/* A text of `count` times the same; free() it. */
static char *many(const char *first, const char *again, size_t count, const char *last)
{
	size_t len = strlen(again);
	char *text = malloc(strlen(first) + len * count + strlen(last) + 1), *out = text;

	assert_non_null(text);
	out = stpcpy(out, first);
	for (size_t i = 0; i < count; i++)
		out = stpcpy(out, again);
	stpcpy(out, last);
	return text;
}

static void assert_many(const char *first, const char *again, size_t count, const char *last,
			const char *what)
{
	char *text = many(first, again, count, last);

	assert_limit(text, what);
	free(text);
}

static void every_limit_has_a_message_that_names_it(void **state)
{
	(void)state;
	assert_many("scenario 1\n#", "x", WT_LIMIT_FILE, "\n", "1048576 bytes");
	assert_many("scenario 1\n#", "x", WT_LIMIT_LINE, "\n", "65536 bytes");
	assert_many("scenario 1\nfor n in 1", ",2222222", 8000, "\n", "65536 bytes");
	assert_many("scenario 1\n", "#\n", WT_LIMIT_STATEMENTS, "", "20000 lines");
	assert_many("scenario 1\npeer ", "x", WT_LIMIT_NAME + 1, "\n", "40 characters");
	assert_many("scenario 1\nfor n in 1", ",2", WT_LIMIT_VALUES, "\n", "10000 values");
	assert_many("scenario 1\nhost h runs p", " a", WT_LIMIT_ARGS + 1, "\n", "256 arguments");
	assert_limit("scenario 1\nfor n in 1..10001\n", "10000 values");
	assert_limit("scenario 1\nends 999999999h\n", "ns");
	assert_limit("scenario 1\nlimit 99999999999999999999s\n", "9223372036854775807");
	assert_limit("scenario 1\npeer a\n  sends 257MiB of pattern 1\n", "268435456 bytes");
	assert_limit("scenario 1\npeer a\n  sends 268435457 x \"a\"\n", "268435456 bytes");
	assert_limit("scenario 1\npeer a\n  repeats 2\n    repeats 2\n      repeats 2\n"
		     "        repeats 2\n          repeats 2\n            shuts\n",
		     "4 `repeats`");
}

static void a_hundred_messages_are_enough(void **state)
{
	char *text = many("scenario 1\n", "frobs\n", 5000, "");
	struct wt_diagnostics *list = refused(text);

	(void)state;
	assert_int_equal(wt_diagnostics_count(list), 101);
	assert_non_null(strstr(wt_diagnostics_at(list, 100)->message, "more errors"));
	wt_diagnostics_free(list);
	free(text);
}

static void anybody_can_add_a_message_at_a_node(void **state)
{
	struct wt_plan *plan = parsed("scenario 1\npeer alice\n  shuts\n");
	struct wt_diagnostics *list = wt_diagnostics_new();
	char *text;

	(void)state;
	wt_diagnose_node(list, &plan->nodes[2], 0, "the world can not do `%s` yet", "shuts");
	text = rendered(list);
	assert_string_equal(text, "test.scn:3:3: error: the world can not do `shuts` yet\n"
				  "      shuts\n"
				  "      ^~~~~\n");
	free(text);
	wt_diagnostics_free(list);
	wt_plan_free(plan);
}

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(ten_mistakes_are_ten_messages),
		cmocka_unit_test(a_message_shows_the_line_and_a_caret),
		cmocka_unit_test(two_lines_of_one_name_are_shown_both),
		cmocka_unit_test(names_must_be_declared_once_and_be_no_words),
		cmocka_unit_test(statements_stand_where_they_belong),
		cmocka_unit_test(each_field_says_what_it_wants),
		cmocka_unit_test(other_languages_are_refused),
		cmocka_unit_test(bytes_that_can_not_be_seen_are_refused),
		cmocka_unit_test(every_limit_has_a_message_that_names_it),
		cmocka_unit_test(a_hundred_messages_are_enough),
		cmocka_unit_test(anybody_can_add_a_message_at_a_node),
	};

	take_root(argc, argv);
	return cmocka_run_group_tests_name("scenario_errors", tests, NULL, NULL);
}
