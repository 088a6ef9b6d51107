/* SPDX-License-Identifier: MIT
 *
 * sweep.c - `sweep [--quick] [--library NAME]`: sweeps every case, then the twins.
 *
 * Says TAP.  --quick: on the real kernel with one poller.  --library: the library has
 * the omission NAME, and must be found out. */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "sweep.h"
#include "twins.h"

static const char *const pollers[] = {"poll", "select", "epoll"};

struct totals {
	unsigned long simulated, real, failed;
	bool quick;
};

static void say(struct totals *totals, const char *kernel, const char *name,
		const struct findings *findings)
{
	printf("%s - %s, %s kernel: %lu injections\n", findings->count ? "not ok" : "ok", name,
	       kernel, findings->injections);
	if (findings->count)
		printf("# %lu findings, the first: %s\n", findings->count, findings->first);
	totals->failed += findings->count > 0;
	fflush(stdout);
}

static void sweep_all(struct totals *totals)
{
	for (size_t i = 0; i < sim_case_count; i++) {
		struct findings findings = {0};

		sweep_simulated(&sim_cases[i], NULL, false, &findings);
		say(totals, "simulated", sim_cases[i].name, &findings);
		totals->simulated += findings.injections;
	}
	for (size_t i = 0; i < real_case_count; i++) {
		struct findings findings = {0};

		for (size_t p = 0; p < (totals->quick ? 1 : COUNT(pollers)); p++)
			sweep_real(&real_cases[i], NULL, pollers[p], false, &findings);
		say(totals, "real", real_cases[i].name, &findings);
		totals->real += findings.injections;
	}
}

/* ---- What must be found ---- */

static void sweep_named(const char *name, const char *program, struct findings *findings)
{
	for (size_t i = 0; i < sim_case_count; i++)
		if (!name || strcmp(sim_cases[i].name, name) == 0)
			sweep_simulated(&sim_cases[i], program, true, findings);
	for (size_t i = 0; i < real_case_count; i++)
		for (size_t p = 0; p < COUNT(pollers) && findings->count == 0; p++)
			if (!name || strcmp(real_cases[i].name, name) == 0)
				sweep_real(&real_cases[i], program, pollers[p], true, findings);
}

/* In a process of its own, which may crash: that is a finding, too. */
static bool is_found(const char *name, const char *program, char *first, size_t size)
{
	int pipe_fds[2], status;
	ssize_t len;
	pid_t child;

	if (pipe(pipe_fds) < 0 || (child = fork()) < 0)
		abort();
	if (child == 0) {
		struct findings findings = {0};

		sweep_named(name, program, &findings);
		if (write(pipe_fds[1], findings.first, strlen(findings.first)) < 0)
			_exit(2);
		_exit(findings.count > 0);
	}
	close(pipe_fds[1]);
	len = read(pipe_fds[0], first, size - 1);
	first[len > 0 ? len : 0] = '\0';
	first[strcspn(first, "\n")] = '\0';
	close(pipe_fds[0]);
	waitpid(child, &status, 0);
	if (WIFSIGNALED(status))
		snprintf(first, size, "it died of %s", strsignal(WTERMSIG(status)));
	return !WIFEXITED(status) || WEXITSTATUS(status) != 0;
}

static void find_twin(struct totals *totals, const struct twin *twin)
{
	char first[512];
	bool good = is_found(twin->of, twin->program, first, sizeof first);

	printf("%s - found: %s: %s\n# %s\n", good ? "ok" : "not ok", twin->program, twin->omission,
	       first);
	totals->failed += !good;
	fflush(stdout);
}

static int find_library(const char *omission)
{
	char first[512];
	bool good = is_found(NULL, NULL, first, sizeof first);

	printf("%s - found: the library: %s\n# %s\n", good ? "ok" : "not ok", omission, first);
	return !good;
}

int main(int argc, char **argv)
{
	struct totals totals = {0};

	signal(SIGPIPE, SIG_IGN);
	if (!freopen("/dev/null", "w", stderr)) /* every failure is logged there */
		return 2;
	if (argc > 2 && strcmp(argv[1], "--library") == 0)
		return find_library(argv[2]);
	totals.quick = argc > 1 && strcmp(argv[1], "--quick") == 0;
	sweep_all(&totals);
	for (size_t i = 0; i < twin_count; i++)
		find_twin(&totals, &twins[i]);
	printf("# %lu injections: %lu simulated, %lu real\n", totals.simulated + totals.real,
	       totals.simulated, totals.real);
	return totals.failed > 0;
}
