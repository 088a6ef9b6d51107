/* SPDX-License-Identifier: MIT
 *
 * A host's wait: what it is told, and when it is hot. */
#include <errno.h>
#include <poll.h>

#include "decisions/mix.h"
#include "kernel/file.h"
#include "world/tank.h"

#define READ_BITS  (POLLIN | POLLRDNORM | POLLRDHUP | POLLPRI)
#define WRITE_BITS (POLLOUT | POLLWRNORM)
#define ENDED_BITS (POLLHUP | POLLERR)

/* -- Decisions about readiness ----------------------------------------- */

static uint64_t place_key(const struct wt_place *place)
{
	uint64_t key = wt_mix(wt_mix(place->form, place->burst), place->offset);

	key = place->text ? wt_mix_text(key, place->text) : key;
	return key ? key : 1;
}

static struct wt_value ask_readiness(struct wt_file *file, enum wt_side side,
				     const struct wt_place *place, bool ready)
{
	struct wt_net *net = file->kernel->net;
	struct wt_question question = {
		.object = file->object,
		.ask = side == WT_READABLE ? WT_ASK_readable : WT_ASK_writable,
		.place = *place,
		.legal = WT_VERB_BIT(WT_VERB_INTERRUPTED),
	};

	if (!ready)
		question.legal |= WT_VERB_BIT(WT_VERB_SPURIOUS);
	if (!file->reported[side] && !file->end_known)
		question.legal |= WT_VERB_BIT(WT_VERB_WITHHELD);
	wt_ask_late(file->kernel, &question);
	return wt_decide(net->decider, &question, net->clock.now_ns);
}

/* The answer for this place: asked the first time a wait looks at it. */
static struct wt_value *answer_for(struct wt_file *file, enum wt_side side, bool ready)
{
	struct wt_ready_answer *answer = &file->ready[side];
	struct wt_place place;
	uint64_t key;

	if (!wt_is_open(file->object, side == WT_READABLE ? WT_ASK_readable : WT_ASK_writable))
		return NULL;
	if (!file->ops->find_place || !file->ops->find_place(file, side, &place))
		return NULL;
	key = place_key(&place);
	if (answer->place != key) {
		answer->place = key;
		answer->value = ask_readiness(file, side, &place, ready);
	}
	return &answer->value;
}

static void withhold(struct wt_host *host, struct wt_file *file, enum wt_side side)
{
	file->withheld[side] = true;
	host->withheld_until_ns = host->tank->net.clock.now_ns + WT_MS;
}

/* One side's bits after the world had its say. */
static unsigned decide_bits(struct wt_host *host, struct wt_file *file, enum wt_side side,
			    unsigned bits)
{
	struct wt_value *value = answer_for(file, side, bits != 0);
	struct wt_value answer;

	if (!value || value->verb == WT_VERB_DEFAULT)
		return bits;
	answer = *value;
	if ((bits != 0) == (answer.verb == WT_VERB_SPURIOUS))
		return bits; /* not yet, or no longer */
	value->verb = WT_VERB_DEFAULT;
	switch (answer.verb) {
	case WT_VERB_SPURIOUS:
		return side == WT_READABLE ? POLLIN | POLLRDNORM : POLLOUT | POLLWRNORM;
	case WT_VERB_WITHHELD:
		withhold(host, file, side);
		return 0;
	case WT_VERB_INTERRUPTED:
		host->result = -EINTR;
		return bits;
	case WT_VERB_LATE_NEXT:
		host->result = wt_be_late(&host->tank->net, answer);
		return bits;
	default:
		return bits;
	}
}

static unsigned side_bits(struct wt_host *host, struct wt_file *file, enum wt_side side,
			  unsigned bits)
{
	if (file->withheld[side])
		return 0;
	return decide_bits(host, file, side, bits);
}

/* poll reports HUP and ERR unasked; select maps them onto its sets. */
static unsigned wanted_bits(const struct wt_host *host, short events)
{
	unsigned wanted = (unsigned short)events | POLLERR;

	if (!host->selects || events & POLLIN)
		wanted |= POLLHUP;
	return wanted;
}

static short file_bits(struct wt_host *host, struct wt_file *file, short events)
{
	unsigned wanted = wanted_bits(host, events);
	unsigned ready = wt_file_ready(file);
	unsigned bits = ready & wanted;
	unsigned reads = bits & (READ_BITS | ENDED_BITS), writes = bits & WRITE_BITS;

	if (wanted & READ_BITS || reads)
		reads = side_bits(host, file, WT_READABLE, reads);
	if (wanted & WRITE_BITS)
		writes = side_bits(host, file, WT_WRITABLE, writes);
	if (!(ready & READ_BITS))
		file->reported[WT_READABLE] = false;
	if (!(ready & WRITE_BITS))
		file->reported[WT_WRITABLE] = false;
	return (short)((reads | writes) & wanted);
}

static void remember_told(const struct wt_host *host, struct wt_file *file, short bits)
{
	if (bits & READ_BITS)
		file->reported[WT_READABLE] = true;
	if (bits & WRITE_BITS)
		file->reported[WT_WRITABLE] = true;
	if (!host->selects && bits & (ENDED_BITS | POLLRDHUP))
		file->end_known = true;
}

static void end_withholding(struct wt_host *host)
{
	if (host->withheld_until_ns == WT_NEVER)
		return;
	host->withheld_until_ns = WT_NEVER;
	for (struct wt_file *file = host->kernel.files; file; file = file->next)
		file->withheld[WT_READABLE] = file->withheld[WT_WRITABLE] = false;
	wt_net_changed(&host->tank->net);
}

/* -- What the wait finds ----------------------------------------------- */

static int look(struct wt_host *host)
{
	int ready = 0;

	for (size_t i = 0; i < host->interest_count; i++) {
		struct wt_interest *interest = &host->interest[i];
		struct wt_file *file = wt_fd_get(&host->kernel, interest->fd);

		interest->revents = 0;
		if (interest->fd < 0)
			continue;
		interest->revents = file ? file_bits(host, file, interest->events) : POLLNVAL;
		ready += interest->revents != 0;
	}
	return ready;
}

static void tell_program(struct wt_host *host)
{
	for (size_t i = 0; i < host->interest_count; i++) {
		struct wt_file *file = wt_fd_get(&host->kernel, host->interest[i].fd);

		if (file)
			remember_told(host, file, host->interest[i].revents);
	}
}

static void wait_timed_out(struct wt_host *host)
{
	struct wt_tank *tank = host->tank;

	if (tank->net.clock.now_ns == host->entered_ns)
		return;
	host->timeouts_alone++;
	if (tank->net.changes == host->entered_changes)
		host->whole_changes = tank->net.changes;
	if (!tank->end && !wt_life_is_pending(tank))
		wt_life_settle(tank);
}

/* In Stop a program may finish gracefully for a while, then is refused. */
static bool stop_refuses(struct wt_host *host)
{
	struct wt_tank *tank = host->tank;

	if (!tank->stopping)
		return false;
	if (!host->canceled)
		return true;
	return host->stop_passes >= WT_STOP_PASSES ||
	       tank->net.clock.now_ns >= tank->ended_ns + WT_STOP_NS;
}

/* A hot host sleeps for this instant, unless something happens to the world. */
static bool stays_hot(const struct wt_host *host)
{
	const struct wt_net *net = &host->tank->net;

	return host->hot && net->clock.now_ns == host->entered_ns &&
	       net->changes == host->entered_changes && !host->tank->stopping;
}

bool wt_host_wakes(struct wt_host *host)
{
	struct wt_net *net = &host->tank->net;
	int ready;

	if (stop_refuses(host)) {
		host->canceled = true;
		host->result = -ECANCELED;
		return true;
	}
	if (stays_hot(host))
		return false;
	if (host->withheld_until_ns <= net->clock.now_ns)
		end_withholding(host);
	if (!host->evaluated || host->evaluated_changes != net->changes) {
		host->evaluated = true;
		host->result = 0;
		ready = look(host);
		if (host->result == 0)
			host->result = ready;
		host->evaluated_changes = net->changes;
		if (host->result != 0)
			return true;
	}
	return !host->endless && net->clock.now_ns >= host->deadline_ns;
}

/* -- Hot hosts --------------------------------------------------------- */

static enum wt_condition condition_of(const struct wt_file *file)
{
	return file->ops->condition ? file->ops->condition(file, wt_file_ready(file))
				    : WT_COND_NONE;
}

/* What keeps waking the host?  Mere room is the weakest reason. */
static void tell_hot(struct wt_host *host)
{
	enum wt_condition why = WT_COND_NONE;
	const struct wt_object *what = NULL;

	for (size_t i = 0; i < host->interest_count; i++) {
		const struct wt_file *file = wt_fd_get(&host->kernel, host->interest[i].fd);
		enum wt_condition condition;

		if (!file || !(wt_file_ready(file) &
			       ((unsigned short)host->interest[i].events | ENDED_BITS)))
			continue;
		condition = condition_of(file);
		if (why == WT_COND_NONE || why == WT_COND_WRITABLE) {
			why = condition;
			what = file->object;
		}
	}
	wt_net_fact(&host->tank->net, &host->kernel, what, WT_FACT_HOT, why, 0, NULL);
}

static bool is_getting_hot(struct wt_host *host)
{
	const struct wt_net *net = &host->tank->net;

	if (net->changes != host->zero_changes)
		host->zero_waits = 0;
	if (net->hard_changes != host->zero_hard_changes)
		host->zero_waits_soft = 0;
	host->zero_changes = net->changes;
	host->zero_hard_changes = net->hard_changes;
	return host->zero_waits >= WT_HOT_AFTER || host->zero_waits_soft >= WT_HOT_AFTER_SOFT;
}

static void count_wait(struct wt_host *host)
{
	if (host->tank->net.clock.now_ns == host->entered_ns) {
		host->zero_waits++;
		host->zero_waits_soft++;
	} else {
		host->zero_waits = host->zero_waits_soft = 0;
	}
}

/* 100 000 waits at one instant: no time passes. */
static void count_instant(struct wt_tank *tank)
{
	tank->waits++;
	if (tank->instant_ns != tank->net.clock.now_ns) {
		tank->instant_ns = tank->net.clock.now_ns;
		tank->waits_at_instant = 0;
	}
	if (++tank->waits_at_instant != WT_PASSES_MAX || tank->end)
		return;
	wt_net_fact(&tank->net, NULL, NULL, WT_FACT_NO_TIME, WT_PASSES_MAX, 0, NULL);
	wt_life_end(tank, "failed");
}

/* -- The wait ---------------------------------------------------------- */

static void enter(struct wt_host *host, struct wt_interest *interest, size_t count,
		  int64_t timeout_ns)
{
	struct wt_net *net = &host->tank->net;

	host->interest = interest;
	host->interest_count = count;
	host->entered_ns = net->clock.now_ns;
	host->endless = timeout_ns < 0;
	host->deadline_ns = host->endless ? WT_NEVER : net->clock.now_ns + (uint64_t)timeout_ns;
	host->evaluated = false;
	host->result = 0;
	host->hot = is_getting_hot(host);
	if (host->hot)
		tell_hot(host);
	end_withholding(host);
	wt_kernel_release_held(&host->kernel);
	host->entered_changes = net->changes;
	count_instant(host->tank);
}

/* A slow wake: the world moves on before the wait looks. */
static void wake_slowly(struct wt_host *host)
{
	uint64_t deadline_ns = host->deadline_ns;

	wt_host_be_late(host);
	host->deadline_ns = deadline_ns;
	host->evaluated = false;
	host->state = WT_HOST_WAITS;
}

static void refuse(struct wt_host *host)
{
	if (++host->refusals > WT_STOP_REFUSALS)
		siglongjmp(host->way_out, 1);
}

static int leave(struct wt_host *host)
{
	struct wt_tank *tank = host->tank;

	host->state = WT_HOST_READY;
	count_wait(host);
	host->hot = false;
	if (host->result == -ECANCELED) {
		refuse(host);
	} else if (host->result == 0) {
		wait_timed_out(host);
	} else if (host->result > 0) {
		tell_program(host);
		if (tank->net.changes != host->entered_changes)
			wt_life_moved(tank);
	}
	if (tank->stopping && host->canceled)
		host->stop_passes++;
	return host->result;
}

int wt_host_wait(struct wt_host *host, struct wt_interest *interest, size_t count,
		 int64_t timeout_ns)
{
	enter(host, interest, count, timeout_ns);
	do {
		host->state = WT_HOST_WAITS;
		wt_host_yield(host);
		if (host->result == WT_LATE)
			wake_slowly(host);
	} while (!host->evaluated && host->result != -ECANCELED);
	return leave(host);
}

/* Past the next thing on its way to this host, or for a time, or until a gate opens. */
void wt_host_be_late(struct wt_host *host)
{
	const struct wt_net *net = &host->tank->net;
	uint64_t until = net->clock.now_ns + net->late.number;

	host->gate = NULL;
	if (net->late.verb == WT_VERB_LATE_NEXT)
		until = wt_net_next_arrival(&host->kernel);
	if (net->late.verb == WT_VERB_LATE_UNTIL) {
		host->gate = &wt_decider_gates(net->decider)->at[net->late.number].open;
		until = WT_NEVER;
	}
	if (until == WT_NEVER && !host->gate)
		return;
	host->deadline_ns = until;
	host->state = WT_HOST_SLEEPS;
	wt_host_yield(host);
	host->state = WT_HOST_READY;
	host->gate = NULL;
}
