/* SPDX-License-Identifier: MIT
 *
 * once.c - asks a key-value server for one value; who has waited too long to be connected
 * does not want it any more.
 *
 *	once ADDRESS PORT [--patience TIME]
 *
 * Notes "value" with it. */
#include "../common/line.h"
#include "../common/serve.h"

#include <errno.h>
#include <string.h>

struct once {
	struct ac_sender base;
	struct line_input input;
	struct ac_timer patience;
	bool given_up;
};

static struct once *once_of(struct ac_dispatcher *d)
{
	return ac_container_of(d, struct once, base.base);
}

static int once_give_up(struct ac_timer *timer)
{
	ac_container_of(timer, struct once, patience)->given_up = true;
	return 0;
}

static void once_free(struct ac_dispatcher *d)
{
	ac_free(d->loop, once_of(d));
}

static int once_close(struct ac_dispatcher *d)
{
	ac_cancel(&once_of(d)->patience);
	ac_close(d);
	return 0;
}

static int once_connect(struct ac_dispatcher *d)
{
	ac_cancel(&once_of(d)->patience);
	if (once_of(d)->given_up)
		return once_close(d);
	return ac_sender_send(&once_of(d)->base, "GET once\r\n", 10);
}

static int once_read(struct ac_dispatcher *d)
{
	struct once *once = once_of(d);
	ssize_t n = line_recv(&once->input, d, sizeof once->input.bytes);
	const char *value = n > 0 ? line_next(&once->input) : NULL;

	if (!value)
		return n < 0 ? (int)n : 0;
	ac_note(d->loop, d, "value", value, strlen(value));
	return once_close(d);
}

static const struct ac_ops once_ops = {
	.super = &ac_sender_ops,
	.name = "once",
	.handle_connect = once_connect,
	.handle_read = once_read,
	.handle_close = once_close,
	.released = once_free,
};

/* It was not even opened, or is to be closed again. */
static void once_failed(struct once *once)
{
	struct ac_dispatcher *d = &once->base.base;

	ac_cancel(&once->patience);
	if (d->fd < 0)
		once_free(d);
	else
		ac_close(d);
}

static int once_open(struct ac_loop *loop, const struct ac_ops *ops, const struct args *args)
{
	struct once *once = ac_realloc(loop, NULL, sizeof *once, "once");
	int result;

	if (!once)
		return -ENOMEM;
	memset(once, 0, sizeof *once);
	result = ac_sender_init(&once->base, loop, ops);
	if (result < 0) {
		ac_free(loop, once);
		return result;
	}
	ac_call_later(loop, &once->patience, arg_time(args, "--patience", AC_SECOND), once_give_up);
	result = dial(&once->base.base, arg_word(args, 1), arg_word(args, 2));
	if (result < 0)
		once_failed(once);
	return result;
}

static int run(struct ac_sys *sys, int argc, char **argv, const struct ac_ops *ops)
{
	const struct args args = {argc, argv};
	struct ac_loop loop;
	int result = begin(&loop, sys, args);

	if (result < 0)
		return 1;
	result = once_open(&loop, ops, &args);
	if (result == 0)
		result = ac_loop(&loop, AC_TIMEOUT, -1);
	return finish(&loop, result);
}

int once_main(struct ac_sys *sys, int argc, char **argv)
{
	return run(sys, argc, argv, &once_ops);
}

/* hiredis #835: whoever called handle_connect still needs what is freed here. */
static int freeing_connect(struct ac_dispatcher *d)
{
	int result = once_connect(d);

	if (d->fd < 0)
		once_free(d);
	return result;
}

static const struct ac_ops freeing_ops = {
	.super = &once_ops,
	.handle_connect = freeing_connect,
};

int once_frees_in_connect_main(struct ac_sys *sys, int argc, char **argv)
{
	return run(sys, argc, argv, &freeing_ops);
}
