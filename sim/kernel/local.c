/* SPDX-License-Identifier: MIT */
#include "kernel/local.h"

#include <errno.h>
#include <poll.h>
#include <string.h>

#include "trace/compose.h"

/* Of the pair counted last. */
static void name_end(struct wt_file *file, enum wt_object_kind kind, char end)
{
	struct wt_kernel *kernel = file->kernel;
	char number[16] = "";

	if (kernel->pairs > 1)
		wt_compose(number, sizeof number, ".%u", kernel->pairs);
	wt_net_name(kernel->net, file->object, kind, "%s:pair%s/%c", kernel->name, number, end);
}

void wt_name_fifo(struct wt_file *file, char end)
{
	file->kernel->pairs++;
	name_end(file, WT_OBJECT_PIPE, end);
}

void wt_name_pair(struct wt_file *a, struct wt_file *b, enum wt_object_kind kind, const char *ends)
{
	a->kernel->pairs++;
	name_end(a, kind, ends[0]);
	name_end(b, kind, ends[1]);
	a->object->other = b->object;
	b->object->other = a->object;
}

int wt_fd_add_pair(struct wt_file *a, struct wt_file *b, int ret_fds[2])
{
	struct wt_kernel *kernel = a->kernel;

	ret_fds[0] = wt_fd_add(kernel, a);
	if (ret_fds[0] < 0)
		return ret_fds[0];
	ret_fds[1] = wt_fd_add(kernel, b);
	if (ret_fds[1] < 0) {
		wt_fd_remove(kernel, ret_fds[0]);
		return ret_fds[1];
	}
	wt_net_changed(kernel->net);
	return 0;
}

struct wt_stream *wt_net_stream(struct wt_net *net)
{
	struct wt_kept_stream *kept = wt_arena_take(&net->arena, sizeof *kept);

	if (!kept)
		return NULL;
	wt_stream_init(&kept->stream);
	kept->next = net->streams;
	net->streams = kept;
	return &kept->stream;
}

void wt_stream_take(struct wt_stream *stream, struct wt_io *io, size_t len)
{
	io->moved = stream->bytes + stream->read;
	io->moved_len = len;
	if (io->into && len > 0)
		memcpy(io->into, io->moved, len);
	if (!(io->flags & MSG_PEEK))
		stream->read += len;
}

/* What is held back comes when the call has returned, or, of room, when the host
 * next enters a wait. */
static void hold_back(struct wt_file *file, enum wt_ask ask)
{
	if (ask == WT_ASK_send)
		wt_file_hold_room(file);
	else
		wt_file_wake(file, WT_WAKE_READ);
}

int wt_ask_transfer(struct wt_file *file, enum wt_ask ask, struct wt_place place, size_t *len,
		    bool may_take)
{
	struct wt_net *net = file->kernel->net;
	struct wt_spot spot = {.object = file->object, .ask = ask, .place = place};
	struct wt_question question = {.spot = &spot, .at_hand = *len};
	struct wt_value value;

	if (!wt_ask_at(net->decider, &spot))
		return 0;
	if (ask == WT_ASK_recv)
		question.at_least = wt_file_known(file);
	if (may_take)
		question.given |= WT_GIVEN_BYTES;
	if (ask == WT_ASK_send || (!file->end_known && question.at_least == 0))
		question.given |= WT_GIVEN_UNTOLD;
	wt_ask_late(file->kernel, &question);
	value = wt_decide(net->decider, &question, net->clock.now_ns);
	switch (value.verb) {
	case WT_VERB_DEFAULT:
		return 0;
	case WT_VERB_TAKE:
		hold_back(file, ask);
		*len = (size_t)value.number;
		return 0;
	case WT_VERB_FAILS:
		hold_back(file, ask);
		return -(int)value.number;
	default:
		return wt_be_late(net, value);
	}
}
