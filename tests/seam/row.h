/* SPDX-License-Identifier: MIT
 *
 * row.h - one row of the contract: calls and what they must return.
 *
 *	{.id = "B06",
 *	 .claim = "a peer that closes is an end, not a hang-up",
 *	 .setup = "pair(c,s)",
 *	 .expect = "close(c)→0; poll(s)→IN|OUT|RDHUP; recv(s,4)→0"},
 *
 * A row is a program: its calls are made one after the other (verb.h lists
 * them), and what they return must be what stands behind the arrows.  Rows with
 * a letter from A to N were measured on Linux and keep the number they have in
 * the table of measurements; those with S are promises of ac_sys.h itself.  A step without an
 * arrow must succeed.
 *
 *	c, s, l	a socket; a name not used before is a fresh one (TCP, no delay)
 *	L	where l is; 127.0.0.2:L is its port at another address
 *	DEAD	where nobody listens
 *	lo	127.0.0.1
 *	⚡	the call raised SIGPIPE
 *
 * Rows of the wire are played by two machines, A and B (verb_wire.c): sockets
 * whose names begin with l, s or u are B's, as is DEAD, all others A's; A:5001 is
 * a port of A's.  Nothing between the two moves but by a step in brackets:
 *
 *	[deliver A>B SYN]	the oldest such segment arrives
 *	[repeat A>B UDP3]	and stays in flight as well
 *	[drop A>B DATA3]	it is lost
 *	[ICMP unreachable 1]	the sender of A's oldest packet is told so
 *	[pump]			everything arrives, and what comes of it
 *	[await A>B FIN]		time passes until one is sent
 *	[link down on A]	A's own end of the wire
 *	[in flight]→A>B ACK	what is in flight, A's first */
#ifndef SEAM_ROW_H
#define SEAM_ROW_H

#include <stdbool.h>
#include <stddef.h>

struct row {
	const char *id;
	const char *claim;
	const char *setup;   /* steps that must succeed, or "" */
	const char *expect;  /* the transcript */
	const char *without; /* what of the measured row is left out, or NULL */
	const char *differs; /* why the simulated kernel does otherwise so far, or NULL */
	unsigned sockets;    /* how many the process may have open, or 0: no limit */
	unsigned ports;      /* how many the machine may choose from, or 0: as it is */
	bool own_machine;    /* needs one with no network but its loopback */
	bool slow;           /* takes a second or more of real time */
	bool lies;           /* about lengths: a checker of memory must not look */
	bool gate;           /* of the wire: for two machines */
};

/* Lists of rows end with a NULL id. */
extern const struct row rows_connect[], rows_ready[], rows_recv[], rows_send[], rows_close[],
	rows_accept[], rows_epoll[], rows_unix[], rows_pipe[], rows_udp[], rows_names[],
	rows_bind[], rows_buffers[], rows_wire[], rows_seam[];

/* All of these, ended by NULL. */
extern const struct row *const row_lists[];

const struct row *row_find(const char *id); /* or NULL */

/* Measured rows that are not here, and why. */
struct left_out {
	const char *ids; /* "C01 C02" */
	const char *why;
};

extern const struct left_out rows_left_out[]; /* ended by NULL ids */

/* How many rows were measured. */
#define ROWS_MEASURED 238

#endif
