/* SPDX-License-Identifier: MIT */
#include "programs.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "ac.h"
#include "world/signals.h"

struct server {
	struct ac_dispatcher base;
	struct ac_timer timer;
};

struct conn {
	struct ac_sender base;
};

static int conn_read(struct ac_dispatcher *d)
{
	struct conn *conn = ac_container_of(d, struct conn, base.base);
	char buf[4096];
	ssize_t n = ac_recv(d, buf, sizeof buf);

	return n <= 0 ? (int)n : ac_sender_send(&conn->base, buf, (size_t)n);
}

static void conn_released(struct ac_dispatcher *d)
{
	ac_free(d->loop, ac_container_of(d, struct conn, base.base));
}

static const struct ac_ops conn_ops = {
	.super = &ac_sender_ops,
	.name = "conn",
	.handle_read = conn_read,
	.released = conn_released,
};

static int accepted(struct ac_dispatcher *d, int fd, const struct sockaddr *addr, socklen_t len)
{
	struct conn *conn = ac_realloc(d->loop, NULL, sizeof *conn, "conn");

	if (!conn || ac_sender_init(&conn->base, d->loop, &conn_ops) < 0 ||
	    ac_set_accepted(&conn->base.base, fd, addr, len) < 0) {
		ac_close_fd(d->loop, fd);
		return -ENOMEM;
	}
	return 0;
}

static int never_writable(struct ac_dispatcher *d)
{
	(void)d;
	return 0;
}

static const struct ac_ops server_ops = {
	.super = &ac_dispatcher_ops,
	.name = "server",
	.writable = never_writable,
	.handle_accepted = accepted,
};

static int open_listener(struct ac_dispatcher *d, struct ac_loop *loop, uint16_t port)
{
	struct sockaddr_in any;

	if (ac_ipv4(&any, "0.0.0.0", port) < 0 || ac_init(d, loop, &server_ops) < 0 ||
	    ac_create_socket(d, AF_INET, SOCK_STREAM) < 0)
		return -1;
	ac_set_reuse_addr(d);
	if (ac_bind(d, (const struct sockaddr *)&any, sizeof any) < 0)
		return -1;
	return ac_listen(d, 8);
}

static int finish(struct ac_loop *loop, int64_t timeout_ns)
{
	int rc = ac_loop(loop, timeout_ns, -1);

	ac_loop_fini(loop);
	return rc == -ECANCELED ? 0 : rc;
}

static int tick(struct ac_timer *timer)
{
	struct server *server = ac_container_of(timer, struct server, timer);

	ac_call_later(server->base.loop, timer, 3 * AC_MS, tick);
	return 0;
}

static int echo_main(struct ac_sys *sys, int argc, char **argv)
{
	struct ac_loop loop;
	struct server server = {0};

	if (ac_loop_init(&loop, sys, AC_POLLER_POLL) < 0 ||
	    open_listener(&server.base, &loop, 7) < 0)
		return 1;
	if (argc > 1 && strcmp(argv[1], "tick") == 0)
		ac_call_later(&loop, &server.timer, 0, tick);
	return finish(&loop, AC_TIMEOUT);
}

struct idler {
	struct ac_dispatcher base;
	struct ac_timer timer;
};

static int is_idle(struct ac_timer *timer)
{
	struct idler *idler = ac_container_of(timer, struct idler, timer);

	ac_note(idler->base.loop, NULL, "idle", "", 0);
	return 0;
}

static int idle_main(struct ac_sys *sys, int argc, char **argv)
{
	struct ac_loop loop;
	struct idler idler = {0};

	(void)argc;
	(void)argv;
	if (ac_loop_init(&loop, sys, AC_POLLER_POLL) < 0 ||
	    open_listener(&idler.base, &loop, 7) < 0)
		return 1;
	ac_call_later(&loop, &idler.timer, 60 * AC_SECOND, is_idle);
	return finish(&loop, 30 * AC_SECOND);
}

struct client {
	struct ac_sender base;
	struct ac_timer timer;
};

static int beat(struct ac_timer *timer)
{
	struct client *client = ac_container_of(timer, struct client, timer);

	ac_call_later(client->base.base.loop, timer, AC_SECOND, beat);
	return ac_sender_send(&client->base, "beat\n", 5);
}

static int client_connected(struct ac_dispatcher *d)
{
	struct client *client = ac_container_of(d, struct client, base.base);

	ac_call_later(d->loop, &client->timer, 0, beat);
	return 0;
}

static int client_closed(struct ac_dispatcher *d)
{
	struct client *client = ac_container_of(d, struct client, base.base);

	ac_cancel(&client->timer);
	ac_close(d);
	return 0;
}

static int client_read(struct ac_dispatcher *d)
{
	char dropped[64];
	ssize_t n = ac_recv(d, dropped, sizeof dropped);

	return n < 0 ? (int)n : 0;
}

static const struct ac_ops client_ops = {
	.super = &ac_sender_ops,
	.name = "client",
	.handle_connect = client_connected,
	.handle_read = client_read,
	.handle_close = client_closed,
};

static int dial(struct ac_dispatcher *d, const char *address, uint16_t port)
{
	struct sockaddr_in to;

	if (ac_ipv4(&to, address, port) < 0 || ac_create_socket(d, AF_INET, SOCK_STREAM) < 0)
		return -1;
	return ac_connect(d, (const struct sockaddr *)&to, sizeof to);
}

static int beat_main(struct ac_sys *sys, int argc, char **argv)
{
	struct ac_loop loop;
	struct client client = {0};

	if (argc < 2 || ac_loop_init(&loop, sys, AC_POLLER_POLL) < 0 ||
	    ac_sender_init(&client.base, &loop, &client_ops) < 0 ||
	    dial(&client.base.base, argv[1], argc > 2 ? 7 : 9) < 0)
		return 1;
	return finish(&loop, AC_TIMEOUT);
}

static enum ac_poller poller_of(int argc, char **argv)
{
	if (argc > 1 && strcmp(argv[1], "epoll") == 0)
		return AC_POLLER_EPOLL;
	return argc > 1 && strcmp(argv[1], "select") == 0 ? AC_POLLER_SELECT : AC_POLLER_POLL;
}

static int sleeper_main(struct ac_sys *sys, int argc, char **argv)
{
	struct ac_loop loop;

	if (ac_loop_init(&loop, sys, poller_of(argc, argv)) < 0 || ac_wake_enable(&loop) < 0)
		return 1;
	return finish(&loop, AC_NEVER);
}

static struct ac_loop *heeded;

static void heed(int number)
{
	ac_note(heeded, NULL, "handler", number == SIGTERM ? "TERM" : "USR1", 4);
	if (number == SIGTERM)
		ac_loop_stop(heeded);
}

static void heed_closely(int number, siginfo_t *info, void *context)
{
	(void)context;
	if (info->si_signo == number)
		heed(number);
}

/* 0, or what is wrong with what sigaction says. */
static int install(const char *how)
{
	struct sigaction action = {.sa_flags = (int)(SA_RESETHAND | SA_SIGINFO)}, old;

	action.sa_sigaction = heed_closely;
	if (strcmp(how, "once") == 0 && wt_program_sigaction(SIGUSR1, &action, NULL) < 0)
		return 1;
	if (strcmp(how, "ignores") == 0 && wt_program_signal(SIGUSR1, SIG_IGN) != SIG_DFL)
		return 2;
	if (strcmp(how, "heeds") == 0 && wt_program_signal(SIGUSR1, heed) != SIG_DFL)
		return 3;
	if (wt_program_signal(SIGTERM, heed) != SIG_DFL ||
	    wt_program_sigaction(SIGTERM, NULL, &old) < 0 || old.sa_handler != heed)
		return 4;
	return wt_program_signal(SIGKILL, SIG_IGN) == SIG_ERR ? 0 : 5;
}

static int heeds_main(struct ac_sys *sys, int argc, char **argv)
{
	struct ac_loop loop;
	struct server server = {0};
	int rc = install(argc > 1 ? argv[1] : "");

	if (rc > 0)
		return rc;
	heeded = &loop;
	if (ac_loop_init(&loop, sys, AC_POLLER_POLL) < 0 || ac_wake_enable(&loop) < 0 ||
	    open_listener(&server.base, &loop, 7) < 0)
		return 6;
	return finish(&loop, AC_TIMEOUT);
}

static int again(struct ac_timer *timer)
{
	struct idler *idler = ac_container_of(timer, struct idler, timer);

	ac_call_later(idler->base.loop, timer, 0, again);
	return 0;
}

static int zero_main(struct ac_sys *sys, int argc, char **argv)
{
	struct ac_loop loop;
	struct idler idler = {0};

	(void)argc;
	(void)argv;
	if (ac_loop_init(&loop, sys, AC_POLLER_POLL) < 0 ||
	    open_listener(&idler.base, &loop, 7) < 0)
		return 1;
	ac_call_later(&loop, &idler.timer, 0, again);
	return finish(&loop, AC_TIMEOUT);
}

static int ignore(struct ac_dispatcher *d)
{
	(void)d;
	return 0;
}

static const struct ac_ops plain_ops = {
	.super = &ac_dispatcher_ops,
	.name = "plain",
	.handle_write = ignore,
	.handle_connect = ignore,
};

static int plain_main(struct ac_sys *sys, int argc, char **argv)
{
	struct ac_loop loop;
	struct ac_dispatcher plain;

	if (argc < 2 || ac_loop_init(&loop, sys, AC_POLLER_POLL) < 0 ||
	    ac_init(&plain, &loop, &plain_ops) < 0 || dial(&plain, argv[1], 9) < 0)
		return 1;
	return finish(&loop, AC_TIMEOUT);
}

static int busy_main(struct ac_sys *sys, int argc, char **argv)
{
	struct ac_loop loop;
	struct server server = {0};

	(void)argc;
	(void)argv;
	if (ac_loop_init(&loop, sys, AC_POLLER_POLL) < 0 ||
	    open_listener(&server.base, &loop, 7) < 0)
		return 1;
	return finish(&loop, 0);
}

static int serve_byte(struct ac_dispatcher *d)
{
	struct client *client = ac_container_of(d, struct client, base.base);

	return ac_sender_send(&client->base, "p", 1);
}

static int answer_byte(struct ac_dispatcher *d)
{
	struct client *client = ac_container_of(d, struct client, base.base);
	char byte;
	ssize_t n = ac_recv(d, &byte, 1);

	return n <= 0 ? (int)n : ac_sender_send(&client->base, &byte, 1);
}

static const struct ac_ops ping_ops = {
	.super = &ac_sender_ops,
	.name = "ping",
	.handle_connect = serve_byte,
	.handle_read = answer_byte,
};

static int ping_main(struct ac_sys *sys, int argc, char **argv)
{
	struct ac_loop loop;
	struct client client = {0};

	if (argc < 2 || ac_loop_init(&loop, sys, AC_POLLER_POLL) < 0 ||
	    ac_sender_init(&client.base, &loop, &ping_ops) < 0 ||
	    dial(&client.base.base, argv[1], 7) < 0)
		return 1;
	return finish(&loop, AC_TIMEOUT);
}

static int stubborn_main(struct ac_sys *sys, int argc, char **argv)
{
	(void)argc;
	(void)argv;
	while (sys->ops->poll(NULL, 0, AC_SECOND, sys) != 1)
		continue;
	return 0;
}

static int crash_main(struct ac_sys *sys, int argc, char **argv)
{
	(void)sys;
	(void)argc;
	(void)argv;
	abort();
}

static int leave_main(struct ac_sys *sys, int argc, char **argv)
{
	(void)sys;
	(void)argc;
	(void)argv;
	return 3;
}

/* In small steps: Valgrind takes a frame of megabytes for another stack. */
static int dig(unsigned left)
{
	volatile char room[1 << 16];

	for (size_t i = 0; i < sizeof room; i += 1024)
		room[i] = 0;
	return left > 0 ? dig(left - 1) + room[0] : room[0];
}

static int deep_main(struct ac_sys *sys, int argc, char **argv)
{
	(void)sys;
	(void)argc;
	(void)argv;
	return dig(64);
}

static int twice_main(struct ac_sys *sys, int argc, char **argv)
{
	void *block = sys->ops->realloc(NULL, 100, "block", sys);

	(void)argc;
	(void)argv;
	sys->ops->realloc(block, 0, "block", sys);
	sys->ops->realloc(block, 0, "block", sys);
	return 0;
}

jmp_buf way_out;
int jumps;

static int jump_main(struct ac_sys *sys, int argc, char **argv)
{
	(void)argc;
	(void)argv;
	if (jumps > 0)
		return 0;
	jumps++;
	printf("left behind\n");
	assert_non_null(sys->ops->realloc(NULL, 100, "left behind", sys));
	sys->ops->socket(AF_INET, SOCK_STREAM, 0, sys);
	sys->ops->poll(NULL, 0, AC_SECOND, sys);
	longjmp(way_out, 1);
}

static int loops_main(struct ac_sys *sys, int argc, char **argv)
{
	volatile unsigned turns = 0;

	(void)argc;
	(void)argv;
	sys->ops->poll(NULL, 0, AC_SECOND, sys);
	for (;;)
		turns++;
	return 0;
}

static int asks_main(struct ac_sys *sys, int argc, char **argv)
{
	uint64_t until = sys->ops->now_ns(sys) + AC_SECOND;

	(void)argc;
	(void)argv;
	while (sys->ops->now_ns(sys) < until)
		continue;
	return 0;
}

static int wants_main(struct ac_sys *sys, int argc, char **argv)
{
	struct ac_loop loop;

	(void)argc;
	(void)argv;
	if (ac_loop_init(&loop, sys, AC_POLLER_POLL) < 0)
		return 1;
	for (int i = 0; i < 3; i++)
		ac_sometimes_if(&loop, i == 1, "one");
	ac_sometimes_if(&loop, false, "never");
	ac_loop_fini(&loop);
	return 0;
}

const struct wt_program programs[] = {
	{"echo", echo_main},   {"idle", idle_main},         {"beat", beat_main},
	{"zero", zero_main},   {"plain", plain_main},       {"busy", busy_main},
	{"ping", ping_main},   {"stubborn", stubborn_main}, {"crash", crash_main},
	{"leave", leave_main}, {"sleeper", sleeper_main},   {"heeds", heeds_main},
	{"deep", deep_main},   {"twice", twice_main},       {"jump", jump_main},
	{"wants", wants_main}, {"loops", loops_main},       {"asks", asks_main},
	{NULL, NULL},
};

struct wt_scenario *parse(const char *text)
{
	struct wt_diagnostics *diagnostics = wt_diagnostics_new();
	struct wt_scenario *scenario =
		wt_scenario_parse("test.scn", text, strlen(text), diagnostics);

	wt_diagnostics_print(diagnostics, stderr, 0);
	wt_diagnostics_free(diagnostics);
	assert_non_null(scenario);
	return scenario;
}

struct outcome run_seed(struct wt_scenario *scenario, uint64_t seed)
{
	const struct wt_case run = {.broken = -1, .seed = seed};
	struct outcome outcome;

	assert_int_equal(
		wt_run_case(scenario, programs, &run, NULL, &outcome.verdict, &outcome.stats), 0);
	return outcome;
}

/* The verdict's strings die with the scenario: only their beginning is static. */
struct outcome run_text(const char *text)
{
	struct wt_scenario *scenario = parse(text);
	struct outcome outcome = run_seed(scenario, 1);

	outcome.verdict.object = outcome.verdict.text = NULL;
	wt_scenario_free(scenario);
	return outcome;
}
