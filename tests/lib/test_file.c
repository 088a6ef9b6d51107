/* SPDX-License-Identifier: MIT
 *
 * Channels on files and pipes, and file_wrapper. */
#include "ac_file.h"
#include "parrot.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Released after the test. */
static struct parrot parrot;

static int file_with(struct tank *t, const char *text)
{
	return tank_file(t, text, strlen(text));
}

static void open_probe(struct tank *t, int fd)
{
	probe_init(&t->p[0], t);
	assert_int_equal(ac_set_file(probe_channel(&t->p[0]), fd), 0);
}

/* ---- Channels ---- */

static void a_file_is_read_to_its_end_and_closed(void **state)
{
	struct tank *t = *state;
	struct probe *p = &t->p[0];
	int fd = file_with(t, "content");

	open_probe(t, fd);
	assert_true(probe_channel(p)->connected);
	assert_int_not_equal(probe_channel(p)->fd, fd);
	assert_int_equal(probe_channel(p)->addr_len, 0);
	tank_close(t, fd);
	tank_passes(t, 2);
	assert_string_equal(p->seen, "read read close ");
	assert_memory_equal(p->in, "content", 7);
	assert_int_equal(p->released, 1);
}

static void a_file_is_written_whenever_something_is_queued(void **state)
{
	struct tank *t = *state;
	char in[8] = "";
	int fd = file_with(t, "");

	open_probe(t, fd);
	t->p[0].wants_read = 0;
	t->fault.send_max = 2;
	assert_int_equal(ac_sender_send(&t->p[0].base, "abcdef", 6), 0);
	tank_passes(t, 3);
	assert_int_equal(ac_sender_queued(&t->p[0].base), 0);
	assert_int_equal(pread(fd, in, sizeof in, 0), 6);
	assert_string_equal(in, "abcdef");
	assert_int_equal(t->fault.calls[FAULT_SEND], 0);
	tank_close(t, fd);
}

static void a_pipe_is_read_as_it_fills_and_closed_at_its_end(void **state)
{
	struct tank *t = *state;
	struct probe *p = &t->p[0];
	int fds[2];

	tank_pipe(t, fds);
	open_probe(t, fds[0]);
	tank_close(t, fds[0]);
	p->wants_write = 0;
	tank_passes(t, 1);
	assert_string_equal(p->seen, "");
	assert_int_equal(tank_write(t, fds[1], "ab", 2), 2);
	tank_passes(t, 1);
	assert_int_equal(p->in_len, 2);
	assert_int_equal(tank_write(t, fds[1], "cd", 2), 2);
	tank_close(t, fds[1]);
	tank_passes(t, 2);
	assert_string_equal(p->seen, "read read read close ");
	assert_memory_equal(p->in, "abcd", 4);
}

static void a_pipe_without_room_is_waited_for(void **state)
{
	struct tank *t = *state;
	struct probe *p = &t->p[0];
	size_t len = 200000, got = 0;
	char *data = malloc(len);
	int fds[2];

	tank_pipe(t, fds);
	open_probe(t, fds[1]);
	tank_close(t, fds[1]);
	p->wants_read = 0;
	memset(data, 'd', len);
	assert_int_equal(ac_sender_send(&p->base, data, len), 0);
	assert_int_equal(ac_close_when_sent(&p->base), 0);
	while (got < len) {
		ssize_t n;

		assert_int_equal(ac_poll(&t->loop, 0), 0);
		n = tank_read(t, fds[0], data, 4096);
		assert_true(n > 0);
		got += (size_t)n;
	}
	tank_passes(t, 2);
	assert_int_equal(tank_read(t, fds[0], data, 1), 0);
	assert_int_equal(p->released, 1);
	free(data);
	tank_close(t, fds[0]);
}

static void a_pipe_without_reader_is_a_lost_connection_and_no_signal(void **state)
{
	struct tank *t = *state;
	int fds[2];

	tank_pipe(t, fds);
	open_probe(t, fds[1]);
	tank_close(t, fds[0]);
	tank_close(t, fds[1]);
	assert_int_equal(ac_sender_send(&t->p[0].base, "x", 1), 0);
	assert_false(tank_took_sigpipe(t));
	assert_string_equal(t->p[0].seen, "close ");
}

static void a_chat_reads_lines_of_a_pipe(void **state)
{
	struct tank *t = *state;
	int fds[2];

	tank_pipe(t, fds);
	parrot_init(&parrot, t);
	assert_int_equal(ac_set_file(&parrot.chat.base, fds[0]), 0);
	tank_close(t, fds[0]);
	ac_chat_set_terminator_bytes(&parrot.chat, "\n", 1);
	parrot_hears(&parrot, fds[1], "one\ntwo");
	tank_close(t, fds[1]);
	tank_passes(t, 1);
	assert_string_equal(parrot.seen, "collect(one) found collect(two) close ");
}

static void the_callers_descriptor_becomes_non_blocking_too_K36(void **state)
{
	struct tank *t = *state;
	int fds[2];

	assert_int_equal(pipe(fds), 0);
	assert_false(fcntl(fds[0], F_GETFL) & O_NONBLOCK);
	open_probe(t, fds[0]);
	assert_true(fcntl(fds[0], F_GETFL) & O_NONBLOCK);
	ac_close(probe_channel(&t->p[0]));
	assert_true(fcntl(fds[0], F_GETFL) & O_NONBLOCK);
	tank_close(t, fds[0]);
	tank_close(t, fds[1]);
}

static void a_file_that_can_not_be_opened_leaves_nothing(void **state)
{
	struct tank *t = *state;
	struct ac_dispatcher *d = probe_channel(&t->p[0]);
	int fds[2];

	tank_pipe(t, fds);
	probe_init(&t->p[0], t);
	fault_answer(&t->fault, FAULT_DUP, 0, 1, -EMFILE);
	assert_int_equal(ac_set_file(d, fds[0]), -EMFILE);
	fault_answer(&t->fault, FAULT_SET_NONBLOCK, 0, 1, -EPERM);
	assert_int_equal(ac_set_file(d, fds[0]), -EPERM);
	fault_answer(&t->fault, FAULT_REALLOC, 0, 1, 0);
	assert_int_equal(ac_set_file(d, fds[0]), -ENOMEM);
	assert_int_equal(tank_open_fds(t), 0);
	assert_int_equal(d->fd, -1);
	assert_int_equal(ac_set_file(d, fds[0]), 0);
	assert_int_equal(ac_set_file(d, fds[0]), -EBUSY);
	assert_int_equal(tank_open_fds(t), 1);
	tank_close(t, fds[0]);
	tank_close(t, fds[1]);
}

/* It has no SO_ERROR and no urgent byte. */
static void urgency_on_a_file_asks_the_kernel_nothing(void **state)
{
	struct tank *t = *state;
	int fd = file_with(t, "");

	open_probe(t, fd);
	assert_int_equal(ac_exception(probe_channel(&t->p[0])), 0);
	assert_string_equal(t->p[0].seen, "expt ");
	assert_int_equal(t->fault.calls[FAULT_GETSOCKOPT], 0);
	assert_int_equal(t->fault.calls[FAULT_RECV], 0);
	tank_close(t, fd);
}

static void a_channel_may_be_a_file_once_and_a_socket_then(void **state)
{
	struct tank *t = *state;
	struct ac_dispatcher *d = probe_channel(&t->p[0]);
	int fd = file_with(t, "");
	int peer;

	open_probe(t, fd);
	ac_close(d);
	assert_int_equal(ac_set_accepted(d, tank_tcp_pair(t, &peer), NULL, 0), 0);
	assert_int_equal(ac_sender_send(&t->p[0].base, "x", 1), 0);
	assert_int_equal(t->fault.calls[FAULT_SEND], 1);
	assert_int_equal(t->fault.calls[FAULT_WRITE], 0);
	tank_close(t, fd);
	tank_close(t, peer);
}

/* ---- Wrappers ---- */

static void a_wrapper_shares_the_place_in_the_file(void **state)
{
	struct tank *t = *state;
	struct ac_file_wrapper file;
	char in[16] = "";
	int fd = file_with(t, "It's not dead, it's sleeping!");

	assert_int_equal(ac_file_wrapper_init(&file, &t->loop, fd), 0);
	assert_int_not_equal(file.fd, fd);
	tank_close(t, fd);
	assert_int_equal(ac_file_wrapper_read(&file, in, 13), 13);
	assert_string_equal(in, "It's not dead");
	assert_int_equal(ac_file_wrapper_read(&file, in, 6), 6);
	assert_memory_equal(in, ", it's", 6);
	assert_int_equal(ac_file_wrapper_close(&file), 0);
	assert_int_equal(ac_file_wrapper_read(&file, in, 1), -EBADF);
	assert_int_equal(ac_file_wrapper_write(&file, in, 1), -EBADF);
}

static void a_wrapper_writes(void **state)
{
	struct tank *t = *state;
	struct ac_file_wrapper file;
	char in[8];
	int fds[2];

	tank_pipe(t, fds);
	assert_int_equal(ac_file_wrapper_init(&file, &t->loop, fds[1]), 0);
	assert_int_equal(ac_file_wrapper_write(&file, "abc", 3), 3);
	assert_int_equal(ac_file_wrapper_write(&file, "de", 2), 2);
	assert_int_equal(tank_read(t, fds[0], in, sizeof in), 5);
	assert_memory_equal(in, "abcde", 5);
	assert_int_equal(ac_file_wrapper_close(&file), 0);
	tank_close(t, fds[0]);
	tank_close(t, fds[1]);
}

static void a_failing_close_is_told_once_K35(void **state)
{
	struct tank *t = *state;
	struct ac_file_wrapper file;
	int fd = file_with(t, "");

	assert_int_equal(ac_file_wrapper_init(&file, &t->loop, fd), 0);
	fault_answer(&t->fault, FAULT_CLOSE, 0, 2, -EBADF);
	assert_int_equal(ac_file_wrapper_close(&file), -EBADF);
	assert_int_equal(file.fd, -1);
	assert_int_equal(ac_file_wrapper_close(&file), 0);
	assert_int_equal(t->fault.calls[FAULT_CLOSE], 1);
	fault_answer(&t->fault, FAULT_CLOSE, 0, 0, 0);
	tank_close(t, fd);
}

static void a_wrapper_without_descriptors_is_closed(void **state)
{
	struct tank *t = *state;
	struct ac_file_wrapper file;

	fault_answer(&t->fault, FAULT_DUP, 0, 1, -EMFILE);
	assert_int_equal(ac_file_wrapper_init(&file, &t->loop, 0), -EMFILE);
	assert_int_equal(file.fd, -1);
	assert_int_equal(ac_file_wrapper_close(&file), 0);
}

int main(void)
{
	static const struct tank_test tests[] = {
		TANK_TEST(a_file_is_read_to_its_end_and_closed),
		TANK_TEST_POSIX(a_file_is_written_whenever_something_is_queued,
				"reads a file again"),
		TANK_TEST(a_pipe_is_read_as_it_fills_and_closed_at_its_end),
		TANK_TEST(a_pipe_without_room_is_waited_for),
		TANK_TEST(a_pipe_without_reader_is_a_lost_connection_and_no_signal),
		TANK_TEST(a_chat_reads_lines_of_a_pipe),
		TANK_TEST_POSIX(the_callers_descriptor_becomes_non_blocking_too_K36,
				"has a blocking descriptor"),
		TANK_TEST(a_file_that_can_not_be_opened_leaves_nothing),
		TANK_TEST(urgency_on_a_file_asks_the_kernel_nothing),
		TANK_TEST(a_channel_may_be_a_file_once_and_a_socket_then),
		TANK_TEST(a_wrapper_shares_the_place_in_the_file),
		TANK_TEST(a_wrapper_writes),
		TANK_TEST(a_failing_close_is_told_once_K35),
		TANK_TEST(a_wrapper_without_descriptors_is_closed),
	};

	return tank_run("file", tests);
}
