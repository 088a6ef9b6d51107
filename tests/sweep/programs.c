/* SPDX-License-Identifier: MIT
 *
 * The programs of scenarios/ and those of this folder, in one list. */
#include <stdio.h>
#include <stdlib.h>

#include "pump.h"
#include "sweep.h"
#include "talk.h"
#include "twins.h"

#define PROGRAMS_MAX 256

extern const struct wt_program wt_programs[];

const struct wt_program *sweep_programs(void)
{
	static struct wt_program all[PROGRAMS_MAX];
	size_t count = 0;

	if (all[0].name)
		return all;
	for (const struct wt_program *p = wt_programs; p->name; p++)
		all[count++] = *p;
	for (const struct wt_program *p = twin_programs; p->name; p++)
		all[count++] = *p;
	all[count++] = (struct wt_program){"sweep_pump", sweep_pump_main};
	all[count++] = (struct wt_program){"sweep_talk", sweep_talk_main};
	if (count >= PROGRAMS_MAX)
		abort();
	return all;
}
