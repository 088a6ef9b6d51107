/* SPDX-License-Identifier: MIT
 *
 * ftp_noop.c - an FTP server that knows NOOP. */
#include "../common/line.h"
#include "../common/serve.h"

#include <errno.h>
#include <string.h>

struct ftp {
	struct conn conn; /* the control connection */
	struct line_input input;
};

static int ftp_read(struct ac_dispatcher *d)
{
	struct ftp *ftp = ac_container_of(d, struct ftp, conn.base.base);
	ssize_t n = line_recv(&ftp->input, d, sizeof ftp->input.bytes);
	int result = n < 0 ? (int)n : 0;
	char *line;

	while (result == 0 && n > 0 && (line = line_next(&ftp->input)))
		result = conn_say(&ftp->conn,
				  strcmp(line, "NOOP") == 0 ? "200 NOOP\r\n" : "500 What?\r\n");
	return result;
}

static const struct ac_ops ftp_ops = {
	.super = &conn_ops,
	.name = "ftp",
	.handle_read = ftp_read,
};

static int run(struct ac_sys *sys, int argc, char **argv, const struct ac_ops *ops)
{
	const struct service service = {
		.conn_ops = ops,
		.conn_size = sizeof(struct ftp),
	};

	return serve(sys, argc, argv, &service, 21);
}

int ftp_noop_main(struct ac_sys *sys, int argc, char **argv)
{
	return run(sys, argc, argv, &ftp_ops);
}

/* pyftpdlib #255: an exception is an exception, EAGAIN too. */
static int fatal_read(struct ac_dispatcher *d)
{
	int result = ftp_read(d);

	return result == -EAGAIN ? ac_fail(d, AC_E_USER, "recv raised EAGAIN") : result;
}

static const struct ac_ops fatal_ops = {
	.super = &ftp_ops,
	.handle_read = fatal_read,
};

int ftp_eagain_is_fatal_main(struct ac_sys *sys, int argc, char **argv)
{
	return run(sys, argc, argv, &fatal_ops);
}
