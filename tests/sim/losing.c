/* SPDX-License-Identifier: MIT */
#include "losing.h"

#include <errno.h>
#include <netinet/in.h>
#include <poll.h>
#include <string.h>

/* What went on in the connection so far. */
struct seen {
	bool short_recv, short_send, recv_again;
	unsigned bytes;
};

/* When each program loses what it got, and gives up. */
static bool loses(const char *how, const struct seen *seen)
{
	if (strcmp(how, "either") == 0) /* two things together, or one alone */
		return (seen->short_recv && seen->short_send) || seen->recv_again;
	if (strcmp(how, "both") == 0)
		return seen->short_send && seen->recv_again;
	if (strcmp(how, "third") == 0) /* only in what comes third */
		return seen->recv_again && seen->bytes > 8;
	return false;
}

static int accept_one(struct ac_sys *sys, struct pollfd *p)
{
	struct sockaddr_in any = {.sin_family = AF_INET, .sin_port = htons(7)};
	int listener = sys->ops->socket(AF_INET, SOCK_STREAM, 0, sys);

	sys->ops->bind(listener, (const struct sockaddr *)&any, sizeof any, sys);
	sys->ops->listen(listener, 8, sys);
	*p = (struct pollfd){listener, POLLIN, 0};
	while (sys->ops->poll(p, 1, -1, sys) == -EINTR)
		continue;
	p->fd = sys->ops->accept(listener, NULL, NULL, sys);
	return listener;
}

static void send_back(struct ac_sys *sys, int fd, const char *buf, size_t len, struct seen *seen)
{
	while (len > 0) {
		struct pollfd p = {fd, POLLOUT, 0};
		ssize_t n = sys->ops->send(fd, buf, len, MSG_NOSIGNAL, sys);

		if (n < 0 && n != -EAGAIN)
			return;
		if (n < 0) {
			sys->ops->poll(&p, 1, -1, sys);
			continue;
		}
		seen->short_send |= (size_t)n < len;
		buf += n;
		len -= (size_t)n;
	}
}

/* Gives back what it gets, four bytes at a time; argv[1]: when it loses them. */
static int losing_main(struct ac_sys *sys, int argc, char **argv)
{
	const char *how = argc > 1 ? argv[1] : "";
	struct seen seen = {0};
	struct pollfd p;
	int listener = accept_one(sys, &p), rc;
	char buf[4];

	while ((rc = sys->ops->poll(&p, 1, -1, sys)) != -ECANCELED) {
		ssize_t n = rc == 1 ? sys->ops->recv(p.fd, buf, sizeof buf, 0, sys) : -EINTR;

		if (n == 0)
			p.events = 0;
		if (n <= 0) {
			seen.recv_again |= n == -EAGAIN;
			continue;
		}
		seen.short_recv |= n < 4;
		seen.bytes += (unsigned)n;
		if (loses(how, &seen))
			break;
		send_back(sys, p.fd, buf, (size_t)n, &seen);
	}
	while (rc != -ECANCELED)
		rc = sys->ops->poll(NULL, 0, -1, sys);
	sys->ops->close(p.fd, sys);
	sys->ops->close(listener, sys);
	return 0;
}

static int sound_main(struct ac_sys *sys, int argc, char **argv)
{
	(void)argc;
	return losing_main(sys, 1, argv);
}

/* Not even the tank can give a test's own globals back what they were. */
static unsigned runs;

static int moody_main(struct ac_sys *sys, int argc, char **argv)
{
	static char how[] = "either";
	char *args[] = {argv[0], how, NULL};

	(void)argc;
	return losing_main(sys, runs++ % 3 == 2 ? 2 : 1, args);
}

const struct wt_program losers[] = {
	{"sound", sound_main}, {"losing", losing_main}, {"moody", moody_main}, {NULL, NULL}};
