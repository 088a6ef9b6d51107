/* SPDX-License-Identifier: MIT */
#include "world/watchdog.h"

#include <errno.h>
#include <fcntl.h>
#include <link.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/time.h>
#include <ucontext.h>
#include <unistd.h>

#include "world/tank.h"

#define LOOKS 10 /* so many times it looks before it bites */

/* Who was there before. */
static struct sigaction action_before;
static struct itimerval timer_before;

/* -- Where the program is ----------------------------------------------- */

/* The part of libc that is code, by a function in it. */
static int find_libc(struct dl_phdr_info *object, size_t size, void *argument)
{
	struct wt_watchdog *dog = argument;
	uintptr_t inside = (uintptr_t)strtoull;

	(void)size;
	for (int i = 0; i < object->dlpi_phnum; i++) {
		const ElfW(Phdr) *part = &object->dlpi_phdr[i];
		uintptr_t begin = object->dlpi_addr + part->p_vaddr;

		if (part->p_type != PT_LOAD || inside - begin >= part->p_memsz)
			continue;
		dog->libc_begin = begin;
		dog->libc_end = begin + part->p_memsz;
		return 1;
	}
	return 0;
}

/* Who is torn out of malloc may leave it unusable: better look again. */
static bool is_in_libc(const struct wt_watchdog *dog, const ucontext_t *context)
{
#if defined(__x86_64__)
	uintptr_t at = (uintptr_t)context->uc_mcontext.gregs[REG_RIP];

	return at >= dog->libc_begin && at < dog->libc_end;
#else
	(void)dog;
	(void)context;
	return false;
#endif
}

/* Async-signal-safe: no stdio. */
static bool is_traced(void)
{
	static const char key[] = "TracerPid:\t";
	char text[1024];
	const char *found;
	int fd = open("/proc/self/status", O_RDONLY | O_CLOEXEC);
	ssize_t n = fd < 0 ? 0 : read(fd, text, sizeof text - 1);

	if (fd >= 0)
		close(fd);
	text[n > 0 ? n : 0] = '\0';
	found = strstr(text, key);
	return found && found[sizeof key - 1] != '0';
}

/* -- The watch ---------------------------------------------------------- */

static bool has_moved(struct wt_watchdog *dog, const struct wt_host *host)
{
	if (dog->host == host && dog->runs == host->tank->runs && dog->calls == host->calls)
		return false;
	dog->host = host;
	dog->runs = host->tank->runs;
	dog->calls = host->calls;
	dog->looks = 0;
	return true;
}

static void bite(struct wt_host *host)
{
	char text[96];

	host->tank->watchdog.bit = true;
	snprintf(text, sizeof text, "it computed for %u s without a call: a loop without end?",
		 host->tank->watchdog.patience_s);
	wt_crash_die(host, WT_FACT_CRASH, text);
}

static void look(int number, siginfo_t *info, void *context)
{
	struct wt_host *host = wt_crash_host();
	struct wt_watchdog *dog;
	int error = errno;

	(void)number;
	(void)info;
	if (!host)
		return;
	dog = &host->tank->watchdog;
	if (has_moved(dog, host) || ++dog->looks < LOOKS)
		return;
	if (is_in_libc(dog, context) && dog->looks < 2 * LOOKS)
		return;
	if (!is_traced())
		bite(host);
	dog->looks = 0;
	errno = error;
}

void wt_watchdog_init(struct wt_watchdog *dog)
{
	*dog = (struct wt_watchdog){.patience_s = WT_WATCHDOG_S};
	dl_iterate_phdr(find_libc, dog);
}

/* No mask: who bites does not return. */
void wt_watchdog_start(unsigned patience_ms)
{
	struct sigaction action = {.sa_flags = SA_SIGINFO | SA_ONSTACK | SA_RESTART | SA_NODEFER};
	uint64_t each_us = patience_ms * UINT64_C(1000) / LOOKS;
	struct timeval each = {.tv_sec = (time_t)(each_us / 1000000),
			       .tv_usec = (suseconds_t)(each_us % 1000000)};
	struct itimerval timer = {.it_interval = each, .it_value = each};

	action.sa_sigaction = look;
	sigemptyset(&action.sa_mask);
	sigaction(SIGVTALRM, &action, &action_before);
	setitimer(ITIMER_VIRTUAL, &timer, &timer_before);
}

/* A tick may be under way, and must not meet the action from before: that ends the
 * process.  Seen under Valgrind, which delivers late. */
static void swallow(const sigset_t *tick)
{
	const struct timespec now = {0, 0};

	while (sigtimedwait(tick, NULL, &now) > 0)
		continue;
}

void wt_watchdog_stop(void)
{
	const struct itimerval never = {{0, 0}, {0, 0}};
	sigset_t tick, before;

	sigemptyset(&tick);
	sigaddset(&tick, SIGVTALRM);
	sigprocmask(SIG_BLOCK, &tick, &before);
	setitimer(ITIMER_VIRTUAL, &never, NULL);
	swallow(&tick);
	sigaction(SIGVTALRM, &action_before, NULL);
	setitimer(ITIMER_VIRTUAL, &timer_before, NULL);
	sigprocmask(SIG_SETMASK, &before, NULL);
}
