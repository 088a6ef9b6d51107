/* SPDX-License-Identifier: MIT */
#include "raw.h"
#include "sanity.h"

#define GUESTS 2

struct guests {
	struct pollfd at[GUESTS];
	unsigned count;
};

/* Gives back one byte.  False: the guest is gone. */
static bool serve_guest(const struct raw *raw, int fd)
{
	char byte;
	long n = raw_recv(raw, fd, &byte, 1);

	if (n > 0)
		raw_send(raw, fd, &byte, 1);
	return n != 0;
}

/* One pass: everybody who is ready, or only the first of them. */
static void serve_ready(const struct raw *raw, struct guests *guests, bool everybody)
{
	for (unsigned i = 0; i < guests->count; i++) {
		struct pollfd *guest = &guests->at[i];

		if (!guest->revents)
			continue;
		if (!serve_guest(raw, guest->fd)) {
			raw->sys->ops->close(guest->fd, raw->sys);
			guest->fd = -1;
		}
		if (!everybody)
			return;
	}
}

static int serve(struct ac_sys *sys, bool everybody)
{
	struct raw raw = raw_open(sys);
	struct guests guests = {.count = 0};

	while (guests.count < GUESTS) {
		int fd = raw_accept(&raw);

		if (fd < 0)
			return raw_close(&raw, -1);
		guests.at[guests.count++] = (struct pollfd){fd, POLLIN, 0};
	}
	while (sys->ops->poll(guests.at, GUESTS, -1, sys) > 0)
		serve_ready(&raw, &guests, everybody);
	for (unsigned i = 0; i < GUESTS; i++) {
		if (guests.at[i].fd >= 0)
			sys->ops->close(guests.at[i].fd, sys);
	}
	return raw_close(&raw, -1);
}

static int broken(struct ac_sys *sys, int argc, char **argv)
{
	(void)argc;
	(void)argv;
	return serve(sys, false);
}

static int sound(struct ac_sys *sys, int argc, char **argv)
{
	(void)argc;
	(void)argv;
	return serve(sys, true);
}

/* Alice is served as fast as she asks: more than a thousand waits find bob ready. */
const struct sanity sanity_starvation = {
	.check = "starvation",
	.object = "server:bob",
	.scenario = "scenario 1\n"
		    "host server runs culprit\n"
		    "peer alice\n"
		    "  connects server:7\n"
		    "  waits until server accept = 2\n"
		    "  repeats 1200\n"
		    "    sends \"a\"\n"
		    "    waits 1 bytes\n"
		    "peer bob\n"
		    "  waits until server accept = 1\n"
		    "  connects server:7\n"
		    "  sends \"b\"\n"
		    "  waits 1 bytes\n",
	.broken = broken,
	.sound = sound,
};
