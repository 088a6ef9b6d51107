/* SPDX-License-Identifier: MIT
 *
 * download.c - gets 1000 bytes, and takes a pause in between.
 *
 *	download ADDRESS PORT [--pause TIME]
 *
 * The pause begins with the first bytes; what comes with them waits in a buffer.
 * Notes "complete" when all was consumed. */
#include "../common/serve.h"

#include <string.h>

struct download {
	struct ac_sender base;
	struct args args;
	struct ac_timer pause;
	bool has_paused;
	size_t buffered, consumed;
	char buffer[1000];
};

static struct download *download_of(struct ac_dispatcher *d)
{
	return ac_container_of(d, struct download, base.base);
}

static int download_connect(struct ac_dispatcher *d)
{
	return ac_sender_send(&download_of(d)->base, "GET\n", 4);
}

static void download_consume(struct download *download)
{
	struct ac_dispatcher *d = &download->base.base;

	download->consumed += download->buffered;
	download->buffered = 0;
	if (download->consumed < sizeof download->buffer)
		return;
	ac_note(d->loop, d, "complete", NULL, 0);
	ac_close(d);
}

/* What is in the buffer already will not be announced by the socket. */
static int download_resumed(struct ac_timer *timer)
{
	download_consume(ac_container_of(timer, struct download, pause));
	return 0;
}

static int download_readable(struct ac_dispatcher *d)
{
	return !ac_timer_is_set(&download_of(d)->pause);
}

static int download_read_with(struct ac_dispatcher *d, int (*resumed)(struct ac_timer *))
{
	struct download *download = download_of(d);
	size_t got = download->consumed + download->buffered;
	ssize_t n = ac_recv(d, download->buffer + got, sizeof download->buffer - got);

	if (n <= 0)
		return (int)n;
	download->buffered += (size_t)n;
	if (download->has_paused) {
		download_consume(download);
		return 0;
	}
	download->has_paused = true;
	ac_call_later(d->loop, &download->pause, arg_time(&download->args, "--pause", 0), resumed);
	return 0;
}

static int download_close(struct ac_dispatcher *d)
{
	ac_cancel(&download_of(d)->pause);
	ac_close(d);
	return 0;
}

static int download_read(struct ac_dispatcher *d)
{
	return download_read_with(d, download_resumed);
}

static const struct ac_ops download_ops = {
	.super = &ac_sender_ops,
	.name = "download",
	.readable = download_readable,
	.handle_connect = download_connect,
	.handle_read = download_read,
	.handle_close = download_close,
};

/* curl #3994: from now on the socket is watched again, and nothing else. */
static int waiting_resumed(struct ac_timer *timer)
{
	(void)timer;
	return 0;
}

static int waiting_read(struct ac_dispatcher *d)
{
	return download_read_with(d, waiting_resumed);
}

static const struct ac_ops waiting_ops = {
	.super = &download_ops,
	.handle_read = waiting_read,
};

static int run(struct ac_sys *sys, int argc, char **argv, const struct ac_ops *ops)
{
	struct download download = {.args = {argc, argv}};

	return converse(sys, download.args, &download.base, ops);
}

int download_main(struct ac_sys *sys, int argc, char **argv)
{
	return run(sys, argc, argv, &download_ops);
}

int download_waits_for_socket_main(struct ac_sys *sys, int argc, char **argv)
{
	return run(sys, argc, argv, &waiting_ops);
}
