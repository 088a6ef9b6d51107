/* SPDX-License-Identifier: MIT
 *
 * Decisions about readiness: what a wait is told of each file. */
#include "world/readiness.h"

#include <errno.h>
#include <poll.h>

#include "decisions/mix.h"

#define READ_BITS  (POLLIN | POLLRDNORM | POLLRDHUP | POLLPRI)
#define WRITE_BITS (POLLOUT | POLLWRNORM)
#define ENDED_BITS (POLLHUP | POLLERR)

/* As one number, which is never 0.  No burst of a run has 2^40 bytes. */
static uint64_t place_key(const struct wt_place *place)
{
	if (place->text)
		return wt_mix_text(place->form, place->text) | 1;
	return ((uint64_t)place->burst << 40) + place->offset + 1;
}

/* What the program knows, a wait can not withhold. */
static bool must_tell(const struct wt_file *file, enum wt_side side)
{
	return file->reported[side] || file->end_known ||
	       (side == WT_READABLE && wt_file_known(file) > 0);
}

static struct wt_value decide_readiness(struct wt_host *host, struct wt_file *file,
					enum wt_side side, const struct wt_spot *spot, bool ready)
{
	struct wt_net *net = file->kernel->net;
	struct wt_question question = {
		.spot = spot,
		.others = host->watched,
		.other_count = host->watched_count,
	};

	if (!ready)
		question.given |= WT_GIVEN_UNREADY;
	if (question.other_count > 1)
		question.given |= WT_GIVEN_OTHERS;
	if (!must_tell(file, side))
		question.given |= WT_GIVEN_UNTOLD;
	wt_ask_late(file->kernel, &question);
	return wt_decide(net->decider, &question, net->clock.now_ns);
}

/* The answer for this place: asked the first time a wait looks at it.  NULL: there is
 * no place. */
static struct wt_value *answer_for(struct wt_host *host, struct wt_file *file, enum wt_side side,
				   enum wt_ask ask, bool ready)
{
	struct wt_ready_answer *answer = &file->ready[side];
	struct wt_spot spot;
	uint64_t key;

	if (!file->ops->find_place || !file->ops->find_place(file, side, &spot.place))
		return NULL;
	key = place_key(&spot.place);
	if (answer->place == key)
		return &answer->value;
	spot.object = file->object;
	spot.ask = ask;
	answer->place = key;
	answer->value = (struct wt_value){WT_VERB_DEFAULT, 0};
	if (wt_ask_open_at(file->kernel->net->decider, &spot))
		answer->value = decide_readiness(host, file, side, &spot, ready);
	return &answer->value;
}

static void withhold(struct wt_host *host, struct wt_file *file, enum wt_side side)
{
	file->withheld[side] = true;
	host->withheld_until_ns = host->tank->net.clock.now_ns + WT_MS;
}

/* What the world said comes true, once. */
__attribute__((noinline)) static unsigned do_as_said(struct wt_host *host, struct wt_file *file,
						     enum wt_side side, unsigned bits,
						     struct wt_value *value)
{
	struct wt_value answer = *value;

	if ((bits != 0) == (answer.verb == WT_VERB_SPURIOUS))
		return bits; /* not yet, or no longer */
	value->verb = WT_VERB_DEFAULT;
	switch (answer.verb) {
	case WT_VERB_SPURIOUS:
		return side == WT_READABLE ? POLLIN | POLLRDNORM : POLLOUT | POLLWRNORM;
	case WT_VERB_WITHHELD:
		if (must_tell(file, side)) /* by now */
			return bits;
		withhold(host, file, side);
		return 0;
	case WT_VERB_INTERRUPTED:
		host->result = -EINTR;
		return bits;
	case WT_VERB_LATE_NEXT:
		host->result = wt_be_late(&host->tank->net, answer);
		return bits;
	case WT_VERB_BEFORE:
		host->before = answer.number;
		return bits;
	default:
		return bits;
	}
}

/* One side's bits after the world had its say. */
static unsigned side_bits(struct wt_host *host, struct wt_file *file, enum wt_side side,
			  enum wt_ask ask, unsigned bits)
{
	struct wt_value *value;

	if (file->withheld[side])
		return 0;
	if (host->result != 0) /* interrupted or late: it will report nothing */
		return bits;
	if (!wt_is_open(file->object, ask))
		return bits;
	value = answer_for(host, file, side, ask, bits != 0);
	if (!value || value->verb == WT_VERB_DEFAULT)
		return bits;
	return do_as_said(host, file, side, bits, value);
}

/* poll reports HUP and ERR unasked; select maps them onto its sets. */
static unsigned wanted_bits(const struct wt_host *host, short events)
{
	unsigned wanted = (unsigned short)events | POLLERR;

	if (!host->selects || events & POLLIN)
		wanted |= POLLHUP;
	return wanted;
}

short wt_host_file_bits(struct wt_host *host, struct wt_file *file, short events)
{
	unsigned wanted = wanted_bits(host, events);
	unsigned ready = wt_file_ready(file);
	unsigned bits = ready & wanted;
	unsigned reads = bits & (READ_BITS | ENDED_BITS), writes = bits & WRITE_BITS;

	if (wanted & READ_BITS || reads)
		reads = side_bits(host, file, WT_READABLE, WT_ASK_readable, reads);
	if (wanted & WRITE_BITS)
		writes = side_bits(host, file, WT_WRITABLE, WT_ASK_writable, writes);
	if (!(ready & READ_BITS))
		file->reported[WT_READABLE] = false;
	if (!(ready & WRITE_BITS))
		file->reported[WT_WRITABLE] = false;
	return (short)((reads | writes) & wanted);
}

void wt_host_told(const struct wt_host *host, struct wt_file *file, short bits)
{
	if (bits & READ_BITS)
		file->reported[WT_READABLE] = true;
	if (bits & WRITE_BITS)
		file->reported[WT_WRITABLE] = true;
	if (!host->selects && bits & (ENDED_BITS | POLLRDHUP))
		file->end_known = true;
}

void wt_host_end_withholding(struct wt_host *host)
{
	if (host->withheld_until_ns == WT_NEVER)
		return;
	host->withheld_until_ns = WT_NEVER;
	for (struct wt_file *file = host->kernel.files; file; file = file->next)
		file->withheld[WT_READABLE] = file->withheld[WT_WRITABLE] = false;
	wt_net_changed(&host->tank->net);
}
