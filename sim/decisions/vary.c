/* SPDX-License-Identifier: MIT */
#include "decisions/vary.h"

#include "decisions/draw.h"
#include "decisions/mix.h"

static const struct wt_choice *find(const struct wt_list *list, uint64_t name)
{
	for (size_t i = 0; list && i < list->count; i++) {
		if (list->at[i].name == name)
			return &list->at[i];
	}
	return NULL;
}

static struct wt_value answer(struct wt_strategy *strategy, const struct wt_asking *asking)
{
	struct wt_vary *vary = (struct wt_vary *)(void *)strategy;
	uint64_t r = wt_mix(wt_mix(vary->seed, UINT64_C(0x76617279)), asking->spot->name);
	const struct wt_choice *choice = find(vary->list, asking->spot->name);
	struct wt_value value = {WT_VERB_DEFAULT, 0};

	if (choice && wt_draw_part(r) < vary->kept_parts)
		return choice->value;
	if (choice || vary->changed == vary->changes || r % vary->one_in != 0)
		return value;
	value = wt_draw_any(asking->may, asking->question, wt_mix(r, 1));
	vary->changed += value.verb != WT_VERB_DEFAULT;
	return value;
}

void wt_vary_init(struct wt_vary *vary, uint64_t seed, uint64_t one_in, unsigned changes)
{
	*vary = (struct wt_vary){
		.strategy = {.answer = answer, .draws = true},
		.seed = seed,
		.one_in = one_in ? one_in : 1,
		.changes = changes,
	};
}
