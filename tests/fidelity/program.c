/* SPDX-License-Identifier: MIT
 *
 * What operations may say: sizes, flags, options, events. */
#include "program.h"

#include <fcntl.h>
#include <limits.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>

#define COUNT(array) (sizeof(array) / sizeof(array)[0])

const uint32_t op_sizes[] = {
	1,
	0,
	2,
	3,
	4,
	5,
	8,
	16,
	64,
	100,
	500,
	1000,
	1448,
	2000,
	4095,
	4096,
	4097,
	5000,
	8192,
	20000,
	32768,
	60000,
	65507,
	65508,
	65536,
	70000,
	100000,
	131072,
	/* op_size_edges: where a buffer costs more, and where one is too small */
	197,
	198,
	645,
	646,
	704,
	705,
	4576,
	4577,
	16004,
	16005,
	16064,
	16065,
	48832,
	48833,
	65535,
};
const unsigned op_size_edges = COUNT(op_sizes) - 15;
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

#define SOCKET(family, type, protocol)                                    \
	{                                                                 \
		family, type, protocol, #family ", " #type ", " #protocol \
	}

const struct op_socket op_sockets[SOCKET_WHATS] = {
	[SOCKET_TCP] = {AF_INET, SOCK_STREAM, 0, "AF_INET, SOCK_STREAM"},
	[SOCKET_UDP] = {AF_INET, SOCK_DGRAM, 0, "AF_INET, SOCK_DGRAM"},
	[SOCKET_UNIX] = {AF_UNIX, SOCK_STREAM, 0, "AF_UNIX, SOCK_STREAM"},
	[SOCKET_UNIX_DGRAM] = {AF_UNIX, SOCK_DGRAM, 0, "AF_UNIX, SOCK_DGRAM"},
	[SOCKET_UNIX_PACKET] = {AF_UNIX, SOCK_SEQPACKET, 0, "AF_UNIX, SOCK_SEQPACKET"},
	[SOCKET_PROPER] = SOCKET(AF_INET, SOCK_STREAM, IPPROTO_TCP),
	SOCKET(AF_INET, SOCK_DGRAM, IPPROTO_UDP),
	SOCKET(AF_INET, SOCK_STREAM, IPPROTO_UDP),
	SOCKET(AF_INET, SOCK_DGRAM, IPPROTO_TCP),
	SOCKET(AF_INET, SOCK_SEQPACKET, 0),
	SOCKET(AF_UNIX, SOCK_STREAM, PF_UNIX),
	SOCKET(AF_UNIX, SOCK_DGRAM, 7),
	SOCKET(AF_UNIX, 7, 0),
	SOCKET(99, SOCK_STREAM, 0),
};

#define SOCKET_OPTION(name, value)                            \
	{                                                     \
		SOL_SOCKET, name, value, #name ", " #value, 0 \
	}
#define TCP_OPTION(name, value)                                \
	{                                                      \
		IPPROTO_TCP, name, value, #name ", " #value, 0 \
	}
#define IP_OPTION(name, value)                                \
	{                                                     \
		IPPROTO_IP, name, value, #name ", " #value, 0 \
	}

const struct op_option op_options[] = {
	SOCKET_OPTION(SO_REUSEADDR, 1),
	SOCKET_OPTION(SO_REUSEADDR, 0),
	SOCKET_OPTION(SO_REUSEPORT, 1),
	SOCKET_OPTION(SO_LINGER, 0),
	SOCKET_OPTION(SO_LINGER, -1),
	SOCKET_OPTION(SO_OOBINLINE, 1),
	SOCKET_OPTION(SO_OOBINLINE, 0),
	SOCKET_OPTION(SO_KEEPALIVE, 1),
	SOCKET_OPTION(SO_RCVLOWAT, 4),
	SOCKET_OPTION(SO_RCVLOWAT, 1),
	SOCKET_OPTION(SO_RCVLOWAT, 0),
	SOCKET_OPTION(SO_BROADCAST, 1),
	SOCKET_OPTION(SO_TYPE, 1),
	TCP_OPTION(TCP_NODELAY, 1),
	/* op_option_rare */
	SOCKET_OPTION(SO_REUSEADDR, 7),
	SOCKET_OPTION(SO_REUSEPORT, 0),
	SOCKET_OPTION(SO_KEEPALIVE, 0),
	SOCKET_OPTION(SO_BROADCAST, 0),
	SOCKET_OPTION(SO_PRIORITY, 0),
	SOCKET_OPTION(SO_PRIORITY, 6),
	SOCKET_OPTION(SO_PRIORITY, 7),
	SOCKET_OPTION(SO_PRIORITY, -1),
	SOCKET_OPTION(SO_SNDLOWAT, 1),
	SOCKET_OPTION(SO_DOMAIN, 1),
	SOCKET_OPTION(SO_PROTOCOL, 1),
	SOCKET_OPTION(SO_ACCEPTCONN, 1),
	SOCKET_OPTION(SO_ERROR, 1),
	SOCKET_OPTION(9999, 1),
	{SOL_SOCKET, SO_REUSEADDR, 1, "SO_REUSEADDR, 1 in 3 bytes", 3},
	{SOL_SOCKET, SO_KEEPALIVE, 1, "SO_KEEPALIVE, 1 in 8 bytes", 8},
	{SOL_SOCKET, SO_LINGER, -1, "SO_LINGER, -1 in 7 bytes", 7},
	{SOL_SOCKET, SO_TYPE, 1, "SO_TYPE, 1 in no bytes", -1},
	TCP_OPTION(TCP_KEEPIDLE, 0),
	TCP_OPTION(TCP_KEEPIDLE, 1),
	TCP_OPTION(TCP_KEEPIDLE, 7000),
	TCP_OPTION(TCP_KEEPIDLE, 32767),
	TCP_OPTION(TCP_KEEPIDLE, 32768),
	TCP_OPTION(TCP_KEEPINTVL, 0),
	TCP_OPTION(TCP_KEEPINTVL, 1),
	TCP_OPTION(TCP_KEEPINTVL, 32767),
	TCP_OPTION(TCP_KEEPINTVL, 32768),
	TCP_OPTION(TCP_KEEPCNT, 0),
	TCP_OPTION(TCP_KEEPCNT, 1),
	TCP_OPTION(TCP_KEEPCNT, 127),
	TCP_OPTION(TCP_KEEPCNT, 128),
	TCP_OPTION(TCP_SYNCNT, 0),
	TCP_OPTION(TCP_SYNCNT, 1), /* the number of SO_SNDBUF */
	TCP_OPTION(TCP_SYNCNT, 127),
	TCP_OPTION(TCP_SYNCNT, 128),
	TCP_OPTION(TCP_USER_TIMEOUT, -1),
	TCP_OPTION(TCP_USER_TIMEOUT, 0),
	TCP_OPTION(TCP_USER_TIMEOUT, 1), /* ... SO_RCVLOWAT */
	TCP_OPTION(TCP_USER_TIMEOUT, 60000),
	TCP_OPTION(9999, 1),
	{IPPROTO_TCP, TCP_SYNCNT, 1, "TCP_SYNCNT, 1 in 2 bytes", 2},
	IP_OPTION(IP_TOS, 0),
	IP_OPTION(IP_TOS, 16),
	IP_OPTION(IP_TOS, 3),
	IP_OPTION(IP_TOS, 255),
	IP_OPTION(IP_TTL, -1),
	IP_OPTION(IP_TTL, 0),
	IP_OPTION(IP_TTL, 1),
	IP_OPTION(IP_TTL, 255),
	IP_OPTION(IP_TTL, 256),
	IP_OPTION(IP_TTL, 261),
	IP_OPTION(9999, 1),
	{IPPROTO_IP, IP_TOS, 16, "IP_TOS, 16 in 1 byte", 1},
	{IPPROTO_IP, IP_TTL, 300, "IP_TTL, 300 in 2 bytes", 2},
	{IPPROTO_IP, IP_TTL, 3, "IP_TTL, 3 in no bytes", -1},
	{IPPROTO_UDP, 9999, 1, "a UDP option", 0},
	{99, 1, 1, "level 99", 0},
	SOCKET_OPTION(SO_SNDBUF, 100000), /* much, and so for TCP, too */
	/* op_option_buffers */
	SOCKET_OPTION(SO_SNDBUF, 1),
	SOCKET_OPTION(SO_SNDBUF, 4096),
	SOCKET_OPTION(SO_SNDBUF, 8192),
	SOCKET_OPTION(SO_SNDBUF, 30000),
	/* twelve buffers of the smallest, and a quarter with 1 and 2 bytes more */
	SOCKET_OPTION(SO_SNDBUF, 4608),
	SOCKET_OPTION(SO_SNDBUF, 4610),
	SOCKET_OPTION(SO_SNDBUF, 4612),
	SOCKET_OPTION(SO_RCVBUF, 1),
	SOCKET_OPTION(SO_RCVBUF, 4096),
	SOCKET_OPTION(SO_RCVBUF, 8192),
	SOCKET_OPTION(SO_RCVBUF, 30000),
	/* four and eight small datagrams; one in a piece and a small one, and no page more */
	SOCKET_OPTION(SO_RCVBUF, 1664),
	SOCKET_OPTION(SO_RCVBUF, 3328),
	SOCKET_OPTION(SO_RCVBUF, 8750),
};
const unsigned op_option_count = COUNT(op_options);
const unsigned op_option_rare = 14;
const unsigned op_option_buffers = COUNT(op_options) - 14;

const struct op_buffers op_buffers[] = {{8192, 4096}, {30000, 8192}, {60000, 30000}, {30000, 4096}};
const unsigned op_buffers_count = COUNT(op_buffers);

const int op_rooms[ROOMS] = {8, 8, 8, 8, 8, 8, 8, 4, 1, 0, -1, INT_MAX};

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
	[GET_DOMAIN] = {SOL_SOCKET, SO_DOMAIN, "SO_DOMAIN"},
	[GET_PROTOCOL] = {SOL_SOCKET, SO_PROTOCOL, "SO_PROTOCOL"},
	[GET_PRIORITY] = {SOL_SOCKET, SO_PRIORITY, "SO_PRIORITY"},
	[GET_SNDLOWAT] = {SOL_SOCKET, SO_SNDLOWAT, "SO_SNDLOWAT"},
	[GET_TOS] = {IPPROTO_IP, IP_TOS, "IP_TOS"},
	[GET_TTL] = {IPPROTO_IP, IP_TTL, "IP_TTL"},
	[GET_KEEPIDLE] = {IPPROTO_TCP, TCP_KEEPIDLE, "TCP_KEEPIDLE"},
	[GET_KEEPINTVL] = {IPPROTO_TCP, TCP_KEEPINTVL, "TCP_KEEPINTVL"},
	[GET_KEEPCNT] = {IPPROTO_TCP, TCP_KEEPCNT, "TCP_KEEPCNT"},
	[GET_SYNCNT] = {IPPROTO_TCP, TCP_SYNCNT, "TCP_SYNCNT"},
	[GET_USER_TIMEOUT] = {IPPROTO_TCP, TCP_USER_TIMEOUT, "TCP_USER_TIMEOUT"},
	[GET_TCP_INFO] = {IPPROTO_TCP, TCP_INFO, "TCP_INFO"},
	[GET_NO_OPTION] = {SOL_SOCKET, 9999, "9999"},
	[GET_NO_TCP_OPTION] = {IPPROTO_TCP, 9999, "TCP 9999"},
	[GET_NO_IP_OPTION] = {IPPROTO_IP, 9999, "IP 9999"},
	[GET_NO_LEVEL] = {99, 1, "level 99"},
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
	{EPOLLIN | EPOLLOUT | EPOLLEXCLUSIVE, "EPOLLIN|EPOLLOUT|EPOLLEXCLUSIVE"},
	{EPOLLIN | EPOLLRDHUP | EPOLLEXCLUSIVE, "EPOLLIN|EPOLLRDHUP|EPOLLEXCLUSIVE"},
	{EPOLLRDNORM | EPOLLET, "EPOLLRDNORM|EPOLLET"},
	{EPOLLWRNORM | EPOLLET, "EPOLLWRNORM|EPOLLET"},
};
const unsigned op_events_count = COUNT(op_events);

const struct op_event op_eventfds[] = {
	{0, 0, "0, 0"},
	{3, 0, "3, 0"},
	{0, EFD_SEMAPHORE, "0, EFD_SEMAPHORE"},
	{3, EFD_SEMAPHORE, "3, EFD_SEMAPHORE"},
	{UINT32_MAX, 0, "UINT32_MAX, 0"},
	{0, 0x40, "0, 0x40"},
};
const unsigned op_eventfds_count = COUNT(op_eventfds);

const uint64_t op_counts[] = {1, 0, 2, UINT64_MAX - 2, UINT64_MAX - 1, UINT64_MAX};
const unsigned op_counts_count = COUNT(op_counts);

#define OPEN(flags)           \
	{                     \
		flags, #flags \
	}

const struct op_open op_opens[] = {
	OPEN(O_RDONLY),
	OPEN(O_WRONLY),
	OPEN(O_RDWR),
	OPEN(O_RDWR | O_CREAT),
	OPEN(O_WRONLY | O_CREAT | O_EXCL),
	OPEN(O_WRONLY | O_CREAT | O_TRUNC),
	OPEN(O_RDWR | O_APPEND),
	OPEN(O_RDWR | O_TRUNC),
};
const unsigned op_opens_count = COUNT(op_opens);

#define FCNTL(cmd, arg)                  \
	{                                \
		cmd, arg, #cmd ", " #arg \
	}

const struct op_fcntl op_fcntls[] = {
	FCNTL(F_GETFD, 0),
	FCNTL(F_SETFD, FD_CLOEXEC),
	FCNTL(F_GETFL, 0),
	FCNTL(F_SETFL, O_NONBLOCK), /* and not O_APPEND */
	FCNTL(F_GETPIPE_SZ, 0),
	FCNTL(F_SETPIPE_SZ, 0),
	FCNTL(F_SETPIPE_SZ, 4096),
	FCNTL(F_SETPIPE_SZ, 4097),
	FCNTL(F_SETPIPE_SZ, 20000),
	FCNTL(F_SETPIPE_SZ, 65536),
	FCNTL(F_SETPIPE_SZ, 1048576),
	FCNTL(F_SETPIPE_SZ, 1048577),
	FCNTL(F_SETPIPE_SZ, -1),
	FCNTL(F_SETPIPE_SZ, INT_MIN),
	FCNTL(F_SETPIPE_SZ, INT_MAX),
	FCNTL(9999, 0),
};
const unsigned op_fcntls_count = COUNT(op_fcntls);

const char *op_name(enum op_kind kind)
{
	static const char *const names[OP_COUNT] = {
		[OP_SOCKET] = "socket",
		[OP_PAIR] = "socketpair",
		[OP_PIPE] = "pipe",
		[OP_EPOLL] = "epoll_create",
		[OP_DUP] = "dup",
		[OP_EVENT] = "eventfd",
		[OP_MKFIFO] = "mkfifo",
		[OP_OPEN] = "open",
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
		[OP_FCNTL] = "fcntl",
		[OP_NOBODY] = "nobody",
		[OP_FILL] = "fill",
		[OP_DRAIN] = "drain",
	};

	return names[kind];
}
