/* SPDX-License-Identifier: MIT */
#include "results.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "command.h"

struct wt_result *wt_results_add(struct wt_results *results, enum wt_outcome outcome,
				 const char *path, const char *claim, char *text)
{
	struct wt_result *result;

	results->at =
		wt_tool_need(realloc(results->at, (results->count + 1) * sizeof *results->at));
	result = &results->at[results->count++];
	*result = (struct wt_result){
		.outcome = outcome,
		.path = wt_tool_need(strdup(path)),
		.claim = wt_tool_need(strdup(claim)),
		.text = text ? text : wt_tool_need(strdup("")),
	};
	return result;
}

size_t wt_results_count(const struct wt_results *results, enum wt_outcome outcome)
{
	size_t count = 0;

	for (size_t i = 0; i < results->count; i++)
		count += results->at[i].outcome == outcome;
	return count;
}

void wt_results_fini(struct wt_results *results)
{
	for (size_t i = 0; i < results->count; i++) {
		free(results->at[i].path);
		free(results->at[i].program);
		free(results->at[i].claim);
		free(results->at[i].text);
	}
	free(results->at);
}

static int write_to(const struct wt_results *results, const char *path,
		    void (*write)(const struct wt_results *, FILE *))
{
	FILE *out;

	if (!path)
		return WT_EXIT_PASSED;
	out = fopen(path, "w");
	if (out)
		write(results, out);
	if (!out || fclose(out) != 0) {
		wt_tool_complain("can not write %s: %s", path, strerror(errno));
		return WT_EXIT_USAGE;
	}
	return WT_EXIT_PASSED;
}

int wt_results_write(const struct wt_results *results, const struct wt_results_files *files)
{
	int code = write_to(results, files->junit, wt_results_write_junit);

	code = wt_exit_worse(code, write_to(results, files->tap, wt_results_write_tap));
	return wt_exit_worse(code, write_to(results, files->json, wt_results_write_json));
}
