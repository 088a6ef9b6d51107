/* SPDX-License-Identifier: MIT */
#include "search/diverge.h"

#include <stdlib.h>
#include <string.h>

#include "scenario/store.h"
#include "scenario/writer.h"
#include "wt_trace.h"

#define TRIES     16
#define LINES_MAX 200000
#define LINE_MAX  400

/* One history: of each line the hash of all up to it, and its text. */
struct history {
	struct wt_sink sink;
	struct wt_hash_sink hash;
	uint64_t *hashes;
	char **texts;
	size_t count, capacity;
};

static void keep(struct wt_sink *sink, const struct wt_event *event)
{
	struct history *history = (struct history *)(void *)sink;
	char text[LINE_MAX];
	uint64_t before = history->hash.hash;

	history->hash.sink.event(&history->hash.sink, event);
	if (history->hash.hash == before || history->count == LINES_MAX)
		return;
	if (history->count == history->capacity) {
		history->capacity = history->capacity ? history->capacity * 2 : 1024;
		history->hashes =
			wt_need(history->hashes, history->capacity * sizeof *history->hashes);
		history->texts =
			wt_need(history->texts, history->capacity * sizeof *history->texts);
	}
	if (wt_event_text(event, text, sizeof text) == 0)
		text[0] = '\0';
	history->hashes[history->count] = history->hash.hash;
	history->texts[history->count] = strdup(text);
	if (!history->texts[history->count++])
		abort();
}

static struct history record(struct wt_staged *staged, uint64_t seed, struct wt_strategy *strategy)
{
	struct history history = {.sink = {keep}};
	struct wt_sink *sinks[] = {&history.sink, NULL};
	struct wt_verdict verdict;

	wt_hash_sink_init(&history.hash, NULL);
	wt_staged_judge(staged, seed, false, strategy, sinks, &verdict, NULL);
	return history;
}

static void forget(struct history *history)
{
	for (size_t i = 0; i < history->count; i++)
		free(history->texts[i]);
	free(history->texts);
	free(history->hashes);
}

static const char *line_of(const struct history *history, size_t i)
{
	if (i >= history->count)
		return "the end";
	return history->texts[i] + strspn(history->texts[i], " ");
}

static char *compare(const struct history *first, const struct history *then)
{
	struct wt_writer out = {0};
	size_t i = 0;

	while (i < first->count && i < then->count && first->hashes[i] == then->hashes[i])
		i++;
	if (i == first->count && i == then->count)
		return NULL;
	wt_putf(&out, "they part at line %zu:\n  %s\n  %s", i + 1, line_of(first, i),
		line_of(then, i));
	return wt_writer_done(&out);
}

char *wt_staged_divergence(struct wt_staged *staged, uint64_t seed, struct wt_strategy *strategy)
{
	struct history first = record(staged, seed, strategy);
	char *words = NULL;

	for (int i = 0; i < TRIES && !words; i++) {
		struct history then;

		wt_staged_soil(staged);
		then = record(staged, seed, strategy);
		words = compare(&first, &then);
		forget(&then);
	}
	forget(&first);
	return words;
}
