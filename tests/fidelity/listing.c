/* SPDX-License-Identifier: MIT */
#include "listing.h"

#include <string.h>

static const char *how_text(unsigned how)
{
	static const char *const texts[] = {"SHUT_RD", "SHUT_WR", "SHUT_RDWR", "3"};

	return texts[how % 4];
}

static const char *flags_text(const struct op *op)
{
	bool sends = op->kind == OP_SEND || op->kind == OP_SENDTO;
	const char *text = sends ? op_flags_send[op->flags % op_flags_send_count].text
				 : op_flags_recv[op->flags % op_flags_recv_count].text;

	return *text ? text : "0";
}

static const char *ctl_text(const struct op *op)
{
	static const char *const texts[] = {"EPOLL_CTL_ADD", "EPOLL_CTL_MOD", "EPOLL_CTL_DEL"};

	return texts[(op->kind - OP_WATCH) % 3];
}

static void bytes_text(const struct op *op, char *text, size_t size)
{
	char name[64];
	unsigned bytes = op_sizes[op->size % op_size_count];

	if (op->kind == OP_READ || op->kind == OP_WRITE ||
	    (op->kind == OP_FILL && op->name == NAME_NONE))
		snprintf(text, size, "%s(s%u, %u)", op_name(op->kind), op->slot, bytes);
	else if (op->kind == OP_FILL)
		snprintf(text, size, "fill(s%u, %u, %s)", op->slot, bytes,
			 name_text(op->name, name, sizeof name));
	else if (op->kind == OP_SENDTO)
		snprintf(text, size, "sendto(s%u, %u, %s, %s)", op->slot, bytes, flags_text(op),
			 name_text(op->name, name, sizeof name));
	else if (op->kind == OP_RECVFROM)
		snprintf(text, size, "recvfrom(s%u, %u, %s, room %d)", op->slot, bytes,
			 flags_text(op), op_rooms[op->other % ROOMS]);
	else
		snprintf(text, size, "%s(s%u, %u, %s)", op_name(op->kind), op->slot, bytes,
			 flags_text(op));
}

static void epoll_text(const struct op *op, char *text, size_t size)
{
	const char *events = op_events[op->what % op_events_count].text;

	if (op->kind >= OP_CTL_ADD)
		snprintf(text, size, "epoll_ctl(s%u, %s, s%u, %s)", op->slot, ctl_text(op),
			 op->other, events);
	else if (op->kind >= OP_ONCE)
		snprintf(text, size, "epoll_ctl(once, %s, s%u, %s)", ctl_text(op), op->slot,
			 events);
	else
		snprintf(text, size, "epoll_ctl(edge, %s, s%u, %s)", ctl_text(op), op->slot,
			 events);
}

const char *op_text(const struct op *op, char *text, size_t size)
{
	char name[64];
	const char *word = op_name(op->kind);

	switch (op->kind) {
	case OP_SOCKET:
		snprintf(text, size, "s%u = socket(%s)", op->slot,
			 op_sockets[op->what % SOCKET_WHATS].text);
		break;
	case OP_PAIR:
		snprintf(text, size, "s%u, s%u = socketpair(%s)", op->slot, op->other,
			 op_sockets[op->what % SOCKET_WHATS].text);
		break;
	case OP_PIPE:
		snprintf(text, size, "s%u, s%u = pipe()", op->slot, op->other);
		break;
	case OP_EPOLL:
		snprintf(text, size, "s%u = epoll_create()", op->slot);
		break;
	case OP_EVENT:
		snprintf(text, size, "s%u = eventfd(%s)", op->slot,
			 op_eventfds[op->what % op_eventfds_count].text);
		break;
	case OP_MKFIFO:
		snprintf(text, size, "mkfifo(%s)", name_text(op->name, name, sizeof name));
		break;
	case OP_OPEN:
		snprintf(text, size, "s%u = open(%s, %s)", op->slot,
			 name_text(op->name, name, sizeof name),
			 op_opens[op->what % op_opens_count].text);
		break;
	case OP_FCNTL:
		snprintf(text, size, "fcntl(s%u, %s)", op->slot,
			 op_fcntls[op->what % op_fcntls_count].text);
		break;
	case OP_NOBODY:
		snprintf(text, size, "nobody %d: %s", op_numbers[op->other % NUMBERS],
			 op_nobodies[op->what % op_nobodies_count]);
		break;
	case OP_DUP:
	case OP_ACCEPT:
		snprintf(text, size, "s%u = %s(s%u)", op->other, word, op->slot);
		break;
	case OP_ABORT:
		snprintf(text, size, "SO_LINGER(s%u, 0); close(s%u)", op->slot, op->slot);
		break;
	case OP_BIND:
	case OP_CONNECT:
		snprintf(text, size, "%s(s%u, %s)", word, op->slot,
			 name_text(op->name, name, sizeof name));
		break;
	case OP_LISTEN:
		snprintf(text, size, "listen(s%u, %d)", op->slot, op->what % 6 - 1);
		break;
	case OP_SHUTDOWN:
		snprintf(text, size, "shutdown(s%u, %s)", op->slot, how_text(op->what));
		break;
	case OP_SETOPT:
		snprintf(text, size, "setsockopt(s%u, %s)", op->slot,
			 op_options[op->what % op_option_count].text);
		break;
	case OP_GETOPT:
		snprintf(text, size, "getsockopt(s%u, %s, room %d)", op->slot,
			 op_queries[op->what % GET_WHATS].text, op_rooms[op->other % ROOMS]);
		break;
	case OP_WAIT:
		snprintf(text, size, "epoll_wait(s%u, %u)", op->slot, op->what % 16 + 1);
		break;
	case OP_LIMIT:
		snprintf(text, size, op->what % 8 < 7 ? "limit: %u more" : "no limit",
			 op->what % 8);
		break;
	case OP_BUFFERS:
		snprintf(text, size, "TCP buffers: %d, %d",
			 op_buffers[op->what % op_buffers_count].sndbuf,
			 op_buffers[op->what % op_buffers_count].rcvbuf);
		break;
	case OP_DRAIN:
		snprintf(text, size, "drain all");
		break;
	case OP_SEND:
	case OP_SENDTO:
	case OP_WRITE:
	case OP_RECV:
	case OP_RECVFROM:
	case OP_READ:
	case OP_FILL:
		bytes_text(op, text, size);
		break;
	case OP_SOCKNAME:
	case OP_PEERNAME:
		snprintf(text, size, "%s(s%u, room %d)", word, op->slot,
			 op_rooms[op->other % ROOMS]);
		break;
	case OP_CLOSE:
		snprintf(text, size, "close(s%u)", op->slot);
		break;
	default:
		epoll_text(op, text, size);
		break;
	}
	return text;
}

/* -- What came of it ---------------------------------------------------- */

static const char *seen_text(const struct op *op, const struct seen *seen, char *text, size_t size)
{
	char result[32], name[64];
	size_t used;

	if (!seen->called) {
		snprintf(text, size, "-");
		return text;
	}
	used = (size_t)snprintf(text, size, "%s%s",
				result_text(seen->result, result, sizeof result),
				seen->sigpipe ? " SIGPIPE" : "");
	if (seen->name.len && used < size)
		used += (size_t)snprintf(text + used, size - used, ", %s",
					 seen_name_text(&seen->name, name, sizeof name));
	if (op->kind == OP_GETOPT && seen->result == 0 && used < size) {
		if (op->what % GET_WHATS == GET_ERROR)
			snprintf(text + used, size - used, ", %s",
				 result_text(-(int32_t)seen->bytes, result, sizeof result));
		else
			snprintf(text + used, size - used, ", value %08x", seen->bytes);
	} else if (seen->bytes && used < size) {
		snprintf(text + used, size - used, ", bytes %08x", seen->bytes);
	}
	return text;
}

static void print_ready(FILE *out, const char *who, const struct seen *seen)
{
	static const char *const hows[LOOKS] = {"poll", "select", "epoll", "edge", "once"};
	char text[64];

	for (unsigned how = 0; how < LOOKS; how++) {
		fprintf(out, "      %-9s %-6s", who, hows[how]);
		for (unsigned slot = 0; slot < SLOTS; slot++) {
			uint8_t bits = seen->ready[how][slot];

			if (!bits)
				continue;
			if (how == LOOK_SELECT)
				snprintf(text, sizeof text, "%s%s%s", bits & SEEN_READ ? "r" : "",
					 bits & SEEN_WRITE ? "w" : "",
					 bits & SEEN_OTHER ? "x" : "");
			else
				ready_text(bits, text, sizeof text);
			fprintf(out, " s%u:%s", slot, text);
		}
		fputc('\n', out);
	}
}

static void print_step(FILE *out, const struct op *op, const struct seen *before,
		       const struct seen *seen)
{
	char call[160], came[160], ready[64];

	fprintf(out, "    %-56s = %s", op_text(op, call, sizeof call),
		seen_text(op, seen, came, sizeof came));
	for (unsigned slot = 0; slot < SLOTS; slot++) {
		uint8_t bits = seen->ready[LOOK_POLL][slot];

		if (bits != (before ? before->ready[LOOK_POLL][slot] : 0))
			fprintf(out, "  s%u:%s", slot, ready_text(bits, ready, sizeof ready));
	}
	fputc('\n', out);
}

static void print_difference(FILE *out, const struct op *op, const struct difference *difference)
{
	char call[160], came[160];

	fprintf(out, "!   %-56s\n", op_text(op, call, sizeof call));
	fprintf(out, "      real      = %s\n", seen_text(op, &difference->real, came, sizeof came));
	fprintf(out, "      simulated = %s\n",
		difference->part == PART_DIED
			? "(died)"
			: seen_text(op, &difference->simulated, came, sizeof came));
	print_ready(out, "real", &difference->real);
	print_ready(out, "simulated", &difference->simulated);
}

void listing_print(FILE *out, const struct program *program, const struct duel *duel,
		   const struct difference *difference)
{
	unsigned steps = difference ? difference->step : program->count;

	for (unsigned i = 0; i < steps; i++)
		print_step(out, &program->ops[i], i > 0 ? &duel->seen[i - 1] : NULL,
			   &duel->seen[i]);
	if (difference)
		print_difference(out, &program->ops[steps], difference);
}
