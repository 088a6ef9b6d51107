/* SPDX-License-Identifier: MIT
 *
 * lanes_rows.c - an event becomes a row of the picture, or nothing.
 *
 * Left out is what goes well and says little: setting up, predicates, interest.
 * What a handler does stands indented below it. */
#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "ac_sys.h"
#include "trace/lanes.h"
#include "trace/line.h"
#include "trace/names.h"

#define SHOW_BYTES_MAX  24
#define FOLD_PERIOD_MAX 24 /* rows that may repeat together */
#define INDENT_MAX      3

struct rows {
	const struct wt_lanes *lanes;
	struct wt_row *at;
	size_t count;
	uint8_t depth[WT_LANES_ACTORS_MAX]; /* of handlers */
};

/* -- Words -------------------------------------------------------------- */

/* In server's lane server:alice is alice, server:7 is :7, server>db is >db. */
static const char *short_name(const struct rows *rows, const struct wt_kept *kept)
{
	int16_t host = kept->event.host;
	const char *actor;
	size_t len;

	if (!kept->object[0])
		return "new";
	if (host < 0 || host >= WT_LANES_ACTORS_MAX)
		return kept->object;
	actor = rows->lanes->actors[host];
	len = strlen(actor);
	if (strncmp(kept->object, actor, len) != 0)
		return kept->object;
	if (kept->object[len] == ':' &&
	    (kept->object[len + 1] < '0' || kept->object[len + 1] > '9'))
		return kept->object + len + 1;
	if (kept->object[len] == ':' || kept->object[len] == '>')
		return kept->object + len;
	return kept->object;
}

/* "hello" or "hello wor"... without the count, which stands elsewhere. */
static void put_bytes(struct wt_line *line, const struct wt_kept *kept)
{
	size_t len = kept->event.len;
	size_t shown = len < SHOW_BYTES_MAX ? len : SHOW_BYTES_MAX;

	if (len == 0)
		return;
	wt_line_add(line, " ");
	wt_line_quote(line, kept->bytes, shown, shown);
	if (shown < len)
		wt_line_add(line, "...");
}

/* -- Calls -------------------------------------------------------------- */

static bool is_setting_up(unsigned call)
{
	switch (call) {
	case WT_CALL_socket:
	case WT_CALL_bind:
	case WT_CALL_listen:
	case WT_CALL_getsockopt:
	case WT_CALL_setsockopt:
	case WT_CALL_getsockname:
	case WT_CALL_getpeername:
	case WT_CALL_fcntl:
	case WT_CALL_alloc:
	case WT_CALL_epoll_create:
	case WT_CALL_epoll_ctl:
	case WT_CALL_eventfd:
	case WT_CALL_open:
	case WT_CALL_mkfifo:
		return true;
	default:
		return false;
	}
}

/* Errors every program meets on a good day. */
static bool is_usual_error(int64_t result)
{
	return result == -EAGAIN || result == -EINTR || result == -EINPROGRESS ||
	       result == -ECANCELED;
}

static enum wt_row_style call_style(const struct wt_event *event)
{
	if (event->result < 0)
		return is_usual_error(event->result) ? WT_STYLE_ODD : WT_STYLE_BAD;
	if (event->what == WT_CALL_send && event->result < event->arg)
		return WT_STYLE_ODD;
	if (event->what == WT_CALL_poll || event->what == WT_CALL_select ||
	    event->what == WT_CALL_epoll_wait)
		return WT_STYLE_DIM;
	return WT_STYLE_PLAIN;
}

static void put_call_object(struct wt_line *line, const struct rows *rows,
			    const struct wt_kept *kept)
{
	switch (kept->event.what) {
	case WT_CALL_poll:
	case WT_CALL_select:
	case WT_CALL_epoll_wait:
		return;
	case WT_CALL_alloc:
	case WT_CALL_open:
	case WT_CALL_mkfifo:
		wt_line_add(line, "(%s)", kept->text);
		return;
	default:
		wt_line_add(line, "(%s)", short_name(rows, kept));
		return;
	}
}

static bool put_call(struct wt_line *line, struct rows *rows, const struct wt_kept *kept,
		     struct wt_row *row)
{
	const struct wt_event *event = &kept->event;

	if (is_setting_up(event->what) && event->result >= 0)
		return false;
	row->style = call_style(event);
	wt_line_add(line, "%s", wt_name_of_call(event->what));
	put_call_object(line, rows, kept);
	wt_line_add(line, " = ");
	wt_line_result(line, event->result);
	if (event->what == WT_CALL_send && event->result != event->arg)
		wt_line_add(line, " of %" PRId64, event->arg);
	if (event->what == WT_CALL_recv && event->result == 0)
		wt_line_add(line, ", the end");
	put_bytes(line, kept);
	return true;
}

/* -- Notes -------------------------------------------------------------- */

static bool put_handler(struct wt_line *line, struct rows *rows, const struct wt_kept *kept)
{
	if (kept->event.handler == AC_HANDLER_readable ||
	    kept->event.handler == AC_HANDLER_writable)
		return false;
	wt_line_add(line, "%s", wt_name_of_handler(kept->event.handler));
	if (kept->event.slot != 0)
		wt_line_add(line, "(%s)", short_name(rows, kept));
	return true;
}

static bool put_entered(struct wt_line *line, struct rows *rows, const struct wt_kept *kept)
{
	bool shown = put_handler(line, rows, kept);
	int16_t host = kept->event.host;

	if (host >= 0 && host < WT_LANES_ACTORS_MAX && rows->depth[host] < UINT8_MAX)
		rows->depth[host]++;
	return shown;
}

static bool put_left(struct wt_line *line, struct rows *rows, const struct wt_kept *kept,
		     struct wt_row *row)
{
	int16_t host = kept->event.host;

	if (host >= 0 && host < WT_LANES_ACTORS_MAX && rows->depth[host] > 0)
		rows->depth[host]--;
	if (kept->event.result >= 0 || !put_handler(line, rows, kept))
		return false;
	row->style = WT_STYLE_BAD;
	wt_line_add(line, " = ");
	wt_line_result(line, kept->event.result);
	return true;
}

static bool put_note(struct wt_line *line, struct rows *rows, const struct wt_kept *kept,
		     struct wt_row *row)
{
	int64_t value = kept->event.result;

	switch (kept->event.what) {
	case AC_NOTE_HANDLER_ENTERED:
		return put_entered(line, rows, kept);
	case AC_NOTE_HANDLER_LEFT:
		return put_left(line, rows, kept, row);
	case AC_NOTE_QUEUED:
		row->style = WT_STYLE_DIM;
		wt_line_add(line, "queues %" PRId64 " (%s)", value, short_name(rows, kept));
		return true;
	case AC_NOTE_QUEUE_DROPPED:
		row->style = WT_STYLE_ODD;
		wt_line_add(line, "drops %" PRId64 " queued (%s)", value, short_name(rows, kept));
		return true;
	case AC_NOTE_MISUSE:
		row->style = WT_STYLE_BAD;
		wt_line_add(line, "%s on a closed channel", kept->text);
		return true;
	case AC_NOTE_ERROR_DROPPED:
		row->style = WT_STYLE_BAD;
		wt_line_add(line, "drops ");
		wt_line_result(line, value);
		return true;
	case AC_NOTE_USER:
		wt_line_add(line, "notes %s", kept->text);
		put_bytes(line, kept);
		return true;
	default:
		return false;
	}
}

/* -- The network -------------------------------------------------------- */

static void put_segment(struct wt_line *line, const struct wt_kept *kept)
{
	wt_line_add(line, "%s", wt_name_of_segment(kept->event.what));
	if (kept->event.what != WT_SEG_DATA)
		return;
	put_bytes(line, kept);
	wt_line_add(line, " (%zu)", kept->event.len);
}

/* A segment that arrives at the instant it left is one arrow. */
static bool arrives_at_once(const struct rows *rows, size_t i)
{
	const struct wt_kept *sent = wt_lanes_kept(rows->lanes, i);

	for (; i < rows->lanes->count; i++) {
		const struct wt_kept *kept = wt_lanes_kept(rows->lanes, i);

		if (kept->event.time_ns != sent->event.time_ns)
			return false;
		if (kept->event.kind == WT_EV_ARRIVED && kept->event.what == sent->event.what &&
		    kept->event.host == sent->far_host && kept->event.arg == sent->event.arg)
			return true;
	}
	return false;
}

static bool put_sent(struct wt_line *line, const struct rows *rows, size_t i, struct wt_row *row)
{
	if (arrives_at_once(rows, i))
		return false;
	row->style = WT_STYLE_DIM;
	put_segment(line, wt_lanes_kept(rows->lanes, i));
	wt_line_add(line, " is on its way");
	return true;
}

static bool put_arrived(struct wt_line *line, const struct wt_kept *kept, struct wt_row *row)
{
	row->style = kept->event.what == WT_SEG_RST ? WT_STYLE_BAD : WT_STYLE_WIRE;
	put_segment(line, kept);
	if (kept->far_host == WT_LANES_NOWHERE || kept->far_host == kept->event.host) {
		wt_line_add(line, " arrives");
		return true;
	}
	row->kind = WT_ROW_ARROW;
	row->to = row->from;
	row->from = kept->far_host;
	return true;
}

static bool begins(const char *text, const char *word)
{
	return strncmp(text, word, strlen(word)) == 0;
}

/* A decision about the wire is an arrow that does not arrive as it should. */
static bool put_decision(struct wt_line *line, const struct wt_kept *kept, struct wt_row *row)
{
	bool to = begins(kept->text, "to ");

	row->style = WT_STYLE_ODD;
	wt_line_add(line, "! %s", kept->text);
	if (kept->far_host == WT_LANES_NOWHERE || kept->far_host == row->from)
		return true;
	if (!to && !begins(kept->text, "from "))
		return true;
	row->kind = WT_ROW_LOST;
	row->to = to ? row->from : kept->far_host;
	row->from = to ? kept->far_host : row->from;
	return true;
}

/* -- The judge's facts, life -------------------------------------------- */

static bool put_fact(struct wt_line *line, const struct rows *rows, const struct wt_kept *kept,
		     struct wt_row *row)
{
	const char *object = short_name(rows, kept);
	int64_t arg = kept->event.arg;

	row->style = WT_STYLE_BAD;
	switch (kept->event.what) {
	case WT_FACT_HOT:
		wt_line_add(line, "hot: %s", wt_name_of_condition((unsigned)arg));
		if (kept->object[0])
			wt_line_add(line, " (%s)", object);
		return true;
	case WT_FACT_NO_TIME:
		wt_line_add(line, "no time passes: %" PRId64 " waits", arg);
		return true;
	case WT_FACT_LIMIT:
		wt_line_add(line, "limit: %s", kept->text);
		return true;
	case WT_FACT_REFUSED:
		wt_line_add(line, "%s refused: ", object);
		wt_line_errno(line, arg);
		return true;
	case WT_FACT_WAITING_STEP:
		wt_line_add(line, "still waits: %s", kept->text);
		return true;
	case WT_FACT_UNREAD:
		wt_line_add(line, "%" PRId64 " bytes unread (%s)", arg, object);
		return true;
	case WT_FACT_CLOSED_UNREAD:
		row->style = WT_STYLE_ODD;
		wt_line_add(line, "closed with %" PRId64 " bytes unread (%s)", arg, object);
		return true;
	case WT_FACT_OPEN:
		wt_line_add(line, "descriptor %" PRId64 " is still open (%s)", arg, object);
		return true;
	case WT_FACT_MEMORY:
		wt_line_add(line, "never freed: %s", kept->text);
		return true;
	case WT_FACT_SIGPIPE:
		wt_line_add(line, "SIGPIPE (%s)", object);
		return true;
	case WT_FACT_BAD_FD:
		wt_line_add(line, "%s on descriptor %" PRId64 ", %s",
			    wt_name_of_call((unsigned)kept->event.result), arg, kept->text);
		return true;
	case WT_FACT_POISON:
		wt_line_add(line, "touches freed memory: %s", kept->text);
		return true;
	case WT_FACT_CRASH:
		wt_line_add(line, "dies: %s", kept->text);
		return true;
	case WT_FACT_RETURNED:
		row->style = WT_STYLE_PLAIN;
		wt_line_add(line, "returns %" PRId64, arg);
		return true;
	case WT_FACT_TAKEN_APART:
		wt_line_add(line, "does not stop");
		return true;
	case WT_FACT_CHECKER:
		wt_line_add(line, "%s: %" PRId64 " error%s", kept->text, arg, arg == 1 ? "" : "s");
		return true;
	default:
		return false;
	}
}

/* None of them comes to its end. */
static void leave_handlers(struct rows *rows, int16_t host)
{
	if (host >= 0 && host < WT_LANES_ACTORS_MAX)
		rows->depth[host] = 0;
}

static bool put_life(struct wt_line *line, struct rows *rows, const struct wt_kept *kept,
		     struct wt_row *row)
{
	switch (kept->event.what) {
	case WT_LIFE_STARTED:
		wt_line_add(line, "runs %s", kept->text);
		return true;
	case WT_LIFE_KILLED:
		leave_handlers(rows, kept->event.host);
		row->style = WT_STYLE_BAD;
		wt_line_add(line, "killed by %s", kept->text);
		return true;
	case WT_LIFE_SIGNAL:
		wt_line_add(line, "gets %s", kept->text);
		return true;
	case WT_LIFE_WOKEN:
		wt_line_add(line, "woken by %s", kept->text);
		return true;
	case WT_LIFE_ENDED:
		row->kind = WT_ROW_RULE;
		wt_line_add(line, "ended: %s", kept->text);
		return true;
	case WT_LIFE_STOPPING:
		row->kind = WT_ROW_RULE;
		row->is_stop = true;
		wt_line_add(line, "told to stop");
		return true;
	default:
		return false;
	}
}

/* -- Rows --------------------------------------------------------------- */

static bool put_row(struct wt_line *line, struct rows *rows, size_t i, struct wt_row *row)
{
	const struct wt_kept *kept = wt_lanes_kept(rows->lanes, i);

	switch (kept->event.kind) {
	case WT_EV_CALL:
		return put_call(line, rows, kept, row);
	case WT_EV_NOTE:
		return put_note(line, rows, kept, row);
	case WT_EV_SENT:
		return put_sent(line, rows, i, row);
	case WT_EV_ARRIVED:
		return put_arrived(line, kept, row);
	case WT_EV_STEP:
		wt_line_add(line, "%s", kept->text);
		return true;
	case WT_EV_DECISION:
		return put_decision(line, kept, row);
	case WT_EV_OUTPUT:
		wt_line_add(line, "%s", kept->event.arg == 2 ? "stderr" : "stdout");
		put_bytes(line, kept);
		return true;
	case WT_EV_FACT:
		return put_fact(line, rows, kept, row);
	case WT_EV_LIFE:
		return put_life(line, rows, kept, row);
	default:
		return false;
	}
}

static uint8_t indent_of(const struct rows *rows, int16_t host)
{
	if (host < 0 || host >= WT_LANES_ACTORS_MAX)
		return 0;
	return rows->depth[host] < INDENT_MAX ? rows->depth[host] : INDENT_MAX;
}

static void add_row(struct rows *rows, size_t i)
{
	const struct wt_event *event = &wt_lanes_kept(rows->lanes, i)->event;
	struct wt_row *row = &rows->at[rows->count];
	struct wt_line line;
	uint8_t before = indent_of(rows, event->host);
	uint8_t after;

	*row = (struct wt_row){.time_ns = event->time_ns, .from = event->host, .to = event->host};
	wt_line_init(&line, row->text, sizeof(row->text));
	if (!put_row(&line, rows, i, row))
		return;
	after = indent_of(rows, event->host);
	if (row->kind == WT_ROW_TEXT)
		row->indent = before < after ? before : after;
	rows->count++;
}

/* -- Repeats ------------------------------------------------------------ */

static bool same_row(const struct wt_row *a, const struct wt_row *b)
{
	return a->kind == b->kind && a->from == b->from && a->to == b->to &&
	       a->indent == b->indent && strcmp(a->text, b->text) == 0;
}

/* How often the `period` rows at `i` come again right behind themselves. */
static size_t repeats_of(const struct rows *rows, size_t i, size_t period)
{
	size_t same = 0;

	while (i + period + same < rows->count &&
	       same_row(&rows->at[i + same], &rows->at[i + period + same]))
		same++;
	return same / period;
}

static size_t best_period(const struct rows *rows, size_t i, size_t *ret_repeats)
{
	for (size_t period = 1; period <= FOLD_PERIOD_MAX; period++) {
		*ret_repeats = repeats_of(rows, i, period);
		if (*ret_repeats >= 2)
			return period;
	}
	return 0;
}

static void say_folded(struct wt_row *row, const struct wt_row *last, size_t period, size_t repeats)
{
	struct wt_line line;

	*row = (struct wt_row){.style = WT_STYLE_DIM,
			       .time_ns = last->time_ns,
			       .from = last->from,
			       .to = last->from,
			       .indent = period == 1 ? last->indent : 0};
	wt_line_init(&line, row->text, sizeof(row->text));
	wt_line_add(&line, "... %zu more %s", repeats, period == 1 ? "times" : "passes");
}

/* In place: what is folded only grows shorter. */
static void fold(struct rows *rows)
{
	size_t to = 0;
	size_t i = 0;

	while (i < rows->count) {
		size_t repeats;
		size_t period = best_period(rows, i, &repeats);
		struct wt_row last;

		if (period == 0) {
			rows->at[to++] = rows->at[i++];
			continue;
		}
		last = rows->at[i + period * (repeats + 1) - 1];
		for (size_t k = 0; k < period; k++)
			rows->at[to++] = rows->at[i + k];
		say_folded(&rows->at[to++], &last, period, repeats);
		i += period * (repeats + 1);
	}
	rows->count = to;
}

/* How a program stops is told only if something goes wrong there. */
static void forget_good_stop(struct rows *rows)
{
	for (size_t i = rows->count; i > 0 && rows->at[i - 1].style != WT_STYLE_BAD; i--) {
		if (rows->at[i - 1].is_stop) {
			rows->count = i - 1;
			return;
		}
	}
}

struct wt_row *wt_lanes_rows(const struct wt_lanes *lanes, size_t *ret_first, size_t *ret_count)
{
	struct rows rows = {.lanes = lanes};

	*ret_first = *ret_count = 0;
	rows.at = calloc(lanes->count + 1, sizeof(*rows.at));
	if (!rows.at)
		return NULL;
	for (size_t i = 0; i < lanes->count; i++)
		add_row(&rows, i);
	forget_good_stop(&rows);
	fold(&rows);
	*ret_count = rows.count < lanes->rows_max ? rows.count : lanes->rows_max;
	*ret_first = rows.count - *ret_count;
	return rows.at;
}
