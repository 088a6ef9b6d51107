/* SPDX-License-Identifier: MIT
 *
 * Bytes that go straight (sim/kernel/tcp_straight.c) arrive as those do of which a
 * segment is made: nothing in a history says which it was.  While somebody waits for a
 * segment none goes straight; so random worlds are run as they are, and once more with
 * a line that waits for what never comes. */
#include "programs.h"

#include <netinet/in.h>
#include <poll.h>
#include <string.h>
#include <sys/epoll.h>

#if __has_include(<valgrind/valgrind.h>)
#include <valgrind/valgrind.h>
#else
#define RUNNING_ON_VALGRIND 0
#endif

#include "ac_sys.h"
#include "decisions/mix.h"

#define WORLDS 500
#define SEEDS  3

#define WAITS_FOR_EVER "server:alice.9 recv@0 late until to server:alice.9 @0 if reached: never\n"

/* -- The program: an act for each letter of argv[1] ------------------------------- */

static const char block[60000]; /* what is sent */
static char taken[sizeof block];

struct server {
	struct ac_sys *sys;
	int listener, epoll, conns[2];
	unsigned count; /* of conns, -1 where it is closed */
};

static int watch(const struct server *server, int fd)
{
	struct epoll_event event = {EPOLLIN | EPOLLOUT | EPOLLRDHUP | EPOLLPRI | EPOLLET, {0}};

	return server->sys->ops->epoll_ctl(server->epoll, EPOLL_CTL_ADD, fd, &event, server->sys);
}

static void open_listener(struct server *server)
{
	struct sockaddr_in any = {.sin_family = AF_INET, .sin_port = htons(7)};
	const struct ac_sys_ops *ops = server->sys->ops;

	server->listener = ops->socket(AF_INET, SOCK_STREAM, 0, server->sys);
	ops->bind(server->listener, (const struct sockaddr *)&any, sizeof any, server->sys);
	ops->listen(server->listener, 8, server->sys);
	server->epoll = ops->epoll_create(server->sys);
	watch(server, server->listener);
}

static void accept_one(struct server *server)
{
	int fd;

	if (server->count == 2)
		return;
	fd = server->sys->ops->accept(server->listener, NULL, NULL, server->sys);
	if (fd < 0)
		return;
	server->conns[server->count++] = fd;
	watch(server, fd);
}

static void act(struct server *server, char what, int *fd)
{
	struct ac_sys *sys = server->sys;
	struct pollfd look = {.fd = *fd, .events = POLLIN | POLLOUT};
	struct epoll_event events[4];
	const int few = 4;

	switch (what) {
	case 'w':
		if (sys->ops->epoll_wait(server->epoll, events, 4, 5 * 1000000, sys) > 0)
			accept_one(server);
		break;
	case 'p':
		sys->ops->poll(&look, 1, 0, sys);
		break;
	case 'r':
		sys->ops->recv(*fd, taken, 4, 0, sys);
		break;
	case 'R':
		sys->ops->recv(*fd, taken, sizeof taken, 0, sys);
		break;
	case 's':
		sys->ops->send(*fd, "0123456789", 10, MSG_NOSIGNAL, sys);
		break;
	case 'S':
		sys->ops->send(*fd, block, sizeof block, MSG_NOSIGNAL, sys);
		break;
	case 'u':
		sys->ops->send(*fd, "!", 1, MSG_NOSIGNAL | MSG_OOB, sys);
		break;
	case 'l':
		sys->ops->setsockopt(*fd, SOL_SOCKET, SO_RCVLOWAT, &few, sizeof few, sys);
		break;
	case 'o':
		sys->ops->setsockopt(*fd, SOL_SOCKET, SO_OOBINLINE, &few, sizeof few, sys);
		break;
	case 'h':
		sys->ops->shutdown(*fd, SHUT_WR, sys);
		break;
	default:
		sys->ops->close(*fd, sys);
		*fd = -1;
	}
}

static int acts_main(struct ac_sys *sys, int argc, char **argv)
{
	struct server server = {.sys = sys, .conns = {-1, -1}};
	unsigned turn = 0;

	open_listener(&server);
	for (const char *what = argc > 1 ? argv[1] : ""; *what; what++) {
		int *fd = &server.conns[turn++ % 2];

		if (*what == 'w' || *fd >= 0)
			act(&server, *what, fd);
	}
	return 0;
}

static const struct wt_program acts[] = {{"acts", acts_main}, {NULL, NULL}};

/* -- Worlds ------------------------------------------------------------------------ */

static uint64_t dice(uint64_t *state, uint64_t sides)
{
	*state = wt_mix(*state, 1);
	return *state % sides;
}

static void add(char *text, size_t size, const char *more)
{
	size_t len = strlen(text);

	assert_true(len + strlen(more) < size);
	memcpy(text + len, more, strlen(more) + 1);
}

static void add_host(char *text, size_t size, uint64_t *state)
{
	static const char all[] = "wwwwwprRRssSSSSShcwwRSlou";
	char some[64];
	size_t count = 8 + (size_t)dice(state, sizeof some - 9);

	memcpy(some, "wwww", 4);
	for (size_t i = 4; i < count; i++)
		some[i] = all[dice(state, sizeof all - 1)];
	some[count] = 0;
	add(text, size, "host server runs acts ");
	add(text, size, some);
	add(text, size, dice(state, 3) == 0 ? "\n  buffers 4KiB\n" : "\n");
}

static void add_peer(char *text, size_t size, const char *name, uint64_t *state)
{
	static const char *const steps[] = {
		"  sends \"hello\"\n",    "  sends \"a\"\n",    "  sends 9000 bytes of pattern 1\n",
		"  sends \"!\" urgent\n", "  waits 10 bytes\n", "  waits 2ms\n",
		"  stops reading\n",      "  reads on\n",       "  reads 3 bytes\n",
		"  connects server:7\n",
	};
	static const char *const ends[] = {"", "", "  shuts\n", "  closes\n", "  resets\n"};

	add(text, size, "peer ");
	add(text, size, name);
	add(text, size, "\n  connects server:7\n");
	for (uint64_t left = dice(state, 9); left > 0; left--)
		add(text, size, steps[dice(state, sizeof steps / sizeof *steps)]);
	add(text, size, ends[dice(state, sizeof ends / sizeof *ends)]);
}

static void make_world(char *text, size_t size, uint64_t number)
{
	static const char *const open[] = {"", "may any\n", "may any\n", "may any harmful\n"};
	static const char *const links[] = {
		"",
		"",
		"link bob server delay 3ms\n",
		"link bob server delay 1ms..4ms\nlink alice server rate 1MiB/s\n",
	};
	static const char *const ats[] = {
		"",
		"at 1ms link alice server silent\nat 6ms link alice server up\n",
		"at 2ms link alice server down\nat 4ms link alice server up\n",
		"at 2ms server restarts\n",
		"at 2ms server killed\nat 4ms server restarts\n",
		"at 2ms server killed\n",
	};
	uint64_t state = number;

	text[0] = 0;
	add(text, size, "scenario 1\n");
	add_host(text, size, &state);
	add(text, size, links[dice(&state, sizeof links / sizeof *links)]);
	add(text, size, ats[dice(&state, sizeof ats / sizeof *ats)]);
	if (dice(&state, 4) == 0)
		add(text, size, "kernel posix\n");
	add_peer(text, size, "alice", &state);
	add_peer(text, size, "bob", &state);
	add(text, size, open[dice(&state, sizeof open / sizeof *open)]);
	add(text, size, "limit 1s\n");
}

static struct wt_run_stats run(struct wt_scenario *scenario, uint64_t seed)
{
	const struct wt_case what = {.broken = -1, .seed = seed};
	struct wt_run_stats stats;
	struct wt_verdict verdict;

	assert_int_equal(wt_run_case(scenario, acts, &what, NULL, &verdict, &stats), 0);
	return stats;
}

static void bytes_that_go_straight_arrive_as_segments_do(void **state)
{
	const uint64_t worlds = RUNNING_ON_VALGRIND ? WORLDS / 20 : WORLDS;
	uint64_t decided = 0;

	(void)state;
	for (uint64_t number = 1; number <= worlds; number++) {
		char text[2048];
		struct wt_scenario *scenario, *waiting;

		make_world(text, sizeof text, number);
		scenario = parse(text);
		add(text, sizeof text, WAITS_FOR_EVER);
		waiting = parse(text);
		for (uint64_t seed = 1; seed <= SEEDS; seed++) {
			struct wt_run_stats one = run(scenario, seed);
			struct wt_run_stats other = run(waiting, seed);

			if (one.hash != other.hash)
				fail_msg("seed %u of\n%s", (unsigned)seed, text);
			decided += one.decided;
		}
		wt_scenario_free(scenario);
		wt_scenario_free(waiting);
	}
	assert_true(decided > worlds);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(bytes_that_go_straight_arrive_as_segments_do),
	};

	return cmocka_run_group_tests_name("the straight way", tests, NULL, NULL);
}
