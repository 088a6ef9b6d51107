/* SPDX-License-Identifier: MIT
 *
 * Could a real kernel have given this history? */
#include "model.h"

#include <errno.h>
#include <poll.h>
#include <stdarg.h>
#include <stdio.h>

/* Both ends of the connection a record speaks of. */
struct view {
	struct model *model;
	const struct record *record;
	struct model_end *own, *far;
};

static bool wrong(const struct view *view, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

static bool wrong(const struct view *view, const char *format, ...)
{
	char *text = view->model->wrong;
	int used = snprintf(text, MODEL_TEXT_MAX,
			    "%s of connection %u: ", view->record->side ? "acceptor" : "opener",
			    view->record->port);
	va_list args;

	va_start(args, format);
	vsnprintf(text + used, MODEL_TEXT_MAX - (size_t)used, format, args);
	va_end(args);
	return false;
}

/* ---- What the far end may have done ---- */

/* Bytes of ours may have been unread when it closed, or come after. */
static bool may_have_reset(const struct view *view)
{
	const struct model_end *far = view->far;

	return far->closed && (far->reset || view->own->sent > far->read);
}

static bool may_have_ended(const struct view *view)
{
	return view->far->shut || (view->far->closed && !view->far->reset);
}

/* An end comes behind everything sent before it. */
static void knows_end(const struct view *view)
{
	view->own->end_known = true;
	view->own->known = view->far->sent;
}

/* ---- recv ---- */

static bool same_bytes(const struct view *view)
{
	const struct record *r = view->record;

	for (int64_t i = 0; i < r->result; i++) {
		uint64_t at = view->own->read + (uint64_t)i;

		if (r->bytes[i] != record_byte(r->port, 1u - r->side, at))
			return wrong(view, "byte %llu is not what was sent",
				     (unsigned long long)at);
	}
	return true;
}

static bool took_bytes(const struct view *view)
{
	const struct record *r = view->record;
	struct model_end *own = view->own;
	uint64_t upto = own->read + (uint64_t)r->result;

	if (upto > view->far->sent)
		return wrong(view, "%llu bytes came, %llu were sent", (unsigned long long)upto,
			     (unsigned long long)view->far->sent);
	if (!same_bytes(view))
		return false;
	if (r->result < r->len && upto < own->known)
		return wrong(view, "a call gave %lld bytes where more were known to be there",
			     (long long)r->result);
	if (upto > own->known)
		own->known = upto;
	if (r->act == DID_RECV)
		own->read = upto;
	own->drained |= r->act == DID_RECV && r->result < r->len;
	return true;
}

static bool found_nothing(const struct view *view)
{
	if (view->own->known > view->own->read)
		return wrong(view, "EAGAIN where %llu bytes were known to be there",
			     (unsigned long long)(view->own->known - view->own->read));
	if (view->own->end_known)
		return wrong(view, "EAGAIN behind a known end");
	view->own->drained = true;
	return true;
}

static bool found_end(const struct view *view)
{
	if (view->own->read < view->far->sent)
		return wrong(view, "the end came before %llu bytes sent before it",
			     (unsigned long long)(view->far->sent - view->own->read));
	if (!may_have_ended(view) && !view->own->error_taken)
		return wrong(view, "an end nobody sent");
	knows_end(view);
	return true;
}

/* A pending error has one consumer. */
static bool took_error(const struct view *view, int error)
{
	if (view->own->error_taken)
		return wrong(view, "the error of one reset was told twice");
	if (error == ECONNRESET ? !may_have_reset(view) : !view->far->closed)
		return wrong(view, "errno %d, and nobody closed", error);
	view->own->error_taken = true;
	knows_end(view);
	return true;
}

static bool was_reset(const struct view *view)
{
	if (view->own->read < view->far->sent)
		return wrong(view, "a reset threw away %llu bytes sent before it",
			     (unsigned long long)(view->far->sent - view->own->read));
	return took_error(view, ECONNRESET);
}

static bool take_recv(const struct view *view)
{
	const struct record *r = view->record;

	if (r->act == DID_RECV || r->result == -EAGAIN)
		view->own->was_readable = false;
	if (r->result > 0)
		return took_bytes(view);
	switch (r->result) {
	case -EAGAIN:
		return found_nothing(view);
	case 0:
		return found_end(view);
	case -ECONNRESET:
		return was_reset(view);
	default:
		return wrong(view, "recv returned %lld", (long long)r->result);
	}
}

/* ---- send, shutdown, close, SO_ERROR ---- */

static bool take_send(const struct view *view)
{
	const struct record *r = view->record;
	struct model_end *own = view->own;

	if (r->result > 0 && own->shut)
		return wrong(view, "sent behind its own end");
	if (r->result > 0)
		own->sent += (uint64_t)r->result;
	own->full |= r->result == -EAGAIN || (r->result > 0 && r->result < r->len);
	if (r->result > 0 || r->result == -EAGAIN)
		return true;
	if (r->result == -ECONNRESET)
		return took_error(view, ECONNRESET);
	if (r->result != -EPIPE)
		return wrong(view, "send returned %lld", (long long)r->result);
	if (own->shut)
		return true;
	if (!view->far->closed)
		return wrong(view, "EPIPE, and both ends are open");
	knows_end(view);
	return true;
}

static bool take_close(const struct view *view)
{
	view->own->closed = true;
	view->own->reset = view->record->len == 1;
	return true;
}

static bool take_error(const struct view *view)
{
	return view->record->result == 0 || took_error(view, (int)view->record->result);
}

/* ---- Waits ---- */

/* What was told is evidence, whether or not it was asked for. */
static bool told(const struct view *view, unsigned bits)
{
	struct model_end *own = view->own;

	if (bits & (POLLHUP | POLLERR | POLLRDHUP)) {
		if (!may_have_reset(view) && !may_have_ended(view) && !view->far->closed)
			return wrong(view, "a wait told of an end, and nobody ended");
		knows_end(view);
	}
	if (bits & POLLIN && view->model->strict)
		own->was_readable = true;
	return true;
}

static bool lacks(const struct view *view, unsigned asked, unsigned bits)
{
	const struct model_end *own = view->own;

	if (asked & POLLIN && !(bits & POLLIN)) {
		if (own->known > own->read)
			return wrong(view, "a wait kept silent about bytes known to be there");
		if (own->end_known)
			return wrong(view, "a wait kept silent about a known end");
		if (own->was_readable)
			return wrong(view, "readable is so no more, and nothing was read");
	}
	if (asked & POLLRDHUP && !(bits & POLLRDHUP) && own->end_known)
		return wrong(view, "a wait no longer told of the end");
	return true;
}

static bool take_poll(const struct view *view)
{
	return lacks(view, view->record->asked, view->record->told) &&
	       told(view, view->record->told);
}

static bool take_edge(const struct view *view)
{
	unsigned bits = view->record->told;

	if (bits & POLLIN)
		view->own->drained = false;
	if (bits & POLLOUT)
		view->own->full = false;
	return lacks(view, view->record->asked, bits) && told(view, bits);
}

/* ---- The end of a run ---- */

/* Everything has arrived by then. */
static bool take_hang(const struct view *view)
{
	const struct model_end *own = view->own, *far = view->far;

	if (!own->open || own->closed)
		return true;
	if (far->sent > own->read || far->shut || far->closed)
		return wrong(view,
			     own->drained ? "an edge for reading is owed"
					  : "waits for ever with %llu bytes unread",
			     (unsigned long long)(far->sent - own->read));
	if (own->full && far->read == own->sent)
		return wrong(view, "an edge for writing is owed");
	return wrong(view, "waits for ever");
}

/* ---- All of it ---- */

void model_init(struct model *model, bool strict)
{
	*model = (struct model){.strict = strict};
}

static struct model_end *ends_of(struct model *model, uint16_t port)
{
	for (size_t i = 0; i < model->count; i++) {
		if (model->connections[i].port == port)
			return model->connections[i].end;
	}
	if (model->count == MODEL_CONNECTIONS_MAX)
		return NULL;
	model->connections[model->count].port = port;
	return model->connections[model->count++].end;
}

static bool take(const struct view *view)
{
	switch (view->record->act) {
	case DID_OPEN:
		return view->own->open = true;
	case DID_RECV:
	case DID_PEEK:
		return take_recv(view);
	case DID_SEND:
		return take_send(view);
	case DID_SHUT:
		view->own->shut |= view->record->result == 0;
		return true;
	case DID_CLOSE:
		return take_close(view);
	case DID_ERROR:
		return take_error(view);
	case DID_POLL:
		return take_poll(view);
	case DID_EDGE:
		return take_edge(view);
	case DID_HANG:
		return take_hang(view);
	}
	return false;
}

bool model_take(struct model *model, const struct record *record)
{
	struct model_end *ends = ends_of(model, record->port);
	const struct view view = {model, record, ends ? &ends[record->side] : NULL,
				  ends ? &ends[1 - record->side] : NULL};

	if (model->wrong[0])
		return false;
	if (!ends)
		return wrong(&view, "more connections than the model keeps");
	return take(&view);
}
