/* SPDX-License-Identifier: MIT
 *
 * test_judge.h - a run made by hand, event by event, for the tests of the judge.
 *
 *	struct run run;
 *	run_begin(&run, "expect server:alice handle_close = 1\n");
 *	enters(&run, &server_alice, AC_HANDLER_handle_close);
 *	leaves(&run, &server_alice, AC_HANDLER_handle_close);
 *	ends(&run);
 *	assert_holds(&run);
 *	run_end(&run); */
#ifndef TEST_JUDGE_H
#define TEST_JUDGE_H

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>

#include <cmocka.h>

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "ac_sys.h"
#include "judge/judge.h"
#include "scenario/scenario.h"
#include "wt_run.h"

#define MS UINT64_C(1000000)

struct run {
	struct wt_diagnostics *diagnostics;
	struct wt_plan *plan;
	struct wt_judge *judge;
	uint64_t now_ns;
};

/* The world of every test: host 0 `server`, peers 1 `alice` and 2 `bob`. */
__attribute__((unused)) static struct wt_object listener = {WT_OBJECT_LISTENER, .hash = 1,
							    .name = "server:7"};
static struct wt_object alice, bob;
static struct wt_object server_alice = {WT_OBJECT_ACCEPTED, .index = 1, .hash = 2,
					.name = "server:alice", .other = &alice};
static struct wt_object server_bob = {WT_OBJECT_ACCEPTED, .index = 2, .hash = 3,
				      .name = "server:bob", .other = &bob};
static struct wt_object alice = {WT_OBJECT_PEER, .index = 3,      .host = 1,
				 .hash = 4,      .name = "alice", .other = &server_alice};
static struct wt_object bob = {WT_OBJECT_PEER, .index = 4,    .host = 2,
			       .hash = 5,      .name = "bob", .other = &server_bob};

static const char the_world[] = "scenario 1\n"
				"host server runs echo --port 7\n"
				"peer alice\n"
				"  connects server:7\n"
				"peer bob\n"
				"  connects server:7\n";

static inline void run_begin_as(struct run *run, const char *checks, bool strict)
{
	char text[4096];
	int len = snprintf(text, sizeof(text), "%s%s", the_world, checks);

	*run = (struct run){.diagnostics = wt_diagnostics_new()};
	run->plan = wt_plan_parse("test.scn", text, (size_t)len, run->diagnostics);
	if (!run->plan)
		wt_diagnostics_print(run->diagnostics, stderr, 0);
	assert_non_null(run->plan);
	run->judge = wt_judge_new(run->plan, strict);
	assert_non_null(run->judge);
}

static inline void run_begin(struct run *run, const char *checks)
{
	run_begin_as(run, checks, false);
}

static inline void run_end(struct run *run)
{
	wt_judge_free(run->judge);
	wt_plan_free(run->plan);
	wt_diagnostics_free(run->diagnostics);
}

static inline void give(struct run *run, struct wt_event event)
{
	static const char *const actors[] = {"server", "alice", "bob"};
	struct wt_sink *sink = wt_judge_sink(run->judge);

	event.time_ns = run->now_ns;
	if (event.object)
		event.host = event.object->host;
	event.actor = event.host >= 0 ? actors[event.host] : "";
	sink->event(sink, &event);
}

static inline void calls(struct run *run, struct wt_object *object, enum wt_call call,
			 int64_t result)
{
	give(run, (struct wt_event){.kind = WT_EV_CALL,
				    .what = (uint8_t)call,
				    .object = object,
				    .result = result});
}

/* The program's send took all of bytes. */
static inline void sends(struct run *run, struct wt_object *object, const char *bytes)
{
	size_t len = strlen(bytes);

	give(run, (struct wt_event){.kind = WT_EV_CALL,
				    .what = WT_CALL_send,
				    .object = object,
				    .result = (int64_t)len,
				    .arg = (int64_t)len,
				    .bytes = bytes,
				    .len = len});
}

static inline void takes(struct run *run, struct wt_object *object, uint64_t offset,
			 const char *bytes)
{
	size_t len = strlen(bytes);

	give(run, (struct wt_event){.kind = WT_EV_CALL,
				    .what = WT_CALL_recv,
				    .object = object,
				    .result = (int64_t)len,
				    .arg = 4096,
				    .bytes = bytes,
				    .len = len,
				    .offset = offset});
}

/* Bytes of a stream from offset on reach its reader. */
static inline void arrives(struct run *run, struct wt_object *object, uint64_t offset,
			   const char *bytes)
{
	give(run, (struct wt_event){.kind = WT_EV_ARRIVED,
				    .what = WT_SEG_DATA,
				    .object = object,
				    .arg = (int64_t)offset,
				    .bytes = bytes,
				    .len = strlen(bytes)});
}

static inline void segment(struct run *run, struct wt_object *object, enum wt_event_kind kind,
			   enum wt_segment_kind segment_kind)
{
	give(run, (struct wt_event){
			  .kind = (uint8_t)kind, .what = (uint8_t)segment_kind, .object = object});
}

static inline void says(struct run *run, struct wt_object *object, enum ac_note_kind note,
			int64_t value)
{
	give(run, (struct wt_event){.kind = WT_EV_NOTE,
				    .what = (uint8_t)note,
				    .object = object,
				    .result = value,
				    .loop = 1,
				    .slot = object->index + 1,
				    .generation = 1});
}

static inline void in_handler(struct run *run, struct wt_object *object, enum ac_note_kind note,
			      enum ac_handler handler)
{
	give(run, (struct wt_event){.kind = WT_EV_NOTE,
				    .what = (uint8_t)note,
				    .object = object,
				    .handler = (uint8_t)handler,
				    .loop = 1,
				    .slot = object->index + 1,
				    .generation = 1});
}

static inline void enters(struct run *run, struct wt_object *object, enum ac_handler handler)
{
	in_handler(run, object, AC_NOTE_HANDLER_ENTERED, handler);
}

static inline void leaves(struct run *run, struct wt_object *object, enum ac_handler handler)
{
	in_handler(run, object, AC_NOTE_HANDLER_LEFT, handler);
}

/* object NULL: a note of no channel. */
static inline void notes(struct run *run, struct wt_object *object, const char *name,
			 const char *text)
{
	give(run, (struct wt_event){.kind = WT_EV_NOTE,
				    .what = AC_NOTE_USER,
				    .object = object,
				    .text = name,
				    .bytes = text,
				    .len = strlen(text),
				    .loop = 1,
				    .slot = object ? object->index + 1 : 0,
				    .generation = 1});
}

static inline void fact(struct run *run, struct wt_object *object, enum wt_fact what, int64_t arg)
{
	give(run, (struct wt_event){
			  .kind = WT_EV_FACT, .what = (uint8_t)what, .object = object, .arg = arg});
}

static inline void step(struct run *run, struct wt_object *object, const char *text)
{
	give(run,
	     (struct wt_event){
		     .kind = WT_EV_STEP, .object = object, .bytes = text, .len = strlen(text)});
}

static inline void life(struct run *run, enum wt_life what, int64_t arg)
{
	give(run,
	     (struct wt_event){.kind = WT_EV_LIFE, .what = (uint8_t)what, .host = -1, .arg = arg});
}

/* Of the server as a whole. */
static inline void host_fact(struct run *run, enum wt_fact what, int64_t arg, int64_t result,
			     const char *text)
{
	give(run, (struct wt_event){.kind = WT_EV_FACT,
				    .what = (uint8_t)what,
				    .arg = arg,
				    .result = result,
				    .text = text});
}

/* The object's channel in the library. */
static inline void channel(struct run *run, struct wt_object *object, enum ac_note_kind note,
			   uint32_t generation)
{
	give(run, (struct wt_event){.kind = WT_EV_NOTE,
				    .what = (uint8_t)note,
				    .object = object,
				    .loop = 1,
				    .slot = object->index + 1,
				    .generation = generation});
}

static inline void handles(struct run *run, struct wt_object *object, enum ac_handler handler)
{
	enters(run, object, handler);
	leaves(run, object, handler);
}

/* Harm that meets alice's connection alone. */
static inline void harm_is_drawn(struct run *run)
{
	give(run, (struct wt_event){.kind = WT_EV_DECISION,
				    .object = &server_alice,
				    .decided = &(struct wt_decided){.excuses = true}});
}

static inline void harm_that_spreads_is_drawn(struct run *run)
{
	give(run,
	     (struct wt_event){.kind = WT_EV_DECISION,
			       .object = &server_alice,
			       .decided = &(struct wt_decided){.excuses = true, .spreads = true}});
}

/* The clock moves on. */
static inline void until(struct run *run, uint64_t time_ns)
{
	life(run, WT_LIFE_INSTANT, (int64_t)time_ns);
	run->now_ns = time_ns;
}

static inline void ends(struct run *run)
{
	life(run, WT_LIFE_ENDED, 0);
}

static inline void is_over(struct run *run)
{
	life(run, WT_LIFE_STOPPING, 0);
	life(run, WT_LIFE_OVER, 0);
}

static inline void assert_holds(struct run *run)
{
	struct wt_verdict verdict;

	if (wt_judge_verdict(run->judge, &verdict))
		fail_msg("%s: %s", verdict.check, verdict.text);
	assert_null(verdict.check);
}

static inline void assert_fails(struct run *run, const char *check, const char *object)
{
	struct wt_verdict verdict;

	assert_true(wt_judge_verdict(run->judge, &verdict));
	assert_string_equal(verdict.check, check);
	assert_string_equal(verdict.object, object);
}

static inline void assert_text(struct run *run, const char *text)
{
	struct wt_verdict verdict;

	assert_true(wt_judge_verdict(run->judge, &verdict));
	assert_string_equal(verdict.text, text);
}

#endif
