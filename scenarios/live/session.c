/* SPDX-License-Identifier: MIT */
#include "session.h"

#include <errno.h>
#include <netinet/tcp.h>
#include <string.h>

#include "../common/serve.h"

#define LINGER  (2 * AC_SECOND) /* a reset would be worse than to wait so long */
#define BACKLOG 511             /* real clients come in crowds */

struct session *session_of(struct ac_dispatcher *d)
{
	return ac_container_of(d, struct session, chat.base);
}

struct session *session_of_chat(struct ac_chat *chat)
{
	return ac_container_of(chat, struct session, chat);
}

int session_close(struct session *session)
{
	if (session->chat.base.fd >= 0 && session->sessions->closed)
		session->sessions->closed(session);
	ac_cancel(&session->timer);
	ac_close(&session->chat.base);
	return 0;
}

/* ---- Time ---- */

static int time_over(struct ac_timer *timer)
{
	return session_close(ac_container_of(timer, struct session, timer));
}

/* The time to end in is not prolonged. */
void session_active(struct session *session)
{
	struct ac_dispatcher *d = &session->chat.base;

	if (d->fd >= 0 && !session->shut)
		ac_call_later(d->loop, &session->timer, session->sessions->idle_ns, time_over);
}

/* ---- The end ---- */

/* When all is sent. */
static int shut_if_done(struct session *session)
{
	struct ac_dispatcher *d = &session->chat.base;

	if (!session->ending || session->shut || d->fd < 0 || session->producers > 0 ||
	    ac_chat_queued(&session->chat) > 0)
		return 0;
	session->shut = true;
	ac_call_later(d->loop, &session->timer, LINGER, time_over);
	return ac_shutdown(d, SHUT_WR);
}

int session_end(struct session *session)
{
	session->ending = true;
	ac_chat_set_terminator_none(&session->chat);
	return shut_if_done(session);
}

int session_say(struct session *session, const char *text)
{
	return ac_chat_push(&session->chat, text, strlen(text));
}

int session_collect(struct ac_chat *chat, const void *bytes, size_t len)
{
	return session_of_chat(chat)->ending ? 0 : ac_chat_collect(chat, bytes, len);
}

/* ---- The methods ---- */

static int session_send_some(struct ac_dispatcher *d)
{
	int result = ac_chat_ops.initiate_send(d);

	return result < 0 || d->fd < 0 ? result : shut_if_done(session_of(d));
}

static ssize_t session_send(struct ac_dispatcher *d, const void *bytes, size_t len)
{
	ssize_t n = ac_send(d, bytes, len);

	if (n > 0)
		session_active(session_of(d));
	return n;
}

/* What was asked for before is still answered. */
static int session_eof(struct ac_dispatcher *d)
{
	struct session *session = session_of(d);

	return session->shut ? session_close(session) : ac_chat_close_when_done(&session->chat);
}

static int session_closed(struct ac_dispatcher *d)
{
	return session_close(session_of(d));
}

static void session_released(struct ac_dispatcher *d)
{
	ac_free(d->loop, session_of(d));
}

const struct ac_ops session_ops = {
	.super = &ac_chat_ops,
	.name = "session",
	.flags = AC_OPS_ANNOUNCES,
	.handle_eof = session_eof,
	.handle_close = session_closed,
	.released = session_released,
	.initiate_send = session_send_some,
	.send = session_send,
	.collect_incoming_data = session_collect,
};

/* ---- Listening ---- */

static int open_session(struct sessions *sessions, struct session *session, int fd,
			const struct sockaddr *addr, socklen_t len)
{
	int on = 1;
	int result;

	memset(session, 0, sessions->session_size);
	session->sessions = sessions;
	result = ac_chat_init_accepted(&session->chat, sessions->listener.loop,
				       sessions->session_ops, fd, addr, len);
	if (result < 0)
		return result;
	/* Or the end of each reply waits for the other side to acknowledge its begin. */
	if (ac_setsockopt(&session->chat.base, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on) < 0)
		ac_err_clear(&session->chat.base);
	session_active(session);
	return 0;
}

static int sessions_accepted(struct ac_dispatcher *d, int fd, const struct sockaddr *addr,
			     socklen_t len)
{
	struct sessions *sessions = ac_container_of(d, struct sessions, listener);
	struct session *session = ac_realloc(d->loop, NULL, sessions->session_size, "session");
	int result = session ? open_session(sessions, session, fd, addr, len) : -ENOMEM;

	if (result < 0) {
		/* One session the fewer; the listener is well. */
		ac_err_clear(d);
		ac_free(d->loop, session);
		ac_close_fd(d->loop, fd);
		return 0;
	}
	if (sessions->opened && sessions->opened(session) < 0) {
		ac_err_clear(&session->chat.base);
		session_close(session);
	}
	return 0;
}

static const struct ac_ops sessions_ops = {
	.super = &ac_dispatcher_ops,
	.name = "sessions",
	.handle_accepted = sessions_accepted,
};

static int sessions_listen(struct sessions *sessions, struct ac_loop *loop)
{
	const struct args *args = &sessions->args;
	struct ac_dispatcher *d = &sessions->listener;
	struct sockaddr_in addr;
	int result = ac_init(d, loop, &sessions_ops);

	if (result == 0)
		result = ac_ipv4(&addr, "0.0.0.0",
				 (uint16_t)arg_number(args, "--port", sessions->port));
	if (result == 0)
		result = ac_create_socket(d, AF_INET, SOCK_STREAM);
	if (result < 0)
		return result;
	ac_set_reuse_addr(d);
	result = ac_bind(d, (const struct sockaddr *)&addr, sizeof addr);
	return result < 0 ? result : ac_listen(d, (int)arg_number(args, "--backlog", BACKLOG));
}

int sessions_run(struct sessions *sessions, struct ac_sys *sys, struct args args)
{
	struct ac_loop loop;
	int result = begin(&loop, sys, args);

	if (result < 0)
		return 1;
	sessions->args = args;
	sessions->idle_ns = arg_time(&args, "--idle", sessions->idle_ns);
	result = sessions_listen(sessions, &loop);
	if (result == 0)
		result = ac_loop(&loop, AC_TIMEOUT, -1);
	return finish(&loop, result);
}
