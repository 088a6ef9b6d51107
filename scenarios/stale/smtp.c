/* SPDX-License-Identifier: MIT
 *
 * smtp.c - a mail server that can switch to a secure channel; the switch itself
 * is left out.  Notes "secure" with each command it takes for a secure one. */
#include "../common/line.h"
#include "../common/serve.h"

#include <string.h>

struct smtp {
	struct conn conn;
	struct line_input input;
	bool is_secure;
};

static struct smtp *smtp_of(struct ac_dispatcher *d)
{
	return ac_container_of(d, struct smtp, conn.base.base);
}

static int smtp_command(struct smtp *smtp, const char *command)
{
	struct ac_dispatcher *d = &smtp->conn.base.base;

	if (smtp->is_secure)
		ac_note(d->loop, d, "secure", command, strlen(command));
	if (strcmp(command, "STARTTLS") != 0)
		return conn_say(&smtp->conn, "250 OK\r\n");
	smtp->is_secure = true;
	return conn_say(&smtp->conn, "220 Go ahead\r\n");
}

static int smtp_read_on(struct smtp *smtp, bool drop_at_switch)
{
	ssize_t n = line_recv(&smtp->input, &smtp->conn.base.base, sizeof smtp->input.bytes);
	int result = n < 0 ? (int)n : 0;
	char *line;

	while (result == 0 && n > 0 && (line = line_next(&smtp->input))) {
		bool was_secure = smtp->is_secure;

		result = smtp_command(smtp, line);
		if (drop_at_switch && smtp->is_secure != was_secure)
			smtp->input.start = smtp->input.end = 0;
	}
	return result;
}

/* What came in the open before the switch is not to be believed after it. */
static int smtp_read(struct ac_dispatcher *d)
{
	return smtp_read_on(smtp_of(d), true);
}

static const struct ac_ops smtp_ops = {
	.super = &conn_ops,
	.name = "smtp",
	.handle_read = smtp_read,
};

static void smtp_opened(struct conn *conn)
{
	conn_say_or_close(conn, "220 mail\r\n");
}

static int run(struct ac_sys *sys, int argc, char **argv, const struct ac_ops *ops)
{
	const struct service service = {
		.conn_ops = ops,
		.conn_size = sizeof(struct smtp),
		.opened = smtp_opened,
	};

	return serve(sys, argc, argv, &service, 25);
}

int smtp_main(struct ac_sys *sys, int argc, char **argv)
{
	return run(sys, argc, argv, &smtp_ops);
}

/* aiosmtpd PR 380: the buffer knows nothing of the switch. */
static int believing_read(struct ac_dispatcher *d)
{
	return smtp_read_on(smtp_of(d), false);
}

static const struct ac_ops believing_ops = {
	.super = &smtp_ops,
	.handle_read = believing_read,
};

int smtp_keeps_leftover_main(struct ac_sys *sys, int argc, char **argv)
{
	return run(sys, argc, argv, &believing_ops);
}
