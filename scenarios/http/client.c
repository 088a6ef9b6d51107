/* SPDX-License-Identifier: MIT
 *
 * client.c - the documentation's HTTP client, and three ways to do so wrong.
 *
 *	http_client ADDRESS PORT PATH
 *
 * class HTTPClient(asyncore.dispatcher): a plain dispatcher that keeps what is
 * still to be sent by itself, and prints what it gets.  Notes how it ended,
 * "complete" or "lost", and "bytes", how many there were.
 * https://docs.python.org/3.11/library/asyncore.html#asyncore-example-basic-http-client */
#include "../common/serve.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

struct http_client {
	struct ac_dispatcher base;
	char buffer[512]; /* the request */
	size_t sent, len; /* of it */
	size_t bytes;     /* received */
};

static struct http_client *client_of(struct ac_dispatcher *d)
{
	return ac_container_of(d, struct http_client, base);
}

static int client_ended(struct ac_dispatcher *d, const char *how)
{
	char bytes[24];
	int len = snprintf(bytes, sizeof bytes, "%zu", client_of(d)->bytes);

	ac_note(d->loop, d, how, NULL, 0);
	ac_note(d->loop, d, "bytes", bytes, (size_t)len);
	ac_close(d);
	return 0;
}

static int client_connect(struct ac_dispatcher *d)
{
	(void)d;
	return 0;
}

static int client_eof(struct ac_dispatcher *d)
{
	return client_ended(d, "complete");
}

static int client_close(struct ac_dispatcher *d)
{
	return client_ended(d, "lost");
}

static int client_read(struct ac_dispatcher *d)
{
	char data[8192];
	ssize_t n = ac_recv(d, data, sizeof data);

	if (n <= 0)
		return (int)n;
	client_of(d)->bytes += (size_t)n;
	fwrite(data, 1, (size_t)n, stdout);
	return 0;
}

static int client_writable(struct ac_dispatcher *d)
{
	return client_of(d)->sent < client_of(d)->len;
}

static int client_write(struct ac_dispatcher *d)
{
	struct http_client *client = client_of(d);
	ssize_t n = ac_send(d, client->buffer + client->sent, client->len - client->sent);

	if (n < 0)
		return (int)n;
	client->sent += (size_t)n;
	return 0;
}

static const struct ac_ops client_ops = {
	.super = &ac_dispatcher_ops,
	.name = "http client",
	.readable = NULL, /* the default: always */
	.writable = client_writable,
	.handle_connect = client_connect,
	.handle_read = client_read,
	.handle_write = client_write,
	.handle_eof = client_eof,
	.handle_close = client_close,
};

static int run(struct ac_sys *sys, int argc, char **argv, const struct ac_ops *ops)
{
	const struct args args = {argc, argv};
	struct http_client client = {.sent = 0};
	struct ac_loop loop;
	int result = begin(&loop, sys, args);
	int len;

	if (result < 0)
		return 1;
	len = snprintf(client.buffer, sizeof client.buffer, "GET %s HTTP/1.0\r\nHost: %s\r\n\r\n",
		       arg_word(&args, 3), arg_word(&args, 1));
	if (len >= (int)sizeof client.buffer)
		return finish(&loop, -EMSGSIZE);
	client.len = (size_t)len;
	result = ac_init(&client.base, &loop, ops);
	if (result == 0)
		result = dial(&client.base, arg_word(&args, 1), arg_word(&args, 2));
	if (result == 0)
		result = ac_loop(&loop, AC_TIMEOUT, -1);
	return finish(&loop, result);
}

int http_client_main(struct ac_sys *sys, int argc, char **argv)
{
	return run(sys, argc, argv, &client_ops);
}

/* bpo-16133: nothing there yet is not the end. */
static int nothing_is_end_read(struct ac_dispatcher *d)
{
	int result = client_read(d);

	return result == -EAGAIN ? client_eof(d) : result;
}

static const struct ac_ops nothing_is_end_ops = {
	.super = &client_ops,
	.handle_read = nothing_is_end_read,
};

int http_client_eagain_is_end_main(struct ac_sys *sys, int argc, char **argv)
{
	return run(sys, argc, argv, &nothing_is_end_ops);
}

/* What comes in one recv is the page. */
static int one_recv_read(struct ac_dispatcher *d)
{
	int result = client_read(d);

	return result == 0 && d->fd >= 0 ? client_eof(d) : result;
}

static const struct ac_ops one_recv_ops = {
	.super = &client_ops,
	.handle_read = one_recv_read,
};

int http_client_one_recv_main(struct ac_sys *sys, int argc, char **argv)
{
	return run(sys, argc, argv, &one_recv_ops);
}

/* As the documentation's: handle_close does not say which kind of end it was. */
static const struct ac_ops any_end_ops = {
	.super = &client_ops,
	.handle_close = client_eof,
};

int http_client_reset_is_end_main(struct ac_sys *sys, int argc, char **argv)
{
	return run(sys, argc, argv, &any_end_ops);
}
