/* SPDX-License-Identifier: MIT */
#include "scenario/pattern.h"

#include <stdlib.h>
#include <string.h>

static const char *const field_names[] = {[WT_FIELD_FLAG] = "",
					  [WT_FIELD_WORD] = "",
#define FIELD_NAME(name, words) [WT_FIELD_##name] = #name,
					  WT_FIELDS(FIELD_NAME)
#undef FIELD_NAME
};

static bool is_upper(char byte)
{
	return byte >= 'A' && byte <= 'Z';
}

static bool is_lower(char byte)
{
	return (byte >= 'a' && byte <= 'z') || byte == '/' || byte == '|';
}

static enum wt_field_kind field_of(const char *name, size_t len)
{
	for (unsigned kind = WT_FIELD_WORD + 1; kind < WT_FIELD_KIND_COUNT; kind++) {
		if (strlen(field_names[kind]) == len && memcmp(field_names[kind], name, len) == 0)
			return (enum wt_field_kind)kind;
	}
	abort(); /* the table names a field that WT_FIELDS does not have */
}

struct wt_element wt_pattern_begin(const char *pattern)
{
	return (struct wt_element){.rest = pattern, .slot = -1, .glued = true};
}

/* Takes the run of one sort of letters that the element consists of. */
static void measure(struct wt_element *e)
{
	const char *at = e->rest;

	e->text = at;
	if (is_upper(*at)) {
		while (is_upper(*at))
			at++;
	} else if (is_lower(*at)) {
		while (is_lower(*at))
			at++;
	} else {
		at++;
	}
	e->len = (size_t)(at - e->text);
	e->rest = at;
}

static void classify(struct wt_element *e)
{
	if (is_upper(*e->text)) {
		e->kind = WT_ELEMENT_FIELD;
		e->field = field_of(e->text, e->len);
	} else if (memchr(e->text, '|', e->len)) {
		e->kind = WT_ELEMENT_CHOICE;
		e->field = WT_FIELD_WORD;
	} else if (e->opens && e->closes) {
		e->kind = WT_ELEMENT_FLAG;
		e->field = WT_FIELD_FLAG;
	} else {
		e->kind = WT_ELEMENT_WORD;
	}
	e->slot = e->kind == WT_ELEMENT_WORD ? -1 : e->slots++;
}

bool wt_pattern_next(struct wt_element *e)
{
	if (e->closes)
		e->optional = false;
	e->glued = true;
	e->opens = false;
	for (; *e->rest && strchr(" []@", *e->rest); e->rest++) {
		if (*e->rest == ' ')
			e->glued = false;
		if (*e->rest == '[')
			e->opens = e->optional = true;
	}
	if (!*e->rest)
		return false;
	measure(e);
	e->closes = *e->rest == ']';
	classify(e);
	return true;
}

bool wt_element_choice(const struct wt_element *e, int n, const char **ret, size_t *ret_len)
{
	const char *at = e->text, *end = e->text + e->len;

	for (; at < end; at++) {
		const char *bar = memchr(at, '|', (size_t)(end - at));
		size_t len = (size_t)((bar ? bar : end) - at);

		if (n-- == 0) {
			*ret = at;
			*ret_len = len;
			return true;
		}
		at += len;
	}
	return false;
}

bool wt_element_has_word(const struct wt_element *e, const char *word, size_t len)
{
	const char *choice = e->text;
	size_t choice_len = e->len;

	if (e->kind == WT_ELEMENT_FIELD)
		return false;
	for (int n = 0;
	     e->kind != WT_ELEMENT_CHOICE || wt_element_choice(e, n, &choice, &choice_len); n++) {
		if (choice_len == len && memcmp(choice, word, len) == 0)
			return true;
		if (e->kind != WT_ELEMENT_CHOICE)
			return false;
	}
	return false;
}
