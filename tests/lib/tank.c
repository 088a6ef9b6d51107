/* SPDX-License-Identifier: MIT
 *
 * tank.c - a loop on the real kernel, and a channel that writes down what happens. */
#include "tank.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static int tank_new(void **state, enum ac_poller poller)
{
	struct tank *t = calloc(1, sizeof *t);

	if (!t)
		return -1;
	fault_init(&t->fault, ac_sys_posix());
	t->fault.wanted = AC_NOTES_ALL;
	if (ac_loop_init(&t->loop, &t->fault.base, poller) < 0)
		return -1;
	t->loop_fds = t->fault.open_fds;
	t->loop.ask_all = true;
	*state = t;
	return 0;
}

int tank_with_poll(void **state)
{
	return tank_new(state, AC_POLLER_POLL);
}

int tank_with_select(void **state)
{
	return tank_new(state, AC_POLLER_SELECT);
}

int tank_with_epoll(void **state)
{
	return tank_new(state, AC_POLLER_EPOLL);
}

int tank_free(void **state)
{
	struct tank *t = *state;

	t->loop.depth = 0; /* a failed assertion may have jumped out of a handler */
	ac_loop_fini(&t->loop);
	assert_int_equal(t->fault.open_fds, 0);
	assert_int_equal(t->fault.blocks, 0);
	assert_int_equal(fault_noted(&t->fault, AC_NOTE_CHANNEL_OPENED),
			 fault_noted(&t->fault, AC_NOTE_CHANNEL_CLOSED));
	assert_int_equal(fault_noted(&t->fault, AC_NOTE_HANDLER_ENTERED),
			 fault_noted(&t->fault, AC_NOTE_HANDLER_LEFT));
	free(t);
	return 0;
}

int tank_listener(struct sockaddr_in *ret_addr)
{
	socklen_t len = sizeof *ret_addr;
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

	assert_int_equal(ac_ipv4(ret_addr, "127.0.0.1", 0), 0);
	assert_int_equal(bind(fd, (struct sockaddr *)ret_addr, len), 0);
	assert_int_equal(listen(fd, 8), 0);
	assert_int_equal(getsockname(fd, (struct sockaddr *)ret_addr, &len), 0);
	return fd;
}

struct sockaddr_in tank_nowhere(void)
{
	struct sockaddr_in addr;

	close(tank_listener(&addr));
	return addr;
}

int tank_tcp_pair(struct tank *t, int *ret_peer)
{
	struct sockaddr_in addr;
	int listener = tank_listener(&addr);
	int fd;

	*ret_peer = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	assert_int_equal(connect(*ret_peer, (struct sockaddr *)&addr, sizeof addr), 0);
	fd = t->fault.base.ops->accept(listener, NULL, NULL, &t->fault.base);
	assert_true(fd >= 0);
	close(listener);
	return fd;
}

int tank_unix_pair(struct tank *t, int *ret_peer)
{
	int fds[2];

	assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, fds), 0);
	t->fault.open_fds++;
	assert_int_equal(t->fault.base.ops->set_nonblock(fds[0], &t->fault.base), 0);
	*ret_peer = fds[1];
	return fds[0];
}

void tank_reset(int peer)
{
	const struct linger now = {.l_onoff = 1, .l_linger = 0};

	setsockopt(peer, SOL_SOCKET, SO_LINGER, &now, sizeof now);
	close(peer);
}

int tank_open_fds(const struct tank *t)
{
	return t->fault.open_fds - t->loop_fds;
}

int tank_passes(struct tank *t, int n)
{
	return ac_loop(&t->loop, 5 * AC_MS, n);
}

/* ---- The probe ---- */

static struct probe *of(struct ac_dispatcher *d)
{
	return ac_container_of(d, struct probe, base.base);
}

struct ac_dispatcher *probe_channel(struct probe *p)
{
	return &p->base.base;
}

static void saw(struct probe *p, const char *word)
{
	strncat(p->seen, word, sizeof p->seen - strlen(p->seen) - 1);
}

void probe_forget(struct probe *p)
{
	p->seen[0] = '\0';
}

static int probe_readable(struct ac_dispatcher *d)
{
	struct probe *p = of(d);

	return p->on[AC_HANDLER_readable] ? p->on[AC_HANDLER_readable](p) : p->wants_read;
}

static int probe_writable(struct ac_dispatcher *d)
{
	struct probe *p = of(d);

	if (p->on[AC_HANDLER_writable])
		return p->on[AC_HANDLER_writable](p);
	return p->wants_write < 0 ? ac_sender_ops.writable(d) : p->wants_write;
}

static int probe_read(struct ac_dispatcher *d)
{
	struct probe *p = of(d);

	saw(p, "read ");
	if (p->on[AC_HANDLER_handle_read])
		return p->on[AC_HANDLER_handle_read](p);
	p->last = ac_recv(d, p->in + p->in_len, sizeof p->in - p->in_len);
	if (p->last > 0)
		p->in_len += (size_t)p->last;
	return p->last < 0 ? (int)p->last : 0;
}

static int probe_write(struct ac_dispatcher *d)
{
	struct probe *p = of(d);

	saw(p, "write ");
	if (p->on[AC_HANDLER_handle_write])
		return p->on[AC_HANDLER_handle_write](p);
	return ac_sender_ops.handle_write(d);
}

static int probe_expt(struct ac_dispatcher *d)
{
	struct probe *p = of(d);

	saw(p, "expt ");
	if (p->on[AC_HANDLER_handle_expt])
		return p->on[AC_HANDLER_handle_expt](p);
	return ac_dispatcher_ops.handle_expt(d);
}

static int probe_connect(struct ac_dispatcher *d)
{
	struct probe *p = of(d);

	saw(p, "connect ");
	return p->on[AC_HANDLER_handle_connect] ? p->on[AC_HANDLER_handle_connect](p) : 0;
}

static int probe_accepted(struct ac_dispatcher *d, int fd, const struct sockaddr *addr,
			  socklen_t len)
{
	struct probe *p = of(d);

	saw(p, "accepted ");
	if (!p->on[AC_HANDLER_handle_accepted])
		return ac_dispatcher_ops.handle_accepted(d, fd, addr, len);
	p->fd = fd;
	return p->on[AC_HANDLER_handle_accepted](p);
}

static int probe_eof(struct ac_dispatcher *d)
{
	struct probe *p = of(d);

	if (!p->on[AC_HANDLER_handle_eof])
		return ac_dispatcher_ops.handle_eof(d);
	saw(p, "eof ");
	return p->on[AC_HANDLER_handle_eof](p);
}

static int probe_close(struct ac_dispatcher *d)
{
	struct probe *p = of(d);

	saw(p, "close ");
	if (p->on[AC_HANDLER_handle_close])
		return p->on[AC_HANDLER_handle_close](p);
	ac_close(d);
	return 0;
}

static int probe_error(struct ac_dispatcher *d, const struct ac_error *error)
{
	struct probe *p = of(d);

	saw(p, "error ");
	p->error = *error;
	if (p->on[AC_HANDLER_handle_error])
		return p->on[AC_HANDLER_handle_error](p);
	ac_close(d);
	return 0;
}

static void probe_released(struct ac_dispatcher *d)
{
	struct probe *p = of(d);

	p->released++;
	if (p->on[AC_HANDLER_released])
		p->on[AC_HANDLER_released](p);
}

const struct ac_ops probe_ops = {
	.super = &ac_sender_ops,
	.name = "probe",
	.readable = probe_readable,
	.writable = probe_writable,
	.handle_read = probe_read,
	.handle_write = probe_write,
	.handle_expt = probe_expt,
	.handle_connect = probe_connect,
	.handle_accepted = probe_accepted,
	.handle_eof = probe_eof,
	.handle_close = probe_close,
	.handle_error = probe_error,
	.released = probe_released,
};

void probe_init(struct probe *p, struct tank *t)
{
	memset(p, 0, sizeof *p);
	p->tank = t;
	p->wants_read = 1;
	p->wants_write = -1;
	assert_int_equal(ac_sender_init(&p->base, &t->loop, &probe_ops), 0);
}

void probe_open(struct probe *p, struct tank *t, int fd)
{
	probe_init(p, t);
	assert_int_equal(ac_set_accepted(probe_channel(p), fd, NULL, 0), 0);
}
