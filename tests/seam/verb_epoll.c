/* SPDX-License-Identifier: MIT
 *
 * epoll, and what it watches. */
#include <stdio.h>
#include <string.h>

#include "verb.h"

#define REPORTS_MAX 8

/* epoll(e) */
static void do_epoll(const struct call *call, struct answer *answer)
{
	struct ac_sys *sys = call->stage->sys;
	int fd = sys->ops->epoll_create(sys);

	if (fd >= 0)
		stage_adopt(call->stage, call->args[0], fd);
	answer_success(answer, fd);
}

static uint32_t read_events(const char *text)
{
	static const struct {
		const char *word;
		uint32_t bit;
	} words[] = {{"ET", EPOLLET},
		     {"ONESHOT", EPOLLONESHOT},
		     {"EXCLUSIVE", EPOLLEXCLUSIVE},
		     {"WAKEUP", EPOLLWAKEUP}};
	uint32_t events = (uint32_t)(unsigned short)events_read(text);

	for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
		if (strstr(text, words[i].word))
			events |= words[i].bit;
	}
	return events;
}

static int read_op(const char *word)
{
	static const char *const words[] = {"", "ADD", "DEL", "MOD"};

	for (int op = 1; op <= 3; op++) {
		if (strcmp(words[op], word) == 0)
			return op;
	}
	return 99;
}

/* ctl(e,ADD,s,IN|ET)→0 */
static void do_ctl(const struct call *call, struct answer *answer)
{
	struct ac_sys *sys = call->stage->sys;
	struct stage_socket *watched = call_socket(call, 2);
	struct epoll_event event = {.events = read_events(call->args[3])};

	event.data.u64 = (uint64_t)(watched - call->stage->sockets);
	answer_result(answer, sys->ops->epoll_ctl(call_socket(call, 0)->fd, read_op(call->args[1]),
						  watched->fd, &event, sys));
}

static void write_reports(struct stage *stage, const struct epoll_event *events, int count,
			  char *text, size_t size)
{
	size_t used = 0;

	for (int i = 0; i < count && used < size; i++) {
		char bits[64];

		events_write(bits, (short)events[i].events);
		used += (size_t)snprintf(text + used, size - used, "%s%s:%s", i ? "," : "",
					 stage->sockets[events[i].data.u64].name, bits);
	}
}

/* epoll_wait(e)→s:IN,d:IN; epoll_wait(e,1): not more than one. */
static void do_epoll_wait(const struct call *call, struct answer *answer)
{
	struct ac_sys *sys = call->stage->sys;
	struct epoll_event events[REPORTS_MAX];
	int max = *call->args[1] ? (int)call_number(call, 1) : REPORTS_MAX;
	int count = sys->ops->epoll_wait(call_socket(call, 0)->fd, events, max, 0, sys);
	char text[128];

	if (count == 0)
		answer_text(answer, "none");
	else if (count < 0)
		answer_result(answer, count);
	if (count <= 0)
		return;
	write_reports(call->stage, events, count, text, sizeof text);
	answer_text(answer, "%s", text);
}

/* dup(s,d): d is the same file. */
static void do_dup(const struct call *call, struct answer *answer)
{
	struct ac_sys *sys = call->stage->sys;
	int fd = sys->ops->dup(call_socket(call, 0)->fd, sys);

	if (fd >= 0)
		stage_adopt(call->stage, call->args[1], fd);
	answer_success(answer, fd);
}

const struct verb verbs_epoll[] = {
	{"epoll", do_epoll}, {"ctl", do_ctl}, {"epoll_wait", do_epoll_wait},
	{"dup", do_dup},     {NULL, NULL},
};
