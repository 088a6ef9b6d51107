/* SPDX-License-Identifier: MIT
 *
 * What is done how often, by what a slot holds. */
#include "draft.h"

static const uint8_t stream_weights[OP_COUNT] = {
	[OP_SEND] = 22,     [OP_RECV] = 24,    [OP_WRITE] = 3,    [OP_READ] = 3,
	[OP_SENDTO] = 1,    [OP_RECVFROM] = 2, [OP_SHUTDOWN] = 9, [OP_CLOSE] = 9,
	[OP_ABORT] = 3,     [OP_CONNECT] = 8,  [OP_GETOPT] = 8,   [OP_SETOPT] = 5,
	[OP_SOCKNAME] = 3,  [OP_PEERNAME] = 5, [OP_DUP] = 2,      [OP_BIND] = 3,
	[OP_LISTEN] = 2,    [OP_ACCEPT] = 1,   [OP_WATCH] = 4,    [OP_WATCH_MOD] = 1,
	[OP_WATCH_DEL] = 1, [OP_ONCE] = 3,     [OP_ONCE_MOD] = 3, [OP_ONCE_DEL] = 1,
};

static const uint8_t names_weights[OP_COUNT] = {
	[OP_SEND] = 4,     [OP_RECV] = 5,     [OP_SHUTDOWN] = 8, [OP_CLOSE] = 9,
	[OP_ABORT] = 3,    [OP_CONNECT] = 22, [OP_GETOPT] = 8,   [OP_SETOPT] = 10,
	[OP_SOCKNAME] = 6, [OP_PEERNAME] = 5, [OP_BIND] = 20,    [OP_LISTEN] = 10,
	[OP_ACCEPT] = 6,   [OP_WATCH] = 3,    [OP_ONCE] = 2,     [OP_DUP] = 2,
};

static const uint8_t listener_weights[OP_COUNT] = {
	[OP_ACCEPT] = 50,  [OP_CLOSE] = 7, [OP_SHUTDOWN] = 6, [OP_LISTEN] = 6, [OP_CONNECT] = 3,
	[OP_SEND] = 2,     [OP_RECV] = 2,  [OP_GETOPT] = 4,   [OP_SETOPT] = 4, [OP_SOCKNAME] = 2,
	[OP_PEERNAME] = 2, [OP_BIND] = 3,  [OP_WATCH] = 4,    [OP_ONCE] = 3,   [OP_ONCE_MOD] = 2,
	[OP_DUP] = 1,      [OP_ABORT] = 1,
};

static const uint8_t datagram_weights[OP_COUNT] = {
	[OP_FILL] = 4,      [OP_FCNTL] = 1,     [OP_SEND] = 18,    [OP_SENDTO] = 16,
	[OP_RECV] = 14,     [OP_RECVFROM] = 12, [OP_WRITE] = 3,    [OP_READ] = 3,
	[OP_SHUTDOWN] = 5,  [OP_CLOSE] = 6,     [OP_CONNECT] = 14, [OP_GETOPT] = 8,
	[OP_SETOPT] = 4,    [OP_SOCKNAME] = 4,  [OP_PEERNAME] = 4, [OP_DUP] = 2,
	[OP_BIND] = 6,      [OP_LISTEN] = 1,    [OP_ACCEPT] = 1,   [OP_WATCH] = 4,
	[OP_WATCH_MOD] = 1, [OP_WATCH_DEL] = 1, [OP_ONCE] = 3,     [OP_ONCE_MOD] = 2,
	[OP_ABORT] = 1,
};

static const uint8_t pipe_weights[OP_COUNT] = {
	[OP_WRITE] = 40,   [OP_READ] = 40,    [OP_CLOSE] = 6,  [OP_DUP] = 4,    [OP_SEND] = 1,
	[OP_RECV] = 1,     [OP_FILL] = 3,     [OP_DRAIN] = 1,  [OP_WATCH] = 5,  [OP_WATCH_MOD] = 1,
	[OP_ONCE] = 4,     [OP_ONCE_MOD] = 3, [OP_GETOPT] = 1, [OP_BIND] = 1,   [OP_CONNECT] = 1,
	[OP_SHUTDOWN] = 1, [OP_SOCKNAME] = 1, [OP_LISTEN] = 1, [OP_ACCEPT] = 1, [OP_SETOPT] = 1,
	[OP_FCNTL] = 6,
};

static const uint8_t event_weights[OP_COUNT] = {
	[OP_WRITE] = 40,   [OP_READ] = 30, [OP_CLOSE] = 4,  [OP_DUP] = 3,
	[OP_SEND] = 1,     [OP_RECV] = 1,  [OP_WATCH] = 8,  [OP_ONCE] = 6,
	[OP_ONCE_MOD] = 5, [OP_FCNTL] = 2, [OP_GETOPT] = 1, [OP_WATCH_MOD] = 1,
};

static const uint8_t epoll_weights[OP_COUNT] = {
	[OP_CTL_ADD] = 34, [OP_CTL_MOD] = 14, [OP_CTL_DEL] = 7, [OP_WAIT] = 40, [OP_CLOSE] = 3,
	[OP_DUP] = 2,      [OP_READ] = 1,     [OP_WATCH] = 8,   [OP_ONCE] = 4,
};

static const uint8_t buffer_weights[OP_COUNT] = {
	[OP_FILL] = 24,  [OP_DRAIN] = 14, [OP_RECV] = 12,    [OP_SEND] = 6,   [OP_SHUTDOWN] = 10,
	[OP_CLOSE] = 10, [OP_ABORT] = 4,  [OP_GETOPT] = 6,   [OP_SETOPT] = 4, [OP_PEERNAME] = 2,
	[OP_WATCH] = 8,  [OP_ONCE] = 4,   [OP_ONCE_MOD] = 4,
};

const uint8_t *draft_weights_for(const struct draft *draft, unsigned slot)
{
	switch (draft->kinds[slot]) {
	case FILE_UDP:
	case FILE_UNIX_DGRAM:
		return draft->theme == THEME_BUFFERS ? buffer_weights : datagram_weights;
	case FILE_READER:
	case FILE_WRITER:
		return pipe_weights;
	case FILE_EPOLL:
		return epoll_weights;
	case FILE_EVENT:
		return event_weights;
	default:
		if (draft->listens[slot])
			return listener_weights;
		if (draft->theme == THEME_TCP_NAMES)
			return names_weights;
		return draft->theme == THEME_BUFFERS ? buffer_weights : stream_weights;
	}
}
