/* SPDX-License-Identifier: MIT
 *
 * real.c - the sweep on the real kernel: a layer over the seam fails the first call of
 * each kind, then the second, until there is no such call. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../lib/fault.h"
#include "stage.h"

#define NTH_MAX 1000

struct failure {
	enum fault_call call;
	int result;
	bool harmless; /* everybody is served all the same */
};

static const struct failure failures[] = {
	{FAULT_SOCKET, -EMFILE, false},
	{FAULT_SOCKET, -ENFILE, false},
	{FAULT_SOCKET, -ENOBUFS, false},
	{FAULT_SOCKET, -ENOMEM, false},
	{FAULT_SOCKET, -EACCES, false},
	{FAULT_BIND, -EADDRINUSE, false},
	{FAULT_BIND, -EACCES, false},
	{FAULT_LISTEN, -EADDRINUSE, false},
	{FAULT_ACCEPT, -EMFILE, true},
	{FAULT_ACCEPT, -ENFILE, true},
	{FAULT_ACCEPT, -ENOBUFS, true},
	{FAULT_ACCEPT, -ENOMEM, true},
	{FAULT_ACCEPT, -EAGAIN, true},
	{FAULT_ACCEPT, -EINTR, true},
	{FAULT_ACCEPT, -ECONNABORTED, true},
	{FAULT_ACCEPT, -EPROTO, true},
	{FAULT_ACCEPT, -EPERM, true},
	{FAULT_CONNECT, -ENETUNREACH, false},
	{FAULT_CONNECT, -ECONNREFUSED, false},
	{FAULT_CONNECT, -EADDRNOTAVAIL, false},
	{FAULT_CONNECT, -ETIMEDOUT, false},
	{FAULT_SHUTDOWN, -ENOTCONN, false},
	{FAULT_CLOSE, -EIO, true},
	{FAULT_CLOSE, -EINTR, true},
	{FAULT_GETSOCKOPT, -ENOBUFS, false},
	{FAULT_GETSOCKOPT, -ENOMEM, false},
	{FAULT_SETSOCKOPT, -ENOMEM, false},
	{FAULT_GETSOCKNAME, -ENOBUFS, true},
	{FAULT_GETPEERNAME, -ENOTCONN, false},
	{FAULT_SET_NONBLOCK, -EBADF, false},
	{FAULT_RECV, -EAGAIN, true},
	{FAULT_RECV, -ECONNRESET, false},
	{FAULT_RECV, -ETIMEDOUT, false},
	{FAULT_RECV, -EHOSTUNREACH, false},
	{FAULT_RECV, -ENOMEM, false},
	{FAULT_SEND, -EAGAIN, true},
	{FAULT_SEND, -ENOBUFS, false},
	{FAULT_SEND, -ENOMEM, false},
	{FAULT_SEND, -EPIPE, false},
	{FAULT_SEND, -ECONNRESET, false},
	{FAULT_READ, -EAGAIN, true},
	{FAULT_READ, -EIO, false},
	{FAULT_WRITE, -EAGAIN, true},
	{FAULT_WRITE, -EPIPE, false},
	{FAULT_WRITE, -EIO, false},
	{FAULT_DUP, -EMFILE, false},
	{FAULT_PIPE, -EMFILE, false},
	{FAULT_PIPE, -ENFILE, false},
	{FAULT_SOCKETPAIR, -EMFILE, false},
	{FAULT_POLL, -EINTR, true},
	{FAULT_POLL, -ENOMEM, false},
	{FAULT_SELECT, -EINTR, true},
	{FAULT_SELECT, -ENOMEM, false},
	{FAULT_EPOLL_CREATE, -EMFILE, false},
	{FAULT_EPOLL_CREATE, -ENOMEM, false},
	{FAULT_EPOLL_CTL, -ENOMEM, false},
	{FAULT_EPOLL_CTL, -ENOSPC, false},
	{FAULT_EPOLL_WAIT, -EINTR, true},
	{FAULT_REALLOC, -ENOMEM, false},
};

/* Once; as often as a place is refused in the tank; from then on. */
static const unsigned often[] = {1, 3, 100000};

struct sweep {
	const struct real_case *c;
	const char *poller;
	const struct wt_program *program;
	struct stage *calm; /* how it goes without a fault */
	struct findings *findings;
};

static int run(const struct sweep *s, struct stage *stage, struct fault *fault)
{
	char port[8], poller_option[] = "--poller";
	char *argv[COUNT(s->c->argv) + 4] = {(char *)(uintptr_t)s->program->name};
	int argc = 1, result;

	if (s->c->dials)
		snprintf(port, sizeof port, "%u", stage_port(stage));
	for (size_t i = 0; i < COUNT(s->c->argv) && s->c->argv[i]; i++)
		argv[argc++] = s->c->dials && i == 1 ? port : (char *)(uintptr_t)s->c->argv[i];
	if (strcmp(argv[argc - 1], "") == 0)
		argc -= 2; /* --poller, which follows */
	argv[argc++] = poller_option;
	argv[argc++] = (char *)(uintptr_t)s->poller;
	argv[argc] = NULL;
	result = s->program->main(&fault->base, argc, argv);
	for (unsigned i = 0; i < stage->peer_count; i++)
		stage->peers[i].received[stage->peers[i].len % RECEIVED_MAX] = '\0';
	return result;
}

/* ---- The judgement ---- */

static bool peers_got_all(const struct stage *stage, const struct stage *calm)
{
	for (unsigned i = 0; i < stage->peer_count; i++)
		if (stage->peers[i].len != calm->peers[i].len)
			return false;
	return true;
}

/* What anybody got is the beginning of what was due to him. */
static bool peers_got_nothing_else(const struct stage *stage, const struct stage *calm)
{
	for (unsigned i = 0; i < stage->peer_count; i++) {
		const struct peer *now = &stage->peers[i], *then = &calm->peers[i];

		if (now->len > then->len || memcmp(now->received, then->received, now->len) != 0)
			return false;
	}
	return true;
}

static const char *wrong_with(const struct sweep *s, const struct stage *stage,
			      const struct fault *fault, int result, bool harmless, bool for_ever)
{
	if (fault->open_fds != 0)
		return "a descriptor is left open";
	if (fault->blocks != 0)
		return "memory is left";
	if (stage->misused)
		return "a call on a closed descriptor";
	if (stage->hot)
		return "the loop runs hot";
	if (stage->stalled && !for_ever)
		return "nothing goes on";
	if (!s->calm || for_ever)
		return NULL;
	if (!s->c->unordered && !peers_got_nothing_else(stage, s->calm))
		return "somebody got other bytes";
	if (harmless && !s->c->unordered && !peers_got_all(stage, s->calm))
		return "somebody got fewer bytes";
	return harmless && result != 0 ? "the program failed" : NULL;
}

static const char *const call_names[FAULT_CALLS] = {
	"socket",  "bind",       "listen",     "accept",       "connect",     "shutdown",
	"close",   "getsockopt", "setsockopt", "getsockname",  "getpeername", "set_nonblock",
	"recv",    "send",       "recvfrom",   "sendto",       "read",        "write",
	"dup",     "pipe",       "socketpair", "open",         "mkfifo",      "eventfd",
	"fcntl",   "poll",       "select",     "epoll_create", "epoll_ctl",   "epoll_wait",
	"realloc",
};

static void judge(const struct sweep *s, const struct stage *stage, const struct fault *fault,
		  int result, const struct failure *failure, unsigned nth, unsigned times)
{
	const char *wrong = wrong_with(s, stage, fault, result, failure->harmless, times > 3);

	if (wrong)
		found(s->findings, "%s: %s %u of %s fails %s, %u times: %s", s->program->name,
		      s->poller, nth + 1, call_names[failure->call],
		      strerrorname_np(-failure->result), times, wrong);
}

/* ---- The faults ---- */

static struct fault layer;
static struct stage stage_now, stage_calm;

static void begin(const struct sweep *s)
{
	stage_begin(&stage_now, ac_sys_posix(), s->c);
	fault_init(&layer, &stage_now.base);
	layer.keeps_clock = true;
}

/* False: there was no nth call. */
static bool fail_nth(const struct sweep *s, const struct failure *failure, unsigned nth,
		     unsigned times)
{
	int result;

	begin(s);
	fault_answer(&layer, failure->call, nth, times, failure->result);
	result = run(s, &stage_now, &layer);
	stage_end(&stage_now);
	if (layer.answers[failure->call].times == times)
		return false;
	s->findings->injections++;
	judge(s, &stage_now, &layer, result, failure, nth, times);
	return true;
}

/* Every send takes so many bytes at most. */
static void send_little(const struct sweep *s, size_t max)
{
	static const struct failure none = {FAULT_SEND, 0, true};
	int result;

	begin(s);
	layer.send_max = max;
	result = run(s, &stage_now, &layer);
	stage_end(&stage_now);
	s->findings->injections++;
	judge(s, &stage_now, &layer, result, &none, 0, (unsigned)max % 4);
}

static bool enough(const struct sweep *s, bool first)
{
	return first && s->findings->count > 0;
}

/* "Not now" for ever is no kernel's answer; "no descriptor left" may be. */
static bool can_last(const struct failure *failure)
{
	return !failure->harmless || (failure->call == FAULT_ACCEPT && failure->result == -EMFILE);
}

static void fail_each(const struct sweep *s, const struct failure *failure, bool first)
{
	for (size_t i = 0; i < (can_last(failure) ? COUNT(often) : 2); i++)
		for (unsigned nth = 0; nth < NTH_MAX && !enough(s, first); nth++)
			if (!fail_nth(s, failure, nth, often[i]))
				break;
}

static const struct wt_program *program_named(const char *name)
{
	for (const struct wt_program *p = sweep_programs(); p->name; p++)
		if (strcmp(p->name, name) == 0)
			return p;
	printf("no program %s\n", name);
	exit(2);
}

static void be_calm(struct sweep *s)
{
	static const struct failure none = {FAULT_CLOSE, 0, true};
	int result;

	begin(s);
	result = run(s, &stage_now, &layer);
	stage_end(&stage_now);
	judge(s, &stage_now, &layer, result, &none, 0, 0);
	stage_calm = stage_now;
	s->calm = &stage_calm;
}

void sweep_real(const struct real_case *c, const char *program, const char *poller, bool first,
		struct findings *findings)
{
	struct sweep s = {.c = c, .poller = poller, .findings = findings};

	s.program = program_named(program ? program : c->program);
	be_calm(&s);
	send_little(&s, 1);
	send_little(&s, 3);
	for (size_t i = 0; i < COUNT(failures) && !enough(&s, first); i++)
		fail_each(&s, &failures[i], first);
}
