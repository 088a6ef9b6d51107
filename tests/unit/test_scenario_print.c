/* SPDX-License-Identifier: MIT
 *
 * Parsing and printing are inverse. */
#include <glob.h>
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>

#include <cmocka.h>

#include "test_scenario.h"

/* The example of the language's definition. */
static const char example[] = "scenario 1\n"
			      "# The kernel takes five bytes of the reply. The rest must follow.\n"
			      "host server runs echo --port 7\n"
			      "  broken echo_ignores_short_send fails stream\n"
			      "link alice server delay 10ms  # each way\n"
			      "peer alice\n"
			      "  connects server:7\n"
			      "  sends \"hello world\"\n"
			      "  waits 11 bytes\n"
			      "  resets\n"
			      "server:alice recv@0 fails EAGAIN  # readiness came before the data\n"
			      "server:alice send@0 take 5\n"
			      "expect server:alice handle_close = 1\n"
			      "never server:alice queued > 64KiB\n";

static const char every_row[] = "tests/fuzz/scenario/corpus/every-row.scn";

static const int historic[] = {1,  4,  5,  11, 16, 17, 19, 24, 27, 33, 36, 38, 42, 43,
			       52, 56, 60, 61, 64, 71, 72, 75, 76, 78, 79, 80, 83};
#define HISTORIC (sizeof historic / sizeof *historic)

static char *historic_text(size_t i)
{
	char name[64];

	snprintf(name, sizeof name, "tests/unit/historic/BM-%02d.scn", historic[i]);
	return read_source(name);
}

static void assert_canonical(const char *text)
{
	char *once = canonical(text);

	assert_string_equal(once, text);
	free(once);
}

static void the_historic_bugs_print_as_they_were_written(void **state)
{
	(void)state;
	for (size_t i = 0; i < HISTORIC; i++) {
		char *text = historic_text(i);

		assert_canonical(text);
		free(text);
	}
}

static void the_example_of_the_definition_prints_as_it_was_written(void **state)
{
	(void)state;
	assert_canonical(example);
}

static void every_row_of_the_table_is_read_and_printed(void **state)
{
	char *text = read_source(every_row);
	struct wt_plan *plan = parsed(text);

	(void)state;
	for (int id = WT_LINE_BAD + 1; id < WT_LINE_COUNT; id++) {
		if (id == WT_LINE_INCLUDE) /* needs files: see test_scenario_plan.c */
			continue;
		if (wt_plan_find(plan, (enum wt_statement)id, -1) < 0)
			print_message("no %s\n", wt_statement_name((enum wt_statement)id));
		assert_true(wt_plan_find(plan, (enum wt_statement)id, -1) >= 0);
	}
	wt_plan_free(plan);
	assert_canonical(text);
	free(text);
}

static void every_value_of_the_table_is_read_and_printed(void **state)
{
	char *text = read_source(every_row);
	struct wt_plan *plan = parsed(text);
	bool seen[WT_SAYS_COUNT] = {false};

	(void)state;
	for (size_t i = 0; i < plan->count; i++) {
		const struct wt_field *value = wt_node_field(&plan->nodes[i], WT_FIELD_VALUE, 0);

		if (value)
			seen[value->as.value->verb] = true;
	}
	for (size_t verb = 0; verb < WT_SAYS_COUNT; verb++)
		assert_true(seen[verb]);
	wt_plan_free(plan);
	free(text);
}

/* -- Spacing ----------------------------------------------------------- */

static unsigned drawn(uint32_t *seed, unsigned below)
{
	*seed = *seed * 1664525u + 1013904223u;
	return (*seed >> 16) % below;
}

static char *put_blanks(char *out, unsigned count)
{
	memset(out, ' ', count);
	return out + count;
}

/* One line with other blanks: not in its indent, its texts, its comment. */
static char *misspace_line(char *out, const char *line, size_t len, uint32_t *seed)
{
	size_t at = strspn(line, " ");
	bool quoted = false;

	out = put_blanks(out, (unsigned)at);
	for (; at < len; at++) {
		if (line[at] == '#' && !quoted && (at == 0 || line[at - 1] == ' '))
			break;
		if (line[at] == '\\' && quoted) {
			*out++ = line[at++];
		} else if (line[at] == '"') {
			quoted = !quoted;
		} else if (line[at] == ' ' && !quoted) {
			out = put_blanks(out, drawn(seed, 3));
		}
		*out++ = line[at];
	}
	memcpy(out, line + at, len - at);
	out = put_blanks(out + (len - at), drawn(seed, 3));
	*out++ = '\n';
	return out;
}

/* The text with other blanks and blank lines; free() it. */
static char *misspaced(const char *text, uint32_t *seed)
{
	char *result = malloc(strlen(text) * 8 + 64), *out = result;

	assert_non_null(result);
	while (*text) {
		size_t len = strcspn(text, "\n");

		for (unsigned more = len ? 0 : drawn(seed, 4); more > 0; more--)
			out = misspace_line(out, "", 0, seed);
		out = misspace_line(out, text, len, seed);
		text += len + 1;
	}
	for (unsigned more = drawn(seed, 3); more > 0; more--)
		out = misspace_line(out, "", 0, seed);
	if (drawn(seed, 4) == 0)
		out--; /* no newline at the end */
	*out = '\0';
	return result;
}

static void assert_spacing_is_nothing(const char *text)
{
	uint32_t seed = 1;

	for (int variant = getenv("WT_FEWER") ? 190 : 0; variant < 200; variant++) {
		char *other = misspaced(text, &seed);
		char *printed = canonical(other);

		assert_string_equal(printed, text);
		free(other);
		free(printed);
	}
}

static void blanks_and_blank_lines_mean_nothing(void **state)
{
	char *text = read_source(every_row);

	(void)state;
	assert_spacing_is_nothing(text);
	assert_spacing_is_nothing(example);
	free(text);
	for (size_t i = 0; i < HISTORIC; i++) {
		text = historic_text(i);
		assert_spacing_is_nothing(text);
		free(text);
	}
}

/* The files people look at first: were none found, nothing would be proven. */
static void so_it_is_with_every_shipped_file(void **state)
{
	char pattern[4096];
	glob_t found;

	(void)state;
	snprintf(pattern, sizeof pattern, "%s/scenarios/*/*.scn", source_root());
	assert_int_equal(glob(pattern, 0, NULL, &found), 0);
	assert_true(found.gl_pathc >= 15);
	for (size_t i = 0; i < found.gl_pathc; i++) {
		char *text = read_source(found.gl_pathv[i] + strlen(source_root()) + 1);

		assert_spacing_is_nothing(text);
		free(text);
	}
	globfree(&found);
}

/* -- Canonical forms --------------------------------------------------- */

static void assert_prints(const char *text, const char *want)
{
	char *printed = canonical(text);

	assert_string_equal(printed, want);
	assert_canonical(want);
	free(printed);
}

static void comments_and_single_blank_lines_stay_where_they_are(void **state)
{
	(void)state;
	assert_prints(
		"scenario 1 #   first\n\n\n   \n# one\n#two\npeer alice #\n\n  # in the block\n"
		"  shuts    # why\n\n\n",
		"scenario 1  #   first\n\n# one\n#two\npeer alice  #\n\n  # in the block\n"
		"  shuts  # why\n");
}

static void carriage_returns_at_line_ends_are_dropped(void **state)
{
	(void)state;
	assert_prints("scenario 1\r\npeer alice\r\n  shuts\r\n",
		      "scenario 1\npeer alice\n  shuts\n");
}

static void a_missing_last_newline_is_added(void **state)
{
	(void)state;
	assert_prints("scenario 1\npeer alice", "scenario 1\npeer alice\n");
}

static void texts_have_one_spelling(void **state)
{
	(void)state;
	assert_prints("scenario 1\npeer a\n  sends \"\\x41\\x0a\\xFF\\xc3\\xa9\\x00\"\n",
		      "scenario 1\npeer a\n  sends \"A\\n\\xFF\xC3\xA9\\x00\"\n");
}

static void what_goes_without_saying_is_not_said(void **state)
{
	(void)state;
	assert_prints("scenario 1\nhost h runs p\npeer a\nh:a.1 recv@0.1 take 05\n"
		      "h:7 accept@a.1.1 late 1ms\nh:8 accept@a.1.2 late 1ms\n"
		      "link a h delay 1ms..1ms\n",
		      "scenario 1\nhost h runs p\npeer a\nh:a recv@0 take 5\n"
		      "h:7 accept@a late 1ms\nh:8 accept@a.1.2 late 1ms\n"
		      "link a h delay 1ms\n");
}

static void the_listeners_of_a_port_are_numbered(void **state)
{
	(void)state;
	assert_canonical(
		"scenario 1\nhost server runs echo\npeer alice\nserver:7.2 accept@alice fails "
		"EMFILE\n"
		"expect server:53.3/udp recvfrom = 1\nexpect server:\"/s\".2 accept = 1\n");
}

static void both_families_of_addresses_can_name_a_far_end(void **state)
{
	(void)state;
	assert_canonical("scenario 1\nhost h runs p\nh:127.0.0.1:4000.2 recv@0 take 1\n"
			 "h>[::1]:80 send@0 take 1\nh:7 accept@127.0.0.1:5.1.2 late 1ms\n");
}

static void a_value_of_words_alone_can_be_followed_by_more(void **state)
{
	(void)state;
	assert_canonical("scenario 1\nhost h runs p\npeer a\n"
			 "h:a recv@0 reset first if reached: it may\n"
			 "h:a readable@0 withheld if reached: it may\n"
			 "h:a send@0 late until next if reached: it may\n"
			 "may h:a send take any chance 50%\n");
}

static void lists_have_a_blank_behind_each_comma(void **state)
{
	(void)state;
	assert_prints("scenario 1\nfor n in 1,2 ,3\nmay any except time,io\n",
		      "scenario 1\nfor n in 1, 2, 3\nmay any except io, time\n");
}

static void a_reason_keeps_the_blanks_of_its_quotes(void **state)
{
	(void)state;
	assert_prints("scenario 1\nallow growth:   it  says \"a  b\"  here\n",
		      "scenario 1\nallow growth: it says \"a  b\" here\n");
}

static void a_segment_counted_by_calls_has_no_blank_before_its_number(void **state)
{
	(void)state;
	assert_prints("scenario 1\nhost h runs p\npeer a\nto h:a#2 cut 1\nto h:a@0 cut 1\n",
		      "scenario 1\nhost h runs p\npeer a\nto h:a#2 cut 1\nto h:a @0 cut 1\n");
}

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_historic_bugs_print_as_they_were_written),
		cmocka_unit_test(the_example_of_the_definition_prints_as_it_was_written),
		cmocka_unit_test(every_row_of_the_table_is_read_and_printed),
		cmocka_unit_test(every_value_of_the_table_is_read_and_printed),
		cmocka_unit_test(blanks_and_blank_lines_mean_nothing),
		cmocka_unit_test(so_it_is_with_every_shipped_file),
		cmocka_unit_test(comments_and_single_blank_lines_stay_where_they_are),
		cmocka_unit_test(carriage_returns_at_line_ends_are_dropped),
		cmocka_unit_test(a_missing_last_newline_is_added),
		cmocka_unit_test(texts_have_one_spelling),
		cmocka_unit_test(what_goes_without_saying_is_not_said),
		cmocka_unit_test(the_listeners_of_a_port_are_numbered),
		cmocka_unit_test(both_families_of_addresses_can_name_a_far_end),
		cmocka_unit_test(a_value_of_words_alone_can_be_followed_by_more),
		cmocka_unit_test(lists_have_a_blank_behind_each_comma),
		cmocka_unit_test(a_reason_keeps_the_blanks_of_its_quotes),
		cmocka_unit_test(a_segment_counted_by_calls_has_no_blank_before_its_number),
	};

	take_root(argc, argv);
	return cmocka_run_group_tests_name("scenario_print", tests, NULL, NULL);
}
