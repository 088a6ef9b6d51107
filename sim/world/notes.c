/* SPDX-License-Identifier: MIT
 *
 * What the library notes: timers, which channel owns which descriptor, and the
 * events that are made of it. */
#include <errno.h>

#include "time/heap.h"
#include "world/starving.h"
#include "world/sys_sim.h"

#define TIMERS_MAX   65536
#define CHANNELS_MAX WT_DESCRIPTORS_MAX

void wt_host_forget_notes(struct wt_host *host)
{
	host->timer_count = 0;
	host->channel_count = 0;
	host->kernel.next_timer_ns = WT_NEVER;
}

static uint64_t next_timer(const struct wt_host *host)
{
	uint64_t next = WT_NEVER;

	for (size_t i = 0; i < host->timer_count; i++) {
		if (host->timers[i].due_ns < next)
			next = host->timers[i].due_ns;
	}
	return next;
}

static struct wt_host_timer *find_timer(struct wt_host *host, const struct ac_note *note)
{
	for (size_t i = 0; i < host->timer_count; i++) {
		if (host->timers[i].timer == note->timer && host->timers[i].loop == note->loop)
			return &host->timers[i];
	}
	return NULL;
}

static struct wt_host_timer *new_timer(struct wt_host *host, const struct ac_note *note)
{
	if (host->timer_count == host->timer_capacity) {
		size_t capacity = host->timer_capacity ? host->timer_capacity * 2 : 16;
		struct wt_host_timer *timers;

		if (capacity > TIMERS_MAX)
			return NULL;
		timers = wt_heap_resize(host->timers, capacity * sizeof *timers);
		if (!timers)
			return NULL;
		host->timers = timers;
		host->timer_capacity = capacity;
	}
	host->timers[host->timer_count] = (struct wt_host_timer){note->loop, note->timer, WT_NEVER};
	return &host->timers[host->timer_count++];
}

static void set_timer(struct wt_host *host, const struct ac_note *note)
{
	struct wt_host_timer *timer = find_timer(host, note);

	if (!timer)
		timer = new_timer(host, note);
	if (!timer) {
		host->tank->net.error = -ENOSPC;
		return;
	}
	timer->due_ns = (uint64_t)note->value;
	wt_net_changed(&host->tank->net);
}

static void end_timer(struct wt_host *host, const struct ac_note *note)
{
	struct wt_host_timer *timer = find_timer(host, note);

	if (timer)
		*timer = host->timers[--host->timer_count];
	wt_net_changed(&host->tank->net);
}

static bool is_of(const struct wt_host_channel *channel, const struct ac_note *note)
{
	return channel->slot == note->slot && channel->loop == note->loop;
}

/* With several loops. */
__attribute__((noinline)) static struct wt_host_channel *search(const struct wt_host *host,
								const struct ac_note *note)
{
	for (size_t i = 0; i < host->channel_count; i++) {
		if (is_of(&host->channels[i], note))
			return &host->channels[i];
	}
	return NULL;
}

/* A loop gives its slots in turn, so with one loop each stands where its number says. */
static struct wt_host_channel *find_channel(const struct wt_host *host, const struct ac_note *note)
{
	uint32_t i = note->slot - 1;

	if (i < host->channel_count && is_of(&host->channels[i], note))
		return &host->channels[i];
	return search(host, note);
}

/* What its channel owns; NULL: nothing, or it is another channel's by now. */
static struct wt_file *file_of(const struct wt_host *host, const struct ac_note *note)
{
	const struct wt_host_channel *channel = note->slot ? find_channel(host, note) : NULL;

	return channel && channel->generation == note->generation ? channel->file : NULL;
}

static struct wt_host_channel *slot_of(struct wt_host *host, const struct ac_note *note)
{
	struct wt_host_channel *channel = find_channel(host, note);

	if (channel)
		return channel;
	if (host->channel_count == host->channel_capacity) {
		size_t capacity = host->channel_capacity ? host->channel_capacity * 2 : 16;
		struct wt_host_channel *channels;

		if (capacity > CHANNELS_MAX)
			return NULL;
		channels = wt_heap_resize(host->channels, capacity * sizeof *channels);
		if (!channels)
			return NULL;
		host->channels = channels;
		host->channel_capacity = capacity;
	}
	return &host->channels[host->channel_count++];
}

static void open_channel(struct wt_host *host, const struct ac_note *note)
{
	struct wt_host_channel *channel = slot_of(host, note);

	if (!channel) {
		host->tank->net.error = -ENOSPC;
		return;
	}
	*channel = (struct wt_host_channel){note->loop, note->slot, note->generation,
					    wt_fd_get(&host->kernel, (int)note->value)};
}

/* Of which something is kept.  Most are of handlers. */
#define KEPT                                                                       \
	(AC_NOTE_BIT(AC_NOTE_CHANNEL_OPENED) | AC_NOTE_BIT(AC_NOTE_TIMER_SET) |    \
	 AC_NOTE_BIT(AC_NOTE_TIMER_FIRED) | AC_NOTE_BIT(AC_NOTE_TIMER_CANCELLED) | \
	 AC_NOTE_BIT(AC_NOTE_USER))

__attribute__((noinline)) static void keep(struct wt_host *host, const struct ac_note *note)
{
	switch (note->kind) {
	case AC_NOTE_CHANNEL_OPENED:
		open_channel(host, note);
		return;
	case AC_NOTE_TIMER_SET:
		set_timer(host, note);
		break;
	case AC_NOTE_TIMER_FIRED:
	case AC_NOTE_TIMER_CANCELLED:
		end_timer(host, note);
		break;
	case AC_NOTE_USER:
		wt_net_changed(&host->tank->net);
		return;
	default:
		return;
	}
	host->kernel.next_timer_ns = next_timer(host);
}

/* A handler for an event has been called, not one that is asked each pass. */
static bool serves(const struct ac_note *note)
{
	return note->kind == AC_NOTE_HANDLER_ENTERED && note->handler != AC_HANDLER_readable &&
	       note->handler != AC_HANDLER_writable;
}

void wt_sim_note(const struct ac_note *note, struct ac_sys *sys)
{
	struct wt_host *host = wt_sim_host(sys);
	struct wt_file *file;

	if (AC_NOTE_BIT(note->kind) & KEPT)
		keep(host, note);
	file = file_of(host, note);
	if (file && serves(note))
		wt_starving_served(file);
	wt_net_emit(&host->tank->net, &(struct wt_event){
					      .kind = WT_EV_NOTE,
					      .what = (uint8_t)note->kind,
					      .host = host->kernel.index,
					      .handler = note->handler,
					      .actor = host->kernel.name,
					      .object = file ? file->object : NULL,
					      .result = note->value,
					      .loop = note->loop,
					      .timer = note->timer,
					      .bytes = note->bytes,
					      .len = note->len,
					      .text = note->name,
					      .slot = note->slot,
					      .generation = note->generation,
				      });
}
