/* SPDX-License-Identifier: MIT */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "decisions/mix.h"
#include "scenario/store.h"
#include "fuzz/fuzz.h"

/* -- What is sent ------------------------------------------------------------- */

static void tell_example(struct wt_fuzz *fuzz, const struct wt_fuzz_sends *sends)
{
	char *quoted;
	size_t len;

	/* An input could not say as much. */
	if (sends->len > WT_FUZZ_PAYLOAD_MAX)
		return;
	quoted = wt_need(NULL, 4 * sends->len + 16);
	len = wt_fuzz_text_write(sends->bytes, sends->len, quoted, 4 * sends->len + 16);
	wt_putf(&fuzz->names.news, "%s\t%.*s\n", sends->name, (int)len, quoted);
	free(quoted);
}

static void add(struct wt_fuzz *fuzz, const char *peer, size_t nth, int node)
{
	struct wt_fuzz_sends *sends = &fuzz->sends[fuzz->sends_count];
	struct wt_step *step = wt_stage_sends(fuzz->staged->stage, peer, nth);

	if (!step || fuzz->sends_count == WT_FUZZ_SENDS_MAX)
		return;
	*sends = (struct wt_fuzz_sends){.node = node, .step = step};
	if (asprintf(&sends->name, "%s sends#%zu", peer, nth) < 0)
		abort();
	sends->bytes = step->bytes;
	sends->len = step->len;
	fuzz->sends_count++;
	tell_example(fuzz, sends);
}

static void find_below(struct wt_fuzz *fuzz, const char *peer, int parent, size_t *count)
{
	const struct wt_plan *plan = fuzz->staged->stage->plan;

	for (int i = -1; (i = wt_plan_next(plan, parent, i)) >= 0;) {
		if (plan->nodes[i].id == WT_LINE_REPEATS)
			find_below(fuzz, peer, i, count);
		if (plan->nodes[i].id == WT_LINE_SENDS)
			add(fuzz, peer, ++*count, i);
	}
}

void wt_fuzz_sends_find(struct wt_fuzz *fuzz)
{
	const struct wt_plan *plan = fuzz->staged->stage->plan;

	for (int i = -1; (i = wt_plan_find(plan, WT_LINE_PEER, i)) >= 0;) {
		size_t count = 0;

		find_below(fuzz, wt_node_field(&plan->nodes[i], WT_FIELD_NAME, 0)->as.name, i,
			   &count);
	}
}

static void say_nothing(struct wt_fuzz_sends *sends)
{
	sends->step->bytes = sends->bytes;
	sends->step->len = sends->len;
}

static uint64_t hash_bytes(uint64_t hash, const uint8_t *bytes, size_t len)
{
	for (size_t i = 0; i < len; i++)
		hash = (hash ^ bytes[i]) * UINT64_C(0x100000001B3);
	return wt_mix(hash, len);
}

static uint64_t say(struct wt_fuzz_sends *sends, const struct wt_fuzz_line *line, uint64_t hash)
{
	long len;

	if (!sends->other)
		sends->other = wt_need(NULL, WT_FUZZ_PAYLOAD_MAX);
	len = wt_fuzz_text_read(line->value, line->value_len, sends->other, WT_FUZZ_PAYLOAD_MAX);
	if (len < 0 ||
	    ((size_t)len == sends->len && memcmp(sends->other, sends->bytes, sends->len) == 0))
		return hash;
	sends->step->bytes = sends->other;
	sends->step->len = (size_t)len;
	return hash_bytes(wt_mix_text(hash, sends->name), sends->other, (size_t)len);
}

static bool is_named(const struct wt_fuzz_sends *sends, const struct wt_fuzz_line *line)
{
	return strlen(sends->name) == line->name_len &&
	       memcmp(sends->name, line->name, line->name_len) == 0;
}

uint64_t wt_fuzz_sends_say(struct wt_fuzz *fuzz, const struct wt_fuzz_lines *lines)
{
	uint64_t hash = 0;

	for (size_t i = 0; i < fuzz->sends_count; i++) {
		struct wt_fuzz_sends *sends = &fuzz->sends[i];
		size_t at = 0;

		say_nothing(sends);
		while (at < lines->count &&
		       !(lines->at[at].sends && is_named(sends, &lines->at[at])))
			at++;
		if (at < lines->count)
			hash = say(sends, &lines->at[at], hash);
	}
	return hash;
}

/* -- Calm twins ------------------------------------------------------------------ */

static struct wt_fuzz_twin *place_of(struct wt_fuzz *fuzz, uint64_t payloads)
{
	return &fuzz->twins[payloads % WT_FUZZ_TWINS];
}

/* Between runs the stage has none of its own. */
static void exchange(struct wt_fuzz_twin *twin, struct wt_staged *staged)
{
	const struct wt_fuzz_twin before = *twin;

	twin->calm = staged->calm;
	twin->calibration = staged->calibration;
	twin->calm_fails = staged->calm_fails;
	staged->calm = before.calm;
	staged->calibration = before.calibration;
	staged->calm_fails = before.calm_fails;
}

void wt_fuzz_twin_lend(struct wt_fuzz *fuzz, uint64_t payloads)
{
	struct wt_fuzz_twin *twin = place_of(fuzz, payloads);

	exchange(twin, fuzz->staged);
	if (twin->payloads != payloads)
		wt_staged_forget_calm(fuzz->staged);
	twin->payloads = payloads;
}

void wt_fuzz_twin_return(struct wt_fuzz *fuzz, uint64_t payloads)
{
	exchange(place_of(fuzz, payloads), fuzz->staged);
}

void wt_fuzz_sends_fini(struct wt_fuzz *fuzz)
{
	for (size_t i = 0; i < fuzz->sends_count; i++) {
		free(fuzz->sends[i].name);
		free(fuzz->sends[i].other);
	}
	for (uint64_t i = 0; i < WT_FUZZ_TWINS; i++) {
		wt_fuzz_twin_lend(fuzz, fuzz->twins[i].payloads);
		wt_staged_forget_calm(fuzz->staged);
	}
}
