/* SPDX-License-Identifier: MIT
 *
 * actors.h - programs that talk to the seam without the library and write down what
 * they see, so that a test can say what of a decision is to be seen. */
#ifndef WT_TEST_ACTORS_H
#define WT_TEST_ACTORS_H

#include "programs.h"

/* mailbox, asker, watcher, actor, dialer, pair: see actors.c. */
extern const struct wt_program actors[];
/* argv[1] is the list of acts, a letter each. */
int actor_main(struct ac_sys *sys, int argc, char **argv);

/* The programs of scenario_text see what is expected, and so many decisions are made.
 * The run reaches every pin it has, as a campaign would demand, unless it must not:
 * then nothing was decided. */
void shows(const char *scenario_text, const char *expected, uint64_t decided);

#define SERVER(acts)  "scenario 1\nhost server runs actor " acts "\n"
#define ALICE         "peer alice\n  connects server:7\n"
#define WATCHER(acts) "scenario 1\nhost server runs watcher " acts "\n"
#define SAYS(who)     "peer " who "\n  connects server:7\n  waits 1ms\n  sends \"abcdefgh\"\n"

#endif
