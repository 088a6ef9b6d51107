/* SPDX-License-Identifier: MIT
 *
 * A row on the real kernel, over loopback. */
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <time.h>

#if __has_include(<valgrind/valgrind.h>)
#include <valgrind/valgrind.h>
#else
#define RUNNING_ON_VALGRIND              0
#define VALGRIND_DISABLE_ERROR_REPORTING ((void)0)
#define VALGRIND_ENABLE_ERROR_REPORTING  ((void)0)
#endif

#include "play.h"

struct listener {
	struct teller teller;
	struct transcript *transcript;
};

/* It is blocked, and so stays pending until somebody asks. */
static bool took_sigpipe(void)
{
	const struct timespec now = {0, 0};
	sigset_t pipe;

	sigemptyset(&pipe);
	sigaddset(&pipe, SIGPIPE);
	return sigtimedwait(&pipe, NULL, &now) == SIGPIPE;
}

static void hear(struct teller *teller, const char *step)
{
	struct listener *listener = (struct listener *)teller;

	transcript_add(listener->transcript, step);
	if (took_sigpipe())
		transcript_mark(listener->transcript, " ⚡");
}

/* The limit at which just so many numbers are free. */
static rlim_t limit_for(unsigned sockets)
{
	int fd = 0;

	for (unsigned free_numbers = 0; free_numbers < sockets; fd++)
		free_numbers += fcntl(fd, F_GETFD) < 0;
	return (rlim_t)fd;
}

static void limit_sockets(unsigned sockets, struct rlimit *ret_before)
{
	struct rlimit limit;

	getrlimit(RLIMIT_NOFILE, ret_before);
	if (sockets == 0)
		return;
	limit = *ret_before;
	limit.rlim_cur = limit_for(sockets);
	setrlimit(RLIMIT_NOFILE, &limit);
}

void play_behind(const struct row *row, struct ac_sys *sys, struct gate *gate,
		 struct transcript *ret)
{
	struct listener listener = {{hear}, ret};
	sigset_t pipe, before;

	ret->count = 0;
	sigemptyset(&pipe);
	sigaddset(&pipe, SIGPIPE);
	sigprocmask(SIG_BLOCK, &pipe, &before);
	play(row, sys, gate, &listener.teller);
	sigprocmask(SIG_SETMASK, &before, NULL);
}

const char *play_here(const struct row *row, struct transcript *ret)
{
	struct rlimit limit;

	if (row->gate)
		return play_at_real_gate(row, ret);
	/* Valgrind keeps the limit from the kernel, which so accepts; it then closes
	 * what it got. */
	if (row->sockets && RUNNING_ON_VALGRIND)
		return "Valgrind does not limit sockets";
	limit_sockets(row->sockets, &limit);
	if (row->lies)
		VALGRIND_DISABLE_ERROR_REPORTING;
	play_behind(row, ac_sys_posix(), NULL, ret);
	if (row->lies)
		VALGRIND_ENABLE_ERROR_REPORTING;
	setrlimit(RLIMIT_NOFILE, &limit);
	return NULL;
}

const char *play_on_posix(const struct row *row, struct transcript *ret)
{
	if (row->slow && RUNNING_ON_VALGRIND)
		return "the kernel's timers go by a round trip that Valgrind stretches";
	return plays_apart(row) ? play_apart(row, ret) : play_here(row, ret);
}
