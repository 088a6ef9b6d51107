/* SPDX-License-Identifier: MIT
 *
 * verb.h - the calls a row can make, each a function that makes it and says in
 * the notation of the table what came of it. */
#ifndef SEAM_VERB_H
#define SEAM_VERB_H

#include <stdbool.h>
#include <stddef.h>

#include "stage.h"

#define CALL_ARGS_MAX 4

/* close(c)[SO_LINGER 0] */
struct call {
	struct stage *stage;
	const char *verb;
	const char *args[CALL_ARGS_MAX]; /* those not given are "" */
	const char *suffix;              /* "[SO_LINGER 0]", or "" */
};

struct answer {
	char text[160];
	bool failed; /* with something else than "it has begun" */
};

struct verb {
	const char *name;
	void (*run)(const struct call *, struct answer *);
};

/* Lists of verbs end with a NULL name. */
extern const struct verb verbs_socket[];  /* one system call each */
extern const struct verb verbs_options[]; /* of sockets */
extern const struct verb verbs_ready[];   /* poll, select */
extern const struct verb verbs_setup[];   /* several calls in one word */
extern const struct verb verbs_buffers[]; /* filling and draining */
extern const struct verb verbs_epoll[];   /* epoll and dup */
extern const struct verb verbs_local[];   /* AF_UNIX, pipes, UDP: how they begin */
extern const struct verb verbs_seam[];    /* time, memory, descriptors */
extern const struct verb verbs_wire[];    /* two machines: waiting, and settings */

/* A step in brackets: what is done to packets (verb_wire.c). */
void wire_make(struct stage *, char *step, struct answer *);

/* Makes the call written in step, which is cut into pieces. */
void call_make(struct stage *, char *step, struct answer *);

/* The socket an argument names; made if there was none. */
struct stage_socket *call_socket(const struct call *, unsigned arg);
long call_number(const struct call *, unsigned arg);

void answer_text(struct answer *, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* A number >= 0, or the name of the errno. */
void answer_result(struct answer *, long result);
/* 0 for anything >= 0. */
void answer_success(struct answer *, long result);

/* "IN|OUT", or "0": poll's bits as rows write them. */
void events_write(char *text, short events);
short events_read(const char *text);

#endif
