/* SPDX-License-Identifier: MIT */
#include "search/findings.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "scenario/store.h"
#include "scenario/writer.h"

void wt_findings_init(struct wt_findings *findings, const struct wt_plan *plan)
{
	*findings = (struct wt_findings){0};
	wt_judged_init(&findings->judged, plan);
}

void wt_findings_fini(struct wt_findings *findings)
{
	for (size_t i = 0; i < findings->found_count; i++) {
		free(findings->found[i].check);
		free(findings->found[i].object);
		wt_list_fini(&findings->found[i].list);
	}
	for (size_t i = 0; i < findings->entry_count; i++)
		wt_list_fini(&findings->entries[i].list);
	free(findings->found);
	free(findings->entries);
	free(findings->trouble);
	wt_set_fini(&findings->cells);
	wt_set_fini(&findings->histories);
	wt_judged_fini(&findings->judged);
}

static char *copy_text(const char *text)
{
	char *copy = text ? strdup(text) : NULL;

	if (text && !copy)
		abort();
	return copy;
}

static bool is_same(const char *a, const char *b)
{
	return a && b ? strcmp(a, b) == 0 : a == b;
}

static struct wt_found *find(struct wt_findings *findings, const char *check, const char *object)
{
	for (size_t i = 0; i < findings->found_count; i++) {
		if (is_same(findings->found[i].check, check) &&
		    is_same(findings->found[i].object, object))
			return &findings->found[i];
	}
	return NULL;
}

bool wt_findings_fail(struct wt_findings *findings, const char *check, const char *object,
		      size_t value, uint64_t ordinal, const struct wt_list *list)
{
	struct wt_found *found = find(findings, check, object);
	bool is_first = !found;

	if (is_first) {
		if (findings->found_count == WT_FOUND_MAX)
			return false;
		findings->found = wt_need(findings->found,
					  (findings->found_count + 1) * sizeof *findings->found);
		found = &findings->found[findings->found_count++];
		*found = (struct wt_found){.check = copy_text(check),
					   .object = copy_text(object),
					   .ordinal = UINT64_MAX};
	}
	if (ordinal >= found->ordinal)
		return false;
	found->ordinal = ordinal;
	found->value = value;
	wt_list_copy(&found->list, list);
	return is_first;
}

void wt_findings_enter(struct wt_findings *findings, size_t value, const struct wt_list *list)
{
	struct wt_entry *entry;

	findings->entries =
		wt_need(findings->entries, (findings->entry_count + 1) * sizeof *findings->entries);
	entry = &findings->entries[findings->entry_count++];
	*entry = (struct wt_entry){.value = value};
	wt_list_copy(&entry->list, list);
}

/* -- To text --------------------------------------------------------------- */

static void put_list(struct wt_writer *out, const struct wt_list *list)
{
	for (size_t i = 0; i < list->count; i++)
		wt_putf(out, " %" PRIx64 ":%d:%" PRIu64, list->at[i].name,
			(int)list->at[i].value.verb, list->at[i].value.number);
	wt_put(out, "\n");
}

static void put_found(struct wt_writer *out, const struct wt_found *found)
{
	if (found->check)
		wt_putf(out, "failure %zu %" PRIu64 " %s %s", found->value, found->ordinal,
			found->check, found->object && *found->object ? found->object : "-");
	else
		wt_putf(out, "unsteady %zu %" PRIu64, found->value, found->ordinal);
	put_list(out, &found->list);
}

static void put_set(struct wt_writer *out, const char *word, const struct wt_set *set)
{
	uint64_t *sorted = wt_set_sorted(set);

	for (size_t i = 0; i < wt_set_count(set); i++)
		wt_putf(out, "%s %016" PRIx64 "\n", word, sorted[i]);
	free(sorted);
}

char *wt_findings_text(const struct wt_findings *findings)
{
	struct wt_writer out = {0};

	wt_putf(&out, "runs %" PRIu64 "\n", findings->runs);
	for (size_t i = 0; i < findings->found_count; i++)
		put_found(&out, &findings->found[i]);
	for (size_t i = 0; i < findings->entry_count; i++) {
		wt_putf(&out, "entry %zu", findings->entries[i].value);
		put_list(&out, &findings->entries[i].list);
	}
	put_set(&out, "cell", &findings->cells);
	put_set(&out, "history", &findings->histories);
	for (size_t i = 0; i < findings->judged.line_count; i++) {
		const struct wt_line_count *line = &findings->judged.lines[i];

		if (line->runs > 0)
			wt_putf(&out, "line %d %" PRIu64 " %" PRIu64 " %" PRIu64 "\n", line->line,
				line->runs, line->judged, line->excused);
	}
	for (size_t i = 0; i < findings->judged.state_count; i++) {
		const struct wt_state_count *state = &findings->judged.states[i];

		wt_putf(&out, "state %" PRIu64 " %" PRIu64 " %s\n", state->asked, state->happened,
			state->name);
	}
	if (findings->trouble)
		wt_putf(&out, "trouble %s\n", findings->trouble);
	return wt_writer_done(&out);
}

/* -- From text -------------------------------------------------------------- */

static bool take_list(const char *text, struct wt_list *list)
{
	wt_list_clear(list);
	while (*text == ' ') {
		struct wt_choice choice;
		int verb, used = 0;

		if (sscanf(text, " %" SCNx64 ":%d:%" SCNu64 "%n", &choice.name, &verb,
			   &choice.value.number, &used) != 3 ||
		    verb <= WT_VERB_DEFAULT || verb >= WT_VERB_COUNT)
			return false;
		choice.value.verb = (enum wt_verb)verb;
		wt_list_add(list, choice);
		text += used;
	}
	return *text == '\0';
}

static bool take_found(struct wt_findings *findings, const char *text, struct wt_list *list)
{
	char check[32], object[WT_OBJECT_NAME_MAX];
	uint64_t ordinal;
	size_t value;
	int used = 0;

	if (sscanf(text, "%zu %" SCNu64 " %31s %95s%n", &value, &ordinal, check, object, &used) !=
		    4 ||
	    !take_list(text + used, list))
		return false;
	wt_findings_fail(findings, check, strcmp(object, "-") == 0 ? "" : object, value, ordinal,
			 list);
	return true;
}

static bool take_unsteady(struct wt_findings *findings, const char *text, struct wt_list *list)
{
	uint64_t ordinal;
	size_t value;
	int used = 0;

	if (sscanf(text, "%zu %" SCNu64 "%n", &value, &ordinal, &used) != 2 ||
	    !take_list(text + used, list))
		return false;
	wt_findings_fail(findings, NULL, NULL, value, ordinal, list);
	return true;
}

static bool take_entry(struct wt_findings *findings, const char *text, struct wt_list *list)
{
	size_t value;
	int used = 0;

	if (sscanf(text, "%zu%n", &value, &used) != 1 || !take_list(text + used, list))
		return false;
	wt_findings_enter(findings, value, list);
	return true;
}

static bool take_member(struct wt_set *set, const char *text)
{
	uint64_t number;

	if (sscanf(text, "%" SCNx64, &number) != 1)
		return false;
	wt_set_add(set, number);
	return true;
}

static bool take_line(struct wt_findings *findings, const char *text)
{
	struct wt_line_count line;

	if (sscanf(text, "%d %" SCNu64 " %" SCNu64 " %" SCNu64, &line.line, &line.runs,
		   &line.judged, &line.excused) != 4)
		return false;
	wt_judged_add_line(&findings->judged, &line);
	return true;
}

static bool take_state(struct wt_findings *findings, const char *text)
{
	struct wt_state_count state;
	int used = 0;

	if (sscanf(text, "%" SCNu64 " %" SCNu64 " %n", &state.asked, &state.happened, &used) != 2 ||
	    used == 0)
		return false;
	state.name = text + used;
	wt_judged_add_state(&findings->judged, &state);
	return true;
}

static bool take_trouble(struct wt_findings *findings, const char *text)
{
	if (!findings->trouble)
		findings->trouble = copy_text(text);
	return true;
}

/* The word the line begins with; then its text behind the blank, else NULL. */
static const char *behind(const char *line, const char *word)
{
	size_t len = strlen(word);

	return strncmp(line, word, len) == 0 && line[len] == ' ' ? line + len + 1 : NULL;
}

static bool take(struct wt_findings *findings, const char *line, struct wt_list *list)
{
	const char *text;
	uint64_t runs;

	if ((text = behind(line, "runs")))
		return sscanf(text, "%" SCNu64, &runs) == 1 && (findings->runs += runs, true);
	if ((text = behind(line, "failure")))
		return take_found(findings, text, list);
	if ((text = behind(line, "unsteady")))
		return take_unsteady(findings, text, list);
	if ((text = behind(line, "entry")))
		return take_entry(findings, text, list);
	if ((text = behind(line, "cell")))
		return take_member(&findings->cells, text);
	if ((text = behind(line, "history")))
		return take_member(&findings->histories, text);
	if ((text = behind(line, "line")))
		return take_line(findings, text);
	if ((text = behind(line, "state")))
		return take_state(findings, text);
	if ((text = behind(line, "trouble")))
		return take_trouble(findings, text);
	return false;
}

bool wt_findings_add(struct wt_findings *findings, const char *text)
{
	struct wt_list list = {0};
	bool ok = true;

	while (ok && *text) {
		size_t len = strcspn(text, "\n");
		char *line = strndup(text, len);

		if (!line)
			abort();
		ok = take(findings, line, &list);
		free(line);
		text += len + (text[len] == '\n');
	}
	wt_list_fini(&list);
	return ok;
}
