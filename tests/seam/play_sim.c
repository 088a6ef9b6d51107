/* SPDX-License-Identifier: MIT
 *
 * A row on the simulated kernel: the program of a host of its own.  It says each
 * step in a note, and a sink hears them together with the signals. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "play.h"
#include "wt_run.h"
#include "wt_trace.h"

#define NOTE "seam"

/* ---- The program ---- */

struct speaker {
	struct teller teller;
	struct ac_sys *sys;
};

static void say(struct teller *teller, const char *step)
{
	struct speaker *speaker = (struct speaker *)teller;
	const struct ac_note note = {
		.kind = AC_NOTE_USER, .name = NOTE, .bytes = step, .len = strlen(step)};

	speaker->sys->ops->note(&note, speaker->sys);
}

static int seam_main(struct ac_sys *sys, int argc, char **argv)
{
	struct speaker speaker = {{say}, sys};
	const struct row *row = argc > 1 ? row_find(argv[1]) : NULL;

	if (!row)
		return 1;
	play(row, sys, NULL, &speaker.teller);
	return 0;
}

/* ---- Who listens ---- */

struct ear {
	struct wt_sink sink;
	struct transcript *transcript;
	bool sigpipe, returned;
};

static void hear_note(struct ear *ear, const struct wt_event *event)
{
	char step[STEP_MAX];

	if (event->what != AC_NOTE_USER || strcmp(event->text, NOTE) != 0)
		return;
	snprintf(step, sizeof step, "%.*s", (int)event->len, (const char *)event->bytes);
	transcript_add(ear->transcript, step);
	if (ear->sigpipe)
		transcript_mark(ear->transcript, " ⚡");
	ear->sigpipe = false;
}

static void hear(struct wt_sink *sink, const struct wt_event *event)
{
	struct ear *ear = (struct ear *)sink;

	if (event->kind == WT_EV_NOTE)
		hear_note(ear, event);
	else if (event->kind == WT_EV_FACT && event->what == WT_FACT_SIGPIPE)
		ear->sigpipe = true;
	else if (event->kind == WT_EV_FACT && event->what == WT_FACT_RETURNED)
		ear->returned = true;
}

/* ---- The world ---- */

static struct wt_scenario *scenario_for(const struct row *row, struct wt_diagnostics *wrong)
{
	char text[200];
	int len =
		snprintf(text, sizeof text, "scenario 1\nends 1h\nhost h runs seam %s\n", row->id);

	if (row->sockets)
		len += snprintf(text + len, sizeof text - (size_t)len, "  limit %u sockets\n",
				row->sockets);
	if (row->ports)
		len += snprintf(text + len, sizeof text - (size_t)len, "  ports %u..%u\n",
				PORT_FIRST, PORT_FIRST + row->ports - 1);
	return wt_scenario_parse(row->id, text, (size_t)len, wrong);
}

static void run(struct wt_scenario *scenario, struct transcript *ret)
{
	static const struct wt_program programs[] = {{"seam", seam_main}, {NULL, NULL}};
	const struct wt_case sound = {.broken = -1};
	struct ear ear = {.sink = {hear}, .transcript = ret};
	struct wt_sink *const sinks[] = {&ear.sink, NULL};
	struct wt_verdict verdict;
	struct wt_run_stats stats;

	if (wt_run_case(scenario, programs, &sound, sinks, &verdict, &stats) < 0) {
		transcript_add(ret, "(no run)");
		return;
	}
	/* Rows do wrong on purpose, so what the judge thinks of them matters only
	 * where it ended them. */
	if (!ear.returned)
		transcript_add(ret, verdict.check ? verdict.text : "(no end)");
}

static void play_in_tank(const struct row *row, struct transcript *ret)
{
	struct wt_diagnostics *wrong = wt_diagnostics_new();
	struct wt_scenario *scenario = scenario_for(row, wrong);

	ret->count = 0;
	if (scenario)
		run(scenario, ret);
	else
		wt_diagnostics_print(wrong, stderr, 0);
	wt_scenario_free(scenario);
	wt_diagnostics_free(wrong);
}

void play_on_sim(const struct row *row, struct transcript *ret)
{
	if (row->gate)
		play_at_simulated_gate(row, ret);
	else
		play_in_tank(row, ret);
}
