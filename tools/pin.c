/* SPDX-License-Identifier: MIT
 *
 * pin.c - wavetank pin: one run of an open file, written as a plain scenario. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "one_case.h"

static const char doc[] =
	"Writes one run down as a scenario: what was drawn in it is said, nothing is open.";

static int write_run(struct wt_written_case *pin)
{
	char *text = wt_run_pin(pin->one.scenario, pin->one.programs.at, &pin->one.which);
	int code;

	if (!text) {
		wt_tool_complain("%s: the run could not be made: %s", pin->one.file,
				 strerror(errno));
		return WT_EXIT_INTERNAL;
	}
	code = wt_tool_write(pin->output, text);
	free(text);
	return code;
}

int wt_command_pin(int argc, char **argv, const struct wt_program *own)
{
	struct wt_written_case pin = {.output = NULL};
	int code;

	wt_written_case_parse(&pin, doc, argc, argv);
	code = wt_one_case_open(&pin.one, own);
	if (code == WT_EXIT_PASSED)
		code = write_run(&pin);
	wt_one_case_close(&pin.one);
	return code;
}
