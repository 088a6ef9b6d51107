/* SPDX-License-Identifier: MIT
 *
 * ac_file.h - channels that are no sockets: files, pipes, terminals.
 *
 * Any dispatcher, sender or chat may be opened on one: ac_send and ac_recv then write
 * and read, never with SIGPIPE.  It counts as connected from the start, and has no
 * address.
 *
 * The library duplicates the descriptor; yours stays yours to close.  But both are
 * one open file: it becomes non-blocking for you as well, and for whoever else has it
 * (a shell's standard input!).  This is asyncore's way too (K36): open the file anew
 * if that must not be.
 *
 * A regular file is always ready, with every poller. */
#ifndef AC_FILE_H
#define AC_FILE_H

#include "ac.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Opens a closed channel on a duplicate of fd.  -EBUSY: it is open; -ENOMEM; -EINVAL:
 * the poller can not watch it; else what the kernel says.  No handler is called.
 * Source: asyncore.file_dispatcher.set_file. */
AC_MUST_CHECK int ac_set_file(struct ac_dispatcher *d, int fd);
/* ac_init, then ac_set_file.  Source: asyncore.file_dispatcher. */
AC_MUST_CHECK int ac_init_file(struct ac_dispatcher *d, struct ac_loop *, const struct ac_ops *ops,
			       int fd);

/* A duplicate without a channel, to read and write.  Source: asyncore.file_wrapper. */
struct ac_file_wrapper {
	/* read-only */
	struct ac_loop *loop;
	int fd; /* -1: closed */
};

AC_MUST_CHECK int ac_file_wrapper_init(struct ac_file_wrapper *, struct ac_loop *, int fd);
/* One read(2), one write(2); -errno as the kernel gives it, -EBADF if closed. */
ssize_t ac_file_wrapper_read(struct ac_file_wrapper *, void *buf, size_t len);
ssize_t ac_file_wrapper_write(struct ac_file_wrapper *, const void *buf, size_t len);
/* An error is told once, and the number never closed again (K35). */
int ac_file_wrapper_close(struct ac_file_wrapper *);

#ifdef __cplusplus
}
#endif
#endif
