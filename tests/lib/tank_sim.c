/* SPDX-License-Identifier: MIT
 *
 * A test on the simulated kernel: the program of a host alone in its world.  A
 * failed assertion jumps out of the run, to cmocka. */
#include "tank.h"

#include <stdio.h>
#include <string.h>

#include "wt_run.h"
#include "wt_trace.h"

/* No test comes to the end of its time.  The judge looks on at all of them; what is
 * allowed is what tests do on purpose. */
#define WORLD                                                                   \
	"scenario 1\n"                                                          \
	"limit 100000h\n"                                                       \
	"ends 100000h\n"                                                        \
	"host h runs tank\n"                                                    \
	"allow unread: a test closes what it has seen enough of\n"              \
	"allow closed-descriptor: misuse, and numbers closed behind its back\n" \
	"allow dropped-error: by handlers that are to be told of\n"             \
	"allow growth: a queue of megabytes that is not to be copied\n"

/* A program is a name and a function, so it finds its test here. */
static struct tank *playing;

static int tank_main(struct ac_sys *sys, int argc, char **argv)
{
	(void)argc;
	(void)argv;
	assert_string_equal(sys->ops->name, "sim");
	tank_play_on(playing, sys);
	return 0;
}

/* ---- Who listens ---- */

struct ear {
	struct wt_sink sink;
	struct tank *tank;
	bool returned;
};

static void hear(struct wt_sink *sink, const struct wt_event *event)
{
	struct ear *ear = (struct ear *)sink;

	if (event->kind != WT_EV_FACT)
		return;
	if (event->what == WT_FACT_SIGPIPE)
		ear->tank->sigpipes++;
	if (event->what == WT_FACT_RETURNED)
		ear->returned = true;
}

/* ---- The world ---- */

static struct wt_scenario *world_new(void)
{
	struct wt_diagnostics *wrong = wt_diagnostics_new();
	struct wt_scenario *world = wt_scenario_parse("tank", WORLD, strlen(WORLD), wrong);

	wt_diagnostics_print(wrong, stderr, 0);
	wt_diagnostics_free(wrong);
	assert_non_null(world);
	return world;
}

void tank_play_sim(struct tank *t)
{
	static const struct wt_program programs[] = {{"tank", tank_main}, {NULL, NULL}};
	const struct wt_case sound = {.broken = -1};
	struct ear ear = {.sink = {hear}, .tank = t};
	struct wt_sink *const sinks[] = {&ear.sink, NULL};
	struct wt_verdict verdict;
	struct wt_run_stats stats;

	playing = t;
	t->world = world_new();
	assert_int_equal(wt_run_case(t->world, programs, &sound, sinks, &verdict, &stats), 0);
	if (verdict.check)
		fail_msg("%s: %s", verdict.check, verdict.text);
	assert_true(ear.returned);
}

/* Also takes back what a test was lent that jumped out. */
void tank_leave_sim(struct tank *t)
{
	wt_scenario_free(t->world);
}
