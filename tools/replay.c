/* SPDX-License-Identifier: MIT
 *
 * replay.c - wavetank replay: one run again, stored or of a seed; up to an event,
 * or with the debugger stopped at one. */
#include <argp.h>
#include <errno.h>
#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "one_case.h"
#include "stored.h"
#include "wt_trace.h"

#define LINE_MAX_SHOWN 1024

struct replay {
	struct wt_one_case one;
	const char *until, *break_at;
	bool isolate, trace;
	struct wt_stored stored;
	bool is_stored;
};

enum { KEY_UNTIL = 0x100, KEY_BREAK_AT, KEY_ISOLATE };

static const struct argp_option option_list[] = {
	{"until", KEY_UNTIL, "EVENT", 0,
	 "print what happened up to the first line of the trace that has these words", 0},
	{"break-at", KEY_BREAK_AT, "EVENT", 0,
	 "stop in the debugger there (SIGTRAP, if one is attached)", 0},
	{"isolate", KEY_ISOLATE, NULL, 0, "in a process of its own", 0},
	{NULL, 0, NULL, 0, NULL, 0},
};

static error_t parse_option(int key, char *arg, struct argp_state *state)
{
	struct replay *replay = state->input;

	switch (key) {
	case ARGP_KEY_INIT:
		state->child_inputs[0] = &replay->one;
		return 0;
	case KEY_UNTIL:
		replay->until = arg;
		return 0;
	case KEY_BREAK_AT:
		replay->break_at = arg;
		return 0;
	case KEY_ISOLATE:
		replay->isolate = true;
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

static const struct argp_child children[] = {{&wt_one_case_argp, 0, NULL, 0}, {NULL, 0, NULL, 0}};

static const struct argp argp = {
	option_list,
	parse_option,
	"FILE",
	"Makes one run again: that of a scenario and seed, or a stored one (FILE.run, which "
	"explore keeps of failures).  Of a stored one it says whether the history is the same, "
	"and if not, the first line that differs and what else is not as it was.",
	children,
	NULL,
	NULL};

/* -- Watching ---------------------------------------------------------------------- */

struct watcher {
	struct wt_sink sink;
	struct replay *replay;
	FILE *out; /* while a program runs, stdout is its own */
	uint64_t line;
	bool parted, reached;
};

static bool is_traced(void)
{
	char line[128];
	FILE *status = fopen("/proc/self/status", "r");
	int tracer = 0;

	while (status && fgets(line, sizeof line, status)) {
		if (sscanf(line, "TracerPid: %d", &tracer) == 1)
			break;
	}
	if (status)
		fclose(status);
	return tracer != 0;
}

static void compare(struct watcher *watcher, const char *line)
{
	struct wt_stored *stored = &watcher->replay->stored;

	if (wt_stored_goes_on(stored, line))
		return;
	watcher->parted = true;
	fprintf(watcher->out,
		"the first line that differs is %" PRIu64 ":\n  stored: %.*s\n  now:    %s\n",
		watcher->line, (int)strcspn(stored->trace, "\n"), stored->trace, line);
}

static void watch(struct wt_sink *sink, const struct wt_event *event)
{
	struct watcher *watcher = (struct watcher *)(void *)sink;
	const struct replay *replay = watcher->replay;
	char line[LINE_MAX_SHOWN];

	if (wt_event_text(event, line, sizeof line) == 0)
		return;
	watcher->line++;
	if (replay->is_stored && !watcher->parted)
		compare(watcher, line);
	if (replay->until && !watcher->reached) {
		fprintf(watcher->out, "%s\n", line);
		watcher->reached = strstr(line, replay->until);
	}
	if (replay->break_at && strstr(line, replay->break_at) && is_traced())
		raise(SIGTRAP);
}

static int run(struct replay *replay, struct watcher *watcher, struct wt_verdict *verdict,
	       struct wt_run_stats *stats)
{
	struct wt_one_case *one = &replay->one;
	struct wt_sink *sinks[] = {&watcher->sink, NULL};

	if (replay->is_stored)
		return wt_run_entry(one->scenario, one->programs.at, one->which.broken,
				    replay->stored.entry, sinks, verdict, stats);
	return wt_run_case(one->scenario, one->programs.at, &one->which, sinks, verdict, stats);
}

static void say_verdict(const struct wt_verdict *verdict, const struct wt_run_stats *stats)
{
	if (verdict->check)
		printf("fails `%s`%s%s, hash %016" PRIx64 "\n", verdict->check,
		       *verdict->object ? " on " : "", verdict->object, stats->hash);
	else
		printf("all checks hold, hash %016" PRIx64 "\n", stats->hash);
}

/* What is not as it was when the run was stored. */
static bool say_what_differs(const struct replay *replay)
{
	bool scenario = replay->stored.scenario != wt_scenario_hash(replay->one.scenario);
	bool build = replay->stored.build != wt_stored_build(replay->one.load);

	if (scenario)
		printf("the scenario is not the one it was stored with\n");
	if (build)
		printf("the programs are another build\n");
	return scenario || build;
}

static int replay_case(struct replay *replay)
{
	struct watcher watcher = {.sink = {watch}, .replay = replay, .out = stdout};
	struct wt_verdict verdict;
	struct wt_run_stats stats;
	bool differs = replay->is_stored && say_what_differs(replay);
	int error;

	if (replay->break_at && !is_traced())
		wt_tool_complain("no debugger is attached: --break-at does nothing");
	error = run(replay, &watcher, &verdict, &stats);
	if (error < 0) {
		wt_tool_complain("%s: %s", replay->one.file, strerror(-error));
		return WT_EXIT_INTERNAL;
	}
	if (replay->until && !watcher.reached)
		wt_tool_complain("no line of the trace has `%s`", replay->until);
	say_verdict(&verdict, &stats);
	if (replay->is_stored && stats.hash == replay->stored.hash)
		puts("the history is the one that was stored");
	else if (replay->is_stored && !differs)
		return puts("nondeterminism: nothing differs but the history"), WT_EXIT_INTERNAL;
	return verdict.check ? WT_EXIT_FAILED : WT_EXIT_PASSED;
}

static int replay_apart(struct replay *replay)
{
	int status = 0;
	pid_t pid;

	fflush(NULL);
	pid = fork();
	if (pid == 0) {
		int code = replay_case(replay);

		fflush(NULL);
		_exit(code);
	}
	if (pid < 0 || waitpid(pid, &status, 0) < 0) {
		wt_tool_complain("can not start a process: %s", strerror(errno));
		return WT_EXIT_INTERNAL;
	}
	if (!WIFSIGNALED(status))
		return WEXITSTATUS(status);
	printf("the run ended its process by signal %d (%s)\n", WTERMSIG(status),
	       strsignal(WTERMSIG(status)));
	return WT_EXIT_FAILED;
}

/* What a stored run says stands for the options. */
static int open_stored(struct replay *replay)
{
	int error = wt_stored_read(&replay->stored, replay->one.file);

	if (error == -EINVAL)
		return WT_EXIT_PASSED; /* a scenario, then */
	if (error < 0) {
		wt_tool_complain("%s: %s", replay->one.file,
				 error == -EPROTO ? "a stored run of another version"
						  : strerror(-error));
		return WT_EXIT_USAGE;
	}
	replay->is_stored = true;
	replay->one.file = replay->stored.path;
	replay->one.program = replay->stored.program;
	return WT_EXIT_PASSED;
}

int wt_command_replay(int argc, char **argv, const struct wt_program *own)
{
	struct replay replay = {.until = NULL};
	int code;

	argp_parse(&argp, argc, argv, 0, NULL, &replay);
	code = open_stored(&replay);
	if (code == WT_EXIT_PASSED)
		code = wt_one_case_open(&replay.one, own);
	if (code == WT_EXIT_PASSED)
		code = replay.isolate ? replay_apart(&replay) : replay_case(&replay);
	wt_one_case_close(&replay.one);
	wt_stored_fini(&replay.stored);
	return code;
}
