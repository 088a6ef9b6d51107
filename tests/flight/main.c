/* SPDX-License-Identifier: MIT
 *
 * make fidelity-gate: the same random programs at the real gate and at the simulated
 * one, and what they do must be the same.  A difference is made as small as it goes
 * and printed with both results. */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "program.h"

/* So many programs share two namespaces: some timers of the real kernel, a second
 * long, must not ring. */
#define PROGRAMS_PER_GATE 20
#define TRIES             3

struct machines {
	struct gate *real;
	unsigned used;
	const char *why;
	enum unlike { ALIKE, SETTINGS, EDGES } unlike; /* how the simulated ones are */
};

/* Nothing is sent again for want of an acknowledgement, a gap is no congestion, and
 * each segment that ought to be answered is. */
void flight_set_up(struct gate *gate)
{
	gate->ops->set(gate, "icmp_ratelimit", 0);
	gate->ops->set(gate, "tcp_syncookies", 0);
	gate->ops->set(gate, "tcp_sack", 0);
	gate->ops->set(gate, "tcp_reordering", 300);
	gate->ops->set(gate, "tcp_rto_min_us", 100000000);
	gate->ops->set(gate, "tcp_early_retrans", 0);
	gate->ops->set(gate, "tcp_timestamps", 0);
	gate->ops->set(gate, "tcp_invalid_ratelimit", 0);
	gate->ops->set(gate, GATE_SEND_ONCE, 1);
}

static bool have_gate(struct machines *machines)
{
	if (machines->real && machines->used++ < PROGRAMS_PER_GATE)
		return true;
	if (machines->real)
		machines->real->ops->close(machines->real);
	machines->used = 0;
	machines->real = gate_open_real(&machines->why);
	if (machines->real)
		flight_set_up(machines->real);
	return machines->real;
}

/* The line that differs, or -1. */
static int play_both(struct machines *machines, const struct program *program,
		     struct outcome *ret_real, struct outcome *ret_sim)
{
	struct gate *sim = gate_open_sim();

	if (machines->unlike != SETTINGS)
		flight_set_up(sim);
	if (machines->unlike == EDGES)
		sim->ops->set(sim, GATE_KEEP_EDGES, 1);
	program_play(program, sim, ret_sim);
	sim->ops->close(sim);
	if (!have_gate(machines))
		abort();
	program_play(program, machines->real, ret_real);
	return outcome_compare(ret_real, ret_sim);
}

/* Do they differ each time?  What differs once and not again was the machine's. */
static bool differs(struct machines *machines, const struct program *program)
{
	static struct outcome real, sim;

	for (int i = 0; i < TRIES; i++) {
		if (play_both(machines, program, &real, &sim) < 0)
			return false;
		machines->used = PROGRAMS_PER_GATE; /* the next time in fresh ones */
	}
	return true;
}

static void shrink(struct machines *machines, struct program *program)
{
	bool any = true;

	while (any) {
		any = false;
		for (size_t i = program->count; i > 0; i--) {
			struct program less = *program;

			program_cut(&less, i - 1);
			if (!differs(machines, &less))
				continue;
			*program = less;
			any = true;
		}
	}
}

static void print(struct machines *machines, const struct program *program)
{
	static struct outcome real, sim;
	int at = play_both(machines, program, &real, &sim);

	for (size_t i = 0; i < program->count; i++) {
		if ((int)i < at || at < 0)
			printf("    %-28s %s\n", program->steps[i], real.lines[i]);
		else if ((int)i == at)
			printf("  x %-28s real kernel: %s\n    %-28s simulated:   %s\n",
			       program->steps[i], real.lines[i], "", sim.lines[i]);
	}
}

static void parse(int argc, char **argv, unsigned *ret_count, uint64_t *ret_seed)
{
	*ret_count = argc > 1 && *argv[1] ? (unsigned)strtoul(argv[1], NULL, 10) : 200;
	*ret_seed = argc > 2 && *argv[2] ? strtoull(argv[2], NULL, 10) : 1;
}

/* Machines that are otherwise must be told from the real ones. */
static bool tell_unlike(struct machines *machines, enum unlike unlike, unsigned count,
			uint64_t seed)
{
	static const char *const what[] = {
		[SETTINGS] = "a kernel without SACK and SYN cookies from one with them",
		[EDGES] = "an epoll that reports an edge for ever from one that does not",
	};
	static struct outcome real, sim;
	struct program program;
	unsigned told = 0;

	machines->unlike = unlike;
	for (unsigned number = 0; number < count; number++) {
		program_make(&program, seed, number);
		told += play_both(machines, &program, &real, &sim) >= 0;
	}
	printf("%sok - %u of %u programs tell %s\n", told ? "" : "not ", told, count, what[unlike]);
	return told > 0;
}

static int compare(struct machines *machines, unsigned count, uint64_t seed, bool stops)
{
	static struct outcome real, sim;
	struct program program;
	unsigned agree = 0, racy = 0;
	unsigned long steps = 0;

	for (unsigned number = 0; number < count; number++) {
		program_make(&program, seed, number);
		steps += program.count;
		if (play_both(machines, &program, &real, &sim) < 0) {
			agree++;
			continue;
		}
		machines->used = PROGRAMS_PER_GATE;
		if (!differs(machines, &program)) {
			racy++;
			continue;
		}
		if (stops) {
			printf("not ok - program %u differs\n", number);
			return 1;
		}
		shrink(machines, &program);
		printf("not ok - program %u of seed %llu differs:\n", number,
		       (unsigned long long)seed);
		print(machines, &program);
		fflush(stdout);
	}
	printf("%sok - %u of %u programs agree, %u only when tried again; %lu steps, seed %llu\n",
	       agree + racy == count ? "" : "not ", agree, count, racy, steps,
	       (unsigned long long)seed);
	return agree + racy == count ? 0 : 1;
}

/* -- main ---------------------------------------------------------------- */

static void block_sigpipe(void)
{
	sigset_t pipe;

	sigemptyset(&pipe);
	sigaddset(&pipe, SIGPIPE);
	sigprocmask(SIG_BLOCK, &pipe, NULL);
}

/* flight [N [SEED [unlike|stop]]]; stop: at the first that differs */
int main(int argc, char **argv)
{
	struct machines machines = {0};
	unsigned count;
	uint64_t seed;
	int rc;

	parse(argc, argv, &count, &seed);
	block_sigpipe();
	if (!have_gate(&machines)) {
		printf("ok 1 # SKIP no random programs at the gate: %s\n", machines.why);
		return 0;
	}
	if (argc > 3 && strcmp(argv[3], "unlike") == 0)
		rc = !tell_unlike(&machines, SETTINGS, count, seed) |
		     !tell_unlike(&machines, EDGES, count, seed);
	else
		rc = compare(&machines, count, seed, argc > 3);
	machines.real->ops->close(machines.real);
	return rc;
}
