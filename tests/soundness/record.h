/* SPDX-License-Identifier: MIT
 *
 * record.h - one call that a walker made, and what came of it.
 *
 * Two walkers on two hosts say every call in a note.  The notes of a run, in order,
 * are its history: all that its programs could know. */
#ifndef SOUND_RECORD_H
#define SOUND_RECORD_H

#include <stddef.h>
#include <stdint.h>

#define RECORD_NOTE   "call"
#define RECORD_MAX    512 /* bytes one call moves */
#define RECORD_STREAM 65536

enum record_act {
	DID_OPEN, /* connected, or accepted */
	DID_RECV,
	DID_PEEK,
	DID_SEND,
	DID_SHUT,  /* for writing */
	DID_CLOSE, /* len 1: with a linger of 0, which resets */
	DID_ERROR, /* SO_ERROR; result: the errno, positive */
	DID_POLL,  /* bits asked and told of one connection by one wait */
	DID_EDGE,  /* the same, told by an edge-triggered epoll that is asked for everything */
	DID_HANG,  /* a wait without limit was ended by the world */
};

struct record {
	enum record_act act;
	uint16_t port; /* the opener's: names the connection */
	uint8_t side;  /* whose end: 0 the opener's, 1 the acceptor's */
	int64_t len;   /* asked */
	int64_t result;
	unsigned asked, told; /* in poll's bits */
	unsigned char bytes[RECORD_MAX];
};

/* The byte at that offset of what a side sends. */
static inline unsigned char record_byte(uint16_t port, unsigned side, uint64_t offset)
{
	return (unsigned char)(offset * 7 + offset / 251 + port * 31u + side * 101u);
}

#endif
