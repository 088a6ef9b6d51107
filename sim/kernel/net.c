/* SPDX-License-Identifier: MIT
 *
 * The network as a whole: kernels, objects, and how events get out. */
#include "kernel/net.h"

#include <errno.h>
#include <stdarg.h>
#include <string.h>

#include "decisions/mix.h"
#include "kernel/tcp.h"
#include "time/heap.h"
#include "trace/compose.h"

#define PORT_FIRST 32768
#define PORT_LAST  60999

void wt_net_init(struct wt_net *net)
{
	*net = (struct wt_net){0};
	wt_queue_init(&net->clock.queue);
	wt_arena_init(&net->arena);
}

static void forget_conns(struct wt_net *net)
{
	for (struct wt_conn *conn = net->conns; conn; conn = conn->next) {
		wt_stream_fini(&conn->stream[0]);
		wt_stream_fini(&conn->stream[1]);
	}
	net->conns = NULL;
	for (; net->streams; net->streams = net->streams->next)
		wt_stream_fini(&net->streams->stream);
}

void wt_net_reset(struct wt_net *net)
{
	forget_conns(net);
	wt_queue_clear(&net->clock.queue);
	wt_arena_reset(&net->arena);
	net->clock.now_ns = 0;
	net->object_count = 0;
	net->changes = net->hard_changes = 0;
	net->error = 0;
	net->holding = 0;
	for (size_t i = 0; i < net->kernel_count; i++)
		wt_kernel_reset(net->kernels[i]);
}

void wt_net_fini(struct wt_net *net)
{
	forget_conns(net);
	wt_queue_fini(&net->clock.queue);
	wt_arena_fini(&net->arena);
	wt_heap_give(net->objects);
	wt_heap_give(net->kernels);
	*net = (struct wt_net){0};
}

void wt_kernel_init(struct wt_kernel *kernel, struct wt_net *net, const char *name, int16_t index)
{
	*kernel = (struct wt_kernel){.net = net,
				     .name = name,
				     .index = index,
				     .port_first = PORT_FIRST,
				     .port_last = PORT_LAST,
				     .next_timer_ns = WT_NEVER};
}

void wt_kernel_fini(struct wt_kernel *kernel)
{
	wt_heap_give(kernel->fds);
	wt_heap_give(kernel->fd_was_open);
	wt_heap_give(kernel->ignored);
}

void wt_kernel_reset(struct wt_kernel *kernel)
{
	if (kernel->fd_capacity) {
		memset(kernel->fds, 0, kernel->fd_capacity * sizeof *kernel->fds);
		memset(kernel->fd_was_open, 0, kernel->fd_capacity);
	}
	kernel->files = NULL;
	kernel->sockets = NULL;
	memset(kernel->ports, 0, sizeof kernel->ports);
	kernel->spare_ports = NULL;
	kernel->spare_claims = NULL;
	kernel->owing = NULL;
	kernel->sockets_open = 0;
	kernel->ignored_count = 0;
	kernel->opened = kernel->epolls = kernel->pairs = kernel->events = 0;
	kernel->udps = NULL;
	kernel->udp_ports_taken = 0;
	kernel->unix_names = NULL;
	kernel->nodes = NULL;
	kernel->unix_autobinds = 0;
	kernel->connects_to = NULL;
	kernel->port_next = kernel->port_first;
	kernel->next_timer_ns = WT_NEVER;
	kernel->object = wt_net_object(kernel->net, WT_OBJECT_HOST, kernel);
	if (kernel->object)
		wt_net_name_lasting(kernel->net, kernel->object,
				    kernel->scripted ? WT_OBJECT_PEER : WT_OBJECT_HOST,
				    &kernel->own, "%s", kernel->name);
}

struct wt_kernel *wt_net_find(struct wt_net *net, uint32_t address, struct wt_kernel *self)
{
	if ((address >> 24) == 127 || address == INADDR_ANY)
		return self;
	for (size_t i = 0; i < net->kernel_count; i++) {
		if (net->kernels[i]->address == address)
			return net->kernels[i];
	}
	return NULL;
}

bool wt_net_has_way(const struct wt_kernel *kernel, const struct wt_kernel *to)
{
	return kernel->net->link(kernel->net, kernel, to)->state != WT_LINK_DOWN;
}

static int keep_object(struct wt_net *net, struct wt_object *object)
{
	if (net->object_count == net->object_capacity) {
		size_t capacity = net->object_capacity ? net->object_capacity * 2 : 64;
		struct wt_object **objects =
			wt_heap_resize(net->objects, capacity * sizeof *objects);

		if (!objects)
			return -ENOMEM;
		net->objects = objects;
		net->object_capacity = capacity;
	}
	object->index = (uint32_t)net->object_count;
	net->objects[net->object_count++] = object;
	return 0;
}

struct wt_object *wt_net_object(struct wt_net *net, enum wt_object_kind kind,
				struct wt_kernel *kernel)
{
	struct wt_object *object = wt_arena_take(&net->arena, sizeof *object);

	if (!object || keep_object(net, object) < 0) {
		net->error = -ENOMEM;
		return NULL;
	}
	object->kind = kind;
	object->host = kernel->index;
	object->actor = kernel->name;
	return object;
}

void wt_net_name(struct wt_net *net, struct wt_object *object, enum wt_object_kind kind,
		 const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	wt_compose_args(object->name, sizeof object->name, fmt, args);
	va_end(args);
	object->kind = kind;
	object->hash = wt_mix_text(0, object->name);
	wt_decider_meet(net->decider, object);
}

void wt_net_name_lasting(struct wt_net *net, struct wt_object *object, enum wt_object_kind kind,
			 struct wt_lasting_name *name, const char *fmt, ...)
{
	va_list args;

	if (name->size == 0) {
		va_start(args, fmt);
		wt_compose_args(name->text, sizeof name->text, fmt, args);
		va_end(args);
		name->size = strlen(name->text) + 1;
		name->hash = wt_mix_text(0, name->text);
	}
	memcpy(object->name, name->text, name->size);
	object->kind = kind;
	object->hash = name->hash;
	wt_decider_meet(net->decider, object);
}

void wt_net_fact(struct wt_net *net, const struct wt_kernel *kernel, const struct wt_object *object,
		 enum wt_fact fact, int64_t arg, int64_t result, const char *text)
{
	struct wt_event event = {
		.kind = WT_EV_FACT,
		.what = (uint8_t)fact,
		.host = kernel ? kernel->index : (int16_t)-1,
		.actor = kernel ? kernel->name : "",
		.object = object,
		.arg = arg,
		.result = result,
		.text = text,
	};

	wt_net_emit(net, &event);
}

void wt_net_name_end(struct wt_net *net, struct wt_object *object, enum wt_object_kind kind,
		     const char *before, const char *between, const char *after, unsigned number)
{
	if (number == 1)
		wt_net_name(net, object, kind, "%s%s%s", before, between, after);
	else
		wt_net_name(net, object, kind, "%s%s%s.%u", before, between, after, number);
}

/* Has it this name, with whatever number? */
static bool is_called(const struct wt_object *object, const char *what, const char *after)
{
	size_t len = strlen(what);
	const char *rest = object->name + len;

	if (strncmp(object->name, what, len) != 0)
		return false;
	if (*rest == '.')
		rest += 1 + strspn(rest + 1, "0123456789");
	return strcmp(rest, after) == 0;
}

void wt_net_name_next(struct wt_net *net, struct wt_object *object, enum wt_object_kind kind,
		      const char *after, const char *fmt, ...)
{
	char what[WT_OBJECT_NAME_MAX];
	unsigned number = 1;
	va_list args;

	va_start(args, fmt);
	wt_compose_args(what, sizeof what, fmt, args);
	va_end(args);
	for (size_t i = 0; i < net->object_count; i++) {
		const struct wt_object *other = net->objects[i];

		number += other->kind == kind && other->host == object->host &&
			  is_called(other, what, after);
	}
	if (number == 1)
		wt_net_name(net, object, kind, "%s%s", what, after);
	else
		wt_net_name(net, object, kind, "%s.%u%s", what, number, after);
}

unsigned wt_kernel_count_connect(struct wt_kernel *from, const struct wt_kernel *to)
{
	struct wt_net *net = from->net;

	if (!from->connects_to) {
		from->connects_to =
			wt_arena_take(&net->arena, net->kernel_count * sizeof *from->connects_to);
		if (!from->connects_to)
			return 0;
	}
	return ++from->connects_to[to->index];
}
