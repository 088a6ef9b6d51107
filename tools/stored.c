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
static char *take_line(char **at, const char *word)
{
	size_t len = strlen(word);
	char *line = *at, *end = strchr(line, '\n');

	if (!end || strncmp(line, word, len) != 0 || line[len] != ' ')
		return NULL;
	*end = '\0';
	*at = end + 1;
	return line + len + 1;
}

static bool take_hash(char **at, const char *word, uint64_t *ret, char **ret_rest)
{
	char *line = take_line(at, word);
	int used = 0;

	if (!line || sscanf(line, "%" SCNx64 "%n", ret, &used) != 1)
		return false;
	if (ret_rest)
		*ret_rest = line[used] == ' ' ? line + used + 1 : line + used;
	return true;
}

static bool take_all(struct wt_stored *stored, char *at)
{
	char *space;

	if (!take_hash(&at, "build", &stored->build, NULL) ||
	    !take_hash(&at, "scenario", &stored->scenario, &stored->path))
		return false;
	stored->program = take_line(&at, "program");
	stored->check = take_line(&at, "check");
	if (!stored->program || !stored->check || !take_hash(&at, "hash", &stored->hash, NULL))
		return false;
	space = strchr(stored->check, ' ');
	if (!space)
		return false;
	*space = '\0';
	stored->object = space + 1;
	stored->entry = take_line(&at, "entry");
	if (!stored->entry || strncmp(at, "trace\n", 6) != 0)
		return false;
	stored->entry -= strlen("entry ");
	stored->trace = at + 6;
	return true;
}

int wt_stored_read(struct wt_stored *stored, const char *path)
{
	size_t len, head = strlen("wavetank run ");
	char *line;

	*stored = (struct wt_stored){.text = wt_files_read(path, &len)};
	if (!stored->text)
		return -errno;
	line = stored->text;
	if (strncmp(line, WT_STORED_HEAD "\n", strlen(WT_STORED_HEAD) + 1) != 0)
		return strncmp(line, WT_STORED_HEAD, head) == 0 ? -EPROTO : -EINVAL;
	return take_all(stored, line + strlen(WT_STORED_HEAD) + 1) ? 0 : -EINVAL;
}

void wt_stored_fini(struct wt_stored *stored)
{
	free(stored->text);
	*stored = (struct wt_stored){0};
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

int wt_stored_write(const char *path, struct wt_scenario *scenario,
		    const struct wt_program *programs, int broken, const char *entry,
		    const char *load)
{
	const char *program = wt_scenario_case_name(scenario, broken);
	struct wt_text_sink sink;
	struct wt_sink *sinks[] = {&sink.sink, NULL};
	struct wt_verdict verdict;
	struct wt_run_stats stats;
	char *trace = NULL, *text;
	size_t len;
	FILE *out = wt_tool_need(open_memstream(&trace, &len));
	int error;

	wt_text_sink_init(&sink, out);
	error = wt_run_entry(scenario, programs, broken, entry, sinks, &verdict, &stats);
	fclose(out);
	text = wt_tool_format(
		WT_STORED_HEAD "\nbuild %016" PRIx64 "\nscenario %016" PRIx64
			       " %s\nprogram %.*s\ncheck %s %s\nhash %016" PRIx64 "\n%s\ntrace\n%s",
		wt_stored_build(load), wt_scenario_hash(scenario), wt_scenario_path(scenario),
		(int)strcspn(program, ","), program, verdict.check ? verdict.check : "-",
		verdict.object && *verdict.object ? verdict.object : "-", stats.hash, entry, trace);
	if (error == 0)
		error = wt_files_replace(path, text, strlen(text));
	free(text);
	free(trace);
	return error;
}
