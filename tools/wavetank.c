/* SPDX-License-Identifier: MIT
 *
 * wavetank.c - the command with the programs of scenarios/.
 *
 * The table is made by tools/programs-table.  A command with programs of your
 * own is this file with a table of your own. */
#include "wt_run.h"

extern const struct wt_program wt_programs[];

int main(int argc, char **argv)
{
	return wt_main(argc, argv, wt_programs);
}
