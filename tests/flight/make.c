/* SPDX-License-Identifier: MIT
 *
 * Makes a program while it plays it on the simulated machines, so that most steps
 * find something to act on. */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "decisions/mix.h"
#include "program.h"

struct maker {
	struct program *program;
	struct flight flight;
	uint64_t seed, drawn;
	unsigned port; /* the first of its own */
	bool down;     /* the link */
	bool wild;     /* packets arrive in any order */
	bool told[2];  /* a machine has had news of a connection: what becomes of it on Linux
			* depends on how full a page is, and is not asked for */
};

static unsigned draw(struct maker *maker, unsigned below)
{
	return (unsigned)(wt_mix(maker->seed, maker->drawn++) % below);
}

static void make(struct maker *maker, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

static void make(struct maker *maker, const char *format, ...)
{
	struct program *program = maker->program;
	char line[LINE_TEXT], *step = program->steps[program->count];
	va_list args;

	if (program->count == PROGRAM_MAX)
		return;
	va_start(args, format);
	vsnprintf(step, STEP_TEXT, format, args);
	va_end(args);
	program->count++;
	flight_step(&maker->flight, step, line);
}

/* -- The wire ------------------------------------------------------------ */

static void count_flight(struct gate *gate, enum gate_machine from, unsigned *ret_acks,
			 unsigned *ret_others)
{
	struct gate_packet packet;

	*ret_acks = *ret_others = 0;
	for (size_t nth = 0; gate->ops->look(gate, from, nth, &packet); nth++)
		*(packet.kind == GATE_ACK ? ret_acks : ret_others) += 1;
}

/* Mostly the oldest. */
static unsigned choose(struct maker *maker, unsigned count)
{
	return !maker->wild && draw(maker, 3) ? 0 : draw(maker, count);
}

/* Of a destination unreachable; 4 is about what fits, which is not modelled. */
static unsigned draw_code(struct maker *maker)
{
	unsigned code = draw(maker, 15);

	return code < 4 ? code : code + 1;
}

/* What the news says is asked for before anything else happens, or not at all. */
static void ask_at_once(struct maker *maker, enum gate_machine machine)
{
	const struct stage *stage = &maker->flight.stage;

	for (size_t i = 0; i < stage->count; i++) {
		const char *name = stage->sockets[i].name;

		if (stage->sockets[i].open && !strchr("luv", *name) &&
		    stage_machine(name) == machine)
			for (unsigned again = 0; again < 2; again++)
				make(maker, "SO_ERROR(%s)", name);
	}
}

static void complain(struct maker *maker, enum gate_machine from, const char *way, unsigned which)
{
	struct gate *gate = maker->flight.stage.gate;
	struct gate_packet packet;
	bool was_told = maker->told[from];
	char name[16];
	size_t nth;

	snprintf(name, sizeof name, "#%u", which);
	if (gate_find(gate, from, name, &nth) && gate->ops->look(gate, from, nth, &packet))
		maker->told[from] |= packet.kind == GATE_DATA || packet.kind == GATE_FIN;
	make(maker, "[ICMP %s #%u unreachable %u]", way, which, draw_code(maker));
	if (!was_told && maker->told[from] && draw(maker, 2))
		ask_at_once(maker, from);
}

static bool move_something(struct maker *maker)
{
	enum gate_machine from = draw(maker, 2) ? GATE_B : GATE_A;
	const char *way = from == GATE_A ? "A>B" : "B>A";
	unsigned acks, others, which;

	count_flight(maker->flight.stage.gate, from, &acks, &others);
	if (acks && (!others || draw(maker, 2))) {
		make(maker, draw(maker, 12) ? "[acks %s]" : "[lose acks %s]", way);
		return true;
	}
	if (!others)
		return false;
	which = draw(maker, 26);
	if (which >= 24)
		complain(maker, from, way, choose(maker, others));
	else if (which < 2)
		make(maker, "[drop %s #%u]", way, choose(maker, others));
	else if (which < 4)
		make(maker, "[repeat %s #%u]", way, choose(maker, others));
	else
		make(maker, "[deliver %s #%u]", way, choose(maker, others));
	return true;
}

/* Seldom, and not for long. */
static bool cut_or_mend(struct maker *maker)
{
	if (draw(maker, maker->down ? 5 : 60) != 0)
		return false;
	maker->down = !maker->down;
	make(maker, "[link %s on AB]", maker->down ? "down" : "up");
	return true;
}

/* -- Calls --------------------------------------------------------------- */

static bool is_free(struct maker *maker, const char *name)
{
	return !stage_find(&maker->flight.stage, name);
}

static bool connect_or_accept(struct maker *maker)
{
	static const char *const openers[] = {"a", "b", "c"}, *const children[] = {"s1", "s2",
										   "s3"};
	const char *name = openers[draw(maker, 3)];

	if (is_free(maker, "l"))
		return false;
	if (is_free(maker, name) && draw(maker, 2)) {
		make(maker, "connect(%s,L)", name);
		return true;
	}
	name = children[draw(maker, 3)];
	if (is_free(maker, name))
		make(maker, "accept(l,%s)", name);
	return is_free(maker, name) == false;
}

static void call_tcp(struct maker *maker, const char *name)
{
	static const char *const hows[] = {"RD", "WR", "WR", "RDWR"};
	unsigned which = draw(maker, 100);

	if (maker->down && (which < 38 || (which >= 68 && which < 84)))
		return; /* to send, a FIN too: not modelled, docs/fidelity.md */
	if (which < 38)
		make(maker, "send(%s,%u)", name, draw(maker, 6));
	else if (which < 64)
		make(maker, "recv(%s,%u)", name, draw(maker, 4) ? 8 : draw(maker, 4));
	else if (which < 68)
		make(maker, "recv(%s,8,PEEK)", name);
	else if (which < 78)
		make(maker, "shutdown(%s,%s)", name, hows[draw(maker, 4)]);
	else if (which < 84)
		make(maker, "close(%s)", name);
	else if (which < 87)
		make(maker, "close(%s)[SO_LINGER 0]", name);
	else if (which < 92 && !maker->told[stage_machine(name)])
		make(maker, "SO_ERROR(%s)", name);
	else if (which < 95)
		make(maker, "TCP_INFO(%s)", name);
	else if (which < 98 && *name != 's' && !is_free(maker, "l"))
		make(maker, "connect(%s,L)", name);
	else
		make(maker, "connect(%s,AF_UNSPEC)", name);
}

static void call_udp(struct maker *maker, const char *name)
{
	unsigned which = draw(maker, 20);

	if (which < 9)
		make(maker, "recv(%s,8)", name);
	else if (which < 18)
		make(maker, *name == 'v' ? "send(%s,%u)" : "sendto(%s,V,%u)", name, draw(maker, 6));
	else
		make(maker, which < 19 ? "SO_ERROR(%s)" : "close(%s)", name);
}

static void call_something(struct maker *maker)
{
	const struct stage_socket *socket;

	if (draw(maker, 4) == 0 && connect_or_accept(maker))
		return;
	if (maker->flight.stage.count == 0)
		return;
	socket = &maker->flight.stage.sockets[draw(maker, (unsigned)maker->flight.stage.count)];
	if (!socket->open)
		return;
	if (strcmp(socket->name, "l") != 0)
		(strchr("uv", *socket->name) ? call_udp : call_tcp)(maker, socket->name);
	else if (draw(maker, 12) == 0)
		make(maker, "close(l)");
}

/* -- A program ----------------------------------------------------------- */

static void send_burst(struct maker *maker, const char *name)
{
	for (unsigned i = 2 + draw(maker, 3); i > 0; i--)
		make(maker, "send(%s,%u)", name, 1 + draw(maker, 5));
	if (draw(maker, 2))
		make(maker, "shutdown(%s,WR)", name);
}

/* Two whose handshakes are over when there is place for one: of the other nothing
 * counts before somebody is accepted. */
static void begin_with_a_full_queue(struct maker *maker)
{
	make(maker, "listener(l,1)");
	make(maker, "connect(a,L)");
	make(maker, "[pump]");
	make(maker, "connect(b,L)");
	make(maker, "connect(c,L)");
	for (unsigned i = 0; i < 2; i++)
		make(maker, "[deliver A>B #0]");
	for (unsigned i = 0; i < 2; i++)
		make(maker, "[deliver B>A #0]");
	make(maker, "[acks A>B]");
	make(maker, "send(c,%u)", 1 + draw(maker, 4));
	make(maker, "[deliver A>B #0]");
	make(maker, "accept(l,s1)");
	make(maker, "send(c,%u)", 1 + draw(maker, 4));
}

static void begin(struct maker *maker)
{
	unsigned which = draw(maker, 10);

	if (which == 0) { /* both may connect to each other */
		if (draw(maker, 3) == 0)
			make(maker, "listener(l,%u)", draw(maker, 3));
		make(maker, "bind(a,A:%u)", maker->port);
		make(maker, "bind(s1,B:%u)", maker->port + 1);
		make(maker, "connect(a,B:%u)", maker->port + 1);
		make(maker, "connect(s1,A:%u)", maker->port);
		return;
	}
	if (which <= 2)
		make(maker, "udp_pair(u,v)");
	if (which == 5) {
		begin_with_a_full_queue(maker);
		return;
	}
	make(maker, "listener(l,%u)", draw(maker, 3));
	make(maker, "connect(a,L)");
	if (which == 3) { /* a crowd: more than have a place */
		make(maker, "connect(b,L)");
		make(maker, "connect(c,L)");
		return;
	}
	if (draw(maker, 2) == 0)
		return;
	make(maker, "[pump]");
	make(maker, "accept(l,s1)");
	if (which == 4) /* much in flight at once */
		send_burst(maker, draw(maker, 2) ? "a" : "s1");
}

#define PORT_FIRST 10000
#define PORTS      20000

void program_make(struct program *program, uint64_t seed, unsigned number)
{
	struct gate *gate = gate_open_sim();
	struct maker maker = {.program = program,
			      .seed = wt_mix(wt_mix(0, seed), number),
			      .port = PORT_FIRST + number * 2 % PORTS};
	unsigned length = 8 + draw(&maker, PROGRAM_MAX - 8);

	program->count = 0;
	maker.wild = draw(&maker, 5) == 0;
	flight_set_up(gate);
	flight_begin(&maker.flight, gate);
	begin(&maker);
	for (unsigned tries = 0; program->count < length && tries < 1000; tries++) {
		if (!cut_or_mend(&maker) && (draw(&maker, 2) == 0 || !move_something(&maker)))
			call_something(&maker);
	}
	flight_end(&maker.flight);
	gate->ops->close(gate);
}
