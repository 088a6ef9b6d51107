/* SPDX-License-Identifier: MIT
 *
 * verdict.c - which failure is first; what is allowed; warnings. */
#include <stdio.h>
#include <string.h>

#include "judge/parts.h"
#include "time/heap.h"

static bool is_allowed(const struct wt_judge *j, enum wt_checkname check, const char *object,
		       enum wt_object_kind kind)
{
	for (size_t i = 0; i < j->allow_count; i++) {
		const struct wt_allow *allow = &j->allows[i];

		if (allow->check == check &&
		    (allow->everywhere || wt_about_matches(&allow->about, object, kind)))
			return true;
	}
	return false;
}

/* Of two that rank alike the one judged earlier stays. */
static bool is_before(const struct wt_rank *a, const struct wt_rank *b)
{
	if (a->time_ns != b->time_ns)
		return a->time_ns < b->time_ns;
	if (a->at_end != b->at_end)
		return !a->at_end;
	if (a->check != b->check)
		return a->check < b->check;
	return a->line < b->line;
}

struct wt_line *wt_convict(struct wt_judge *j, enum wt_checkname check, const char *object,
			   enum wt_object_kind kind, uint64_t time_ns, bool at_end, int line)
{
	return wt_is_excused(j, check)
		       ? NULL
		       : wt_convict_without_excuse(j, check, object, kind, time_ns, at_end, line);
}

struct wt_line *wt_convict_without_excuse(struct wt_judge *j, enum wt_checkname check,
					  const char *object, enum wt_object_kind kind,
					  uint64_t time_ns, bool at_end, int line)
{
	struct wt_rank rank = {time_ns, at_end, check, line};

	if (j->failed && !is_before(&rank, &j->first))
		return NULL;
	if (is_allowed(j, check, object, kind))
		return NULL;
	j->failed = true;
	j->first = rank;
	snprintf(j->first_object, sizeof(j->first_object), "%s", object);
	wt_line_init(&j->line, j->first_text, sizeof(j->first_text));
	return &j->line;
}

struct wt_line *wt_convict_now(struct wt_judge *j, enum wt_checkname check,
			       const struct wt_record *record, const char *else_name)
{
	const char *name = record && record->name[0] ? record->name : else_name;
	enum wt_object_kind kind = record ? (enum wt_object_kind)record->kind : WT_OBJECT_HOST;

	return wt_convict(j, check, name, kind, j->now_ns, wt_judge_frozen(j), 0);
}

void wt_warn(struct wt_judge *j, enum wt_checkname check, const struct wt_record *record,
	     const char *else_name, const char *text)
{
	const char *name = record && record->name[0] ? record->name : else_name;
	enum wt_object_kind kind = record ? (enum wt_object_kind)record->kind : WT_OBJECT_HOST;
	struct wt_line *line;

	if (j->strict) {
		line = wt_convict_now(j, check, record, else_name);
		if (line)
			wt_line_add(line, "%s", text);
		return;
	}
	if (j->warning_count == WT_JUDGE_WARNINGS_MAX || is_allowed(j, check, name, kind))
		return;
	if (!j->warnings)
		j->warnings = wt_judge_realloc(NULL, WT_JUDGE_WARNINGS_MAX, sizeof(*j->warnings));
	j->warnings[j->warning_count++] = (struct wt_verdict){.check = wt_checkname_text(check),
							      .object = wt_heap_take_text(name),
							      .time_ns = j->now_ns,
							      .text = wt_heap_take_text(text)};
}

size_t wt_judge_warnings(const struct wt_judge *j, const struct wt_verdict **ret)
{
	*ret = j->warnings;
	return j->warning_count;
}

bool wt_judge_verdict(struct wt_judge *j, struct wt_verdict *ret)
{
	if (wt_judge_frozen(j))
		wt_ending_settle(j);
	*ret = (struct wt_verdict){.object = "", .text = ""};
	if (!j->failed)
		return false;
	ret->check = wt_checkname_text(j->first.check);
	ret->object = j->first_object;
	ret->time_ns = j->first.time_ns;
	ret->line = j->first.line;
	ret->text = j->first_text;
	return true;
}

static void forget_warnings(struct wt_judge *j)
{
	for (size_t i = 0; i < j->warning_count; i++) {
		wt_heap_give((char *)(uintptr_t)j->warnings[i].object);
		wt_heap_give((char *)(uintptr_t)j->warnings[i].text);
	}
	j->warning_count = 0;
}

void wt_verdict_reset(struct wt_judge *j)
{
	forget_warnings(j);
	j->failed = false;
}

void wt_verdict_free(struct wt_judge *j)
{
	forget_warnings(j);
	wt_heap_give(j->warnings);
}
