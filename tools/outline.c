/* SPDX-License-Identifier: MIT */
#include "outline.h"

#include <libgen.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "command.h"
#include "files.h"

#define INCLUDES_MAX 8 /* as the language has it */
#define RANGE_MAX    10000

static void add(struct wt_words *words, const char *text, size_t len)
{
	words->at = wt_tool_need(realloc(words->at, (words->count + 1) * sizeof *words->at));
	words->at[words->count++] = wt_tool_need(strndup(text, len));
}

static void words_fini(struct wt_words *words)
{
	for (size_t i = 0; i < words->count; i++)
		free(words->at[i]);
	free(words->at);
}

long wt_outline_find(const struct wt_words *words, const char *word)
{
	for (size_t i = 0; i < words->count; i++)
		if (strcmp(words->at[i], word) == 0)
			return (long)i;
	return -1;
}

/* Length of what begins at text and ends before one of stops, a comment or the
 * end of the line; stops inside "quotes" do not count. */
static size_t span(const char *text, const char *stops)
{
	bool quoted = false;
	size_t i;

	for (i = 0; text[i] != '\0' && text[i] != '\n'; i++) {
		if (text[i] == '"')
			quoted = !quoted;
		else if (quoted && text[i] == '\\' && text[i + 1] != '\0')
			i++;
		else if (!quoted && (text[i] == '#' || strchr(stops, text[i])))
			break;
	}
	return i;
}

static const char *skip_blanks(const char *text)
{
	return text + strspn(text, " \t");
}

struct word {
	const char *at;
	size_t len;
};

/* Splits the line at text into at most max words; returns how many. */
static int split(const char *text, struct word *words, int max)
{
	int count = 0;

	for (text = skip_blanks(text); count < max; text = skip_blanks(text + words[count++].len)) {
		words[count] = (struct word){text, span(text, " \t\r")};
		if (words[count].len == 0)
			break;
	}
	return count;
}

static bool is(const struct word *word, const char *text)
{
	return strlen(text) == word->len && memcmp(word->at, text, word->len) == 0;
}

/* A..B becomes A, A + 1, ... B. */
static bool add_range(struct wt_words *values, const struct word *word)
{
	char *low = wt_tool_need(strndup(word->at, word->len));
	char *dots = strstr(low, "..");
	uint64_t first, last;
	bool found = false;

	if (dots) {
		*dots = '\0';
		found = wt_tool_number(low, &first) && wt_tool_number(dots + 2, &last);
	}
	for (uint64_t n = 0; found && n < RANGE_MAX && first + n <= last; n++) {
		char *text = wt_tool_format("%llu", (unsigned long long)(first + n));

		add(values, text, strlen(text));
		free(text);
	}
	free(low);
	return found;
}

static void add_values(struct wt_words *values, const char *text)
{
	for (;;) {
		struct word word = {skip_blanks(text), 0};

		word.len = span(word.at, ",");
		text = word.at + word.len;
		while (word.len > 0 && strchr(" \t\r", word.at[word.len - 1]))
			word.len--;
		if (word.len > 0 && !add_range(values, &word))
			add(values, word.at, word.len);
		if (*text != ',')
			return;
		text++;
	}
}

static void read_file(struct wt_outline *, const char *path, int depth);

/* word is the file's name in quotes; it is relative to the file that names it. */
static void read_included(struct wt_outline *outline, const char *path, const struct word *word,
			  int depth)
{
	char *copy = wt_tool_need(strdup(path));
	char *name;

	if (word->len > 2 && depth < INCLUDES_MAX) {
		if (word->at[1] == '/')
			name = wt_tool_need(strndup(word->at + 1, word->len - 2));
		else
			name = wt_tool_format("%s/%.*s", dirname(copy), (int)word->len - 2,
					      word->at + 1);
		read_file(outline, name, depth + 1);
		free(name);
	}
	free(copy);
}

static void read_line(struct wt_outline *outline, const char *path, const char *line, int depth)
{
	struct word words[4];
	int count = split(line, words, 4);

	if (count == 4 && is(&words[0], "host") && is(&words[2], "runs")) {
		char *name = wt_tool_need(strndup(words[3].at, words[3].len));

		if (wt_outline_find(&outline->sound, name) < 0)
			add(&outline->sound, name, strlen(name));
		free(name);
	} else if (count == 4 && is(&words[0], "broken") && is(&words[2], "fails")) {
		add(&outline->broken, words[1].at, words[1].len);
		add(&outline->checks, words[3].at, words[3].len);
	} else if (count == 4 && is(&words[0], "for") && is(&words[2], "in")) {
		add_values(&outline->values, words[3].at);
	} else if (count == 2 && is(&words[0], "include")) {
		read_included(outline, path, &words[1], depth);
	}
}

static void read_file(struct wt_outline *outline, const char *path, int depth)
{
	size_t len;
	char *text = wt_files_read(path, &len);

	for (const char *line = text; line && *line != '\0';) {
		const char *end = strchr(line, '\n');

		read_line(outline, path, line, depth);
		line = end ? end + 1 : NULL;
	}
	free(text);
}

void wt_outline_read(struct wt_outline *outline, const char *path)
{
	memset(outline, 0, sizeof *outline);
	read_file(outline, path, 0);
}

void wt_outline_fini(struct wt_outline *outline)
{
	words_fini(&outline->sound);
	words_fini(&outline->broken);
	words_fini(&outline->checks);
	words_fini(&outline->values);
}
