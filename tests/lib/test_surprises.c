/* SPDX-License-Identifier: MIT
 *
 * Entries of the catalogue of asyncore's surprises that are nobody else's subject. */
#include "parrot.h"

#include <errno.h>
#include <sys/un.h>

/* Released after the test. */
static struct parrot parrot;

static int stay_open(struct probe *p)
{
	(void)p;
	return 0;
}

/* asyncore calls it in every pass.  Here the end of the stream is told once, so the
 * mistake is a channel that is never released, not a processor that is never idle. */
static void a_handle_close_that_does_not_close_is_called_once_K04(void **state)
{
	struct tank *t = *state;
	struct probe *p = &t->p[0];
	int peer;

	probe_open(p, t, tank_tcp_pair(t, &peer));
	p->on[AC_HANDLER_handle_close] = stay_open;
	tank_close(t, peer);
	tank_passes(t, 5);
	assert_string_equal(p->seen, "read close ");
	assert_true(probe_channel(p)->fd >= 0);
}

static void a_plain_dispatcher_keeps_the_loop_hot_K05(void **state)
{
	struct tank *t = *state;
	struct probe *p = &t->p[0];
	uint64_t start;
	int peer;

	probe_open(p, t, tank_tcp_pair(t, &peer));
	p->wants_write = ac_dispatcher_ops.writable(probe_channel(p));
	tank_keep_clock(t);
	start = tank_now(t);
	assert_int_equal(ac_loop(&t->loop, 30 * AC_SECOND, 4), 0);
	assert_string_equal(p->seen, "write write write write ");
	assert_int_equal(tank_now(t), start);
	tank_close(t, peer);
}

static void a_chat_carries_every_byte_there_is_K15(void **state)
{
	struct tank *t = *state;
	unsigned char all[256], in[256];
	const char *data;
	size_t len;
	int peer;
	struct ac_chat *chat = parrot_pair(&parrot, t, &peer);

	for (len = 0; len < sizeof all; len++)
		all[len] = (unsigned char)len;
	parrot.keeps = true;
	ac_chat_set_terminator_count(chat, sizeof all);
	assert_int_equal(tank_write(t, peer, all, sizeof all), sizeof all);
	tank_passes(t, 1);
	data = ac_chat_get_data(chat, &len);
	assert_int_equal(len, sizeof all);
	assert_memory_equal(data, all, sizeof all);
	assert_int_equal(ac_chat_push(chat, all, sizeof all), 0);
	assert_int_equal(tank_read(t, peer, in, sizeof in), sizeof all);
	assert_memory_equal(in, all, sizeof all);
	tank_close(t, peer);
}

/* The kernel tells an error once; who reads SO_ERROR himself has it. */
static void an_error_read_by_the_program_is_read_K16(void **state)
{
	struct tank *t = *state;
	struct probe *p = &t->p[0];
	struct ac_dispatcher *d = probe_channel(p);
	struct sockaddr_in addr = tank_nowhere(t);
	int error = 0;
	socklen_t len = sizeof error;

	probe_init(p, t);
	assert_int_equal(ac_create_socket(d, AF_INET, SOCK_STREAM), 0);
	assert_int_equal(ac_connect(d, (struct sockaddr *)&addr, sizeof addr), 0);
	assert_true(tank_comes(t, d->fd, POLLOUT));
	assert_int_equal(ac_getsockopt(d, SOL_SOCKET, SO_ERROR, &error, &len), 0);
	assert_int_equal(error, ECONNREFUSED);
	tank_passes(t, 1);
	assert_string_equal(p->seen, "connect read close ");
}

static void an_idle_unix_connection_and_its_listener_rest_K52(void **state)
{
	struct tank *t = *state;
	struct ac_dispatcher *d = probe_channel(&t->p[1]);
	struct sockaddr_un name = {.sun_family = AF_UNIX};
	uint64_t start;
	int peer;

	probe_open(&t->p[0], t, tank_unix_pair(t, &peer));
	probe_init(&t->p[1], t);
	assert_int_equal(ac_create_socket(d, AF_UNIX, SOCK_STREAM), 0);
	/* An address of the kernel's choice, in no file system. */
	assert_int_equal(ac_bind(d, (struct sockaddr *)&name, sizeof name.sun_family), 0);
	assert_int_equal(ac_listen(d, 1), 0);
	tank_keep_clock(t);
	start = tank_now(t);
	assert_int_equal(ac_loop(&t->loop, AC_SECOND, 3), 0);
	assert_string_equal(t->p[0].seen, "");
	assert_string_equal(t->p[1].seen, "");
	assert_int_equal(tank_now(t), start + 3 * AC_SECOND);
	tank_close(t, peer);
}

int main(void)
{
	static const struct tank_test tests[] = {
		TANK_TEST(a_handle_close_that_does_not_close_is_called_once_K04),
		TANK_TEST(a_plain_dispatcher_keeps_the_loop_hot_K05),
		TANK_TEST(a_chat_carries_every_byte_there_is_K15),
		TANK_TEST(an_error_read_by_the_program_is_read_K16),
		TANK_TEST(an_idle_unix_connection_and_its_listener_rest_K52),
	};

	return tank_run("surprises", tests);
}
