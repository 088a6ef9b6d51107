/* SPDX-License-Identifier: MIT
 *
 * A table of tests becomes cmocka's: an entry for each way to play each of them. */
#include "tank.h"

#include <stdio.h>
#include <stdlib.h>

#define WAYS 14 /* at most */

struct way {
	struct tank_case is;
	char name[200];
};

struct group {
	struct CMUnitTest *tests;
	struct way *ways;
	size_t count;
};

static const char *const pollers[] = {
	[AC_POLLER_POLL] = "poll", [AC_POLLER_SELECT] = "select", [AC_POLLER_EPOLL] = "epoll"};

static void add(struct group *group, const struct tank_test *test, const struct tank_case *is)
{
	struct way *way = &group->ways[group->count];

	way->is = *is;
	way->is.test = test->test;
	snprintf(way->name, sizeof way->name, "%s (%s %s%s%s)", test->name,
		 is->kernel == TANK_SIM ? "sim" : "posix", pollers[is->poller],
		 is->ask_all ? ", asks all" : "", is->backwards ? ", backwards" : "");
	group->tests[group->count++] =
		(struct CMUnitTest){way->name, tank_play, tank_new, tank_free, &way->is};
}

static void add_kernel(struct group *group, const struct tank_test *test, enum tank_kernel kernel)
{
	struct tank_case is = {.kernel = kernel};
	unsigned i;

	for (i = 0; i < sizeof pollers / sizeof *pollers; i++) {
		if (!(test->pollers & 1U << i))
			continue;
		is.poller = (enum ac_poller)i;
		is.backwards = false;
		is.ask_all = true;
		add(group, test, &is);
		if (getenv("WT_FEWER")) /* memory is touched alike */
			continue;
		is.ask_all = false;
		add(group, test, &is);
		is.backwards = true;
		if (is.poller == AC_POLLER_EPOLL)
			add(group, test, &is);
	}
}

static void add_all(struct group *group, const struct tank_test *test)
{
	if (!test->kernels)
		group->tests[group->count++] =
			(struct CMUnitTest){.name = test->name, .test_func = test->test};
	if (test->kernels & TANK_POSIX)
		add_kernel(group, test, TANK_POSIX);
	if (test->kernels & TANK_SIM)
		add_kernel(group, test, TANK_SIM);
}

static void tell_left_out(const char *name, const struct tank_test *tests, size_t count)
{
	size_t left_out = 0, i;

	for (i = 0; i < count; i++) {
		if (!tests[i].real_only)
			continue;
		left_out++;
		printf("%s: %s: real kernel alone, it %s\n", name, tests[i].name,
		       tests[i].real_only);
	}
	printf("%s: %zu of %zu tests: real kernel alone\n", name, left_out, count);
}

int tank_run_group(const char *name, const struct tank_test *tests, size_t count)
{
	struct group group = {.tests = calloc(WAYS * count, sizeof *group.tests),
			      .ways = calloc(WAYS * count, sizeof *group.ways)};
	int failed;
	size_t i;

	if (!group.tests || !group.ways)
		abort();
	for (i = 0; i < count; i++)
		add_all(&group, &tests[i]);
	failed = _cmocka_run_group_tests(name, group.tests, group.count, NULL, NULL);
	tell_left_out(name, tests, count);
	free(group.tests);
	free(group.ways);
	return failed;
}
