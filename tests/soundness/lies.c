/* SPDX-License-Identifier: MIT
 *
 * A dishonest kernel, played by the walker itself. */
#include "lies.h"

#include <errno.h>

enum lie walker_lie;

static bool answer(struct record *r, int64_t result)
{
	r->result = result;
	return true;
}

/* Everything unread is thrown away, and the reset told at once. */
static bool discard(struct walk *w, struct talk *t, struct record *r)
{
	struct pollfd p = {t->fd, 0, 0};
	unsigned char bytes[RECORD_MAX];
	int64_t n;

	if (w->sys->ops->poll(&p, 1, 0, w->sys) != 1 || !(p.revents & POLLERR))
		return false;
	do
		n = w->sys->ops->recv(t->fd, bytes, sizeof bytes, 0, w->sys);
	while (n > 0);
	return answer(r, n);
}

bool lie_about_recv(struct walk *w, struct talk *t, struct record *r)
{
	if (r->act != DID_RECV)
		return false;
	switch (w->lie) {
	case LIE_EDGE_USED_UP:
		return t->edge && !t->end_told && answer(r, -EAGAIN);
	case LIE_RESET_DISCARDS:
		return discard(w, t, r);
	case LIE_EAGAIN_AFTER_PEEK:
		return t->shown > 0 && answer(r, -EAGAIN);
	case LIE_EAGAIN_AFTER_END:
		return t->end_told && answer(r, -EAGAIN);
	default:
		return false;
	}
}

void lie_about_error(const struct walk *w, struct talk *t, int *error)
{
	if (w->lie == LIE_ERROR_TWICE && *error == 0)
		*error = t->error;
	t->error = *error;
}

void lie_about_wait(const struct walk *w, const struct talk *t, unsigned *told)
{
	if (w->lie == LIE_SILENT_WAIT && t->shown > 0)
		*told = 0;
}

void lie_keep_recv(struct talk *t, const struct record *r)
{
	if (r->act == DID_PEEK)
		t->shown = r->result > 0 ? (size_t)r->result : 0;
	else
		t->shown = 0;
	t->edge = false;
}

void lie_keep_wait(struct talk *t, unsigned told)
{
	t->edge |= (told & POLLIN) != 0;
	t->end_told |= (told & (POLLHUP | POLLERR | POLLRDHUP)) != 0;
}
