/* SPDX-License-Identifier: MIT */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "../seam/verb.h"
#include "program.h"

/* -- What is to be seen after a step ------------------------------------- */

static void add(char *line, const char *text)
{
	size_t used = strlen(line);

	snprintf(line + used, LINE_TEXT - used, "%s", text);
}

static void add_readiness(struct stage *stage, char *line)
{
	char text[64], one[80];

	add(line, " |");
	for (size_t i = 0; i < stage->count; i++) {
		const struct stage_socket *socket = &stage->sockets[i];
		struct pollfd poll = {.fd = socket->fd,
				      .events = POLLIN | POLLPRI | POLLOUT | POLLRDHUP};

		if (!socket->open)
			continue;
		stage->sys->ops->poll(&poll, 1, 0, stage->sys);
		events_write(text, poll.revents);
		snprintf(one, sizeof one, " %s %s", socket->name, text);
		add(line, one);
	}
}

static void watch_new_ones(struct flight *flight)
{
	struct stage *stage = &flight->stage;

	for (; flight->watched < stage->count; flight->watched++) {
		const struct stage_socket *socket = &stage->sockets[flight->watched];
		struct epoll_event event = {.events = EPOLLIN | EPOLLPRI | EPOLLOUT | EPOLLRDHUP |
						      EPOLLET,
					    .data.u64 = flight->watched};

		stage->sys->ops->epoll_ctl(flight->edges[stage_machine(socket->name)],
					   EPOLL_CTL_ADD, socket->fd, &event, stage->sys);
	}
}

/* By name, for the order of what happened at once is not compared. */
static void add_edges(struct flight *flight, char *line)
{
	struct stage *stage = &flight->stage;
	struct epoll_event events[STAGE_SOCKETS_MAX];
	bool reported[STAGE_SOCKETS_MAX] = {false};

	watch_new_ones(flight);
	for (enum gate_machine machine = GATE_A; machine <= GATE_B; machine++) {
		int count = stage->sys->ops->epoll_wait(flight->edges[machine], events,
							STAGE_SOCKETS_MAX, 0, stage->sys);

		for (int i = 0; i < count; i++)
			reported[events[i].data.u64] = true;
	}
	add(line, " | edge");
	for (size_t i = 0; i < stage->count; i++) {
		if (!reported[i])
			continue;
		add(line, " ");
		add(line, stage->sockets[i].name);
	}
}

static void add_flight(struct stage *stage, char *line)
{
	static const char *const ways[] = {" | A>B", " | B>A"};
	struct gate *gate = stage->gate;
	struct gate_packet packet;
	char name[32];

	for (enum gate_machine from = GATE_A; from <= GATE_B; from++) {
		add(line, ways[from]);
		for (size_t nth = 0; gate->ops->look(gate, from, nth, &packet); nth++) {
			if (packet.kind == GATE_ACK)
				continue;
			gate_name(&packet, name, sizeof name);
			add(line, " ");
			add(line, name);
		}
	}
}

/* It is blocked, and so stays pending until somebody asks. */
static bool took_sigpipe(void)
{
	const struct timespec now = {0, 0};
	sigset_t pipe;

	sigemptyset(&pipe);
	sigaddset(&pipe, SIGPIPE);
	return sigtimedwait(&pipe, NULL, &now) == SIGPIPE;
}

/* -- Steps --------------------------------------------------------------- */

static bool says(const char *step, const char *verb)
{
	size_t len = strlen(verb);

	return strncmp(step, verb, len) == 0 && step[len] == '(';
}

/* u and v are of UDP, and come in pairs. */
static bool makes_socket(const char *step, const char *name)
{
	if (strchr("uv", *name))
		return says(step, "udp_pair");
	return says(step, "connect") || says(step, "listener") || says(step, "bind");
}

/* The name between the bracket and what follows. */
static void name_at(const char *text, char *ret, size_t size)
{
	snprintf(ret, size, "%.*s", (int)strcspn(text, ",)"), text);
}

/* A closed descriptor's number may be another's by now, and who is to be accepted
 * needs a name. */
static bool makes_sense(struct stage *stage, const char *step)
{
	const struct stage_socket *socket;
	char name[16];

	if (*step == '[')
		return true;
	name_at(strchr(step, '(') + 1, name, sizeof name);
	socket = stage_find(stage, name);
	if (socket ? !socket->open : !makes_socket(step, name))
		return false;
	if (!says(step, "accept"))
		return true;
	name_at(strchr(step, ',') + 1, name, sizeof name);
	return !stage_find(stage, name);
}

void flight_step(struct flight *flight, const char *step, char line[LINE_TEXT])
{
	struct stage *stage = &flight->stage;
	struct answer answer;
	char pieces[STEP_TEXT];

	if (!makes_sense(stage, step)) {
		snprintf(line, LINE_TEXT, "passed over");
		return;
	}
	snprintf(pieces, sizeof pieces, "%s", step);
	call_make(stage, pieces, &answer);
	snprintf(line, LINE_TEXT, "%s%s", answer.text, took_sigpipe() ? " ⚡" : "");
	add_readiness(stage, line);
	add_edges(flight, line);
	add_flight(stage, line);
}

void flight_begin(struct flight *flight, struct gate *gate)
{
	*flight = (struct flight){.watched = 0};
	stage_init(&flight->stage, &gate->sys, gate);
	for (enum gate_machine machine = GATE_A; machine <= GATE_B; machine++) {
		gate->opens_at = machine;
		flight->edges[machine] = gate->sys.ops->epoll_create(&gate->sys);
	}
}

void flight_end(struct flight *flight)
{
	struct stage *stage = &flight->stage;
	const struct linger now = {.l_onoff = 1, .l_linger = 0};
	struct gate *gate = stage->gate;
	struct gate_packet packet;

	for (size_t i = 0; i < stage->count; i++) {
		if (stage->sockets[i].open)
			stage->sys->ops->setsockopt(stage->sockets[i].fd, SOL_SOCKET, SO_LINGER,
						    &now, sizeof now, stage->sys);
	}
	stage_fini(stage);
	gate->ops->link(gate, GATE_A, true);
	gate->ops->link(gate, GATE_B, true);
	for (enum gate_machine machine = GATE_A; machine <= GATE_B; machine++)
		stage->sys->ops->close(flight->edges[machine], stage->sys);
	gate_pump(gate);
	for (enum gate_machine from = GATE_A; from <= GATE_B; from++) {
		while (gate->ops->look(gate, from, 0, &packet))
			gate->ops->drop(gate, from, 0);
	}
}

void program_play(const struct program *program, struct gate *gate, struct outcome *ret)
{
	struct flight flight;

	flight_begin(&flight, gate);
	for (size_t i = 0; i < program->count; i++)
		flight_step(&flight, program->steps[i], ret->lines[i]);
	ret->count = program->count;
	flight_end(&flight);
}

void program_cut(struct program *program, size_t step)
{
	program->count--;
	memmove(program->steps[step], program->steps[step + 1],
		(program->count - step) * sizeof program->steps[0]);
}

int outcome_compare(const struct outcome *a, const struct outcome *b)
{
	for (size_t i = 0; i < a->count; i++) {
		if (strcmp(a->lines[i], b->lines[i]) != 0)
			return (int)i;
	}
	return -1;
}
