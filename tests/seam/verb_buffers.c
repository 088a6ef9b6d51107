/* SPDX-License-Identifier: MIT
 *
 * Full and empty buffers.  How many bytes fit differs between kernels and their
 * versions, so rows see signs and transitions, and that no byte is lost. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "verb.h"

/* A kernel may let bytes out later than room for them is made. */
#define PATIENCE_NS INT64_C(2000000000)

static void set_size(const struct call *call, int name, int size)
{
	struct ac_sys *sys = call->stage->sys;

	sys->ops->setsockopt(call_socket(call, 0)->fd, SOL_SOCKET, name, &size, sizeof size, sys);
}

/* buffers(c,8192): both of them. */
static void do_buffers(const struct call *call, struct answer *answer)
{
	set_size(call, SO_SNDBUF, (int)call_number(call, 1));
	set_size(call, SO_RCVBUF, (int)call_number(call, 1));
	answer_result(answer, 0);
}

static ssize_t send_letters(struct stage *stage, int fd, char *chunk, size_t len)
{
	ssize_t n;

	for (size_t i = 0; i < len; i++)
		chunk[i] = stage_letter(stage->letters + i);
	n = stage->sys->ops->send(fd, chunk, len, MSG_NOSIGNAL, stage->sys);
	if (n > 0)
		stage->letters += (size_t)n;
	return n;
}

/* fill(c,1000)→EAGAIN: sends of 1000 until one is refused. */
static void do_fill(const struct call *call, struct answer *answer)
{
	struct stage *stage = call->stage;
	size_t len = (size_t)call_number(call, 1);
	char *chunk = malloc(len);
	ssize_t n;

	if (!chunk)
		abort();
	stage->filled_at = stage->letters;
	do
		n = send_letters(stage, call_socket(call, 0)->fd, chunk, len);
	while (n > 0 && (size_t)n <= len);
	free(chunk);
	if (stage->letters == stage->filled_at)
		answer_text(answer, "nothing");
	else
		answer_result(answer, n);
}

/* stuff(c,1000)→EAGAIN: until the other end takes no more either. */
static void do_stuff(const struct call *call, struct answer *answer)
{
	struct stage *stage = call->stage;
	size_t first = stage->letters, before;

	do {
		before = stage->letters;
		do_fill(call, answer);
		gate_pump(stage->gate);
	} while (stage->letters > before);
	stage->filled_at = first;
	if (strcmp(answer->text, "nothing") == 0)
		answer_result(answer, -EAGAIN);
}

/* sends(a,500,2000)→278: so many of 2000 sends are taken whole before one is not. */
static void do_sends(const struct call *call, struct answer *answer)
{
	size_t len = (size_t)call_number(call, 1);
	long count = 0, most = call_number(call, 2);
	char *chunk = malloc(len);

	if (!chunk)
		abort();
	while (count < most &&
	       send_letters(call->stage, call_socket(call, 0)->fd, chunk, len) == (ssize_t)len)
		count++;
	free(chunk);
	answer_result(answer, count);
}

/* reads(b,500)→166: until there is no more. */
static void do_reads(const struct call *call, struct answer *answer)
{
	struct ac_sys *sys = call->stage->sys;
	size_t len = (size_t)call_number(call, 1);
	char *chunk = malloc(len);
	long count = 0;

	if (!chunk)
		abort();
	while (sys->ops->recv(call_socket(call, 0)->fd, chunk, len, 0, sys) > 0)
		count++;
	free(chunk);
	answer_result(answer, count);
}

static bool are_letters(const char *bytes, size_t n, size_t at)
{
	for (size_t i = 0; i < n; i++) {
		if (bytes[i] != stage_letter(at + i))
			return false;
	}
	return true;
}

/* Up to len bytes, with patience.  0: the end, or there is no more. */
static ssize_t take(struct stage *stage, int fd, char *bytes, size_t len)
{
	struct pollfd wanted = {.fd = fd, .events = POLLIN};
	ssize_t n = stage->sys->ops->recv(fd, bytes, len, 0, stage->sys);

	if (n == -EAGAIN && stage->gate) {
		gate_pump(stage->gate);
		n = stage->sys->ops->recv(fd, bytes, len, 0, stage->sys);
	}
	if (n != -EAGAIN)
		return n;
	if (stage->sys->ops->poll(&wanted, 1, PATIENCE_NS, stage->sys) <= 0)
		return 0;
	return stage->sys->ops->recv(fd, bytes, len, 0, stage->sys);
}

/* drain(s)→all: what was filled in and is not taken yet comes out, in order. */
static void do_drain(const struct call *call, struct answer *answer)
{
	char bytes[16384];
	struct stage *stage = call->stage;
	int fd = call_socket(call, 0)->fd;
	ssize_t n = 1;

	while (n > 0 && stage->filled_at < stage->letters) {
		n = take(stage, fd, bytes, sizeof bytes);
		if (n > 0 && !are_letters(bytes, (size_t)n, stage->filled_at))
			n = -EILSEQ;
		if (n > 0)
			stage->filled_at += (size_t)n;
	}
	if (n > 0)
		answer_text(answer, "all");
	else
		answer_result(answer, n);
}

static bool is_writable(const struct call *call, unsigned arg)
{
	struct pollfd one = {.fd = call_socket(call, arg)->fd, .events = POLLOUT};
	struct ac_sys *sys = call->stage->sys;

	return sys->ops->poll(&one, 1, 0, sys) > 0 && one.revents & POLLOUT;
}

/* drain_until_writable(s,c)→yes: before all of it is taken, c may send again. */
static void do_drain_until_writable(const struct call *call, struct answer *answer)
{
	char bytes[500];
	struct stage *stage = call->stage;
	int fd = call_socket(call, 0)->fd;
	ssize_t n = 1;

	while (n > 0 && stage->filled_at < stage->letters && !is_writable(call, 1)) {
		n = take(stage, fd, bytes, sizeof bytes);
		if (n > 0 && !are_letters(bytes, (size_t)n, stage->filled_at))
			n = -EILSEQ;
		if (n > 0)
			stage->filled_at += (size_t)n;
	}
	answer_text(answer, "%s", is_writable(call, 1) && n > 0 ? "yes" : "no");
}

const struct verb verbs_buffers[] = {
	{"buffers", do_buffers},
	{"fill", do_fill},
	{"sends", do_sends},
	{"reads", do_reads},
	{"stuff", do_stuff},
	{"drain", do_drain},
	{"drain_until_writable", do_drain_until_writable},
	{NULL, NULL},
};
