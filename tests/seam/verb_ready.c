/* SPDX-License-Identifier: MIT
 *
 * What is ready now.  On loopback everything a call causes has happened when it
 * returns, so nobody has to wait. */
#include <stdlib.h>
#include <string.h>

#include "verb.h"

#define ALL_EVENTS (POLLIN | POLLPRI | POLLOUT | POLLRDHUP)

static const struct event_name {
	const char *word;
	short bit;
} event_names[] = {
	{"IN", POLLIN},   {"PRI", POLLPRI}, {"OUT", POLLOUT},   {"RDHUP", POLLRDHUP},
	{"ERR", POLLERR}, {"HUP", POLLHUP}, {"NVAL", POLLNVAL},
};

#define EVENT_NAMES (sizeof event_names / sizeof event_names[0])

/* "IN|OUT", or "0" */
void events_write(char *text, short events)
{
	*text = '\0';
	for (size_t i = 0; i < EVENT_NAMES; i++) {
		if (!(events & event_names[i].bit))
			continue;
		if (*text)
			strcat(text, "|");
		strcat(text, event_names[i].word);
	}
	if (!*text)
		strcat(text, "0");
}

static bool has_word(const char *text, const char *word)
{
	size_t len = strlen(word);

	for (const char *at = strstr(text, word); at; at = strstr(at + 1, word)) {
		if ((at == text || at[-1] == '|') && (at[len] == '|' || at[len] == '\0'))
			return true;
	}
	return false;
}

short events_read(const char *text)
{
	short events = 0;

	for (size_t i = 0; i < EVENT_NAMES; i++) {
		if (has_word(text, event_names[i].word))
			events |= event_names[i].bit;
	}
	return events;
}

/* poll(c,events=0), poll(c,OUT): asks for that alone. */
static short asked_events(const char *word)
{
	return *word ? events_read(word) : ALL_EVENTS;
}

static int fd_of(const struct call *call, unsigned arg)
{
	return strcmp(call->args[arg], "-1") == 0 ? -1 : call_socket(call, arg)->fd;
}

static void do_poll(const struct call *call, struct answer *answer)
{
	struct ac_sys *sys = call->stage->sys;
	struct pollfd one = {.fd = fd_of(call, 0), .events = asked_events(call->args[1])};
	char text[64];
	int rc;

	one.revents = 0x7fff;
	rc = sys->ops->poll(&one, 1, 0, sys);
	events_write(text, one.revents);
	if (rc < 0)
		answer_result(answer, rc);
	else if (rc == (one.revents != 0))
		answer_text(answer, "%s", text);
	else
		answer_text(answer, "%d but %s", rc, text);
}

/* polls(c,s,-1)→2: IN, OUT, 0 */
static void do_polls(const struct call *call, struct answer *answer)
{
	struct ac_sys *sys = call->stage->sys;
	struct pollfd fds[CALL_ARGS_MAX];
	char text[CALL_ARGS_MAX * 64] = "", one[64];
	nfds_t count = 0;
	int rc;

	while (count < CALL_ARGS_MAX && *call->args[count]) {
		fds[count] = (struct pollfd){fd_of(call, (unsigned)count), ALL_EVENTS, 0x7fff};
		count++;
	}
	rc = sys->ops->poll(fds, count, 0, sys);
	for (nfds_t i = 0; i < count; i++) {
		events_write(one, fds[i].revents);
		strcat(text, i ? ", " : "");
		strcat(text, one);
	}
	answer_text(answer, "%d: %s", rc, text);
}

struct sets {
	fd_set r, w, x;
	int nfds;
};

static void watch(struct sets *sets, int fd)
{
	FD_SET(fd, &sets->r);
	FD_SET(fd, &sets->w);
	FD_SET(fd, &sets->x);
	if (fd >= sets->nfds)
		sets->nfds = fd + 1;
}

static void empty(struct sets *sets)
{
	FD_ZERO(&sets->r);
	FD_ZERO(&sets->w);
	FD_ZERO(&sets->x);
	sets->nfds = 0;
}

static int do_select_now(const struct call *call, struct sets *sets)
{
	struct ac_sys *sys = call->stage->sys;

	return sys->ops->select(sets->nfds, &sets->r, &sets->w, &sets->x, 0, sys);
}

/* "rw", or "-" */
static int write_sets(char *text, const struct sets *sets, int fd)
{
	int count = 0;

	if (FD_ISSET(fd, &sets->r))
		text[count++] = 'r';
	if (FD_ISSET(fd, &sets->w))
		text[count++] = 'w';
	if (FD_ISSET(fd, &sets->x))
		text[count++] = 'x';
	strcpy(text + count, count ? "" : "-");
	return count;
}

static void do_select(const struct call *call, struct answer *answer)
{
	struct sets sets;
	char text[4];
	int fd = fd_of(call, 0), rc, found;

	empty(&sets);
	watch(&sets, fd);
	rc = do_select_now(call, &sets);
	found = write_sets(text, &sets, fd);
	if (rc < 0)
		answer_result(answer, rc);
	else if (rc == found)
		answer_text(answer, "%s", text);
	else
		answer_text(answer, "%d but %s", rc, text);
}

/* selects(c,s)→3: w, rw */
static void do_selects(const struct call *call, struct answer *answer)
{
	struct sets sets;
	char text[CALL_ARGS_MAX * 8] = "", one[4];
	int rc;

	empty(&sets);
	for (unsigned i = 0; i < CALL_ARGS_MAX && *call->args[i]; i++)
		watch(&sets, fd_of(call, i));
	rc = do_select_now(call, &sets);
	for (unsigned i = 0; i < CALL_ARGS_MAX && *call->args[i]; i++) {
		write_sets(one, &sets, fd_of(call, i));
		strcat(text, i ? ", " : "");
		strcat(text, one);
	}
	if (rc < 0)
		answer_text(answer, "%s: %s", strerrorname_np(-rc), text);
	else
		answer_text(answer, "%d: %s", rc, text);
}

/* Any of the sets may be missing. */
static void do_select_without_sets(const struct call *call, struct answer *answer)
{
	struct ac_sys *sys = call->stage->sys;
	struct sets sets;
	int fd = fd_of(call, 0), both, one;

	empty(&sets);
	watch(&sets, fd);
	both = sys->ops->select(sets.nfds, NULL, &sets.w, NULL, 0, sys);
	one = sys->ops->select(sets.nfds, NULL, NULL, NULL, 0, sys);
	answer_text(answer, "%d with w, %d with none", both, one);
}

const struct verb verbs_ready[] = {
	{"poll", do_poll},
	{"polls", do_polls},
	{"select", do_select},
	{"selects", do_selects},
	{"select_w", do_select_without_sets},
	{NULL, NULL},
};
