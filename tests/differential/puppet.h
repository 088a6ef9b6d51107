/* SPDX-License-Identifier: MIT
 *
 * puppet.h - a channel of any kind, and the table that says it is the script's. */
#ifndef PUPPET_H
#define PUPPET_H

#include "ac_chat.h"
#include "drive.h"

/* What the script calls an error of the library's own making. */
#define API_ERROR (-0x10002)

struct puppet {
	union {
		struct ac_dispatcher dispatcher;
		struct ac_sender sender;
		struct ac_chat chat;
	} channel;
	struct ac_ops ops;
	struct puppet *next;
	char name[32];
	int accepted; /* last descriptor, and who is there */
	struct sockaddr_storage peer;
	socklen_t peer_len;
	const struct ac_error *error; /* during handle_error */
};

#endif
