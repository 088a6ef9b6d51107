/* SPDX-License-Identifier: MIT */
#include "stored.h"

#include <errno.h>
#include <inttypes.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "command.h"
#include "files.h"
#include "wt_trace.h"

static uint64_t hash_bytes(uint64_t hash, const char *bytes, size_t len)
{
	for (size_t i = 0; i < len; i++)
		hash = (hash ^ (unsigned char)bytes[i]) * UINT64_C(0x100000001B3);
	return hash;
}

static uint64_t hash_file(uint64_t hash, const char *path)
{
	size_t len;
	char *bytes = wt_files_read(path, &len);

	if (bytes)
		hash = hash_bytes(hash, bytes, len);
	free(bytes);
	return hash;
}

uint64_t wt_stored_build(const char *load)
{
	uint64_t hash = hash_file(UINT64_C(0xcbf29ce484222325), "/proc/self/exe");

	return load ? hash_file(hash, load) : hash;
}

/* -- Reading ---------------------------------------------------------------------- */

/* The rest of the next line, which begins with the word; NULL: it does not. */
static const char *take_line(char **at, const char *word)
{
	size_t len = strlen(word);
	char *line = *at, *end = strchr(line, '\n');

	if (!end || strncmp(line, word, len) != 0 || line[len] != ' ')
		return NULL;
	*end = '\0';
	*at = end + 1;
	return line + len + 1;
}

static bool take_hash(char **at, const char *word, uint64_t *ret, const char **ret_rest)
{
	const char *line = take_line(at, word);
	int used = 0;

	if (!line || sscanf(line, "%" SCNx64 "%n", ret, &used) != 1)
		return false;
	if (ret_rest)
		*ret_rest = line[used] == ' ' ? line + used + 1 : line + used;
	return true;
}

/* A word, and what is behind the blank. */
static bool take_check(char **at, struct wt_stored *stored)
{
	const char *line = take_line(at, "check");
	char *space = line ? strchr(line, ' ') : NULL;

	if (!space)
		return false;
	*space = '\0';
	stored->check = line;
	stored->object = space + 1;
	return true;
}

static bool take_all(struct wt_stored *stored, char *at)
{
	const char *entry;

	if (!take_hash(&at, "build", &stored->build, NULL) ||
	    !take_hash(&at, "scenario", &stored->scenario, &stored->path))
		return false;
	stored->program = take_line(&at, "program");
	if (!stored->program || !take_check(&at, stored) ||
	    !take_hash(&at, "hash", &stored->hash, NULL))
		return false;
	entry = take_line(&at, "entry");
	if (!entry || strncmp(at, "trace\n", 6) != 0)
		return false;
	stored->entry = entry - strlen("entry ");
	stored->trace = at + 6;
	return true;
}

int wt_stored_parse(struct wt_stored *stored, char *text)
{
	size_t head = strlen("wavetank run ");

	*stored = (struct wt_stored){.text = text};
	if (strncmp(text, WT_STORED_HEAD "\n", strlen(WT_STORED_HEAD) + 1) != 0)
		return strncmp(text, WT_STORED_HEAD, head) == 0 ? -EPROTO : -EINVAL;
	return take_all(stored, text + strlen(WT_STORED_HEAD) + 1) ? 0 : -EINVAL;
}

int wt_stored_read(struct wt_stored *stored, const char *path)
{
	size_t len;
	char *text = wt_files_read(path, &len);

	*stored = (struct wt_stored){0};
	return text ? wt_stored_parse(stored, text) : -errno;
}

void wt_stored_fini(struct wt_stored *stored)
{
	free(stored->text);
	*stored = (struct wt_stored){0};
}

bool wt_stored_goes_on(struct wt_stored *stored, const char *line)
{
	size_t len = strcspn(stored->trace, "\n");

	if (strlen(line) != len || strncmp(line, stored->trace, len) != 0)
		return false;
	stored->trace += len + (stored->trace[len] == '\n');
	return true;
}

/* -- Writing ------------------------------------------------------------------------ */

char *wt_stored_place(const char *scenario_path, const char *program)
{
	const char *cache = getenv("XDG_CACHE_HOME"), *home = getenv("HOME");
	char real[PATH_MAX];
	char *folder, *place;
	uint64_t name;

	if (!realpath(scenario_path, real))
		return NULL;
	if (cache && *cache == '/')
		folder = wt_tool_format("%s", cache);
	else if (home && *home == '/')
		folder = wt_tool_format("%s/.cache", home);
	else
		return NULL;
	mkdir(folder, 0777);
	place = wt_tool_format("%s/wavetank", folder);
	free(folder);
	mkdir(place, 0777);
	folder = place;
	name = hash_bytes(hash_bytes(UINT64_C(0xcbf29ce484222325), real, strlen(real) + 1), program,
			  strlen(program));
	place = wt_tool_format("%s/%016" PRIx64 ".run", folder, name);
	free(folder);
	return place;
}

char *wt_stored_entry(const char *list)
{
	const char *entry = strstr(list, "entry ");

	return entry ? wt_tool_need(strndup(entry, strcspn(entry, "\n"))) : NULL;
}

char *wt_stored_text(const struct wt_stored *stored)
{
	return wt_tool_format(
		WT_STORED_HEAD "\nbuild %016" PRIx64 "\nscenario %016" PRIx64
			       " %s\nprogram %s\ncheck %s %s\nhash %016" PRIx64 "\n%s\ntrace\n%s",
		stored->build, stored->scenario, stored->path, stored->program, stored->check,
		stored->object, stored->hash, stored->entry, stored->trace);
}

/* Runs it, and fills in what came of it; free() what it returns, which *ret points to. */
static char *make(struct wt_stored *ret, struct wt_scenario *scenario,
		  const struct wt_program *programs, int broken)
{
	struct wt_text_sink sink;
	struct wt_sink *sinks[] = {&sink.sink, NULL};
	struct wt_verdict verdict;
	struct wt_run_stats stats;
	char *trace = NULL, *text = NULL;
	size_t len;
	FILE *out = wt_tool_need(open_memstream(&trace, &len));
	int error;

	wt_text_sink_init(&sink, out);
	error = wt_run_entry(scenario, programs, broken, ret->entry, sinks, &verdict, &stats);
	fclose(out);
	if (error == 0) {
		ret->check = verdict.check ? verdict.check : "-";
		ret->object = verdict.object && *verdict.object ? verdict.object : "-";
		ret->hash = stats.hash;
		ret->trace = trace;
		text = wt_stored_text(ret);
	}
	free(trace);
	errno = -error;
	return text;
}

int wt_stored_write(const char *path, struct wt_scenario *scenario,
		    const struct wt_program *programs, int broken, const char *entry,
		    const char *load)
{
	const char *name = wt_scenario_case_name(scenario, broken);
	char *program = wt_tool_need(strndup(name, strcspn(name, ",")));
	struct wt_stored stored = {
		.build = wt_stored_build(load),
		.scenario = wt_scenario_hash(scenario),
		.path = wt_scenario_path(scenario),
		.program = program,
		.entry = entry,
	};
	char *text = make(&stored, scenario, programs, broken);
	int error = text ? wt_files_replace(path, text, strlen(text)) : -errno;

	free(program);
	free(text);
	return error;
}
