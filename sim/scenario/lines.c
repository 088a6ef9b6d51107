/* SPDX-License-Identifier: MIT */
#include "scenario/lines.h"

#include <stdlib.h>
#include <string.h>

#include "scenario/file.h"
#include "scenario/reader.h"
#include "scenario/store.h"
#include "scenario/text.h"

struct cutter {
	struct wt_lines *lines;
	struct wt_plan_store *store;
	struct wt_diagnostics *list;
	bool full; /* WT_LIMIT_STATEMENTS was reached, and said */
};

struct wt_location wt_line_location(const struct wt_line *line, const char *at)
{
	return (struct wt_location){.file = line->file,
				    .line = line->number,
				    .col = (uint32_t)(at - line->source) + 1,
				    .source = line->source};
}

static void complain(struct wt_diagnostics *list, struct wt_line *line, const char *at,
		     const char *message)
{
	struct wt_location where = wt_line_location(line, at);

	line->bad = true;
	wt_diagnose(list, &where, "%s", message);
}

/* -- One line ---------------------------------------------------------- */

/* The first byte that can not stand in a file. */
static const char *strange_byte(const char *at, const char *end)
{
	while (at < end) {
		unsigned char byte = (unsigned char)*at;
		size_t len = byte < 0x80 ? byte >= 0x20 && byte != 0x7F
					 : wt_utf8_len(at, (size_t)(end - at));

		if (!len)
			return at;
		at += len;
	}
	return NULL;
}

static void complain_of_byte(struct wt_diagnostics *list, struct wt_line *line, const char *at)
{
	unsigned byte = (unsigned char)*at;
	struct wt_location where = wt_line_location(line, at);

	line->bad = true;
	if (byte == '\t')
		wt_diagnose(list, &where, "a tab; this language uses blanks, and \\t in texts");
	else if (byte < 0x20 || byte == 0x7F)
		wt_diagnose(list, &where,
			    "byte %u is a control character; in a text, write \\x%02X", byte, byte);
	else
		wt_diagnose(
			list, &where,
			"byte %u begins no character that can be seen; in a text, write \\x%02X",
			byte, byte);
}

/* Where the statement ends: at a `#` that stands outside of texts, behind a
 * blank.  *ret_open is the quote without partner, or NULL. */
static const char *find_comment(const char *start, const char *end, const char **ret_open)
{
	const char *open = NULL;

	for (const char *at = start; at < end; at++) {
		if (open && *at == '\\') {
			at += at + 1 < end;
		} else if (*at == '"') {
			open = open ? NULL : at;
		} else if (!open && *at == '#' && (at == start || at[-1] == ' ')) {
			*ret_open = NULL;
			return at;
		}
	}
	*ret_open = open;
	return end;
}

static const char *trimmed(const char *start, const char *end)
{
	while (end > start && end[-1] == ' ')
		end--;
	return end;
}

void wt_line_divide(struct wt_line *line, struct wt_plan_store *store, size_t len,
		    struct wt_diagnostics *list)
{
	const char *end = trimmed(line->source, line->source + len);
	const char *strange = strange_byte(line->source, end);
	const char *open, *comment;

	line->start = line->source + strspn(line->source, " ");
	if (line->start > end)
		line->start = end;
	line->end = line->start;
	line->indent = (unsigned)(line->start - line->source);
	if (strange) {
		complain_of_byte(list, line, strange);
		return;
	}
	comment = find_comment(line->start, end, &open);
	line->end = trimmed(line->start, comment);
	if (comment < end)
		line->comment = wt_store_string(store, comment + 1, (size_t)(end - comment - 1));
	if (open)
		complain(list, line, open, "this text has no closing quote");
}

static bool is_full(struct cutter *c, const struct wt_line *line)
{
	struct wt_location where = wt_line_location(line, line->source);

	if (c->lines->count < WT_LIMIT_STATEMENTS)
		return false;
	if (!c->full)
		wt_diagnose(c->list, &where, "more than the limit of %zu lines",
			    WT_LIMIT_STATEMENTS);
	c->full = true;
	return true;
}

static struct wt_line *add_line(struct cutter *c, struct wt_line *line, const char *text,
				size_t len)
{
	struct wt_lines *lines = c->lines;
	bool too_long = len > WT_LIMIT_LINE;

	line->source = wt_store_string(c->store, text, too_long ? 200 : len);
	if (is_full(c, line))
		return NULL;
	wt_line_divide(line, c->store, too_long ? 0 : len, c->list);
	if (too_long) {
		line->bad = true;
		wt_diagnose(c->list, &(struct wt_location){line->file, line->number, 0, 0, NULL},
			    "the line is longer than the limit of %zu bytes", WT_LIMIT_LINE);
	}
	if (lines->count == lines->capacity) {
		lines->capacity = lines->capacity ? lines->capacity * 2 : 64;
		lines->at = wt_need(lines->at, lines->capacity * sizeof *lines->at);
	}
	lines->at[lines->count] = *line;
	return &lines->at[lines->count++];
}

/* -- Includes ---------------------------------------------------------- */

/* Does the line include a file?  Then which. */
static bool names_a_file(const struct cutter *c, const struct wt_line *line, struct wt_text *ret)
{
	struct wt_reader r;

	if (line->bad || line->indent)
		return false;
	wt_reader_init(&r, c->store, NULL, line->source, line->start, line->end);
	if (!wt_take(&r, "include"))
		return false;
	wt_skip_blanks(&r);
	return wt_peek(&r) == '"' && wt_read_quoted(&r, ret) && wt_at_end(&r);
}

static void cut_file(struct cutter *, const char *file, const char *text, size_t len,
		     unsigned included);

/* line may move while the included ones are added. */
static void include(struct cutter *c, struct wt_line line, const struct wt_text *name)
{
	struct wt_location where = wt_line_location(&line, line.start);
	char *path, *text;
	size_t len;
	int error;

	if (line.included == WT_LIMIT_INCLUDES) {
		wt_diagnose(c->list, &where, "more than the limit of %d files inside files",
			    WT_LIMIT_INCLUDES);
		return;
	}
	path = name->variable || memchr(name->data, 0, name->len)
		       ? NULL
		       : wt_path_beside(line.file, name->data);
	if (!path) {
		wt_diagnose(c->list, &where, "no file of this name can be included here");
		return;
	}
	error = wt_file_read(path, WT_LIMIT_FILE, &text, &len);
	if (error < 0) {
		wt_diagnose(c->list, &where, "can not read %s: %s", path, wt_file_problem(error));
	} else {
		cut_file(c, wt_store_string(c->store, path, strlen(path)), text, len,
			 line.included + 1);
		free(text);
	}
	free(path);
}

/* -- Files ------------------------------------------------------------- */

/* Length of the line at text; *ret_next is where the one after it begins. */
static size_t line_len(const char *text, const char *end, const char **ret_next)
{
	const char *newline = memchr(text, '\n', (size_t)(end - text));
	size_t len = (size_t)((newline ? newline : end) - text);

	*ret_next = newline ? newline + 1 : end;
	return len && text[len - 1] == '\r' ? len - 1 : len;
}

static void cut_file(struct cutter *c, const char *file, const char *text, size_t len,
		     unsigned included)
{
	const char *end = text + len, *next;
	struct wt_text name;

	for (int number = 1; text < end && !c->full; number++, text = next) {
		size_t length = line_len(text, end, &next);
		struct wt_line fresh = {.file = file, .number = number, .included = included};
		struct wt_line *line = add_line(c, &fresh, text, length);

		if (line && names_a_file(c, line, &name))
			include(c, *line, &name);
	}
}

void wt_lines_cut(struct wt_lines *lines, struct wt_plan_store *store, const char *file,
		  const char *text, size_t len, struct wt_diagnostics *list)
{
	struct cutter c = {.lines = lines, .store = store, .list = list};

	if (file)
		file = wt_store_string(store, file, strlen(file));
	if (len > WT_LIMIT_FILE) {
		wt_diagnose(list, &(struct wt_location){file, 1, 0, 0, NULL},
			    "the file is greater than the limit of %zu bytes", WT_LIMIT_FILE);
		return;
	}
	cut_file(&c, file, text, len, 0);
}

void wt_lines_include(struct wt_lines *lines, struct wt_plan_store *store,
		      const struct wt_line *line, const struct wt_text *name,
		      struct wt_diagnostics *list)
{
	struct cutter c = {.lines = lines, .store = store, .list = list};

	include(&c, *line, name);
}
