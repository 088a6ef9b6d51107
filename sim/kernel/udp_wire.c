/* SPDX-License-Identifier: MIT
 *
 * The way of a datagram.  Without a delay it is delivered inside the call that
 * sends it; else it is an event in virtual time, and one may overtake another by
 * the link's jitter or by decision.  A link's rate delays each by its own length
 * alone. */
#include <errno.h>
#include <poll.h>

#include "decisions/mix.h"
#include "kernel/icmp.h"
#include "kernel/name.h"
#include "kernel/udp.h"

struct packet {
	struct wt_due due;
	struct wt_udp *sender;
	struct wt_kernel *to;
	struct sockaddr_in name; /* whom it is for */
	struct wt_message *message;
	struct wt_place place; /* of the decisions about it */
};

static void arrive(struct packet *packet);
static void return_news(const struct packet *packet, int error);

static void fire(struct wt_due *due)
{
	arrive((struct packet *)((char *)due - offsetof(struct packet, due)));
}

static void fire_unreachable(struct wt_due *due)
{
	return_news((struct packet *)((char *)due - offsetof(struct packet, due)), ECONNREFUSED);
}

static const struct wt_link *link_of(const struct packet *packet)
{
	struct wt_net *net = packet->to->net;

	return net->link(net, packet->sender->file.kernel, packet->to);
}

static const struct packet *packet_of(const struct wt_due *due)
{
	if (due->fire != fire && due->fire != fire_unreachable)
		return NULL;
	return (const struct packet *)((const char *)due - offsetof(struct packet, due));
}

const struct wt_kernel *wt_udp_receiver(const struct wt_due *due)
{
	const struct packet *packet = packet_of(due);

	if (!packet)
		return NULL;
	return due->fire == fire ? packet->to : packet->sender->file.kernel;
}

const struct wt_message *wt_udp_message(const struct wt_due *due)
{
	return due->fire == fire ? packet_of(due)->message : NULL;
}

void wt_udp_lose(struct wt_net *net, const struct wt_link *link)
{
	struct wt_queue *queue = &net->clock.queue;
	size_t slot = queue->count;

	while (slot >= 1) {
		struct wt_due *due = queue->heap[slot];
		const struct packet *packet = packet_of(due);

		if (packet && link_of(packet) == link) {
			wt_queue_remove(queue, due);
			if (slot <= queue->count)
				continue;
		}
		slot--;
	}
}

/* -- Who gets it -------------------------------------------------------- */

/* The best match, among equals the newest: L08, L09. */
static int score(const struct wt_udp *sock, const struct sockaddr_in *to,
		 const struct sockaddr_in *from)
{
	int points = 1;

	if (sock->dead || !sock->bound || sock->local.sin_port != to->sin_port)
		return 0;
	if (sock->local.sin_addr.s_addr != htonl(INADDR_ANY)) {
		if (sock->local.sin_addr.s_addr != to->sin_addr.s_addr)
			return 0;
		points += 4;
	}
	if (!sock->connected)
		return points;
	if (sock->remote.sin_addr.s_addr != from->sin_addr.s_addr)
		return 0;
	if (sock->remote.sin_port == 0) /* connected to any port: it can not send */
		return points + 1;
	return sock->remote.sin_port == from->sin_port ? points + 2 : 0;
}

struct wt_udp *wt_udp_find(const struct wt_kernel *kernel, const struct sockaddr_in *to,
			   const struct sockaddr_in *from)
{
	struct wt_udp *best = NULL;
	int most = 0;

	for (struct wt_udp *sock = kernel->udps; sock; sock = sock->next) {
		int points = score(sock, to, from);

		if (points > most) {
			most = points;
			best = sock;
		}
	}
	return best;
}

/* -- Telling ------------------------------------------------------------ */

static void tell(enum wt_event_kind kind, const struct wt_udp *sock, uint64_t offset,
		 const struct wt_message *message)
{
	struct wt_event event = {
		.kind = (uint8_t)kind,
		.what = WT_SEG_DATA,
		.host = sock->file.kernel->index,
		.actor = sock->file.kernel->name,
		.object = sock->file.object,
		.arg = (int64_t)offset,
		.bytes = message->bytes,
		.len = message->len,
	};

	wt_net_emit(sock->file.kernel->net, &event);
}

/* -- Arriving ----------------------------------------------------------- */

/* Whoever now is what the datagram names as its sender hears of it, if it is connected
 * to where the datagram went: L03. */
static void return_news(const struct packet *packet, int error)
{
	struct wt_kernel *kernel = packet->sender->file.kernel;
	const struct sockaddr_in *from = (const struct sockaddr_in *)&packet->message->from;
	struct wt_udp *sock = wt_udp_find(kernel, from, &packet->name);

	if (!sock || !sock->connected)
		return;
	sock->error = error;
	wt_net_progressed(kernel->net);
	wt_file_wake(&sock->file, POLLERR);
}

void wt_udp_unreachable(const struct wt_due *due, unsigned code)
{
	bool final;
	int error = wt_icmp_error(code, &final);

	if (final && wt_udp_message(due))
		return_news(packet_of(due), error);
}

/* Its event is ready: time moves it, or a mover. */
static int set_out(struct packet *packet)
{
	const struct wt_link *link = link_of(packet);

	if (!link->mover)
		return wt_queue_add(&packet->to->net->clock.queue, &packet->due);
	link->mover->took(link->mover, &packet->due);
	return 0;
}

/* Nobody is there. */
static void unreachable(const struct packet *packet)
{
	struct wt_net *net = packet->to->net;
	uint64_t delay = link_of(packet)->delay_min_ns;
	struct packet *answer;
	int rc = -ENOMEM;

	wt_net_changed(net);
	if (link_of(packet)->state != WT_LINK_UP ||
	    wt_kernel_ignores(packet->to, ntohs(packet->name.sin_port)))
		return;
	if (delay == 0 && !link_of(packet)->mover) {
		return_news(packet, ECONNREFUSED);
		return;
	}
	answer = wt_arena_take(&net->arena, sizeof *answer);
	if (answer) {
		*answer = *packet;
		answer->due = (struct wt_due){.time_ns = net->clock.now_ns + delay,
					      .rank = packet->sender->file.object->name,
					      .direction = 1,
					      .offset = packet->message->number,
					      .fire = fire_unreachable};
		rc = set_out(answer);
	}
	if (rc < 0)
		net->error = rc;
}

static void open_gates(const struct packet *packet, const struct wt_udp *receiver)
{
	struct wt_net *net = packet->to->net;
	struct wt_gates *gates = wt_decider_gates(net->decider);
	bool any;

	if (gates->shut == 0)
		return;
	any = wt_gates_pass(gates, WT_ASK_to, receiver->file.object, &packet->place);
	if (wt_gates_pass(gates, WT_ASK_from, packet->sender->file.object, &packet->place) || any)
		wt_net_release_gated(net);
}

static struct wt_message *copy_of(struct wt_net *net, const struct wt_message *message)
{
	struct wt_message *copy = wt_message_new(net, message->bytes, message->len, message->cost);

	if (!copy)
		return NULL;
	copy->from = message->from;
	copy->from_len = message->from_len;
	return copy;
}

/* Too much waits already: it is dropped, and nobody is told.  L06 */
static bool fits(const struct wt_udp *sock, const struct wt_message *message)
{
	size_t charged = sock->mail.cost + sock->taken_cost;

	return charged == 0 || charged + message->cost <= sock->options.rcvbuf;
}

static void arrive_at(struct wt_udp *sock, const struct packet *packet)
{
	struct wt_message *message;

	wt_net_changed(packet->to->net);
	if (!fits(sock, packet->message))
		return;
	message = copy_of(packet->to->net, packet->message); /* it may come twice */
	if (!message) {
		packet->to->net->error = -ENOMEM;
		return;
	}
	wt_net_progressed(packet->to->net);
	tell(WT_EV_ARRIVED, sock, sock->mail.offset, message);
	wt_mail_add(&sock->mail, message);
	if (packet->to->scripted) { /* a peer reads all that comes */
		sock->mail.first = NULL;
		sock->mail.end = &sock->mail.first;
		sock->mail.cost = 0;
	}
	wt_file_wake(&sock->file, WT_WAKE_READ);
	open_gates(packet, sock);
}

static void arrive(struct packet *packet)
{
	const struct sockaddr_in *from = (const struct sockaddr_in *)&packet->message->from;
	struct wt_udp *sock = wt_udp_find(packet->to, &packet->name, from);

	if (sock)
		arrive_at(sock, packet);
	else
		unreachable(packet);
}

/* Everybody whom the name fits gets one; that nobody is there is told to nobody. */
static void arrive_everywhere(const struct packet *packet)
{
	const struct sockaddr_in *from = (const struct sockaddr_in *)&packet->message->from;

	for (struct wt_udp *sock = packet->to->udps; sock; sock = sock->next) {
		if (score(sock, &packet->name, from) > 0)
			arrive_at(sock, packet);
	}
}

/* -- Leaving ------------------------------------------------------------ */

static struct wt_value ask(struct packet *packet, struct wt_udp *receiver)
{
	struct wt_udp *sender = packet->sender;
	struct wt_net *net = packet->to->net;
	struct wt_spot spot = {.ask = WT_ASK_to};
	const struct wt_question question = {.spot = &spot, .given = WT_GIVEN_DATAGRAM};

	packet->place = wt_place_of_message(sender->sent, sender->sent_bytes);
	if (receiver) {
		packet->place = wt_place_of_message(++receiver->due, receiver->due_bytes);
		receiver->due_bytes += packet->message->len;
	}
	if (receiver && !packet->to->scripted && wt_is_open(receiver->file.object, WT_ASK_to)) {
		spot.object = receiver->file.object;
	} else {
		spot.ask = WT_ASK_from;
		spot.object = sender->file.object;
		packet->place = wt_place_of_message(sender->sent, sender->sent_bytes);
	}
	spot.place = packet->place;
	if ((spot.ask == WT_ASK_from && sender->file.kernel->scripted) ||
	    !wt_ask_at(net->decider, &spot))
		return (struct wt_value){WT_VERB_DEFAULT, 0};
	return wt_decide(net->decider, &question, net->clock.now_ns);
}

/* A function of the datagram's name, as for segments. */
static uint64_t delay_of(const struct packet *packet)
{
	const struct wt_net *net = packet->to->net;
	const struct wt_link *link = link_of(packet);
	uint64_t spread = link->delay_max_ns - link->delay_min_ns;
	uint64_t delay = link->delay_min_ns;

	if (spread > 0)
		delay += wt_mix(wt_mix_text(net->seed, packet->sender->file.object->name),
				packet->sender->sent) %
			 (spread + 1);
	if (link->bytes_per_s > 0)
		delay += packet->message->len * WT_S / link->bytes_per_s;
	return delay;
}

static int send_off(const struct packet *form, uint64_t delay)
{
	struct wt_net *net = form->to->net;
	struct packet *packet = wt_arena_take(&net->arena, sizeof *packet);

	if (!packet)
		return -ENOMEM;
	*packet = *form;
	if (delay == 0 && !link_of(packet)->mover) {
		arrive(packet);
		return 0;
	}
	packet->due = (struct wt_due){.time_ns = net->clock.now_ns + delay,
				      .rank = packet->sender->file.object->name,
				      .offset = packet->message->number,
				      .fire = fire};
	return set_out(packet);
}

static struct wt_message *new_message(struct wt_udp *sender, const struct wt_kernel *to,
				      const void *bytes, size_t len)
{
	struct wt_kernel *kernel = sender->file.kernel;
	struct wt_message *message = wt_message_new(kernel->net, bytes, len, wt_datagram_cost(len));
	struct sockaddr_in from = {.sin_family = AF_INET};

	if (!message)
		return NULL;
	from.sin_port = sender->local.sin_port;
	from.sin_addr = sender->local.sin_addr;
	if (from.sin_addr.s_addr == htonl(INADDR_ANY) ||
	    wt_is_for_many(ntohl(from.sin_addr.s_addr)))
		from.sin_addr.s_addr = htonl(to == kernel ? INADDR_LOOPBACK : kernel->address);
	*(struct sockaddr_in *)&message->from = from;
	message->from_len = sizeof from;
	message->number = ++sender->sent;
	return message;
}

/* To all and to groups one needs an address to send from; there is no link with more
 * than two ends, so such datagrams stay in the machine. */
int wt_udp_route(const struct wt_udp *sock, uint32_t address)
{
	struct wt_kernel *kernel = sock->file.kernel, *to;
	uint32_t own = ntohl(sock->local.sin_addr.s_addr);

	if (!wt_is_for_many(address)) {
		to = wt_net_find(kernel->net, address, kernel);
		return to && wt_net_has_way(kernel, to) ? 0 : -ENETUNREACH;
	}
	if ((own == INADDR_ANY || wt_is_for_many(own)) && !sock->has_source)
		return -ENETUNREACH;
	return address == INADDR_BROADCAST && !sock->options.broadcast ? -EACCES : 0;
}

static int launch_to_many(struct wt_udp *sender, const struct sockaddr_in *to, const void *bytes,
			  size_t len)
{
	struct wt_kernel *kernel = sender->file.kernel;
	struct packet packet = {.sender = sender, .name = *to, .to = kernel};

	packet.message = new_message(sender, kernel, bytes, len);
	if (!packet.message)
		return -ENOMEM;
	tell(WT_EV_SENT, sender, sender->sent_bytes, packet.message);
	sender->sent_bytes += len;
	wt_net_progressed(kernel->net);
	wt_file_wake(&sender->file, WT_WAKE_WRITE);
	arrive_everywhere(&packet);
	return 0;
}

int wt_udp_launch(struct wt_udp *sender, const struct sockaddr_in *to, const void *bytes,
		  size_t len)
{
	struct wt_kernel *kernel = sender->file.kernel;
	struct packet packet = {.sender = sender, .name = *to};
	struct wt_value value;
	uint64_t delay;
	int rc;

	rc = wt_udp_route(sender, ntohl(to->sin_addr.s_addr));
	if (rc < 0)
		return rc;
	if (wt_is_for_many(ntohl(to->sin_addr.s_addr)))
		return launch_to_many(sender, to, bytes, len);
	packet.to = wt_net_find(kernel->net, ntohl(to->sin_addr.s_addr), kernel);
	packet.message = new_message(sender, packet.to, bytes, len);
	if (!packet.message)
		return -ENOMEM;
	value = ask(&packet, wt_udp_find(packet.to, &packet.name,
					 (const struct sockaddr_in *)&packet.message->from));
	tell(WT_EV_SENT, sender, sender->sent_bytes, packet.message);
	delay = delay_of(&packet);
	sender->sent_bytes += len;
	wt_net_progressed(kernel->net);
	/* It has left, so there is room: an edge, though there never was none. */
	wt_file_wake(&sender->file, WT_WAKE_WRITE);
	if (value.verb == WT_VERB_LOST || link_of(&packet)->state != WT_LINK_UP)
		return 0;
	if (value.verb == WT_VERB_DELAY)
		delay += value.number;
	rc = send_off(&packet, delay);
	if (rc == 0 && value.verb == WT_VERB_TWICE)
		rc = send_off(&packet, delay);
	return rc;
}
