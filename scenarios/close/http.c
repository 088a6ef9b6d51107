/* SPDX-License-Identifier: MIT
 *
 * http.c - as much of a web server as it takes to close a connection well.
 *
 *	http [--port N] [--recv N] [--linger TIME]	answers each request, notes "served"
 *	reject [--port N] [--linger TIME]		answers the first one with 503
 *
 * Closing well: send the last reply, then the FIN, then read and drop what still
 * comes until the other side has closed, for as long as --linger says.  To close
 * with input unread would reset the connection under the reply. */
#include "../common/line.h"
#include "../common/serve.h"

#include <string.h>

struct http {
	struct conn conn;
	struct line_input input;
	struct ac_timer linger;
	char path[256]; /* of the request that is being read */
	bool is_bad;
	bool closing; /* no request counts any more */
};

static struct http *http_of(struct ac_dispatcher *d)
{
	return ac_container_of(d, struct http, conn.base.base);
}

static int http_close(struct ac_dispatcher *d)
{
	ac_cancel(&http_of(d)->linger);
	ac_close(d);
	return 0;
}

static int linger_over(struct ac_timer *timer)
{
	ac_close(&ac_container_of(timer, struct http, linger)->conn.base.base);
	return 0;
}

static int http_finish(struct http *http)
{
	struct ac_dispatcher *d = &http->conn.base.base;

	if (d->fd < 0 || !http->closing || ac_sender_queued(&http->conn.base) > 0 ||
	    ac_timer_is_set(&http->linger))
		return 0;
	ac_call_later(d->loop, &http->linger,
		      arg_time(&http->conn.server->args, "--linger", AC_SECOND), linger_over);
	return ac_shutdown(d, SHUT_WR);
}

static int http_reject(struct http *http, const char *reply)
{
	int result;

	http->closing = true;
	result = conn_say(&http->conn, reply);
	return result < 0 ? result : http_finish(http);
}

static int http_write(struct ac_dispatcher *d)
{
	int result = ac_sender_ops.handle_write(d);

	return result < 0 ? result : http_finish(http_of(d));
}

static int http_eof(struct ac_dispatcher *d)
{
	return ac_close_when_sent(&http_of(d)->conn.base);
}

/* The blank line behind the head was read. */
static int http_request(struct http *http)
{
	struct ac_dispatcher *d = &http->conn.base.base;

	if (http->is_bad) {
		http->is_bad = false;
		return http_reject(http, "HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n");
	}
	ac_note(d->loop, d, "served", http->path, strlen(http->path));
	http->path[0] = '\0';
	return conn_say(&http->conn, "HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nhi\n");
}

/* GET PATH HTTP/1.x, a header, or the blank line. */
static int http_line(struct http *http, char *line)
{
	char *path, *version;

	if (*line == '\0')
		return http_request(http);
	if (http->path[0] != '\0' || http->is_bad)
		return 0;
	path = strchr(line, ' ');
	version = path ? strchr(path + 1, ' ') : NULL;
	if (!version || strncmp(version, " HTTP/1.", 8) != 0 ||
	    (size_t)(version - path) > sizeof http->path) {
		http->is_bad = true;
		return 0;
	}
	*version = '\0';
	memcpy(http->path, path + 1, (size_t)(version - path));
	return 0;
}

/* Serves what is there of requests, up to a bad one. */
static int http_requests(struct http *http)
{
	bool was_closing = http->closing;
	int result = 0;
	char *line;

	while (result == 0 && http->closing == was_closing && (line = line_next(&http->input)))
		result = http_line(http, line);
	if (http->closing != was_closing)
		http->input.start = http->input.end = 0;
	return result;
}

static int http_recv(struct http *http)
{
	long len_max = arg_number(&http->conn.server->args, "--recv", sizeof http->input.bytes);
	ssize_t n = line_recv(&http->input, &http->conn.base.base, (size_t)len_max);

	return n < 0 ? (int)n : n > 0;
}

/* What comes behind a bad request is read, so that closing does not reset, and dropped. */
static int http_read(struct ac_dispatcher *d)
{
	struct http *http = http_of(d);
	int result = http_recv(http);

	if (result <= 0 || !http->closing)
		return result <= 0 ? result : http_requests(http);
	http->input.start = http->input.end = 0;
	return 0;
}

static const struct ac_ops http_ops = {
	.super = &conn_ops,
	.name = "http",
	.handle_read = http_read,
	.handle_write = http_write,
	.handle_eof = http_eof,
	.handle_close = http_close,
};

static int run(struct ac_sys *sys, int argc, char **argv, const struct ac_ops *ops)
{
	const struct service service = {
		.conn_ops = ops,
		.conn_size = sizeof(struct http),
	};

	return serve(sys, argc, argv, &service, 80);
}

int http_main(struct ac_sys *sys, int argc, char **argv)
{
	return run(sys, argc, argv, &http_ops);
}

/* waitress CVE-2024-49768: that the connection is being closed does not keep it
 * from serving the next request. */
static int serving_read(struct ac_dispatcher *d)
{
	int result = http_recv(http_of(d));

	return result <= 0 ? result : http_requests(http_of(d));
}

static const struct ac_ops serving_ops = {
	.super = &http_ops,
	.handle_read = serving_read,
};

int http_serves_after_close_main(struct ac_sys *sys, int argc, char **argv)
{
	return run(sys, argc, argv, &serving_ops);
}

static const char unavailable[] = "HTTP/1.1 503 Service Unavailable\r\nConnection: close\r\n\r\n";

/* What the request says is of no interest: it need not even fit. */
static ssize_t drop_input(struct http *http)
{
	http->input.start = http->input.end = 0;
	return line_recv(&http->input, &http->conn.base.base, sizeof http->input.bytes);
}

static int reject_read(struct ac_dispatcher *d)
{
	struct http *http = http_of(d);
	ssize_t n = drop_input(http);

	return n <= 0 || http->closing ? (int)(n < 0 ? n : 0) : http_reject(http, unavailable);
}

static const struct ac_ops reject_ops = {
	.super = &http_ops,
	.handle_read = reject_read,
};

int reject_main(struct ac_sys *sys, int argc, char **argv)
{
	return run(sys, argc, argv, &reject_ops);
}

/* SLEdge PR 389: the reply is sent, so close. */
static int bare_close_read(struct ac_dispatcher *d)
{
	struct http *http = http_of(d);
	ssize_t n = drop_input(http);
	int result = n <= 0 ? (int)n : conn_say(&http->conn, unavailable);

	return n <= 0 || result < 0 ? result : ac_close_when_sent(&http->conn.base);
}

static const struct ac_ops bare_close_ops = {
	.super = &reject_ops,
	.handle_read = bare_close_read,
};

int reject_bare_close_main(struct ac_sys *sys, int argc, char **argv)
{
	return run(sys, argc, argv, &bare_close_ops);
}
