/* SPDX-License-Identifier: MIT */
#include "scenario/diagnostics.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "scenario/reader.h"
#include "scenario/store.h"
#include "wt_run.h"

#define MESSAGES_MAX 100 /* nobody reads on; a last message says that there were more */

struct wt_diagnostics {
	struct wt_diagnostic *at;
	size_t count;
	size_t capacity;
	int files; /* different ones so far */
};

struct wt_diagnostics *wt_diagnostics_new(void)
{
	struct wt_diagnostics *list = wt_need(NULL, sizeof *list);

	*list = (struct wt_diagnostics){0};
	return list;
}

static void diagnostic_fini(struct wt_diagnostic *item)
{
	free(item->file);
	free(item->source);
	free(item->message);
	free(item->hint);
	if (item->also)
		diagnostic_fini(item->also);
	free(item->also);
}

void wt_diagnostics_free(struct wt_diagnostics *list)
{
	if (!list)
		return;
	for (size_t i = 0; i < list->count; i++)
		diagnostic_fini(&list->at[i]);
	free(list->at);
	free(list);
}

size_t wt_diagnostics_count(const struct wt_diagnostics *list)
{
	return list->count;
}

const struct wt_diagnostic *wt_diagnostics_at(const struct wt_diagnostics *list, size_t index)
{
	return index < list->count ? &list->at[index] : NULL;
}

bool wt_diagnostics_full(const struct wt_diagnostics *list)
{
	return list->count > MESSAGES_MAX;
}

static char *copy_of(const char *string)
{
	size_t size = strlen(string) + 1;

	return memcpy(wt_need(NULL, size), string, size);
}

__attribute__((format(printf, 1, 0))) static char *formatted(const char *format, va_list args)
{
	char *text = NULL;

	if (vasprintf(&text, format, args) < 0)
		return copy_of("?");
	return text;
}

static int order_of_file(struct wt_diagnostics *list, const char *file)
{
	for (size_t i = 0; i < list->count; i++) {
		if (strcmp(list->at[i].file, file) == 0)
			return list->at[i].file_order;
	}
	return list->files++;
}

/* Takes message over. */
static void add(struct wt_diagnostics *list, const struct wt_location *where, char *message)
{
	const char *file = where->file ? where->file : "(text)";
	struct wt_diagnostic item = {.line = where->line,
				     .col = where->col,
				     .width = where->width,
				     .message = message,
				     .file_order = order_of_file(list, file)};

	if (wt_diagnostics_full(list)) {
		free(message);
		return;
	}
	if (list->count == MESSAGES_MAX) {
		free(item.message);
		item.message = copy_of("more errors than are worth reading; the rest is not shown");
	}
	item.file = copy_of(file);
	item.source = where->source ? copy_of(where->source) : NULL;
	if (list->count == list->capacity) {
		list->capacity = list->capacity ? list->capacity * 2 : 8;
		list->at = wt_need(list->at, list->capacity * sizeof *list->at);
	}
	list->at[list->count++] = item;
}

void wt_diagnose(struct wt_diagnostics *list, const struct wt_location *where, const char *format,
		 ...)
{
	va_list args;

	va_start(args, format);
	add(list, where, formatted(format, args));
	va_end(args);
}

static struct wt_location location_of(const struct wt_node *node, uint32_t col)
{
	if (!node->source) /* said from C: columns would mean nothing */
		return (struct wt_location){.file = node->file, .line = node->line};
	return (struct wt_location){.file = node->file,
				    .line = node->line,
				    .col = col ? col : node->col,
				    .source = node->source};
}

void wt_diagnose_node(struct wt_diagnostics *list, const struct wt_node *node, uint32_t col,
		      const char *format, ...)
{
	struct wt_location where = location_of(node, col);
	va_list args;

	va_start(args, format);
	add(list, &where, formatted(format, args));
	va_end(args);
}

void wt_diagnose_also(struct wt_diagnostics *list, const struct wt_node *node, uint32_t col,
		      const char *note)
{
	struct wt_location where = location_of(node, col);
	struct wt_diagnostic *also;

	if (!list->count || wt_diagnostics_full(list) || list->at[list->count - 1].also)
		return;
	also = wt_need(NULL, sizeof *also);
	*also = (struct wt_diagnostic){.file = copy_of(where.file ? where.file : "(text)"),
				       .line = where.line,
				       .col = where.col,
				       .source = where.source ? copy_of(where.source) : NULL,
				       .message = copy_of(note)};
	list->at[list->count - 1].also = also;
}

void wt_diagnose_hint(struct wt_diagnostics *list, const char *format, ...)
{
	va_list args;

	if (!list->count || wt_diagnostics_full(list) || list->at[list->count - 1].hint)
		return;
	va_start(args, format);
	list->at[list->count - 1].hint = formatted(format, args);
	va_end(args);
}

static bool comes_before(const struct wt_diagnostic *a, const struct wt_diagnostic *b)
{
	if (a->file_order != b->file_order)
		return a->file_order < b->file_order;
	if (a->line != b->line)
		return a->line < b->line;
	return a->col < b->col;
}

/* Few and nearly sorted: insertion. */
void wt_diagnostics_sort(struct wt_diagnostics *list)
{
	for (size_t i = 1; i < list->count; i++) {
		struct wt_diagnostic item = list->at[i];
		size_t j = i;

		for (; j > 0 && comes_before(&item, &list->at[j - 1]); j--)
			list->at[j] = list->at[j - 1];
		list->at[j] = item;
	}
}

/* -- Rendering --------------------------------------------------------- */

#define WINDOW 100 /* columns of a long line that are shown */

static bool is_continuation(char byte)
{
	return ((unsigned char)byte & 0xC0) == 0x80;
}

/* What a terminal could take for a command is shown as a question mark. */
static void put_shown(FILE *out, const char *data, size_t len)
{
	for (size_t i = 0; i < len; i++) {
		unsigned char byte = (unsigned char)data[i];

		putc(byte < 0x20 || byte == 0x7F ? '?' : byte, out);
	}
}

/* A name is underlined with its `$`. */
static size_t width_of_word(const char *at)
{
	size_t len = *at == '$';

	while (wt_is_word_byte(at[len]))
		len++;
	return len ? len : 1;
}

/* The line, or the part of it around the column, and a caret below. */
static void print_source(const struct wt_diagnostic *item, FILE *out, int color)
{
	size_t len = strlen(item->source);
	size_t col = item->col ? item->col - 1 : 0;
	size_t from = 0, width;

	if (col > len)
		col = len;
	width = item->width ? item->width : width_of_word(item->source + col);
	if (len > WINDOW && col > WINDOW / 2)
		from = col - WINDOW / 2;
	while (from > 0 && is_continuation(item->source[from]))
		from--;
	if (len - from > WINDOW)
		len = from + WINDOW;
	while (len > from && is_continuation(item->source[len]))
		len--;
	fputs("    ", out);
	put_shown(out, item->source + from, len - from);
	fputs("\n    ", out);
	for (size_t i = from; i < col; i++) {
		if (!is_continuation(item->source[i]))
			putc(' ', out);
	}
	fputs(color ? "\033[32m^" : "^", out);
	for (size_t i = col + 1; i < col + width && i < len; i++) {
		if (!is_continuation(item->source[i]))
			putc('~', out);
	}
	fputs(color ? "\033[0m\n" : "\n", out);
}

static void print_one(const struct wt_diagnostic *item, const char *word, FILE *out, int color)
{
	const char *strong = color ? "\033[1m" : "";
	const char *bright = color ? "\033[31m" : "";
	const char *plain = color ? "\033[0m" : "";

	fprintf(out, "%s%s:", strong, item->file);
	if (item->line)
		fprintf(out, "%d:", item->line);
	if (item->line && item->col)
		fprintf(out, "%u:", (unsigned)item->col);
	fprintf(out, " %s%s: %s", bright, word, plain);
	put_shown(out, item->message, strlen(item->message));
	if (item->hint)
		fputs("; ", out);
	if (item->hint)
		put_shown(out, item->hint, strlen(item->hint));
	putc('\n', out);
	if (item->source)
		print_source(item, out, color);
	if (item->also)
		print_one(item->also, "note", out, color);
}

void wt_diagnostics_print(const struct wt_diagnostics *list, FILE *out, int color)
{
	for (size_t i = 0; i < list->count; i++)
		print_one(&list->at[i], "error", out, color);
}
