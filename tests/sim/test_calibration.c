/* SPDX-License-Identifier: MIT
 *
 * What depends on who comes first is no race; and when the calm run is the odd one
 * out, that is said. */
#include <errno.h>
#include <netinet/in.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>

#include "programs.h"

#define GUESTS 2

struct desk {
	struct ac_sys *sys;
	struct pollfd at[1 + GUESTS]; /* the listener first */
	unsigned come, served;
	bool forgetful; /* notes a guest twice who had nothing to say at first */
	bool in_vain;
};

static void note(struct desk *desk, const char *name, size_t len)
{
	const struct ac_note note = {
		.kind = AC_NOTE_USER, .loop = 1, .name = "came", .bytes = name, .len = len};

	desk->sys->ops->note(&note, desk->sys);
}

static void open_desk(struct desk *desk)
{
	struct sockaddr_in any = {.sin_family = AF_INET, .sin_port = htons(7)};
	struct ac_sys *sys = desk->sys;

	for (unsigned i = 0; i <= GUESTS; i++)
		desk->at[i] = (struct pollfd){-1, POLLIN, 0};
	desk->at[0].fd = sys->ops->socket(AF_INET, SOCK_STREAM, 0, sys);
	sys->ops->bind(desk->at[0].fd, (const struct sockaddr *)&any, sizeof any, sys);
	sys->ops->listen(desk->at[0].fd, 8, sys);
}

/* Each gets a number, in the order in which their names are read. */
static void serve(struct desk *desk, struct pollfd *guest)
{
	char name[16], number[2] = "0\n";
	ssize_t n = desk->sys->ops->recv(guest->fd, name, sizeof name, 0, desk->sys);

	if (n == 0) {
		desk->sys->ops->close(guest->fd, desk->sys);
		guest->fd = -1;
	}
	desk->in_vain |= n < 0;
	if (n <= 0)
		return;
	desk->served++;
	number[0] = (char)('0' + desk->served);
	note(desk, name, (size_t)n);
	if (desk->forgetful && desk->in_vain)
		note(desk, name, (size_t)n);
	desk->sys->ops->send(guest->fd, number, sizeof number, MSG_NOSIGNAL, desk->sys);
}

/* careless: closes nothing at the end, unless a call was in vain before. */
static int run_desk(struct ac_sys *sys, bool forgetful, bool careless)
{
	struct desk desk = {.sys = sys, .forgetful = forgetful};

	open_desk(&desk);
	while (sys->ops->poll(desk.at, 1 + GUESTS, -1, sys) != -ECANCELED) {
		int fd = -1;

		if (desk.at[0].revents && desk.come < GUESTS)
			fd = sys->ops->accept(desk.at[0].fd, NULL, NULL, sys);
		if (fd >= 0)
			desk.at[++desk.come] = (struct pollfd){fd, POLLIN, 0};
		for (unsigned i = 1; i <= GUESTS; i++) {
			if (desk.at[i].fd >= 0 && desk.at[i].revents)
				serve(&desk, &desk.at[i]);
		}
	}
	for (unsigned i = 0; i <= GUESTS; i++) {
		if (desk.at[i].fd >= 0 && (desk.in_vain || !careless))
			sys->ops->close(desk.at[i].fd, sys);
	}
	return 0;
}

static int desk_main(struct ac_sys *sys, int argc, char **argv)
{
	(void)argc;
	(void)argv;
	return run_desk(sys, false, false);
}

static int forgetful_main(struct ac_sys *sys, int argc, char **argv)
{
	(void)argc;
	(void)argv;
	return run_desk(sys, true, false);
}

static int careless_main(struct ac_sys *sys, int argc, char **argv)
{
	(void)argc;
	(void)argv;
	return run_desk(sys, false, true);
}

static const struct wt_program desks[] = {{"desk", desk_main},
					  {"forgetful", forgetful_main},
					  {"careless", careless_main},
					  {NULL, NULL}};

static const char two_guests[] = "scenario 1\n"
				 "host server runs desk\n"
				 "peer alice\n"
				 "  connects server:7\n"
				 "  sends \"alice\\n\"\n"
				 "  waits 2 bytes\n"
				 "peer bob\n"
				 "  connects server:7\n"
				 "  sends \"bob\\n\"\n"
				 "  waits 2 bytes\n";

static struct wt_campaign *judge(struct wt_scenario *scenario)
{
	const struct wt_campaign_options options = {.programs = desks, .runs = 200};
	struct wt_campaign *campaign = wt_campaign_new(scenario, &options);

	while (wt_campaign_step(campaign))
		continue;
	return campaign;
}

static struct wt_scenario *with(const char *program, const char *lines)
{
	char text[1024], *name;

	snprintf(text, sizeof text, "%s%s", two_guests, lines);
	name = strstr(text, "desk");
	if (strlen(program) > 4)
		memmove(name + strlen(program), name + 4, strlen(name + 4) + 1);
	memcpy(name, program, strlen(program));
	return parse(text);
}

static void who_comes_first_is_no_race(void **state)
{
	struct wt_scenario *scenario =
		with("desk", "may server:* recv@* fails EAGAIN chance 50%\n");
	struct wt_campaign *campaign = judge(scenario);
	const struct wt_problem *problems;
	char text[256];
	bool bag = false, number = false;

	(void)state;
	assert_int_equal(wt_campaign_problems(campaign, &problems), 0);
	for (size_t i = 0; wt_campaign_order_dependent(campaign, i, text, sizeof text); i++) {
		bag |= strcmp(text, "what it notes of server, from no handler: "
				    "compared as a bag of lines") == 0;
		number |= strcmp(text, "what it sends to server:alice, from no handler: "
				       "not compared") == 0;
	}
	assert_true(bag);
	assert_true(number);
	wt_campaign_free(campaign);
	wt_scenario_free(scenario);
}

static void a_bag_with_a_line_too_many_is_a_race(void **state)
{
	struct wt_scenario *scenario =
		with("forgetful", "may server:* recv@* fails EAGAIN chance 50%\n");
	struct wt_campaign *campaign = judge(scenario);
	const struct wt_problem *problems;

	(void)state;
	assert_true(wt_campaign_problems(campaign, &problems) > 0);
	assert_int_equal(problems[0].kind, WT_PROBLEM_SOUND_FAILS);
	assert_string_equal(problems[0].verdict.check, "stream");
	assert_string_equal(problems[0].verdict.object, "server");
	wt_campaign_free(campaign);
	wt_scenario_free(scenario);
}

/* One run, pinned: calibrated only because it differs. */
static void a_pinned_order_is_no_race_either(void **state)
{
	const struct wt_case one = {.broken = -1};
	struct wt_scenario *scenario = with("desk", "server:alice recv@0 fails EAGAIN\n");
	struct wt_run_stats stats;
	struct wt_verdict verdict;

	(void)state;
	assert_int_equal(wt_run_case(scenario, desks, &one, NULL, &verdict, &stats), 0);
	assert_true(stats.compared);
	assert_null(verdict.check);
	wt_scenario_free(scenario);
}

static void most_runs_against_the_calm_one_are_named(void **state)
{
	struct wt_scenario *scenario =
		with("forgetful", "may server:alice recv@* fails EAGAIN chance 100%\n");
	struct wt_campaign *campaign = judge(scenario);
	const struct wt_problem *problems;

	(void)state;
	assert_int_equal(wt_campaign_problems(campaign, &problems), 1);
	assert_string_equal(problems[0].verdict.check, "stream");
	assert_string_equal(problems[0].text, "the calm run is the odd one out: 200 of 200 runs "
					      "agree with each other against it");
	wt_campaign_free(campaign);
	wt_scenario_free(scenario);
}

static void the_calm_run_is_judged_too(void **state)
{
	const struct wt_case one = {.broken = -1};
	struct wt_scenario *scenario = with("careless", "server:alice recv@0 fails EAGAIN\n");
	struct wt_verdict verdict;

	(void)state;
	assert_int_equal(wt_run_case(scenario, desks, &one, NULL, &verdict, NULL), 0);
	assert_string_equal(verdict.check, "leak");
	assert_non_null(strstr(verdict.text, "in the calm run, without any decision: "));
	wt_scenario_free(scenario);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(who_comes_first_is_no_race),
		cmocka_unit_test(a_bag_with_a_line_too_many_is_a_race),
		cmocka_unit_test(a_pinned_order_is_no_race_either),
		cmocka_unit_test(most_runs_against_the_calm_one_are_named),
		cmocka_unit_test(the_calm_run_is_judged_too),
	};

	return cmocka_run_group_tests_name("calibration", tests, NULL, NULL);
}
