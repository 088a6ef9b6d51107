/* SPDX-License-Identifier: MIT
 *
 * The canonical text: its lines are read by people and kept in files, so each
 * form stands here once, byte for byte. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>

#include <cmocka.h>

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "ac_sys.h"
#include "wt_trace.h"

static struct wt_object alice_end = {.kind = WT_OBJECT_PEER, .host = 1, .hash = 2, .name = "alice"};
static struct wt_object server_end = {
	.kind = WT_OBJECT_ACCEPTED, .hash = 1, .name = "server:alice", .other = &alice_end};
static struct wt_object listener = {.kind = WT_OBJECT_LISTENER, .hash = 3, .name = "server:7"};

static void assert_line(const struct wt_event *event, const char *want)
{
	char buf[512];
	size_t len = wt_event_text(event, buf, sizeof(buf));

	assert_string_equal(buf, want);
	assert_int_equal(len, strlen(want));
}

static struct wt_event at_server(uint8_t kind, uint8_t what)
{
	return (struct wt_event){.time_ns = 10000000,
				 .kind = kind,
				 .what = what,
				 .actor = "server",
				 .object = &server_end};
}

static void a_call_shows_its_object_its_result_and_its_bytes(void **state)
{
	struct wt_event event = at_server(WT_EV_CALL, WT_CALL_recv);

	(void)state;
	event.arg = 4096;
	event.result = 5;
	event.bytes = "hello";
	event.len = 5;
	assert_line(&event, "    10.000000 ms  server   recv(server:alice, 4096) = 5 \"hello\"");
}

static void a_failed_call_shows_the_name_of_its_error(void **state)
{
	struct wt_event event = at_server(WT_EV_CALL, WT_CALL_send);

	(void)state;
	event.arg = 11;
	event.result = -EAGAIN;
	assert_line(&event, "    10.000000 ms  server   send(server:alice, 11) = -EAGAIN");
}

static void a_wait_shows_its_time_out_in_words(void **state)
{
	struct wt_event event = at_server(WT_EV_CALL, WT_CALL_poll);

	(void)state;
	event.object = NULL;
	event.arg = -1;
	event.result = 1;
	assert_line(&event, "    10.000000 ms  server   poll(forever) = 1");
	event.arg = 30000000000;
	event.what = WT_CALL_select;
	assert_line(&event, "    10.000000 ms  server   select(30s) = 1");
	event.arg = 0;
	assert_line(&event, "    10.000000 ms  server   select(0) = 1");
}

static void a_socket_without_a_purpose_is_called_new(void **state)
{
	struct wt_object unnamed = {.kind = WT_OBJECT_NEW};
	struct wt_event event = at_server(WT_EV_CALL, WT_CALL_setsockopt);

	(void)state;
	event.object = &unnamed;
	event.arg = SO_REUSEADDR;
	assert_line(&event, "    10.000000 ms  server   setsockopt(new, SO_REUSEADDR) = 0");
}

static void allocations_show_only_when_they_fail_and_without_their_size(void **state)
{
	struct wt_event event = at_server(WT_EV_CALL, WT_CALL_alloc);
	char buf[64] = "left over";

	(void)state;
	event.text = "channels";
	event.arg = 640;
	assert_int_equal(wt_event_text(&event, buf, sizeof(buf)), 0);
	assert_string_equal(buf, "");
	event.result = -ENOMEM;
	assert_line(&event, "    10.000000 ms  server   alloc(channels) = -ENOMEM");
}

static void handlers_stand_behind_a_bar(void **state)
{
	struct wt_event event = at_server(WT_EV_NOTE, AC_NOTE_HANDLER_ENTERED);

	(void)state;
	event.handler = AC_HANDLER_handle_read;
	event.loop = event.slot = event.generation = 1;
	assert_line(&event, "    10.000000 ms  server   | handle_read(server:alice)");
	event.what = AC_NOTE_HANDLER_LEFT;
	assert_line(&event, "");
	event.result = -ECONNRESET;
	assert_line(&event, "    10.000000 ms  server   | handle_read(server:alice) = -ECONNRESET");
}

static void a_programs_note_shows_its_name_and_text(void **state)
{
	struct wt_event event = at_server(WT_EV_NOTE, AC_NOTE_USER);

	(void)state;
	event.text = "line";
	event.bytes = "a\"\r\n\x01";
	event.len = 5;
	event.slot = 1;
	assert_line(&event, "    10.000000 ms  server   | server:alice notes \"line\" "
			    "\"a\\\"\\r\\n\\x01\"");
}

static void segments_show_both_ends_and_where_they_begin(void **state)
{
	struct wt_event event = at_server(WT_EV_ARRIVED, WT_SEG_DATA);

	(void)state;
	event.arg = 11;
	event.bytes = "hello";
	event.len = 5;
	assert_line(&event,
		    "    10.000000 ms  server   < server:alice <- alice DATA 11+5 \"hello\"");
	event.kind = WT_EV_SENT;
	event.what = WT_SEG_FIN;
	assert_line(&event, "    10.000000 ms  server   > server:alice -> alice FIN");
}

static void long_payload_is_cut_and_counted(void **state)
{
	static char payload[500000];
	struct wt_event event = at_server(WT_EV_CALL, WT_CALL_send);

	(void)state;
	memset(payload, 'x', sizeof(payload));
	event.arg = sizeof(payload);
	event.result = sizeof(payload);
	event.bytes = payload;
	event.len = sizeof(payload);
	assert_line(&event, "    10.000000 ms  server   send(server:alice, 500000) = 500000 "
			    "\"xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx\"... (500000 bytes)");
}

static int write_take_five(const struct wt_decided *decided, char *buf, size_t size)
{
	(void)decided;
	return snprintf(buf, size, "server:alice recv@1+0 take 5");
}

static void steps_decisions_facts_and_life_have_their_marks(void **state)
{
	const struct wt_decided take_five = {.write = write_take_five};
	struct wt_event event = at_server(WT_EV_DECISION, 0);

	(void)state;
	event.decided = &take_five;
	assert_line(&event, "    10.000000 ms  server   ! server:alice recv@1+0 take 5");
	event = at_server(WT_EV_FACT, WT_FACT_HOT);
	event.arg = WT_COND_EOF;
	assert_line(&event, "    10.000000 ms  server   ~ server:alice is hot: end of stream");
	event = at_server(WT_EV_STEP, 0);
	event.actor = "alice";
	event.bytes = "sends \"hello\", not what follows";
	event.len = 13;
	event.arg = 7;
	assert_line(&event, "    10.000000 ms  alice    sends \"hello\"  (line 7)");
	event = at_server(WT_EV_LIFE, WT_LIFE_ENDED);
	event.actor = "";
	event.text = "quiet";
	assert_line(&event, "    10.000000 ms           # ended: quiet");
	event.what = WT_LIFE_INSTANT;
	assert_line(&event, "");
}

static void a_small_buffer_cuts_the_line_but_not_its_length(void **state)
{
	struct wt_event event = at_server(WT_EV_CALL, WT_CALL_accept);
	char buf[25];

	(void)state;
	event.object = &listener;
	event.result = 5;
	assert_int_equal(wt_event_text(&event, buf, sizeof(buf)), 47);
	assert_string_equal(buf, "    10.000000 ms  server");
	assert_int_equal(wt_event_text(&event, NULL, 0), 47);
}

static void the_sink_writes_a_line_for_each_event_it_shows(void **state)
{
	struct wt_event event = at_server(WT_EV_LIFE, WT_LIFE_INSTANT);
	struct wt_text_sink text;
	char *out = NULL;
	size_t len = 0;

	(void)state;
	wt_text_sink_init(&text, open_memstream(&out, &len));
	text.sink.event(&text.sink, &event);
	event.what = WT_LIFE_OVER;
	text.sink.event(&text.sink, &event);
	fclose(text.out);
	assert_string_equal(out, "    10.000000 ms  server   # over\n");
	free(out);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_call_shows_its_object_its_result_and_its_bytes),
		cmocka_unit_test(a_failed_call_shows_the_name_of_its_error),
		cmocka_unit_test(a_wait_shows_its_time_out_in_words),
		cmocka_unit_test(a_socket_without_a_purpose_is_called_new),
		cmocka_unit_test(allocations_show_only_when_they_fail_and_without_their_size),
		cmocka_unit_test(handlers_stand_behind_a_bar),
		cmocka_unit_test(a_programs_note_shows_its_name_and_text),
		cmocka_unit_test(segments_show_both_ends_and_where_they_begin),
		cmocka_unit_test(long_payload_is_cut_and_counted),
		cmocka_unit_test(steps_decisions_facts_and_life_have_their_marks),
		cmocka_unit_test(a_small_buffer_cuts_the_line_but_not_its_length),
		cmocka_unit_test(the_sink_writes_a_line_for_each_event_it_shows),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
