/* SPDX-License-Identifier: MIT */
#include "actors.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static char seen[4096]; /* what the program of the running test saw */

static void see(const char *what, long long value)
{
	size_t used = strlen(seen);

	if (value < 0)
		snprintf(seen + used, sizeof seen - used, "%s -%s; ", what,
			 strerrorname_np((int)-value));
	else
		snprintf(seen + used, sizeof seen - used, "%s %lld; ", what, value);
}

static int listen_at_7(struct ac_sys *sys)
{
	struct sockaddr_in any = {.sin_family = AF_INET, .sin_port = htons(7)};
	int fd = sys->ops->socket(AF_INET, SOCK_STREAM, 0, sys);

	sys->ops->bind(fd, (const struct sockaddr *)&any, sizeof any, sys);
	sys->ops->listen(fd, 8, sys);
	return fd;
}

static int wait_for(struct ac_sys *sys, int fd, short events, int64_t timeout_ns, short *revents)
{
	struct pollfd p = {.fd = fd, .events = events};
	int rc = sys->ops->poll(&p, 1, timeout_ns, sys);

	if (revents)
		*revents = p.revents;
	return rc;
}

/* What the server does, a letter each: r recv 64, R recv 4, p poll IN for ever,
 * P poll IN|OUT at once, w poll OUT for 10 ms, s send "0123456789", T send 8 random
 * bytes, a accept, c close, t sleep for 10 ms, n now in ms, e SO_ERROR. */
static void act(struct ac_sys *sys, char what, int listener, int *fd)
{
	char buf[64];
	short revents;
	int error;
	socklen_t len = sizeof error;

	switch (what) {
	case 'a':
		*fd = sys->ops->accept(listener, NULL, NULL, sys);
		if (*fd < 0)
			see("accept", *fd);
		break;
	case 'A':
		see("listener", wait_for(sys, listener, POLLIN, -1, NULL));
		break;
	case 'r':
		see("recv", sys->ops->recv(*fd, buf, sizeof buf, 0, sys));
		break;
	case 'R':
		see("recv4", sys->ops->recv(*fd, buf, 4, 0, sys));
		break;
	case 'p':
		see("poll", wait_for(sys, *fd, POLLIN, -1, &revents));
		break;
	case 'P':
		wait_for(sys, *fd, POLLIN | POLLOUT, 0, &revents);
		see(revents & POLLOUT ? "out" : "no out", (revents & POLLIN) != 0);
		break;
	case 'T':
		sys->ops->random(buf, 8, sys);
		sys->ops->send(*fd, buf, 8, MSG_NOSIGNAL, sys);
		break;
	case 't': /* a time-out of 10 ms */
		sys->ops->poll(NULL, 0, 10 * 1000000, sys);
		break;
	case 'w':
		see("room", wait_for(sys, *fd, POLLOUT, 10 * 1000000, NULL));
		break;
	case 's':
		see("send", sys->ops->send(*fd, "0123456789", 10, MSG_NOSIGNAL, sys));
		break;
	case 'e':
		sys->ops->getsockopt(*fd, SOL_SOCKET, SO_ERROR, &error, &len, sys);
		see("error", -(long long)error);
		break;
	case 'c':
		see("close", sys->ops->close(*fd, sys));
		*fd = -1;
		break;
	case 'n':
		see("ms", (long long)(sys->ops->now_ns(sys) / 1000000));
		break;
	default:
		see("socket", sys->ops->socket(AF_INET, SOCK_STREAM, 0, sys));
		break;
	}
}

/* Accepts two and waits for both, three times. */
static int pair_main(struct ac_sys *sys, int argc, char **argv)
{
	struct pollfd p[3] = {{.fd = listen_at_7(sys), .events = 0}};

	(void)argc;
	(void)argv;
	for (int i = 1; i < 3; i++) {
		wait_for(sys, p[0].fd, POLLIN, -1, NULL);
		p[i] = (struct pollfd){sys->ops->accept(p[0].fd, NULL, NULL, sys), POLLIN, 0};
	}
	for (int i = 0; i < 3; i++)
		see("poll", sys->ops->poll(p, 3, -1, sys));
	while (wait_for(sys, p[0].fd, 0, -1, NULL) != -ECANCELED)
		continue;
	for (int i = 0; i < 3; i++)
		sys->ops->close(p[i].fd, sys);
	return 0;
}

/* argv[1] is the list of acts, after the first connection was accepted if the
 * list does not begin with `A`. */
int actor_main(struct ac_sys *sys, int argc, char **argv)
{
	int listener = listen_at_7(sys), fd = -1;
	const char *acts = argc > 1 ? argv[1] : "";

	if (acts[0] != 'A') {
		wait_for(sys, listener, POLLIN, -1, NULL);
		fd = sys->ops->accept(listener, NULL, NULL, sys);
	}
	for (; *acts; acts++)
		act(sys, *acts, listener, &fd);
	while (wait_for(sys, listener, 0, -1, NULL) != -ECANCELED)
		continue;
	if (fd >= 0)
		sys->ops->close(fd, sys);
	sys->ops->close(listener, sys);
	return 0;
}

/* Connects to port 7 of argv[1] and sends a byte. */
static int dialer_main(struct ac_sys *sys, int argc, char **argv)
{
	struct sockaddr_in to = {.sin_family = AF_INET, .sin_port = htons(7)};
	int fd = sys->ops->socket(AF_INET, SOCK_STREAM, 0, sys);

	if (argc < 2 || inet_pton(AF_INET, argv[1], &to.sin_addr) != 1)
		return 1;
	sys->ops->connect(fd, (const struct sockaddr *)&to, sizeof to, sys);
	wait_for(sys, fd, POLLOUT, -1, NULL);
	sys->ops->send(fd, "x", 1, MSG_NOSIGNAL, sys);
	while (wait_for(sys, fd, 0, -1, NULL) != -ECANCELED)
		continue;
	sys->ops->close(fd, sys);
	return 0;
}

/* Accepts argv[1] connections and watches them with an epoll, edge-triggered if
 * argv[2] has an `E`; then waits for each further letter of it: w sees who was
 * reported, by the order of accepting, r the same and receives 4 of each. */
static void watch(struct ac_sys *sys, int epoll, const int *fds, char what)
{
	struct epoll_event events[4];
	char buf[4];
	int count = sys->ops->epoll_wait(epoll, events, 4, 5 * 1000000, sys);

	if (count <= 0)
		see("wait", count);
	for (int i = 0; i < count; i++) {
		see("who", events[i].data.fd);
		if (what == 'r')
			see("recv4", sys->ops->recv(fds[events[i].data.fd], buf, 4, 0, sys));
	}
}

static int watcher_main(struct ac_sys *sys, int argc, char **argv)
{
	int listener = listen_at_7(sys), epoll = sys->ops->epoll_create(sys), fds[4];
	int count = argc > 2 ? atoi(argv[1]) : 0;
	struct epoll_event event = {.events = EPOLLIN};

	if (strchr(argv[2], 'E'))
		event.events |= EPOLLET;
	for (int i = 0; i < count; i++) {
		wait_for(sys, listener, POLLIN, -1, NULL);
		fds[i] = sys->ops->accept(listener, NULL, NULL, sys);
		event.data.fd = i;
		sys->ops->epoll_ctl(epoll, EPOLL_CTL_ADD, fds[i], &event, sys);
	}
	for (const char *act = argv[2]; *act; act++) {
		if (*act != 'E')
			watch(sys, epoll, fds, *act);
	}
	while (wait_for(sys, listener, 0, -1, NULL) != -ECANCELED)
		continue;
	for (int i = 0; i < count; i++)
		sys->ops->close(fds[i], sys);
	sys->ops->close(epoll, sys);
	sys->ops->close(listener, sys);
	return 0;
}

/* Receives argv[1] datagrams at port 53 and sees the first letter of each and when
 * it came, in ms. */
static int mailbox_main(struct ac_sys *sys, int argc, char **argv)
{
	struct sockaddr_in any = {.sin_family = AF_INET, .sin_port = htons(53)};
	int fd = sys->ops->socket(AF_INET, SOCK_DGRAM, 0, sys);
	char buf[8], what[2] = "";

	sys->ops->bind(fd, (const struct sockaddr *)&any, sizeof any, sys);
	for (int i = argc > 1 ? atoi(argv[1]) : 0; i > 0; i--) {
		wait_for(sys, fd, POLLIN, 100 * 1000000, NULL);
		if (sys->ops->recv(fd, buf, sizeof buf, 0, sys) < 0)
			break;
		what[0] = buf[0];
		see(what, (long long)(sys->ops->now_ns(sys) / 1000000));
	}
	while (wait_for(sys, fd, 0, -1, NULL) != -ECANCELED)
		continue;
	sys->ops->close(fd, sys);
	return 0;
}

/* Asks port 53 of argv[1] twice, 5 ms apart, and sees what comes of it. */
static int asker_main(struct ac_sys *sys, int argc, char **argv)
{
	struct sockaddr_in to = {.sin_family = AF_INET, .sin_port = htons(53)};
	int fd = sys->ops->socket(AF_INET, SOCK_DGRAM, 0, sys);
	char buf[8];

	if (argc < 2 || inet_pton(AF_INET, argv[1], &to.sin_addr) != 1)
		return 1;
	sys->ops->connect(fd, (const struct sockaddr *)&to, sizeof to, sys);
	for (int i = 0; i < 2; i++) {
		see("send", sys->ops->send(fd, "ask", 3, 0, sys));
		wait_for(sys, fd, POLLIN, 5 * 1000000, NULL);
		see("recv", sys->ops->recv(fd, buf, sizeof buf, 0, sys));
	}
	while (wait_for(sys, fd, 0, -1, NULL) != -ECANCELED)
		continue;
	sys->ops->close(fd, sys);
	return 0;
}

const struct wt_program actors[] = {{"mailbox", mailbox_main},
				    {"asker", asker_main},
				    {"watcher", watcher_main},
				    {"actor", actor_main},
				    {"dialer", dialer_main},
				    {"pair", pair_main},
				    {NULL, NULL}};

void shows(const char *scenario_text, const char *expected, uint64_t decided)
{
	const struct wt_case run = {.broken = -1, .seed = 1};
	struct wt_scenario *scenario = parse(scenario_text);
	struct wt_verdict verdict;
	struct wt_run_stats stats;

	seen[0] = '\0';
	/* the calm twin sees other things: forget them */
	assert_int_equal(wt_run_case(scenario, actors, &run, NULL, &verdict, &stats), 0);
	seen[0] = '\0';
	assert_int_equal(wt_run_case(scenario, actors, &run, NULL, &verdict, &stats), 0);
	assert_string_equal(seen, expected);
	assert_int_equal(stats.decided, decided);
	wt_scenario_free(scenario);
}
