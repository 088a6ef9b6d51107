/* SPDX-License-Identifier: MIT */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "play.h"

#define BETWEEN "; "

static void add(struct transcript *transcript, const char *step, size_t len)
{
	if (transcript->count == STEPS_MAX || len >= STEP_MAX)
		abort();
	memcpy(transcript->steps[transcript->count], step, len);
	transcript->steps[transcript->count++][len] = '\0';
}

void transcript_add(struct transcript *transcript, const char *step)
{
	add(transcript, step, strnlen(step, STEP_MAX - 1));
}

void transcript_mark(struct transcript *transcript, const char *mark)
{
	char *last;

	if (transcript->count == 0)
		return;
	last = transcript->steps[transcript->count - 1];
	snprintf(last + strlen(last), STEP_MAX - strlen(last), "%s", mark);
}

void transcript_read(struct transcript *transcript, const char *text)
{
	const char *end;

	transcript->count = 0;
	while (*text) {
		end = strstr(text, BETWEEN);
		if (!end)
			end = text + strlen(text);
		add(transcript, text, (size_t)(end - text));
		text = *end ? end + strlen(BETWEEN) : end;
	}
}

bool transcript_is_as_told(const struct transcript *transcript, const struct row *row)
{
	struct transcript told;

	transcript_read(&told, row->expect);
	if (told.count != transcript->count)
		return false;
	for (size_t i = 0; i < told.count; i++) {
		if (strcmp(told.steps[i], transcript->steps[i]) != 0)
			return false;
	}
	return true;
}

/* Up to the last call; before it there may be more than was told: a setup that
 * failed. */
bool transcript_is_whole(const struct transcript *transcript, const struct row *row)
{
	struct transcript told;
	const char *last, *arrow;

	transcript_read(&told, row->expect);
	if (transcript->count < told.count)
		return false;
	last = told.steps[told.count - 1];
	arrow = strstr(last, "→");
	return strncmp(last, transcript->steps[transcript->count - 1],
		       arrow ? (size_t)(arrow - last) : strlen(last)) == 0;
}

static const char *step_at(const struct transcript *transcript, size_t i)
{
	return i < transcript->count ? transcript->steps[i] : "-";
}

/* Lines with a cross differ somewhere. */
void play_compare(const struct row *row, const struct transcript *posix,
		  const struct transcript *sim)
{
	struct transcript told, on_posix = {.count = 0}, on_sim;

	transcript_read(&told, row->expect);
	if (!posix)
		play_on_posix(row, &on_posix);
	if (!sim)
		play_on_sim(row, &on_sim);
	posix = posix ? posix : &on_posix;
	sim = sim ? sim : &on_sim;
	fprintf(stderr, "%s: %s\n  after %s\n  %-52s %-52s %s\n", row->id, row->claim, row->setup,
		"expected", "real kernel", "simulated kernel");
	for (size_t i = 0; i < told.count || i < posix->count || i < sim->count; i++) {
		const char *a = step_at(&told, i), *b = step_at(posix, i), *c = step_at(sim, i);

		fprintf(stderr, "%s %-52s %-52s %s\n", strcmp(a, b) || strcmp(a, c) ? "x" : " ", a,
			b, c);
	}
}
