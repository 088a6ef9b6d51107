/* SPDX-License-Identifier: MIT
 *
 * internal.h - what the files of lib/ share; nobody else includes it.
 *
 * Who knows whom, downwards: loop.c (passes) > serve.c (events of one channel),
 * interest.c (what to watch) > dispatcher.c, sender.c (methods) > registry.c
 * (slots and generations), class.c (inheritance), timer.c, poller_*.c. */
#ifndef AC_INTERNAL_H
#define AC_INTERNAL_H

#include <assert.h>
#include <errno.h>
#include <limits.h>

#include "ac.h"
#include "link.h"
#include "note.h"

/* What is seldom called stays out of the way of what is called for every event: no
 * registers are saved for it there. */
#define AC_SELDOM __attribute__((noinline))
/* What is called for every event lies side by side: it has left the first cache by
 * the end of each call of the kernel, and comes back in few lines. */
#define AC_OFTEN __attribute__((hot))

/* ---- class.c: a table with everything inherited filled in ---- */

/* Private flag of the library's own tables: their readable and writable are not
 * worth a note. */
#define AC_OPS_LIBRARY 2u

struct ac_class {
	const struct ac_ops *table;
	struct ac_ops ops; /* no slot is NULL but those of senders and chats */
	unsigned readable_flags, writable_flags; /* of the tables these come from */
	bool asks;       /* readable or writable must be asked in every pass */
	bool plain_read; /* handle_read_event is the library's */
	struct ac_class *next;
};

/* NULL: no memory. */
const struct ac_class *ac_class_of(struct ac_loop *, const struct ac_ops *table);
void ac_classes_free(struct ac_loop *);

/* ---- dispatcher.c ---- */

/* Opens a closed channel; on success it owns fd.  file: no socket. */
int ac_open_with(struct ac_dispatcher *d, int fd, bool file);
/* d->get and d->put, for what d is now. */
void ac_choose_calls(struct ac_dispatcher *d);

/* ---- timeout.c ---- */

/* The channel has been opened, or another time-out is to run from now on. */
void ac_restart_timeout(struct ac_dispatcher *d);

/* n bytes came or went, on a channel whose idleness is counted; returns n. */
AC_SELDOM ssize_t ac_note_activity(struct ac_dispatcher *d, ssize_t n);

/* ---- registry.c: which channels are open ---- */

struct ac_slot {
	struct ac_dispatcher *channel; /* NULL: free */
	uint32_t generation;           /* of the channel; 0: free */
	uint32_t next_free;
};

/* What a kernel reports, in the one form of poll's bits, which are epoll's too, so
 * that epoll_wait fills loop->ready itself.  The data says whose event it is; the
 * event is dropped if the slot has another generation by the time it is served. */
_Static_assert(POLLIN == EPOLLIN && POLLPRI == EPOLLPRI && POLLOUT == EPOLLOUT &&
		       POLLERR == EPOLLERR && POLLHUP == EPOLLHUP,
	       "epoll reports in poll's bits");

static inline uint64_t ac_ready_data(const struct ac_dispatcher *d)
{
	return (uint64_t)d->generation << 32 | d->slot;
}

/* The poll bits for AC_WANT_ bits. */
static inline uint32_t ac_poll_bits(unsigned interest)
{
	uint32_t bits = 0;

	if (interest & AC_WANT_READ)
		bits |= POLLIN;
	if (interest & AC_WANT_WRITE)
		bits |= POLLOUT;
	if (interest & AC_WANT_EXPT)
		bits |= POLLPRI;
	return bits;
}

/* A walk over loop->asked that survives the removal of any channel. */
struct ac_cursor {
	struct ac_link *next;
	struct ac_cursor *outer;
};

/* The descriptor of an open channel that has lost it: no kernel gives this number. */
#define AC_FD_LOST INT_MAX

/* d->fd is set; gives it a slot and a new generation.  -ENOMEM, -EINVAL. */
int ac_register(struct ac_dispatcher *d);
void ac_unregister(struct ac_dispatcher *d);
/* revents in poll's bits. */
void ac_ready_add(struct ac_loop *, const struct ac_dispatcher *d, uint32_t revents);

static inline bool ac_is_current(const struct ac_dispatcher *d, uint32_t generation)
{
	return d->fd >= 0 && d->generation == generation;
}

/* ---- poller_poll.c, poller_select.c, poller_epoll.c ---- */

/* Watches descriptors for what d->interest says. */
struct ac_watcher {
	const struct ac_watcher_ops *ops;
};

struct ac_watcher_ops {
	/* -EINVAL: such a descriptor can not be watched; -ENOMEM. */
	int (*add)(struct ac_loop *, struct ac_dispatcher *d);
	void (*remove)(struct ac_loop *, struct ac_dispatcher *d);
	/* d->interest has changed.  On failure nothing of d is watched. */
	int (*ask)(struct ac_loop *, struct ac_dispatcher *d);
	/* Waits, and fills loop->ready.  Allocates nothing, calls nobody. */
	int (*wait)(struct ac_loop *, int64_t timeout_ns);
	void (*free)(struct ac_loop *);
};

/* Each sets loop->watcher; -ENOMEM, or what the kernel says. */
int ac_watcher_poll_new(struct ac_loop *);
int ac_watcher_select_new(struct ac_loop *);
int ac_watcher_epoll_new(struct ac_loop *);

/* ---- interest.c: what the poller is asked ---- */

/* d->answers: what the channel wants may depend on more than its answers. */
#define AC_ANSWERS_UNKNOWN 0xff

/* What d wants may have changed. */
void ac_mark(struct ac_dispatcher *d);
/* Before a wait: brings every interest up to date.  May call the program.  < 0 as
 * ac_poll; 1: some must be asked in the next pass, so do not wait. */
int ac_refresh(struct ac_loop *);

/* ---- serve.c: calls into the program, and what their results mean ---- */

static inline bool ac_is_exit(int rc)
{
	return rc == AC_EXIT || rc == -ECANCELED;
}

/* A guarded call into the program has ended, well unless settled already.  Most
 * leave nothing behind; else ac_clean_up notes a failure that the handler was told
 * of and kept to itself, and ends the excuse for channels lost. */
AC_SELDOM void ac_clean_up(struct ac_loop *);
static inline void ac_leave(struct ac_loop *loop)
{
	if (loop->aftermath)
		ac_clean_up(loop);
}

/* A pass begins inside or outside a guarded call: what happened there does not
 * concern its own. */
static inline void ac_begin(struct ac_loop *loop)
{
	loop->serial = ++loop->serial_last;
	loop->failure.code = 0;
	loop->aftermath = false;
}
/* It returned rc < 0: acts for it.  Result as ac_poll. */
AC_SELDOM int ac_settle(struct ac_dispatcher *d, uint32_t generation, int rc, enum ac_event);
/* Events of one channel, by the bits below. */
#define AC_READY_READ  POLLIN
#define AC_READY_WRITE POLLOUT
#define AC_READY_EXPT  POLLPRI
#define AC_READY_CLOSE POLLNVAL /* an error or hang-up that reading would not tell */
int ac_serve(struct ac_dispatcher *d, unsigned events);
/* Everything that is ready.  Result as ac_poll. */
int ac_serve_ready(struct ac_loop *);

/* ---- call.c: one method, with its notes; -EAGAIN is no error ---- */

int ac_call_noted(struct ac_dispatcher *d, enum ac_handler, int (*method)(struct ac_dispatcher *));
int ac_call_accepted(struct ac_dispatcher *d, int fd, const struct sockaddr *, socklen_t);
int ac_call_error(struct ac_dispatcher *d, const struct ac_error *);
void ac_call_released(struct ac_dispatcher *d);
int ac_call_timer(struct ac_loop *, struct ac_timer *, int (*callback)(struct ac_timer *));

static inline int ac_call(struct ac_dispatcher *d, enum ac_handler handler,
			  int (*method)(struct ac_dispatcher *))
{
	int rc;

	if (d->loop->notes & AC_HANDLER_NOTES)
		return ac_call_noted(d, handler, method);
	rc = method(d);
	return rc == -EAGAIN ? 0 : rc;
}

/* ---- timer.c ---- */

/* When the next one is due; only if loop->timers. */
uint64_t ac_next_due(const struct ac_loop *);
/* Calls those due at now and set before sequence.  Result as ac_poll. */
int ac_fire_timers(struct ac_loop *, uint64_t now, uint64_t sequence);

/* ---- wake.c ---- */

bool ac_is_stopping(const struct ac_loop *);
void ac_have_stopped(struct ac_loop *);
/* Makes the calls handed over so far.  Result as ac_poll. */
int ac_make_calls(struct ac_loop *);

/* ---- error.c ---- */

/* Remembers why a call on d fails, for handle_error; returns code. */
int ac_failed(struct ac_dispatcher *d, enum ac_error_kind, enum ac_op, int code);
/* The same, if the channel can not go on or bytes are lost. */
int ac_failed_for_good(struct ac_dispatcher *d, enum ac_op, int code);
/* -EBADF, for a call on a closed channel. */
int ac_misused(struct ac_dispatcher *d, enum ac_op, const char *method);

/* ---- log.c ---- */

void ac_log_default(struct ac_loop *, enum ac_log_level, const struct ac_dispatcher *,
		    const char *text);
void ac_log_error(struct ac_dispatcher *d, const struct ac_error *);

#endif
