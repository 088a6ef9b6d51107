/* SPDX-License-Identifier: MIT
 *
 * The simulated gate: a link whose segments and datagrams wait until they are
 * moved.  A segment is as long as on the real wire (an Ethernet frame's, with
 * timestamps). */
#include "sim.h"

#include <netinet/in.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>

#include "decisions/decide.h"
#include "kernel/tcp.h"
#include "kernel/udp.h"

#define SEGMENT_MAX 1448
#define ADDRESS_A   UINT32_C(0x0a090001)
#define ADDRESS_B   UINT32_C(0x0a090002)

static struct sim_gate *sim_of(struct gate *gate)
{
	return (struct sim_gate *)gate;
}

/* -- What is in flight --------------------------------------------------- */

static void took(struct wt_mover *mover, struct wt_due *due)
{
	struct sim_gate *sim =
		(struct sim_gate *)((char *)mover - offsetof(struct sim_gate, mover));
	bool to_a = wt_net_receiver(due) == &sim->kernels[GATE_A];
	struct sim_flight *flight = &sim->flight[to_a ? GATE_B : GATE_A];

	if (flight->count == flight->capacity) {
		flight->capacity = flight->capacity ? flight->capacity * 2 : 16;
		flight->at = realloc(flight->at, flight->capacity * sizeof(struct wt_due *));
		if (!flight->at)
			abort();
	}
	flight->at[flight->count++] = due;
}

static struct wt_due *take(struct sim_flight *flight, size_t nth)
{
	struct wt_due *due = flight->at[nth];

	memmove(&flight->at[nth], &flight->at[nth + 1],
		(--flight->count - nth) * sizeof(struct wt_due *));
	return due;
}

static void describe_segment(const struct wt_segment *segment, struct gate_packet *ret)
{
	static const enum gate_kind kinds[] = {
		[WT_SEGMENT_SYN] = GATE_SYN,   [WT_SEGMENT_SYN_ACK] = GATE_SYN_ACK,
		[WT_SEGMENT_ACK] = GATE_ACK,   [WT_SEGMENT_PROBE] = GATE_ACK,
		[WT_SEGMENT_DATA] = GATE_DATA, [WT_SEGMENT_FIN] = GATE_FIN,
		[WT_SEGMENT_RST] = GATE_RST,
	};

	ret->kind = kinds[segment->type];
	ret->len = (unsigned)(segment->end - segment->start);
}

static bool sim_look(struct gate *gate, enum gate_machine from, size_t nth, struct gate_packet *ret)
{
	const struct sim_flight *flight = &sim_of(gate)->flight[from];
	const struct wt_message *message;

	*ret = (struct gate_packet){0};
	if (nth >= flight->count)
		return false;
	if (wt_flight_of(flight->at[nth])) {
		describe_segment(&wt_flight_of(flight->at[nth])->segment, ret);
		return true;
	}
	message = wt_udp_message(flight->at[nth]);
	if (message)
		*ret = (struct gate_packet){.kind = GATE_UDP, .len = (unsigned)message->len};
	else
		*ret = (struct gate_packet){.kind = GATE_ICMP, .type = 3, .code = 3};
	return true;
}

static void sim_deliver(struct gate *gate, enum gate_machine from, size_t nth, bool keep)
{
	struct sim_gate *sim = sim_of(gate);
	struct sim_flight *flight = &sim->flight[from];
	struct wt_due *due;

	if (nth >= flight->count)
		return;
	due = flight->at[nth];
	if (!keep)
		take(flight, nth);
	if (sim->link.state != WT_LINK_UP)
		return;
	if (keep && wt_flight_of(due)) { /* a second one is made, and takes its place */
		wt_flight_repeat(due);
		flight->at[nth] = take(flight, flight->count - 1);
	}
	due->fire(due);
}

static void sim_drop(struct gate *gate, enum gate_machine from, size_t nth)
{
	struct sim_flight *flight = &sim_of(gate)->flight[from];
	struct wt_due *due;

	if (nth >= flight->count)
		return;
	due = take(flight, nth);
	if (wt_flight_of(due))
		wt_flight_drop(due);
}

static void sim_unreachable(struct gate *gate, enum gate_machine from, size_t nth, unsigned code)
{
	const struct sim_flight *flight = &sim_of(gate)->flight[from];

	if (nth >= flight->count || sim_of(gate)->link.state != WT_LINK_UP)
		return;
	if (wt_flight_of(flight->at[nth]))
		wt_tcp_unreachable(wt_flight_of(flight->at[nth]), code);
	else
		wt_udp_unreachable(flight->at[nth], code);
}

/* -- The machines -------------------------------------------------------- */

static void sim_link(struct gate *gate, enum gate_machine machine, bool up)
{
	struct sim_gate *sim = sim_of(gate);

	(void)machine; /* it has two ends, and one state */
	sim->link.state = up ? WT_LINK_UP : WT_LINK_DOWN;
	wt_tcp_link_changed(&sim->net, &sim->link);
}

static void sim_set(struct gate *gate, const char *name, long value)
{
	if (strcmp(name, GATE_KEEP_EDGES) == 0)
		sim_of(gate)->keeps_edges = value;
	for (enum gate_machine machine = GATE_A; machine <= GATE_B; machine++) {
		struct wt_kernel *kernel = &sim_of(gate)->kernels[machine];

		if (strcmp(name, "tcp_retries2") == 0)
			kernel->retries = (unsigned)value;
		else if (strcmp(name, "tcp_sack") == 0)
			kernel->no_sack = value == 0;
		else if (strcmp(name, "tcp_syncookies") == 0)
			kernel->no_cookies = value == 0;
	}
}

static void sim_pass(struct gate *gate, int64_t ns)
{
	struct wt_clock *clock = &sim_of(gate)->net.clock;
	uint64_t until = clock->now_ns + (uint64_t)ns, next = wt_clock_next(clock);

	clock->now_ns = next < until ? next : until;
	while (wt_clock_fire(clock))
		continue;
}

static const struct wt_link *find_link(struct wt_net *net, const struct wt_kernel *a,
				       const struct wt_kernel *b)
{
	static const struct wt_link loopback = {0};
	const struct sim_gate *sim =
		(const struct sim_gate *)((char *)net - offsetof(struct sim_gate, net));

	return a == b ? &loopback : &sim->link;
}

/* A kernel raises its signals in the process that called it. */
static void hear(struct wt_sink *sink, const struct wt_event *event)
{
	(void)sink;
	if (event->kind == WT_EV_FACT && event->what == WT_FACT_SIGPIPE)
		raise(SIGPIPE);
}

static void sim_close(struct gate *gate)
{
	struct sim_gate *sim = sim_of(gate);

	for (enum gate_machine machine = GATE_A; machine <= GATE_B; machine++) {
		wt_kernel_fini(&sim->kernels[machine]);
		free(sim->flight[machine].at);
	}
	wt_decider_free(sim->net.decider);
	sim->net.kernels = NULL;
	wt_net_fini(&sim->net);
	free(sim);
}

static const struct gate_ops sim_ops = {
	.close = sim_close,
	.look = sim_look,
	.deliver = sim_deliver,
	.drop = sim_drop,
	.unreachable = sim_unreachable,
	.link = sim_link,
	.set = sim_set,
	.pass = sim_pass,
};

struct gate *gate_open_sim(void)
{
	static const uint32_t addresses[] = {ADDRESS_A, ADDRESS_B};
	static const char *const names[] = {"a", "b"};
	struct sim_gate *sim = calloc(1, sizeof *sim);

	if (!sim)
		abort();
	wt_net_init(&sim->net);
	sim->sink.event = hear;
	sim->mover.took = took;
	sim->link = (struct wt_link){.segment_max = SEGMENT_MAX, .mover = &sim->mover};
	sim->net.sink = &sim->sink;
	sim->net.link = find_link;
	sim->net.decider = wt_decider_new();
	sim->net.kernels = sim->kernel_list;
	sim->net.kernel_count = 2;
	for (enum gate_machine machine = GATE_A; machine <= GATE_B; machine++) {
		sim->kernel_list[machine] = &sim->kernels[machine];
		wt_kernel_init(&sim->kernels[machine], &sim->net, names[machine], (int16_t)machine);
		sim->kernels[machine].address = addresses[machine];
	}
	wt_decider_begin(sim->net.decider, 0, true, &sim->sink);
	wt_net_reset(&sim->net);
	sim->gate = (struct gate){
		.sys = {&sim_gate_sys_ops}, .ops = &sim_ops, .address = {ADDRESS_A, ADDRESS_B}};
	return &sim->gate;
}
