/* SPDX-License-Identifier: MIT
 *
 * sweep.h - every call of a program fails in turn, with every errno legal there.
 *
 * A case is a program and what the world does with it; one fault is put into it at a
 * time, until each place had each of its faults.  What a run must not do, whatever
 * failed: crash, leak, spin, wait for ever, lose what it had acknowledged. */
#ifndef WT_SWEEP_H
#define WT_SWEEP_H

#include <stdbool.h>
#include <stddef.h>

#include "wt_program.h"

#define COUNT(array) (sizeof(array) / sizeof *(array))

/* What was found; only the first one is kept. */
struct findings {
	unsigned long injections, count;
	char first[1024];
};

__attribute__((format(printf, 2, 3))) void found(struct findings *, const char *format, ...);

/* In the simulated kernel.  %s is the program, $ends of `probe` what to ask of. */
struct sim_case {
	const char *name, *program;
	const char *scenario; /* a %s in it is the program's name */
	const char *ends;     /* the connections whose calls are to fail, as an OBJ */
	const char *host;
	const char *listener, *guest; /* NULL: none */
	const char *dialled;          /* an OBJ, or NULL */
	bool unordered;               /* what one gets depends on who else is there */
};

/* On the real kernel, over loopback, with clients that follow a script. */
enum step_kind { STEP_DONE, STEP_CONNECT, STEP_ACCEPT, STEP_SEND, STEP_WANT, STEP_SHUT, STEP_END };

struct step {
	enum step_kind kind;
	const char *text; /* SEND: it; WANT: until it came */
};

#define STEPS_MAX 10
#define PEERS_MAX 2

struct real_case {
	const char *name, *program;
	const char *argv[8];
	struct step peers[PEERS_MAX][STEPS_MAX];
	bool dials;     /* the program connects: its argv[1] and [2] say to whom */
	bool unordered; /* see above */
};

extern const struct sim_case sim_cases[];
extern const size_t sim_case_count;
extern const struct real_case real_cases[];
extern const size_t real_case_count;

/* `program` runs in the case's place, unless NULL.  Both stop at the first finding if
 * told to. */
void sweep_simulated(const struct sim_case *, const char *program, bool first, struct findings *);
void sweep_real(const struct real_case *, const char *program, const char *poller, bool first,
		struct findings *);

/* Those of scenarios/ and of this folder. */
const struct wt_program *sweep_programs(void);

#endif
