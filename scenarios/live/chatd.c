/* SPDX-License-Identifier: MIT
 *
 * chatd.c - a chat of lines.
 *
 *	chatd [--port N] [--poller epoll|poll|select] [--idle TIME] [--queue N]
 *
 * The first line is one's name; each line after it goes to every member, oneself
 * included, as "<name> line".  Who comes and goes is told as "* name joined", "* name
 * left".  A member for whom more than N bytes wait is dropped, so that one who does
 * not read costs little. */
#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "session.h"

#define NAME_MAX_LEN 20u
#define LINE_MAX_LEN 1000u
#define QUEUE_MAX    65536
#define READ_SIZE    4096u /* what one reads is queued for each: far below QUEUE_MAX */

struct member {
	struct session session;
	struct member *next; /* of the room */
	char name[NAME_MAX_LEN + 1];
	bool dropped; /* to be closed when nobody goes through the room */
};

struct room {
	struct sessions sessions;
	struct member *members; /* that have a name */
	size_t queue_max;
	bool telling; /* somebody goes through the room */
};

static struct member *member_of(struct ac_dispatcher *d)
{
	return ac_container_of(d, struct member, session.chat.base);
}

static struct room *room_of(struct member *member)
{
	return ac_container_of(member->session.sessions, struct room, sessions);
}

static struct member *find(struct room *room, const char *name)
{
	struct member *member = room->members;

	while (member && strcmp(member->name, name) != 0)
		member = member->next;
	return member;
}

/* ---- To everybody ---- */

static struct member *first_dropped(struct room *room)
{
	struct member *member = room->members;

	while (member && !member->dropped)
		member = member->next;
	return member;
}

/* Nothing is sent meanwhile (member_send_some), so nobody leaves. */
static void tell_each(struct room *room, const char *line, size_t len)
{
	room->telling = true;
	for (struct member *member = room->members; member; member = member->next) {
		struct ac_chat *chat = &member->session.chat;

		if (member->dropped || member->session.ending)
			continue;
		member->dropped =
			ac_chat_push(chat, line, len) < 0 || ac_chat_queued(chat) > room->queue_max;
		if (member->dropped)
			ac_err_clear(&chat->base);
	}
	room->telling = false;
}

/* To close a member tells the others that it left, which may drop more. */
static void tell(struct room *room, const char *line, size_t len)
{
	struct member *member;

	tell_each(room, line, len);
	while ((member = first_dropped(room)) != NULL) {
		ac_note(member->session.chat.base.loop, &member->session.chat.base, "dropped",
			member->name, strlen(member->name));
		session_close(&member->session);
	}
}

static void tell_of(struct member *member, const char *what)
{
	char line[NAME_MAX_LEN + 16];
	int len = snprintf(line, sizeof line, "* %s %s\n", member->name, what);

	tell(room_of(member), line, (size_t)len);
}

static void speak(struct member *member, const char *text)
{
	char line[NAME_MAX_LEN + LINE_MAX_LEN + 8];
	int len = snprintf(line, sizeof line, "<%s> %s\n", member->name, text);

	tell(room_of(member), line, (size_t)len);
}

/* ---- Coming and going ---- */

static const char *wrong_with(struct room *room, const char *name)
{
	size_t len = strlen(name);

	if (len == 0 || len > NAME_MAX_LEN)
		return "! a name has 1 to 20 letters\n";
	for (size_t i = 0; i < len; i++)
		if (!isalnum((unsigned char)name[i]))
			return "! a name has letters and digits alone\n";
	return find(room, name) ? "! this name is taken\n" : NULL;
}

static int join(struct member *member, const char *name)
{
	struct room *room = room_of(member);
	const char *wrong = wrong_with(room, name);
	struct member **end = &room->members;

	if (wrong)
		return session_say(&member->session, wrong);
	memcpy(member->name, name, strlen(name) + 1);
	while (*end)
		end = &(*end)->next;
	*end = member;
	tell_of(member, "joined");
	return 0;
}

static void leave(struct session *session)
{
	struct member *member = ac_container_of(session, struct member, session);
	struct member **at = &room_of(member)->members;

	while (*at && *at != member)
		at = &(*at)->next;
	if (!*at)
		return;
	*at = member->next;
	tell_of(member, "left");
}

/* ---- The methods ---- */

static int member_collect(struct ac_chat *chat, const void *bytes, size_t len)
{
	int result = session_collect(chat, bytes, len);

	if (result != -EMSGSIZE)
		return result;
	ac_err_clear(&chat->base);
	result = session_say(session_of_chat(chat), "! a line has 1000 bytes at most\n");
	return result < 0 || chat->base.fd < 0 ? result : session_end(session_of_chat(chat));
}

static int member_found(struct ac_chat *chat)
{
	struct member *member = member_of(&chat->base);
	size_t len;
	const char *data = ac_chat_get_data(chat, &len);
	char line[LINE_MAX_LEN + 1];

	if (member->session.ending)
		return 0;
	memcpy(line, data, len + 1);
	if (len > 0 && line[len - 1] == '\r')
		line[len - 1] = '\0';
	session_active(&member->session);
	if (member->name[0] == '\0')
		return join(member, line);
	speak(member, line);
	return 0;
}

/* What is told to a room is sent by the loop: a send that fails inside would change
 * the list under those who go through it. */
static int member_send_some(struct ac_dispatcher *d)
{
	return room_of(member_of(d))->telling ? 0 : session_ops.initiate_send(d);
}

static const struct ac_ops member_ops = {
	.super = &session_ops,
	.name = "member",
	.flags = AC_OPS_ANNOUNCES,
	.initiate_send = member_send_some,
	.collect_incoming_data = member_collect,
	.found_terminator = member_found,
};

static int member_opened(struct session *session)
{
	session->chat.incoming_max = LINE_MAX_LEN;
	session->chat.in_buffer_size = READ_SIZE;
	session->chat.drain = true; /* many small pieces */
	ac_chat_set_terminator_bytes(&session->chat, "\n", 1);
	return session_say(session, "* your name?\n");
}

/* ---- The program ---- */

static int run(struct ac_sys *sys, int argc, char **argv, size_t queue_max)
{
	const struct args args = {argc, argv};
	struct room room = {
		.sessions =
			{
				.session_ops = &member_ops,
				.session_size = sizeof(struct member),
				.port = 6667,
				.idle_ns = 600 * AC_SECOND,
				.opened = member_opened,
				.closed = leave,
			},
		.queue_max = queue_max,
	};

	return sessions_run(&room.sessions, sys, args);
}

static size_t queue_max(int argc, char **argv)
{
	const struct args args = {argc, argv};

	return (size_t)arg_number(&args, "--queue", QUEUE_MAX);
}

int chatd_main(struct ac_sys *sys, int argc, char **argv)
{
	return run(sys, argc, argv, queue_max(argc, argv));
}

/* Keeps for everybody what everybody else says, however long he does not read. */
int chatd_without_bound_main(struct ac_sys *sys, int argc, char **argv)
{
	return run(sys, argc, argv, SIZE_MAX);
}
