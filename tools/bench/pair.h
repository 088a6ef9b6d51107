/* SPDX-License-Identifier: MIT
 *
 * pair.h - the workload that every program of this folder runs, each on a loop of
 * its own: PROGRAM PAIRS ACTIVE WRITES.
 *
 * As libevent's benchmark: of PAIRS socket pairs, ACTIVE get a byte; each byte read
 * sends one to the next pair, WRITES times in all.  An event is one receive and one
 * send.  It ends when every byte was read.  Not timed: opening, and telling the kernel
 * what to watch. */
#ifndef BENCH_PAIR_H
#define BENCH_PAIR_H

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>

struct pair {
	int count, active;
	long writes, reads_left;
	int *in, *out; /* what is sent to out[i] is read from in[i] */
};

/* Not counted with the loops: it runs before and after. */
static inline void pair_fail(const char *what)
{
	perror(what);
	exit(1);
}

static inline void pair_open(struct pair *p, int argc, char **argv)
{
	struct rlimit limit;
	int i, fds[2];

	if (argc < 4) {
		fprintf(stderr, "usage: %s PAIRS ACTIVE WRITES\n", argv[0]);
		exit(2);
	}
	p->count = atoi(argv[1]);
	p->active = atoi(argv[2]);
	p->writes = atol(argv[3]);
	p->reads_left = p->writes + p->active;
	getrlimit(RLIMIT_NOFILE, &limit);
	limit.rlim_cur = limit.rlim_max;
	setrlimit(RLIMIT_NOFILE, &limit);
	p->in = calloc((size_t)p->count, sizeof *p->in);
	p->out = calloc((size_t)p->count, sizeof *p->out);
	for (i = 0; i < p->count; i++) {
		if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0, fds) < 0)
			pair_fail("socketpair");
		p->in[i] = fds[0];
		p->out[i] = fds[1];
	}
}

/* The bytes to begin with, spread evenly. */
static inline void pair_prime(const struct pair *p)
{
	int i;

	for (i = 0; i < p->active; i++)
		if (send(p->out[i * (p->count / p->active)], "x", 1, 0) != 1)
			pair_fail("send");
}

/* A byte was read: is it to be sent on?  If not, it was one of the last. */
static inline int pair_sends(struct pair *p)
{
	p->reads_left--;
	if (p->writes <= 0)
		return 0;
	p->writes--;
	return 1;
}

static inline int pair_next(const struct pair *p, int i)
{
	return i + 1 < p->count ? i + 1 : 0;
}

/* CPU time of the process, for the ratio of programs. */
static inline double pair_cpu(void)
{
	struct timespec t;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static inline int pair_done(const struct pair *p, double since)
{
	printf("%.9f\n", pair_cpu() - since);
	free(p->in);
	free(p->out);
	return p->reads_left == 0 ? 0 : 1;
}

#endif
