/* SPDX-License-Identifier: MIT
 *
 * again.c - a client that asks until it is answered, and three ways to do so wrong.
 *
 *	again ADDRESS PORT TEXT [--every TIME] [--tries N]
 *
 * Says TEXT and waits for it to come back.  Where the connection ends before that, or none
 * comes to be, it begins anew after --every (1 s), at most --tries times (5).  Notes
 * "answered" with what came back, or "given up". */
#include "../common/serve.h"

#include <stdbool.h>
#include <string.h>

struct again {
	struct ac_sender base;
	struct args args;
	struct ac_timer timer;
	const char *text;
	size_t len, got;
	char answer[256];
	long tries_left;
	bool asked; /* once */
};

static struct again *again_of(struct ac_dispatcher *d)
{
	return ac_container_of(d, struct again, base.base);
}

static int again_try(struct ac_timer *timer);

static void again_later(struct again *again)
{
	ac_call_later(again->base.base.loop, &again->timer,
		      arg_time(&again->args, "--every", AC_SECOND), again_try);
}

static int again_close(struct ac_dispatcher *d)
{
	struct again *again = again_of(d);

	ac_close(d);
	if (--again->tries_left > 0)
		again_later(again);
	else
		ac_note(d->loop, NULL, "given up", NULL, 0);
	return 0;
}

static int again_try(struct ac_timer *timer)
{
	struct again *again = ac_container_of(timer, struct again, timer);
	struct ac_dispatcher *d = &again->base.base;

	if (dial(d, arg_word(&again->args, 1), arg_word(&again->args, 2)) == 0)
		return 0;
	ac_err_clear(d);
	return again_close(d);
}

static int again_ask(struct ac_dispatcher *d)
{
	struct again *again = again_of(d);

	again->asked = true;
	return ac_sender_send(&again->base, again->text, again->len);
}

static int again_connect(struct ac_dispatcher *d)
{
	again_of(d)->got = 0;
	return again_ask(d);
}

static int again_read(struct ac_dispatcher *d)
{
	struct again *again = again_of(d);
	ssize_t n = ac_recv(d, again->answer + again->got, again->len - again->got);

	if (n <= 0)
		return (int)n;
	again->got += (size_t)n;
	if (again->got < again->len)
		return 0;
	ac_note(d->loop, NULL, "answered", again->answer, again->got);
	ac_close(d);
	return 0;
}

static const struct ac_ops again_ops = {
	.super = &ac_sender_ops,
	.name = "again",
	.handle_connect = again_connect,
	.handle_read = again_read,
	.handle_close = again_close,
};

static int run(struct ac_sys *sys, int argc, char **argv, const struct ac_ops *ops)
{
	struct again again = {.args = {argc, argv}};
	struct ac_loop loop;
	int result;

	again.text = arg_word(&again.args, 3);
	again.len = strlen(again.text);
	again.tries_left = arg_number(&again.args, "--tries", 5);
	if (again.len == 0 || again.len > sizeof again.answer)
		return 1;
	result = begin(&loop, sys, again.args);
	if (result < 0)
		return 1;
	result = ac_sender_init(&again.base, &loop, ops);
	if (result == 0) {
		ac_call_later(&loop, &again.timer, 0, again_try);
		result = ac_loop(&loop, AC_TIMEOUT, -1);
	}
	return finish(&loop, result);
}

int again_main(struct ac_sys *sys, int argc, char **argv)
{
	return run(sys, argc, argv, &again_ops);
}

/* Somebody will be there one day. */
static int for_ever_close(struct ac_dispatcher *d)
{
	again_of(d)->tries_left++;
	return again_close(d);
}

static const struct ac_ops for_ever_ops = {
	.super = &again_ops,
	.handle_close = for_ever_close,
};

int again_for_ever_main(struct ac_sys *sys, int argc, char **argv)
{
	return run(sys, argc, argv, &for_ever_ops);
}

/* What has been asked need not be asked again: but who was asked is dead. */
static int once_connect(struct ac_dispatcher *d)
{
	again_of(d)->got = 0;
	return again_of(d)->asked ? 0 : again_ask(d);
}

static const struct ac_ops once_ops = {
	.super = &again_ops,
	.handle_connect = once_connect,
};

int again_asks_once_main(struct ac_sys *sys, int argc, char **argv)
{
	return run(sys, argc, argv, &once_ops);
}

/* Half of an answer, and the other half of another. */
static const struct ac_ops keeps_half_ops = {
	.super = &again_ops,
	.handle_connect = again_ask,
};

int again_keeps_half_main(struct ac_sys *sys, int argc, char **argv)
{
	return run(sys, argc, argv, &keeps_half_ops);
}
