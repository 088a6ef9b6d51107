/* SPDX-License-Identifier: MIT
 *
 * Inputs as scenario files, and the other way round. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "scenario/diagnostics.h"
#include "scenario/scenario.h"
#include "scenario/store.h"
#include "fuzz/fuzz.h"
#include "search/pin.h"
#include "search/reduce.h"
#include "search/shrink.h"

/* -- To a scenario --------------------------------------------------------------- */

static void write_sends(struct wt_plan *plan, const struct wt_fuzz_sends *sends)
{
	struct wt_field *fields = wt_node_own_fields(plan, (size_t)sends->node);
	struct wt_payload payload = {.kind = WT_PAYLOAD_TEXT};

	payload.text.data =
		wt_store_string(plan->store, (const char *)sends->step->bytes, sends->step->len);
	payload.text.len = sends->step->len;
	for (size_t f = 0; f < plan->nodes[sends->node].field_count; f++) {
		if (fields[f].kind == WT_FIELD_BYTES)
			*fields[f].as.bytes = payload;
	}
}

char *wt_fuzz_scenario(struct wt_fuzz *fuzz, const void *input, size_t len,
		       struct wt_diagnostics *diagnostics)
{
	const struct wt_location nowhere = {.file = "input"};
	struct wt_verdict verdict;
	struct wt_plan *plan;
	char *text = NULL;
	int rc = wt_fuzz_run(fuzz, input, len, &verdict, NULL);

	if (rc < 0) {
		wt_diagnose(diagnostics, &nowhere, "it can not be run: %s", strerror(-rc));
		return NULL;
	}
	plan = wt_plan_copy(fuzz->staged->stage->plan);
	for (size_t i = 0; i < fuzz->sends_count; i++) {
		if (fuzz->sends[i].step->bytes != fuzz->sends[i].bytes)
			write_sends(plan, &fuzz->sends[i]);
	}
	wt_plan_close(plan);
	if (wt_plan_add_drawn(plan, fuzz->staged->stage->decider, diagnostics) == 0)
		text = wt_plan_print(plan);
	wt_plan_free(plan);
	return text;
}

int wt_fuzz_shrink(struct wt_fuzz *fuzz, const void *input, size_t len, struct wt_shrunk *ret)
{
	struct wt_diagnostics *list = wt_diagnostics_new();
	char *text = wt_fuzz_scenario(fuzz, input, len, list);
	struct wt_scenario *scenario =
		text ? wt_scenario_parse("scenario", text, strlen(text), list) : NULL;
	int rc = -EINVAL;

	*ret = (struct wt_shrunk){0};
	if (scenario)
		rc = wt_run_shrink(scenario, fuzz->programs, &fuzz->which, ret);
	/* Drawn harm may excuse what pinned harm does not: then the run as it is. */
	if (rc == -ENODATA && !ret->text) {
		ret->text = strdup(text);
		rc = -ENOENT;
	}
	wt_scenario_free(scenario);
	wt_diagnostics_free(list);
	free(text);
	return rc;
}

/* -- From a scenario ---------------------------------------------------------------- */

static void take_payloads(struct wt_fuzz *fuzz, const struct wt_stage *stage, struct wt_writer *out)
{
	for (size_t i = 0; i < fuzz->sends_count; i++) {
		const struct wt_fuzz_sends *sends = &fuzz->sends[i];
		size_t name = strcspn(sends->name, " "), size;
		char *peer = strndup(sends->name, name), *quoted;
		const struct wt_step *step;

		if (!peer)
			abort();
		step = wt_stage_sends(stage, peer, strtoul(strchr(sends->name, '#') + 1, NULL, 10));
		free(peer);
		if (!step || step->len > WT_FUZZ_PAYLOAD_MAX ||
		    (step->len == sends->len && memcmp(step->bytes, sends->bytes, step->len) == 0))
			continue;
		size = 4 * step->len + 16;
		quoted = wt_need(NULL, size);
		size = wt_fuzz_text_write(step->bytes, step->len, quoted, size);
		wt_putf(out, "%s %.*s\n", sends->name, (int)size, quoted);
		free(quoted);
	}
}

static void take_decisions(const struct wt_decider *decider, struct wt_writer *out)
{
	const struct wt_answer *answers;
	size_t count = wt_decider_answers(decider, &answers);

	for (size_t i = 0; i < count; i++) {
		char line[512];

		if (answers[i].value.verb == WT_VERB_DEFAULT)
			continue;
		wt_answer_text(&answers[i], line, sizeof line);
		wt_putf(out, "%s\n", line);
	}
}

/* One of the scenario's own programs: the broken one, where there is one alone, shows
 * what its decisions are for. */
static struct wt_case which_of(const struct wt_scenario *scenario)
{
	return wt_plan_case(scenario->plan);
}

char *wt_fuzz_input(struct wt_fuzz *fuzz, const char *text, size_t len,
		    struct wt_diagnostics *diagnostics)
{
	struct wt_scenario *scenario = wt_scenario_parse("scenario", text, len, diagnostics);
	struct wt_writer out = {0};
	struct wt_verdict verdict;
	struct wt_staged *staged;
	struct wt_case which;

	if (!scenario || wt_scenario_check(scenario, fuzz->programs, diagnostics) > 0) {
		wt_scenario_free(scenario);
		return NULL;
	}
	which = which_of(scenario);
	staged = wt_scenario_stage(scenario, fuzz->programs, &which, diagnostics);
	if (staged && wt_run_case(scenario, fuzz->programs, &which, NULL, &verdict, NULL) == 0) {
		take_payloads(fuzz, staged->stage, &out);
		take_decisions(staged->stage->decider, &out);
	}
	wt_scenario_free(scenario);
	wt_put(&out, "");
	return wt_writer_done(&out);
}
