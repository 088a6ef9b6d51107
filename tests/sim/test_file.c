/* SPDX-License-Identifier: MIT
 *
 * What a loaded file says of itself. */
#include "programs.h"

#define HOSTS                               \
	"scenario 1\n"                      \
	"for n in 7, 11\n"                  \
	"host a runs echo\n"                \
	"  broken echo_b fails stream\n"    \
	"host b runs beat $a\n"             \
	"  broken beat_late fails expect\n" \
	"host c runs echo $n\n"

static void check_program(const struct wt_named_program *program, const char *name, int broken,
			  const char *check)
{
	assert_string_equal(program->name, name);
	assert_int_equal(program->broken, broken);
	if (check)
		assert_string_equal(program->check, check);
	else
		assert_null(program->check);
}

static void a_file_names_its_programs(void **state)
{
	struct wt_scenario *scenario = parse(HOSTS);
	const struct wt_named_program *named;

	(void)state;
	assert_int_equal(wt_scenario_programs(scenario, &named), 4);
	check_program(&named[0], "echo", -1, NULL);
	check_program(&named[1], "beat", -1, NULL);
	check_program(&named[2], "echo_b", 0, "stream");
	check_program(&named[3], "beat_late", 1, "expect");
	wt_scenario_free(scenario);
}

static void a_case_is_named_after_whom_it_is_about(void **state)
{
	struct wt_scenario *scenario = parse(HOSTS);

	(void)state;
	assert_string_equal(wt_scenario_case_name(scenario, -1), "echo, beat");
	assert_string_equal(wt_scenario_case_name(scenario, 1), "beat_late");
	assert_null(wt_scenario_case_name(scenario, 2));
	assert_true(wt_scenario_case_has(scenario, -1, "beat"));
	assert_false(wt_scenario_case_has(scenario, -1, "beat_late"));
	assert_true(wt_scenario_case_has(scenario, 1, "beat_late"));
	assert_false(wt_scenario_case_has(scenario, 2, "beat_late"));
	wt_scenario_free(scenario);
}

static void values_are_found_however_they_are_written(void **state)
{
	struct wt_scenario *scenario =
		parse("scenario 1\nfor t in \"a\", \"\\x62 #\"\nhost h runs echo $t\n");

	(void)state;
	assert_int_equal(wt_scenario_values(scenario), 2);
	assert_string_equal(wt_scenario_value(scenario, 1), "\"b #\"");
	assert_int_equal(wt_scenario_find_value(scenario, "\"b #\""), 1);
	assert_int_equal(wt_scenario_find_value(scenario, "\"\\x62\\x20#\""), 1);
	assert_int_equal(wt_scenario_find_value(scenario, "a"), -1);
	assert_int_equal(wt_scenario_find_value(scenario, ""), -1);
	assert_int_equal(wt_scenario_find_value(scenario, "\"a\", \"a\""), -1);
	wt_scenario_free(scenario);
}

static void a_range_has_all_its_values(void **state)
{
	struct wt_scenario *scenario = parse("scenario 1\nfor n in 5..8\nhost h runs echo $n\n");

	(void)state;
	assert_int_equal(wt_scenario_values(scenario), 4);
	assert_string_equal(wt_scenario_value(scenario, 3), "8");
	assert_string_equal(wt_scenario_value(scenario, 4), "");
	assert_int_equal(wt_scenario_find_value(scenario, "6"), 1);
	wt_scenario_free(scenario);
}

static void without_for_there_is_one_nameless_value(void **state)
{
	struct wt_scenario *scenario = parse("scenario 1\nhost h runs echo\n");

	(void)state;
	assert_int_equal(wt_scenario_values(scenario), 1);
	assert_string_equal(wt_scenario_value(scenario, 0), "");
	assert_int_equal(wt_scenario_find_value(scenario, "1"), -1);
	wt_scenario_free(scenario);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_file_names_its_programs),
		cmocka_unit_test(a_case_is_named_after_whom_it_is_about),
		cmocka_unit_test(values_are_found_however_they_are_written),
		cmocka_unit_test(a_range_has_all_its_values),
		cmocka_unit_test(without_for_there_is_one_nameless_value),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
