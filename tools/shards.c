/* SPDX-License-Identifier: MIT */
#include "shards.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

void wt_shards_write(FILE *out, const struct wt_scenario *scenario,
		     const struct wt_explore_options *search, const struct wt_explore *explore)
{
	const char *program = wt_scenario_case_name(scenario, search->broken);
	char *text = wt_explore_text(explore);

	fprintf(out,
		"search %016" PRIx64 " %s seed %" PRIu64 " runs %" PRIu64
		" bound %u passes %u bytes %" PRIu64 " value %s %.*s %s\n",
		wt_scenario_hash(scenario), wt_explore_strategy_name(search->strategy),
		search->seed ? search->seed : 1, search->runs, search->bound, search->passes,
		search->bytes_max,
		search->only_value ? wt_scenario_value(scenario, search->value) : "*",
		(int)strcspn(program, ","), program, wt_scenario_path(scenario));
	fprintf(out, "shard %u/%u\n%send\n", search->shards ? search->shard + 1 : 1,
		search->shards ? search->shards : 1, text);
	free(text);
}
