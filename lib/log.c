/* SPDX-License-Identifier: MIT
 *
 * log.c - errors as people read them (K41: to stderr, through one hook). */
#include <arpa/inet.h>
#include <stdio.h>
#include <string.h>
#include <sys/un.h>

#include "internal.h"

void ac_log_default(struct ac_loop *loop, enum ac_log_level level,
		    const struct ac_dispatcher *channel, const char *text)
{
	(void)loop;
	(void)channel;
	if (level == AC_LOG_ERROR)
		fprintf(stderr, "error: %s\n", text);
}

static void format_addr(const struct sockaddr_storage *addr, char *text, size_t size)
{
	const void *any = addr;
	char host[INET6_ADDRSTRLEN] = "";

	text[0] = '\0';
	if (addr->ss_family == AF_INET) {
		const struct sockaddr_in *in = any;

		inet_ntop(AF_INET, &in->sin_addr, host, sizeof host);
		snprintf(text, size, " %s:%u", host, (unsigned)ntohs(in->sin_port));
	} else if (addr->ss_family == AF_INET6) {
		const struct sockaddr_in6 *in6 = any;

		inet_ntop(AF_INET6, &in6->sin6_addr, host, sizeof host);
		snprintf(text, size, " [%s]:%u", host, (unsigned)ntohs(in6->sin6_port));
	} else if (addr->ss_family == AF_UNIX) {
		const struct sockaddr_un *un = any;

		snprintf(text, size, " %.100s", un->sun_path);
	}
}

int ac_repr(const struct ac_dispatcher *d, char *buf, size_t size)
{
	const char *state = d->accepting ? " listening" : d->connected ? " connected" : "";
	char addr[128] = "";

	if (d->addr_len > 0)
		format_addr(&d->addr, addr, sizeof addr);
	return snprintf(buf, size, "<%s%s%s>", ac_name(d), state, addr);
}

/* Where the program was built is no concern of its logs. */
static const char *base_name(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash ? slash + 1 : path;
}

int ac_err_format(const struct ac_error *error, char *buf, size_t size)
{
	const char *op = ac_op_name(error->op);

	if (!error->file)
		return snprintf(buf, size, "%s: %s", op, error->text);
	return snprintf(buf, size, "%s: %s [%s|%s|%d]", op, error->text, base_name(error->file),
			error->function, error->line);
}

void ac_log(struct ac_dispatcher *d, enum ac_log_level level, const char *text)
{
	d->loop->log(d->loop, level, d, text);
}

void ac_log_error(struct ac_dispatcher *d, const struct ac_error *error)
{
	char channel[256];
	char what[512];
	char text[1024];

	ac_repr(d, channel, sizeof channel);
	ac_err_format(error, what, sizeof what);
	snprintf(text, sizeof text, "uncaught error, closing channel %s (%s)", channel, what);
	ac_log(d, AC_LOG_ERROR, text);
}
