/* SPDX-License-Identifier: MIT
 *
 * ftp_active.c - an FTP server that knows NOOP, PORT and QUIT.
 *
 *	ftp_active ADDRESS PORT [--port N]
 *
 * PORT opens a data connection, always to that address and port, and is answered when it
 * is open. */
#include "../common/line.h"
#include "../common/serve.h"

#include <errno.h>
#include <string.h>

struct session {
	struct conn conn;
	struct ac_dispatcher data;
	struct line_input input;
	int held; /* by the library: control and data connection */
};

static void let_go(struct ac_loop *loop, struct session *session)
{
	if (--session->held == 0)
		ac_free(loop, session);
}

static struct session *session_of(struct ac_dispatcher *control)
{
	return ac_container_of(control, struct session, conn.base.base);
}

static struct session *session_of_data(struct ac_dispatcher *data)
{
	return ac_container_of(data, struct session, data);
}

static void data_released(struct ac_dispatcher *data)
{
	let_go(data->loop, session_of_data(data));
}

static int data_connect(struct ac_dispatcher *data)
{
	return conn_say(&session_of_data(data)->conn, "200 Active data connection open.\r\n");
}

static int data_writable(struct ac_dispatcher *data)
{
	return data->connecting;
}

/* Uploads go nowhere. */
static int data_read(struct ac_dispatcher *data)
{
	char buf[1024];
	ssize_t n = ac_recv(data, buf, sizeof buf);

	return n < 0 ? (int)n : 0;
}

static const struct ac_ops data_ops = {
	.super = &ac_dispatcher_ops,
	.name = "ftp data",
	.writable = data_writable,
	.handle_connect = data_connect,
	.handle_read = data_read,
	.released = data_released,
};

static int active_open(struct session *session)
{
	const struct args *args = &session->conn.server->args;
	struct ac_dispatcher *data = &session->data;
	int result;

	if (session->held > 1)
		return conn_say(&session->conn, "503 There is one.\r\n");
	result = ac_init(data, session->conn.base.base.loop, &data_ops);
	if (result < 0)
		return result;
	result = dial(data, arg_word(args, 1), arg_word(args, 2));
	if (data->fd >= 0)
		session->held++;
	if (result < 0) {
		ac_err_clear(data);
		ac_close(data);
		return conn_say(&session->conn, "425 Can't open it.\r\n");
	}
	return 0;
}

static int active_command(struct session *session, const char *line)
{
	int result;

	if (strcmp(line, "PORT") == 0)
		return active_open(session);
	if (strcmp(line, "NOOP") == 0)
		return conn_say(&session->conn, "200 NOOP\r\n");
	if (strcmp(line, "QUIT") != 0)
		return conn_say(&session->conn, "500 What?\r\n");
	result = conn_say(&session->conn, "221 Goodbye.\r\n");
	return result < 0 ? result : ac_close_when_sent(&session->conn.base);
}

static int active_read(struct ac_dispatcher *d)
{
	struct session *session = session_of(d);
	ssize_t n = line_recv(&session->input, d, sizeof session->input.bytes);
	int result = n < 0 ? (int)n : 0;
	char *line;

	while (result == 0 && n > 0 && d->fd >= 0 && (line = line_next(&session->input)))
		result = active_command(session, line);
	return result;
}

/* What belongs to the session goes with it. */
static int active_close(struct ac_dispatcher *d)
{
	if (session_of(d)->held > 1)
		ac_close(&session_of(d)->data);
	ac_close(d);
	return 0;
}

static void active_released(struct ac_dispatcher *d)
{
	let_go(d->loop, session_of(d));
}

static const struct ac_ops active_ops = {
	.super = &conn_ops,
	.name = "ftp",
	.handle_read = active_read,
	.handle_close = active_close,
	.released = active_released,
};

static void active_opened(struct conn *conn)
{
	ac_container_of(conn, struct session, conn)->held = 1;
	conn_say_or_close(conn, "220 Ready.\r\n");
}

static int run(struct ac_sys *sys, int argc, char **argv, const struct ac_ops *ops)
{
	const struct service service = {
		.conn_ops = ops,
		.conn_size = sizeof(struct session),
		.opened = active_opened,
	};

	return serve(sys, argc, argv, &service, 21);
}

int ftp_active_main(struct ac_sys *sys, int argc, char **argv)
{
	return run(sys, argc, argv, &active_ops);
}

/* pyftpdlib #120: the data connection outlives the control connection, to which
 * it then reports. */
static int forgetful_close(struct ac_dispatcher *d)
{
	ac_close(d);
	return 0;
}

static const struct ac_ops forgetful_ops = {
	.super = &active_ops,
	.handle_close = forgetful_close,
};

int ftp_child_outlives_main(struct ac_sys *sys, int argc, char **argv)
{
	return run(sys, argc, argv, &forgetful_ops);
}
