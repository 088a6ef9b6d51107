/* SPDX-License-Identifier: MIT */
/* Fortified longjmps only go up a stack. */
#undef _FORTIFY_SOURCE
#include "world/moment.h"

#include <setjmp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdio_ext.h>
#include <stdlib.h>
#include <string.h>

#include "time/heap.h"
#include "world/tank.h"

/* A larger world is sooner made again. */
#define EXTENT_MAX ((size_t)4 << 20)
/* What new_moment and whom it calls need of a stack less than copy_aside, at most. */
#define FRAMES_MAX    4096
#define CAPACITY_STEP ((size_t)16 << 10)

struct piece {
	unsigned char *at;
	size_t len;
};

struct pieces {
	struct piece *at;
	size_t count, capacity;
	size_t bytes; /* of all of them */
	bool failed;  /* no memory */
};

struct wt_trunk {
	struct wt_tank *tank;
	struct wt_heap *heap;
	struct wt_coroutine *coroutine;
	struct wt_coroutine_main main;
	struct pieces pieces;    /* of the moment that is being kept */
	struct wt_moment *spare; /* those that were let go, to be used again */
};

struct wt_moment {
	struct wt_moment *next;
	jmp_buf here;
	struct wt_heap *heap;
	struct wt_host *running;
	FILE *output[2];
	size_t count, capacity;
	struct piece pieces[]; /* and behind them the bytes of each */
};

/* -- What it does not hold ----------------------------------------------- */

/* By tools/covered-programs: those that keep nothing elsewhere.  There is none where
 * programs are not linked by tools/link-programs. */
extern wt_program_main *const wt_programs_covered[] __attribute__((weak));

static bool is_covered(const struct wt_host *host)
{
	wt_program_main *const *program = wt_programs_covered;

	while (program && *program && *program != host->program)
		program++;
	return program && *program;
}

const char *wt_tank_uncovered(const struct wt_tank *tank, const struct wt_heap *heap)
{
	if (tank->checker)
		return "a checker of memory looks on";
	if (!heap || wt_heap_has_spilled(heap))
		return "the world's memory is not in one piece";
	for (size_t i = 0; i < tank->host_count; i++) {
		if (!is_covered(&tank->hosts[i]))
			return "a program may keep something outside of its memory";
	}
	return NULL;
}

/* -- A run ---------------------------------------------------------------- */

struct wt_trunk *wt_trunk_new(struct wt_tank *tank, struct wt_heap *heap)
{
	struct wt_trunk *trunk = calloc(1, sizeof *trunk);
	struct wt_heap *before = wt_heap_use(NULL);

	if (!trunk)
		return NULL;
	trunk->tank = tank;
	trunk->heap = heap;
	trunk->coroutine = wt_coroutine_new();
	wt_heap_use(before);
	if (trunk->coroutine)
		return trunk;
	free(trunk);
	return NULL;
}

void wt_trunk_free(struct wt_trunk *trunk)
{
	if (!trunk)
		return;
	while (trunk->spare) {
		struct wt_moment *next = trunk->spare->next;

		free(trunk->spare);
		trunk->spare = next;
	}
	wt_coroutine_free(trunk->coroutine);
	free(trunk->pieces.at);
	free(trunk);
}

void wt_trunk_run(struct wt_trunk *trunk, void (*body)(void *), void *context)
{
	wt_coroutine_start(trunk->coroutine, &trunk->main, body, context);
	wt_coroutine_resume(trunk->coroutine);
}

/* -- Its pieces ------------------------------------------------------------- */

static void add(struct pieces *pieces, void *at, size_t len)
{
	if (len == 0)
		return;
	if (pieces->count == pieces->capacity) {
		size_t capacity = pieces->capacity ? pieces->capacity * 2 : 64;
		struct piece *more = realloc(pieces->at, capacity * sizeof *more);

		if (!more) {
			pieces->failed = true;
			return;
		}
		pieces->at = more;
		pieces->capacity = capacity;
	}
	pieces->at[pieces->count++] = (struct piece){at, len};
	pieces->bytes += len;
}

static void add_part(void *context, void *at, size_t len)
{
	add(context, at, len);
}

static void add_stack(struct pieces *pieces, const struct wt_coroutine *coroutine,
		      unsigned char *low)
{
	unsigned char *end = coroutine->stack + WT_STACK_SIZE;

	add(pieces, low, (size_t)(end - low));
}

/* low: of the stack that is in use. */
static void find_stacks(struct wt_trunk *trunk, unsigned char *low)
{
	const struct wt_tank *tank = trunk->tank;
	struct pieces *pieces = &trunk->pieces;
	bool on_host = tank->host_count > 1 && tank->running;

	add_stack(pieces, trunk->coroutine, on_host ? tank->scheduler.low : low);
	if (tank->host_count < 2)
		return;
	for (size_t i = 0; i < tank->host_count; i++) {
		const struct wt_host *host = &tank->hosts[i];

		if (host->coroutine && !host->coroutine->done)
			add_stack(pieces, host->coroutine,
				  on_host && wt_crash_host() == host ? low : host->coroutine->low);
	}
}

static void find_pieces(struct wt_trunk *trunk, unsigned char *low)
{
	struct pieces *pieces = &trunk->pieces;
	void *globals;
	size_t len;

	pieces->count = pieces->bytes = 0;
	pieces->failed = false;
	wt_arena_hold(&trunk->tank->net.arena);
	wt_heap_each_part(trunk->heap, add_part, pieces);
	globals = wt_state_extent(&len);
	add(pieces, globals, len);
	find_stacks(trunk, low);
}

/* Copies are several times slower where one side stands otherwise in its line. */
#define LINE ((uintptr_t)64)

static const unsigned char *in_line(const unsigned char *copy, const struct piece *piece)
{
	return copy + (((uintptr_t)piece->at - (uintptr_t)copy) & (LINE - 1));
}

static size_t size_of(const struct pieces *pieces)
{
	return pieces->count * (sizeof *pieces->at + LINE) + pieces->bytes;
}

static void copy_there(struct wt_moment *moment, const struct pieces *pieces)
{
	const unsigned char *copy = (const unsigned char *)(moment->pieces + pieces->count);

	moment->count = pieces->count;
	memcpy(moment->pieces, pieces->at, pieces->count * sizeof *pieces->at);
	for (size_t i = 0; i < pieces->count; i++) {
		copy = in_line(copy, &pieces->at[i]);
		memcpy((void *)(uintptr_t)copy, pieces->at[i].at, pieces->at[i].len);
		copy += pieces->at[i].len;
	}
}

static void copy_back(const struct wt_moment *moment)
{
	const unsigned char *copy = (const unsigned char *)(moment->pieces + moment->count);

	for (size_t i = 0; i < moment->count; i++) {
		copy = in_line(copy, &moment->pieces[i]);
		memcpy(moment->pieces[i].at, copy, moment->pieces[i].len);
		copy += moment->pieces[i].len;
	}
}

/* -- Moments ---------------------------------------------------------------- */

/* What a program has written and stdio not yet handed on is in libc. */
static bool has_unwritten_output(const struct wt_tank *tank)
{
	for (size_t i = 0; i < tank->host_count; i++) {
		if (__fpending(tank->hosts[i].output[0]) || __fpending(tank->hosts[i].output[1]))
			return true;
	}
	return false;
}

__attribute__((noinline)) static struct wt_moment *new_moment(struct wt_trunk *trunk)
{
	unsigned char *low = (unsigned char *)__builtin_frame_address(0) - FRAMES_MAX;
	struct wt_moment *moment;
	size_t size;

	if (wt_heap_has_spilled(trunk->heap) || has_unwritten_output(trunk->tank))
		return NULL;
	find_pieces(trunk, low);
	size = size_of(&trunk->pieces);
	if (size > EXTENT_MAX || trunk->pieces.failed)
		return NULL;
	moment = trunk->spare;
	if (moment && moment->capacity >= size) {
		trunk->spare = moment->next;
		return moment;
	}
	size = (size / CAPACITY_STEP + 1) * CAPACITY_STEP;
	moment = malloc(sizeof *moment + size);
	if (moment)
		moment->capacity = size;
	return moment;
}

/* Not a part of who keeps it: its frame is below, and theirs all above. */
__attribute__((noinline)) static bool copy_aside(struct wt_moment *moment, struct wt_trunk *trunk)
{
	moment->heap = trunk->heap;
	moment->running = wt_crash_host();
	moment->output[0] = stdout;
	moment->output[1] = stderr;
	find_pieces(trunk, __builtin_frame_address(0));
	if (size_of(&trunk->pieces) > moment->capacity || trunk->pieces.failed)
		return false;
	copy_there(moment, &trunk->pieces);
	return true;
}

bool wt_trunk_keep(struct wt_trunk *trunk, struct wt_moment **ret)
{
	struct wt_moment *moment = new_moment(trunk);

	*ret = moment;
	if (!moment)
		return false;
	if (_setjmp(moment->here) != 0)
		return true;
	if (!copy_aside(moment, trunk)) {
		wt_moment_free(trunk, moment);
		*ret = NULL;
	}
	return false;
}

void wt_trunk_go_back(struct wt_trunk *trunk, const struct wt_moment *moment)
{
	volatile bool gone = false;

	getcontext(&trunk->main.context);
	if (gone) /* the body has returned */
		return;
	gone = true;
	copy_back(moment);
	trunk->coroutine->done = 0;
	wt_heap_use(moment->heap);
	wt_crash_running(moment->running);
	stdout = moment->output[0];
	stderr = moment->output[1];
	_longjmp(*(jmp_buf *)(uintptr_t)&moment->here, 1);
}

void wt_moment_free(struct wt_trunk *trunk, struct wt_moment *moment)
{
	moment->next = trunk->spare;
	trunk->spare = moment;
}

size_t wt_moment_size(const struct wt_moment *moment)
{
	return moment->capacity;
}
