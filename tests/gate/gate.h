/* SPDX-License-Identifier: MIT
 *
 * gate.h - two machines, A and B, and between them a wire on which nothing moves
 * by itself: the test delivers, holds, drops, reorders and repeats each packet.
 *
 * gate_open_real: two network namespaces of this process, a TUN device in each
 *                 (real.c, tun.c, packet.c); needs root and /dev/net/tun
 * gate_open_sim:  two simulated kernels and a link that is moved by hand (sim.c,
 *                 sim_sys.c)
 *
 * Both machines' descriptors are used through one seam, gate->sys; who opens a
 * socket says at which machine. */
#ifndef GATE_H
#define GATE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "ac_sys.h"

enum gate_machine { GATE_A, GATE_B };

enum gate_kind {
	GATE_SYN,
	GATE_SYN_ACK,
	GATE_ACK, /* and nothing else */
	GATE_DATA,
	GATE_FIN,
	GATE_RST,
	GATE_UDP,
	GATE_ICMP,
};

struct gate_packet {
	enum gate_kind kind;
	unsigned len;        /* DATA, UDP: bytes of payload */
	bool fin;            /* DATA: with a FIN behind it */
	unsigned type, code; /* ICMP */
};

/* Packets of one direction; more are an error of the test. */
#define GATE_FLIGHT_MAX 4096

struct gate;

struct gate_ops {
	void (*close)(struct gate *);
	/* The nth packet that machine `from` has sent and that is still in flight,
	 * the oldest is 0.  False: there are fewer. */
	bool (*look)(struct gate *, enum gate_machine from, size_t nth, struct gate_packet *ret);
	/* It arrives; keep: and stays in flight as well. */
	void (*deliver)(struct gate *, enum gate_machine from, size_t nth, bool keep);
	void (*drop)(struct gate *, enum gate_machine from, size_t nth);
	/* Its sender is told by ICMP that it could not be delivered (RFC 792,
	 * destination unreachable); the packet stays where it is. */
	void (*unreachable)(struct gate *, enum gate_machine from, size_t nth, unsigned code);
	/* The machine's own end of the wire. */
	void (*link)(struct gate *, enum gate_machine, bool up);
	/* net.ipv4.NAME of both machines. */
	void (*set)(struct gate *, const char *name, long value);
	/* Time passes, at most so much, until a packet is sent. */
	void (*pass)(struct gate *, int64_t ns);
};

struct gate {
	struct ac_sys sys; /* of both machines */
	const struct gate_ops *ops;
	enum gate_machine opens_at; /* socket() opens there */
	uint32_t address[2];        /* host byte order */
};

/* A setting of the real gate's own: what a machine has sent before, byte for byte,
 * is not sent again. */
#define GATE_SEND_ONCE "send_once"
/* A fault of the simulated gate's own: an edge is reported as long as it lasts. */
#define GATE_KEEP_EDGES "keep_edges"

/* NULL: not here; *ret_why says why, in memory that lasts. */
struct gate *gate_open_real(const char **ret_why);
struct gate *gate_open_sim(void);

/* -- gate.c -------------------------------------------------------------- */

/* "DATA3", "SYN+ACK", "ICMP3/1"; size: at least 24. */
void gate_name(const struct gate_packet *, char *text, size_t size);
/* The oldest in flight of that name, or "#2": the third that is no bare ACK.
 * False: there is none. */
bool gate_find(struct gate *, enum gate_machine from, const char *name, size_t *ret_nth);
/* Delivers what is in flight, and what comes of it, until nothing is. */
void gate_pump(struct gate *);
/* "A>B ACK, A>B DATA2", or "-". */
void gate_describe(struct gate *, char *text, size_t size);

#endif
