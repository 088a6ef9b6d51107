/* SPDX-License-Identifier: MIT
 *
 * Structures are taken as they are, without their addresses: a field that is new is
 * part of the state until somebody takes it out. */
#include "kernel/digest.h"

#include <stdlib.h>

#include "kernel/epoll.h"
#include "kernel/tcp.h"

void wt_digest_object(struct wt_digest *digest, const struct wt_object *object)
{
	wt_digest_word(digest, object ? object->index + UINT64_C(1) : 0);
}

void wt_digest_stream(struct wt_digest *digest, const struct wt_stream *stream)
{
	struct wt_stream plain;

	memcpy(&plain, stream, sizeof plain);
	plain.bytes = NULL;
	plain.burst_starts = NULL;
	plain.ahead = NULL;
	plain.capacity = 0;
	plain.burst_capacity = plain.ahead_capacity = 0;
	wt_digest_bytes(digest, &plain, sizeof plain);
	if (stream->bytes)
		wt_digest_bytes(digest, stream->bytes + stream->read,
				(size_t)(stream->written - stream->read));
	for (uint32_t i = 0; i < stream->bursts; i++)
		wt_digest_word(digest, stream->burst_starts[i]);
	for (uint32_t i = 0; i < stream->ahead_count; i++) {
		wt_digest_word(digest, stream->ahead[i].start);
		wt_digest_word(digest, stream->ahead[i].end);
	}
}

/* -- Files ------------------------------------------------------------------- */

static void digest_watches(struct wt_digest *digest, const struct wt_file *file)
{
	for (const struct wt_watch *watch = file->watches; watch; watch = watch->next_at_file) {
		wt_digest_object(digest, watch->epoll->file.object);
		wt_digest_word(digest, (uint64_t)watch->fd);
	}
	wt_digest_word(digest, 0);
}

void wt_digest_file(struct wt_digest *digest, const struct wt_file *file)
{
	struct wt_file plain;

	memcpy(&plain, file, sizeof plain);
	plain.ops = NULL;
	plain.kernel = NULL;
	plain.object = NULL;
	plain.watches = NULL;
	plain.next = NULL;
	memset(plain.ready, 0, sizeof plain.ready);
	wt_digest_object(digest, file->object);
	wt_digest_bytes(digest, &plain, sizeof plain);
	for (unsigned side = 0; side < 2; side++) {
		wt_digest_word(digest, file->ready[side].place);
		wt_digest_word(digest, file->ready[side].value.verb);
		wt_digest_word(digest, file->ready[side].value.number);
	}
	digest_watches(digest, file);
}

/* -- One kernel --------------------------------------------------------------- */

static void digest_descriptors(struct wt_digest *digest, const struct wt_kernel *kernel)
{
	for (size_t fd = 0; fd < kernel->fd_capacity; fd++) {
		if (!kernel->fds[fd])
			continue;
		wt_digest_word(digest, fd);
		wt_digest_object(digest, kernel->fds[fd]->object);
	}
}

static void digest_files(struct wt_digest *digest, const struct wt_kernel *kernel)
{
	for (const struct wt_file *file = kernel->files; file; file = file->next) {
		if (!file->ops->digest) {
			digest->unknown = true;
			return;
		}
		wt_digest_file(digest, file);
		file->ops->digest(digest, file);
	}
}

static void digest_kernel(struct wt_digest *digest, const struct wt_kernel *kernel)
{
	const uint64_t words[] = {
		kernel->sockets_open,    kernel->port_next,      kernel->epolls,
		kernel->pairs,           kernel->events,         kernel->opened,
		kernel->udp_ports_taken, kernel->unix_autobinds, kernel->next_timer_ns,
	};

	wt_digest_bytes(digest, words, sizeof words);
	wt_digest_bytes(digest, kernel->ignored, kernel->ignored_count * sizeof *kernel->ignored);
	for (size_t i = 0; kernel->connects_to && i < kernel->net->kernel_count; i++)
		wt_digest_word(digest, kernel->connects_to[i]);
	if (kernel->udps || kernel->unix_names || kernel->nodes)
		digest->unknown = true;
	digest_descriptors(digest, kernel);
	digest_files(digest, kernel);
	wt_digest_ports(digest, kernel);
	for (const struct wt_socket *socket = kernel->owing; socket; socket = socket->next_owing)
		wt_digest_object(digest, socket->file.object);
}

/* -- What is due --------------------------------------------------------------- */

static int by_turn(const void *a, const void *b)
{
	const struct wt_due *one = *(struct wt_due *const *)a, *other = *(struct wt_due *const *)b;

	return wt_due_is_before(one, other) ? -1 : one != other;
}

static void digest_due(struct wt_digest *digest, const struct wt_due *due)
{
	const struct wt_flight *flight = wt_flight_of(due);

	wt_digest_word(digest, due->time_ns);
	wt_digest_text(digest, due->rank);
	wt_digest_word(digest, due->direction);
	wt_digest_word(digest, due->offset);
	if (flight)
		wt_digest_flight(digest, flight);
	else if (wt_net_receiver(due))
		digest->unknown = true; /* a datagram */
}

static void digest_queue(struct wt_digest *digest, const struct wt_queue *queue)
{
	struct wt_due *sorted[64];

	if (queue->count > sizeof sorted / sizeof *sorted) {
		digest->unknown = true;
		return;
	}
	memcpy(sorted, queue->heap + 1, queue->count * sizeof *sorted);
	qsort(sorted, queue->count, sizeof *sorted, by_turn);
	for (size_t i = 0; i < queue->count; i++)
		digest_due(digest, sorted[i]);
}

/* -- All ------------------------------------------------------------------------ */

static void digest_objects(struct wt_digest *digest, const struct wt_net *net)
{
	for (size_t i = 0; i < net->object_count; i++) {
		const struct wt_object *object = net->objects[i];

		wt_digest_word(digest, object->hash);
		wt_digest_word(digest, (uint64_t)object->kind << 1 | object->begun);
		wt_digest_object(digest, object->other);
	}
}

void wt_digest_net(struct wt_digest *digest, const struct wt_net *net)
{
	wt_digest_word(digest, net->clock.now_ns);
	digest_queue(digest, &net->clock.queue);
	digest_objects(digest, net);
	for (size_t i = 0; i < net->kernel_count && !digest->unknown; i++)
		digest_kernel(digest, net->kernels[i]);
	if (!digest->unknown)
		wt_digest_conns(digest, net);
}
