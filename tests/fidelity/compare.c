/* SPDX-License-Identifier: MIT */
#include "compare.h"

#include <poll.h>
#include <stdio.h>
#include <string.h>

static const char *const part_texts[PARTS] = {
	[PART_NONE] = "nothing",
	[PART_DIED] = "died",
	[PART_RESULT] = "result",
	[PART_SIGNAL] = "signal",
	[PART_BYTES] = "bytes",
	[PART_NAME] = "name",
	[PART_POLL + LOOK_POLL] = "poll",
	[PART_POLL + LOOK_SELECT] = "select",
	[PART_POLL + LOOK_LEVEL] = "epoll",
	[PART_POLL + LOOK_EDGE] = "edge",
	[PART_POLL + LOOK_ONCE] = "once",
};

enum part seen_differ(const struct seen *a, const struct seen *b, unsigned *ret_slot)
{
	*ret_slot = SLOTS;
	if (memcmp(a, b, sizeof *a) == 0)
		return PART_NONE;
	if (a->result != b->result || a->called != b->called)
		return PART_RESULT;
	if (a->sigpipe != b->sigpipe)
		return PART_SIGNAL;
	if (a->bytes != b->bytes)
		return PART_BYTES;
	if (memcmp(&a->name, &b->name, sizeof a->name) != 0)
		return PART_NAME;
	for (unsigned how = 0; how < LOOKS; how++) {
		for (unsigned slot = 0; slot < SLOTS; slot++) {
			*ret_slot = slot;
			if (a->ready[how][slot] != b->ready[how][slot])
				return PART_POLL + how;
		}
	}
	return PART_NONE;
}

/* -- In words ----------------------------------------------------------- */

const char *file_kind_text(enum file_kind kind)
{
	static const char *const texts[FILE_KINDS] = {
		"-",      "tcp",    "udp",   "unix",  "unix-dgram", "unix-packet",
		"reader", "writer", "epoll", "event", "file"};

	return texts[kind];
}

const char *ready_text(uint8_t bits, char *text, size_t size)
{
	static const struct {
		uint8_t bit;
		const char *text;
	} names[] = {{POLLIN, "IN"},   {POLLPRI, "PRI"}, {POLLOUT, "OUT"},   {SEEN_RDHUP, "RDHUP"},
		     {POLLERR, "ERR"}, {POLLHUP, "HUP"}, {POLLNVAL, "NVAL"}, {SEEN_NORM, "NORM"}};
	size_t used = 0;

	snprintf(text, size, "0");
	for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
		if (bits & names[i].bit && used < size)
			used += (size_t)snprintf(text + used, size - used, "%s%s", used ? "|" : "",
						 names[i].text);
	return text;
}

static const char *select_text(uint8_t bits, char *text, size_t size)
{
	snprintf(text, size, "%s%s%s%s", bits & SEEN_READ ? "r" : "", bits & SEEN_WRITE ? "w" : "",
		 bits & SEEN_OTHER ? "x" : "", bits ? "" : "-");
	return text;
}

const char *result_text(int32_t result, char *text, size_t size)
{
	const char *name = result < 0 ? strerrorname_np(-result) : NULL;

	if (name)
		snprintf(text, size, "%s", name);
	else
		snprintf(text, size, "%d", result);
	return text;
}

static const char *outcome_text(const struct difference *difference, const struct seen *seen,
				char *text, size_t size)
{
	unsigned how = difference->part - PART_POLL;

	switch (difference->part) {
	case PART_NONE:
	case PART_DIED:
		snprintf(text, size, "-");
		return text;
	case PART_RESULT:
		return result_text(seen->result, text, size);
	case PART_SIGNAL:
		snprintf(text, size, "%u", seen->sigpipe);
		return text;
	case PART_BYTES:
		if (difference->op.kind == OP_GETOPT)
			return result_text(-(int32_t)seen->bytes, text, size);
		snprintf(text, size, "other");
		return text;
	case PART_NAME:
		return seen_name_text(&seen->name, text, size);
	default:
		if (how == LOOK_SELECT)
			return select_text(seen->ready[how][difference->slot], text, size);
		return ready_text(seen->ready[how][difference->slot], text, size);
	}
}

void difference_words(const struct difference *difference, struct difference_words *ret)
{
	char real[64], simulated[64], state[40];
	const char *of = difference->part >= PART_POLL ? file_kind_text(difference->slot_kind) : "";

	snprintf(ret->call, sizeof ret->call, "%s(%s)", op_name(difference->op.kind),
		 file_kind_text(difference->real.kind));
	snprintf(ret->state, sizeof ret->state, "%s",
		 ready_text(difference->state, state, sizeof state));
	snprintf(ret->outcome, sizeof ret->outcome, "%s%s%s %s/%s", part_texts[difference->part],
		 *of ? "=" : "", of, outcome_text(difference, &difference->real, real, sizeof real),
		 outcome_text(difference, &difference->simulated, simulated, sizeof simulated));
}

const char *difference_text(const struct difference *difference, char *text, size_t size)
{
	struct difference_words words;

	difference_words(difference, &words);
	snprintf(text, size, "%s at %s: %s", words.call, words.state, words.outcome);
	return text;
}
