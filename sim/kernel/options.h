/* SPDX-License-Identifier: MIT
 *
 * options.h - the options programs set, kept for every family alike. */
#ifndef WT_OPTIONS_H
#define WT_OPTIONS_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/socket.h>

/* What the system has where nothing was set: net.ipv4.tcp_keepalive_time, _intvl,
 * _probes and tcp_syn_retries. */
#define WT_KEEP_IDLE_S     7200u
#define WT_KEEP_INTERVAL_S 75u
#define WT_KEEP_COUNT      9u
#define WT_SYN_COUNT       6u

/* The level of IP, and what it holds (options_ip.c). */
struct wt_ip_options {
	uint8_t tos, ttl; /* ttl 0: the default */
};

struct wt_options {
	int domain, type, protocol; /* of the socket */
	int priority;
	struct wt_ip_options ip;
	bool reuse_addr, reuse_port, keepalive, no_delay, oob_inline, linger, broadcast;
	int linger_s;
	uint64_t sndbuf, rcvbuf;
	int rcvlowat; /* bytes that make it readable; 0: one */
	/* TCP; 0: the system's, or no time-out */
	unsigned keep_idle_s, keep_interval_s, keep_count, syn_count, user_timeout_ms;
};

int wt_ip_options_get(const struct wt_ip_options *, int name, void *, socklen_t *);
int wt_ip_options_set(struct wt_ip_options *, int type, int name, const void *, socklen_t);

/* SO_PRIORITY of a socket with this type of service. */
int wt_ip_priority(uint8_t tos);

void wt_options_init(struct wt_options *, int domain, int type, int protocol);
/* 0 or -errno, as the system calls; SO_ERROR and the like are the family's. */
int wt_options_get(const struct wt_options *, int level, int name, void *, socklen_t *);
int wt_options_set(struct wt_options *, int level, int name, const void *, socklen_t);
/* The answer of getsockopt. */
int wt_option_give(void *value, socklen_t *len, int number);
int wt_option_give_bytes(void *value, socklen_t *len, const void *from, socklen_t size);

#endif
