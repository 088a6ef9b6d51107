/* SPDX-License-Identifier: MIT
 *
 * engine.h - the target of a process with an engine in it. */
#ifndef WT_FUZZ_ENGINE_H
#define WT_FUZZ_ENGINE_H

#include "case.h"

struct wt_fuzz_case *wt_fuzz_engine_case(void);
const char *wt_fuzz_engine_folder(void); /* for what is found */
void wt_fuzz_engine_tell(const struct wt_fuzz_case *, const char *path);
uint8_t *wt_fuzz_engine_cells(size_t *count);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t max, unsigned seed);
size_t LLVMFuzzerCustomCrossOver(const uint8_t *a, size_t a_size, const uint8_t *b, size_t b_size,
				 uint8_t *out, size_t max, unsigned seed);

/* -- afl.c -- */

/* Is AFL++'s runtime in this program?  It is where its compiler linked it. */
bool wt_fuzz_has_afl(void);
/* What its map counted is forgotten. */
void wt_fuzz_afl_forget(void);
/* Serves a fork server, if there is one, else runs standard input. */
int wt_fuzz_serve_afl(void);

#endif
