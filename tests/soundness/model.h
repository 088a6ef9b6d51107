/* SPDX-License-Identifier: MIT
 *
 * model.h - could a real kernel have given this history?
 *
 * A TCP connection as its two programs know it.  What they can not know is free: when
 * a segment arrives, how much room a buffer has, when a signal interrupts a wait, and
 * that a wait may say readable or writable and be wrong (select(2), BUGS).  Everything
 * else is not: bytes arrive in order, once and unchanged; what a call has told is so
 * and stays so; an end comes behind the bytes before it; a reset throws nothing away
 * that was sent before it; each arrival is an edge. */
#ifndef SOUND_MODEL_H
#define SOUND_MODEL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "record.h"

#define MODEL_CONNECTIONS_MAX 8
#define MODEL_TEXT_MAX        200

struct model_end {
	uint64_t sent; /* taken by the kernel */
	uint64_t read;
	uint64_t known; /* so many bytes have surely arrived */
	bool open, shut, closed, reset;
	bool end_known;    /* and behind them the end, or a reset */
	bool error_taken;  /* the one pending error of a reset */
	bool was_readable; /* a wait said so, and nothing was read since */
	bool drained;      /* since the last edge for reading there was nothing unread */
	bool full;         /* since the last edge for writing there was no room */
};

struct model {
	bool strict; /* waits are never wrong: decisions about readiness are not open */
	struct {
		uint16_t port;
		struct model_end end[2];
	} connections[MODEL_CONNECTIONS_MAX];
	size_t count;
	char wrong[MODEL_TEXT_MAX]; /* the first thing no kernel does, or "" */
};

void model_init(struct model *, bool strict);
/* The next call of the history; false once something was wrong. */
bool model_take(struct model *, const struct record *);

#endif
