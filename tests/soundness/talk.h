/* SPDX-License-Identifier: MIT
 *
 * talk.h - one connection of a walker, and the calls on it, each said in a note. */
#ifndef SOUND_TALK_H
#define SOUND_TALK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "record.h"
#include "walker.h"

#define TALKS_MAX    3
#define TALK_LEN_MAX 400

struct talk {
	int fd; /* -1: closed */
	uint16_t port;
	bool shut, woken;
	uint64_t sent;
	size_t left;         /* to be sent before it ends */
	size_t shown;        /* by the last peek, and not read since (lies.c) */
	int error;           /* what SO_ERROR said last (lies.c) */
	bool edge, end_told; /* by a wait (lies.c) */
};

struct walk {
	struct ac_sys *sys;
	unsigned side;
	uint64_t random;
	int epoll;
	enum lie lie;
	struct talk talks[TALKS_MAX];
	size_t count;
};

/* A number below limit. */
unsigned walk_draw(struct walk *, unsigned limit);

void talk_begin(struct walk *, int fd, uint16_t port);
/* What the call returned; on a closed talk 0, and nothing is said. */
int64_t talk_recv(struct walk *, struct talk *, size_t len, int flags);
int64_t talk_send(struct walk *, struct talk *, size_t len);
void talk_shut(struct walk *, struct talk *);
void talk_close(struct walk *, struct talk *, bool reset);
void talk_error(struct walk *, struct talk *);
/* Waits for every open talk; woken is set where something was told. */
int talk_poll(struct walk *, int64_t timeout_ns);
int talk_epoll(struct walk *, int64_t timeout_ns);

#endif
