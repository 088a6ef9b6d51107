/* SPDX-License-Identifier: MIT
 *
 * Plays a row: its setup in silence, then each of its calls. */
#include "play.h"

#include <stdio.h>
#include <string.h>

#include "verb.h"

#define ARROW "→"

/* The call alone; what is expected of it stands behind the arrow. */
static bool cut_expectation(char *step)
{
	char *arrow = strstr(step, ARROW);

	if (!arrow)
		return false;
	*arrow = '\0';
	return true;
}

static void make(struct stage *stage, const char *call, struct answer *ret)
{
	char pieces[STEP_MAX];

	snprintf(pieces, sizeof pieces, "%s", call);
	call_make(stage, pieces, ret);
}

static void tell(struct teller *teller, const char *call, const struct answer *answer)
{
	char text[2 * STEP_MAX];

	snprintf(text, sizeof text, "%s" ARROW "%s", call, answer->text);
	teller->step(teller, text);
}

/* A step without an arrow must succeed, and is told as it stands. */
static void play_step(struct stage *stage, char *step, struct teller *teller)
{
	bool expects = cut_expectation(step);
	struct answer answer;

	make(stage, step, &answer);
	if (expects || answer.failed)
		tell(teller, step, &answer);
	else
		teller->step(teller, step);
}

static void play_setup(struct stage *stage, const char *setup, struct teller *teller)
{
	struct transcript steps;
	struct answer answer;

	transcript_read(&steps, setup);
	for (size_t i = 0; i < steps.count; i++) {
		make(stage, steps.steps[i], &answer);
		if (answer.failed)
			tell(teller, steps.steps[i], &answer);
	}
}

void play(const struct row *row, struct ac_sys *sys, struct gate *gate, struct teller *teller)
{
	struct stage stage;
	struct transcript steps;

	stage_init(&stage, sys, gate);
	play_setup(&stage, row->setup, teller);
	transcript_read(&steps, row->expect);
	for (size_t i = 0; i < steps.count; i++)
		play_step(&stage, steps.steps[i], teller);
	stage_fini(&stage);
}
