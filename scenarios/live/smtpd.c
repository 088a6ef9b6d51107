/* SPDX-License-Identifier: MIT
 *
 * smtpd.c - takes mail for anybody, and keeps it.
 *
 *	smtpd [--port N] [--poller epoll|poll|select] [--idle TIME] [--size N] [--spool DIR]
 *
 * Each message is noted ("message") and, with --spool, becomes a file there: 1, 2, ...
 * A message above N bytes is refused.
 *
 * The end of a message is "\r\n.\r\n", where the first line end is that of its last
 * line, or of DATA itself if it has none.  That one has been read with DATA, so a
 * message is read byte by byte while it might still be at the start of a line, and in
 * one go, up to the terminator, as soon as it is not. */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "files.h"
#include "session.h"

#define COMMAND_MAX 1000u
#define SIZE_LIMIT  (10 << 20)

enum reading {
	READ_COMMAND,
	READ_START, /* one byte, the first of a line */
	READ_LF,    /* one byte: a line began with \r */
	READ_DOT,   /* a line that began with a dot */
	READ_REST,  /* up to "\r\n.\r\n" */
};

struct smtpd {
	struct sessions sessions;
	size_t size_max;
	int spool; /* -EBADF: none */
	unsigned stored;
	enum reading behind_data;
};

struct smtp {
	struct session session;
	enum reading reading;
	bool greeted, has_sender, has_recipient;
	bool too_long; /* what is being read, and thrown away */
	char *text;    /* of the message, read so far */
	size_t text_len, text_capacity;
	size_t rest_at;  /* where in text what was read up to "\r\n.\r\n" begins */
	size_t line_len; /* behind the dot it began with */
};

static struct smtp *smtp_of(struct ac_chat *chat)
{
	return ac_container_of(chat, struct smtp, session.chat);
}

static struct smtpd *smtpd_of(struct smtp *smtp)
{
	return ac_container_of(smtp->session.sessions, struct smtpd, sessions);
}

static int say(struct smtp *smtp, const char *text)
{
	return session_say(&smtp->session, text);
}

static void read_on(struct smtp *smtp, enum reading reading)
{
	struct ac_chat *chat = &smtp->session.chat;

	smtp->reading = reading;
	if (reading == READ_START || reading == READ_LF)
		ac_chat_set_terminator_count(chat, 1);
	else if (reading == READ_REST)
		ac_chat_set_terminator_bytes(chat, "\r\n.\r\n", 5);
	else
		ac_chat_set_terminator_bytes(chat, "\r\n", 2);
}

/* ---- The message ---- */

static void forget_text(struct smtp *smtp)
{
	ac_free(smtp->session.chat.base.loop, smtp->text);
	smtp->text = NULL;
	smtp->text_len = 0;
	smtp->text_capacity = 0;
	smtp->too_long = false;
}

static void forget_mail(struct smtp *smtp)
{
	forget_text(smtp);
	smtp->has_sender = false;
	smtp->has_recipient = false;
}

static int reserve(struct smtp *smtp, size_t needed)
{
	size_t capacity = smtp->text_capacity ? smtp->text_capacity : 1024;
	char *text;

	while (capacity < needed)
		capacity *= 2;
	if (capacity == smtp->text_capacity)
		return 0;
	text = ac_realloc(smtp->session.chat.base.loop, smtp->text, capacity, "message");
	if (!text)
		return ac_fail(&smtp->session.chat.base, -ENOMEM, "no memory for a message");
	smtp->text = text;
	smtp->text_capacity = capacity;
	return 0;
}

static int add(struct smtp *smtp, const void *bytes, size_t len)
{
	int result;

	smtp->too_long |= len > smtpd_of(smtp)->size_max - smtp->text_len;
	if (smtp->too_long || len == 0)
		return 0;
	result = reserve(smtp, smtp->text_len + len);
	if (result < 0)
		return result;
	memcpy(smtp->text + smtp->text_len, bytes, len);
	smtp->text_len += len;
	return 0;
}

/* A dot at the start of a line was doubled by the sender; what was not read in one go
 * has been seen to. */
static void unstuff(struct smtp *smtp)
{
	char *in = smtp->text + smtp->rest_at;
	char *end = smtp->text + smtp->text_len;
	char *out = in;

	while (in < end) {
		size_t left = (size_t)(end - in);
		char *dots = memmem(in, left, "\r\n..", 4);
		size_t len = dots ? (size_t)(dots - in) + 3 : left;

		memmove(out, in, len);
		out += len;
		in += len + (dots != NULL);
	}
	smtp->text_len = (size_t)(out - smtp->text);
}

static int store(struct smtp *smtp)
{
	struct smtpd *smtpd = smtpd_of(smtp);
	char name[16];
	int result;

	if (smtpd->spool < 0)
		return 0;
	snprintf(name, sizeof name, "%u", smtpd->stored + 1);
	result = files_store(smtpd->spool, name, smtp->text, smtp->text_len);
	smtpd->stored += result == 0;
	return result;
}

static int finish_message(struct smtp *smtp)
{
	struct ac_dispatcher *d = &smtp->session.chat.base;
	const char *reply = "250 OK\r\n";

	if (smtp->too_long)
		reply = "552 too long\r\n";
	else if (store(smtp) < 0)
		reply = "451 can not be stored\r\n";
	else
		ac_note(d->loop, d, "message", smtp->text ? smtp->text : "", smtp->text_len);
	forget_mail(smtp);
	read_on(smtp, READ_COMMAND);
	return say(smtp, reply);
}

/* byte belongs to the message, and what follows is read so. */
static int add_byte(struct smtp *smtp, char byte, enum reading next)
{
	int result = add(smtp, &byte, 1);

	smtp->rest_at = smtp->text_len;
	read_on(smtp, next);
	return result;
}

/* The first byte of a line. */
static int message_start(struct smtp *smtp, char first)
{
	if (first != '.')
		return add_byte(smtp, first, first == '\r' ? READ_LF : READ_REST);
	smtp->line_len = 0;
	read_on(smtp, READ_DOT);
	return 0;
}

static int message_after_cr(struct smtp *smtp, char byte)
{
	if (byte == '\r')
		return add_byte(smtp, byte, READ_LF);
	return add_byte(smtp, byte, byte == '\n' ? READ_START : READ_REST);
}

/* A line behind the dot it began with: the end if there is nothing. */
static int message_dot(struct smtp *smtp)
{
	if (smtp->line_len == 0)
		return finish_message(smtp);
	read_on(smtp, READ_START);
	return add(smtp, "\r\n", 2);
}

static int message_rest(struct smtp *smtp)
{
	int result = add(smtp, "\r\n", 2);

	if (result < 0)
		return result;
	if (!smtp->too_long)
		unstuff(smtp);
	return finish_message(smtp);
}

/* ---- Commands ---- */

static int command_hello(struct smtp *smtp, const char *rest)
{
	(void)rest;
	forget_mail(smtp);
	smtp->greeted = true;
	return say(smtp, "250 sink\r\n");
}

static int command_extended(struct smtp *smtp, const char *rest)
{
	char reply[64];

	(void)rest;
	forget_mail(smtp);
	smtp->greeted = true;
	snprintf(reply, sizeof reply,
		 "250-sink\r\n250-8BITMIME\r\n250-PIPELINING\r\n250 SIZE %zu\r\n",
		 smtpd_of(smtp)->size_max);
	return say(smtp, reply);
}

static int command_mail(struct smtp *smtp, const char *rest)
{
	struct ac_dispatcher *d = &smtp->session.chat.base;

	if (!smtp->greeted || smtp->has_sender)
		return say(smtp, "503 bad sequence of commands\r\n");
	if (strncasecmp(rest, "FROM:", 5) != 0)
		return say(smtp, "501 MAIL FROM:<address>\r\n");
	smtp->has_sender = true;
	ac_note(d->loop, d, "from", rest + 5, strlen(rest + 5));
	return say(smtp, "250 OK\r\n");
}

static int command_rcpt(struct smtp *smtp, const char *rest)
{
	struct ac_dispatcher *d = &smtp->session.chat.base;

	if (!smtp->has_sender)
		return say(smtp, "503 bad sequence of commands\r\n");
	if (strncasecmp(rest, "TO:", 3) != 0)
		return say(smtp, "501 RCPT TO:<address>\r\n");
	smtp->has_recipient = true;
	ac_note(d->loop, d, "to", rest + 3, strlen(rest + 3));
	return say(smtp, "250 OK\r\n");
}

static int command_data(struct smtp *smtp, const char *rest)
{
	(void)rest;
	if (!smtp->has_recipient)
		return say(smtp, "503 bad sequence of commands\r\n");
	read_on(smtp, smtpd_of(smtp)->behind_data);
	return say(smtp, "354 end with a dot alone\r\n");
}

static int command_rset(struct smtp *smtp, const char *rest)
{
	(void)rest;
	forget_mail(smtp);
	return say(smtp, "250 OK\r\n");
}

static int command_noop(struct smtp *smtp, const char *rest)
{
	(void)rest;
	return say(smtp, "250 OK\r\n");
}

static int command_quit(struct smtp *smtp, const char *rest)
{
	int result = say(smtp, "221 bye\r\n");

	(void)rest;
	return result < 0 || smtp->session.chat.base.fd < 0 ? result : session_end(&smtp->session);
}

static int command(struct smtp *smtp, const char *line)
{
	static const struct {
		const char *verb;
		int (*run)(struct smtp *, const char *rest);
	} commands[] = {
		{"HELO", command_hello}, {"EHLO", command_extended}, {"MAIL", command_mail},
		{"RCPT", command_rcpt},  {"DATA", command_data},     {"RSET", command_rset},
		{"NOOP", command_noop},  {"QUIT", command_quit},
	};
	size_t len = strcspn(line, " ");

	for (size_t i = 0; i < sizeof commands / sizeof commands[0]; i++)
		if (len == 4 && strncasecmp(line, commands[i].verb, 4) == 0)
			return commands[i].run(smtp, line + len + strspn(line + len, " "));
	return say(smtp, "500 unknown command\r\n");
}

static int command_line(struct smtp *smtp, const char *line)
{
	if (!smtp->too_long)
		return command(smtp, line);
	smtp->too_long = false;
	return say(smtp, "500 line too long\r\n");
}

/* ---- The methods ---- */

/* A command that is too long is dropped as it comes. */
static int collect_command(struct smtp *smtp, const void *bytes, size_t len)
{
	struct ac_chat *chat = &smtp->session.chat;
	int result = smtp->too_long ? 0 : ac_chat_collect(chat, bytes, len);

	if (result != -EMSGSIZE)
		return result;
	ac_err_clear(&chat->base);
	smtp->too_long = true;
	return 0;
}

/* A message may be large: its main part is not collected by the chat first. */
static int smtp_collect(struct ac_chat *chat, const void *bytes, size_t len)
{
	struct smtp *smtp = smtp_of(chat);

	if (smtp->session.ending)
		return 0;
	session_active(&smtp->session);
	switch (smtp->reading) {
	case READ_COMMAND:
		return collect_command(smtp, bytes, len);
	case READ_DOT:
		smtp->line_len += len;
		return add(smtp, bytes, len);
	case READ_REST:
		return add(smtp, bytes, len);
	case READ_START:
	case READ_LF:
	default:
		return ac_chat_collect(chat, bytes, len);
	}
}

static int smtp_found(struct ac_chat *chat)
{
	struct smtp *smtp = smtp_of(chat);
	size_t len;
	const char *data = ac_chat_get_data(chat, &len);

	if (smtp->session.ending)
		return 0;
	switch (smtp->reading) {
	case READ_START:
		return message_start(smtp, *data);
	case READ_LF:
		return message_after_cr(smtp, *data);
	case READ_DOT:
		return message_dot(smtp);
	case READ_REST:
		return message_rest(smtp);
	case READ_COMMAND:
	default:
		return command_line(smtp, data);
	}
}

/* Who does not read the replies gets no further ones. */
static int smtp_readable(struct ac_dispatcher *d)
{
	return ac_chat_queued(&session_of(d)->chat) == 0;
}

static const struct ac_ops smtp_ops = {
	.super = &session_ops,
	.name = "smtp",
	.readable = smtp_readable,
	.collect_incoming_data = smtp_collect,
	.found_terminator = smtp_found,
};

static int smtp_opened(struct session *session)
{
	struct smtp *smtp = smtp_of(&session->chat);

	session->chat.incoming_max = COMMAND_MAX;
	session->chat.drain = true;
	read_on(smtp, READ_COMMAND);
	return say(smtp, "220 sink\r\n");
}

static void smtp_closed(struct session *session)
{
	forget_text(smtp_of(&session->chat));
}

/* ---- The program ---- */

static int run(struct ac_sys *sys, int argc, char **argv, enum reading behind_data)
{
	const struct args args = {argc, argv};
	const char *spool = arg_text(&args, "--spool", NULL);
	struct smtpd smtpd = {
		.sessions =
			{
				.session_ops = &smtp_ops,
				.session_size = sizeof(struct smtp),
				.port = 25,
				.idle_ns = 300 * AC_SECOND,
				.opened = smtp_opened,
				.closed = smtp_closed,
			},
		.size_max = (size_t)arg_number(&args, "--size", SIZE_LIMIT),
		.spool = spool ? files_open_folder(spool) : -EBADF,
		.behind_data = behind_data,
	};

	if (spool && smtpd.spool < 0)
		return 1;
	return sessions_run(&smtpd.sessions, sys, args);
}

int smtpd_main(struct ac_sys *sys, int argc, char **argv)
{
	return run(sys, argc, argv, READ_START);
}

/* Python's own smtpd: the line end of DATA is gone, so that of an empty message, a dot
 * alone, is not found: the next commands become the message. */
int smtpd_wants_a_line_main(struct ac_sys *sys, int argc, char **argv)
{
	return run(sys, argc, argv, READ_REST);
}
