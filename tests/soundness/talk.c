/* SPDX-License-Identifier: MIT
 *
 * The calls of a walker, each said in a note. */
#include "talk.h"

#include <errno.h>
#include <string.h>

#include "lies.h"

#define POLL_BITS (POLLIN | POLLOUT | POLLRDHUP)

unsigned walk_draw(struct walk *w, unsigned limit)
{
	uint64_t z = w->random += UINT64_C(0x9e3779b97f4a7c15);

	z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
	z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
	return (unsigned)((z ^ (z >> 31)) % limit);
}

/* ---- Saying it ---- */

static struct record record_of(const struct walk *w, const struct talk *t, enum record_act act)
{
	struct record r;

	memset(&r, 0, sizeof r);
	r.act = act;
	r.port = t->port;
	r.side = (uint8_t)w->side;
	return r;
}

/* Only as much of the bytes as there is. */
static void say(struct walk *w, const struct record *r)
{
	bool took = r->result > 0 && (r->act == DID_RECV || r->act == DID_PEEK);
	const struct ac_note note = {
		.kind = AC_NOTE_USER,
		.name = RECORD_NOTE,
		.bytes = r,
		.len = offsetof(struct record, bytes) + (took ? (size_t)r->result : 0),
	};

	w->sys->ops->note(&note, w->sys);
}

static void say_bits(struct walk *w, const struct talk *t, enum record_act act, unsigned asked,
		     unsigned told)
{
	struct record r = record_of(w, t, act);

	r.asked = asked;
	r.told = told;
	say(w, &r);
}

static int64_t say_result(struct walk *w, const struct talk *t, enum record_act act, int64_t len,
			  int64_t result)
{
	struct record r = record_of(w, t, act);

	r.len = len;
	r.result = result;
	say(w, &r);
	return result;
}

/* ---- Calls ---- */

void talk_begin(struct walk *w, int fd, uint16_t port)
{
	struct talk *t = &w->talks[w->count];
	struct epoll_event all = {POLL_BITS | EPOLLET, {.u64 = w->count}};

	*t = (struct talk){.fd = fd, .port = port};
	w->count++;
	say_result(w, t, DID_OPEN, 0, 0);
	w->sys->ops->epoll_ctl(w->epoll, EPOLL_CTL_ADD, fd, &all, w->sys);
}

int64_t talk_recv(struct walk *w, struct talk *t, size_t len, int flags)
{
	struct record r = record_of(w, t, flags & MSG_PEEK ? DID_PEEK : DID_RECV);

	if (t->fd < 0)
		return 0;
	r.len = (int64_t)len;
	if (!lie_about_recv(w, t, &r))
		r.result = w->sys->ops->recv(t->fd, r.bytes, len, flags, w->sys);
	lie_keep_recv(t, &r);
	say(w, &r);
	return r.result;
}

int64_t talk_send(struct walk *w, struct talk *t, size_t len)
{
	unsigned char bytes[RECORD_MAX];
	int64_t n;

	if (t->fd < 0 || t->sent + len > RECORD_STREAM)
		return 0;
	if (len > sizeof bytes)
		len = sizeof bytes;
	for (size_t i = 0; i < len; i++)
		bytes[i] = record_byte(t->port, w->side, t->sent + i);
	n = w->sys->ops->send(t->fd, bytes, len, MSG_NOSIGNAL, w->sys);
	if (n > 0)
		t->sent += (uint64_t)n;
	return say_result(w, t, DID_SEND, (int64_t)len, n);
}

void talk_shut(struct walk *w, struct talk *t)
{
	if (t->fd < 0)
		return;
	t->shut = true;
	say_result(w, t, DID_SHUT, 0, w->sys->ops->shutdown(t->fd, SHUT_WR, w->sys));
}

/* Said before: what it causes may be heard of while it is made. */
void talk_close(struct walk *w, struct talk *t, bool reset)
{
	const struct linger now = {1, 0};

	if (t->fd < 0)
		return;
	if (reset)
		w->sys->ops->setsockopt(t->fd, SOL_SOCKET, SO_LINGER, &now, sizeof now, w->sys);
	say_result(w, t, DID_CLOSE, reset, 0);
	w->sys->ops->close(t->fd, w->sys);
	t->fd = -1;
}

void talk_error(struct walk *w, struct talk *t)
{
	int error = 0;
	socklen_t len = sizeof error;

	if (t->fd < 0)
		return;
	w->sys->ops->getsockopt(t->fd, SOL_SOCKET, SO_ERROR, &error, &len, w->sys);
	lie_about_error(w, t, &error);
	say_result(w, t, DID_ERROR, 0, error);
}

/* ---- Waits ---- */

static int waited(struct walk *w, int rc)
{
	if (rc != -ECANCELED)
		return rc;
	for (size_t i = 0; i < w->count; i++)
		say_result(w, &w->talks[i], DID_HANG, 0, 0);
	return rc;
}

static void was_told(struct walk *w, struct talk *t, enum record_act act, unsigned asked,
		     unsigned told)
{
	lie_about_wait(w, t, &told);
	lie_keep_wait(t, told);
	t->woken |= told != 0;
	say_bits(w, t, act, asked, told);
}

int talk_poll(struct walk *w, int64_t timeout_ns)
{
	struct pollfd fds[TALKS_MAX];
	int rc;

	for (size_t i = 0; i < w->count; i++) {
		const struct talk *t = &w->talks[i];

		/* Who waits for ever does not ask for room it has. */
		fds[i] = (struct pollfd){t->fd, POLL_BITS, 0};
		if (timeout_ns < 0 && t->left == 0)
			fds[i].events = POLLIN;
	}
	rc = w->sys->ops->poll(fds, w->count, timeout_ns, w->sys);
	if (rc < 0)
		return waited(w, rc);
	for (size_t i = 0; i < w->count; i++) {
		if (w->talks[i].fd >= 0)
			was_told(w, &w->talks[i], DID_POLL, (unsigned short)fds[i].events,
				 (unsigned short)fds[i].revents);
	}
	return rc;
}

int talk_epoll(struct walk *w, int64_t timeout_ns)
{
	struct epoll_event found[TALKS_MAX];
	int rc = w->sys->ops->epoll_wait(w->epoll, found, TALKS_MAX, timeout_ns, w->sys);

	if (rc < 0)
		return waited(w, rc);
	for (int i = 0; i < rc; i++)
		was_told(w, &w->talks[found[i].data.u64], DID_EDGE, POLL_BITS, found[i].events);
	return rc;
}
