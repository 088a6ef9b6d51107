/* SPDX-License-Identifier: MIT */
#include "decisions/list.h"

#include <stdlib.h>
#include <string.h>

void wt_list_add(struct wt_list *list, struct wt_choice choice)
{
	if (list->count == list->capacity) {
		list->capacity = list->capacity ? list->capacity * 2 : 16;
		list->at = realloc(list->at, list->capacity * sizeof *list->at);
		if (!list->at)
			abort();
	}
	list->at[list->count++] = choice;
}

void wt_list_clear(struct wt_list *list)
{
	list->count = 0;
}

void wt_list_copy(struct wt_list *list, const struct wt_list *from)
{
	wt_list_clear(list);
	for (size_t i = 0; i < from->count; i++)
		wt_list_add(list, from->at[i]);
}

void wt_list_fini(struct wt_list *list)
{
	free(list->at);
	*list = (struct wt_list){0};
}

void wt_list_take(struct wt_list *list, const struct wt_decider *decider)
{
	const struct wt_answer *answers;
	size_t count = wt_decider_answers(decider, &answers);

	wt_list_clear(list);
	for (size_t i = 0; i < count; i++) {
		if (answers[i].drawn && answers[i].value.verb != WT_VERB_DEFAULT)
			wt_list_add(list, (struct wt_choice){answers[i].name, answers[i].value});
	}
}

static struct wt_value answer(struct wt_strategy *strategy, const struct wt_asking *asking)
{
	const struct wt_list *list = ((struct wt_listed *)(void *)strategy)->list;

	for (size_t i = 0; i < list->count; i++) {
		if (list->at[i].name == asking->spot->name)
			return list->at[i].value;
	}
	return (struct wt_value){WT_VERB_DEFAULT, 0};
}

void wt_listed_init(struct wt_listed *listed, const struct wt_list *list, bool pins)
{
	listed->strategy = (struct wt_strategy){.answer = answer, .pins = pins};
	listed->list = list;
}
