/* SPDX-License-Identifier: MIT */
#include "wt_fuzz.h"

int hello_main(struct ac_sys *sys, int argc, char **argv);
static const struct wt_program programs[] = {{"hello", hello_main}, {NULL, NULL}};
const struct wt_fuzz_target wt_fuzz_target = {
	.programs = programs,
	.scenario = "scenario 1\n"
		    "host server runs hello\n"
		    "peer alice\n"
		    "  connects server:80\n"
		    "  sends \"GET /world HTTP/1.1\\r\\nHost: a\\r\\n\\r\\n\"\n"
		    "may any\n",
};
