/* SPDX-License-Identifier: MIT */
#include "wt_coverage.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "ac_sys.h"
#include "judge/edges.h"
#include "trace/event.h"
#include "trace/names.h"

#define HOSTS_MAX   64
#define NESTED_MAX  64
#define NO_HANDLER  AC_HANDLER_COUNT
#define PROGRAM_MAX 64 /* bytes of a name */

/* What one program met in one handler with one call. */
struct cell {
	uint64_t met[WT_EDGE_COUNT];
	uint32_t possible;
	bool made; /* at least once */
};

struct program {
	char name[PROGRAM_MAX];
	bool ran[AC_HANDLER_COUNT]; /* this handler */
	struct cell cells[NO_HANDLER + 1][WT_CALL_COUNT];
};

/* Whose handler is running at one host. */
struct host {
	struct program *program;
	unsigned depth;
	unsigned handlers[NESTED_MAX];
};

struct wt_coverage {
	struct wt_sink sink;
	bool posix, ended;
	struct program **programs;
	size_t count;
	struct host hosts[HOSTS_MAX];
};

const char *wt_edge_name(enum wt_edge edge)
{
	static const char *const names[] = {
#define NAME(name, error) #name,
		WT_EDGES(NAME)
#undef NAME
	};

	return names[edge];
}

/* -- Events ------------------------------------------------------------- */

static void *need(void *pointer)
{
	if (!pointer)
		abort();
	return pointer;
}

/* text: the program and its arguments. */
static struct program *program_of(struct wt_coverage *coverage, const char *text)
{
	size_t len = strcspn(text, " ");
	struct program *program;

	if (len >= PROGRAM_MAX)
		len = PROGRAM_MAX - 1;
	for (size_t i = 0; i < coverage->count; i++) {
		program = coverage->programs[i];
		if (strncmp(program->name, text, len) == 0 && program->name[len] == '\0')
			return program;
	}
	coverage->programs = need(
		realloc(coverage->programs, (coverage->count + 1) * sizeof(*coverage->programs)));
	program = need(calloc(1, sizeof(*program)));
	memcpy(program->name, text, len);
	coverage->programs[coverage->count++] = program;
	return program;
}

static struct host *host_of(struct wt_coverage *coverage, const struct wt_event *event)
{
	if (event->host < 0 || event->host >= HOSTS_MAX)
		return NULL;
	return &coverage->hosts[event->host];
}

static unsigned handler_at(const struct host *host)
{
	unsigned depth = host->depth < NESTED_MAX ? host->depth : NESTED_MAX;

	return depth > 0 ? host->handlers[depth - 1] : NO_HANDLER;
}

static void on_call(struct wt_coverage *coverage, const struct wt_event *event)
{
	struct host *host = host_of(coverage, event);
	struct cell *cell;
	uint32_t possible;

	if (!host || !host->program)
		return;
	possible = wt_edges_possible(event, coverage->posix);
	if (!possible)
		return;
	cell = &host->program->cells[handler_at(host)][event->what];
	cell->made = true;
	cell->possible |= possible;
	cell->met[wt_edge_of(event)]++;
}

static void on_note(struct wt_coverage *coverage, const struct wt_event *event)
{
	struct host *host = host_of(coverage, event);

	if (!host || !host->program)
		return;
	if (event->what == AC_NOTE_HANDLER_ENTERED && event->handler < AC_HANDLER_COUNT) {
		host->program->ran[event->handler] = true;
		if (host->depth < NESTED_MAX)
			host->handlers[host->depth] = event->handler;
		host->depth++;
	}
	if (event->what == AC_NOTE_HANDLER_LEFT && host->depth > 0)
		host->depth--;
}

static void on_life(struct wt_coverage *coverage, const struct wt_event *event)
{
	struct host *host = host_of(coverage, event);

	if (event->what == WT_LIFE_ENDED)
		coverage->ended = true;
	if (event->what != WT_LIFE_STARTED || !host)
		return;
	coverage->ended = false;
	*host = (struct host){.program = program_of(coverage, event->text ? event->text : "")};
}

static void on_event(struct wt_sink *sink, const struct wt_event *event)
{
	struct wt_coverage *coverage = (struct wt_coverage *)(void *)sink;

	if (event->kind == WT_EV_LIFE)
		on_life(coverage, event);
	if (coverage->ended)
		return;
	if (event->kind == WT_EV_CALL)
		on_call(coverage, event);
	if (event->kind == WT_EV_NOTE)
		on_note(coverage, event);
}

/* -- Life --------------------------------------------------------------- */

struct wt_coverage *wt_coverage_new(void)
{
	struct wt_coverage *coverage = calloc(1, sizeof(*coverage));

	if (coverage)
		coverage->sink.event = on_event;
	return coverage;
}

void wt_coverage_free(struct wt_coverage *coverage)
{
	if (!coverage)
		return;
	for (size_t i = 0; i < coverage->count; i++)
		free(coverage->programs[i]);
	free(coverage->programs);
	free(coverage);
}

struct wt_sink *wt_coverage_sink(struct wt_coverage *coverage)
{
	return &coverage->sink;
}

void wt_coverage_set_posix(struct wt_coverage *coverage, bool posix)
{
	coverage->posix = posix;
}

/* -- What was met ------------------------------------------------------- */

size_t wt_coverage_programs(const struct wt_coverage *coverage)
{
	return coverage->count;
}

const char *wt_coverage_program(const struct wt_coverage *coverage, size_t program)
{
	return coverage->programs[program]->name;
}

/* What is not in the table of the possible, but was met all the same, is. */
static uint32_t possible_of(const struct cell *cell)
{
	uint32_t possible = cell->possible;

	for (unsigned edge = 0; edge < WT_EDGE_COUNT; edge++) {
		if (cell->met[edge] > 0)
			possible |= UINT32_C(1) << edge;
	}
	return possible;
}

bool wt_coverage_row(const struct wt_coverage *coverage, size_t number, size_t row,
		     struct wt_coverage_row *ret)
{
	const struct program *program = coverage->programs[number];

	for (unsigned i = 0; i < (NO_HANDLER + 1) * WT_CALL_COUNT; i++) {
		unsigned handler = i / WT_CALL_COUNT, call = i % WT_CALL_COUNT;
		const struct cell *cell = &program->cells[handler][call];

		if (!cell->made || row-- > 0)
			continue;
		ret->handler = handler == NO_HANDLER ? NULL : wt_name_of_handler(handler);
		ret->call = wt_name_of_call(call);
		ret->possible = possible_of(cell);
		memcpy(ret->met, cell->met, sizeof(ret->met));
		return true;
	}
	return false;
}

static bool makes_a_call(const struct program *program, unsigned handler)
{
	for (unsigned call = 0; call < WT_CALL_COUNT; call++) {
		if (program->cells[handler][call].made)
			return true;
	}
	return false;
}

const char *wt_coverage_idle(const struct wt_coverage *coverage, size_t number, size_t index)
{
	const struct program *program = coverage->programs[number];

	for (unsigned handler = 0; handler < AC_HANDLER_COUNT; handler++) {
		if (!program->ran[handler] || makes_a_call(program, handler) || index-- > 0)
			continue;
		return wt_name_of_handler(handler);
	}
	return NULL;
}

static unsigned bits(uint32_t set)
{
	unsigned count = 0;

	for (; set; set &= set - 1)
		count++;
	return count;
}

struct wt_coverage_sum wt_coverage_sum(const struct wt_coverage *coverage, size_t program)
{
	struct wt_coverage_sum sum = {0, 0};
	struct wt_coverage_row row;

	for (size_t i = 0; wt_coverage_row(coverage, program, i, &row); i++) {
		sum.possible += bits(row.possible);
		for (unsigned edge = 0; edge < WT_EDGE_COUNT; edge++)
			sum.met += row.met[edge] > 0;
	}
	return sum;
}

struct wt_coverage_sum wt_coverage_total(const struct wt_coverage *coverage)
{
	struct wt_coverage_sum total = {0, 0};

	for (size_t i = 0; i < coverage->count; i++) {
		struct wt_coverage_sum sum = wt_coverage_sum(coverage, i);

		total.met += sum.met;
		total.possible += sum.possible;
	}
	return total;
}
