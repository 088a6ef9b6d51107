/* SPDX-License-Identifier: MIT
 *
 * The gate of the real kernel.  A packet is read from one TUN device when it was
 * sent, and written to the other when the test says so; the kernel has done all
 * it does about it when the call returns. */
#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "packet.h"
#include "tun.h"

#define ADDRESS_A UINT32_C(0x0a090001) /* 10.9.0.1 */
#define ADDRESS_B UINT32_C(0x0a090002)

struct flying {
	struct gate_packet packet;
	size_t len;
	struct flying *next;
	unsigned char bytes[];
};

/* Up to where a connection's end has sent. */
struct sent {
	enum gate_machine from;
	uint16_t ports[2];
	uint32_t next;
	struct sent *before;
};

struct real_gate {
	struct gate gate;
	struct ac_sys_ops ops;
	struct tun tun[2];
	struct flying *flight[2]; /* by sender, the oldest first */
	bool send_once;
	struct sent *sent; /* what was sent, if it may be only once */
};

static struct real_gate *real_of(struct gate *gate)
{
	return (struct real_gate *)gate;
}

/* -- What is in flight --------------------------------------------------- */

static struct sent *find_sent(struct real_gate *real, enum gate_machine from,
			      const uint16_t ports[2])
{
	struct sent *sent = real->sent;

	while (sent && (sent->from != from || memcmp(sent->ports, ports, sizeof sent->ports) != 0))
		sent = sent->before;
	return sent;
}

/* Bytes and ends, as their sequence numbers tell. */
static bool was_sent_before(struct real_gate *real, enum gate_machine from,
			    const struct gate_packet *packet, const unsigned char *bytes,
			    size_t len)
{
	uint16_t ports[2];
	uint32_t end = packet->len + (packet->fin || packet->kind == GATE_FIN);
	struct sent *sent;

	if (packet->kind != GATE_DATA && packet->kind != GATE_FIN)
		return false;
	packet_ports(bytes, len, ports);
	end += packet_sequence(bytes);
	sent = find_sent(real, from, ports);
	if (sent && (int32_t)(end - sent->next) <= 0)
		return true;
	if (!sent) {
		sent = calloc(1, sizeof *sent);
		if (!sent)
			abort();
		sent->from = from;
		memcpy(sent->ports, ports, sizeof sent->ports);
		sent->before = real->sent;
		real->sent = sent;
	}
	sent->next = end;
	return false;
}

static void take_off(struct real_gate *real, enum gate_machine from, const unsigned char *bytes,
		     size_t len)
{
	struct flying **end = &real->flight[from], *flying;
	struct gate_packet packet;

	if (!packet_read(bytes, len, &packet))
		return;
	if (real->send_once && was_sent_before(real, from, &packet, bytes, len))
		return;
	flying = malloc(sizeof *flying + len);
	if (!flying)
		abort();
	*flying = (struct flying){.packet = packet, .len = len};
	memcpy(flying->bytes, bytes, len);
	while (*end)
		end = &(*end)->next;
	*end = flying;
}

static void collect(struct real_gate *real, enum gate_machine from)
{
	static unsigned char bytes[PACKET_MAX];
	ssize_t len;

	while ((len = read(real->tun[from].fd, bytes, sizeof bytes)) > 0)
		take_off(real, from, bytes, (size_t)len);
}

static struct flying **find(struct real_gate *real, enum gate_machine from, size_t nth)
{
	struct flying **at = &real->flight[from];

	while (*at && nth-- > 0)
		at = &(*at)->next;
	return at;
}

static bool real_look(struct gate *gate, enum gate_machine from, size_t nth,
		      struct gate_packet *ret)
{
	struct real_gate *real = real_of(gate);
	struct flying *flying;

	if (nth == 0)
		collect(real, from);
	flying = *find(real, from, nth);
	if (flying)
		*ret = flying->packet;
	return flying;
}

static void land(struct flying **at)
{
	struct flying *flying = *at;

	*at = flying->next;
	free(flying);
}

static void put(struct real_gate *real, enum gate_machine to, const void *bytes, size_t len)
{
	/* A link that is down takes nothing. */
	if (write(real->tun[to].fd, bytes, len) < 0 && errno != EIO)
		perror("gate: write");
}

static void real_deliver(struct gate *gate, enum gate_machine from, size_t nth, bool keep)
{
	struct real_gate *real = real_of(gate);
	struct flying **at = find(real, from, nth), *flying = *at;

	if (!flying)
		return;
	put(real, 1 - from, flying->bytes, flying->len);
	if (!keep)
		land(at);
}

static void real_drop(struct gate *gate, enum gate_machine from, size_t nth)
{
	struct flying **at = find(real_of(gate), from, nth);

	if (*at)
		land(at);
}

static void real_unreachable(struct gate *gate, enum gate_machine from, size_t nth, unsigned code)
{
	static unsigned char bytes[PACKET_MAX];
	struct real_gate *real = real_of(gate);
	const struct flying *flying = *find(real, from, nth);

	if (flying)
		put(real, from, bytes, packet_unreachable(flying->bytes, flying->len, code, bytes));
}

/* -- The machines -------------------------------------------------------- */

static void real_link(struct gate *gate, enum gate_machine machine, bool up)
{
	int rc = tun_link(&real_of(gate)->tun[machine], up);

	if (rc < 0)
		fprintf(stderr, "gate: link: %s\n", strerror(-rc));
}

static void real_set(struct gate *gate, const char *name, long value)
{
	if (strcmp(name, GATE_SEND_ONCE) == 0) {
		real_of(gate)->send_once = value;
		return;
	}
	for (enum gate_machine machine = GATE_A; machine <= GATE_B; machine++) {
		int rc = tun_set(&real_of(gate)->tun[machine], name, value);

		if (rc < 0)
			fprintf(stderr, "gate: %s: %s\n", name, strerror(-rc));
	}
}

/* What is about to be read is known; what was not read before may have waited. */
static void real_pass(struct gate *gate, int64_t ns)
{
	struct real_gate *real = real_of(gate);
	struct pollfd fds[] = {{.fd = real->tun[GATE_A].fd, .events = POLLIN},
			       {.fd = real->tun[GATE_B].fd, .events = POLLIN}};

	collect(real, GATE_A);
	collect(real, GATE_B);
	poll(fds, 2, (int)(ns / 1000000) + 1);
}

/* A socket belongs to the namespace it is made in, and so does what it accepts. */
static int real_socket(int family, int type, int protocol, struct ac_sys *sys)
{
	struct real_gate *real = (struct real_gate *)sys;
	int home = tun_enter(&real->tun[real->gate.opens_at]), fd;

	if (home < 0)
		return home;
	fd = ac_sys_posix()->ops->socket(family, type, protocol, ac_sys_posix());
	tun_leave(home);
	return fd;
}

static void real_close(struct gate *gate)
{
	struct real_gate *real = real_of(gate);

	for (enum gate_machine machine = GATE_A; machine <= GATE_B; machine++) {
		while (real->flight[machine])
			land(&real->flight[machine]);
		tun_close(&real->tun[machine]);
	}
	while (real->sent) {
		struct sent *before = real->sent->before;

		free(real->sent);
		real->sent = before;
	}
	free(real);
}

static const struct gate_ops real_ops = {
	.close = real_close,
	.look = real_look,
	.deliver = real_deliver,
	.drop = real_drop,
	.unreachable = real_unreachable,
	.link = real_link,
	.set = real_set,
	.pass = real_pass,
};

/* Why there is no gate here, for as long as the process lives. */
static const char *reason(const char *what, int error)
{
	static char text[128];

	snprintf(text, sizeof text, "%s (%s)%s", what, strerror(-error),
		 error == -EPERM || error == -EACCES ? ": the gate needs root" : "");
	return text;
}

struct gate *gate_open_real(const char **ret_why)
{
	struct real_gate *real = calloc(1, sizeof *real);
	const char *what = "no memory";
	int rc = -ENOMEM;

	if (real)
		rc = tun_open(&real->tun[GATE_A], ADDRESS_A, ADDRESS_B, &what);
	if (rc == 0) {
		rc = tun_open(&real->tun[GATE_B], ADDRESS_B, ADDRESS_A, &what);
		if (rc < 0)
			tun_close(&real->tun[GATE_A]);
	}
	if (rc < 0) {
		free(real);
		*ret_why = reason(what, rc);
		return NULL;
	}
	real->ops = *ac_sys_posix()->ops;
	real->ops.socket = real_socket;
	real->gate = (struct gate){
		.sys = {&real->ops}, .ops = &real_ops, .address = {ADDRESS_A, ADDRESS_B}};
	return &real->gate;
}
