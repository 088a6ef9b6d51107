/* SPDX-License-Identifier: MIT */
#include "kernel/tcp_port.h"

#include <errno.h>

#include "kernel/digest.h"
#include "kernel/tcp.h"

struct wt_port {
	uint16_t number;
	bool by_connect;   /* connect alone has claims here */
	bool reuse_port;   /* who came in last by bind or listen had SO_REUSEPORT */
	uint32_t reuse_at; /* of the first of those, or since a wider one came in */
	struct wt_claim *claims;
	struct wt_socket *listeners; /* the newest first */
	struct wt_port *next, **link;
};

/* -- Buckets ------------------------------------------------------------ */

/* What bind and listen had come to here is forgotten when the last of them has left. */
static void forget_binds(struct wt_port *port)
{
	for (const struct wt_claim *claim = port->claims; claim; claim = claim->next) {
		if (!claim->by_connect)
			return;
	}
	port->by_connect = true;
	port->reuse_port = false;
}

static void remove_claim(struct wt_kernel *kernel, struct wt_claim *claim)
{
	struct wt_port *port = claim->port;

	claim->port = NULL;
	*claim->link = claim->next;
	if (claim->next)
		claim->next->link = claim->link;
	forget_binds(port);
	if (port->claims)
		return;
	*port->link = port->next;
	if (port->next)
		port->next->link = port->link;
	port->next = kernel->spare_ports;
	kernel->spare_ports = port;
}

/* Those of TIME_WAIT whose minute is over go. */
static void forget_old(struct wt_kernel *kernel, struct wt_port *port)
{
	struct wt_claim *claim = port->claims, *next;

	for (; claim; claim = next) {
		next = claim->next;
		if (claim->socket || claim->until_ns > kernel->net->clock.now_ns)
			continue;
		remove_claim(kernel, claim);
		claim->next = kernel->spare_claims;
		kernel->spare_claims = claim;
	}
}

static struct wt_port **chain(struct wt_kernel *kernel, uint16_t number)
{
	return &kernel->ports[number / 2 % WT_PORT_CHAINS];
}

static struct wt_port *find_in(struct wt_port *port, uint16_t number)
{
	while (port && port->number != number)
		port = port->next;
	return port;
}

static struct wt_port *find(struct wt_kernel *kernel, uint16_t number)
{
	struct wt_port *port = find_in(*chain(kernel, number), number);

	if (!port)
		return NULL;
	forget_old(kernel, port);
	return find_in(*chain(kernel, number), number);
}

static struct wt_port *new_port(struct wt_kernel *kernel, uint16_t number)
{
	struct wt_port *port = kernel->spare_ports, **at = chain(kernel, number);

	if (port)
		kernel->spare_ports = port->next;
	else
		port = wt_arena_take(&kernel->net->arena, sizeof *port);
	if (!port)
		return NULL;
	*port = (struct wt_port){.number = number, .next = *at, .link = at};
	if (port->next)
		port->next->link = &port->next;
	*at = port;
	return port;
}

static void add_claim(struct wt_port *port, struct wt_claim *claim)
{
	claim->port = port;
	claim->next = port->claims;
	claim->link = &port->claims;
	if (claim->next)
		claim->next->link = &claim->next;
	port->claims = claim;
}

static void claim_for(struct wt_socket *socket, struct wt_port *port, bool by_connect)
{
	if (socket->claim.port)
		return;
	socket->claim.socket = socket;
	socket->claim.by_connect = by_connect;
	add_claim(port, &socket->claim);
}

/* -- Conflicts ---------------------------------------------------------- */

static uint32_t address_of(const struct wt_claim *claim)
{
	return claim->socket ? ntohl(claim->socket->local.sin_addr.s_addr) : claim->address;
}

/* bind(2)'s rule (I01..I04): overlapping addresses need SO_REUSEADDR on both and no
 * listener, or SO_REUSEPORT on both. */
static bool is_in_the_way(const struct wt_claim *old, const struct wt_socket *socket,
			  uint32_t address)
{
	bool reuse_addr = old->socket ? old->socket->options.reuse_addr : old->reuse_addr;
	bool reuse_port = old->socket ? old->socket->options.reuse_port : old->reuse_port;
	bool listens = old->socket && old->socket->state == WT_TCP_LISTEN;

	if (old->socket == socket)
		return false;
	if (socket->options.reuse_addr && reuse_addr && !listens)
		return false;
	if (socket->options.reuse_port && reuse_port) /* I07 */
		return false;
	return wt_addresses_overlap(address_of(old), address);
}

static bool conflicts(const struct wt_port *port, const struct wt_socket *socket, uint32_t address)
{
	for (const struct wt_claim *claim = port->claims; claim; claim = claim->next) {
		if (is_in_the_way(claim, socket, address))
			return true;
	}
	return false;
}

/* Who chooses a port by bind(0) shares it with nobody at the same address. */
static bool is_shared(const struct wt_port *port, uint32_t address)
{
	for (const struct wt_claim *claim = port->claims; claim; claim = claim->next) {
		if (wt_addresses_overlap(address_of(claim), address))
			return true;
	}
	return false;
}

/* Linux means to let in whoever has SO_REUSEPORT where all have it (FASTREUSEPORT_ANY), and
 * likewise for SO_REUSEADDR.  But 6.18 takes a new bucket for one that somebody is in, so it
 * never does: only who is at the address kept, or below it, is let in without a look. */
static bool matches_reuse_port(const struct wt_port *port, const struct wt_socket *socket,
			       uint32_t address)
{
	if (!port->reuse_port || !socket->options.reuse_port)
		return false;
	return port->reuse_at == INADDR_ANY || port->reuse_at == address;
}

static bool is_let_in(const struct wt_port *port, const struct wt_socket *socket, uint32_t address)
{
	return matches_reuse_port(port, socket, address) || !conflicts(port, socket, address);
}

static void note_reuse(struct wt_port *port, const struct wt_socket *socket, uint32_t address)
{
	port->by_connect = false;
	if (socket->options.reuse_port && !matches_reuse_port(port, socket, address))
		port->reuse_at = address;
	port->reuse_port = socket->options.reuse_port;
}

/* -- Choosing ----------------------------------------------------------- */

typedef bool suits(const struct wt_port *, const struct wt_socket *, uint32_t address);

/* connect takes even ports, bind(0) odd ones (I09). */
static int choose(struct wt_socket *socket, uint32_t address, unsigned parity, suits *fits,
		  uint16_t *ret)
{
	struct wt_kernel *kernel = socket->file.kernel;
	unsigned count = (unsigned)(kernel->port_last - kernel->port_first) + 1;
	unsigned number = kernel->port_next;

	for (unsigned tried = 0; tried < 2 * count; tried++, number++) {
		const struct wt_port *port;

		if (number > kernel->port_last || number < kernel->port_first)
			number = kernel->port_first;
		if (tried < count && number % 2 != parity)
			continue;
		port = find(kernel, (uint16_t)number);
		if (port && !fits(port, socket, address))
			continue;
		kernel->port_next = (uint16_t)(number + 1);
		*ret = (uint16_t)number;
		return 0;
	}
	return -EADDRINUSE;
}

static bool suits_bind(const struct wt_port *port, const struct wt_socket *socket, uint32_t address)
{
	(void)socket;
	return !is_shared(port, address);
}

static bool is_same_name(const struct sockaddr_in *a, const struct sockaddr_in *b)
{
	return a->sin_port == b->sin_port && a->sin_addr.s_addr == b->sin_addr.s_addr;
}

static bool has_connection(const struct wt_port *port, const struct wt_socket *socket,
			   uint32_t address)
{
	for (const struct wt_claim *claim = port->claims; claim; claim = claim->next) {
		const struct wt_socket *other = claim->socket;

		if (!other || other == socket || other->state == WT_TCP_CLOSE ||
		    other->state == WT_TCP_LISTEN)
			continue;
		if (ntohl(other->local.sin_addr.s_addr) == address &&
		    is_same_name(&other->remote, &socket->remote))
			return true;
	}
	return false;
}

/* No bind may have it, and no connection to the same name. */
static bool suits_connect(const struct wt_port *port, const struct wt_socket *socket,
			  uint32_t address)
{
	if (!port->by_connect)
		return false;
	for (const struct wt_claim *claim = port->claims; claim; claim = claim->next) {
		if (!claim->socket)
			return false;
	}
	return !has_connection(port, socket, address);
}

/* -- What sockets ask --------------------------------------------------- */

static void set_local(struct wt_socket *socket, uint32_t address, uint16_t number)
{
	socket->local.sin_family = AF_INET;
	socket->local.sin_addr.s_addr = htonl(address);
	socket->local.sin_port = htons(number);
}

int wt_port_get(struct wt_socket *socket, uint32_t address, uint16_t number)
{
	struct wt_kernel *kernel = socket->file.kernel;
	struct wt_port *port;
	int rc = number ? 0 : choose(socket, address, 1, suits_bind, &number);

	if (rc < 0)
		return rc;
	port = find(kernel, number);
	if (!port)
		port = new_port(kernel, number);
	if (!port)
		return -ENOMEM;
	if (!is_let_in(port, socket, address))
		return -EADDRINUSE;
	note_reuse(port, socket, address);
	claim_for(socket, port, false);
	set_local(socket, address, number);
	return 0;
}

int wt_port_get_for_connect(struct wt_socket *socket, uint32_t address)
{
	struct wt_kernel *kernel = socket->file.kernel;
	struct wt_port *port;
	uint16_t number;

	if (choose(socket, address, 0, suits_connect, &number) < 0)
		return -EADDRNOTAVAIL;
	port = find(kernel, number);
	if (!port) {
		port = new_port(kernel, number);
		if (!port)
			return -ENOMEM;
		port->by_connect = true;
	}
	claim_for(socket, port, true);
	set_local(socket, address, number);
	return 0;
}

bool wt_port_is_connected(const struct wt_socket *socket)
{
	return has_connection(socket->claim.port, socket, ntohl(socket->local.sin_addr.s_addr));
}

void wt_port_share(struct wt_socket *child, const struct wt_socket *listener)
{
	claim_for(child, listener->claim.port, false);
}

void wt_port_put(struct wt_socket *socket)
{
	if (socket->claim.port)
		remove_claim(socket->file.kernel, &socket->claim);
}

int wt_port_wait(const struct wt_socket *socket, uint64_t until_ns)
{
	struct wt_kernel *kernel = socket->file.kernel;
	struct wt_claim *claim = kernel->spare_claims;

	if (!socket->claim.port)
		return 0;
	if (claim)
		kernel->spare_claims = claim->next;
	else
		claim = wt_arena_take(&kernel->net->arena, sizeof *claim);
	if (!claim)
		return -ENOMEM;
	*claim = (struct wt_claim){
		.address = ntohl(socket->local.sin_addr.s_addr),
		.by_connect = socket->claim.by_connect,
		.reuse_addr = socket->options.reuse_addr,
		.reuse_port = socket->options.reuse_port,
		.until_ns = until_ns,
	};
	add_claim(socket->claim.port, claim);
	return 0;
}

/* -- Listeners ---------------------------------------------------------- */

void wt_port_listens(struct wt_socket *socket)
{
	struct wt_port *port = socket->claim.port;

	socket->next_listener = port->listeners;
	port->listeners = socket;
}

void wt_port_listens_no_more(struct wt_socket *socket)
{
	struct wt_socket **at = &socket->claim.port->listeners;

	while (*at != socket)
		at = &(*at)->next_listener;
	*at = socket->next_listener;
}

struct wt_socket *wt_port_listener(const struct wt_kernel *kernel, uint32_t address,
				   uint16_t number)
{
	const struct wt_port *port = find_in(kernel->ports[number / 2 % WT_PORT_CHAINS], number);
	struct wt_socket *any = NULL;

	for (struct wt_socket *socket = port ? port->listeners : NULL; socket;
	     socket = socket->next_listener) {
		uint32_t own = ntohl(socket->local.sin_addr.s_addr);

		if (own == address)
			return socket;
		if (own == INADDR_ANY && !any)
			any = socket;
	}
	return any;
}

static void digest_port(struct wt_digest *digest, const struct wt_port *port)
{
	const uint64_t words[] = {port->number, port->by_connect, port->reuse_port, port->reuse_at};

	wt_digest_bytes(digest, words, sizeof words);
	for (const struct wt_claim *claim = port->claims; claim; claim = claim->next) {
		wt_digest_object(digest, claim->socket ? claim->socket->file.object : NULL);
		wt_digest_word(digest, claim->address);
		wt_digest_word(digest, claim->until_ns);
		wt_digest_word(digest,
			       claim->by_connect * 4u + claim->reuse_addr * 2u + claim->reuse_port);
	}
	for (const struct wt_socket *socket = port->listeners; socket;
	     socket = socket->next_listener)
		wt_digest_object(digest, socket->file.object);
}

void wt_digest_ports(struct wt_digest *digest, const struct wt_kernel *kernel)
{
	for (unsigned i = 0; i < WT_PORT_CHAINS; i++) {
		for (const struct wt_port *port = kernel->ports[i]; port; port = port->next)
			digest_port(digest, port);
	}
}
