/* SPDX-License-Identifier: MIT
 *
 * log.c - errors as people read them (K41: to stderr, through one hook). */
#include <arpa/inet.h>
#include <stdio.h>
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

/* dispatcher.__repr__, without the address of the object: two runs log the same. */
static void format_channel(const struct ac_dispatcher *d, char *text, size_t size)
{
	const char *state = d->accepting ? " listening" : d->connected ? " connected" : "";
	char addr[128] = "";

	if (d->addr_len > 0)
		format_addr(&d->addr, addr, sizeof addr);
	snprintf(text, size, "<%s%s%s>", ac_name(d), state, addr);
}

void ac_log_error(struct ac_dispatcher *d, const struct ac_error *error)
{
	char channel[256];
	char text[512];

	format_channel(d, channel, sizeof channel);
	snprintf(text, sizeof text, "uncaught error, closing channel %s (%s: %s)", channel,
		 ac_op_name(error->op), error->text);
	d->loop->log(d->loop, AC_LOG_ERROR, d, text);
}
