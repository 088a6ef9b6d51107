/* SPDX-License-Identifier: MIT */
#include "raw.h"
#include "sanity.h"

static void send_once(const struct raw *raw, int fd, const char *buf, long len)
{
	raw_send(raw, fd, buf, (unsigned long)len);
}

static void send_all(const struct raw *raw, int fd, const char *buf, long len)
{
	long sent = 0, n;

	while (sent < len && raw_wait(raw, fd, POLLOUT) >= 0) {
		n = raw_send(raw, fd, buf + sent, (unsigned long)(len - sent));
		sent += n > 0 ? n : 0;
	}
}

/* Gives back what it got, with one call to send or with as many as it takes. */
static int serve(struct ac_sys *sys,
		 void (*give_back)(const struct raw *, int fd, const char *buf, long len))
{
	struct raw raw = raw_open(sys);
	int fd = raw_accept(&raw);
	char buf[64];
	long n;

	while (fd >= 0 && raw_wait(&raw, fd, POLLIN) >= 0) {
		n = raw_recv(&raw, fd, buf, sizeof buf);
		if (n == 0)
			break;
		if (n > 0)
			give_back(&raw, fd, buf, n);
	}
	return raw_close(&raw, fd);
}

static int broken(struct ac_sys *sys, int argc, char **argv)
{
	(void)argc;
	(void)argv;
	return serve(sys, send_once);
}

static int sound(struct ac_sys *sys, int argc, char **argv)
{
	(void)argc;
	(void)argv;
	return serve(sys, send_all);
}

const struct sanity sanity_stream = {
	.check = "stream",
	.object = "server:alice",
	.scenario = "scenario 1\n"
		    "host server runs culprit\n"
		    "peer alice\n"
		    "  connects server:7\n"
		    "  sends \"hello world\"\n"
		    "  shuts\n"
		    "server:alice send@0 take 5\n",
	.broken = broken,
	.sound = sound,
};
