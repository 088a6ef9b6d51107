/* SPDX-License-Identifier: MIT */
#include "fuzz/names.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "decisions/mix.h"
#include "scenario/store.h"
#include "trace/errno_names.h"

#define NAMES_MAX ((size_t)1 << 16) /* beyond it a text is made at each asking */
#define LINE_MAX  512

static uint64_t hash_of(const char *text, size_t len)
{
	uint64_t hash = 0;

	for (size_t i = 0; i < len; i++)
		hash = (hash ^ (unsigned char)text[i]) * UINT64_C(0x100000001B3);
	return wt_mix(hash, len);
}

/* -- From a value's words ------------------------------------------------------ */

/* Whether the text is that word alone, or the word, a blank and something. */
static const char *behind(const char *text, const char *word)
{
	size_t len = strlen(word);

	return text[0] == word[0] && strncmp(text, word, len) == 0 ? text + len : NULL;
}

static bool read_number(const char *text, const char *unit, uint64_t scale, uint64_t *ret)
{
	uint64_t number = 0;
	size_t digits = strspn(text, "0123456789");

	if (digits == 0 || digits > 12 || strcmp(text + digits, unit) != 0)
		return false;
	for (size_t i = 0; i < digits; i++)
		number = number * 10 + (uint64_t)(text[i] - '0');
	*ret = number * scale;
	return true;
}

static bool read_time(const char *text, uint64_t *ret)
{
	return read_number(text, "us", UINT64_C(1000), ret) ||
	       read_number(text, "ms", UINT64_C(1000000), ret) ||
	       read_number(text, "s", UINT64_C(1000000000), ret);
}

static const struct plain {
	const char *words;
	enum wt_verb verb;
} plain[] = {
	{"late until next", WT_VERB_LATE_NEXT},
	{"reset first", WT_VERB_RESET_FIRST},
	{"spurious", WT_VERB_SPURIOUS},
	{"withheld", WT_VERB_WITHHELD},
	{"interrupted", WT_VERB_INTERRUPTED},
	{"lost", WT_VERB_LOST},
	{"twice", WT_VERB_TWICE},
};

static bool read_value(const char *text, struct wt_value *ret)
{
	const char *rest;

	*ret = (struct wt_value){WT_VERB_DEFAULT, 0};
	for (size_t i = 0; i < sizeof plain / sizeof plain[0]; i++) {
		/* An engine listens to every comparison, and takes its time. */
		if (text[0] == plain[i].words[0] && strcmp(text, plain[i].words) == 0)
			ret->verb = plain[i].verb;
	}
	if (ret->verb != WT_VERB_DEFAULT)
		return true;
	if ((rest = behind(text, "take "))) {
		ret->verb = WT_VERB_TAKE;
		return read_number(rest, "", 1, &ret->number) && ret->number > 0;
	}
	if ((rest = behind(text, "cut "))) {
		ret->verb = WT_VERB_CUT;
		return read_number(rest, "", 1, &ret->number) && ret->number > 0;
	}
	if ((rest = behind(text, "delay "))) {
		ret->verb = WT_VERB_DELAY;
		return read_time(rest, &ret->number);
	}
	if ((rest = behind(text, "late "))) {
		ret->verb = WT_VERB_LATE_TIME;
		return read_time(rest, &ret->number);
	}
	if ((rest = behind(text, "fails "))) {
		ret->verb = WT_VERB_FAILS;
		ret->number = (uint64_t)wt_errno_number(rest, strlen(rest));
		return ret->number > 0;
	}
	if ((rest = behind(text, "before "))) {
		ret->verb = WT_VERB_BEFORE;
		ret->number = wt_mix_text(0, rest);
		return *rest != '\0';
	}
	return false;
}

void wt_fuzz_names_say(struct wt_fuzz_names *names, const struct wt_fuzz_lines *lines)
{
	names->choice_count = 0;
	for (size_t i = 0; i < lines->count; i++) {
		const struct wt_fuzz_line *line = &lines->at[i];
		struct wt_fuzz_choice *choice = &names->choices[names->choice_count];
		char value[128];

		if (line->sends || line->value_len >= sizeof value)
			continue;
		memcpy(value, line->value, line->value_len);
		value[line->value_len] = '\0';
		if (!read_value(value, &choice->value))
			continue;
		choice->text = hash_of(line->name, line->name_len);
		names->choice_count++;
	}
}

/* -- What is asked ---------------------------------------------------------------- */

static int line_text(const struct wt_asking *asking, struct wt_value value, char *text)
{
	const struct wt_spot *spot = asking->spot;
	const struct wt_question *question = asking->question;
	struct wt_answer answer = {
		.object = spot->object,
		.ask = spot->ask,
		.place = spot->place,
		.turn = spot->turn,
		.value = value,
		.ordinal = spot->turn, /* of `socket`, which has no other place */
	};

	for (size_t i = 0; value.verb == WT_VERB_BEFORE && i < question->other_count; i++) {
		if (question->others[i]->hash == value.number)
			answer.until = question->others[i]->name;
	}
	return wt_answer_text(&answer, text, LINE_MAX);
}

/* What stands in front of the value, whose words for the default are "-". */
static size_t name_text(const struct wt_asking *asking, char *text)
{
	int len = line_text(asking, (struct wt_value){WT_VERB_DEFAULT, 0}, text);

	return len >= 2 && len < LINE_MAX ? (size_t)len - 2 : 0;
}

static void list_values(struct wt_fuzz_names *names, const struct wt_asking *asking)
{
	static const struct wt_list nothing;
	struct wt_branch *branch = &names->values;
	char text[LINE_MAX];
	size_t name = name_text(asking, text);

	wt_branch_begin(branch, &nothing);
	branch->strategy.answer(&branch->strategy, asking);
	if (branch->further.count == 0)
		return;
	wt_put_bytes(&names->news, text, name);
	for (size_t i = 0; i < branch->further.count; i++) {
		line_text(asking, branch->further.at[i].value, text);
		wt_put(&names->news, "\t");
		wt_put(&names->news, text + name + 1);
	}
	wt_put(&names->news, "\n");
}

static struct wt_fuzz_name *slot_of(struct wt_fuzz_names *names, uint64_t name)
{
	size_t at = (size_t)(name ^ name >> 32) & (names->capacity - 1);

	while (names->slots[at].name != 0 && names->slots[at].name != name)
		at = (at + 1) & (names->capacity - 1);
	return &names->slots[at];
}

static void grow(struct wt_fuzz_names *names)
{
	struct wt_fuzz_names bigger = {.capacity = names->capacity ? names->capacity * 2 : 256};

	bigger.slots = wt_need(NULL, bigger.capacity * sizeof *bigger.slots);
	memset(bigger.slots, 0, bigger.capacity * sizeof *bigger.slots);
	for (size_t i = 0; i < names->capacity; i++) {
		if (names->slots[i].name != 0)
			*slot_of(&bigger, names->slots[i].name) = names->slots[i];
	}
	free(names->slots);
	names->slots = bigger.slots;
	names->capacity = bigger.capacity;
}

static uint64_t text_of(struct wt_fuzz_names *names, const struct wt_asking *asking)
{
	struct wt_fuzz_name *slot;
	char text[LINE_MAX];
	uint64_t hash;

	if (names->used * 2 >= names->capacity)
		grow(names);
	slot = slot_of(names, asking->spot->name);
	if (slot->name != 0)
		return slot->text;
	hash = hash_of(text, name_text(asking, text));
	if (names->used == NAMES_MAX)
		return hash;
	*slot = (struct wt_fuzz_name){asking->spot->name, hash};
	names->used++;
	list_values(names, asking);
	return hash;
}

static struct wt_value answer(struct wt_strategy *strategy, const struct wt_asking *asking)
{
	struct wt_fuzz_names *names = (struct wt_fuzz_names *)(void *)strategy;
	const struct wt_value nothing = {WT_VERB_DEFAULT, 0};
	uint64_t text;

	if (!asking->may)
		return nothing;
	text = text_of(names, asking);
	for (size_t i = 0; i < names->choice_count; i++) {
		if (names->choices[i].text == text)
			return names->choices[i].value;
	}
	return nothing;
}

void wt_fuzz_names_init(struct wt_fuzz_names *names)
{
	const struct wt_reach reach = {.bytes_max = 1};

	*names = (struct wt_fuzz_names){.strategy = {.answer = answer}};
	wt_branch_init(&names->values, &reach, false);
}

void wt_fuzz_names_fini(struct wt_fuzz_names *names)
{
	wt_branch_fini(&names->values);
	free(names->slots);
	free(wt_writer_done(&names->news));
}
