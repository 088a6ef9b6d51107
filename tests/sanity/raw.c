/* SPDX-License-Identifier: MIT */
#include "raw.h"

#include <netinet/in.h>
#include <sys/socket.h>

struct raw raw_open(struct ac_sys *sys)
{
	struct sockaddr_in any = {.sin_family = AF_INET, .sin_port = htons(7)};
	struct raw raw = {.sys = sys};

	raw.listener = sys->ops->socket(AF_INET, SOCK_STREAM, 0, sys);
	sys->ops->bind(raw.listener, (const struct sockaddr *)&any, sizeof any, sys);
	sys->ops->listen(raw.listener, 8, sys);
	return raw;
}

int raw_wait(const struct raw *raw, int fd, short events)
{
	struct pollfd wanted = {fd, events, 0};
	int rc = raw->sys->ops->poll(&wanted, 1, -1, raw->sys);

	return rc < 0 ? rc : wanted.revents;
}

int raw_accept(const struct raw *raw)
{
	int rc = raw_wait(raw, raw->listener, POLLIN);

	return rc < 0 ? rc : raw->sys->ops->accept(raw->listener, NULL, NULL, raw->sys);
}

long raw_recv(const struct raw *raw, int fd, char *buf, unsigned long len)
{
	return raw->sys->ops->recv(fd, buf, len, 0, raw->sys);
}

long raw_send(const struct raw *raw, int fd, const char *buf, unsigned long len)
{
	return raw->sys->ops->send(fd, buf, len, MSG_NOSIGNAL, raw->sys);
}

void raw_drain(const struct raw *raw, int fd)
{
	char buf[4096];

	while (raw_wait(raw, fd, POLLIN) >= 0) {
		if (raw_recv(raw, fd, buf, sizeof buf) <= 0)
			return;
	}
}

int raw_close(const struct raw *raw, int fd)
{
	if (fd >= 0)
		raw->sys->ops->close(fd, raw->sys);
	raw->sys->ops->close(raw->listener, raw->sys);
	return 0;
}
