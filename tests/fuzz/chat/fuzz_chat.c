/* SPDX-License-Identifier: MIT
 *
 * Whatever comes, in whatever pieces: a chat's messages are those of the simplest
 * search for their terminators (framer.c). */
#include "wt_fuzz.h"

int framer_main(struct ac_sys *sys, int argc, char **argv);
static const struct wt_program programs[] = {{"framer", framer_main}, {NULL, NULL}};
const struct wt_fuzz_target wt_fuzz_target = {
	.programs = programs,
	.scenario = "scenario 1\n"
		    "host server runs framer\n"
		    "peer alice\n"
		    "  connects server:7\n"
		    "  sends \"one\\ntwo\\r\\nthree\\r\\n\\r\\nabaabab\"\n"
		    "  waits 1ms\n"
		    "  sends \"aaab\\n\\n\\r\\n\\n\\r\\n\"\n"
		    "  shuts\n"
		    "may any\n",
};
