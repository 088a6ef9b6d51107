/* SPDX-License-Identifier: MIT */
#include "world/crash.h"

#include <setjmp.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <ucontext.h>

#include "world/tank.h"

#define STACK_SIZE ((size_t)64 * 1024)

static const int signals[] = {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT};
#define SIGNALS (sizeof signals / sizeof signals[0])

static struct wt_host *volatile running;

/* Who was there before. */
static struct sigaction before[SIGNALS];
static stack_t stack_before;
/* Signals of an overflowing stack need another. */
static unsigned char stack[STACK_SIZE];

void wt_crash_running(struct wt_host *host)
{
	running = host;
}

struct wt_host *wt_crash_host(void)
{
	return running;
}

_Noreturn void wt_crash_die(struct wt_host *host, enum wt_fact fact, const char *text)
{
	wt_host_tell_errors(host);
	wt_net_fact(&host->tank->net, &host->kernel, NULL, fact, 0, 0, text);
	siglongjmp(host->way_out, 1);
}

/* Freed memory is filled with WT_POISON: a pointer taken from it is no address, and
 * still stands in a register. */
static int used_poison(const ucontext_t *context)
{
#if defined(__x86_64__) || defined(__i386__) || defined(__s390x__)
	const size_t count =
		sizeof context->uc_mcontext.gregs / sizeof context->uc_mcontext.gregs[0];
	const uintptr_t poison = UINTPTR_MAX / 255 * WT_POISON, near = 65536;

	for (size_t i = 0; i < count; i++) {
		uintptr_t value = (uintptr_t)context->uc_mcontext.gregs[i];

		if (value - poison + near < 2 * near)
			return 1;
	}
#else
	(void)context;
#endif
	return 0;
}

static const char *describe(int number)
{
	switch (number) {
	case SIGSEGV:
		return "segmentation fault";
	case SIGBUS:
		return "bus error";
	case SIGFPE:
		return "arithmetic error";
	case SIGILL:
		return "illegal instruction";
	default:
		return "abort";
	}
}

static void pass_on(int number)
{
	for (size_t i = 0; i < SIGNALS; i++) {
		if (signals[i] == number)
			sigaction(number, &before[i], NULL);
	}
	raise(number);
}

static void on_signal(int number, siginfo_t *info, void *context)
{
	struct wt_host *host = running;

	(void)info;
	if (!host) { /* no program's: it goes where it would have gone */
		pass_on(number);
		return;
	}
	if (number != SIGABRT && used_poison(context))
		wt_crash_die(host, WT_FACT_POISON, "a pointer read from freed memory was followed");
	wt_crash_die(host, WT_FACT_CRASH, describe(number));
}

void wt_crash_guard(void)
{
	stack_t other = {.ss_sp = stack, .ss_size = STACK_SIZE};
	struct sigaction action = {.sa_flags = SA_SIGINFO | SA_ONSTACK | SA_NODEFER};

	action.sa_sigaction = on_signal;
	sigemptyset(&action.sa_mask);
	sigaltstack(&other, &stack_before);
	for (size_t i = 0; i < SIGNALS; i++)
		sigaction(signals[i], &action, &before[i]);
}

void wt_crash_unguard(void)
{
	for (size_t i = 0; i < SIGNALS; i++)
		sigaction(signals[i], &before[i], NULL);
	sigaltstack(&stack_before, NULL);
}

void wt_program_exit(int status)
{
	struct wt_host *host = running;
	char text[64];

	if (!host)
		exit(status);
	snprintf(text, sizeof text, "the program called exit(%d)", status);
	wt_crash_die(host, WT_FACT_CRASH, text);
}

void wt_program_exit_now(int status)
{
	wt_program_exit(status);
}

void wt_program_exit_at_once(int status)
{
	wt_program_exit(status);
}

void wt_program_abort(void)
{
	struct wt_host *host = running;

	if (!host)
		abort();
	wt_crash_die(host, WT_FACT_CRASH, "the program called abort()");
}

/* What gcc calls "f" is "void f(int)" to clang; a history is the same by both. */
static const char *name_of(const char *function, int *ret_len)
{
	const char *end = function + strcspn(function, "("), *start = end;

	while (start > function && start[-1] != ' ' && start[-1] != '*')
		start--;
	*ret_len = (int)(end - start);
	return start;
}

void wt_program_assert_fail(const char *assertion, const char *file, unsigned line,
			    const char *function)
{
	struct wt_host *host = running;
	char text[256];
	int len;
	const char *name = name_of(function, &len);

	snprintf(text, sizeof text, "%s:%u: %.*s: assertion `%s' failed", file, line, len, name,
		 assertion);
	if (!host) {
		fprintf(stderr, "%s\n", text);
		abort();
	}
	wt_crash_die(host, WT_FACT_CRASH, text);
}
