/* SPDX-License-Identifier: MIT
 *
 * measure.c - counts what rules ask for, and says whether they hold.
 *
 * A rule has a tally for each of its subjects: one for an object or a host, one
 * for each connection of `H:*`, of which each must hold. */
#include <inttypes.h>
#include <string.h>

#include "judge/parts.h"
#include "trace/names.h"

static const struct wt_tally nothing_yet = {.record = WT_NOBODY};

/* -- Does it hold? ------------------------------------------------------ */

static bool compare(int64_t value, enum wt_op op, const struct wt_quantity *number)
{
	int64_t want = number->negative ? -(int64_t)number->value : (int64_t)number->value;

	switch (op) {
	case WT_OP_EQ:
		return value == want;
	case WT_OP_NE:
		return value != want;
	case WT_OP_LT:
		return value < want;
	case WT_OP_LE:
		return value <= want;
	case WT_OP_GT:
		return value > want;
	case WT_OP_GE:
		return value >= want;
	default:
		return false;
	}
}

static const struct wt_log *got_of(const struct wt_judge *j, const struct wt_tally *tally)
{
	static const struct wt_log none;

	return tally->record == WT_NOBODY ? &none : &j->records[tally->record].got;
}

/* Looks only at bytes that are new since it looked last. */
static bool contains(const struct wt_rule *rule, struct wt_tally *tally, const struct wt_log *got)
{
	size_t from = tally->scanned;

	if (tally->found || rule->want_len == 0)
		return true;
	if (got->len < rule->want_len)
		return false;
	from = from >= rule->want_len ? from - rule->want_len + 1 : 0;
	tally->found = memmem(got->data + from, got->len - from, rule->want, rule->want_len);
	tally->scanned = got->len;
	return tally->found;
}

static bool received(const struct wt_judge *j, const struct wt_rule *rule, struct wt_tally *tally)
{
	const struct wt_log *got = got_of(j, tally);

	if (rule->want_error)
		return false;
	if (rule->said->how == WT_HOW_CONTAINS)
		return contains(rule, tally, got);
	if (rule->said->how == WT_HOW_EXACTLY ? got->len != rule->want_len
					      : got->len < rule->want_len)
		return false;
	return rule->want_len == 0 || memcmp(got->data, rule->want, rule->want_len) == 0;
}

static enum wt_ending ending_of(const struct wt_judge *j, const struct wt_tally *tally)
{
	return tally->record == WT_NOBODY ? WT_ENDING_NOTHING
					  : (enum wt_ending)j->records[tally->record].ending;
}

static bool tally_holds(struct wt_judge *j, const struct wt_rule *rule, struct wt_tally *tally)
{
	const struct wt_said_check *said = rule->said;

	switch (said->kind) {
	case WT_SAID_RECEIVED:
		return received(j, rule, tally);
	case WT_SAID_ENDED:
		return ending_of(j, tally) == said->ending;
	default:
		if (said->measure == WT_MEASURE_RETURNED && !tally->known)
			return false;
		return compare(tally->value, said->op, &said->number);
	}
}

bool wt_rule_holds(struct wt_judge *j, struct wt_rule *rule)
{
	struct wt_tally nobody = nothing_yet;

	if (rule->tally_count == 0)
		return tally_holds(j, rule, &nobody);
	for (size_t i = 0; i < rule->tally_count; i++) {
		if (!tally_holds(j, rule, &rule->tallies[i]))
			return false;
	}
	return true;
}

/* -- In words ----------------------------------------------------------- */

static bool is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

/* The line as it was written, without its comment. */
static void say_line(struct wt_line *line, const struct wt_rule *rule)
{
	const char *text = rule->node->source;
	size_t comment = rule->node->comment ? strlen(rule->node->comment) : 0;
	size_t len;

	if (!text) { /* told in C */
		wt_line_add(line, "%s %s", rule->kind == WT_RULE_NEVER ? "never" : "expect",
			    rule->about.name);
		return;
	}
	while (is_blank(*text))
		text++;
	len = strlen(text);
	while (len > 0 && is_blank(text[len - 1]))
		len--;
	if (comment > 0 && comment < len) {
		len -= comment;
		while (len > 0 && (is_blank(text[len - 1]) || text[len - 1] == '#'))
			len--;
	}
	wt_line_add(line, "%.*s", (int)len, text);
}

static void say_count(struct wt_line *line, int64_t n, const char *what)
{
	if (n == 1)
		wt_line_add(line, "%s once", what);
	else
		wt_line_add(line, "%s %" PRId64 " times", what, n);
}

static void say_call(struct wt_line *line, const struct wt_said_check *said, int64_t n)
{
	wt_line_add(line, "%s ", wt_name_of_call((unsigned)said->word));
	if (!said->error) {
		say_count(line, n, "was called");
		return;
	}
	wt_line_add(line, "failed with ");
	wt_line_errno(line, said->error);
	say_count(line, n, "");
}

static void say_notes(struct wt_line *line, const struct wt_said_check *said, int64_t n)
{
	wt_line_add(line, "it noted ");
	wt_line_quote(line, said->note.data, said->note.len, 40);
	if (said->has_note_text) {
		wt_line_add(line, " ");
		wt_line_quote(line, said->note_text.data, said->note_text.len, 40);
	}
	say_count(line, n, "");
}

static void say_measure(struct wt_line *line, const struct wt_said_check *said,
			const struct wt_tally *tally, int64_t value)
{
	switch (said->measure) {
	case WT_MEASURE_HANDLER:
		wt_line_add(line, "%s ", wt_name_of_handler((unsigned)said->word));
		say_count(line, value, "ran");
		return;
	case WT_MEASURE_CALL:
		say_call(line, said, value);
		return;
	case WT_MEASURE_NOTES:
		say_notes(line, said, value);
		return;
	case WT_MEASURE_BYTES:
		wt_line_add(line, "%" PRId64 " bytes were received", value);
		return;
	case WT_MEASURE_QUEUED:
		wt_line_add(line, "%" PRId64 " bytes were queued", value);
		return;
	case WT_MEASURE_SOCKETS:
		wt_line_add(line, "%" PRId64 " sockets were open", value);
		return;
	case WT_MEASURE_RETURNED:
		if (tally->known)
			wt_line_add(line, "the program returned %" PRId64, value);
		else
			wt_line_add(line, "the program has not returned");
		return;
	default:
		return;
	}
}

static void say_received(struct wt_line *line, const struct wt_rule *rule, const struct wt_log *got)
{
	size_t want_len = rule->want_len;
	size_t got_len = got->len;

	if (rule->want_error) {
		wt_line_add(line, "\n  the bytes to compare with can not be had: ");
		wt_line_result(line, rule->want_error);
		return;
	}
	if (rule->said->how == WT_HOW_CONTAINS) {
		wt_line_add(line, "\n  received: ");
		wt_line_quote(line, got->data, got->len, 200);
		return;
	}
	if (rule->said->how == WT_HOW_BEGINS && got_len > want_len)
		got_len = want_len;
	wt_explain_bytes(line, rule->want, want_len, got->data, got_len, "expected", "received");
}

/* What was seen instead. */
static void say_seen(struct wt_line *line, const struct wt_judge *j, const struct wt_rule *rule,
		     const struct wt_tally *tally, int64_t value)
{
	const struct wt_said_check *said = rule->said;

	if (tally->record == WT_NOBODY && rule->about.scope != WT_ABOUT_HOUSE)
		wt_line_add(line, "\n  no such connection or socket ever was");
	switch (said->kind) {
	case WT_SAID_RECEIVED:
		say_received(line, rule, got_of(j, tally));
		return;
	case WT_SAID_ENDED:
		wt_line_add(line, "\n  it was ended by %s", wt_name_of_ending(ending_of(j, tally)));
		return;
	default:
		wt_line_add(line, "\n  ");
		say_measure(line, said, tally, value);
		return;
	}
}

static const char *subject_of(const struct wt_judge *j, const struct wt_rule *rule,
			      const struct wt_tally *tally)
{
	return tally->record == WT_NOBODY ? rule->about.name : j->records[tally->record].name;
}

static struct wt_line *convict(struct wt_judge *j, struct wt_rule *rule,
			       const struct wt_tally *tally, uint64_t time_ns, bool at_end)
{
	enum wt_checkname check = rule->kind == WT_RULE_NEVER ? WT_CHECK_NEVER : WT_CHECK_EXPECT;
	enum wt_object_kind kind = tally->record == WT_NOBODY
					   ? WT_OBJECT_HOST
					   : (enum wt_object_kind)j->records[tally->record].kind;
	struct wt_line *line = wt_convict(j, check, subject_of(j, rule, tally), kind, time_ns,
					  at_end, rule->node->line);

	rule->excused |= wt_is_excused(j, check);
	if (!line)
		return NULL;
	say_line(line, rule);
	/* Which of all it was. */
	if (rule->about.scope == WT_ABOUT_ALL_ACCEPTED || rule->about.scope == WT_ABOUT_ALL_OPENED)
		wt_line_add(line, "\n  %s:", subject_of(j, rule, tally));
	return line;
}

/* -- Never -------------------------------------------------------------- */

static void convict_never(struct wt_judge *j, struct wt_rule *rule, struct wt_tally *tally,
			  uint64_t time_ns, int64_t value)
{
	struct wt_line *line = convict(j, rule, tally, time_ns, false);

	if (!line)
		return;
	if (rule->said->kind == WT_SAID_MEASURED)
		say_seen(line, j, rule, tally, value);
	else
		wt_line_add(line, "\n  it is so now");
	if (rule->per_ns > 0) {
		wt_line_add(line, " within ");
		wt_line_duration(line, rule->per_ns);
	}
}

static void judge_never(struct wt_judge *j, struct wt_rule *rule, struct wt_tally *tally)
{
	rule->judged = true;
	if (tally_holds(j, rule, tally))
		convict_never(j, rule, tally, j->now_ns, tally->value);
}

/* What held from the start, and never changed, was not met by any change. */
static void judge_never_at_end(struct wt_judge *j, struct wt_rule *rule)
{
	for (size_t i = 0; i < rule->tally_count; i++)
		judge_never(j, rule, &rule->tallies[i]);
}

static void judge_never_per(struct wt_judge *j, struct wt_rule *rule, struct wt_tally *tally,
			    int64_t amount)
{
	struct wt_line *line;

	rule->judged = true;
	if (!wt_window_add(&tally->window, j->now_ns, amount, rule->per_ns)) {
		line = wt_convict(j, WT_CHECK_LIMIT, subject_of(j, rule, tally), WT_OBJECT_NEW,
				  j->now_ns, false, rule->node->line);
		if (line)
			wt_line_add(line, "more than %zu instants within one `per`",
				    WT_JUDGE_WINDOW_MAX);
		return;
	}
	if (compare(tally->window.sum, rule->said->op, &rule->said->number))
		convict_never(j, rule, tally, j->now_ns, tally->window.sum);
}

/* Nothing happens for a while: windows grow emptier. */
static void judge_falling(struct wt_judge *j, uint64_t next_ns)
{
	for (size_t i = 0; i < j->rule_count; i++) {
		struct wt_rule *rule = &j->rules[i];

		if (rule->kind != WT_RULE_NEVER || rule->per_ns == 0 || next_ns < rule->per_ns ||
		    rule->said->kind != WT_SAID_MEASURED)
			continue;
		for (size_t k = 0; k < rule->tally_count; k++) {
			struct wt_tally *tally = &rule->tallies[k];
			int64_t sum = wt_window_before(&tally->window, next_ns, rule->per_ns);

			if (compare(sum, rule->said->op, &rule->said->number))
				convict_never(j, rule, tally, next_ns, sum);
		}
	}
}

/* -- Counting ----------------------------------------------------------- */

static bool same_text(const struct wt_text *text, const void *bytes, size_t len)
{
	return text->len == len && (len == 0 || memcmp(text->data, bytes, len) == 0);
}

static bool note_counts(const struct wt_said_check *said, const struct wt_event *event)
{
	const char *name = event->text ? event->text : "";

	if (!same_text(&said->note, name, strlen(name)))
		return false;
	return !said->has_note_text || same_text(&said->note_text, event->bytes, event->len);
}

/* Does what happened change what the rule measures? */
static bool concerns(const struct wt_said_check *said, const struct wt_happening *h)
{
	if (said->kind != WT_SAID_MEASURED)
		return said->kind == h->kind;
	if (h->kind != WT_SAID_MEASURED || said->measure != h->measure)
		return false;
	switch (said->measure) {
	case WT_MEASURE_HANDLER:
		return said->word == h->word;
	case WT_MEASURE_CALL:
		return said->word == h->word && (!said->error || h->result == -said->error);
	case WT_MEASURE_NOTES:
		return note_counts(said, h->event);
	default:
		return true;
	}
}

static void tell(struct wt_judge *j, uint32_t list, const struct wt_happening *h)
{
	for (; list != WT_NO_WATCH; list = j->watches[list].next) {
		struct wt_rule *rule = &j->rules[j->watches[list].rule];
		struct wt_tally *tally = &rule->tallies[j->watches[list].tally];
		int64_t before = tally->value;

		if (!concerns(rule->said, h))
			continue;
		tally->known = true;
		if (h->kind == WT_SAID_MEASURED)
			tally->value = h->is_level ? h->amount : before + h->amount;
		if (rule->kind != WT_RULE_NEVER)
			continue;
		if (rule->per_ns > 0 && h->kind == WT_SAID_MEASURED)
			judge_never_per(j, rule, tally, tally->value - before);
		else
			judge_never(j, rule, tally);
	}
}

void wt_measure(struct wt_judge *j, struct wt_record *record, struct wt_house *house,
		const struct wt_happening *h)
{
	if (record)
		tell(j, record->watch, h);
	if (house)
		tell(j, house->watch, h);
}

/* -- Judging expectations ----------------------------------------------- */

/* What is said of something that never was (a misspelt port, a second connection
 * that nobody opened) may fail, but has not been judged if it happens to hold. */
static bool has_subject(const struct wt_rule *rule)
{
	return rule->tally_count > 0 || rule->about.scope == WT_ABOUT_HOUSE;
}

static void judge_expect(struct wt_judge *j, struct wt_rule *rule, uint64_t time_ns, bool at_end)
{
	struct wt_tally nobody = nothing_yet;
	size_t count = rule->tally_count > 0 ? rule->tally_count : 1;

	for (size_t i = 0; i < count; i++) {
		struct wt_tally *tally = rule->tally_count > 0 ? &rule->tallies[i] : &nobody;
		struct wt_line *line;

		if (rule->said->kind == WT_SAID_MEASURED &&
		    rule->said->measure == WT_MEASURE_RETURNED && !tally->known)
			continue;
		rule->judged |= has_subject(rule);
		if (tally_holds(j, rule, tally))
			continue;
		line = convict(j, rule, tally, time_ns, at_end);
		if (line)
			say_seen(line, j, rule, tally, tally->value);
	}
}

static void judge_timed(struct wt_judge *j, uint64_t time_ns)
{
	struct wt_rule *rule = &j->rules[j->timed[j->timed_next++]];

	judge_expect(j, rule, rule->by_ns < time_ns ? rule->by_ns : time_ns, false);
}

void wt_rules_judge_instant(struct wt_judge *j, uint64_t next_ns)
{
	while (j->timed_next < j->timed_count && j->rules[j->timed[j->timed_next]].by_ns < next_ns)
		judge_timed(j, next_ns);
	if (j->has_falling)
		judge_falling(j, next_ns);
}

void wt_rules_judge_end(struct wt_judge *j)
{
	while (j->timed_next < j->timed_count)
		judge_timed(j, j->now_ns);
	for (size_t i = 0; i < j->rule_count; i++) {
		struct wt_rule *rule = &j->rules[i];

		if (rule->kind == WT_RULE_EXPECT && rule->by_ns == WT_NO_TIME)
			judge_expect(j, rule, j->now_ns, true);
		if (rule->kind == WT_RULE_NEVER && rule->per_ns == 0)
			judge_never_at_end(j, rule);
	}
}
