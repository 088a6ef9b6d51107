/* SPDX-License-Identifier: MIT
 *
 * fault.h - a layer over the seam that answers chosen calls itself.
 *
 * It forwards everything to another kernel, except what a test told it to answer;
 * it can keep the clock by hand (a wait then takes no time, but moves the clock),
 * counts calls, descriptors and memory, and keeps the notes it is told. */
#ifndef AC_TEST_FAULT_H
#define AC_TEST_FAULT_H

#include <stdbool.h>

#include "ac_sys.h"

enum fault_call {
	FAULT_SOCKET,
	FAULT_BIND,
	FAULT_LISTEN,
	FAULT_ACCEPT,
	FAULT_CONNECT,
	FAULT_SHUTDOWN,
	FAULT_CLOSE,
	FAULT_GETSOCKOPT,
	FAULT_SETSOCKOPT,
	FAULT_GETSOCKNAME,
	FAULT_GETPEERNAME,
	FAULT_SET_NONBLOCK,
	FAULT_RECV,
	FAULT_SEND,
	FAULT_RECVFROM,
	FAULT_SENDTO,
	FAULT_READ,
	FAULT_WRITE,
	FAULT_DUP,
	FAULT_PIPE,
	FAULT_SOCKETPAIR,
	FAULT_OPEN,
	FAULT_MKFIFO,
	FAULT_EVENTFD,
	FAULT_FCNTL,
	FAULT_POLL,
	FAULT_SELECT,
	FAULT_EPOLL_CREATE,
	FAULT_EPOLL_CTL,
	FAULT_EPOLL_WAIT,
	FAULT_REALLOC, /* any answer: no memory */
	FAULT_CALLS
};

#define FAULT_NOTES_MAX 8192

struct fault {
	struct ac_sys base;
	struct ac_sys *under;
	struct {
		unsigned skip, times;
		int result;
	} answers[FAULT_CALLS];
	unsigned calls[FAULT_CALLS];

	size_t send_max;       /* bytes one send or write takes; 0: no limit */
	size_t send_sizes[64]; /* asked of the sends so far, in turn */
	int send_flags;        /* of the last one */
	int64_t waited_ns;     /* time-out of the last wait */
	bool backwards;        /* what epoll reports first comes last */

	bool keeps_clock;
	uint64_t now_ns;
	bool sleeps; /* time costs nothing below: half of an interrupted wait passes there */

	int open_fds, blocks; /* taken and not given back */

	uint32_t wanted, wanted_under;
	size_t note_count;
	struct ac_note notes[FAULT_NOTES_MAX]; /* last: the rest is cleared */
};

void fault_init(struct fault *, struct ac_sys *under);
/* After skip calls more, the next times ones are answered with result. */
void fault_answer(struct fault *, enum fault_call, unsigned skip, unsigned times, int result);
/* How many notes of that kind; handler counts only for those that have one. */
unsigned fault_noted(const struct fault *, enum ac_note_kind);
unsigned fault_noted_handler(const struct fault *, enum ac_note_kind, enum ac_handler);
/* The last note of that kind, or NULL. */
const struct ac_note *fault_last(const struct fault *, enum ac_note_kind);
/* How many waits there were, and the same answer for the next ones of every kind. */
unsigned fault_waits(const struct fault *);
void fault_answer_waits(struct fault *, unsigned times, int result);
/* By hand, or below. */
void fault_let_pass(struct fault *, int64_t ns);

#endif
