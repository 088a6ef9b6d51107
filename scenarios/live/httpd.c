/* SPDX-License-Identifier: MIT
 *
 * httpd.c - a file server, HTTP/1.1.
 *
 *	httpd [--port N] [--poller epoll|poll|select] [--root DIR] [--idle TIME]
 *
 * GET and HEAD of files below DIR and of /pattern/SIZE, which is SIZE bytes of
 * pattern 0 of the scenario language (K, M, G behind a number: times 1024).  Requests
 * may follow each other without waiting for replies.  Notes "request" with the path.
 *
 * What one client can take of memory is bounded: a reply is made only as fast as the
 * socket takes it, and no request is read while PENDING_MAX wait for theirs. */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "files.h"
#include "http_request.h"
#include "session.h"

#define HEAD_MAX    8192u /* of a request */
#define PENDING_MAX 16u
#define READ_SIZE   4096u /* bounds how many requests one read can bring above that */

struct httpd {
	struct sessions sessions;
	int root; /* -EBADF: none */
};

struct http {
	struct session session;
	size_t head_len; /* of the request that is being read */
};

static struct http *http_of(struct ac_dispatcher *d)
{
	return ac_container_of(d, struct http, session.chat.base);
}

static struct httpd *httpd_of(struct http *http)
{
	return ac_container_of(http->session.sessions, struct httpd, sessions);
}

/* ---- The pattern ---- */

struct pattern {
	struct ac_producer base;
	uint64_t at, size;
};

static ssize_t pattern_more(struct ac_producer *producer, void *buf, size_t size)
{
	struct pattern *pattern = ac_container_of(producer, struct pattern, base);
	uint64_t left = pattern->size - pattern->at;
	unsigned char *out = buf;

	if (left < size)
		size = (size_t)left;
	for (size_t i = 0; i < size; i++)
		out[i] = (unsigned char)((uint32_t)++pattern->at * UINT32_C(2654435761) >> 16);
	return (ssize_t)size;
}

static const struct ac_producer_ops pattern_ops = {
	.more = pattern_more,
};

/* ---- A reply: a head, and what another producer makes ---- */

struct reply {
	struct ac_producer base;
	struct http *http;
	struct ac_producer *body; /* NULL: none */
	union {
		struct pattern pattern;
		struct ac_file_producer file;
	} as;
	int status;
	uint64_t size; /* Content-Length */
	size_t head_at, head_len;
	char head[256];
};

/* In one piece, so that a small reply is one segment. */
static ssize_t reply_more(struct ac_producer *producer, void *buf, size_t size)
{
	struct reply *reply = ac_container_of(producer, struct reply, base);
	size_t len = reply->head_len - reply->head_at;
	ssize_t n;

	if (len > size)
		len = size;
	memcpy(buf, reply->head + reply->head_at, len);
	reply->head_at += len;
	if (!reply->body || len == size)
		return (ssize_t)len;
	n = reply->body->ops->more(reply->body, (char *)buf + len, size - len);
	return n < 0 ? n : (ssize_t)len + n;
}

static void drop_body(struct reply *reply)
{
	if (reply->body && reply->body->ops->done)
		reply->body->ops->done(reply->body);
	reply->body = NULL;
}

static void reply_done(struct ac_producer *producer)
{
	struct reply *reply = ac_container_of(producer, struct reply, base);
	struct session *session = &reply->http->session;
	struct ac_dispatcher *d = &session->chat.base;

	session->producers--;
	drop_body(reply);
	ac_free(d->loop, reply);
	if (d->fd >= 0)
		ac_interest_changed(d);
}

static const struct ac_producer_ops reply_ops = {
	.more = reply_more,
	.done = reply_done,
};

static const char *reason(int status)
{
	switch (status) {
	case 200:
		return "OK";
	case 400:
		return "Bad Request";
	case 404:
		return "Not Found";
	case 405:
		return "Method Not Allowed";
	case 431:
		return "Request Header Fields Too Large";
	default:
		return "Service Unavailable";
	}
}

static void write_head(struct reply *reply, const struct http_request *request)
{
	const char *allow = reply->status == 405 ? "Allow: GET, HEAD\r\n" : "";
	const char *connection = "";
	int len;

	if (!request->keep_alive)
		connection = "Connection: close\r\n";
	else if (request->is_1_0)
		connection = "Connection: keep-alive\r\n";
	len = snprintf(reply->head, sizeof reply->head,
		       "HTTP/1.1 %d %s\r\nContent-Length: %" PRIu64 "\r\n%s%s\r\n", reply->status,
		       reason(reply->status), reply->size, allow, connection);

	reply->head_len = (size_t)len;
}

/* ---- What is served ---- */

static bool parse_size(const char *text, uint64_t *ret_size)
{
	static const char units[] = "KMG";
	char *end;
	const char *unit;

	if (*text < '0' || *text > '9')
		return false;
	errno = 0;
	*ret_size = strtoull(text, &end, 10);
	if (errno != 0 || *ret_size > UINT64_MAX >> 31)
		return false;
	unit = *end ? strchr(units, *end) : NULL;
	if (unit) {
		*ret_size <<= 10 * (unit - units + 1);
		end++;
	}
	return *end == '\0';
}

static void serve_pattern(struct reply *reply, uint64_t size)
{
	reply->as.pattern = (struct pattern){.base.ops = &pattern_ops, .size = size};
	reply->body = &reply->as.pattern.base;
	reply->size = size;
}

static int serve_file(struct reply *reply, const char *path)
{
	struct httpd *httpd = httpd_of(reply->http);
	int fd = httpd->root < 0 ? -ENOENT : files_open_below(httpd->root, path + 1, &reply->size);

	if (fd < 0)
		return fd == -EMFILE || fd == -ENFILE || fd == -ENOMEM ? 503 : 404;
	ac_file_producer_init_part(&reply->as.file, reply->http->session.chat.base.loop, fd,
				   reply->size);
	reply->body = &reply->as.file.base;
	return 200;
}

static int serve_path(struct reply *reply, const char *path)
{
	static const char prefix[] = "/pattern/";
	uint64_t size;

	if (strncmp(path, prefix, sizeof prefix - 1) != 0)
		return serve_file(reply, path);
	if (!parse_size(path + sizeof prefix - 1, &size))
		return 404;
	serve_pattern(reply, size);
	return 200;
}

/* The connection goes on only if both sides agree on where the next request begins. */
static int answer(struct http *http, int status, struct http_request *request)
{
	struct ac_dispatcher *d = &http->session.chat.base;
	struct reply *reply = ac_realloc(d->loop, NULL, sizeof *reply, "reply");
	int result;

	if (!reply)
		return ac_fail(d, -ENOMEM, "no memory for a reply");
	memset(reply, 0, sizeof *reply);
	reply->base.ops = &reply_ops;
	reply->http = http;
	reply->status = status == 200 ? serve_path(reply, request->path) : status;
	if (status == 400 || status == 431 || request->has_body)
		request->keep_alive = false;
	write_head(reply, request);
	if (request->is_head)
		drop_body(reply);
	http->session.producers++;
	result = ac_chat_push_with_producer(&http->session.chat, &reply->base);
	if (result < 0 || d->fd < 0 || request->keep_alive)
		return result;
	return session_end(&http->session);
}

/* ---- What is asked ---- */

static int refuse(struct http *http, int status)
{
	struct http_request request = {.keep_alive = false};

	return answer(http, status, &request);
}

static int http_collect(struct ac_chat *chat, const void *bytes, size_t len)
{
	struct http *http = http_of(&chat->base);

	if (http->session.ending)
		return 0;
	http->head_len += len;
	return http->head_len > HEAD_MAX ? refuse(http, 431) : ac_chat_collect(chat, bytes, len);
}

/* The blank line behind a head was read. */
static int http_found(struct ac_chat *chat)
{
	struct http *http = http_of(&chat->base);
	struct ac_dispatcher *d = &chat->base;
	struct http_request request;
	size_t len;
	const char *data = ac_chat_get_data(chat, &len);
	char bytes[HEAD_MAX + 1];
	char *head = bytes;
	int status;

	memcpy(bytes, data, len + 1);
	http->head_len = 0;
	session_active(&http->session);
	/* Some send an empty line behind a body. */
	while (len >= 2 && head[0] == '\r' && head[1] == '\n') {
		head += 2;
		len -= 2;
	}
	if (len == 0)
		return 0;
	status = http_request_parse(&request, head, len);
	if (status == 200)
		ac_note(d->loop, d, "request", request.path, strlen(request.path));
	return answer(http, status, &request);
}

static int http_readable(struct ac_dispatcher *d)
{
	return http_of(d)->session.producers < PENDING_MAX;
}

static const struct ac_ops http_ops = {
	.super = &session_ops,
	.name = "http",
	.flags = AC_OPS_ANNOUNCES,
	.readable = http_readable,
	.collect_incoming_data = http_collect,
	.found_terminator = http_found,
};

static int http_opened(struct session *session)
{
	session->chat.in_buffer_size = READ_SIZE;
	ac_chat_set_terminator_bytes(&session->chat, "\r\n\r\n", 4);
	return 0;
}

/* ---- The program ---- */

static int run(struct ac_sys *sys, int argc, char **argv, int (*opened)(struct session *))
{
	const struct args args = {argc, argv};
	const char *root = arg_text(&args, "--root", NULL);
	struct httpd httpd = {
		.sessions =
			{
				.session_ops = &http_ops,
				.session_size = sizeof(struct http),
				.port = 80,
				.idle_ns = 60 * AC_SECOND,
				.opened = opened,
			},
		.root = root ? files_open_folder(root) : -EBADF,
	};

	if (root && httpd.root < 0)
		return 1;
	/* The folder goes with the process. */
	return sessions_run(&httpd.sessions, sys, args);
}

int httpd_main(struct ac_sys *sys, int argc, char **argv)
{
	return run(sys, argc, argv, http_opened);
}

/* Makes the whole page before the first byte of it is sent, as many do. */
static int whole_opened(struct session *session)
{
	session->chat.out_buffer_size = (size_t)16 << 20;
	return http_opened(session);
}

int httpd_makes_it_whole_main(struct ac_sys *sys, int argc, char **argv)
{
	return run(sys, argc, argv, whole_opened);
}
