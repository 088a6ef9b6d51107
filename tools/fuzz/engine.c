/* SPDX-License-Identifier: MIT
 *
 * What libFuzzer and AFL++ call.  Linked only into fuzz targets: nothing else asks
 * for these names.
 *
 *	WT_FUZZ_PROGRAM		which program of the scenario; else the sound ones
 *	WT_FUZZ_SCENARIO	the file, where the target says none
 *	WT_FUZZ_FOUND		the folder for what is found; else the one it runs in; empty: none
 *
 * An engine passes no argument of ours, so the target is kept in a variable. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine.h"

#define CELLS 1024

/* libFuzzer reads them as counters of edges, and makes them 0 before each input. */
static uint8_t cells[CELLS] __attribute__((section("__libfuzzer_extra_counters"), used));

static struct wt_fuzz_case fuzz_case;

/* As for the command: where the libraries know of AddressSanitizer, an error convicts
 * the program, the run is judged, and what was found can be made small.  Where they do
 * not, it ends the process, and the engine keeps the input. */
#if defined(__has_feature)
#if __has_feature(address_sanitizer)
#define WITH_ASAN
#endif
#elif defined(__SANITIZE_ADDRESS__)
#define WITH_ASAN
#endif

#ifdef WITH_ASAN
const char *__asan_default_options(void);
const char *__asan_default_options(void)
{
	return "halt_on_error=0:suppress_equal_pcs=0";
}
#endif

/* libFuzzer's counters of edges, in this program. */
extern uint8_t __start___sancov_cntrs[] __attribute__((weak));
extern uint8_t __stop___sancov_cntrs[] __attribute__((weak));

static void forget(void)
{
	memset(cells, 0, sizeof cells);
	if (__start___sancov_cntrs)
		memset(__start___sancov_cntrs, 0,
		       (size_t)((uintptr_t)__stop___sancov_cntrs -
				(uintptr_t)__start___sancov_cntrs));
	wt_fuzz_afl_forget();
}

struct wt_fuzz_case *wt_fuzz_engine_case(void)
{
	if (!fuzz_case.fuzz) {
		wt_fuzz_case_init(&fuzz_case, &wt_fuzz_target, NULL);
		wt_fuzz_count_cells(fuzz_case.fuzz, cells, CELLS);
		wt_fuzz_on_other_runs(fuzz_case.fuzz, forget);
	}
	return &fuzz_case;
}

const char *wt_fuzz_engine_folder(void)
{
	const char *folder = getenv("WT_FUZZ_FOUND");

	return folder ? folder : ".";
}

void wt_fuzz_engine_tell(const struct wt_fuzz_case *c, const char *path)
{
	fprintf(stderr, "\n%s fails `%s`%s%s\n%s\n", "the program", c->check,
		*c->object ? " on " : "", c->object, c->text ? c->text : "");
	if (*path)
		fprintf(stderr, "The scenario that shows it: %s\n", path);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct wt_fuzz_case *c = wt_fuzz_engine_case();

	if (!wt_fuzz_case_fails(c, data, size))
		return 0;
	wt_fuzz_engine_tell(c, wt_fuzz_case_write(c, wt_fuzz_engine_folder(), data, size));
	abort();
}

/* -- Mutation: libFuzzer's names ------------------------------------------------- */

size_t LLVMFuzzerMutate(uint8_t *data, size_t size, size_t max) __attribute__((weak));

size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t max, unsigned seed)
{
	struct wt_fuzz_case *c = wt_fuzz_engine_case();

	return wt_fuzz_mutate(wt_fuzz_menu(c->fuzz), data, size, max, seed, LLVMFuzzerMutate);
}

size_t LLVMFuzzerCustomCrossOver(const uint8_t *a, size_t a_size, const uint8_t *b, size_t b_size,
				 uint8_t *out, size_t max, unsigned seed)
{
	return wt_fuzz_cross(a, a_size, b, b_size, out, max, seed);
}

uint8_t *wt_fuzz_engine_cells(size_t *count)
{
	*count = CELLS;
	return cells;
}
