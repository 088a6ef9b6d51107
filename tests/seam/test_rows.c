/* SPDX-License-Identifier: MIT
 *
 * The contract: every row on the real kernel and on the simulated one, a test
 * each, and a list of the measured rows that are not played. */
#include <fcntl.h>
#include <netinet/in.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>
#include <cmocka.h>

#include "play.h"

#define TESTS_MAX 1024
#define NAME_MAX  160

static void fails(const struct row *row, const char *why, const struct transcript *posix,
		  const struct transcript *sim)
{
	play_compare(row, posix, sim);
	fail_msg("%s: %s", row->id, why);
}

static unsigned not_played; /* of the real kernel's rows */

static void holds_on_posix(void **state)
{
	const struct row *row = *state;
	struct transcript seen;
	const char *why = play_on_posix(row, &seen);

	if (why) {
		print_message("%s is not played on the real kernel: %s\n", row->id, why);
		not_played++;
		skip();
	}
	/* While a loaded machine holds us up, the real kernel sends again what we hold
	 * back: what differs once and not again was the machine's. */
	for (int again = 0; row->gate && again < 2 && !transcript_is_as_told(&seen, row); again++)
		play_on_posix(row, &seen);
	if (!transcript_is_as_told(&seen, row))
		fails(row, row->claim, &seen, NULL);
}

/* A difference that is known must be there, or nobody would hear that it has
 * gone. */
static void holds_on_sim(void **state)
{
	const struct row *row = *state;
	struct transcript seen;

	play_on_sim(row, &seen);
	if (transcript_is_as_told(&seen, row) != (row->differs == NULL))
		fails(row, row->differs ? "holds now: it differs no more" : row->claim, NULL,
		      &seen);
	else if (!transcript_is_whole(&seen, row))
		fails(row, "was not played to its end", NULL, &seen);
}

/* ---- Is the list complete? ---- */

/* Of all measured rows, and of those of each letter. */
#define PLAYED_PERCENT        95
#define PLAYED_LETTER_PERCENT 85
/* A wire with delay is played elsewhere so far. */
#define PLAYED_ELSEWHERE 'N'

struct share {
	size_t played, left_out;
};

static void add_share(struct share *to, const struct share *from)
{
	to->played += from->played;
	to->left_out += from->left_out;
}

static bool has_word(const char *words, const char *word)
{
	size_t len = strlen(word);

	for (const char *at = strstr(words, word); at; at = strstr(at + 1, word)) {
		bool begins = at == words || at[-1] == ' ';

		if (begins && (at[len] == ' ' || at[len] == '\0'))
			return true;
	}
	return false;
}

static bool is_left_out(const char *id)
{
	for (const struct left_out *out = rows_left_out; out->ids; out++) {
		if (has_word(out->ids, id))
			return true;
	}
	return false;
}

static void count_left_out(const struct left_out *out, struct share letters[26])
{
	size_t count = 0;

	for (const char *id = out->ids; *id; id++) {
		if (id != out->ids && id[-1] != ' ')
			continue;
		letters[*id - 'A'].left_out++;
		count++;
	}
	print_message("%4zu left out: %s (%s)\n", count, out->why, out->ids);
}

static void check_row(const struct row *row)
{
	assert_ptr_equal(row_find(row->id), row);
	assert_false(is_left_out(row->id));
	if (row->differs)
		print_message("     simulated %s differs: %s\n", row->id, row->differs);
}

static void count_rows(struct share letters[26], size_t *ret_in_part)
{
	for (const struct row *const *list = row_lists; *list; list++) {
		for (const struct row *row = *list; row->id; row++) {
			check_row(row);
			letters[row->id[0] - 'A'].played++;
			*ret_in_part += row->without != NULL;
		}
	}
}

static void enough_is_played(const struct share *share, unsigned percent, const char *of)
{
	if (share->played * 100 < (share->played + share->left_out) * percent)
		fail_msg("only %zu of %zu %s are played, not %u %%", share->played,
			 share->played + share->left_out, of, percent);
}

static void every_measured_row_is_played_or_left_out_for_a_reason(void **state)
{
	struct share letters[26] = {{0, 0}}, all = {0, 0};
	size_t in_part = 0, own;

	(void)state;
	count_rows(letters, &in_part);
	own = letters['S' - 'A'].played;
	letters['S' - 'A'].played = 0;
	for (const struct left_out *out = rows_left_out; out->ids; out++)
		count_left_out(out, letters);
	for (char letter = 'A'; letter <= 'Z'; letter++) {
		const struct share *share = &letters[letter - 'A'];
		char name[] = "rows of ?";

		add_share(&all, share);
		name[strlen(name) - 1] = letter;
		enough_is_played(share, PLAYED_LETTER_PERCENT, name);
	}
	print_message("%4zu of %d measured rows are played, %zu of them in part; %zu of the seam's "
		      "own\n",
		      all.played, ROWS_MEASURED, in_part, own);
	if (not_played)
		print_message("%4u are not played on the real kernel of this machine\n",
			      not_played);
	assert_int_equal(all.played + all.left_out, ROWS_MEASURED);
	enough_is_played(&all, PLAYED_PERCENT, "measured rows");
}

/* ---- What only the real kernel can be asked ---- */

static void is_made_by_the_seam(int fd)
{
	assert_true(fd >= 0);
	assert_true(fcntl(fd, F_GETFL) & O_NONBLOCK);
	assert_true(fcntl(fd, F_GETFD) & FD_CLOEXEC);
}

static void descriptors_are_non_blocking_and_close_on_exec(void **state)
{
	struct sockaddr_in name = {.sin_family = AF_INET, .sin_addr = {htonl(INADDR_LOOPBACK)}};
	struct ac_sys *sys = ac_sys_posix();
	socklen_t len = sizeof name;
	int listener = sys->ops->socket(AF_INET, SOCK_STREAM, 0, sys);
	int opener = sys->ops->socket(AF_INET, SOCK_STREAM, 0, sys), accepted;

	(void)state;
	is_made_by_the_seam(listener);
	sys->ops->bind(listener, (struct sockaddr *)&name, len, sys);
	sys->ops->listen(listener, 1, sys);
	sys->ops->getsockname(listener, (struct sockaddr *)&name, &len, sys);
	sys->ops->connect(opener, (struct sockaddr *)&name, len, sys);
	accepted = sys->ops->accept(listener, NULL, NULL, sys);
	is_made_by_the_seam(accepted);
	sys->ops->close(accepted, sys);
	sys->ops->close(opener, sys);
	sys->ops->close(listener, sys);
}

static void pipes_and_pairs_are_so_too(void **state)
{
	struct ac_sys *sys = ac_sys_posix();
	int fds[4];

	(void)state;
	assert_int_equal(sys->ops->pipe(fds, sys), 0);
	assert_int_equal(sys->ops->socketpair(AF_UNIX, SOCK_STREAM, fds + 2, sys), 0);
	for (int i = 0; i < 4; i++) {
		is_made_by_the_seam(fds[i]);
		sys->ops->close(fds[i], sys);
	}
}

static void a_duplicate_and_an_epoll_are_close_on_exec(void **state)
{
	struct ac_sys *sys = ac_sys_posix();
	int fds[2] = {sys->ops->epoll_create(sys), -1};

	(void)state;
	fds[1] = sys->ops->dup(fds[0], sys);
	for (int i = 0; i < 2; i++) {
		assert_true(fds[i] >= 0);
		assert_true(fcntl(fds[i], F_GETFD) & FD_CLOEXEC);
		sys->ops->close(fds[i], sys);
	}
}

static void a_descriptor_from_elsewhere_becomes_non_blocking(void **state)
{
	struct ac_sys *sys = ac_sys_posix();
	int fds[2];

	(void)state;
	assert_int_equal(pipe(fds), 0);
	assert_false(fcntl(fds[0], F_GETFL) & O_NONBLOCK);
	assert_int_equal(sys->ops->set_nonblock(fds[0], sys), 0);
	assert_true(fcntl(fds[0], F_GETFL) & O_NONBLOCK);
	close(fds[0]);
	close(fds[1]);
}

/* ---- All of it ---- */

struct suite {
	struct CMUnitTest tests[TESTS_MAX];
	char names[TESTS_MAX][NAME_MAX];
	size_t count;
};

static void add(struct suite *suite, const struct row *row, const char *kernel,
		CMUnitTestFunction test)
{
	char *name = suite->names[suite->count];

	assert_true(suite->count < TESTS_MAX);
	snprintf(name, NAME_MAX, "%s %s: %s", row->id, kernel, row->claim);
	suite->tests[suite->count++] =
		(struct CMUnitTest){name, test, NULL, NULL, (void *)(uintptr_t)row};
}

static void add_rows(struct suite *suite)
{
	for (const struct row *const *list = row_lists; *list; list++) {
		for (const struct row *row = *list; row->id; row++) {
			add(suite, row, "posix", holds_on_posix);
			add(suite, row, "sim", holds_on_sim);
		}
	}
}

int main(void)
{
	struct suite suite = {.count = 0};
	const struct CMUnitTest others[] = {
		cmocka_unit_test(every_measured_row_is_played_or_left_out_for_a_reason),
		cmocka_unit_test(descriptors_are_non_blocking_and_close_on_exec),
		cmocka_unit_test(pipes_and_pairs_are_so_too),
		cmocka_unit_test(a_duplicate_and_an_epoll_are_close_on_exec),
		cmocka_unit_test(a_descriptor_from_elsewhere_becomes_non_blocking),
	};
	int failed;

	play_apart_begin();
	add_rows(&suite);
	failed = _cmocka_run_group_tests("rows", suite.tests, suite.count, NULL, NULL);
	return failed + cmocka_run_group_tests_name("seam", others, NULL, NULL);
}
