/* SPDX-License-Identifier: MIT
 *
 * field.h - one field of a statement: read, written, walked. */
#ifndef WT_FIELD_H
#define WT_FIELD_H

#include "scenario/reader.h"
#include "scenario/writer.h"

/* field->kind says what is read; sets the rest. */
bool wt_read_field(struct wt_reader *, struct wt_field *);
void wt_write_field(struct wt_writer *, const struct wt_field *);
/* The words for that kind in a message. */
const char *wt_field_words(enum wt_field_kind);

/* Calls back for every part of a field that can hold a name.  NULL: skipped. */
struct wt_visitor {
	void *context;
	/* `plain` tells what a bare `$n` stands for there. */
	void (*quantity)(void *context, struct wt_quantity *, enum wt_for_kind plain, uint32_t col);
	void (*text)(void *context, struct wt_text *, uint32_t col);
	void (*object)(void *context, struct wt_said_object *);
	void (*arg)(void *context, struct wt_said_arg *);
	/* A host's or peer's name standing alone: HOST, ACTOR, accept@WHO. */
	void (*actor)(void *context, enum wt_field_kind, const char *name, uint32_t col);
};
void wt_visit_field(const struct wt_visitor *, struct wt_field *);
/* A copy of which no part is shared. */
struct wt_field wt_field_dup(struct wt_plan_store *, const struct wt_field *);

#endif
