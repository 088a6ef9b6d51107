/* SPDX-License-Identifier: MIT
 *
 * The wire between A and B: what a row does to packets, and waits for. */
#include <errno.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "verb.h"

#define NS_PER_S  INT64_C(1000000000)
#define PATIENCE  (10 * NS_PER_S)
#define SLICE     (NS_PER_S / 100)
#define FROM_NONE ((enum gate_machine)2)

/* ---- Steps in brackets ---- */

struct words {
	char *at[5];
	size_t count;
};

static void split_words(char *text, struct words *ret)
{
	char *word;

	ret->count = 0;
	while (ret->count < 5 && (word = strsep(&text, " ")))
		ret->at[ret->count++] = word;
}

static bool says(const struct words *words, size_t at, const char *word)
{
	return at < words->count && strcmp(words->at[at], word) == 0;
}

/* A>B, B>A */
static enum gate_machine sender(const struct words *words)
{
	if (says(words, 1, "A>B"))
		return GATE_A;
	return says(words, 1, "B>A") ? GATE_B : FROM_NONE;
}

/* deliver A>B SYN, and the like. */
static bool move(struct gate *gate, const struct words *words)
{
	enum gate_machine from = sender(words);
	size_t nth;

	if (from == FROM_NONE || words->count != 3 || !gate_find(gate, from, words->at[2], &nth))
		return false;
	if (says(words, 0, "drop"))
		gate->ops->drop(gate, from, nth);
	else
		gate->ops->deliver(gate, from, nth, says(words, 0, "repeat"));
	return true;
}

/* acks A>B, lose acks A>B: every segment that says nothing else. */
static bool move_acks(struct gate *gate, const struct words *words, bool lose)
{
	struct words way = {.at = {NULL, words->at[words->count - 1]}, .count = 2};
	enum gate_machine from = sender(&way);
	size_t nth;

	if (from == FROM_NONE)
		return false;
	while (gate_find(gate, from, "ACK", &nth)) {
		if (lose)
			gate->ops->drop(gate, from, nth);
		else
			gate->ops->deliver(gate, from, nth, false);
	}
	return true;
}

/* await A>B FIN */
static bool await(struct stage *stage, const struct words *words)
{
	struct gate *gate = stage->gate;
	struct ac_sys *sys = stage->sys;
	uint64_t until = sys->ops->now_ns(sys) + (uint64_t)PATIENCE;
	size_t nth;

	if (sender(words) == FROM_NONE || words->count != 3)
		return false;
	while (!gate_find(gate, sender(words), words->at[2], &nth)) {
		if (sys->ops->now_ns(sys) >= until)
			return false;
		gate->ops->pass(gate, SLICE);
	}
	return true;
}

/* link down on A, link up on AB */
static bool set_link(struct gate *gate, const struct words *words)
{
	if (words->count != 4 || !says(words, 2, "on"))
		return false;
	if (strchr(words->at[3], 'A'))
		gate->ops->link(gate, GATE_A, says(words, 1, "up"));
	if (strchr(words->at[3], 'B'))
		gate->ops->link(gate, GATE_B, says(words, 1, "up"));
	return true;
}

/* ICMP unreachable 1: of A's oldest; ICMP A>B #2 unreachable 1: of that one. */
static bool complain(struct gate *gate, const struct words *words)
{
	enum gate_machine from = words->count == 3 ? GATE_A : sender(words);
	const char *name = words->count == 3 ? NULL : words->at[2];
	struct gate_packet packet;
	size_t nth = 0;

	if (words->count != 3 && words->count != 5)
		return false;
	if (from == FROM_NONE || (name && !gate_find(gate, from, name, &nth)) ||
	    !gate->ops->look(gate, from, nth, &packet))
		return false;
	gate->ops->unreachable(gate, from, nth, (unsigned)atoi(words->at[words->count - 1]));
	return true;
}

static bool act(struct stage *stage, const struct words *words)
{
	if (says(words, 0, "deliver") || says(words, 0, "drop") || says(words, 0, "repeat"))
		return move(stage->gate, words);
	if (says(words, 0, "acks") || says(words, 0, "lose"))
		return move_acks(stage->gate, words, says(words, 0, "lose"));
	if (says(words, 0, "await"))
		return await(stage, words);
	if (says(words, 0, "link"))
		return set_link(stage->gate, words);
	if (says(words, 0, "ICMP"))
		return complain(stage->gate, words);
	if (!says(words, 0, "pump"))
		return false;
	gate_pump(stage->gate);
	return true;
}

void wire_make(struct stage *stage, char *step, struct answer *ret)
{
	struct words words;

	*ret = (struct answer){.text = "none", .failed = true};
	step[strcspn(step, "]")] = '\0';
	split_words(step + 1, &words);
	if (!stage->gate)
		return;
	if (says(&words, 0, "in")) {
		gate_describe(stage->gate, ret->text, sizeof ret->text);
		ret->failed = false;
	} else if (act(stage, &words)) {
		answer_text(ret, "0");
	}
}

/* ---- Waits ---- */

static short events_now(const struct call *call)
{
	struct ac_sys *sys = call->stage->sys;
	struct pollfd one = {.fd = call_socket(call, 0)->fd,
			     .events = POLLIN | POLLPRI | POLLOUT | POLLRDHUP};

	sys->ops->poll(&one, 1, 0, sys);
	return one.revents;
}

/* Lets time pass, and moves what is in flight or does not, until one of these is
 * seen, or patience ends. */
static short wait_for(const struct call *call, short events, bool pumps)
{
	struct gate *gate = call->stage->gate;
	struct ac_sys *sys = call->stage->sys;
	uint64_t until = sys->ops->now_ns(sys) + (uint64_t)PATIENCE;
	short seen;

	for (;;) {
		if (pumps)
			gate_pump(gate);
		seen = events_now(call);
		if (seen & events || sys->ops->now_ns(sys) >= until)
			return seen;
		gate->ops->pass(gate, SLICE);
	}
}

/* pump_until(c,OUT)→OUT */
static void do_pump_until(const struct call *call, struct answer *answer)
{
	char text[64];

	events_write(text, wait_for(call, events_read(call->args[1]), true));
	answer_text(answer, "%s", text);
}

/* The real kernel's clock goes on while nobody looks, so only too soon is wrong. */
static bool is_timely(const struct stage *stage, double seconds, double wanted)
{
	bool real = strcmp(stage->sys->ops->name, "posix") == 0;

	return seconds >= wanted * 0.8 && (real || seconds <= wanted * 1.2);
}

/* after(c,1.0)→IN|ERR: nothing moves, and so long after c is readable. */
static void do_after(const struct call *call, struct answer *answer)
{
	struct ac_sys *sys = call->stage->sys;
	uint64_t began = sys->ops->now_ns(sys);
	char text[64];
	double seconds;

	events_write(text, wait_for(call, POLLIN, false));
	seconds = (double)(sys->ops->now_ns(sys) - began) / (double)NS_PER_S;
	if (is_timely(call->stage, seconds, atof(call->args[1])))
		answer_text(answer, "%s", text);
	else
		answer_text(answer, "%s after %.2f s", text, seconds);
}

/* udp_pair(u,v): u is bound at home, and v connected to it. */
static void do_udp_pair(const struct call *call, struct answer *answer)
{
	struct stage *stage = call->stage;
	struct ac_sys *sys = stage->sys;
	struct sockaddr_in name = {.sin_family = AF_INET,
				   .sin_addr = stage_home(stage, call->args[0])};
	int rc = 0;

	for (unsigned arg = 0; arg < 2 && rc >= 0; arg++) {
		stage_prepare(stage, call->args[arg]);
		rc = sys->ops->socket(AF_INET, SOCK_DGRAM, 0, sys);
		if (rc >= 0)
			stage_adopt(stage, call->args[arg], rc);
	}
	if (rc >= 0)
		rc = sys->ops->bind(call_socket(call, 0)->fd, (struct sockaddr *)&name, sizeof name,
				    sys);
	if (rc >= 0) {
		stage_note_address(stage, call_socket(call, 0));
		name = call_socket(call, 0)->address;
		rc = sys->ops->connect(call_socket(call, 1)->fd, (struct sockaddr *)&name,
				       sizeof name, sys);
	}
	answer_result(answer, rc);
}

/* sysctl(tcp_retries2,2) */
static void do_sysctl(const struct call *call, struct answer *answer)
{
	struct gate *gate = call->stage->gate;

	gate->ops->set(gate, call->args[0], call_number(call, 1));
	answer_result(answer, 0);
}

const struct verb verbs_wire[] = {
	{"pump_until", do_pump_until}, {"after", do_after}, {"udp_pair", do_udp_pair},
	{"sysctl", do_sysctl},         {NULL, NULL},
};
