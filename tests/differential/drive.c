/* SPDX-License-Identifier: MIT
 *
 * drive.c - the commands of the script.
 *
 *	differential-drive IN OUT		answers come by wire
 *	differential-drive --tank FILE IN OUT	from the simulated kernel of that scenario
 *	differential-drive --decided FILE IN OUT	the same, if it has decisions */
#include <assert.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/un.h>

#include "puppet.h"
#include "wt_run.h"

static struct remote kernel;
static struct ac_loop loop;
static const char *far_end = "127.0.0.1";

struct sockaddr_in here_addr(void)
{
	struct sockaddr_in addr;

	ac_ipv4(&addr, "0.0.0.0", 7);
	return addr;
}

struct sockaddr_in there_addr(void)
{
	struct sockaddr_in addr;

	ac_ipv4(&addr, far_end, 7);
	return addr;
}

static struct puppet *named(const struct words *w)
{
	return puppet_find(word(w, 1));
}

static struct ac_dispatcher *channel(const struct words *w)
{
	return puppet_channel(named(w));
}

static void log_line(struct ac_loop *of, enum ac_log_level level, const struct ac_dispatcher *d,
		     const char *text)
{
	static const char *const levels[] = {"error", "warning", "info"};

	(void)of;
	wire_say("log %s %s %s", ac_name(d), levels[level], text);
}

/* ---- The loop ---- */

static long do_loop(const struct words *w)
{
	bool selects = strcmp(word(w, 1), "select") == 0;
	int rc = ac_loop_init(&loop, &kernel.base, selects ? AC_POLLER_SELECT : AC_POLLER_POLL);

	loop.log = log_line;
	loop.ask_all = true;
	return rc;
}

static long do_pass(const struct words *w)
{
	return ac_poll(&loop, number(w, 1));
}

static long do_close_all(const struct words *w)
{
	(void)w;
	ac_close_all(&loop);
	return 0;
}

static long do_end(const struct words *w)
{
	(void)w;
	ac_loop_fini(&loop);
	return 0;
}

/* ---- Channels ---- */

static long do_new(const struct words *w)
{
	puppet_new(&loop, w);
	return 0;
}

static long do_adopt(const struct words *w)
{
	struct sockaddr_in peer;
	const void *any = &peer;

	ac_ipv4(&peer, "127.0.0.1", 1);
	return ac_set_accepted(channel(w), (int)number(w, 2), any, sizeof peer);
}

static bool is_unix;

static long do_create(const struct words *w)
{
	is_unix = strcmp(word(w, 2), "unix") == 0;
	return ac_create_socket(channel(w), is_unix ? AF_UNIX : AF_INET,
				strcmp(word(w, 2), "udp") == 0 ? SOCK_DGRAM : SOCK_STREAM);
}

static long do_connect(const struct words *w)
{
	struct sockaddr_un path = {.sun_family = AF_UNIX, .sun_path = "/there"};
	struct sockaddr_in in = there_addr();
	const void *any = is_unix ? (const void *)&path : &in;

	return ac_connect(channel(w), any, is_unix ? sizeof path : sizeof in);
}

static long do_bind(const struct words *w)
{
	struct sockaddr_in in = here_addr();
	const void *any = &in;

	return ac_bind(channel(w), any, sizeof in);
}

static long do_listen(const struct words *w)
{
	return ac_listen(channel(w), 5);
}

static long do_close(const struct words *w)
{
	ac_close(channel(w));
	return 0;
}

static long do_shutdown(const struct words *w)
{
	return ac_shutdown(channel(w), (int)number(w, 2));
}

static long do_recv(const struct words *w)
{
	static char buf[LINE_SIZE];
	size_t size = (size_t)number(w, 2);

	assert(size <= sizeof buf);
	return ac_recv(channel(w), buf, size);
}

/* As Python programs do, with the socket itself. */
static long do_urgent(const struct words *w)
{
	char byte;

	return kernel.base.ops->recv(channel(w)->fd, &byte, 1, MSG_OOB, &kernel.base);
}

static long do_so_error(const struct words *w)
{
	int error;
	socklen_t len = sizeof error;

	return ac_getsockopt(channel(w), SOL_SOCKET, SO_ERROR, &error, &len);
}

static long do_send(const struct words *w)
{
	static char buf[LINE_SIZE];
	struct puppet *p = named(w);
	size_t len = from_hex(buf, sizeof buf, word(w, 2));

	if (p->ops.super == &ac_sender_ops)
		return ac_sender_send(&p->channel.sender, buf, len);
	return ac_send(&p->channel.dispatcher, buf, len);
}

static long do_readwrite(const struct words *w)
{
	return ac_readwrite(channel(w), (int)number(w, 2));
}

static long do_state(const struct words *w)
{
	const struct ac_dispatcher *d = channel(w);

	return (d->connected ? 1 : 0) | (d->connecting ? 2 : 0) | (d->accepting ? 4 : 0);
}

static long do_default(const struct words *w)
{
	struct puppet *p = named(w);
	char handler[32];

	/* the words are gone when a handler has asked for more */
	strncpy(handler, word(w, 2), sizeof handler - 1);
	handler[sizeof handler - 1] = '\0';
	return puppet_inherited(p, handler);
}

/* ---- Reading the script ---- */

static const struct command {
	const char *name;
	long (*act)(const struct words *);
} commands[] = {
	{"loop", do_loop},
	{"pass", do_pass},
	{"close_all", do_close_all},
	{"end", do_end},
	{"new", do_new},
	{"adopt", do_adopt},
	{"create", do_create},
	{"connect", do_connect},
	{"bind", do_bind},
	{"listen", do_listen},
	{"close", do_close},
	{"shutdown", do_shutdown},
	{"recv", do_recv},
	{"urgent", do_urgent},
	{"so_error", do_so_error},
	{"send", do_send},
	{"readwrite", do_readwrite},
	{"state", do_state},
	{"default", do_default},
};

static void act(const struct words *w)
{
	long result;
	size_t i;

	if (raw_command(&kernel.base, w))
		return;
	if (chat_command(w, &result)) {
		wire_say("= %ld", result);
		return;
	}
	for (i = 0; i < sizeof commands / sizeof *commands; i++) {
		if (strcmp(commands[i].name, word(w, 0)) != 0)
			continue;
		wire_say("= %ld", commands[i].act(w));
		return;
	}
	fprintf(stderr, "unknown command: %s\n", word(w, 0));
	exit(1);
}

int obey(struct words *words)
{
	while (wire_hear(words)) {
		if (strcmp(word(words, 0), "return") == 0)
			return (int)number(words, 1);
		act(words);
	}
	return AC_EXIT;
}

static int play(struct ac_sys *under)
{
	struct words words;

	remote_init(&kernel, under);
	obey(&words);
	puppets_free();
	return 0;
}

/* ---- In the tank ---- */

static int runs_to_skip;

static int puppet_main(struct ac_sys *sys, int argc, char **argv)
{
	if (runs_to_skip-- > 0)
		return 0;
	if (argc > 1)
		far_end = argv[1];
	return play(sys);
}

static const struct wt_program programs[] = {{"puppet", puppet_main}, {NULL, NULL}};

static struct wt_scenario *load(const char *path)
{
	struct wt_diagnostics *diagnostics = wt_diagnostics_new();
	struct wt_scenario *scenario = wt_scenario_load(path, diagnostics);

	if (!scenario || wt_scenario_check(scenario, programs, diagnostics) > 0) {
		wt_diagnostics_print(diagnostics, stderr, 0);
		exit(1);
	}
	wt_diagnostics_free(diagnostics);
	return scenario;
}

/* What the judge says of it does not matter here. */
static int run_in_tank(const char *path)
{
	const struct wt_case one = {.broken = -1, .seed = 1};
	struct wt_scenario *scenario = load(path);
	struct wt_verdict verdict;
	struct wt_run_stats stats;
	int rc = wt_run_case(scenario, programs, &one, NULL, &verdict, &stats);

	if (rc < 0)
		fprintf(stderr, "%s: %s\n", path, ac_strerror(rc));
	wt_scenario_free(scenario);
	return rc < 0;
}

int main(int argc, char **argv)
{
	bool decided = argc == 5 && strcmp(argv[1], "--decided") == 0;
	bool tank = decided || (argc == 5 && strcmp(argv[1], "--tank") == 0);

	/* the judge first has the same run without decisions, which is not ours */
	runs_to_skip = decided;
	assert(argc == 3 || tank);
	wire_open(atoi(argv[argc - 2]), atoi(argv[argc - 1]));
	return tank ? run_in_tank(argv[2]) : play(NULL);
}
