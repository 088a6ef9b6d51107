/* SPDX-License-Identifier: MIT
 *
 * wake.c - what other threads and signal handlers may do: ring, hand over a call, and
 * stop the loop.
 *
 * The bell is a pair of sockets, whose one end is a channel of the loop.  It is rung
 * once until it is heard, however many ring.  The order matters: who hands over a call
 * does so before ringing, and the loop stops the bell before it takes the calls; so
 * one of the two always sees the other. */
#include "internal.h"

struct ac_bell {
	struct ac_dispatcher base;
	int rope;
	bool rung; /* by any thread */
};

static struct ac_bell *of(struct ac_dispatcher *d)
{
	return ac_container_of(d, struct ac_bell, base);
}

/* ---- The channel ---- */

static int no(struct ac_dispatcher *d)
{
	(void)d;
	return 0;
}

static int hear(struct ac_dispatcher *d)
{
	char rings[16];
	ssize_t n = ac_recv(d, rings, sizeof rings);

	if (n > 0)
		__atomic_store_n(&of(d)->rung, false, __ATOMIC_SEQ_CST);
	return n < 0 ? (int)n : 0;
}

/* The channel is about to be closed, perhaps by ac_close_all, or was just made. */
static void take_down(struct ac_dispatcher *d)
{
	struct ac_bell *bell = of(d);

	if (bell->rope < 0)
		return;
	d->loop->bell = NULL;
	ac_close_fd(d->loop, bell->rope);
	bell->rope = -1;
}

static int close_it(struct ac_dispatcher *d)
{
	ac_close(d);
	return 0;
}

static void give_back(struct ac_dispatcher *d)
{
	ac_free(d->loop, of(d));
}

static const struct ac_ops bell_ops = {
	.super = &ac_dispatcher_ops,
	.name = "bell",
	.flags = AC_OPS_ANNOUNCES | AC_OPS_LIBRARY,
	.writable = no,
	.handle_read = hear,
	.handle_close = close_it,
	.released = give_back,
	.discard_buffers = take_down,
};

static int hang_up(struct ac_loop *loop, struct ac_bell *bell)
{
	struct ac_sys *sys = loop->sys;
	int fds[2];
	int rc = sys->ops->socketpair(AF_UNIX, SOCK_STREAM, fds, sys);

	if (rc < 0)
		return rc;
	bell->rope = -1;
	bell->rung = false;
	rc = ac_init_accepted(&bell->base, loop, &bell_ops, fds[0], NULL, 0);
	if (rc < 0) {
		ac_close_fd(loop, fds[0]);
		ac_close_fd(loop, fds[1]);
		return rc;
	}
	bell->rope = fds[1];
	return 0;
}

int ac_wake_enable(struct ac_loop *loop)
{
	struct ac_bell *bell;
	int rc;

	if (loop->bell)
		return -EBUSY;
	bell = ac_realloc(loop, NULL, sizeof *bell, "bell");
	if (!bell)
		return -ENOMEM;
	rc = hang_up(loop, bell);
	if (rc < 0) {
		ac_free(loop, bell);
		return rc;
	}
	loop->bell = bell;
	return 0;
}

void ac_wake_disable(struct ac_loop *loop)
{
	if (loop->bell)
		ac_close(&loop->bell->base);
}

/* ---- From anywhere ---- */

/* In a signal handler, errno is the interrupted code's.  If the kernel refuses, the
 * next one tries again. */
void ac_wake(struct ac_loop *loop)
{
	struct ac_bell *bell = loop->bell;
	int before = errno;

	if (!bell || __atomic_exchange_n(&bell->rung, true, __ATOMIC_SEQ_CST))
		return;
	if (loop->sys->ops->send(bell->rope, "", 1, MSG_NOSIGNAL, loop->sys) < 0)
		__atomic_store_n(&bell->rung, false, __ATOMIC_SEQ_CST);
	errno = before;
}

void ac_call_soon_threadsafe(struct ac_loop *loop, struct ac_call *call,
			     int (*callback)(struct ac_call *))
{
	struct ac_call *head = __atomic_load_n(&loop->calls, __ATOMIC_RELAXED);

	call->callback = callback;
	do
		call->next = head;
	while (!__atomic_compare_exchange_n(&loop->calls, &head, call, true, __ATOMIC_SEQ_CST,
					    __ATOMIC_RELAXED));
	ac_wake(loop);
}

void ac_loop_stop(struct ac_loop *loop)
{
	__atomic_store_n(&loop->stopping, true, __ATOMIC_SEQ_CST);
	ac_wake(loop);
}

/* ---- In the loop ---- */

bool ac_is_stopping(const struct ac_loop *loop)
{
	return __atomic_load_n(&loop->stopping, __ATOMIC_SEQ_CST);
}

void ac_have_stopped(struct ac_loop *loop)
{
	__atomic_store_n(&loop->stopping, false, __ATOMIC_SEQ_CST);
}

/* The last one handed over comes first there. */
static struct ac_call *in_order(struct ac_call *call)
{
	struct ac_call *first = NULL;

	while (call) {
		struct ac_call *next = call->next;

		call->next = first;
		first = call;
		call = next;
	}
	return first;
}

static void take_calls(struct ac_loop *loop)
{
	struct ac_call **end = &loop->calls_due;

	if (!__atomic_load_n(&loop->calls, __ATOMIC_SEQ_CST))
		return;
	while (*end)
		end = &(*end)->next;
	*end = in_order(__atomic_exchange_n(&loop->calls, NULL, __ATOMIC_SEQ_CST));
}

/* What these calls hand over is for the next pass, so that channels have their turn. */
int ac_make_calls(struct ac_loop *loop)
{
	take_calls(loop);
	while (loop->calls_due) {
		struct ac_call *call = loop->calls_due;
		int rc;

		loop->calls_due = call->next;
		rc = call->callback(call);
		if (rc < 0 && rc != -EAGAIN) {
			if (loop->calls_due)
				ac_wake(loop);
			return rc;
		}
		ac_leave(loop);
	}
	return 0;
}
