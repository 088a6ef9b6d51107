/* SPDX-License-Identifier: MIT
 *
 * ac.h - asyncore's loop and dispatchers, for C.
 *
 * One loop serves many channels.  A channel is a struct you embed in your own,
 * and a constant table that says which of its methods you override, as a
 * subclass does in Python:
 *
 *	struct echo {
 *		struct ac_sender base;                  // class Echo(
 *	};                                              //   dispatcher_with_send):
 *	static int echo_read(struct ac_dispatcher *d)   //   def handle_read(self):
 *	{
 *		struct echo *echo = ac_container_of(d, struct echo, base.base);
 *		char buf[8192];
 *		ssize_t n = ac_recv(d, buf, sizeof buf);
 *
 *		return n <= 0 ? (int)n : ac_sender_send(&echo->base, buf, (size_t)n);
 *	}
 *	static const struct ac_ops echo_ops = {
 *		.super = &ac_sender_ops,
 *		.name = "echo",
 *		.handle_read = echo_read,
 *	};
 *
 * A NULL slot is inherited: it is looked up in .super, as far as
 * ac_dispatcher_ops, where every chain ends.  To call the method you override,
 * write ac_sender_ops.handle_write(d).
 *
 * Errors.  Functions return 0 or a count, or -errno.  A handler "raises" by
 * returning a negative value, and the loop then acts for it:
 *
 *	AC_EXIT, -ECANCELED     leave the pass and the loop at once (ExitNow)
 *	-EAGAIN                 no error
 *	-ECONNREFUSED, -EHOSTUNREACH, -ENETUNREACH, -ENOPROTOOPT
 *	                        on a datagram channel: no error
 *	a lost connection       (ac_is_disconnected) handle_close
 *	anything else           handle_error, whose default logs and calls
 *	                        handle_close
 *
 * What it returns after its channel was closed is ignored, except AC_EXIT and
 * -ECANCELED.  A negative value of handle_error itself, or of the handle_close
 * called for a lost connection, ends the loop if the channel is still open.
 *
 * Ownership.  You own every struct; the library owns a channel's descriptor
 * from the call that opens the channel to ac_close.  After ac_close no handler
 * of the channel runs any more, except `released`, once, when the library holds
 * no pointer to it: free it there, and nowhere else.  `released` is called only
 * by the loop (after the outermost pass, before ac_loop returns, in
 * ac_loop_fini), never inside another call.  Opening the same struct again
 * before that calls it off: reconnecting in handle_close is fine.
 *
 * Reentrancy.  A handler may do anything: close any channel, open others, run
 * ac_poll or ac_loop.  Functions that may call handlers say so.  A loop and its
 * channels belong to one thread; three functions may be called by others.
 *
 * Durations are nanoseconds (int64_t); AC_MS and AC_SECOND are the units.
 * Struct sizes are no promise: compile programs with the library they link. */
#ifndef AC_H
#define AC_H

#include <netinet/in.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "ac_sys.h"

#ifdef __cplusplus
extern "C" {
#endif

#define AC_MUST_CHECK __attribute__((warn_unused_result))

#define AC_MS      INT64_C(1000000)
#define AC_SECOND  (1000 * AC_MS)
#define AC_NEVER   INT64_C(-1)      /* as a time-out: no limit */
#define AC_TIMEOUT (30 * AC_SECOND) /* asyncore.loop's default */

/* Results outside the errno range. */
#define AC_EXIT   (-0x10000) /* leave the loop: asyncore.ExitNow */
#define AC_E_USER (-0x10001) /* a failure that is no errno; see ac_fail */

/* The struct that embeds *ptr as its member. */
#define ac_container_of(ptr, type, member) ((type *)(void *)((char *)(ptr)-offsetof(type, member)))

struct ac_loop;
struct ac_dispatcher;
struct ac_timer;
struct ac_chat;

/* private */
struct ac_bell;
struct ac_block;
struct ac_chunk;
struct ac_class;
struct ac_cursor;
struct ac_slot;
struct ac_watcher;
struct ac_link {
	struct ac_link *next, *prev;
};

/* ---- Errors ---- */

enum ac_error_kind {
	AC_ERROR_OS,   /* a system call failed */
	AC_ERROR_API,  /* the library refused: closed channel, channel already open... */
	AC_ERROR_USER, /* the program's own: AC_E_USER, or a code given to ac_fail */
};

/* The library call that failed, if the handler returned what that call gave it. */
enum ac_op {
	AC_OP_HANDLER, /* none: the handler made the code up */
	AC_OP_SOCKET,
	AC_OP_BIND,
	AC_OP_LISTEN,
	AC_OP_CONNECT, /* at once, or later by SO_ERROR */
	AC_OP_ACCEPT,
	AC_OP_RECV,
	AC_OP_SEND,
	AC_OP_SHUTDOWN,
	AC_OP_OPTION,
	AC_OP_MEMORY,
	AC_OP_PRODUCER, /* a chat's producer failed */
	AC_OP_IDLE,     /* nothing came or went for too long */
};

/* What the loop was doing. */
enum ac_event {
	AC_EVENT_ASK, /* readable or writable */
	AC_EVENT_READ,
	AC_EVENT_WRITE,
	AC_EVENT_EXPT,
	AC_EVENT_CLOSE,
	AC_EVENT_TIMER, /* a time-out of the channel */
};

/* Handed to handle_error; valid during that call. */
struct ac_error {
	enum ac_error_kind kind;
	int code; /* what the handler returned: negative */
	enum ac_op op;
	enum ac_event event;
	struct ac_dispatcher *channel;
	int fd;           /* at that time */
	const char *text; /* never NULL */
	/* Where ac_fail was written; NULL, NULL and 0 if it was not ac_fail. */
	const char *file, *function;
	int line;
};

/* "recv: No route to host", or "handler: bad greeting [mail.c|read_greeting|12]".
 * Returns the length as snprintf(3) does.  Source: asyncore.compact_traceback. */
int ac_err_format(const struct ac_error *, char *buf, size_t size);

/* Static text for a negative code; never fails.  Source: asyncore._strerror. */
const char *ac_strerror(int code);
const char *ac_op_name(enum ac_op op);
/* Does -errno mean that the connection is gone?  ECONNRESET, ENOTCONN, ESHUTDOWN,
 * ECONNABORTED, EPIPE, EBADF as asyncore._DISCONNECTED, and ETIMEDOUT (K33). */
bool ac_is_disconnected(int code);

/* ---- The methods of a channel ---- */

/* This very table's readable and writable change their answer only where
 * ac_interest_changed is called (or the library changes the channel itself), so
 * they need not be asked in every pass. */
#define AC_OPS_ANNOUNCES 1u

/* Unless said otherwise a method returns >= 0, or a negative value to raise.
 * The comment gives the default.  The table must outlive the loop. */
struct ac_ops {
	const struct ac_ops *super;
	const char *name; /* for logs: the class name; inherited like a method */
	unsigned flags;   /* AC_OPS_...; not inherited */

	/* Should the loop watch for input, room?  1 yes, 0 no, < 0 raises; asked
	 * before each wait, unless AC_OPS_ANNOUNCES.  Default: 1 and 1, so a plain
	 * dispatcher keeps the loop running hot (K05); sender: room is wanted while
	 * not connected or bytes are queued.  A listener is never asked for room. */
	int (*readable)(struct ac_dispatcher *);
	int (*writable)(struct ac_dispatcher *);

	/* What the loop calls; the defaults decide which of the methods below is
	 * meant.  Override them to wrap every event (TLS, throttling). */
	int (*handle_read_event)(struct ac_dispatcher *);
	int (*handle_write_event)(struct ac_dispatcher *);
	int (*handle_expt_event)(struct ac_dispatcher *);
	int (*handle_connect_event)(struct ac_dispatcher *);

	int (*handle_read)(struct ac_dispatcher *);    /* logs a warning */
	int (*handle_write)(struct ac_dispatcher *);   /* logs a warning; sender: sends */
	int (*handle_expt)(struct ac_dispatcher *);    /* drops the urgent byte (K32) */
	int (*handle_connect)(struct ac_dispatcher *); /* logs a warning */
	int (*handle_accept)(struct ac_dispatcher *);  /* ac_accept, handle_accepted */
	/* A connection was accepted; fd is yours: give it to ac_init_accepted, or
	 * ac_close_fd it, also when you then fail.  What it raises is an error of the
	 * listener, which the default handle_error closes.  Default: closes fd. */
	int (*handle_accepted)(struct ac_dispatcher *, int fd, const struct sockaddr *, socklen_t);
	/* ac_recv met the end of the stream.  Default: handle_close.  If it leaves
	 * the channel open, only the write side goes on: input is not watched any
	 * more.  Close when done, e.g. with ac_close_when_sent (K47). */
	int (*handle_eof)(struct ac_dispatcher *);
	/* The connection is gone, or the channel failed.  Default: logs a warning,
	 * ac_close.  An override must close: the condition does not go away (K04). */
	int (*handle_close)(struct ac_dispatcher *);
	/* Default: logs, handle_close. */
	int (*handle_error)(struct ac_dispatcher *, const struct ac_error *);
	/* The library holds no pointer to the channel any more. */
	void (*released)(struct ac_dispatcher *);

	/* Forget what is queued; called by ac_close and before a channel is opened.
	 * An override must call the one it overrides.  Default: nothing to forget.
	 * Source: async_chat.discard_buffers. */
	void (*discard_buffers)(struct ac_dispatcher *);

	/* Send some of what is queued: called when something was queued, and when
	 * there is room.  Senders and chats have it; override it to hold back. */
	int (*initiate_send)(struct ac_dispatcher *);
	/* How a chat reads and sends.  Override both to put a layer between, such as
	 * TLS; results as those of the defaults, ac_recv and ac_send. */
	ssize_t (*recv)(struct ac_dispatcher *, void *buf, size_t len);
	ssize_t (*send)(struct ac_dispatcher *, const void *buf, size_t len);

	/* Bytes queued.  Default: 0; senders and chats have it. */
	size_t (*queued)(const struct ac_dispatcher *);

	/* Of chats alone, see ac_chat.h.  Defaults: raise -ENOSYS. */
	int (*collect_incoming_data)(struct ac_chat *, const void *bytes, size_t len);
	int (*found_terminator)(struct ac_chat *);
};

extern const struct ac_ops ac_dispatcher_ops; /* asyncore.dispatcher */
extern const struct ac_ops ac_sender_ops;     /* asyncore.dispatcher_with_send */

/* ---- Timers ---- */

/* A call to be made later.  Embed it and get your struct back with
 * ac_container_of.  Must be all zero before its first use; yours to free
 * whenever it is not set. */
struct ac_timer {
	/* private */
	struct ac_loop *loop; /* NULL: not set */
	int (*callback)(struct ac_timer *);
	uint64_t due_ns, sequence;
	struct ac_timer *child, *sibling, *previous; /* pairing heap */
	uint32_t number;
};

/* Calls callback once, delay_ns from now or later, by the monotonic clock; a
 * delay <= 0 means in the next pass.  Timers due are called in the order (time,
 * order of setting), after the channels of the pass.  A timer already set is set
 * anew.  The callback may set it again, cancel or free it.  A negative result
 * other than -EAGAIN ends the pass and the loop, as there is no channel whose
 * handle_error could be asked. */
void ac_call_later(struct ac_loop *, struct ac_timer *, int64_t delay_ns,
		   int (*callback)(struct ac_timer *));
/* No effect if it is not set. */
void ac_cancel(struct ac_timer *);
bool ac_timer_is_set(const struct ac_timer *);

/* ---- From other threads and signal handlers ----
 * A loop and its channels belong to one thread, and all else in this header is for
 * that thread alone.  These three may be called by any, and in signal handlers. */

/* A call handed over.  Embed it and get your struct back with ac_container_of; it is
 * the loop's until the callback is called. */
struct ac_call {
	/* private */
	struct ac_call *next;
	int (*callback)(struct ac_call *);
};

/* To be called first, in the loop's thread, if the loop is to be woken while it
 * waits.  It opens a channel of the library's own, so the loop lasts until
 * ac_wake_disable, ac_close_all or ac_loop_stop.  -EBUSY: done already; -ENOMEM; or
 * why the kernel makes no pair of sockets. */
AC_MUST_CHECK int ac_wake_enable(struct ac_loop *);
/* Nobody may be calling the three by then. */
void ac_wake_disable(struct ac_loop *);

/* Ends the wait of this pass, or of the next one if none is under way. */
void ac_wake(struct ac_loop *);
/* Calls callback once in the loop's thread, after the timers of a pass, in the order
 * of handing over.  What it returns is as with timers.  Calls handed over from within
 * one are for the next pass.  Those left when the loop is freed are not made. */
void ac_call_soon_threadsafe(struct ac_loop *, struct ac_call *, int (*callback)(struct ac_call *));
/* ac_loop returns 0 after the pass that is under way; if there is none, the next
 * ac_loop returns at once.  Of nested ones all do. */
void ac_loop_stop(struct ac_loop *);

/* ---- The loop ---- */

enum ac_poller {
	AC_POLLER_POLL,
	AC_POLLER_SELECT, /* descriptors below FD_SETSIZE only: opening others is -EINVAL */
	/* Costs what is active, not what is open.  Regular files, which the kernel
	 * refuses, count as always ready, as in poll.  A descriptor closed behind the
	 * library's back is found later than by the others: when what its channel
	 * wants changes, when its number comes back, or bit by bit in waits that time
	 * out. */
	AC_POLLER_EPOLL,
};

enum ac_log_level {
	AC_LOG_ERROR,
	AC_LOG_WARNING,
	AC_LOG_INFO,
};

/* private: a failure that a library call told the program of */
struct ac_failure {
	struct ac_dispatcher *channel;
	const char *text, *file, *function;
	int line;
	enum ac_error_kind kind;
	enum ac_op op;
	int code; /* 0: none */
	uint32_t generation;
	bool ends; /* the channel can not go on, or bytes are lost */
};

/* asyncore's socket map, with its poller and timers. */
struct ac_loop {
	/* read-only */
	struct ac_sys *sys;
	uint32_t channel_count; /* open channels */
	uint32_t timer_count;   /* timers set */

	/* Yours to set at any time. */
	uint32_t number; /* in notes; 1.  A program with more loops numbers them itself */
	/* Default: errors go to stderr, the rest nowhere.  channel may be NULL; text
	 * is valid during the call.  Must not call into the loop. */
	void (*log)(struct ac_loop *, enum ac_log_level, const struct ac_dispatcher *channel,
		    const char *text);
	/* For tests: ask every channel in every pass, and abort if one that should
	 * have announced a change did not.  Default: false; true if the library is
	 * built with AC_ASK_ALL. */
	bool ask_all;

	/* private */
	enum ac_poller poller;
	uint32_t notes; /* the wanted ones */
	uint32_t depth; /* of nested passes */
	struct ac_link open, closed, asked, marked;
	struct ac_cursor *cursors;
	struct ac_class *classes;
	struct ac_slot *slots;
	struct epoll_event *ready; /* of every poller */
	uint32_t *owners;          /* slot by descriptor */
	struct ac_watcher *watcher;
	uint32_t slot_capacity, owner_capacity, slot_free, ready_count, ready_next, generation;
	uint32_t timer_numbers;
	uint64_t timer_sequence;
	struct ac_timer *timers;
	struct ac_failure failure;    /* the last one that a handler was told of */
	uint32_t serial, serial_last; /* of guarded calls into the program */
	bool aftermath;               /* a guarded call left something to be settled */
	struct ac_bell *bell;         /* NULL: nobody else may wake it */
	struct ac_call *calls;        /* handed over, the last one first; by any thread */
	struct ac_call *calls_due;    /* taken, in order */
	bool stopping;                /* by any thread */
	struct ac_chunk *spare;       /* memory that chats read into, kept for the next */
};

/* sys must outlive the loop.  -ENOMEM; -EINVAL: unknown poller; or why the kernel
 * makes no epoll descriptor. */
AC_MUST_CHECK int ac_loop_init(struct ac_loop *, struct ac_sys *sys, enum ac_poller);
/* From the next wait on, waits with another poller; anywhere.  Errors as
 * ac_loop_init, and -EINVAL: it can not watch one of the channels; the loop then
 * keeps the poller it has.  Source: use_poll of asyncore.loop. */
AC_MUST_CHECK int ac_set_poller(struct ac_loop *, enum ac_poller);
/* Closes every channel (ac_close_all), cancels every timer, calls what is
 * outstanding of `released`, frees all memory.  Not inside a handler. */
void ac_loop_fini(struct ac_loop *);

/* Passes, until there is neither channel nor timer left, or count passes are
 * over (count < 0: no limit; 0: none).  Each waits at most timeout_ns for
 * something to happen (< 0: no limit).  Returns 0, also if stopped; AC_EXIT or -ECANCELED as a
 * handler or the kernel gave it; or the error that ended it (see "Errors" above,
 * or of the wait itself; a signal does not end a wait, K20).  The loop can be
 * entered again.
 * Source: asyncore.loop. */
int ac_loop(struct ac_loop *, int64_t timeout_ns, int count);
/* One pass: ask, wait, serve channels, call timers.  Within a channel the order
 * is read, write, expt, close with every poller; between channels that of
 * opening, but with epoll the kernel's, which serves at most 512 in a pass.  Returns at once if
 * there is neither channel nor timer. Results as ac_loop.  Source: asyncore.poll, asyncore.poll2.
 */
int ac_poll(struct ac_loop *, int64_t timeout_ns);
/* ac_close for every channel.  No handle_close.  Source: asyncore.close_all. */
void ac_close_all(struct ac_loop *);

/* ---- The outside world, as the loop sees it ---- */

uint64_t ac_now_ns(struct ac_loop *); /* the clock of timers */
/* realloc(3) with size 0 meaning free; NULL on exhaustion, when ptr stays valid.
 * purpose is a string constant saying what the memory is for. */
void *ac_realloc(struct ac_loop *, void *ptr, size_t size, const char *purpose);
void ac_free(struct ac_loop *, void *ptr);
/* Closes a descriptor that no channel owns. */
void ac_close_fd(struct ac_loop *, int fd);
/* Numeric addresses only: names would block (K42).  -EINVAL: no such address.
 * port in host order. */
int ac_ipv4(struct sockaddr_in *ret_addr, const char *address, uint16_t port);

/* ---- A channel ---- */

struct ac_dispatcher {
	/* read-only */
	struct sockaddr_storage addr; /* the peer's, or a listener's own; kept by ac_close */
	socklen_t addr_len;           /* 0: none */

	/* private */
	uint32_t excused;      /* serial of the call in which the library found it lost */
	struct ac_link ask;    /* in loop->asked or loop->marked */
	struct ac_link link;   /* in loop->open or loop->closed */
	struct ac_timer timer; /* of rest, connecting, idleness or lingering */
	size_t high_water, low_water;
	int64_t connect_timeout_ns, idle_timeout_ns;
	uint64_t active_ns;          /* when something last came or went */
	const struct ac_class *left; /* the class of a channel that lingers */
	size_t linger_left;
	uint32_t place;

	bool at_eof, write_shut, backing_off, draining, losing, paused, full, lingering;
	bool file;              /* no socket: read and written, see ac_file.h */
	unsigned char answers;  /* the last ones of readable and writable, if that is all */
	unsigned char interest; /* AC_WANT_ bits */
	bool datagram;

	/* read-only */
	uint32_t slot, generation; /* what notes call it; kept by ac_close */

	/* private; what every event needs comes last, so as to share lines of the cache
	 * with what the program puts behind it, and what a send needs last of all */
	const struct ac_class *cls;
	/* how bytes come in and go out: the kernel's calls for a socket or a file */
	ssize_t (*get)(int fd, void *, size_t, int flags, struct ac_sys *);
	ssize_t (*put)(int fd, const void *, size_t, int flags, struct ac_sys *);

	/* read-only */
	struct ac_loop *loop;
	int fd; /* -1: closed */
	bool connected, connecting, accepting;

	bool counts_idleness; /* private */
};

/* A closed channel of that loop; no handler is called.  ops must end its chain
 * of .super in ac_dispatcher_ops.  Overwrites *d without looking at it.
 * -ENOMEM.  Source: asyncore.dispatcher.__init__. */
AC_MUST_CHECK int ac_init(struct ac_dispatcher *d, struct ac_loop *, const struct ac_ops *ops);
/* ac_init, then ac_set_accepted.  On failure fd stays yours. */
AC_MUST_CHECK int ac_init_accepted(struct ac_dispatcher *d, struct ac_loop *,
				   const struct ac_ops *ops, int fd, const struct sockaddr *,
				   socklen_t);

/* Three ways to open a closed channel.  -EBUSY: it is open (K49); -ENOMEM;
 * -EINVAL: the poller can not watch such a descriptor (K19); else what the
 * kernel says.  No handler is called. */
/* A new socket; type is SOCK_STREAM or SOCK_DGRAM. */
AC_MUST_CHECK int ac_create_socket(struct ac_dispatcher *d, int family, int type);
/* A socket from elsewhere; it is made non-blocking, and is connected if it has a
 * peer.  On failure fd stays yours. */
AC_MUST_CHECK int ac_set_socket(struct ac_dispatcher *d, int fd);
/* What ac_accept gave: connected, with that address; the kernel is not asked,
 * because a quick reset would make it deny the peer (K10).  On failure fd stays
 * yours.  addr may be NULL with len 0. */
AC_MUST_CHECK int ac_set_accepted(struct ac_dispatcher *d, int fd, const struct sockaddr *addr,
				  socklen_t len);

/* From here on: -EBADF if the channel is closed, noted as misuse unless it was
 * the library that found the connection lost in the same call of a handler. */

void ac_set_reuse_addr(struct ac_dispatcher *d); /* errors are ignored, as there */
int ac_setsockopt(struct ac_dispatcher *d, int level, int name, const void *, socklen_t);
int ac_getsockopt(struct ac_dispatcher *d, int level, int name, void *, socklen_t *);
/* d->addr then says which port 0 became (K48). */
int ac_bind(struct ac_dispatcher *d, const struct sockaddr *, socklen_t);
int ac_listen(struct ac_dispatcher *d, int backlog);
/* Starts to connect; handle_connect follows, from the loop or, if the kernel is
 * quick, inside this call (may call back).  On failure the channel stays open
 * and unconnected: close it.  -EAGAIN with AF_UNIX: the backlog is full (K14).
 * Source: asyncore.dispatcher.connect. */
int ac_connect(struct ac_dispatcher *d, const struct sockaddr *, socklen_t);
/* The next connection: a descriptor, yours, non-blocking.  addr and len may both
 * be NULL.  -EAGAIN: there is none, because the peer has gone again (K12), or
 * because descriptors or memory have run out; then the listener rests for
 * AC_ACCEPT_REST_NS (K11).  Source: asyncore.dispatcher.accept. */
#define AC_ACCEPT_REST_NS AC_SECOND
int ac_accept(struct ac_dispatcher *d, struct sockaddr_storage *addr, socklen_t *len);

/* One send(2), never SIGPIPE.  How much was taken, perhaps less than len: the
 * rest is up to you (or use a sender).  0 if there is no room now.  If the
 * connection is lost: calls handle_close, and returns 0, or what that raised.
 * Source: asyncore.dispatcher.send. */
ssize_t ac_send(struct ac_dispatcher *d, const void *buf, size_t len);
/* One recv(2).  > 0: bytes.  0: the stream ended (handle_eof has been called, once
 * for each connection) or the connection was lost (handle_close has been called);
 * whatever these raise is returned instead.  -EAGAIN: nothing there now.
 * On a datagram channel 0 is an empty datagram, and -ECONNREFUSED and the
 * like mean that an earlier one did not arrive: the channel stays open (K34).
 * Source: asyncore.dispatcher.recv. */
ssize_t ac_recv(struct ac_dispatcher *d, void *buf, size_t len);
/* how: SHUT_RD, SHUT_WR, SHUT_RDWR.  Room is not watched for after the write
 * side is shut, so what a sender has queued stays there.  When also the end of the
 * stream was read, the loop calls handle_close. */
int ac_shutdown(struct ac_dispatcher *d, int how);

/* Closes, and discards what is queued.  Never fails, may be repeated, calls
 * nothing.  `released` follows from the loop.  Source: asyncore.dispatcher.close. */
void ac_close(struct ac_dispatcher *d);

/* Closes without hurting what was sent.  ac_close with unread input makes the kernel
 * reset the connection, and the peer may lose the last answer; here the write side
 * is shut, and input is dropped until the peer closes too, timeout_ns are over or
 * AC_LINGER_MAX bytes came.  For the program the channel is closed at once: no
 * handler runs but `released`, when it is over.  Until then the loop counts it, and
 * the struct can not be opened again.  What is queued is discarded: wait for it with
 * ac_close_when_sent, and linger in handle_close.  A channel without a connection is
 * just closed. */
#define AC_LINGER_MAX (1u << 20)
void ac_close_lingering(struct ac_dispatcher *d, int64_t timeout_ns);

/* For tables with AC_OPS_ANNOUNCES: readable or writable may answer differently
 * from now on. */
void ac_interest_changed(struct ac_dispatcher *d);
/* To raise with a text of your own: return ac_fail(d, AC_E_USER, "bad greeting").
 * text is a string constant, or NULL for that of the code.  Returns code, which is
 * negative. */
#define ac_fail(d, code, text) ac_fail_at(d, code, text, __FILE__, __func__, __LINE__)
int ac_fail_at(struct ac_dispatcher *d, int code, const char *text, const char *file,
	       const char *function, int line);
/* "I know of the error that a call on d gave me in this handler, and do not
 * return it": otherwise it is noted as dropped. */
void ac_err_clear(struct ac_dispatcher *d);
/* The class name, from the table. */
const char *ac_name(const struct ac_dispatcher *d);
/* "<echo connected 127.0.0.1:7>", without an address in memory, so that two runs say
 * the same.  Returns the length as snprintf(3) does.  Source: dispatcher.__repr__. */
int ac_repr(const struct ac_dispatcher *d, char *buf, size_t size);
/* Through the loop's hook.  Source: asyncore.dispatcher.log_info. */
void ac_log(struct ac_dispatcher *d, enum ac_log_level, const char *text);

/* An event on one channel, guarded as the loop does it; may call back.  Result as
 * ac_poll.  readwrite takes poll(2) bits.  Source: asyncore.read and so on. */
int ac_read(struct ac_dispatcher *d);
int ac_write(struct ac_dispatcher *d);
int ac_exception(struct ac_dispatcher *d);
int ac_readwrite(struct ac_dispatcher *d, int revents);

/* ---- Flow ---- */

/* Input is not watched for until ac_resume_reading, whatever readable answers.  What
 * the kernel holds stays there and slows the peer down; what you have read stays with
 * you: look at it when you resume, because no event will come for it.  (A chat still
 * hands out what it has received.)  Also ended by opening the channel anew. */
void ac_pause_reading(struct ac_dispatcher *d);
void ac_resume_reading(struct ac_dispatcher *d);

/* While more than high bytes are queued, until no more than low are, input is not
 * watched for: a peer that sends and does not read can not fill our memory.
 * Independent of ac_pause_reading.  low <= high; high 0: no marks, as at first.  For
 * senders and chats, and tables with a `queued` of their own. */
void ac_set_water_marks(struct ac_dispatcher *d, size_t high, size_t low);
size_t ac_queued(const struct ac_dispatcher *d);

/* Time-outs of a channel; 0, as at first: none.  They hold for each connection it
 * opens, and call handle_error with -ETIMEDOUT, AC_EVENT_TIMER and the operation
 * AC_OP_CONNECT or AC_OP_IDLE: the default closes.  If yours does not, the connection
 * goes on being waited for, and idleness is counted anew. */
/* From ac_connect until it is connected. */
void ac_set_connect_timeout(struct ac_dispatcher *d, int64_t timeout_ns);
/* As long as nothing is received and nothing could be sent; not while connecting,
 * and not for listeners. */
void ac_set_idle_timeout(struct ac_dispatcher *d, int64_t timeout_ns);

/* ---- A channel that queues what it sends ---- */

/* One send(2) of at most this much for each event, as asyncore. */
#define AC_SEND_MAX 65536

struct ac_sender {
	struct ac_dispatcher base;
	bool drain;     /* yours: send until nothing is left or there is no room (K31) */
	size_t out_max; /* yours: no more than this is queued; 0: no limit */
	/* private */
	struct ac_block *out_first, **out_last;
	size_t out_bytes;
};

/* As ac_init and ac_init_accepted; ops must inherit from ac_sender_ops. */
AC_MUST_CHECK int ac_sender_init(struct ac_sender *, struct ac_loop *, const struct ac_ops *ops);
AC_MUST_CHECK int ac_sender_init_accepted(struct ac_sender *, struct ac_loop *,
					  const struct ac_ops *ops, int fd, const struct sockaddr *,
					  socklen_t);
/* Queues a copy, and sends what there is room for; the rest follows from the
 * loop.  0; -ENOMEM, or -ENOBUFS above out_max: nothing was queued; else what the send gave, while
 * the bytes stay queued.  If the connection is lost: handle_close, then 0 as ac_send. Source:
 * asyncore.dispatcher_with_send.send. */
int ac_sender_send(struct ac_sender *, const void *buf, size_t len);
size_t ac_sender_queued(const struct ac_sender *);
/* Calls handle_close as soon as nothing is queued: from the loop, or inside this
 * call if that is so now (may call back; returns what it raises).  Input is not
 * watched any more; what is sent in the meantime still goes out first.
 * Source: async_chat.close_when_done, which dispatcher_with_send lacks. */
int ac_close_when_sent(struct ac_sender *);

/* ---- To the judge ---- */

/* Something a trace or a check wants to know; costs a test of a bit if nobody
 * does.  channel may be NULL. */
void ac_note(struct ac_loop *, const struct ac_dispatcher *channel, const char *name,
	     const void *bytes, size_t len);
/* A state that tests should reach now and then: a queue that was full, a reset while
 * closing.  `wavetank run` fails a file whose choices are open where it was asked
 * for and, in all the runs, never came about.  What stands in a branch that may
 * never be taken is announced where the program begins:
 *
 *	ac_sometimes_if(&loop, false, "a queue was full"); */
void ac_sometimes_if(struct ac_loop *, bool condition, const char *name);
void ac_sometimes(struct ac_loop *, const char *name);

#ifdef __cplusplus
}
#endif
#endif
