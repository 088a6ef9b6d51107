/* SPDX-License-Identifier: MIT
 *
 * interest.c - what the poller is asked to watch.
 *
 * asyncore asks every channel before every wait.  Here only channels whose own
 * readable or writable may say anything at any time are asked each pass; the
 * others are marked when something they depend on changes, so a channel that is
 * open and idle costs nothing. */
#include <stdio.h>
#include <stdlib.h>

#include "internal.h"

static struct ac_dispatcher *channel_at(struct ac_link *link)
{
	return ac_container_of(link, struct ac_dispatcher, ask);
}

void ac_mark(struct ac_dispatcher *d)
{
	d->answers = AC_ANSWERS_UNKNOWN;
	if (d->fd < 0 || ac_is_linked(&d->ask))
		return;
	ac_append(&d->loop->marked, &d->ask);
}

void ac_interest_changed(struct ac_dispatcher *d)
{
	ac_mark(d);
}

/* The library's own questions are not worth a note. */
static int ask(struct ac_dispatcher *d, enum ac_handler handler, unsigned flags,
	       int (*method)(struct ac_dispatcher *))
{
	if (flags & AC_OPS_LIBRARY)
		return method(d);
	return ac_call(d, handler, method);
}

static unsigned char answers(int readable, int writable)
{
	return (unsigned char)((readable ? AC_WANT_READ : 0) | (writable ? AC_WANT_WRITE : 0));
}

/* Both questions are always asked, once, as in asyncore.  AC_WANT_ bits, or < 0;
 * whatever it is if the channel is another one by then. */
static int ask_both(struct ac_dispatcher *d)
{
	const struct ac_class *cls = d->cls;
	uint32_t generation = d->generation;
	int readable, writable;

	readable = ask(d, AC_HANDLER_readable, cls->readable_flags, cls->ops.readable);
	if (readable < 0 || !ac_is_current(d, generation))
		return readable;
	writable = ask(d, AC_HANDLER_writable, cls->writable_flags, cls->ops.writable);
	return writable < 0 ? writable : answers(readable, writable);
}

/* Between the marks it stays as it was. */
static bool is_full(struct ac_dispatcher *d)
{
	size_t queued;

	if (d->high_water == 0)
		return false;
	queued = d->cls->ops.queued(d);
	d->full = queued > (d->full ? d->low_water : d->high_water);
	return d->full;
}

/* The answers count only as far as the channel's state permits.  Urgent bytes are
 * watched for whenever anything is: asyncore.poll does so, and poll2 should. */
static int permitted(struct ac_dispatcher *d, int want)
{
	if (d->at_eof || d->backing_off || d->draining || d->paused || is_full(d))
		want &= ~AC_WANT_READ;
	if (d->accepting || d->write_shut)
		want &= ~AC_WANT_WRITE;
	return want ? want | AC_WANT_EXPT : 0;
}

/* Both ways are finished, so nothing can happen any more: watch for room, which
 * there always is, and ac_serve closes. */
static bool is_finished(const struct ac_dispatcher *d)
{
	return d->at_eof && d->write_shut;
}

/* Whatever the poller can not watch is an error of the channel: a descriptor closed
 * behind our back is a connection lost, lack of memory goes to handle_error. */
static int set_interest(struct ac_dispatcher *d, int want)
{
	uint32_t generation = d->generation;
	int rc;

	if (d->interest == want)
		return 0;
	d->interest = (unsigned char)want;
	rc = d->loop->watcher->ops->ask(d->loop, d);
	if (rc < 0) {
		d->interest = 0;
		return ac_settle(d, generation, rc, AC_EVENT_ASK);
	}
	ac_note_channel(d, AC_NOTE_INTEREST, want);
	return 0;
}

/* Acts on what was answered.  A question that fails counts as two times no, and
 * goes to handle_error (K39). */
static int follow(struct ac_dispatcher *d, uint32_t generation, int want)
{
	int rc = 0;

	if (want < 0) {
		rc = ac_settle(d, generation, want, AC_EVENT_ASK);
		want = 0;
	} else {
		ac_leave(d->loop);
	}
	if (rc < 0 || !ac_is_current(d, generation))
		return rc;
	d->answers = (unsigned char)want;
	return set_interest(d, permitted(d, want));
}

static int refresh(struct ac_dispatcher *d)
{
	uint32_t generation = d->generation;

	if (d->fd == AC_FD_LOST)
		return ac_serve(d, AC_READY_CLOSE);
	if (is_finished(d))
		return set_interest(d, AC_WANT_WRITE);
	return follow(d, generation, ask_both(d));
}

/* The same for most channels in most passes: nobody wants to know, the answers are
 * those of before, and so there is nothing to do. */
static int refresh_quickly(struct ac_dispatcher *d)
{
	const struct ac_ops *ops = &d->cls->ops;
	uint32_t generation = d->generation;
	int readable, writable;

	if (d->answers == AC_ANSWERS_UNKNOWN)
		return refresh(d);
	readable = ops->readable(d);
	if (readable < 0 || d->fd < 0)
		return follow(d, generation, readable);
	writable = ops->writable(d);
	if (answers(readable, writable) == d->answers && writable >= 0 && !d->loop->aftermath)
		return 0;
	return follow(d, generation, writable < 0 ? writable : answers(readable, writable));
}

/* Those that must be asked each time; channels opened meanwhile wait for the next
 * pass, and any may be closed (K40).  1: there are such. */
static int refresh_asked(struct ac_loop *loop)
{
	struct ac_cursor cursor = {.next = loop->asked.next, .outer = loop->cursors};
	bool quick = !(loop->notes & AC_HANDLER_NOTES);
	uint32_t last = loop->generation;
	int rc = 0;

	loop->cursors = &cursor;
	while (rc == 0 && cursor.next != &loop->asked) {
		struct ac_dispatcher *d = channel_at(cursor.next);

		if (d->generation > last)
			break;
		cursor.next = cursor.next->next;
		rc = quick ? refresh_quickly(d) : refresh(d);
	}
	loop->cursors = cursor.outer;
	if (rc < 0 || ac_list_is_empty(&loop->asked))
		return rc;
	return channel_at(loop->asked.prev)->generation > last;
}

/* Bounded, in case asking one marks another for ever.  1: some are left. */
static int refresh_marked(struct ac_loop *loop)
{
	uint32_t left = loop->channel_count;
	int rc = 0;

	for (; rc == 0 && left > 0 && !ac_list_is_empty(&loop->marked); left--) {
		struct ac_link *link = loop->marked.next;

		ac_unlink(link);
		rc = refresh(channel_at(link));
	}
	if (rc < 0)
		return rc;
	return !ac_list_is_empty(&loop->marked);
}

/* For tests (ask_all): nobody's answer may have changed unannounced. */
static void check_unmarked(struct ac_loop *loop)
{
	struct ac_link *link;

	for (link = loop->open.next; link != &loop->open; link = link->next) {
		struct ac_dispatcher *d = ac_container_of(link, struct ac_dispatcher, link);
		uint32_t notes = loop->notes;
		int want;

		if (ac_is_linked(&d->ask) || is_finished(d))
			continue;
		loop->notes = 0;
		want = ask_both(d);
		loop->notes = notes;
		if (want < 0 || permitted(d, want) == d->interest)
			continue;
		fprintf(stderr, "%s: wants %d, but announced %d\n", ac_name(d), permitted(d, want),
			d->interest);
		abort();
	}
}

int ac_refresh(struct ac_loop *loop)
{
	int asked = refresh_asked(loop);
	int marked;

	if (asked < 0)
		return asked;
	if (loop->ask_all)
		check_unmarked(loop);
	marked = refresh_marked(loop);
	return marked < 0 ? marked : asked || marked;
}
