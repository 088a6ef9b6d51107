/* SPDX-License-Identifier: MIT
 *
 * tun.h - a network namespace with one TUN device and a route through it. */
#ifndef GATE_TUN_H
#define GATE_TUN_H

#include <stdbool.h>
#include <stdint.h>

struct tun {
	int ns;            /* the namespace */
	int fd;            /* what it sends is read here, and what is written it receives */
	unsigned index;    /* of the device */
	uint32_t own, far; /* addresses, host byte order */
};

/* 0, or -errno and *ret_what says what failed.  The caller is where it was. */
int tun_open(struct tun *, uint32_t own, uint32_t far, const char **ret_what);
void tun_close(struct tun *);
/* net.ipv4.NAME there: 0 or -errno. */
int tun_set(const struct tun *, const char *name, long value);
/* 0 or -errno. */
int tun_link(const struct tun *, bool up);

/* A visit to its namespace: what to come back with, or -errno. */
int tun_enter(const struct tun *);
void tun_leave(int home);

#endif
