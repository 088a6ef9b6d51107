/* SPDX-License-Identifier: MIT
 *
 * Options of IP: kept, and without effect.  Linux takes a byte for them, too, and
 * gives one where there is no room for more (S34). */
#include <errno.h>
#include <netinet/in.h>
#include <string.h>

#include "kernel/options.h"

#define TTL_DEFAULT 64
#define ECN_BITS    3 /* of the type of service: TCP's own */

static int read_number(const void *value, socklen_t len, int *ret)
{
	unsigned char byte;

	if (len >= sizeof *ret) {
		memcpy(ret, value, sizeof *ret);
		return 0;
	}
	if (len < sizeof byte)
		return -EINVAL;
	memcpy(&byte, value, sizeof byte);
	*ret = byte;
	return 0;
}

static int set_ttl(struct wt_ip_options *options, int number)
{
	if (number != -1 && (number < 1 || number > 255))
		return -EINVAL;
	options->ttl = number == -1 ? 0 : (uint8_t)number;
	return 0;
}

static int set_tos(struct wt_ip_options *options, int type, int number)
{
	unsigned keeps = type == SOCK_STREAM ? ECN_BITS : 0;

	options->tos = (uint8_t)(((unsigned)number & ~keeps) | (options->tos & keeps));
	return 0;
}

/* ip_tos2prio: best effort, bulk, interactive, interactive bulk. */
int wt_ip_priority(uint8_t tos)
{
	static const int priorities[] = {0, 2, 6, 4};

	return priorities[tos >> 3 & 3];
}

int wt_ip_options_set(struct wt_ip_options *options, int type, int name, const void *value,
		      socklen_t len)
{
	int number, rc;

	if (name != IP_TOS && name != IP_TTL)
		return -ENOPROTOOPT;
	rc = read_number(value, len, &number);
	if (rc < 0)
		return rc;
	return name == IP_TOS ? set_tos(options, type, number) : set_ttl(options, number);
}

int wt_ip_options_get(const struct wt_ip_options *options, int name, void *value, socklen_t *len)
{
	unsigned char byte;

	if (name == IP_TOS)
		byte = options->tos;
	else if (name == IP_TTL)
		byte = options->ttl ? options->ttl : TTL_DEFAULT;
	else
		return -ENOPROTOOPT;
	if (*len > 0 && *len < sizeof(int))
		return wt_option_give_bytes(value, len, &byte, sizeof byte);
	return wt_option_give(value, len, byte);
}
