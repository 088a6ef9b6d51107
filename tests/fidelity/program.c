/* SPDX-License-Identifier: MIT
 *
 * What operations may say: sizes, flags, options, events. */
#include "program.h"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/socket.h>

#define COUNT(array) (sizeof(array) / sizeof(array)[0])

const uint32_t op_sizes[] = {1,     0,     2,     3,     4,     5,     8,      16,    64,   100,
			     500,   1000,  1448,  2000,  4095,  4096,  4097,   5000,  8192, 20000,
			     32768, 60000, 65507, 65508, 65536, 70000, 100000, 131072};
const unsigned op_size_count = COUNT(op_sizes);

const struct op_flags op_flags_send[] = {
	{0, ""},
	{MSG_NOSIGNAL, "MSG_NOSIGNAL"},
	{MSG_DONTWAIT, "MSG_DONTWAIT"},
	{MSG_OOB, "MSG_OOB"},
	{MSG_OOB | MSG_NOSIGNAL, "MSG_OOB|MSG_NOSIGNAL"},
};
const unsigned op_flags_send_count = COUNT(op_flags_send);

const struct op_flags op_flags_recv[] = {
	{0, ""},
	{MSG_PEEK, "MSG_PEEK"},
	{MSG_DONTWAIT, "MSG_DONTWAIT"},
	{MSG_TRUNC, "MSG_TRUNC"},
	{MSG_WAITALL, "MSG_WAITALL"},
	{MSG_PEEK | MSG_TRUNC, "MSG_PEEK|MSG_TRUNC"},
	{MSG_OOB, "MSG_OOB"},
	{MSG_OOB | MSG_PEEK, "MSG_OOB|MSG_PEEK"},
};
const unsigned op_flags_recv_count = COUNT(op_flags_recv);

#define SOCKET_OPTION(name, value)                         \
	{                                                  \
		SOL_SOCKET, name, value, #name ", " #value \
	}

const struct op_option op_options[] = {
	SOCKET_OPTION(SO_REUSEADDR, 1),  SOCKET_OPTION(SO_REUSEADDR, 0),
	SOCKET_OPTION(SO_REUSEPORT, 1),  SOCKET_OPTION(SO_LINGER, 0),
	SOCKET_OPTION(SO_LINGER, -1),    SOCKET_OPTION(SO_OOBINLINE, 1),
	SOCKET_OPTION(SO_OOBINLINE, 0),  SOCKET_OPTION(SO_KEEPALIVE, 1),
	SOCKET_OPTION(SO_RCVLOWAT, 4),   SOCKET_OPTION(SO_RCVLOWAT, 1),
	SOCKET_OPTION(SO_RCVLOWAT, 0),   SOCKET_OPTION(SO_BROADCAST, 1),
	SOCKET_OPTION(SO_TYPE, 1),       {IPPROTO_TCP, TCP_NODELAY, 1, "TCP_NODELAY, 1"},
	SOCKET_OPTION(SO_SNDBUF, 1),     SOCKET_OPTION(SO_SNDBUF, 4096),
	SOCKET_OPTION(SO_SNDBUF, 8192),  SOCKET_OPTION(SO_SNDBUF, 30000),
	SOCKET_OPTION(SO_RCVBUF, 4096),  SOCKET_OPTION(SO_RCVBUF, 8192),
	SOCKET_OPTION(SO_RCVBUF, 30000),
};
const unsigned op_option_count = COUNT(op_options);
const unsigned op_option_buffers = COUNT(op_options) - 7;

const struct op_buffers op_buffers[] = {{8192, 4096}, {30000, 8192}, {60000, 30000}, {30000, 4096}};
const unsigned op_buffers_count = COUNT(op_buffers);

const struct op_query op_queries[GET_WHATS] = {
	[GET_ERROR] = {SOL_SOCKET, SO_ERROR, "SO_ERROR"},
	[GET_TYPE] = {SOL_SOCKET, SO_TYPE, "SO_TYPE"},
	[GET_ACCEPTCONN] = {SOL_SOCKET, SO_ACCEPTCONN, "SO_ACCEPTCONN"},
	[GET_REUSEADDR] = {SOL_SOCKET, SO_REUSEADDR, "SO_REUSEADDR"},
	[GET_LINGER] = {SOL_SOCKET, SO_LINGER, "SO_LINGER"},
	[GET_RCVLOWAT] = {SOL_SOCKET, SO_RCVLOWAT, "SO_RCVLOWAT"},
	[GET_OOBINLINE] = {SOL_SOCKET, SO_OOBINLINE, "SO_OOBINLINE"},
	[GET_KEEPALIVE] = {SOL_SOCKET, SO_KEEPALIVE, "SO_KEEPALIVE"},
	[GET_NODELAY] = {IPPROTO_TCP, TCP_NODELAY, "TCP_NODELAY"},
	[GET_SNDBUF] = {SOL_SOCKET, SO_SNDBUF, "SO_SNDBUF"},
	[GET_RCVBUF] = {SOL_SOCKET, SO_RCVBUF, "SO_RCVBUF"},
	[GET_BROADCAST] = {SOL_SOCKET, SO_BROADCAST, "SO_BROADCAST"},
	[GET_REUSEPORT] = {SOL_SOCKET, SO_REUSEPORT, "SO_REUSEPORT"},
};

#define ALL_EVENTS (EPOLLIN | EPOLLPRI | EPOLLOUT | EPOLLRDHUP)

const struct op_events op_events[] = {
	{EPOLLIN, "EPOLLIN"},
	{EPOLLOUT, "EPOLLOUT"},
	{EPOLLIN | EPOLLOUT, "EPOLLIN|EPOLLOUT"},
	{ALL_EVENTS, "EPOLLIN|EPOLLPRI|EPOLLOUT|EPOLLRDHUP"},
	{EPOLLRDHUP, "EPOLLRDHUP"},
	{EPOLLPRI, "EPOLLPRI"},
	{0, "0"},
	{EPOLLIN | EPOLLET, "EPOLLIN|EPOLLET"},
	{ALL_EVENTS | EPOLLET, "EPOLLIN|EPOLLPRI|EPOLLOUT|EPOLLRDHUP|EPOLLET"},
	{EPOLLIN | EPOLLONESHOT, "EPOLLIN|EPOLLONESHOT"},
	{EPOLLOUT | EPOLLET | EPOLLONESHOT, "EPOLLOUT|EPOLLET|EPOLLONESHOT"},
};
const unsigned op_events_count = COUNT(op_events);

const char *op_name(enum op_kind kind)
{
	static const char *const names[OP_COUNT] = {
		[OP_SOCKET] = "socket",
		[OP_PAIR] = "socketpair",
		[OP_PIPE] = "pipe",
		[OP_EPOLL] = "epoll_create",
		[OP_DUP] = "dup",
		[OP_CLOSE] = "close",
		[OP_ABORT] = "abort",
		[OP_BIND] = "bind",
		[OP_LISTEN] = "listen",
		[OP_CONNECT] = "connect",
		[OP_ACCEPT] = "accept",
		[OP_SEND] = "send",
		[OP_SENDTO] = "sendto",
		[OP_WRITE] = "write",
		[OP_RECV] = "recv",
		[OP_RECVFROM] = "recvfrom",
		[OP_READ] = "read",
		[OP_SHUTDOWN] = "shutdown",
		[OP_SETOPT] = "setsockopt",
		[OP_GETOPT] = "getsockopt",
		[OP_SOCKNAME] = "getsockname",
		[OP_PEERNAME] = "getpeername",
		[OP_WATCH] = "edge_add",
		[OP_WATCH_MOD] = "edge_mod",
		[OP_WATCH_DEL] = "edge_del",
		[OP_ONCE] = "once_add",
		[OP_ONCE_MOD] = "once_mod",
		[OP_ONCE_DEL] = "once_del",
		[OP_CTL_ADD] = "epoll_add",
		[OP_CTL_MOD] = "epoll_mod",
		[OP_CTL_DEL] = "epoll_del",
		[OP_WAIT] = "epoll_wait",
		[OP_LIMIT] = "limit",
		[OP_BUFFERS] = "buffers",
		[OP_FILL] = "fill",
		[OP_DRAIN] = "drain",
	};

	return names[kind];
}
