/* SPDX-License-Identifier: MIT
 *
 * Decisions as a scenario writes them. */
#include <inttypes.h>
#include <string.h>

#include "decisions/decide.h"
#include "trace/compose.h"
#include "trace/errno_names.h"
#include "trace/names.h"

static const char *const ask_names[] = {
#define ASK_NAME(name) #name,
	WT_ASKS(ASK_NAME)
#undef ASK_NAME
};

static int time_text(uint64_t ns, char *buf, size_t size)
{
	static const struct unit {
		uint64_t ns;
		const char *name;
	} units[] = {{UINT64_C(1000000000), "s"}, {UINT64_C(1000000), "ms"}};

	for (size_t i = 0; i < sizeof units / sizeof units[0]; i++) {
		if (ns != 0 && ns % units[i].ns == 0)
			return wt_compose(buf, size, "%" PRIu64 "%s", ns / units[i].ns,
					  units[i].name);
	}
	return wt_compose(buf, size, "%" PRIu64 "us", ns / 1000);
}

static int returns_text(int64_t result, char *buf, size_t size)
{
	if (result < 0)
		return wt_compose(buf, size, "returns %s", wt_errno_name((int)-result));
	return wt_compose(buf, size, "returns %" PRIu64, (uint64_t)result);
}

int wt_value_text(const struct wt_value *value, char *buf, size_t size)
{
	char when[32];

	switch (value->verb) {
	case WT_VERB_TAKE:
		return wt_compose(buf, size, "take %" PRIu64, value->number);
	case WT_VERB_CUT:
		return wt_compose(buf, size, "cut %" PRIu64, value->number);
	case WT_VERB_FAILS:
		return wt_compose(buf, size, "fails %s", wt_errno_name((int)value->number));
	case WT_VERB_LATE_TIME:
		time_text(value->number, when, sizeof when);
		return wt_compose(buf, size, "late %s", when);
	case WT_VERB_DELAY:
		time_text(value->number, when, sizeof when);
		return wt_compose(buf, size, "delay %s", when);
	case WT_VERB_LATE_UNTIL:
		return wt_compose(buf, size, "late until");
	case WT_VERB_DELAY_UNTIL:
		return wt_compose(buf, size, "delay until");
	case WT_VERB_LATE_NEXT:
		return wt_compose(buf, size, "late until next");
	case WT_VERB_RESET_FIRST:
		return wt_compose(buf, size, "reset first");
	case WT_VERB_SPURIOUS:
		return wt_compose(buf, size, "spurious");
	case WT_VERB_WITHHELD:
		return wt_compose(buf, size, "withheld");
	case WT_VERB_INTERRUPTED:
		return wt_compose(buf, size, "interrupted");
	case WT_VERB_BEFORE:
		return wt_compose(buf, size, "before");
	case WT_VERB_LOST:
		return wt_compose(buf, size, "lost");
	case WT_VERB_TWICE:
		return wt_compose(buf, size, "twice");
	case WT_VERB_RETURNS:
		return returns_text((int64_t)value->number, buf, size);
	case WT_VERB_DEFAULT:
	case WT_VERB_COUNT:
		break;
	}
	return wt_compose(buf, size, "-");
}

/* What the language calls a NAME; everything else stands in quotes. */
static bool is_name(const char *text)
{
	return *text >= 'a' && *text <= 'z' &&
	       text[strspn(text, "abcdefghijklmnopqrstuvwxyz0123456789_-")] == '\0';
}

static int place_text(const struct wt_place *place, uint32_t turn, const char *at, char *buf,
		      size_t size)
{
	char turns[16] = "";
	const char *quote;

	if (turn > 1)
		wt_compose(turns, sizeof turns, ".%" PRIu32, turn);
	switch (place->form) {
	case WT_PLACE_STREAM:
		return wt_compose(buf, size, "%s%" PRIu32 "+%" PRIu64 "%s", at, place->burst,
				  place->offset, turns);
	case WT_PLACE_WHO: /* alice.1.2 is her first connection's second turn */
		return wt_compose(buf, size, "%s%s%s%s", at, place->text,
				  turn > 1 && !strchr(place->text, '.') ? ".1" : "", turns);
	case WT_PLACE_PURPOSE:
		quote = is_name(place->text) ? "" : "\"";
		return wt_compose(buf, size, "%s%s%s%s%s", at, quote, place->text, quote, turns);
	case WT_PLACE_SYN:
		return wt_compose(buf, size, "syn");
	case WT_PLACE_FIN:
		return wt_compose(buf, size, "fin");
	case WT_PLACE_RST:
		return wt_compose(buf, size, "rst");
	case WT_PLACE_NONE:
		break;
	}
	return wt_compose(buf, size, "%s", "");
}

/* Which of the calls of a raw line it was. */
static int raw_text(const struct wt_answer *answer, char *buf, size_t size)
{
	char place[WT_OBJECT_NAME_MAX + 48], value[64];

	wt_value_text(&answer->value, value, sizeof value);
	if (answer->place.form == WT_PLACE_NONE)
		wt_compose(place, sizeof place, "#%" PRIu64, answer->ordinal);
	else
		place_text(&answer->place, answer->turn, "@", place, sizeof place);
	return wt_compose(buf, size, "raw %s %s%s %s", answer->object->name,
			  wt_name_of_call((unsigned)answer->call), place, value);
}

int wt_answer_text(const struct wt_answer *answer, char *buf, size_t size)
{
	char place[WT_OBJECT_NAME_MAX + 48], value[64];
	const char *name = answer->object->name, *ask;
	const char *blank = answer->until ? " " : "", *until = answer->until ? answer->until : "";

	if (answer->ask == WT_ASK_RAW)
		return raw_text(answer, buf, size);
	ask = ask_names[answer->ask];
	wt_value_text(&answer->value, value, sizeof value);
	if (answer->ask == WT_ASK_to || answer->ask == WT_ASK_from) {
		place_text(&answer->place, answer->turn, "@", place, sizeof place);
		return wt_compose(buf, size, "%s %s %s %s%s%s", ask, name, place, value, blank,
				  until);
	}
	if (answer->ask == WT_ASK_socket)
		wt_compose(place, sizeof place, "#%" PRIu64, answer->ordinal);
	else
		place_text(&answer->place, answer->turn, "@", place, sizeof place);
	return wt_compose(buf, size, "%s %s%s %s%s%s", name, ask, place, value, blank, until);
}
