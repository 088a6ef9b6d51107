/* SPDX-License-Identifier: MIT
 *
 * compare.c - the calm comparison: two observations, source by source.
 *
 * Equal is equal.  A run's bytes may also be a prefix of the other run's where
 * it is not the program's doing that they are fewer (may_be_short).  In which
 * order bytes of different sources come is free.
 *
 * Two runs are compared for one of two reasons: a run with its calm twin, to
 * convict (judge), or two calm ones, to learn what is not to be compared (learn). */
#include <string.h>

#include "judge/calibration.h"
#include "judge/parts.h"
#include "time/heap.h"

#define CALM_RUN "the calm run"
#define THIS_RUN "this run"

/* One side of a comparison. */
struct side {
	const struct wt_observation *run;
	const struct wt_observed *observed;
	const struct wt_part *part;
	const char *source; /* NULL: all of them */
	struct wt_log log;  /* the bytes of that source */
};

struct comparison {
	const struct wt_observation *calm, *here;
	struct wt_judge *judge; /* NULL: */
	struct wt_calibration *learn;
	const struct wt_calibration *loosely; /* judge; or NULL */
};

static struct wt_line *convict(struct wt_judge *j, const struct wt_observed *observed)
{
	return wt_convict(j, WT_CHECK_STREAM, observed->name, observed->kind, j->ended_ns,
			  /* at_end: */ true, 0);
}

/* FNV-1a. */
static uint64_t mix(uint64_t hash, const void *bytes, size_t len)
{
	const unsigned char *p = bytes;

	for (size_t i = 0; i < len; i++)
		hash = (hash ^ p[i]) * UINT64_C(0x100000001B3);
	return hash;
}

/* The first difference found stands for the run. */
static void remember(struct wt_judge *j, const char *object, enum wt_loose_what what,
		     const char *source, const struct wt_log *log)
{
	uint64_t hash = mix(UINT64_C(0xCBF29CE484222325), object, strlen(object) + 1);
	unsigned char kind = (unsigned char)what;

	if (j->difference)
		return;
	hash = mix(mix(hash, source, strlen(source) + 1), &kind, 1);
	if (log && log->len > 0)
		hash = mix(hash, log->data, log->len);
	j->difference = hash | 1;
}

uint64_t wt_judge_difference(const struct wt_judge *j)
{
	return j->difference;
}

/* Has it been seen to differ where nothing was decided?  Or: it has now. */
static bool is_loose(const struct comparison *c, const char *object, enum wt_loose_what what)
{
	if (c->learn)
		wt_calibration_add(c->learn, object, what, "-", false);
	return c->learn || wt_calibration_find(c->loosely, object, what, "-");
}

/* What is not there yet in one of the two may come. */
static bool is_broken_off(const struct comparison *c)
{
	return c->calm->broken_off || c->here->broken_off;
}

/* -- One source --------------------------------------------------------- */

static void gather(struct side *side)
{
	size_t at = 0;

	side->log.len = 0;
	for (size_t i = 0; i < side->part->span_count; i++) {
		const struct wt_span *span = &side->part->spans[i];

		if (strcmp(wt_observation_source(side->run, span->source), side->source) == 0)
			wt_log_add(&side->log, side->part->bytes + at, (size_t)span->count);
		at += (size_t)span->count;
	}
}

static bool source_was_reset(const struct side *side)
{
	for (size_t i = 0; i < side->run->name_count; i++) {
		if (side->run->resets[i] && strcmp(side->run->names[i], side->source) == 0)
			return true;
	}
	return false;
}

/* The peer or the wire ended this stream in that run.  A reset also ends what
 * the connection was a source of: a program may drop what it has not read yet
 * when its own send meets the reset.  What a program takes in is its own affair
 * once it has closed.  Where the run ends while timers are at work, what they
 * sent and what came of it ends somewhere. */
static bool may_be_short(const struct side *side, enum wt_part_kind part)
{
	if (source_was_reset(side) || side->run->broken_off)
		return true;
	if (side->run->cut_off && (side->observed->by_timer || strcmp(side->source, "-") == 0))
		return true;
	switch (part) {
	case WT_PART_TAKEN:
		return side->observed->in_ended;
	case WT_PART_SENT:
		return side->observed->far_ended;
	default:
		return side->observed->reset;
	}
}

static bool is_prefix(const struct wt_log *a, const struct wt_log *b)
{
	return a->len <= b->len && (a->len == 0 || memcmp(a->data, b->data, a->len) == 0);
}

static bool agrees(const struct side *calm, const struct side *here, enum wt_part_kind part)
{
	if (is_prefix(&here->log, &calm->log) &&
	    (here->log.len == calm->log.len || may_be_short(here, part)))
		return true;
	return is_prefix(&calm->log, &here->log) && may_be_short(calm, part);
}

static void explain(struct wt_line *line, const struct side *calm, const struct side *here,
		    enum wt_part_kind part)
{
	static const char *const what[] = {
		[WT_PART_TAKEN] = "the program took other bytes out of",
		[WT_PART_SENT] = "other bytes reached the far end of",
		[WT_PART_NOTES] = "the program noted other things of",
	};

	wt_line_add(line, "runs disagree: %s %s", what[part], here->observed->name);
	if (part != WT_PART_TAKEN && strcmp(here->source, here->observed->name) != 0)
		wt_line_add(line, ", from %s",
			    strcmp(here->source, "-") == 0 ? "no handler (a timer, the start)"
							   : here->source);
	wt_explain_bytes(line, calm->log.data, calm->log.len, here->log.data, here->log.len,
			 CALM_RUN, THIS_RUN);
}

static bool same_lines(const struct side *calm, const struct side *here, enum wt_part_kind part)
{
	return wt_same_bag(&calm->log, may_be_short(calm, part), &here->log,
			   may_be_short(here, part));
}

/* An order-dependent source: as a bag of lines, or not at all. */
static bool agrees_loosely(const struct comparison *c, const struct side *calm,
			   const struct side *here, enum wt_part_kind part)
{
	const char *object = here->observed->name;
	const struct wt_loose *loose;

	if (c->learn) {
		wt_calibration_add(c->learn, object, (enum wt_loose_what)part, here->source,
				   same_lines(calm, here, part));
		return true;
	}
	loose = wt_calibration_find(c->loosely, object, (enum wt_loose_what)part, here->source);
	return loose && (!loose->as_bag || same_lines(calm, here, part));
}

/* False when it differs. */
static bool compare_source(const struct comparison *c, struct side *calm, struct side *here,
			   enum wt_part_kind part, const char *source)
{
	struct wt_line *line;

	calm->source = here->source = source;
	gather(calm);
	gather(here);
	if (agrees(calm, here, part) || agrees_loosely(c, calm, here, part))
		return true;
	remember(c->judge, here->observed->name, (enum wt_loose_what)part, source, &here->log);
	line = convict(c->judge, here->observed);
	if (line)
		explain(line, calm, here, part);
	return false;
}

/* -- One part: all its sources ------------------------------------------ */

/* Who queued what does not matter then: one handler did
 * what another did in the other run. */
static bool is_equal(const struct side *calm, const struct side *here)
{
	return calm->part->len == here->part->len &&
	       memcmp(calm->part->bytes, here->part->bytes, calm->part->len) == 0;
}

/* The sources of a stream, each once, in the order in which they first appear. */
struct sources {
	const char **names;
	size_t count, capacity;
};

static void add_source(struct sources *sources, const char *name)
{
	for (size_t i = 0; i < sources->count; i++) {
		if (strcmp(sources->names[i], name) == 0)
			return;
	}
	sources->names = wt_judge_grow(sources->names, sources->count, &sources->capacity,
				       sizeof(*sources->names));
	sources->names[sources->count++] = name;
}

static void add_sources(struct sources *sources, const struct side *side)
{
	for (size_t i = 0; i < side->part->span_count; i++)
		add_source(sources, wt_observation_source(side->run, side->part->spans[i].source));
}

static bool compare_part(const struct comparison *c, struct side *calm, struct side *here,
			 enum wt_part_kind part)
{
	struct sources sources = {0};
	bool same = true;

	calm->part = &calm->observed->parts[part];
	here->part = &here->observed->parts[part];
	if (is_equal(calm, here))
		return true;
	add_sources(&sources, calm);
	add_sources(&sources, here);
	for (size_t i = 0; i < sources.count && same; i++)
		same = compare_source(c, calm, here, part, sources.names[i]);
	wt_heap_give(sources.names);
	wt_log_free(&calm->log);
	wt_log_free(&here->log);
	return same;
}

/* -- One connection ----------------------------------------------------- */

static void compare_closed(const struct comparison *c, const struct wt_observed *calm,
			   const struct wt_observed *here)
{
	struct wt_line *line;

	if (calm->closed == here->closed || is_broken_off(c) ||
	    is_loose(c, here->name, WT_LOOSE_CLOSED))
		return;
	remember(c->judge, here->name, WT_LOOSE_CLOSED, "-", NULL);
	line = convict(c->judge, here);
	if (line)
		wt_line_add(line,
			    "runs disagree: the program closed %s in %s, and left it open in %s",
			    here->name, here->closed ? THIS_RUN : CALM_RUN,
			    here->closed ? CALM_RUN : THIS_RUN);
}

static void compare_observed(const struct comparison *c, struct side *calm, struct side *here)
{
	static const enum wt_part_kind order[] = {WT_PART_SENT, WT_PART_NOTES, WT_PART_TAKEN};

	for (size_t i = 0; i < sizeof(order) / sizeof(order[0]); i++) {
		if (!compare_part(c, calm, here, order[i]))
			return;
	}
	compare_closed(c, calm->observed, here->observed);
}

static void absent(const struct comparison *c, const struct wt_observed *observed, bool in_calm)
{
	struct wt_line *line;

	if (observed->kind == WT_OBJECT_HOST)
		return; /* a host is in every run; it had nothing to say in one */
	if (is_broken_off(c) || is_loose(c, observed->name, WT_LOOSE_BEING))
		return;
	remember(c->judge, observed->name, WT_LOOSE_BEING, "-", NULL);
	line = convict(c->judge, observed);
	if (line)
		wt_line_add(line, "runs disagree: %s came to be in %s, not in %s", observed->name,
			    in_calm ? CALM_RUN : THIS_RUN, in_calm ? THIS_RUN : CALM_RUN);
}

/* Both are sorted by name. */
static void compare(const struct comparison *c)
{
	const struct wt_observation *calm = c->calm, *here = c->here;
	size_t a = 0, b = 0;

	while (a < calm->count || b < here->count) {
		int order = a == calm->count   ? 1
			    : b == here->count ? -1
					       : strcmp(calm->at[a].name, here->at[b].name);
		struct side calm_side = {.run = calm, .observed = &calm->at[a]};
		struct side here_side = {.run = here, .observed = &here->at[b]};

		if (order == 0)
			compare_observed(c, &calm_side, &here_side);
		else if (order < 0)
			absent(c, &calm->at[a], true);
		else
			absent(c, &here->at[b], false);
		a += order <= 0;
		b += order >= 0;
	}
}

void wt_judge_compare(struct wt_judge *j, const struct wt_observation *calm,
		      const struct wt_calibration *calibration)
{
	struct wt_observation *here;

	if (wt_observation_is_of(calm, j))
		return;
	here = wt_observation_take(j);
	compare(&(struct comparison){
		.calm = calm, .here = here, .judge = j, .loosely = calibration});
	wt_observation_free(here);
}

void wt_calibrate(struct wt_calibration *calibration, const struct wt_observation *calm,
		  const struct wt_observation *other)
{
	compare(&(struct comparison){.calm = calm, .here = other, .learn = calibration});
}
