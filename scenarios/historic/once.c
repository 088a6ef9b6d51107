/* SPDX-License-Identifier: MIT
 *
 * once.c - once ADDRESS PORT: connects, and closes as soon as it is connected. */
#include "../common/serve.h"

#include <errno.h>
#include <string.h>

struct once {
	struct ac_sender base;
};

static void once_free(struct ac_dispatcher *d)
{
	ac_free(d->loop, ac_container_of(d, struct once, base.base));
}

static int once_connect(struct ac_dispatcher *d)
{
	ac_close(d);
	return 0;
}

static const struct ac_ops once_ops = {
	.super = &ac_sender_ops,
	.name = "once",
	.handle_connect = once_connect,
	.released = once_free,
};

/* hiredis #835: whoever called handle_connect still needs what is freed here. */
static int freeing_connect(struct ac_dispatcher *d)
{
	ac_close(d);
	once_free(d);
	return 0;
}

static void freeing_released(struct ac_dispatcher *d)
{
	(void)d;
}

static const struct ac_ops freeing_ops = {
	.super = &once_ops,
	.handle_connect = freeing_connect,
	.released = freeing_released,
};

static int run(struct ac_sys *sys, int argc, char **argv, const struct ac_ops *ops)
{
	const struct args args = {argc, argv};
	struct ac_loop loop;
	struct once *once;
	int result = begin(&loop, sys, args);

	if (result < 0)
		return 1;
	once = ac_realloc(&loop, NULL, sizeof *once, "once");
	if (!once)
		return finish(&loop, -ENOMEM);
	result = ac_sender_init(&once->base, &loop, ops);
	if (result < 0) {
		ac_free(&loop, once);
		return finish(&loop, result);
	}
	result = dial(&once->base.base, arg_word(&args, 1), arg_word(&args, 2));
	if (result == 0)
		result = ac_loop(&loop, AC_TIMEOUT, -1);
	return finish(&loop, result);
}

int once_main(struct ac_sys *sys, int argc, char **argv)
{
	return run(sys, argc, argv, &once_ops);
}

int once_frees_in_connect_main(struct ac_sys *sys, int argc, char **argv)
{
	return run(sys, argc, argv, &freeing_ops);
}
