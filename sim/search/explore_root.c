/* SPDX-License-Identifier: MIT
 *
 * One exhaustive search for each value of `for`, kept as long as the explorer; and by
 * the arena the moments of its run without decisions, from which every other begins. */
#include <stdlib.h>

#include "scenario/store.h"
#include "search/explore.h"

struct wt_root {
	struct wt_exhaust search;
	struct wt_trunk *trunk;
	struct wt_branch branch; /* of the run without decisions */
	struct wt_forks forks;
	size_t first; /* in explore->singles */
	bool made;
};

static size_t first_single(const struct wt_explore *explore, size_t value)
{
	size_t first = 0;

	while (first < explore->single_count && explore->singles[first].value != value)
		first++;
	return first;
}

static void begin(struct wt_explore *explore, struct wt_root *root, size_t value)
{
	root->search.staged = wt_explore_staged(explore, value);
	root->search.reach.bytes_max = explore->options.bytes_max;
	root->search.passes = explore->options.passes;
	root->search.way = wt_explore_way(explore, value);
	root->first = first_single(explore, value);
	if (root->search.way != WT_WAY_ARENA)
		return;
	root->trunk = wt_trunk_new(root->search.staged->stage->tank, root->search.staged->heap);
	root->search.trunk = root->trunk;
	if (!root->trunk)
		root->search.way = WT_WAY_RERUN;
}

struct wt_exhaust *wt_explore_search(struct wt_explore *explore, size_t value)
{
	struct wt_root **root = &explore->roots[value - explore->first_value];

	if (!*root) {
		*root = wt_need(NULL, sizeof **root);
		**root = (struct wt_root){0};
		begin(explore, *root, value);
	}
	if (explore->arena_failed)
		(*root)->search.way = wt_explore_way(explore, value);
	return &(*root)->search;
}

static void make(struct wt_root *root)
{
	const struct wt_list none = {0};

	root->made = true;
	wt_branch_init(&root->branch, &root->search.reach, false);
	wt_branch_begin(&root->branch, &none);
	root->search.kept_max = WT_MOMENTS_MAX / 2;
	wt_way_run(&root->search, &root->branch, &root->forks, NULL);
	root->search.kept_max = WT_MOMENTS_MAX;
}

/* Whatever the run asked now, its choice must be the one that was found then. */
const struct wt_moment *wt_explore_moment(struct wt_explore *explore,
					  const struct wt_single *single)
{
	struct wt_root *root = explore->roots[single->value - explore->first_value];
	size_t at = (size_t)(single - explore->singles) - root->first;

	if (root->search.way != WT_WAY_ARENA)
		return NULL;
	if (!root->made)
		make(root);
	if (at >= root->branch.further.count ||
	    root->branch.further.at[at].name != single->choice.name)
		return NULL;
	return wt_forks_moment(&root->forks, at);
}

void wt_explore_forget_roots(struct wt_explore *explore)
{
	for (size_t i = 0; i < explore->values; i++) {
		struct wt_root *root = explore->roots[i];

		if (!root)
			continue;
		wt_forks_fini(&root->search, &root->forks);
		wt_branch_fini(&root->branch);
		wt_exhaust_fini(&root->search);
		wt_trunk_free(root->trunk);
		free(root);
	}
	free(explore->roots);
}
