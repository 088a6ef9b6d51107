/* SPDX-License-Identifier: MIT
 *
 * client.c - says something to an echo server and waits for it to come back.
 *
 *	echo_client ADDRESS PORT TEXT [--times N]
 *
 * Notes "echoed" with the text for each time it came back. */
#include "../common/serve.h"

#include <errno.h>
#include <string.h>

struct echo_client {
	struct ac_sender base;
	const char *text;
	size_t len;
	size_t got;      /* of this time's text */
	char echo[1024]; /* so far */
	long times_left;
};

static struct echo_client *client_of(struct ac_dispatcher *d)
{
	return ac_container_of(d, struct echo_client, base.base);
}

static int client_say(struct echo_client *client)
{
	client->got = 0;
	return ac_sender_send(&client->base, client->text, client->len);
}

static int client_connect(struct ac_dispatcher *d)
{
	return client_say(client_of(d));
}

static int client_heard(struct echo_client *client)
{
	struct ac_dispatcher *d = &client->base.base;

	ac_note(d->loop, d, "echoed", client->echo, client->got);
	if (--client->times_left > 0)
		return client_say(client);
	ac_close(d);
	return 0;
}

static int client_read(struct ac_dispatcher *d)
{
	struct echo_client *client = client_of(d);
	ssize_t n = ac_recv(d, client->echo + client->got, client->len - client->got);

	if (n <= 0)
		return (int)n;
	client->got += (size_t)n;
	return client->got < client->len ? 0 : client_heard(client);
}

static const struct ac_ops client_ops = {
	.super = &ac_sender_ops,
	.name = "echo client",
	.handle_connect = client_connect,
	.handle_read = client_read,
};

/* One send is one recv, isn't it?  Only on loopback, and only mostly. */
static int hasty_read(struct ac_dispatcher *d)
{
	struct echo_client *client = client_of(d);
	ssize_t n = ac_recv(d, client->echo, client->len);

	if (n <= 0)
		return (int)n;
	client->got = (size_t)n;
	return client_heard(client);
}

static const struct ac_ops hasty_ops = {
	.super = &client_ops,
	.handle_read = hasty_read,
};

static int run(struct ac_sys *sys, int argc, char **argv, const struct ac_ops *ops)
{
	const struct args args = {argc, argv};
	struct echo_client client = {.text = arg_word(&args, 3)};

	client.len = strlen(client.text);
	client.times_left = arg_number(&args, "--times", 1);
	if (client.len == 0 || client.len > sizeof client.echo)
		return 1;
	return converse(sys, args, &client.base, ops);
}

int echo_client_main(struct ac_sys *sys, int argc, char **argv)
{
	return run(sys, argc, argv, &client_ops);
}

int echo_client_one_recv_main(struct ac_sys *sys, int argc, char **argv)
{
	return run(sys, argc, argv, &hasty_ops);
}
