/* SPDX-License-Identifier: MIT
 *
 * The real kernel: loopback in a namespace of our own. */
#include <fcntl.h>
#include <signal.h>
#include <sys/resource.h>
#include <unistd.h>

#include "kernels.h"

/* Raised by the thread's own call, and so come before it returns. */
static volatile sig_atomic_t sigpipes;

static void on_sigpipe(int number)
{
	(void)number;
	sigpipes++;
}

static unsigned take_sigpipes(struct kernel *kernel)
{
	unsigned taken = (unsigned)sigpipes;

	(void)kernel;
	if (taken)
		sigpipes = 0;
	return taken;
}

/* The limit below which just so many numbers are free. */
static rlim_t limit_for(int free_numbers)
{
	int fd = 0;

	for (int found = 0; found <= free_numbers; fd++)
		found += fcntl(fd, F_GETFD) < 0;
	return (rlim_t)fd - 1;
}

static void limit(struct kernel *kernel, int free_numbers)
{
	struct rlimit limit;

	(void)kernel;
	getrlimit(RLIMIT_NOFILE, &limit);
	limit.rlim_cur = free_numbers < 0 ? limit.rlim_max : limit_for(free_numbers);
	setrlimit(RLIMIT_NOFILE, &limit);
}

static void looks(struct kernel *kernel)
{
	(void)kernel;
}

static void forget_path(struct kernel *kernel, const char *path)
{
	(void)kernel;
	if (path[0] != '/')
		unlink(path);
}

static const struct kernel_ops ops = {
	.limit = limit,
	.take_sigpipes = take_sigpipes,
	.looks = looks,
	.forget_path = forget_path,
};

void kernel_posix_init(struct kernel *kernel)
{
	struct sigaction action = {.sa_handler = on_sigpipe};

	sigaction(SIGPIPE, &action, NULL);
	*kernel = (struct kernel){.sys = ac_sys_posix(), .ops = &ops};
}
