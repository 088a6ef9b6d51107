/* SPDX-License-Identifier: MIT
 *
 * text.c - the canonical text: one line an event.
 *
 *	TIME  ACTOR   what was called or done
 *	TIME  ACTOR   | what the library says of itself
 *	TIME  ACTOR   > a segment leaves      < a segment arrives
 *	TIME  ACTOR   ! the world decided against its default
 *	TIME  ACTOR   ~ a statement about state, made for the judge
 *	TIME  ACTOR   # a turn in the life of the run
 *
 * Time and actor are columns, the mark is one character, the object stands where
 * the descriptor would: so `grep 'recv(server:alice'` finds what it should. */
#include <inttypes.h>
#include <string.h>

#include "ac_sys.h"
#include "trace/line.h"
#include "trace/names.h"
#include "wt_trace.h"

#define SHOW_BYTES_MAX 40
#define TEXT_COLUMN    27 /* time 16, two blanks, actor 8, one blank */
#define TEXT_LINE_MAX  1024

static const char *name_of(const struct wt_object *object)
{
	if (!object || !object->name[0])
		return "new";
	return object->name;
}

static void put_bytes(struct wt_line *line, const struct wt_event *event)
{
	if (event->len == 0)
		return;
	wt_line_add(line, " ");
	wt_line_quote(line, event->bytes, event->len, SHOW_BYTES_MAX);
}

static void put_timeout(struct wt_line *line, int64_t ns)
{
	if (ns < 0)
		wt_line_add(line, "forever");
	else
		wt_line_duration(line, (uint64_t)ns);
}

static const char *epoll_op_name(int64_t op)
{
	static const char *const names[] = {"add", "del", "mod"};

	return op >= 1 && op <= 3 ? names[op - 1] : "?";
}

static void put_arguments(struct wt_line *line, const struct wt_event *event)
{
	const char *object = name_of(event->object);
	const char *option;

	switch (event->what) {
	case WT_CALL_socket:
		return;
	case WT_CALL_poll:
	case WT_CALL_select:
		put_timeout(line, event->arg);
		return;
	case WT_CALL_epoll_wait:
		wt_line_add(line, "%s, ", object);
		put_timeout(line, event->arg);
		return;
	case WT_CALL_epoll_ctl:
		wt_line_add(line, "%s, %s", epoll_op_name(event->arg), object);
		return;
	case WT_CALL_recv:
	case WT_CALL_send:
	case WT_CALL_recvfrom:
	case WT_CALL_sendto:
	case WT_CALL_read:
	case WT_CALL_write:
		wt_line_add(line, "%s, %" PRId64, object, event->arg);
		return;
	case WT_CALL_getsockopt:
	case WT_CALL_setsockopt:
		option = wt_name_of_option((int)event->arg);
		if (option)
			wt_line_add(line, "%s, %s", object, option);
		else
			wt_line_add(line, "%s, %" PRId64, object, event->arg);
		return;
	case WT_CALL_open:
	case WT_CALL_mkfifo:
		wt_line_add(line, "\"%s\"", event->text ? event->text : "");
		return;
	case WT_CALL_alloc: /* by purpose: sizes differ between machines */
		wt_line_add(line, "%s", event->text ? event->text : "");
		return;
	default:
		wt_line_add(line, "%s", object);
		return;
	}
}

static bool put_call(struct wt_line *line, const struct wt_event *event)
{
	if (event->what == WT_CALL_alloc && event->result >= 0)
		return false;
	wt_line_add(line, "%s(", wt_name_of_call(event->what));
	put_arguments(line, event);
	wt_line_add(line, ") = ");
	wt_line_result(line, event->result);
	put_bytes(line, event);
	return true;
}

static void put_interest(struct wt_line *line, const struct wt_event *event)
{
	static const struct {
		int64_t bit;
		const char *name;
	} wants[] = {{AC_WANT_READ, " read"}, {AC_WANT_WRITE, " write"}, {AC_WANT_EXPT, " expt"}};

	wt_line_add(line, "%s wants", name_of(event->object));
	for (size_t i = 0; i < sizeof(wants) / sizeof(wants[0]); i++) {
		if (event->result & wants[i].bit)
			wt_line_add(line, "%s", wants[i].name);
	}
	if (event->result == 0)
		wt_line_add(line, " nothing");
}

/* A note of a channel names its object; one of the loop only the host. */
static void put_handler(struct wt_line *line, const struct wt_event *event)
{
	wt_line_add(line, "%s(", wt_name_of_handler(event->handler));
	if (event->slot != 0)
		wt_line_add(line, "%s", name_of(event->object));
	else if (event->timer != 0)
		wt_line_add(line, "timer %" PRIu32, event->timer);
	wt_line_add(line, ")");
}

static void put_user_note(struct wt_line *line, const struct wt_event *event)
{
	wt_line_add(line, "%s notes ", event->slot != 0 ? name_of(event->object) : event->actor);
	wt_line_quote(line, event->text, event->text ? strlen(event->text) : 0, SHOW_BYTES_MAX);
	put_bytes(line, event);
}

static bool put_note(struct wt_line *line, const struct wt_event *event)
{
	const char *object = name_of(event->object);

	if (event->what == AC_NOTE_HANDLER_LEFT && event->result == 0)
		return false;
	wt_line_add(line, "| ");
	switch (event->what) {
	case AC_NOTE_HANDLER_ENTERED:
		put_handler(line, event);
		return true;
	case AC_NOTE_HANDLER_LEFT:
		put_handler(line, event);
		wt_line_add(line, " = ");
		wt_line_result(line, event->result);
		return true;
	case AC_NOTE_CHANNEL_OPENED:
		wt_line_add(line, "%s opened, descriptor %" PRId64, object, event->result);
		return true;
	case AC_NOTE_CHANNEL_CLOSED:
		wt_line_add(line, "%s closed", object);
		return true;
	case AC_NOTE_CHANNEL_RELEASED:
		wt_line_add(line, "%s released", object);
		return true;
	case AC_NOTE_QUEUED:
		wt_line_add(line, "%s queues %" PRId64, object, event->result);
		return true;
	case AC_NOTE_QUEUE_DROPPED:
		wt_line_add(line, "%s drops %" PRId64 " queued", object, event->result);
		return true;
	case AC_NOTE_INTEREST:
		put_interest(line, event);
		return true;
	case AC_NOTE_TIMER_SET:
		wt_line_add(line, "timer %" PRIu32 " set, due ", event->timer);
		wt_line_duration(line, (uint64_t)event->result);
		return true;
	case AC_NOTE_TIMER_FIRED:
		wt_line_add(line, "timer %" PRIu32 " fired", event->timer);
		return true;
	case AC_NOTE_TIMER_CANCELLED:
		wt_line_add(line, "timer %" PRIu32 " cancelled", event->timer);
		return true;
	case AC_NOTE_MISUSE:
		wt_line_add(line, "%s is closed: %s", object, event->text ? event->text : "");
		return true;
	case AC_NOTE_ERROR_DROPPED:
		wt_line_add(line, "%s drops error ", object);
		wt_line_result(line, event->result);
		return true;
	case AC_NOTE_USER:
		put_user_note(line, event);
		return true;
	case AC_NOTE_SOMETIMES:
		wt_line_add(line, "sometimes %s%s", event->text ? event->text : "",
			    event->result ? "" : ": not now");
		return true;
	default:
		wt_line_add(line, "note %u", event->what);
		return true;
	}
}

static void put_segment(struct wt_line *line, const struct wt_event *event)
{
	bool leaves = event->kind == WT_EV_SENT;
	const struct wt_object *other = event->object ? event->object->other : NULL;

	wt_line_add(line, "%s %s", leaves ? ">" : "<", name_of(event->object));
	if (other)
		wt_line_add(line, " %s %s", leaves ? "->" : "<-", name_of(other));
	wt_line_add(line, " %s", wt_name_of_segment(event->what));
	if (event->what != WT_SEG_DATA)
		return;
	wt_line_add(line, " %" PRId64 "+%zu", event->arg, event->len);
	put_bytes(line, event);
}

static void put_fact(struct wt_line *line, const struct wt_event *event)
{
	const char *object = event->object ? name_of(event->object) : event->actor;
	const char *text = event->text ? event->text : "";

	switch (event->what) {
	case WT_FACT_HOT:
		wt_line_add(line, "%s is hot: %s", object,
			    wt_name_of_condition((unsigned)event->arg));
		return;
	case WT_FACT_NO_TIME:
		wt_line_add(line, "no time passes: %" PRId64 " %s", event->arg, text);
		return;
	case WT_FACT_LIMIT:
		wt_line_add(line, "limit: %s", text);
		return;
	case WT_FACT_END:
		wt_line_add(line, "%s ended by %s", object,
			    wt_name_of_ending((unsigned)event->arg));
		return;
	case WT_FACT_REFUSED:
		wt_line_add(line, "%s refused: ", object);
		wt_line_errno(line, event->arg);
		return;
	case WT_FACT_WAITING_STEP:
		wt_line_add(line, "%s still waits: %s (line %" PRId64 ")", object, text,
			    event->arg);
		return;
	case WT_FACT_UNREAD:
		wt_line_add(line, "%s has %" PRId64 " unread", object, event->arg);
		return;
	case WT_FACT_ROOM:
		wt_line_add(line, "%s has room for %" PRId64, object, event->arg);
		return;
	case WT_FACT_CLOSED_UNREAD:
		wt_line_add(line, "%s closed with %" PRId64 " unread%s", object, event->arg,
			    event->result ? ", after the far end's fin" : "");
		return;
	case WT_FACT_OPEN:
		wt_line_add(line, "%s is still open, descriptor %" PRId64, object, event->arg);
		return;
	case WT_FACT_MEMORY: /* not how much: sizes differ between machines */
		wt_line_add(line, "memory never freed: %s", text);
		return;
	case WT_FACT_SIGPIPE:
		wt_line_add(line, "%s raised SIGPIPE", object);
		return;
	case WT_FACT_BAD_FD:
		wt_line_add(line, "%s on descriptor %" PRId64 ", which was %s",
			    wt_name_of_call((unsigned)event->result), event->arg, text);
		return;
	case WT_FACT_POISON:
		wt_line_add(line, "memory touched after it was freed: %s", text);
		return;
	case WT_FACT_CRASH:
		wt_line_add(line, "crash: %s", text);
		return;
	case WT_FACT_RETURNED:
		wt_line_add(line, "returned %" PRId64, event->arg);
		return;
	case WT_FACT_TAKEN_APART:
		wt_line_add(line, "taken apart: it did not stop");
		return;
	case WT_FACT_BLOCKS:
		wt_line_add(line, "%s blocks in %s", object, text);
		return;
	case WT_FACT_STARVED:
		wt_line_add(line, "%s was ready to be %s in %" PRId64 " waits", object,
			    event->result == AC_WANT_READ ? "read" : "written", event->arg);
		return;
	default:
		wt_line_add(line, "fact %u", event->what);
		return;
	}
}

static void put_decision(struct wt_line *line, const struct wt_event *event)
{
	char text[WT_DECIDED_TEXT_MAX];

	event->decided->write(event->decided, text, sizeof(text));
	wt_line_add(line, "! %s", text);
}

static bool put_life(struct wt_line *line, const struct wt_event *event)
{
	if (event->what == WT_LIFE_INSTANT)
		return false;
	wt_line_add(line, "# %s", wt_name_of_life(event->what));
	if (event->text && event->text[0])
		wt_line_add(line, "%s %s", event->what == WT_LIFE_ENDED ? ":" : "", event->text);
	return true;
}

static bool put_event(struct wt_line *line, const struct wt_event *event)
{
	switch (event->kind) {
	case WT_EV_CALL:
		return put_call(line, event);
	case WT_EV_NOTE:
		return put_note(line, event);
	case WT_EV_SENT:
	case WT_EV_ARRIVED:
		put_segment(line, event);
		return true;
	case WT_EV_STEP:
		wt_line_add(line, "%.*s  (line %" PRId64 ")", (int)event->len,
			    (const char *)event->bytes, event->arg);
		return true;
	case WT_EV_DECISION:
		put_decision(line, event);
		return true;
	case WT_EV_OUTPUT:
		wt_line_add(line, "%s", event->arg == 2 ? "stderr" : "stdout");
		put_bytes(line, event);
		return true;
	case WT_EV_FACT:
		if (event->what == WT_FACT_HELD || event->what == WT_FACT_CHECKER)
			return false;
		wt_line_add(line, "~ ");
		put_fact(line, event);
		return true;
	case WT_EV_LIFE:
		return put_life(line, event);
	default:
		return false;
	}
}

size_t wt_event_text(const struct wt_event *event, char *buf, size_t size)
{
	struct wt_line line;

	wt_line_init(&line, buf, size);
	wt_line_add(&line, "%6" PRIu64 ".%06" PRIu64 " ms  %s ", event->time_ns / 1000000,
		    event->time_ns % 1000000, event->actor);
	wt_line_pad(&line, TEXT_COLUMN);
	if (put_event(&line, event))
		return line.len;
	wt_line_init(&line, buf, size);
	return 0;
}

size_t wt_event_words(const struct wt_event *event, char *buf, size_t size)
{
	struct wt_line line;

	wt_line_init(&line, buf, size);
	return put_event(&line, event) ? line.len : 0;
}

static void text_event(struct wt_sink *sink, const struct wt_event *event)
{
	struct wt_text_sink *text = (struct wt_text_sink *)sink;
	char buf[TEXT_LINE_MAX];

	if (wt_event_text(event, buf, sizeof(buf)) > 0)
		fprintf(text->out, "%s\n", buf);
}

void wt_text_sink_init(struct wt_text_sink *text, FILE *out)
{
	text->sink.event = text_event;
	text->out = out;
}
