/* SPDX-License-Identifier: MIT
 *
 * fetch.c - gets a page of known length.
 *
 *	fetch ADDRESS PORT --length N
 *
 * Reads all there is in each event, and hands it over in one piece.  Notes
 * "complete" when N bytes were handed over, else "short". */
#include "../common/serve.h"

#include <errno.h>
#include <string.h>

struct fetch {
	struct ac_sender base;
	char batch[4096]; /* read in this event */
	size_t batched;
	size_t length, handed_over;
};

static struct fetch *fetch_of(struct ac_dispatcher *d)
{
	return ac_container_of(d, struct fetch, base.base);
}

static void hand_over(struct fetch *fetch)
{
	fetch->handed_over += fetch->batched;
	fetch->batched = 0;
}

static int fetch_end(struct ac_dispatcher *d)
{
	struct fetch *fetch = fetch_of(d);

	ac_note(d->loop, d, fetch->handed_over >= fetch->length ? "complete" : "short", NULL, 0);
	ac_close(d);
	return 0;
}

static int fetch_connect(struct ac_dispatcher *d)
{
	static const char request[] = "GET / HTTP/1.1\r\nHost: web\r\n\r\n";

	return ac_sender_send(&fetch_of(d)->base, request, sizeof request - 1);
}

static int fetch_read(struct ac_dispatcher *d)
{
	struct fetch *fetch = fetch_of(d);
	ssize_t n;

	do {
		n = ac_recv(d, fetch->batch + fetch->batched, sizeof fetch->batch - fetch->batched);
		if (n > 0)
			fetch->batched += (size_t)n;
	} while (n > 0 && fetch->batched < sizeof fetch->batch);
	if (d->fd < 0 || (n < 0 && n != -EAGAIN))
		return (int)n;
	hand_over(fetch);
	return fetch->handed_over >= fetch->length ? fetch_end(d) : 0;
}

/* Met by the recv behind the last byte, too: what was read before it counts. */
static int fetch_gone(struct ac_dispatcher *d)
{
	hand_over(fetch_of(d));
	return fetch_end(d);
}

static const struct ac_ops fetch_ops = {
	.super = &ac_sender_ops,
	.name = "fetch",
	.handle_connect = fetch_connect,
	.handle_read = fetch_read,
	.handle_eof = fetch_gone,
	.handle_close = fetch_gone,
};

/* actix-web PR 672: the read loop met an error, and what it had read before is
 * dropped with the connection. */
static const struct ac_ops dropping_ops = {
	.super = &fetch_ops,
	.handle_close = fetch_end,
};

static int run(struct ac_sys *sys, int argc, char **argv, const struct ac_ops *ops)
{
	const struct args args = {argc, argv};
	struct fetch fetch = {.length = (size_t)arg_number(&args, "--length", 0)};

	return converse(sys, args, &fetch.base, ops);
}

int fetch_main(struct ac_sys *sys, int argc, char **argv)
{
	return run(sys, argc, argv, &fetch_ops);
}

int fetch_error_drops_data_main(struct ac_sys *sys, int argc, char **argv)
{
	return run(sys, argc, argv, &dropping_ops);
}
