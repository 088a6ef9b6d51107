/* SPDX-License-Identifier: MIT
 *
 * Any bytes, taken for calls (tests/fidelity/program.h): the simulated kernel plays
 * them to the end, twice in one way, and whoever is asked of readiness says the same. */
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../../fidelity/kernels.h"
#include "../../fidelity/name.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define OP_BYTES 7

static void must(int holds, const char *what)
{
	if (holds)
		return;
	fprintf(stderr, "fuzz_kernel: %s\n", what);
	abort();
}

/* One of the codes there are: in each family as many as it has. */
static uint8_t name_of(uint8_t byte)
{
	const unsigned inet = NAME_HOSTS * NAME_PORTS;
	unsigned at = byte % (inet + UNIX_NAMES + ODD_NAMES + 2 * SLOTS);

	if (at < inet)
		return (uint8_t)(NAME_INET + at);
	at -= inet;
	if (at < UNIX_NAMES)
		return (uint8_t)(NAME_UNIX + at);
	at -= UNIX_NAMES;
	if (at < ODD_NAMES)
		return (uint8_t)(NAME_ODD + at);
	at -= ODD_NAMES;
	return (uint8_t)(at < SLOTS ? NAME_SOCK_OF + at : NAME_PEER_OF + at - SLOTS);
}

static void read_program(struct program *ret, const uint8_t *data, size_t size)
{
	memset(ret, 0, sizeof *ret);
	for (; size >= OP_BYTES && ret->count < OPS_MAX; data += OP_BYTES, size -= OP_BYTES) {
		struct op *op = &ret->ops[ret->count++];
		unsigned flags;

		op->kind = (uint8_t)(data[0] % OP_COUNT);
		op->slot = (uint8_t)(data[1] % SLOTS);
		op->other = (uint8_t)(data[2] % SLOTS);
		op->what = data[3];
		op->name = name_of(data[4]);
		op->size = (uint8_t)(data[5] % op_size_count);
		flags = op->kind == OP_SEND || op->kind == OP_SENDTO ? op_flags_send_count
								     : op_flags_recv_count;
		op->flags = (uint8_t)(data[6] % flags);
	}
}

/* What a player leaves out of what it saw (tests/fidelity/look.c), or whom an epoll
 * means: then one of them may say less. */
static unsigned left_out(enum op_kind kind)
{
	if (kind == OP_FILL)
		return 1u << LOOK_POLL | 1u << LOOK_LEVEL;
	return kind == OP_DUP || kind == OP_EPOLL || kind == OP_OPEN ? 1u << LOOK_LEVEL : 0;
}

#define LEVEL (POLLIN | POLLPRI | POLLOUT | POLLERR | POLLHUP)

static void check_slot(unsigned poll, unsigned select, unsigned level, unsigned less)
{
	must(!(poll & POLLNVAL), "an open descriptor is not valid");
	must(!(poll & (POLLIN | POLLERR)) || select & SEEN_READ, "poll reads, select not");
	must(less & 1u << LOOK_LEVEL || ((poll ^ level) & LEVEL) == 0, "poll and epoll differ");
	if (less & 1u << LOOK_POLL)
		return;
	must(!(select & SEEN_READ) || poll & (POLLIN | POLLHUP | POLLERR),
	     "select reads, poll not");
	must(!(poll & POLLPRI) == !(select & SEEN_OTHER), "urgent for one alone");
	must(!(select & SEEN_WRITE) == !(poll & (POLLOUT | POLLERR)), "one of them writes");
}

static void check_seen(const struct program *program, const struct seen *seen)
{
	unsigned less = 0;

	for (unsigned i = 0; i < program->count; i++) {
		must(seen[i].result >= -4095, "a result that is no errno");
		less |= left_out((enum op_kind)program->ops[i].kind);
		for (unsigned slot = 0; slot < SLOTS; slot++)
			check_slot(seen[i].ready[LOOK_POLL][slot], seen[i].ready[LOOK_SELECT][slot],
				   seen[i].ready[LOOK_LEVEL][slot], less);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct sim *sim;
	static struct seen once[OPS_MAX], twice[OPS_MAX];
	struct program program;

	if (!sim)
		sim = sim_new();
	must(sim != NULL, "no memory");
	read_program(&program, data, size);
	memset(once, 0, sizeof once);
	memset(twice, 0, sizeof twice);
	must(sim_play(sim, &program, once) == program.count, "it died");
	must(sim_play(sim, &program, twice) == program.count, "it died the second time");
	must(memcmp(once, twice, program.count * sizeof once[0]) == 0, "two histories");
	check_seen(&program, once);
	return 0;
}
