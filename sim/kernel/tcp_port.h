/* SPDX-License-Identifier: MIT
 *
 * tcp_port.h - who may have which port: Linux's bind buckets.
 *
 * A port that anybody has is a bucket of claims.  A socket claims a port by bind,
 * listen or connect; a child claims its listener's; TIME_WAIT claims one without a
 * socket.  A claim is given up when the socket comes to CLOSE, unless bind had named
 * the port.  How a bucket was filled decides who else may come in, and not only who
 * is in it: `reuse` below. */
#ifndef WT_TCP_PORT_H
#define WT_TCP_PORT_H

#include <stdbool.h>
#include <stdint.h>

#define WT_PORT_CHAINS 64

struct wt_digest;
struct wt_kernel;
struct wt_socket;
struct wt_port;

struct wt_claim {
	struct wt_port *port;     /* NULL: none */
	struct wt_socket *socket; /* NULL: TIME_WAIT, with what follows */
	bool by_connect;          /* connect chose the port */
	uint32_t address;
	bool reuse_addr, reuse_port;
	uint64_t until_ns;
	struct wt_claim *next, **link;
};

/* bind(2) and listen(2): number 0 chooses one.  0, -EADDRINUSE, -ENOMEM.  A socket
 * that has the port already is asked whether it may keep it. */
int wt_port_get(struct wt_socket *, uint32_t address, uint16_t number);
/* connect(2): one that no bind has, and no connection to the same name.
 * 0, -EADDRNOTAVAIL, -ENOMEM. */
int wt_port_get_for_connect(struct wt_socket *, uint32_t address);
/* Is there a connection with its names already?  The socket's own port is meant. */
bool wt_port_is_connected(const struct wt_socket *);
/* A child shares its listener's port. */
void wt_port_share(struct wt_socket *child, const struct wt_socket *listener);
void wt_port_put(struct wt_socket *);
/* TIME_WAIT claims the socket's port, too, until then.  -ENOMEM. */
int wt_port_wait(const struct wt_socket *, uint64_t until_ns);
/* The socket, which has a port, begins or ends to listen there. */
void wt_port_listens(struct wt_socket *);
void wt_port_listens_no_more(struct wt_socket *);
/* Who listens there: at just this address before at any.  NULL: nobody. */
struct wt_socket *wt_port_listener(const struct wt_kernel *, uint32_t address, uint16_t number);
void wt_digest_ports(struct wt_digest *, const struct wt_kernel *);

#endif
