/* SPDX-License-Identifier: MIT
 *
 * draft.h - a program that is being drawn.  The generator has a rough idea of what each
 * slot holds, so that most operations mean something; where it is wrong, or on purpose,
 * they do not, and that is tested, too.
 *
 * generate.c    a program, operation by operation
 * situations.c  several operations that bring something about
 * situations_files.c  ... about epolls, events, FIFOs and files
 * queues.c      ... about queues that are full
 * arguments.c   names, sizes, flags, options
 * weights.c     what is done how often to what
 * draft.c       chance, and what is in the slots */
#ifndef FIDELITY_DRAFT_H
#define FIDELITY_DRAFT_H

#include "name.h"
#include "player.h"
#include "program.h"

#define COUNT(array) (sizeof(array) / sizeof(array)[0])

enum theme {
	THEME_TCP,
	THEME_TCP_NAMES, /* bind, connect, listen; few bytes */
	THEME_UDP,
	THEME_UNIX,
	THEME_UNIX_DGRAM,
	THEME_PIPES,
	THEME_FILES, /* FIFOs, events, files */
	THEME_EPOLL,
	THEME_BUFFERS,
	THEME_MIXED,
	THEMES
};

struct draft {
	struct program *program;
	uint64_t state;
	unsigned length;
	unsigned theme;       /* enum theme */
	uint8_t kinds[SLOTS]; /* enum file_kind, as far as known */
	uint8_t listens[SLOTS];
	uint8_t names[SLOTS]; /* a listener's or bound socket's; NAME_NONE */
	uint32_t bytes;       /* sent over TCP: not more than a window */
	bool buffers;
};

uint64_t draft_mix(uint64_t);
/* Below n. */
unsigned draft_pick(struct draft *, unsigned n);
bool draft_chance(struct draft *, unsigned percent);
unsigned draft_weighted(struct draft *, const uint8_t *weights, unsigned count);

/* As long as it was to be. */
bool draft_is_over(const struct draft *);
/* The next operation, to be filled in. */
struct op *draft_add(struct draft *, enum op_kind, unsigned slot);
/* A slot of this kind, one that listens, one that is used; SLOTS: there is none. */
unsigned draft_find(struct draft *, enum file_kind);
unsigned draft_find_listener(struct draft *, enum file_kind);
unsigned draft_find_used(struct draft *);
/* From here on it holds that. */
void draft_take(struct draft *, unsigned slot, enum file_kind);

bool draft_is_local(enum file_kind);      /* AF_UNIX */
bool draft_is_connection(enum file_kind); /* it needs somebody who listens */
uint8_t draft_inet(unsigned host, unsigned port);
uint8_t draft_some_unix(struct draft *);
uint8_t draft_some_name(struct draft *, enum file_kind);
/* Where somebody is, if anybody is. */
uint8_t draft_name_to_reach(struct draft *, enum file_kind);
uint8_t draft_some_size(struct draft *, enum file_kind, bool sends);
uint8_t draft_fill_size(struct draft *);
uint8_t draft_some_flags(struct draft *, enum file_kind, bool sends);
uint8_t draft_some_option(struct draft *, enum file_kind);
uint8_t draft_some_query(struct draft *);
uint8_t draft_some_room(struct draft *);

/* Something new, brought as far as it makes sense. */
void draft_add_situation(struct draft *);
void draft_add_accept(struct draft *, unsigned listener);
/* A new socket; SLOTS: there is no place. */
unsigned draft_new_socket(struct draft *, enum file_kind);
/* Two that are each other's; SLOTS: there is no place for both. */
unsigned draft_add_two(struct draft *, enum file_kind, unsigned *ret_other);
void draft_add_epoll(struct draft *);
void draft_add_tower(struct draft *);
void draft_add_event(struct draft *);
void draft_add_fifo(struct draft *);
void draft_add_tight_queue(struct draft *, enum file_kind);
void draft_add_waiter(struct draft *);
void draft_add_broken_pair(struct draft *, enum file_kind);
void draft_add_mutual(struct draft *);
void draft_listen_again(struct draft *, unsigned listener);

/* OP_COUNT of them, for what this slot holds. */
const uint8_t *draft_weights_for(const struct draft *, unsigned slot);

#endif
