/* SPDX-License-Identifier: MIT */
#include "tank.h"

#include <errno.h>
#include <string.h>

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

int probe_ready(struct tank *t, int i)
{
	int peer;

	probe_open(&t->p[i], t, tank_tcp_pair(t, &peer));
	t->p[i].number = i;
	assert_int_equal(tank_write(t, peer, "x", 1), 1);
	return peer;
}

void probe_ready_pair(struct tank *t, int *ret_peers, int (*first)(struct probe *))
{
	int i;

	for (i = 0; i < 2; i++) {
		ret_peers[i] = probe_ready(t, i);
		t->p[i].other = &t->p[1 - i];
		t->p[i].on[AC_HANDLER_handle_read] = first;
	}
}

struct probe *probe_served_first(struct tank *t)
{
	return t->p[0].seen[0] ? &t->p[0] : &t->p[1];
}

int probe_goes_on(struct probe *p)
{
	(void)p;
	return 0;
}

int probe_raises_eio(struct probe *p)
{
	(void)p;
	return -EIO;
}
