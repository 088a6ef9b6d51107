/* SPDX-License-Identifier: MIT
 *
 * path.h - names in a host's file system: FIFOs and files here, sockets in unix.h.
 * Each host has its own, and begins a run with /dev/null alone. */
#ifndef WT_PATH_H
#define WT_PATH_H

#include "kernel/net.h"

struct wt_pipe;

#define WT_PATH_MAX 256

struct wt_node {
	char path[WT_PATH_MAX];
	bool is_fifo;
	struct wt_pipe *pipe;     /* of a FIFO, while it is open */
	struct wt_stream *stream; /* of a file: what it holds, from 0 to written */
	struct wt_node *next;
};

struct wt_node *wt_node_find(const struct wt_kernel *, const char *path); /* or NULL */
/* One of those, or what every host has. */
bool wt_node_is_there(const struct wt_kernel *, const char *path);
/* Has it that name already: a FIFO, a file, a socket? */
bool wt_path_is_taken(struct wt_kernel *, const char *path);

int wt_sys_mkfifo(struct wt_kernel *, const char *path);
int wt_sys_open(struct wt_kernel *, const char *path, int flags);

/* Descriptors of files (regular.c); NULL: no memory. */
struct wt_file *wt_regular_open(struct wt_kernel *, struct wt_node *, int flags);
struct wt_file *wt_null_open(struct wt_kernel *, int flags);

#endif
