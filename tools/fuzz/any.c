/* SPDX-License-Identifier: MIT
 *
 * A fuzz target of every program there is: $WT_FUZZ_SCENARIO says which file, and
 * $WT_FUZZ_PROGRAM which program of it. */
#include "wt_fuzz.h"

extern const struct wt_program wt_programs[];

const struct wt_fuzz_target wt_fuzz_target = {.programs = wt_programs};
