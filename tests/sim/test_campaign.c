/* SPDX-License-Identifier: MIT
 *
 * What only many runs together can say. */
#include <signal.h>
#include <string.h>

#include "programs.h"

struct judged {
	struct wt_scenario *scenario;
	struct wt_campaign *campaign;
	const struct wt_problem *problems;
	size_t count;
};

static struct judged judge(const char *text, const struct wt_campaign_options *how)
{
	struct wt_campaign_options options = *how;
	struct judged judged = {.scenario = parse(text)};

	options.programs = programs;
	judged.campaign = wt_campaign_new(judged.scenario, &options);
	while (wt_campaign_step(judged.campaign))
		continue;
	judged.count = wt_campaign_problems(judged.campaign, &judged.problems);
	return judged;
}

static void forget(struct judged *judged)
{
	wt_campaign_free(judged->campaign);
	wt_scenario_free(judged->scenario);
}

static void a_state_that_never_came_about_fails_the_file(void **state)
{
	struct judged judged = judge("scenario 1\nhost h runs wants\nmay any\n",
				     &(struct wt_campaign_options){.runs = 5});
	const struct wt_state_count *states;

	(void)state;
	assert_int_equal(judged.count, 1);
	assert_int_equal(judged.problems[0].kind, WT_PROBLEM_NEVER_HAPPENED);
	assert_string_equal(judged.problems[0].text,
			    "ac_sometimes \"never\": asked for in 5 of 5 runs");
	assert_int_equal(wt_campaign_states(judged.campaign, &states), 2);
	assert_string_equal(states[0].name, "one");
	assert_int_equal(states[0].happened, 5);
	forget(&judged);
}

static void one_run_can_not_say_never(void **state)
{
	struct judged one = judge("scenario 1\nhost h runs wants\nmay any\n",
				  &(struct wt_campaign_options){.seed = 3, .runs = 1});
	struct judged closed =
		judge("scenario 1\nhost h runs wants\n", &(struct wt_campaign_options){0});

	(void)state;
	assert_int_equal(one.count, 0);
	assert_int_equal(closed.count, 0);
	forget(&one);
	forget(&closed);
}

/* Drawn harm takes the connection away in every run. */
static const char excused[] = "scenario 1\n"
			      "host h runs echo\n"
			      "peer alice\n"
			      "  connects h:7\n"
			      "  sends \"ab\"\n"
			      "may h:alice recv@* reset first chance 100%\n"
			      "expect alice received exactly \"ab\"\n";

static void a_line_that_is_always_excused_fails_the_file(void **state)
{
	struct judged judged = judge(excused, &(struct wt_campaign_options){.runs = 20});
	const struct wt_line_count *lines;

	(void)state;
	assert_int_equal(judged.count, 1);
	assert_int_equal(judged.problems[0].kind, WT_PROBLEM_UNJUDGED);
	assert_int_equal(judged.problems[0].line, 7);
	assert_string_equal(judged.problems[0].text,
			    "judged in 0 of 20 runs, excused in 20: too rarely to say anything");
	assert_int_equal(wt_campaign_lines(judged.campaign, &lines), 1);
	assert_int_equal(lines[0].runs, 20);
	assert_int_equal(lines[0].excused, 20);
	forget(&judged);
}

static void a_line_excused_now_and_then_does_not(void **state)
{
	char text[sizeof excused];
	struct judged judged;
	const struct wt_line_count *lines;

	(void)state;
	memcpy(text, excused, sizeof text);
	memcpy(strstr(text, "100%"), " 50%", 4);
	judged = judge(text, &(struct wt_campaign_options){.runs = 100});
	assert_int_equal(judged.count, 0);
	wt_campaign_lines(judged.campaign, &lines);
	assert_true(lines[0].judged > 10 && lines[0].excused > 10);
	assert_int_equal(lines[0].judged + lines[0].excused, 100);
	forget(&judged);
}

static volatile sig_atomic_t caught;

static void catch (int number)
{
	caught = number;
}

/* Between two runs the handlers of the world stay, and no program runs. */
static void a_signal_between_runs_goes_where_it_would_have_gone(void **state)
{
	struct judged judged = {.scenario = parse("scenario 1\nhost h runs echo\nmay any\n")};
	const struct wt_campaign_options options = {.programs = programs, .runs = 3};
	void (*before)(int) = signal(SIGFPE, catch);

	(void)state;
	caught = 0;
	judged.campaign = wt_campaign_new(judged.scenario, &options);
	assert_true(wt_campaign_step(judged.campaign));
	raise(SIGFPE);
	assert_int_equal(caught, SIGFPE);
	assert_true(wt_campaign_step(judged.campaign));
	forget(&judged);
	assert_ptr_equal(signal(SIGFPE, before), catch);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_state_that_never_came_about_fails_the_file),
		cmocka_unit_test(one_run_can_not_say_never),
		cmocka_unit_test(a_line_that_is_always_excused_fails_the_file),
		cmocka_unit_test(a_line_excused_now_and_then_does_not),
		cmocka_unit_test(a_signal_between_runs_goes_where_it_would_have_gone),
	};

	return cmocka_run_group_tests_name("many runs", tests, NULL, NULL);
}
