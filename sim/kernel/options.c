/* SPDX-License-Identifier: MIT */
#include "kernel/options.h"

#include <errno.h>
#include <limits.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <string.h>

#define BUFFER_MAX   8388608
#define SNDBUF_MIN   4608
#define RCVBUF_MIN   2304
#define PRIORITY_MAX 6 /* more is for root */

int wt_option_give_bytes(void *value, socklen_t *len, const void *from, socklen_t size)
{
	if (*len > size)
		*len = size;
	memcpy(value, from, *len);
	return 0;
}

int wt_option_give(void *value, socklen_t *len, int number)
{
	return wt_option_give_bytes(value, len, &number, sizeof number);
}

static int get_socket_option(const struct wt_options *options, int name, void *value,
			     socklen_t *len)
{
	struct linger linger = {options->linger, options->linger_s};

	switch (name) {
	case SO_DOMAIN:
		return wt_option_give(value, len, options->domain);
	case SO_TYPE:
		return wt_option_give(value, len, options->type);
	case SO_PROTOCOL:
		return wt_option_give(value, len, options->protocol);
	case SO_PRIORITY:
		return wt_option_give(value, len, options->priority);
	case SO_SNDLOWAT:
		return wt_option_give(value, len, 1);
	case SO_REUSEADDR:
		return wt_option_give(value, len, options->reuse_addr);
	case SO_REUSEPORT:
		return wt_option_give(value, len, options->reuse_port);
	case SO_KEEPALIVE:
		return wt_option_give(value, len, options->keepalive);
	case SO_BROADCAST:
		return wt_option_give(value, len, options->broadcast);
	case SO_OOBINLINE:
		return wt_option_give(value, len, options->oob_inline);
	case SO_SNDBUF:
		return wt_option_give(value, len, (int)options->sndbuf);
	case SO_RCVBUF:
		return wt_option_give(value, len, (int)options->rcvbuf);
	case SO_RCVLOWAT:
		return wt_option_give(value, len, options->rcvlowat ? options->rcvlowat : 1);
	case SO_LINGER:
		return wt_option_give_bytes(value, len, &linger, sizeof linger);
	default:
		return -ENOPROTOOPT;
	}
}

static int give_or(void *value, socklen_t *len, unsigned number, unsigned otherwise)
{
	return wt_option_give(value, len, (int)(number ? number : otherwise));
}

static int get_tcp_option(const struct wt_options *options, int name, void *value, socklen_t *len)
{
	switch (name) {
	case TCP_NODELAY:
		return wt_option_give(value, len, options->no_delay);
	case TCP_KEEPIDLE:
		return give_or(value, len, options->keep_idle_s, WT_KEEP_IDLE_S);
	case TCP_KEEPINTVL:
		return give_or(value, len, options->keep_interval_s, WT_KEEP_INTERVAL_S);
	case TCP_KEEPCNT:
		return give_or(value, len, options->keep_count, WT_KEEP_COUNT);
	case TCP_SYNCNT:
		return give_or(value, len, options->syn_count, WT_SYN_COUNT);
	case TCP_USER_TIMEOUT:
		return wt_option_give(value, len, (int)options->user_timeout_ms);
	default:
		return -ENOPROTOOPT;
	}
}

void wt_options_init(struct wt_options *options, int domain, int type, int protocol)
{
	*options = (struct wt_options){.domain = domain, .type = type, .protocol = protocol};
}

/* Above that of sockets in general. */
static bool has_level(const struct wt_options *options, int level)
{
	return (level == IPPROTO_IP && options->domain == AF_INET) ||
	       (level == IPPROTO_TCP && options->protocol == IPPROTO_TCP);
}

int wt_options_get(const struct wt_options *options, int level, int name, void *value,
		   socklen_t *len)
{
	if (level != SOL_SOCKET && !has_level(options, level))
		return -EOPNOTSUPP;
	if (*len > INT_MAX) /* a negative int to the kernel */
		return -EINVAL;
	if (level == SOL_SOCKET)
		return get_socket_option(options, name, value, len);
	if (level == IPPROTO_IP)
		return wt_ip_options_get(&options->ip, name, value, len);
	return get_tcp_option(options, name, value, len);
}

/* The kernel doubles what is asked, within bounds: M01. */
static uint64_t buffer_size(int asked, uint64_t least)
{
	uint64_t doubled = (uint64_t)(unsigned)asked * 2; /* below 0 is much: S32 */

	if (doubled > BUFFER_MAX)
		return BUFFER_MAX;
	return doubled < least ? least : doubled;
}

static int set_linger(struct wt_options *options, const void *value, socklen_t len)
{
	struct linger linger;

	if (len < sizeof linger)
		return -EINVAL;
	memcpy(&linger, value, sizeof linger);
	options->linger = linger.l_onoff;
	options->linger_s = linger.l_linger;
	return 0;
}

static int set_socket_option(struct wt_options *options, int name, int number)
{
	switch (name) {
	case SO_REUSEADDR:
		options->reuse_addr = number;
		return 0;
	case SO_REUSEPORT:
		if (number && options->domain != AF_INET)
			return -EOPNOTSUPP;
		options->reuse_port = number;
		return 0;
	case SO_KEEPALIVE:
		options->keepalive = number;
		return 0;
	case SO_BROADCAST:
		options->broadcast = number;
		return 0;
	case SO_PRIORITY:
		if (number < 0 || number > PRIORITY_MAX)
			return -EPERM;
		options->priority = number;
		return 0;
	case SO_OOBINLINE:
		options->oob_inline = number;
		return 0;
	case SO_SNDBUF:
		options->sndbuf = buffer_size(number, SNDBUF_MIN);
		return 0;
	case SO_RCVBUF:
		options->rcvbuf = buffer_size(number, RCVBUF_MIN);
		return 0;
	case SO_RCVLOWAT:
		options->rcvlowat = number < 0 ? INT_MAX : number;
		return 0;
	default:
		return -ENOPROTOOPT;
	}
}

static int set_within(unsigned *option, int number, int max)
{
	if (number < 1 || number > max)
		return -EINVAL;
	*option = (unsigned)number;
	return 0;
}

static int set_tcp_option(struct wt_options *options, int name, int number)
{
	switch (name) {
	case TCP_NODELAY:
		options->no_delay = number;
		return 0;
	case TCP_KEEPIDLE:
		return set_within(&options->keep_idle_s, number, 32767);
	case TCP_KEEPINTVL:
		return set_within(&options->keep_interval_s, number, 32767);
	case TCP_KEEPCNT:
		return set_within(&options->keep_count, number, 127);
	case TCP_SYNCNT:
		return set_within(&options->syn_count, number, 127);
	case TCP_USER_TIMEOUT:
		if (number < 0)
			return -EINVAL;
		options->user_timeout_ms = (unsigned)number;
		return 0;
	default:
		return -ENOPROTOOPT;
	}
}

/* A new type of service is a new priority. */
static int set_ip_option(struct wt_options *options, int name, const void *value, socklen_t len)
{
	uint8_t before = options->ip.tos;
	int rc = wt_ip_options_set(&options->ip, options->type, name, value, len);

	if (options->ip.tos != before)
		options->priority = wt_ip_priority(options->ip.tos);
	return rc;
}

int wt_options_set(struct wt_options *options, int level, int name, const void *value,
		   socklen_t len)
{
	int number;

	if (level == SOL_SOCKET && name == SO_LINGER)
		return set_linger(options, value, len);
	if (level != SOL_SOCKET && !has_level(options, level))
		return options->domain == AF_UNIX ? -EOPNOTSUPP
						  : -ENOPROTOOPT; /* and not what get says */
	if (level == IPPROTO_IP)
		return set_ip_option(options, name, value, len);
	if (len < sizeof number)
		return -EINVAL;
	memcpy(&number, value, sizeof number);
	if (level == SOL_SOCKET)
		return set_socket_option(options, name, number);
	return set_tcp_option(options, name, number);
}
