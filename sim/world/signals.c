/* SPDX-License-Identifier: MIT */
#include "world/signals.h"

#include <errno.h>

#include "decisions/mix.h"
#include "world/process.h"

#define NUMBERS 64

/* -- What the process said ------------------------------------------------ */

static struct wt_signal_action *find(const struct wt_host *host, int number)
{
	struct wt_signal_action *action = host->signal_actions;

	while (action && action->number != number)
		action = action->next;
	return action;
}

static struct wt_signal_action *have(struct wt_host *host, int number)
{
	struct wt_signal_action *action = find(host, number);

	if (action)
		return action;
	action = wt_arena_take(&host->tank->net.arena, sizeof *action);
	if (!action)
		return NULL;
	action->number = number;
	action->said.sa_handler = SIG_DFL;
	action->next = host->signal_actions;
	host->signal_actions = action;
	return action;
}

int wt_program_sigaction(int number, const struct sigaction *said, struct sigaction *ret_old)
{
	struct wt_host *host = wt_crash_host();
	struct wt_signal_action *action;

	if (!host)
		return sigaction(number, said, ret_old);
	if (number < 1 || number > NUMBERS || (said && (number == SIGKILL || number == SIGSTOP))) {
		errno = EINVAL;
		return -1;
	}
	action = have(host, number);
	if (!action) {
		errno = ENOMEM;
		return -1;
	}
	if (ret_old)
		*ret_old = action->said;
	if (said)
		action->said = *said;
	return 0;
}

/* As glibc's and BSD's: the handler stays. */
wt_signal_handler *wt_program_signal(int number, wt_signal_handler *handler)
{
	struct sigaction said = {.sa_flags = SA_RESTART}, old;

	said.sa_handler = handler;
	sigemptyset(&said.sa_mask);
	return wt_program_sigaction(number, &said, &old) < 0 ? SIG_ERR : old.sa_handler;
}

/* -- One comes ------------------------------------------------------------ */

enum reaction { IGNORES, ENDS, HANDLES };

static bool is_ignored_by_default(int number)
{
	return number == SIGCHLD || number == SIGCONT || number == SIGURG || number == SIGWINCH;
}

static enum reaction reaction_of(const struct wt_host *host, int number)
{
	const struct wt_signal_action *action = find(host, number);

	if (action && action->said.sa_handler == SIG_IGN)
		return IGNORES;
	if (action && action->said.sa_handler != SIG_DFL)
		return HANDLES;
	return is_ignored_by_default(number) ? IGNORES : ENDS;
}

bool wt_signal_send(struct wt_host *host, int number, const char *name)
{
	enum reaction reaction = reaction_of(host, number);

	if (reaction == ENDS)
		return wt_process_kill(host, name);
	if (!wt_process_is_there(host))
		return false;
	if (reaction == IGNORES) {
		wt_life_emit(host->tank, WT_LIFE_SIGNAL, &host->kernel, name, 0);
		return true;
	}
	wt_life_emit(host->tank, WT_LIFE_SIGNAL, &host->kernel, name,
		     wt_life_breaks_off(host->tank) ? 2 : 1);
	host->signals |= UINT64_C(1) << (number - 1);
	wt_net_changed(&host->tank->net);
	return true;
}

/* -- The handler ---------------------------------------------------------- */

static void handle(struct wt_host *host, int number)
{
	struct wt_signal_action *action = find(host, number);
	const struct sigaction said = action->said;
	siginfo_t info = {.si_signo = number, .si_code = SI_USER};

	if (said.sa_flags & (int)SA_RESETHAND)
		action->said.sa_handler = SIG_DFL;
	if (said.sa_handler == SIG_DFL || said.sa_handler == SIG_IGN)
		return; /* said since it came */
	if (said.sa_flags & SA_SIGINFO)
		said.sa_sigaction(number, &info, NULL);
	else
		said.sa_handler(number);
}

/* Where a handler runs is a part of what the program was told: it may look at what one
 * has done before its next call. */
void wt_signals_run(struct wt_host *host)
{
	for (int number = 1; host->signals; number = number % NUMBERS + 1) {
		uint64_t bit = UINT64_C(1) << (number - 1);

		if (!(host->signals & bit))
			continue;
		host->signals &= ~bit;
		host->told = wt_mix(host->told, (uint64_t)number);
		handle(host, number);
	}
}
