/* SPDX-License-Identifier: MIT
 *
 * symbols.h - the names a scenario declares: hosts, peers and the one of `for`. */
#ifndef WT_SYMBOLS_H
#define WT_SYMBOLS_H

#include <stdbool.h>
#include <stddef.h>

#include "scenario/plan.h"

enum wt_symbol_kind {
	WT_SYMBOL_HOST,
	WT_SYMBOL_PEER,
	WT_SYMBOL_VARIABLE,
	WT_SYMBOL_GHOST, /* declared by a line that could not be read: can be anything */
};

struct wt_symbol {
	enum wt_symbol_kind kind;
	const char *name;
	enum wt_for_kind values; /* VARIABLE */
	int node;                /* that declares it, or -1 */
};

struct wt_symbols {
	struct wt_symbol *at; /* free() it */
	size_t count;
	size_t capacity;
};

void wt_symbols_add(struct wt_symbols *, const struct wt_symbol *);
/* NULL: not declared.  A NULL list declares nothing. */
const struct wt_symbol *wt_symbols_find(const struct wt_symbols *, const char *name);
/* What a node declares, if anything; false: nothing.  ret->node is not set. */
bool wt_symbol_of(const struct wt_node *, struct wt_symbol *ret);
void wt_symbols_fini(struct wt_symbols *);

#endif
