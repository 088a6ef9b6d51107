/* SPDX-License-Identifier: MIT
 *
 * sleeping.h - what sleep, usleep and nanosleep become in a program
 * (tools/program-symbols): the check `blocking` is told, and virtual time passes
 * for the host that sleeps, and for the others meanwhile. */
#ifndef WT_SLEEPING_H
#define WT_SLEEPING_H

#include <time.h>

unsigned wt_program_sleep(unsigned seconds);
int wt_program_usleep(unsigned microseconds);
int wt_program_nanosleep(const struct timespec *, struct timespec *left);

#endif
