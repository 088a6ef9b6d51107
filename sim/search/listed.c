/* SPDX-License-Identifier: MIT
 *
 * A run of a list that was kept. */
#include <errno.h>

#include "search/file.h"
#include "search/findings.h"

int wt_run_entry(struct wt_scenario *scenario, const struct wt_program *programs, int broken,
		 const char *entry, struct wt_sink *const *sinks, struct wt_verdict *ret,
		 struct wt_run_stats *stats)
{
	struct wt_findings findings;
	struct wt_case which = {.broken = broken, .seed = 1};
	struct wt_staged *staged = NULL;
	struct wt_listed listed;
	int rc = -EINVAL;

	*ret = (struct wt_verdict){0};
	wt_findings_init(&findings, scenario->plan);
	if (wt_findings_add(&findings, entry) && findings.entry_count == 1) {
		which.value = findings.entries[0].value;
		staged = wt_scenario_stage(scenario, programs, &which, scenario->mishaps);
	}
	if (staged) {
		wt_listed_init(&listed, &findings.entries[0].list, false);
		rc = wt_staged_judge(staged, 1, false, &listed.strategy, sinks, ret, stats);
	}
	wt_findings_fini(&findings);
	return rc;
}
