/* SPDX-License-Identifier: MIT
 *
 * tank.h - a test of the library, played on each kernel with each poller.
 *
 *	static void a_claim(void **state)
 *	{
 *		struct tank *t = *state;
 *		...
 *	}
 *
 *	static const struct tank_test tests[] = {
 *		TANK_TEST(a_claim),
 *		TANK_TEST_POSIX(another_claim, "forks"),
 *	};
 *	return tank_run("subject", tests);
 *
 * A test ends by asserting that neither a descriptor nor memory is left, that no
 * SIGPIPE was raised, and, on the simulated kernel, that its judge found nothing.
 *
 * Between the loop and the kernel lies a fault layer.  What a test does as the far
 * end, or else asks of the kernel, are the calls below: they go past that layer,
 * and the source of a test is the same for both kernels.  On the simulated one it
 * is the program of a host alone in its world. */
#ifndef AC_TEST_TANK_H
#define AC_TEST_TANK_H

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "ac.h"
#include "fault.h"
#include "probe.h"

/* ---- Which tests, and how they are played ---- */

enum tank_kernel { TANK_POSIX = 1, TANK_SIM = 2 };

#define TANK_BOTH       (TANK_POSIX | TANK_SIM)
#define TANK_ON(poller) (1U << AC_POLLER_##poller)
#define TANK_ON_ALL     (TANK_ON(POLL) | TANK_ON(SELECT) | TANK_ON(EPOLL))

struct tank_test {
	const char *name;
	CMUnitTestFunction test;
	unsigned kernels; /* 0: none, and there is no tank */
	unsigned pollers;
	const char *real_only; /* why the simulated kernel is not asked, or NULL */
};

#define TANK_ROW(test, kernels, pollers, real_only)      \
	{                                                \
#test, test, kernels, pollers, real_only \
	}

/* With poll, select and epoll, by a loop that asks everybody and one that does not,
 * and with what epoll reports turned round: seven times on each kernel. */
#define TANK_TEST(test) TANK_ROW(test, TANK_BOTH, TANK_ON_ALL, NULL)
/* What is asked of one poller alone: POLL, SELECT, EPOLL. */
#define TANK_TEST_WITH(poller, test) TANK_ROW(test, TANK_BOTH, TANK_ON(poller), NULL)
/* What can be asked of the real kernel alone, with the reason. */
#define TANK_TEST_POSIX(test, why)              TANK_ROW(test, TANK_POSIX, TANK_ON_ALL, why)
#define TANK_TEST_POSIX_WITH(poller, test, why) TANK_ROW(test, TANK_POSIX, TANK_ON(poller), why)
/* What asks no kernel anything; it is played once, without a tank. */
#define TANK_TEST_PURE(test) TANK_ROW(test, 0, 0, NULL)

/* Plays them as a group of cmocka; says at the end how many were not played on the
 * simulated kernel, and why.  Returns what main should. */
#define tank_run(name, tests) tank_run_group(name, tests, sizeof(tests) / sizeof *(tests))
int tank_run_group(const char *name, const struct tank_test *tests, size_t count);

/* One way to play a test. */
struct tank_case {
	CMUnitTestFunction test;
	enum tank_kernel kernel;
	enum ac_poller poller;
	bool ask_all;   /* the loop asks everybody, and finds changes not announced */
	bool backwards; /* what epoll reports first comes last */
};

/* ---- The tank ---- */

#define TANK_PROBES 6

struct wt_scenario;

struct tank {
	const struct tank_case *is;
	struct ac_sys *sys; /* the kernel itself, below the fault layer */
	struct ac_loop loop;
	int loop_fds;                /* descriptors of the loop itself */
	struct probe p[TANK_PROBES]; /* here, because they are released after the test */
	bool under_way;
	unsigned sigpipes;         /* on the simulated kernel */
	struct wt_scenario *world; /* or NULL */
	struct fault fault;        /* last: it is large, and clears itself */
};

/* Descriptors that the library holds for channels, or the test did through it. */
int tank_open_fds(const struct tank *);
/* n passes of the loop, none of which waits long. */
int tank_passes(struct tank *, int n);

/* From now on waits take no time, and the clock goes by what they are told: on the
 * real kernel by hand, and the simulated one is so anyway. */
void tank_keep_clock(struct tank *);
/* The loop's time; and some of it passes, with the clock kept. */
uint64_t tank_now(struct tank *);
void tank_let_pass(struct tank *, int64_t ns);
/* A fault layer of the test's own over the same kernel, with the clock kept. */
void tank_fault_init(struct tank *, struct fault *);

/* ---- The kernel, as the far end and the rest of the program ask it ---- */

static inline struct sockaddr *tank_sa(struct sockaddr_in *addr)
{
	return (struct sockaddr *)addr;
}
/* A connected pair: the library's end, counted as if accepted, and the peer's. */
int tank_tcp_pair(struct tank *, int *ret_peer);
int tank_unix_pair(struct tank *, int *ret_peer);
/* A listening socket, and where it is; and a connection from or to there. */
int tank_listener(struct tank *, struct sockaddr_in *ret_addr);
int tank_accept(struct tank *, int listener);
int tank_connect(struct tank *, const struct sockaddr_in *);
/* Where nobody listens. */
struct sockaddr_in tank_nowhere(struct tank *);
/* A UDP socket, and its address. */
int tank_udp(struct tank *, struct sockaddr_in *ret_addr);
struct sockaddr_in tank_name(struct tank *, int fd);
void tank_pipe(struct tank *, int ret_fds[2]);
/* A descriptor at the beginning of so many bytes with their end behind them: a
 * file.  The simulated kernel has none; there it is a pipe whose writer is gone. */
int tank_file(struct tank *, const void *bytes, size_t len);

/* As on blocking descriptors: all of it, or what is there, waiting if need be.
 * Return the bytes, or -errno; -EAGAIN if nothing happens for long. */
ssize_t tank_write(struct tank *, int fd, const void *, size_t len);
ssize_t tank_read(struct tank *, int fd, void *, size_t len);
/* Waits for a bit of poll(2); false if nothing happens for long. */
bool tank_comes(struct tank *, int fd, short events);
/* Without waiting. */
ssize_t tank_write_now(struct tank *, int fd, const void *, size_t len);
ssize_t tank_read_now(struct tank *, int fd, void *, size_t len);
/* Reads until the end, or len bytes; returns how many came. */
size_t tank_read_all(struct tank *, int fd, void *, size_t len);
int tank_send_urgent(struct tank *, int fd, char byte);
int tank_send_to(struct tank *, int fd, const void *, size_t len, const struct sockaddr_in *);

void tank_close(struct tank *, int fd);
/* Closes with a reset instead of an end. */
void tank_reset(struct tank *, int fd);
void tank_shut_write(struct tank *, int fd);
int tank_dup(struct tank *, int fd);
/* A duplicate on that number, which is free. */
void tank_dup_to(struct tank *, int fd, int number);

/* Makes every free number below one a duplicate, so that it is given next; and free
 * again. */
#define TANK_FILLERS_MAX 1100

struct tank_fillers {
	int fds[TANK_FILLERS_MAX], count;
};

void tank_fill_below(struct tank *, int number, int fd, struct tank_fillers *);
void tank_empty(struct tank *, struct tank_fillers *);
/* May this process open so many?  On the real kernel its limit is raised. */
bool tank_may_open(struct tank *, unsigned count);
/* Was SIGPIPE raised, since the last time this was asked? */
bool tank_took_sigpipe(struct tank *);

/* ---- Between the files of the tank ---- */

/* cmocka's setup, test and teardown.  It hands over the case, and gets the tank. */
int tank_new(void **state);
void tank_play(void **state);
int tank_free(void **state);

/* The test on one kernel, from the beginning of the loop to its end. */
void tank_play_on(struct tank *, struct ac_sys *);
void tank_play_posix(struct tank *);
void tank_play_sim(struct tank *);
/* After a test that failed, too. */
void tank_leave_posix(struct tank *);
void tank_leave_sim(struct tank *);
bool tank_took_sigpipe_posix(void);
int tank_file_posix(const void *bytes, size_t len);

#endif
