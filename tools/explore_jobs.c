/* SPDX-License-Identifier: MIT
 *
 * One round after the other, its units dealt out to processes.
 *
 * Each process is forked for one round, so that it knows what the rounds before
 * found, does every n-th unit and writes what came of it into its pipe.  Results
 * are taken in the order of units, whoever was quicker. */
#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "command.h"
#include "explore.h"

struct process {
	pid_t pid;
	int fd; /* -1: it has ended */
	char *said;
	size_t len, capacity;
};

struct round {
	struct wt_expedition *expedition;
	size_t units;
	char **texts; /* what came of each */
	struct process *processes;
	size_t count;
};

/* -- In the child ------------------------------------------------------------ */

static void write_all(int fd, const void *data, size_t len)
{
	const char *at = data;

	while (len > 0) {
		ssize_t n = write(fd, at, len);

		if (n < 0)
			_exit(WT_EXIT_INTERNAL);
		at += n;
		len -= (size_t)n;
	}
}

/* unit, length, text. */
_Noreturn static void work(const struct round *round, size_t first, int fd)
{
	for (size_t unit = first; unit < round->units; unit += round->count) {
		char *text = wt_explore_unit(round->expedition->explore, unit);
		size_t head[2] = {unit, strlen(text)};

		write_all(fd, head, sizeof head);
		write_all(fd, text, head[1]);
		free(text);
	}
	_exit(WT_EXIT_PASSED);
}

/* -- In the parent ----------------------------------------------------------- */

static bool start(struct round *round, size_t i)
{
	struct process *process = &round->processes[i];
	int ends[2];

	process->fd = -1;
	if (pipe(ends) < 0)
		return false;
	fflush(NULL);
	process->pid = fork();
	if (process->pid == 0) {
		signal(SIGINT, SIG_IGN); /* the parent ends the search after the round */
		close(ends[0]);
		work(round, i, ends[1]);
	}
	close(ends[1]);
	if (process->pid < 0) {
		close(ends[0]);
		return false;
	}
	process->fd = ends[0];
	return true;
}

static void hear(struct process *process)
{
	ssize_t n;

	if (process->capacity - process->len < 65536) {
		process->capacity = process->capacity * 2 + 131072;
		process->said = wt_tool_need(realloc(process->said, process->capacity));
	}
	n = read(process->fd, process->said + process->len, process->capacity - process->len);
	if (n > 0) {
		process->len += (size_t)n;
	} else if (n == 0 || errno != EINTR) {
		close(process->fd);
		process->fd = -1;
	}
}

static void hear_all(struct round *round)
{
	struct pollfd *polled = wt_tool_need(calloc(round->count, sizeof *polled));
	size_t open;

	do {
		open = 0;
		for (size_t i = 0; i < round->count; i++) {
			polled[i] = (struct pollfd){round->processes[i].fd, POLLIN, 0};
			open += round->processes[i].fd >= 0;
		}
		if (open == 0 || poll(polled, round->count, -1) < 0)
			continue;
		for (size_t i = 0; i < round->count; i++) {
			if (polled[i].revents)
				hear(&round->processes[i]);
		}
	} while (open > 0);
	free(polled);
}

static void sort_out(struct round *round, const struct process *process)
{
	size_t at = 0, head[2];

	while (process->len - at >= sizeof head) {
		memcpy(head, process->said + at, sizeof head);
		at += sizeof head;
		if (head[0] >= round->units || process->len - at < head[1])
			return;
		round->texts[head[0]] = wt_tool_need(strndup(process->said + at, head[1]));
		at += head[1];
	}
}

static void finish(struct round *round, struct process *process)
{
	int status = 0;

	if (process->fd >= 0)
		close(process->fd);
	if (process->pid > 0)
		while (waitpid(process->pid, &status, 0) < 0 && errno == EINTR)
			continue;
	sort_out(round, process);
	free(process->said);
	if (WIFSIGNALED(status))
		wt_tool_complain("a process of the search ended by signal %d (%s)",
				 WTERMSIG(status), strsignal(WTERMSIG(status)));
}

static bool run_with_processes(struct round *round)
{
	bool started = true;

	round->processes = wt_tool_need(calloc(round->count, sizeof *round->processes));
	for (size_t i = 0; i < round->count; i++)
		started = start(round, i) && started;
	hear_all(round);
	for (size_t i = 0; i < round->count; i++)
		finish(round, &round->processes[i]);
	free(round->processes);
	return started;
}

static void run_here(struct round *round)
{
	for (size_t unit = 0; unit < round->units; unit++)
		round->texts[unit] = wt_explore_unit(round->expedition->explore, unit);
}

static int run_round(struct wt_expedition *expedition, size_t units)
{
	struct round round = {
		.expedition = expedition,
		.units = units,
		.texts = wt_tool_need(calloc(units, sizeof *round.texts)),
		.count = (size_t)(expedition->command->jobs < units ? expedition->command->jobs
								    : units),
	};
	int code = WT_EXIT_PASSED;

	if (round.count == 1)
		run_here(&round);
	else if (!run_with_processes(&round))
		wt_tool_complain("can not start a process: %s", strerror(errno));
	for (size_t unit = 0; unit < units; unit++) {
		if (round.texts[unit] &&
		    wt_explore_take(expedition->explore, unit, round.texts[unit]))
			continue;
		wt_tool_complain("no word of %s", wt_explore_unit_name(expedition->explore, unit));
		code = WT_EXIT_INTERNAL;
	}
	for (size_t unit = 0; unit < units; unit++)
		free(round.texts[unit]);
	free(round.texts);
	return code;
}

static bool has_found(struct wt_expedition *expedition)
{
	const struct wt_failure *failures;

	return wt_explore_failures(expedition->explore, &failures) > 0;
}

static void say_interrupted(struct wt_expedition *expedition, size_t units)
{
	wt_progress_hide(expedition->progress);
	wt_tool_complain("interrupted; in flight were, of %s with %s:", expedition->path,
			 wt_scenario_case_name(expedition->scenario, expedition->broken));
	for (size_t unit = 0; unit < units; unit++)
		fprintf(stderr, "  %s\n", wt_explore_unit_name(expedition->explore, unit));
}

int wt_expedition_run(struct wt_expedition *expedition)
{
	const struct wt_explore_command *command = expedition->command;
	uint64_t end_ns = wt_real_time_ns() + command->time_s * UINT64_C(1000000000);
	size_t units;

	while ((units = wt_explore_plan(expedition->explore)) > 0) {
		int code;

		if (command->time_s && wt_real_time_ns() >= end_ns)
			break;
		code = run_round(expedition, units);
		if (wt_interrupted) {
			say_interrupted(expedition, units);
			return WT_EXIT_INTERRUPTED;
		}
		if (code != WT_EXIT_PASSED)
			return code;
		wt_progress_show(expedition->progress, expedition->path,
				 wt_explore_runs(expedition->explore),
				 wt_explore_runs_planned(expedition->explore));
		if (!command->all && has_found(expedition))
			break;
	}
	return WT_EXIT_PASSED;
}
