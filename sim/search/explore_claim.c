/* SPDX-License-Identifier: MIT
 *
 * What can be said at the end of a search, and no more. */
#include <inttypes.h>
#include <stdlib.h>

#include "scenario/scenario.h"
#include "scenario/writer.h"
#include "search/exhaust.h"
#include "search/explore.h"

static void put_counts(struct wt_writer *out, const struct wt_explore *explore)
{
	wt_putf(out, "%" PRIu64 " runs, %zu histories as the hosts see them", explore->total.runs,
		wt_set_count(&explore->total.histories));
}

/* The kinds that some `may` leaves open. */
static void put_kinds(struct wt_writer *out, const struct wt_plan *plan)
{
	for (size_t i = 0; i < plan->count; i++) {
		const struct wt_node *node = &plan->nodes[i];
		char *line;

		if (node->id != WT_LINE_MAY && node->id != WT_LINE_MAY_ANY)
			continue;
		line = wt_node_print(node);
		wt_putf(out, "\n  open: %s", line);
		free(line);
	}
}

static void put_bounds(struct wt_writer *out, const struct wt_explore *explore)
{
	uint64_t bytes = explore->options.bytes_max ? explore->options.bytes_max : WT_BYTES_MAX;

	wt_putf(out,
		"\n  values: of `take` and `cut` every number up to %" PRIu64
		", beyond it powers of two and one less than all; of all else each that is legal "
		"there",
		bytes);
	if (explore->options.passes)
		wt_putf(out, "\n  places: what is asked before wait %u of the hosts",
			explore->options.passes);
	else
		wt_put(out, "\n  places: all that are asked");
}

char *wt_explore_claim(const struct wt_explore *explore)
{
	struct wt_writer out = {0};

	if (!wt_explore_is_exhaustive(explore)) {
		put_counts(&out, explore);
		wt_putf(&out, ", %zu edge cases", wt_set_count(&explore->total.cells));
		return wt_writer_done(&out);
	}
	if (explore->cut_off)
		wt_put(&out, "not every run of ");
	else
		wt_put(&out, "every run of ");
	wt_putf(&out, "at most %u decision%s: ", explore->options.bound,
		explore->options.bound == 1 ? "" : "s");
	put_counts(&out, explore);
	put_kinds(&out, explore->scenario->plan);
	put_bounds(&out, explore);
	if (explore->compared)
		wt_put(&out, "\n  equal states: gone on from once (`--no-prune`: each time)");
	return wt_writer_done(&out);
}
