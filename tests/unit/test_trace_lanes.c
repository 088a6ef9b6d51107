/* SPDX-License-Identifier: MIT
 *
 * The lanes picture: the first thing a user sees of a failed run, so what it
 * looks like stands here as it is printed. */
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

#define MS UINT64_C(1000000)

static struct wt_object alice;
static struct wt_object listener = {WT_OBJECT_LISTENER, .name = "server:7"};
static struct wt_object server_alice = {WT_OBJECT_ACCEPTED, .name = "server:alice",
					.other = &alice};
static struct wt_object alice = {WT_OBJECT_PEER, .host = 1, .name = "alice",
				 .other = &server_alice};

static struct wt_object bob;
static struct wt_object server_bob = {WT_OBJECT_ACCEPTED, .name = "server:bob", .other = &bob};
static struct wt_object bob = {WT_OBJECT_PEER, .host = 2, .name = "bob", .other = &server_bob};

struct picture {
	struct wt_lanes *lanes;
	uint64_t now_ns;
};

static void picture_begin(struct picture *picture, size_t keep)
{
	*picture = (struct picture){.lanes = wt_lanes_new(keep)};
	assert_non_null(picture->lanes);
}

static void give(struct picture *picture, struct wt_event event)
{
	static const char *const actors[] = {"server", "alice", "bob"};
	struct wt_sink *sink = wt_lanes_sink(picture->lanes);

	event.time_ns = picture->now_ns;
	if (event.object)
		event.host = event.object->host;
	event.actor = event.host >= 0 ? actors[event.host] : "";
	sink->event(sink, &event);
}

static void call(struct picture *picture, struct wt_object *object, enum wt_call what,
		 int64_t result, int64_t arg, const char *bytes)
{
	give(picture, (struct wt_event){.kind = WT_EV_CALL,
					.what = (uint8_t)what,
					.object = object,
					.result = result,
					.arg = arg,
					.bytes = bytes,
					.len = strlen(bytes)});
}

static void handler(struct picture *picture, struct wt_object *object, enum ac_note_kind note,
		    enum ac_handler which)
{
	give(picture, (struct wt_event){.kind = WT_EV_NOTE,
					.what = (uint8_t)note,
					.object = object,
					.handler = (uint8_t)which,
					.loop = 1,
					.slot = 1});
}

static void wire(struct picture *picture, struct wt_object *object, enum wt_event_kind kind,
		 enum wt_segment_kind what, const char *bytes)
{
	give(picture, (struct wt_event){.kind = (uint8_t)kind,
					.what = (uint8_t)what,
					.object = object,
					.bytes = bytes,
					.len = strlen(bytes)});
}

static void steps(struct picture *picture, struct wt_object *object, const char *text)
{
	give(picture,
	     (struct wt_event){
		     .kind = WT_EV_STEP, .object = object, .bytes = text, .len = strlen(text)});
}

struct decided {
	struct wt_decided decided;
	const char *text;
};

static int write_decided(const struct wt_decided *decided, char *buf, size_t size)
{
	return snprintf(buf, size, "%s", ((const struct decided *)(const void *)decided)->text);
}

static void decides(struct picture *picture, struct wt_object *object, const char *text)
{
	const struct decided decided = {{.write = write_decided}, text};

	give(picture, (struct wt_event){.kind = WT_EV_DECISION,
					.object = object,
					.decided = &decided.decided});
}

static void notes(struct picture *picture, int i)
{
	char text[2] = {(char)('0' + i), '\0'};

	give(picture, (struct wt_event){.kind = WT_EV_NOTE,
					.what = AC_NOTE_USER,
					.text = "line",
					.bytes = text,
					.len = 1});
}

static void life(struct picture *picture, enum wt_life what, const char *text)
{
	give(picture, (struct wt_event){
			      .kind = WT_EV_LIFE, .what = (uint8_t)what, .host = -1, .text = text});
}

static void assert_drawn(struct picture *picture, int width, const char *want)
{
	char *out = NULL;
	size_t len = 0;
	FILE *stream = open_memstream(&out, &len);

	wt_lanes_draw(picture->lanes, stream, width, 0);
	fclose(stream);
	assert_string_equal(out, want);
	free(out);
	wt_lanes_free(picture->lanes);
}

static void a_short_send_and_what_it_led_to(void **state)
{
	struct picture picture;

	(void)state;
	picture_begin(&picture, 100);
	steps(&picture, &alice, "connects server:7");
	wire(&picture, &alice, WT_EV_SENT, WT_SEG_SYN, "");
	steps(&picture, &alice, "sends \"hello world\"");
	picture.now_ns = 10 * MS;
	wire(&picture, &server_alice, WT_EV_ARRIVED, WT_SEG_SYN, "");
	wire(&picture, &server_alice, WT_EV_ARRIVED, WT_SEG_DATA, "hello world");
	call(&picture, NULL, WT_CALL_poll, 1, -1, "");
	handler(&picture, &listener, AC_NOTE_HANDLER_ENTERED, AC_HANDLER_handle_accept);
	call(&picture, &listener, WT_CALL_accept, 5, 0, "");
	handler(&picture, &listener, AC_NOTE_HANDLER_LEFT, AC_HANDLER_handle_accept);
	handler(&picture, &server_alice, AC_NOTE_HANDLER_ENTERED, AC_HANDLER_handle_read);
	call(&picture, &server_alice, WT_CALL_recv, 11, 4096, "hello world");
	decides(&picture, &server_alice, "server:alice send@1+0 take 5");
	call(&picture, &server_alice, WT_CALL_send, 5, 11, "hello");
	wire(&picture, &server_alice, WT_EV_SENT, WT_SEG_DATA, "hello");
	handler(&picture, &server_alice, AC_NOTE_HANDLER_LEFT, AC_HANDLER_handle_read);
	picture.now_ns = 20 * MS;
	wire(&picture, &alice, WT_EV_ARRIVED, WT_SEG_DATA, "hello");
	life(&picture, WT_LIFE_ENDED, "quiet");
	assert_drawn(
		&picture, 80,
		"                server                                alice\n"
		"      0.000 ms  │                                     │ connects server:7\n"
		"                │                                     │ SYN is on its way\n"
		"                │                                     │ sends \"hello world\"\n"
		"     10.000 ms  │◀─────────────── SYN ────────────────┤\n"
		"                │◀───── DATA \"hello world\" (11) ──────┤\n"
		"                │ poll = 1                            │\n"
		"                │ handle_accept(:7)                   │\n"
		"                │   accept(:7) = 5                    │\n"
		"                │ handle_read(alice)                  │\n"
		"                │   recv(alice) = 11 \"hello world\"    │\n"
		"                │   ! server:alice send@1+0 take 5    │\n"
		"                │   ! send(alice) = 5 of 11 \"hello\"   │\n"
		"                │   DATA \"hello\" (5) is on its way    │\n"
		"     20.000 ms  ├────────── DATA \"hello\" (5) ────────▶│\n"
		"                ─── ended: quiet "
		"──────────────────────────────────────────────\n");
}

static void passes_that_repeat_are_counted(void **state)
{
	struct picture picture;

	(void)state;
	picture_begin(&picture, 100);
	for (int i = 0; i < 9; i++) {
		picture.now_ns = (uint64_t)i * MS;
		call(&picture, NULL, WT_CALL_select, 1, -1, "");
		handler(&picture, &listener, AC_NOTE_HANDLER_ENTERED, AC_HANDLER_handle_accept);
		call(&picture, &listener, WT_CALL_accept, -EMFILE, 0, "");
		handler(&picture, &listener, AC_NOTE_HANDLER_LEFT, AC_HANDLER_handle_accept);
	}
	give(&picture, (struct wt_event){.kind = WT_EV_FACT,
					 .what = WT_FACT_HOT,
					 .object = &listener,
					 .arg = WT_COND_LISTENER});
	assert_drawn(&picture, 80,
		     "                server\n"
		     "      0.000 ms  │ select = 1\n"
		     "                │ handle_accept(:7)\n"
		     "                │   x accept(:7) = -EMFILE\n"
		     "      8.000 ms  │ ... 8 more passes\n"
		     "                │ x hot: a connection that can not be accepted (:7)\n");
}

static void only_the_last_events_are_kept(void **state)
{
	struct picture picture;

	(void)state;
	picture_begin(&picture, 2);
	for (int i = 0; i < 5; i++)
		notes(&picture, i);
	assert_drawn(&picture, 60,
		     "                server\n"
		     "                ... what was before is not shown\n"
		     "      0.000 ms  │ notes line \"3\"\n"
		     "                │ notes line \"4\"\n");
}

static void how_a_program_stops_is_left_out(void **state)
{
	struct picture picture;

	(void)state;
	picture_begin(&picture, 100);
	notes(&picture, 1);
	life(&picture, WT_LIFE_ENDED, "quiet");
	life(&picture, WT_LIFE_STOPPING, "");
	call(&picture, &server_alice, WT_CALL_close, 0, 0, "");
	assert_drawn(&picture, 60,
		     "                server\n"
		     "      0.000 ms  │ notes line \"1\"\n"
		     "                ─── ended: quiet ───\n");
}

static void unless_something_goes_wrong_there(void **state)
{
	struct picture picture;

	(void)state;
	picture_begin(&picture, 100);
	life(&picture, WT_LIFE_ENDED, "quiet");
	life(&picture, WT_LIFE_STOPPING, "");
	call(&picture, &server_alice, WT_CALL_close, 0, 0, "");
	call(&picture, &server_alice, WT_CALL_send, -EBADF, 3, "");
	call(&picture, &listener, WT_CALL_close, 0, 0, "");
	assert_drawn(&picture, 60,
		     "                server\n"
		     "      0.000 ms  ─── ended: quiet ──────────────\n"
		     "                ─── told to stop ──────────────\n"
		     "                │ close(alice) = 0\n"
		     "                │ x send(alice) = -EBADF of 3\n"
		     "                │ close(:7) = 0\n");
}

static void what_led_to_a_spin_is_still_there(void **state)
{
	struct picture picture;

	(void)state;
	picture_begin(&picture, 4);
	notes(&picture, 1);
	for (int i = 0; i < 100; i++)
		call(&picture, NULL, WT_CALL_poll, 1, -1, "");
	notes(&picture, 2);
	assert_drawn(&picture, 60,
		     "                server\n"
		     "      0.000 ms  │ notes line \"1\"\n"
		     "                │ poll = 1\n"
		     "                │ ... 99 more times\n"
		     "                │ notes line \"2\"\n");
}

static void a_lost_segment_is_a_broken_arrow(void **state)
{
	struct picture picture;

	(void)state;
	picture_begin(&picture, 100);
	steps(&picture, &alice, "connects server:7");
	decides(&picture, &server_alice, "to server:alice syn lost");
	decides(&picture, &server_alice, "from server:alice @1+0 delay 5ms");
	wire(&picture, &alice, WT_EV_SENT, WT_SEG_FIN, "");
	wire(&picture, &server_alice, WT_EV_ARRIVED, WT_SEG_FIN, "");
	wire(&picture, &alice, WT_EV_ARRIVED, WT_SEG_RST, "");
	call(&picture, &server_alice, WT_CALL_recv, -ECONNRESET, 4096, "");
	assert_drawn(
		&picture, 90,
		"                server                                     alice\n"
		"      0.000 ms  │                                          │ connects server:7\n"
		"                │╳┄┄┄┄┄┄ ! to server:alice syn lost ┄┄┄┄┄┄┄┤\n"
		"                ├┄┄┄ ! from server:alice @1+0 delay 5ms ┄┄▷│\n"
		"                │◀────────────────── FIN ──────────────────┤\n"
		"                ├─────────────────── RST ─────────────────▶│\n"
		"                │ x recv(alice) = -ECONNRESET              │\n");
}

static void arrows_cross_the_lanes_between(void **state)
{
	struct picture picture;

	(void)state;
	picture_begin(&picture, 100);
	steps(&picture, &alice, "waits 2 bytes");
	steps(&picture, &bob, "sends \"hi\"");
	wire(&picture, &server_bob, WT_EV_ARRIVED, WT_SEG_DATA, "hi");
	wire(&picture, &bob, WT_EV_ARRIVED, WT_SEG_DATA,
	     "a payload that is much too long to stand above an arrow");
	assert_drawn(&picture, 80,
		     "                server      alice              bob\n"
		     "      0.000 ms  │           │ waits 2 bytes    │\n"
		     "                │           │                  │ sends \"hi\"\n"
		     "                │◀─────── DATA \"hi\" (2) ───────┤\n"
		     "                ├── DATA \"a payload that is… ─▶│\n");
}

static void a_narrow_picture_leaves_lanes_out(void **state)
{
	struct picture picture;

	(void)state;
	picture_begin(&picture, 100);
	steps(&picture, &alice, "connects server:7 from here and then some");
	steps(&picture, &bob, "connects server:7");
	wire(&picture, &server_bob, WT_EV_ARRIVED, WT_SEG_SYN, "");
	assert_drawn(&picture, 10,
		     "                server      alice\n"
		     "      0.000 ms  │           │ connects …\n"
		     "                │ SYN       │\n"
		     "                no room here for 1 more hosts or peers\n");
}

static void color_is_only_there_if_asked_for(void **state)
{
	struct picture picture;
	char *out = NULL;
	size_t len = 0;
	FILE *stream = open_memstream(&out, &len);

	(void)state;
	picture_begin(&picture, 100);
	call(&picture, &server_alice, WT_CALL_send, -EPIPE, 5, "");
	wt_lanes_draw(picture.lanes, stream, 80, 1);
	fclose(stream);
	assert_non_null(strstr(out, "\033[0;1;31mx send(alice) = -EPIPE of 5\033[0m\n"));
	free(out);
	wt_lanes_free(picture.lanes);
}

static void nothing_makes_an_empty_picture(void **state)
{
	struct picture picture;

	(void)state;
	picture_begin(&picture, 0);
	call(&picture, &server_alice, WT_CALL_close, 0, 0, "");
	assert_drawn(&picture, 80, "\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_short_send_and_what_it_led_to),
		cmocka_unit_test(passes_that_repeat_are_counted),
		cmocka_unit_test(only_the_last_events_are_kept),
		cmocka_unit_test(how_a_program_stops_is_left_out),
		cmocka_unit_test(unless_something_goes_wrong_there),
		cmocka_unit_test(what_led_to_a_spin_is_still_there),
		cmocka_unit_test(a_lost_segment_is_a_broken_arrow),
		cmocka_unit_test(arrows_cross_the_lanes_between),
		cmocka_unit_test(a_narrow_picture_leaves_lanes_out),
		cmocka_unit_test(color_is_only_there_if_asked_for),
		cmocka_unit_test(nothing_makes_an_empty_picture),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
