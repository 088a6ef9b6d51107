/* SPDX-License-Identifier: MIT */
#include "raw.h"
#include "sanity.h"

/* The library keeps this promise: so a program tells the judge what one would that
 * does not. */
static void tell(struct ac_sys *sys, enum ac_note_kind kind, enum ac_handler handler, int fd)
{
	const struct ac_note note = {.kind = kind,
				     .handler = handler,
				     .loop = 1,
				     .slot = 1,
				     .generation = 1,
				     .value = kind == AC_NOTE_CHANNEL_OPENED ? fd : 0};

	sys->ops->note(&note, sys);
}

static int serve(struct ac_sys *sys, bool calls_after_close)
{
	struct raw raw = raw_open(sys);
	int fd = raw_accept(&raw);

	if (fd < 0)
		return raw_close(&raw, -1);
	tell(sys, AC_NOTE_CHANNEL_OPENED, 0, fd);
	raw_drain(&raw, fd);
	tell(sys, AC_NOTE_CHANNEL_CLOSED, 0, fd);
	if (calls_after_close) {
		tell(sys, AC_NOTE_HANDLER_ENTERED, AC_HANDLER_handle_write, fd);
		tell(sys, AC_NOTE_HANDLER_LEFT, AC_HANDLER_handle_write, fd);
	}
	raw_close(&raw, fd);
	tell(sys, AC_NOTE_CHANNEL_RELEASED, 0, fd);
	return 0;
}

static int broken(struct ac_sys *sys, int argc, char **argv)
{
	(void)argc;
	(void)argv;
	return serve(sys, true);
}

static int sound(struct ac_sys *sys, int argc, char **argv)
{
	(void)argc;
	(void)argv;
	return serve(sys, false);
}

const struct sanity sanity_after_close = {
	.check = "after-close",
	.object = "server:alice",
	.scenario = "scenario 1\n"
		    "host server runs culprit\n"
		    "peer alice\n"
		    "  connects server:7\n"
		    "  closes\n",
	.broken = broken,
	.sound = sound,
};
