/* SPDX-License-Identifier: MIT
 *
 * stage.h - what a row plays on: a kernel, and its sockets by name. */
#ifndef SEAM_STAGE_H
#define SEAM_STAGE_H

#include <netinet/in.h>
#include <stdbool.h>
#include <stddef.h>

#include <sys/un.h>

#include "../gate/gate.h"
#include "ac_sys.h"

#define STAGE_SOCKETS_MAX 128
#define STAGE_PATHS_MAX   8

/* After close the number is kept: a closed descriptor is worth a call, too. */
struct stage_socket {
	char name[8];
	int fd;
	bool open;
	struct sockaddr_in address; /* its own, while it was known last */
};

struct stage {
	struct ac_sys *sys;
	struct gate *gate; /* between A and B; NULL: there is one machine */
	struct stage_socket sockets[STAGE_SOCKETS_MAX];
	size_t count;
	size_t letters; /* bytes sent so far: their content goes through the alphabet */
	char paths[STAGE_PATHS_MAX][108]; /* named, to be removed at the end */
	size_t path_count;
	size_t filled_at;    /* the first of those that fill(...) sent */
	uint64_t connect_ns; /* when connect was called last */
};

/* gate: its seam is sys; or NULL. */
void stage_init(struct stage *, struct ac_sys *, struct gate *);
/* Closes what is open. */
void stage_fini(struct stage *);

/* Where a socket of that name is, if there are two machines. */
enum gate_machine stage_machine(const char *name);
/* NULL: no such name. */
struct stage_socket *stage_find(struct stage *, const char *name);
/* The socket of that name, a fresh one if there was none.  NULL when it can not
 * be made. */
struct stage_socket *stage_socket(struct stage *, const char *name);
/* The next socket(2) is for that name. */
void stage_prepare(struct stage *, const char *name);
/* Where a socket of that name is bound to, where the row does not say it. */
struct in_addr stage_home(const struct stage *, const char *name);
/* A socket(2) by that name: 0 or -errno. */
int stage_open(struct stage *, const char *name);
/* This descriptor has that name from now on. */
struct stage_socket *stage_adopt(struct stage *, const char *name, int fd);
void stage_close(struct stage *, struct stage_socket *);
/* Keeps its address for later. */
void stage_note_address(struct stage *, struct stage_socket *);

/* An address as rows write it (row.h).  False when it means nothing. */
struct stage_address {
	union {
		struct sockaddr_in name;
		struct sockaddr_un path;
	};
	char behind[sizeof(struct sockaddr_in6)]; /* zeroes, should it be taken for more */
	socklen_t len;
};
bool stage_address(struct stage *, const char *text, struct stage_address *ret);

/* The name of an AF_UNIX socket or a file, of this process alone: "/x" a path, "@x" an
 * abstract one. */
void stage_path(struct stage *, const char *text, struct stage_address *ret);

/* The n-th byte that is sent. */
char stage_letter(size_t n);

#endif
