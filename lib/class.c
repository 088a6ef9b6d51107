/* SPDX-License-Identifier: MIT
 *
 * class.c - inheritance, resolved once for each table.
 *
 * A method call must cost one load, however long the chain of .super is.  A loop
 * knows few tables and asks mostly for the one it asked for last (a server
 * accepts), so they are a list with the last one in front. */
#include "internal.h"

#define CHAIN_MAX 8

static void override_events(struct ac_ops *flat, const struct ac_ops *table)
{
	if (table->handle_read_event)
		flat->handle_read_event = table->handle_read_event;
	if (table->handle_write_event)
		flat->handle_write_event = table->handle_write_event;
	if (table->handle_expt_event)
		flat->handle_expt_event = table->handle_expt_event;
	if (table->handle_connect_event)
		flat->handle_connect_event = table->handle_connect_event;
}

static void override_handlers(struct ac_ops *flat, const struct ac_ops *table)
{
	if (table->handle_read)
		flat->handle_read = table->handle_read;
	if (table->handle_write)
		flat->handle_write = table->handle_write;
	if (table->handle_expt)
		flat->handle_expt = table->handle_expt;
	if (table->handle_connect)
		flat->handle_connect = table->handle_connect;
	if (table->handle_accept)
		flat->handle_accept = table->handle_accept;
	if (table->handle_accepted)
		flat->handle_accepted = table->handle_accepted;
	if (table->handle_eof)
		flat->handle_eof = table->handle_eof;
	if (table->handle_close)
		flat->handle_close = table->handle_close;
	if (table->handle_error)
		flat->handle_error = table->handle_error;
	if (table->released)
		flat->released = table->released;
	if (table->discard_buffers)
		flat->discard_buffers = table->discard_buffers;
	if (table->name)
		flat->name = table->name;
}

static void override_streams(struct ac_ops *flat, const struct ac_ops *table)
{
	if (table->initiate_send)
		flat->initiate_send = table->initiate_send;
	if (table->recv)
		flat->recv = table->recv;
	if (table->send)
		flat->send = table->send;
	if (table->queued)
		flat->queued = table->queued;
	if (table->collect_incoming_data)
		flat->collect_incoming_data = table->collect_incoming_data;
	if (table->found_terminator)
		flat->found_terminator = table->found_terminator;
}

static void override_questions(struct ac_class *cls, const struct ac_ops *table)
{
	if (table->readable) {
		cls->ops.readable = table->readable;
		cls->readable_flags = table->flags;
	}
	if (table->writable) {
		cls->ops.writable = table->writable;
		cls->writable_flags = table->flags;
	}
}

static void inherit(struct ac_class *cls, const struct ac_ops *table, int depth)
{
	assert(table && "a chain of .super ends in ac_dispatcher_ops");
	assert(depth < CHAIN_MAX && "a chain of .super is no circle");
	if (table != &ac_dispatcher_ops)
		inherit(cls, table->super, depth + 1);
	override_events(&cls->ops, table);
	override_handlers(&cls->ops, table);
	override_streams(&cls->ops, table);
	override_questions(cls, table);
}

static struct ac_class *class_new(struct ac_loop *loop, const struct ac_ops *table)
{
	struct ac_class *cls = ac_realloc(loop, NULL, sizeof *cls, "class");

	if (!cls)
		return NULL;
	*cls = (struct ac_class){.table = table};
	inherit(cls, table, 0);
	cls->plain_read = cls->ops.handle_read_event == ac_dispatcher_ops.handle_read_event;
	cls->asks = !(cls->readable_flags & cls->writable_flags & AC_OPS_ANNOUNCES);
	return cls;
}

/* Takes the class of that table out of the list. */
static struct ac_class *find(struct ac_loop *loop, const struct ac_ops *table)
{
	struct ac_class **link;

	for (link = &loop->classes; *link; link = &(*link)->next) {
		struct ac_class *cls = *link;

		if (cls->table != table)
			continue;
		*link = cls->next;
		return cls;
	}
	return NULL;
}

const struct ac_class *ac_class_of(struct ac_loop *loop, const struct ac_ops *table)
{
	struct ac_class *cls = find(loop, table);

	if (!cls)
		cls = class_new(loop, table);
	if (!cls)
		return NULL;
	cls->next = loop->classes;
	loop->classes = cls;
	return cls;
}

void ac_classes_free(struct ac_loop *loop)
{
	while (loop->classes) {
		struct ac_class *cls = loop->classes;

		loop->classes = cls->next;
		ac_free(loop, cls);
	}
}
