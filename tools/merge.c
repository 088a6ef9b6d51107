/* SPDX-License-Identifier: MIT
 *
 * merge.c - wavetank merge: adds up what the shards of a search found. */
#include <argp.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "blocks.h"
#include "command.h"
#include "files.h"

struct merge {
	struct wt_blocks blocks;
	const char *output;
	int code;
};

static const struct argp_option option_list[] = {
	{"output", 'o', "FILE", 0, "write the sum there, to be merged further", 0},
	{NULL, 0, NULL, 0, NULL, 0},
};

static int complain(const char *path, const char *what)
{
	wt_tool_complain("%s: %s", path, what);
	return WT_EXIT_USAGE;
}

static int read_file(struct merge *merge, const char *path)
{
	size_t len;
	char *text = wt_files_read(path, &len);
	const char *wrong;

	if (!text)
		return complain(path, strerror(errno));
	wrong = wt_blocks_read(&merge->blocks, text);
	free(text);
	return wrong ? complain(path, wrong) : WT_EXIT_PASSED;
}

static error_t parse_option(int key, char *arg, struct argp_state *state)
{
	struct merge *merge = state->input;

	switch (key) {
	case 'o':
		merge->output = arg;
		return 0;
	case ARGP_KEY_ARG:
		merge->code = wt_exit_worse(merge->code, read_file(merge, arg));
		return 0;
	case ARGP_KEY_NO_ARGS:
		argp_error(state, "which files?");
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

static const struct argp argp = {
	option_list,
	parse_option,
	"FILE...",
	"Adds up what the shards of a search found, each written by `explore --shard I/N "
	"--results FILE`.  In which order they come and how often makes no difference.",
	NULL,
	NULL,
	NULL};

static int write_sum(const struct merge *merge)
{
	FILE *out = fopen(merge->output, "w");

	if (out)
		wt_blocks_write(&merge->blocks, out);
	if (out && fclose(out) == 0)
		return WT_EXIT_PASSED;
	return complain(merge->output, strerror(errno));
}

int wt_command_merge(int argc, char **argv, const struct wt_program *programs)
{
	struct merge merge = {.code = WT_EXIT_PASSED};

	(void)programs;
	argp_parse(&argp, argc, argv, 0, NULL, &merge);
	wt_blocks_sort(&merge.blocks);
	if (merge.code == WT_EXIT_PASSED) {
		merge.code = merge.blocks.count > 0 ? wt_blocks_print(&merge.blocks, stdout)
						    : WT_EXIT_NOTHING;
		if (merge.output)
			merge.code = wt_exit_worse(merge.code, write_sum(&merge));
	}
	wt_blocks_fini(&merge.blocks);
	return merge.code;
}
