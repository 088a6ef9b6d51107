/* SPDX-License-Identifier: MIT
 *
 * name.h - socket names as programs of the fidelity test know them.
 *
 * An operation names an address by a code, and an address that a call gives comes
 * back as a *seen* name: ports by what they are, not by number.  So the two kernels
 * need not have the same ports.
 *
 * A code: an internet host and a port; an AF_UNIX name; something wrong; or the name
 * of what a slot holds. */
#ifndef FIDELITY_NAME_H
#define FIDELITY_NAME_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/socket.h>

#include "ac_sys.h"

#define NAME_PORTS   8 /* 0: any; 1..6: the program's own; 7: nobody's */
#define NAME_DEAD    7
#define NAME_HOSTS   7
#define NAME_INET    0  /* + host * NAME_PORTS + port */
#define NAME_UNIX    64 /* + one of UNIX_NAMES */
#define NAME_ODD     80 /* + enum odd_name */
#define NAME_SOCK_OF 96 /* + slot: what getsockname says of it */
#define NAME_PEER_OF 112
#define NAME_NONE    255

enum host_code {
	HOST_ONE,   /* 127.0.0.1 */
	HOST_TWO,   /* 127.0.0.2 */
	HOST_ANY,   /* 0.0.0.0 */
	HOST_THREE, /* 127.0.0.3 */
	HOST_FAR,   /* no way there */
	HOST_ALL,   /* 255.255.255.255 */
	HOST_GROUP, /* 224.0.0.1 */
};

enum unix_code {
	UNIX_PATH_0,
	UNIX_PATH_1,
	UNIX_PATH_2,
	UNIX_ABSTRACT_0,
	UNIX_ABSTRACT_1,
	UNIX_ABSTRACT_2,
	UNIX_MISSING, /* nobody is ever bound to it */
	UNIX_AUTO,    /* the family alone: choose one */
	UNIX_NULL,    /* /dev/null: there on every host */
	UNIX_LONG,    /* as long as an address can be, without an end */
	UNIX_NAMES
};

enum odd_name {
	ODD_UNSPEC,
	ODD_UNSPEC_ANY,
	ODD_INET6,
	ODD_SHORT,
	ODD_SHORT_UNIX,
	ODD_LONGEST,
	ODD_TOO_LONG,
	ODD_UNSPEC_BRIEF, /* the family alone */
	ODD_ALMOST,       /* a byte less than AF_INET's */
	ODD_NAMES
};

/* What a call said. */
struct seen_name {
	uint8_t family; /* 0: none */
	uint8_t host;   /* enum host_code; 99: another */
	uint8_t port;   /* as in a code; from 100: the n-th that the kernel chose */
	uint8_t len;    /* as returned */
	uint32_t text;  /* AF_UNIX: hash of it */
};

/* What one run needs to tell ports and chosen names apart. */
struct names {
	uint16_t first_port; /* real number of port 1 */
	uint32_t chosen[32]; /* ports of datagrams and of streams are different ones */
	unsigned chosen_count;
	char made_up[16][6];
	unsigned made_up_count;
};

void names_begin(struct names *, uint16_t first_port);
/* The address of a code below NAME_SOCK_OF. */
socklen_t name_address(const struct names *, uint8_t code, struct sockaddr_storage *ret);
/* Of AF_INET, and no host's own: HOST_FAR and what is behind it. */
bool name_is_far(const struct sockaddr_storage *);
/* len: as the call returned it. */
struct seen_name name_seen(struct names *, const struct sockaddr_storage *, socklen_t len,
			   bool datagram);
/* As C would say it: for listings. */
const char *name_text(uint8_t code, char *text, size_t size);
const char *seen_name_text(const struct seen_name *, char *text, size_t size);
/* The path of an AF_UNIX name, or NULL: it has none. */
const char *name_path(enum unix_code);

#endif
