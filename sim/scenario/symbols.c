/* SPDX-License-Identifier: MIT */
#include "scenario/symbols.h"

#include <stdlib.h>
#include <string.h>

#include "scenario/store.h"

void wt_symbols_add(struct wt_symbols *list, const struct wt_symbol *symbol)
{
	if (list->count == list->capacity) {
		list->capacity = list->capacity ? list->capacity * 2 : 16;
		list->at = wt_need(list->at, list->capacity * sizeof *list->at);
	}
	list->at[list->count++] = *symbol;
}

const struct wt_symbol *wt_symbols_find(const struct wt_symbols *list, const char *name)
{
	for (size_t i = 0; list && i < list->count; i++) {
		if (strcmp(list->at[i].name, name) == 0)
			return &list->at[i];
	}
	return NULL;
}

bool wt_symbol_of(const struct wt_node *node, struct wt_symbol *ret)
{
	struct wt_symbol symbol = {.node = -1};

	if (node->id == WT_LINE_HOST) {
		symbol.kind = WT_SYMBOL_HOST;
	} else if (node->id == WT_LINE_PEER) {
		symbol.kind = WT_SYMBOL_PEER;
	} else if (node->id == WT_LINE_FOR) {
		symbol.kind = WT_SYMBOL_VARIABLE;
		if (node->fields[1].as.values.at)
			symbol.values = node->fields[1].as.values.at[0].kind;
	} else if (node->id == WT_LINE_BAD && node->field_count) {
		symbol.kind = WT_SYMBOL_GHOST;
	} else {
		return false;
	}
	symbol.name = node->fields[0].as.name;
	*ret = symbol;
	return true;
}

void wt_symbols_fini(struct wt_symbols *list)
{
	free(list->at);
	*list = (struct wt_symbols){0};
}
