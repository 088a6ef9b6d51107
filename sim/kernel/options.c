/* SPDX-License-Identifier: MIT
 *
 * getsockopt and setsockopt: the options programs set. */
#include <errno.h>
#include <netinet/tcp.h>
#include <string.h>

#include "kernel/syscall.h"
#include "kernel/tcp.h"

#define BUFFER_MAX 8388608
#define SNDBUF_MIN 4608
#define RCVBUF_MIN 2304

static int give(void *value, socklen_t *len, const void *from, socklen_t size)
{
	if (*len > size)
		*len = size;
	memcpy(value, from, *len);
	return 0;
}

static int give_int(void *value, socklen_t *len, int number)
{
	return give(value, len, &number, sizeof number);
}

static int get_socket_option(struct wt_socket *socket, int name, void *value, socklen_t *len)
{
	struct linger linger = {socket->linger, socket->linger_s};

	switch (name) {
	case SO_ERROR:
		return give_int(value, len, wt_tcp_take_error(socket));
	case SO_TYPE:
		return give_int(value, len, SOCK_STREAM);
	case SO_ACCEPTCONN:
		return give_int(value, len, socket->state == WT_TCP_LISTEN);
	case SO_REUSEADDR:
		return give_int(value, len, socket->reuse_addr);
	case SO_KEEPALIVE:
		return give_int(value, len, socket->keepalive);
	case SO_OOBINLINE:
		return give_int(value, len, socket->oob_inline);
	case SO_SNDBUF:
		return give_int(value, len, (int)socket->sndbuf);
	case SO_RCVBUF:
		return give_int(value, len, (int)socket->rcvbuf);
	case SO_LINGER:
		return give(value, len, &linger, sizeof linger);
	default:
		return -ENOPROTOOPT;
	}
}

int wt_sys_getsockopt(struct wt_kernel *kernel, int fd, int level, int name, void *value,
		      socklen_t *len)
{
	struct wt_socket *socket = wt_fd_get(kernel, fd);

	if (!socket)
		return -EBADF;
	if (level == SOL_SOCKET)
		return get_socket_option(socket, name, value, len);
	if (level == IPPROTO_TCP && name == TCP_NODELAY)
		return give_int(value, len, socket->no_delay);
	return -ENOPROTOOPT;
}

/* The kernel doubles what is asked, within bounds: M01. */
static uint64_t buffer_size(int asked, uint64_t least)
{
	uint64_t doubled = asked < 0 ? 0 : (uint64_t)asked * 2;

	if (doubled > BUFFER_MAX)
		return BUFFER_MAX;
	return doubled < least ? least : doubled;
}

static int set_linger(struct wt_socket *socket, const void *value, socklen_t len)
{
	struct linger linger;

	if (len < sizeof linger)
		return -EINVAL;
	memcpy(&linger, value, sizeof linger);
	socket->linger = linger.l_onoff;
	socket->linger_s = linger.l_linger;
	return 0;
}

static int set_socket_option(struct wt_socket *socket, int name, int number)
{
	switch (name) {
	case SO_REUSEADDR:
		socket->reuse_addr = number;
		return 0;
	case SO_KEEPALIVE:
		socket->keepalive = number;
		return 0;
	case SO_OOBINLINE:
		socket->oob_inline = number;
		return 0;
	case SO_SNDBUF:
		socket->sndbuf = buffer_size(number, SNDBUF_MIN);
		return 0;
	case SO_RCVBUF:
		socket->rcvbuf = buffer_size(number, RCVBUF_MIN);
		return 0;
	default:
		return -ENOPROTOOPT;
	}
}

int wt_sys_setsockopt(struct wt_kernel *kernel, int fd, int level, int name, const void *value,
		      socklen_t len)
{
	struct wt_socket *socket = wt_fd_get(kernel, fd);
	int number;

	if (!socket)
		return -EBADF;
	if (level == SOL_SOCKET && name == SO_LINGER)
		return set_linger(socket, value, len);
	if (len < sizeof number)
		return -EINVAL;
	memcpy(&number, value, sizeof number);
	if (level == SOL_SOCKET)
		return set_socket_option(socket, name, number);
	if (level == IPPROTO_TCP && name == TCP_NODELAY) {
		socket->no_delay = number;
		return 0;
	}
	return -ENOPROTOOPT;
}
