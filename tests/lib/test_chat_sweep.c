/* SPDX-License-Identifier: MIT
 *
 * Whatever call of the seam fails, a conversation of two chats ends well: no crash, no
 * descriptor, memory or producer left, no loop that runs hot.  The first call of each
 * kind fails, then the second, until none does. */
#include "ac_chat.h"
#include "ac_file.h"
#include "tank.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define PASSES_MAX 400
#define FILE_SIZE  200
#define TEXT       "a reply of some length, in pieces, with something behind it"

/* ---- The program: a server that answers a line with a text, a file and its end ---- */

struct program {
	struct ac_loop loop;
	struct ac_dispatcher server;
	struct ac_timer patience;
	struct ac_chat client;
	size_t received; /* by the client, without terminators */
	int file;
	int producers; /* pushed and not done with */
};

struct session {
	struct ac_chat chat;
	struct program *program;
	struct ac_simple_producer text;
	struct ac_file_producer file;
};

static struct session *session_of(struct ac_chat *chat)
{
	return ac_container_of(chat, struct session, chat);
}

static void text_done(struct ac_simple_producer *text)
{
	ac_container_of(text, struct session, text)->program->producers--;
}

static void file_done(struct ac_file_producer *file)
{
	ac_container_of(file, struct session, file)->program->producers--;
}

/* Counted before, since it may be done with before the push returns. */
static int push(struct session *s, struct ac_producer *producer)
{
	s->program->producers++;
	return ac_chat_push_with_producer(&s->chat, producer);
}

static int push_file(struct session *s)
{
	struct ac_file_wrapper copy;
	int rc = ac_file_wrapper_init(&copy, &s->program->loop, s->program->file);

	if (rc < 0)
		return rc;
	ac_file_producer_init_part(&s->file, &s->program->loop, copy.fd, FILE_SIZE);
	s->file.done = file_done;
	return push(s, &s->file.base);
}

static int session_found(struct ac_chat *chat)
{
	struct session *s = session_of(chat);
	size_t len;
	int rc;

	ac_chat_get_data(chat, &len);
	if (len != 4)
		return -EPROTO;
	ac_simple_producer_init(&s->text, TEXT, sizeof TEXT - 1, 10);
	s->text.done = text_done;
	rc = push(s, &s->text.base);
	if (rc >= 0 && chat->base.fd >= 0)
		rc = push_file(s);
	if (rc >= 0 && chat->base.fd >= 0)
		rc = ac_chat_push(chat, "\n", 1);
	if (rc >= 0 && chat->base.fd >= 0)
		rc = ac_chat_close_when_done(chat);
	return rc;
}

static void session_released(struct ac_dispatcher *d)
{
	ac_free(d->loop, ac_container_of(d, struct session, chat.base));
}

static const struct ac_ops session_ops = {
	.super = &ac_chat_ops,
	.name = "session",
	.collect_incoming_data = ac_chat_collect,
	.found_terminator = session_found,
	.released = session_released,
};

static int session_start(struct session *s, int fd, const struct sockaddr *addr, socklen_t len)
{
	int rc = ac_chat_init_accepted(&s->chat, &s->program->loop, &session_ops, fd, addr, len);

	if (rc < 0)
		return rc;
	s->chat.out_buffer_size = 64;
	ac_chat_set_terminator_bytes(&s->chat, "\r\n", 2);
	return 0;
}

static int server_accepted(struct ac_dispatcher *d, int fd, const struct sockaddr *addr,
			   socklen_t len)
{
	struct session *s = ac_realloc(d->loop, NULL, sizeof *s, "session");
	int rc = -ENOMEM;

	if (s) {
		s->program = ac_container_of(d, struct program, server);
		rc = session_start(s, fd, addr, len);
	}
	ac_close(d);
	if (rc < 0) {
		ac_close_fd(d->loop, fd);
		ac_free(d->loop, s);
	}
	return rc;
}

static const struct ac_ops server_ops = {
	.super = &ac_dispatcher_ops,
	.name = "server",
	.handle_accepted = server_accepted,
};

static int client_connect(struct ac_dispatcher *d)
{
	struct ac_chat *chat = ac_container_of(d, struct ac_chat, base);

	ac_chat_set_terminator_bytes(chat, "a terminator longer than most, which never comes", 48);
	chat->in_buffer_size = 50;
	return ac_chat_push(chat, "line\r\n", 6);
}

static int client_collect(struct ac_chat *chat, const void *bytes, size_t len)
{
	(void)bytes;
	ac_container_of(chat, struct program, client)->received += len;
	return 0;
}

static const struct ac_ops client_ops = {
	.super = &ac_chat_ops,
	.name = "client",
	.handle_connect = client_connect,
	.collect_incoming_data = client_collect,
};

static int give_up(struct ac_timer *timer)
{
	ac_close_all(&ac_container_of(timer, struct program, patience)->loop);
	return 0;
}

static int serve(struct program *p)
{
	struct ac_dispatcher *d = &p->server;
	struct sockaddr_in addr;
	int rc = ac_ipv4(&addr, "127.0.0.1", 0);

	if (rc == 0)
		rc = ac_init(d, &p->loop, &server_ops);
	if (rc == 0)
		rc = ac_create_socket(d, AF_INET, SOCK_STREAM);
	if (rc == 0)
		rc = ac_bind(d, (struct sockaddr *)&addr, sizeof addr);
	return rc < 0 ? rc : ac_listen(d, 1);
}

static int connect_to_it(struct program *p)
{
	struct ac_dispatcher *d = &p->client.base;
	const void *addr = &p->server.addr;
	int rc = ac_chat_init(&p->client, &p->loop, &client_ops);

	if (rc == 0)
		rc = ac_create_socket(d, AF_INET, SOCK_STREAM);
	return rc < 0 ? rc : ac_connect(d, addr, p->server.addr_len);
}

static void silent(struct ac_loop *loop, enum ac_log_level level, const struct ac_dispatcher *d,
		   const char *text)
{
	(void)loop;
	(void)level;
	(void)d;
	(void)text;
}

static int file_made(struct tank *t)
{
	char content[FILE_SIZE];

	memset(content, 'f', sizeof content);
	return tank_file(t, content, sizeof content);
}

/* Returns how much the client got. */
static size_t run(struct fault *f, const struct tank_case *is, int file)
{
	struct program p;

	memset(&p, 0, sizeof p);
	p.file = file;
	if (ac_loop_init(&p.loop, &f->base, is->poller) < 0)
		return 0;
	p.loop.ask_all = is->ask_all;
	p.loop.log = silent;
	ac_call_later(&p.loop, &p.patience, 10 * AC_SECOND, give_up);
	if (serve(&p) == 0 && connect_to_it(&p) == 0)
		ac_loop(&p.loop, AC_SECOND, PASSES_MAX);
	ac_loop_fini(&p.loop);
	assert_int_equal(p.producers, 0);
	return p.received;
}

/* ---- The sweep ---- */

struct failure {
	enum fault_call call;
	int result;
	bool harmless; /* the conversation is complete all the same */
};

static const struct failure failures[] = {
	{FAULT_SOCKET, -EMFILE, false},
	{FAULT_BIND, -EADDRINUSE, false},
	{FAULT_ACCEPT, -EMFILE, true},
	{FAULT_CONNECT, -ENETUNREACH, false},
	{FAULT_CLOSE, -EIO, true},
	{FAULT_GETSOCKOPT, -ENOBUFS, false},
	{FAULT_RECV, -EAGAIN, true},
	{FAULT_RECV, -ECONNRESET, false},
	{FAULT_RECV, -EHOSTUNREACH, false},
	{FAULT_RECV, 0, false},
	{FAULT_SEND, -EAGAIN, true},
	{FAULT_SEND, 0, true},
	{FAULT_SEND, -EPIPE, false},
	{FAULT_SEND, -ENOBUFS, false},
	{FAULT_DUP, -EMFILE, false},
	{FAULT_READ, -EIO, false},
	{FAULT_READ, -EINTR, true},
	{FAULT_READ, 0, false},
	{FAULT_POLL, -EINTR, true},
	{FAULT_POLL, -ECANCELED, false},
	{FAULT_SELECT, -EINTR, true},
	{FAULT_SELECT, -ECANCELED, false},
	{FAULT_EPOLL_CTL, -ENOMEM, false},
	{FAULT_EPOLL_WAIT, -EINTR, true},
	{FAULT_EPOLL_WAIT, -ECANCELED, false},
	{FAULT_REALLOC, 0, false},
};

static unsigned waits(const struct fault *f)
{
	return f->calls[FAULT_POLL] + f->calls[FAULT_SELECT] + f->calls[FAULT_EPOLL_WAIT];
}

static void sweep(struct tank *t, const struct failure *failure)
{
	struct fault f;
	unsigned nth;

	for (nth = 0;; nth++) {
		int file = file_made(t);
		size_t received;

		assert_true(nth < 1000);
		tank_fault_init(t, &f);
		fault_answer(&f, failure->call, nth, 1, failure->result);
		received = run(&f, t->is, file);
		tank_close(t, file);
		assert_int_equal(f.open_fds, 0);
		assert_int_equal(f.blocks, 0);
		assert_true(waits(&f) < PASSES_MAX);
		if (failure->harmless || f.answers[failure->call].times > 0)
			assert_int_equal(received, sizeof TEXT - 1 + FILE_SIZE + 1);
		if (f.answers[failure->call].times > 0)
			return; /* there was no nth call */
	}
}

static void whatever_fails_the_chats_end_well(void **state)
{
	size_t i;

	for (i = 0; i < sizeof failures / sizeof *failures; i++)
		sweep(*state, &failures[i]);
}

int main(void)
{
	static const struct tank_test tests[] = {
		TANK_TEST(whatever_fails_the_chats_end_well),
	};

	return tank_run("chat sweep", tests);
}
