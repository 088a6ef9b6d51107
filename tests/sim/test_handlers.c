/* SPDX-License-Identifier: MIT
 *
 * What a handler of a signal does to the call that waits or is late: it runs behind the
 * one, and before the other. */
#include "programs.h"

#include <errno.h>
#include <netinet/in.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/epoll.h>

#include "search/file.h"
#include "world/signals.h"
#include "world/told.h"

/* -- A program with one connection, and a handler --------------------------------- */

static struct ac_sys *the_sys;
static int listener, conn, epoll;

static void add(int fd)
{
	struct epoll_event event = {EPOLLIN | EPOLLET, {.fd = fd}};

	the_sys->ops->epoll_ctl(epoll, EPOLL_CTL_ADD, fd, &event, the_sys);
}

static void begin(struct ac_sys *sys)
{
	struct sockaddr_in any = {.sin_family = AF_INET, .sin_port = htons(7)};
	struct pollfd look;

	the_sys = sys;
	listener = sys->ops->socket(AF_INET, SOCK_STREAM, 0, sys);
	sys->ops->bind(listener, (const struct sockaddr *)&any, sizeof any, sys);
	sys->ops->listen(listener, 8, sys);
	look = (struct pollfd){.fd = listener, .events = POLLIN};
	sys->ops->poll(&look, 1, -1, sys);
	conn = sys->ops->accept(listener, NULL, NULL, sys);
	epoll = sys->ops->epoll_create(sys);
	add(listener);
	add(conn);
}

static void finish(void)
{
	if (conn >= 0)
		the_sys->ops->close(conn, the_sys);
	the_sys->ops->close(listener, the_sys);
	the_sys->ops->close(epoll, the_sys);
}

static void close_it(int number)
{
	(void)number;
	the_sys->ops->close(conn, the_sys);
}

static void use_the_number_again(int number)
{
	close_it(number);
	the_sys->ops->socket(AF_INET, SOCK_STREAM, 0, the_sys);
}

static void wait_for_nothing(int number)
{
	struct pollfd look = {.fd = listener, .events = POLLIN};
	struct epoll_event event;

	(void)number;
	the_sys->ops->poll(&look, 1, 0, the_sys);
	the_sys->ops->epoll_wait(epoll, &event, 1, 0, the_sys);
}

/* What recv says that was late. */
static int late(struct ac_sys *sys, void (*handler)(int))
{
	char byte;
	int rc;

	begin(sys);
	wt_program_signal(SIGUSR1, handler);
	rc = (int)sys->ops->recv(conn, &byte, 1, 0, sys);
	if (handler == close_it)
		conn = -1;
	finish();
	return -rc;
}

static int closes_main(struct ac_sys *sys, int argc, char **argv)
{
	(void)argc;
	(void)argv;
	return late(sys, close_it);
}

static int uses_again_main(struct ac_sys *sys, int argc, char **argv)
{
	(void)argc;
	(void)argv;
	return late(sys, use_the_number_again);
}

/* 1: the poll found the connection alone; 2: epoll_wait did. */
static int waits_main(struct ac_sys *sys, int argc, char **argv)
{
	struct pollfd looks[2];
	struct epoll_event events[2] = {{0}};
	bool polls = argc > 1 && strcmp(argv[1], "poll") == 0;
	int found;

	begin(sys);
	wt_program_signal(SIGUSR1, wait_for_nothing);
	looks[0] = (struct pollfd){.fd = conn, .events = POLLIN};
	looks[1] = (struct pollfd){.fd = listener, .events = POLLIN};
	if (polls)
		found = sys->ops->poll(looks, 2, -1, sys) == 1 && looks[0].revents == POLLIN &&
			looks[1].revents == 0;
	else
		found = sys->ops->epoll_wait(epoll, events, 2, -1, sys) == 1 &&
			events[0].data.fd == conn && events[0].events == EPOLLIN;
	finish();
	return found;
}

static sigjmp_buf back;

static void leave(int number)
{
	siglongjmp(back, number);
}

/* The wait its handler leaves is over: a poll finds what a poll does, an end alone, too. */
static int leaves_main(struct ac_sys *sys, int argc, char **argv)
{
	bool selects = argc > 1 && strcmp(argv[1], "select") == 0;
	struct epoll_event event;
	struct pollfd look;
	fd_set set;

	begin(sys);
	wt_program_signal(SIGUSR1, leave);
	FD_ZERO(&set);
	FD_SET(conn, &set);
	if (sigsetjmp(back, 0) == 0) {
		if (selects)
			sys->ops->select(conn + 1, &set, NULL, NULL, -1, sys);
		else
			sys->ops->epoll_wait(epoll, &event, 1, -1, sys);
		return 1;
	}
	sys->ops->shutdown(conn, SHUT_WR, sys);
	look = (struct pollfd){.fd = conn, .events = selects ? 0 : POLLOUT};
	look.revents = (short)sys->ops->poll(&look, 1, 1000000000, sys);
	finish();
	return look.revents == 1 ? 0 : 2;
}

static int handled;

static void count(int number)
{
	(void)number;
	handled++;
}

/* Whether the handler ran before the call or in it is nothing any call says. */
static int looks_main(struct ac_sys *sys, int argc, char **argv)
{
	struct pollfd look;
	char byte;
	int before;

	(void)argc;
	(void)argv;
	handled = 0;
	begin(sys);
	wt_program_signal(SIGUSR1, count);
	look = (struct pollfd){.fd = conn, .events = POLLIN};
	sys->ops->poll(&look, 1, -1, sys);
	before = handled;
	sys->ops->recv(conn, &byte, 1, 0, sys);
	finish();
	return before;
}

static const struct wt_program handling[] = {
	{"closes", closes_main}, {"uses_again", uses_again_main}, {"waits", waits_main},
	{"leaves", leaves_main}, {"looks", looks_main},           {NULL, NULL}};

/* -- Worlds ------------------------------------------------------------------------ */

static void comes_to(const char *text, const char *check)
{
	struct wt_scenario *scenario = parse(text);
	const struct wt_case what = {.broken = -1};
	struct wt_verdict verdict;

	assert_int_equal(wt_run_case(scenario, handling, &what, NULL, &verdict, NULL), 0);
	if (verdict.check && strcmp(verdict.check, check) != 0)
		fail_msg("%s: %s", verdict.check, verdict.text);
	assert_string_equal(verdict.check ? verdict.check : "", check);
	wt_scenario_free(scenario);
}

#define CALLS "at 5ms h gets SIGUSR1\npeer alice\n  connects h:7\n"
#define LATE  CALLS "  sends \"a\"\nh:alice recv@0 late 10ms\n"

static void what_is_closed_meanwhile_is_not_read(void **state)
{
	(void)state;
	comes_to("scenario 1\nhost h runs closes\n" LATE, "closed-descriptor");
}

static void the_number_may_be_anothers_meanwhile(void **state)
{
	(void)state;
	comes_to("scenario 1\nhost h runs uses_again\n" LATE "expect h recv fails ENOTCONN = 1\n",
		 "");
}

static void a_handler_may_poll_behind_a_poll(void **state)
{
	(void)state;
	comes_to("scenario 1\nhost h runs waits poll\n" CALLS
		 "  waits until 5ms\n  sends \"a\"\nexpect h poll = 3\nexpect h returned = 1\n",
		 "");
}

static void a_handler_may_wait_behind_an_epoll_wait(void **state)
{
	(void)state;
	comes_to("scenario 1\nhost h runs waits epoll\n" CALLS "  waits until 5ms\n  sends \"a\"\n"
		 "expect h epoll_wait = 2\nexpect h returned = 1\n",
		 "");
}

/* A reset would be an end of a select, too; what both have said is none. */
static void a_handler_may_jump_out_of_a_wait(void **state)
{
	(void)state;
	comes_to("scenario 1\nhost h runs leaves epoll\n" CALLS "expect h returned = 0\n", "");
	comes_to("scenario 1\nhost h runs leaves select\n" CALLS
		 "  waits fin\n  shuts\nexpect h returned = 0\n",
		 "");
}

/* What its host was told when the program returned that. */
static uint64_t told(const char *text)
{
	const struct wt_case which = {.broken = -1, .seed = 1};
	struct wt_scenario *scenario = parse(text);
	struct wt_staged *staged = wt_scenario_stage(scenario, handling, &which, scenario->mishaps);
	struct wt_verdict verdict;
	uint64_t ret;

	assert_non_null(staged);
	wt_tank_listen(staged->stage->tank);
	assert_int_equal(wt_staged_judge(staged, 1, false, NULL, NULL, &verdict, NULL), 0);
	if (verdict.check)
		fail_msg("%s: %s", verdict.check, verdict.text);
	ret = wt_tank_told(staged->stage->tank);
	wt_scenario_free(scenario);
	return ret;
}

static void where_a_handler_ran_is_told_to_the_program(void **state)
{
	const char *late = "scenario 1\nhost h runs looks\n" CALLS
			   "  waits until 4ms\n  sends \"a\"\n"
			   "h:alice recv@0 late 1ms\nexpect h returned = 0\n",
		   *withheld = "scenario 1\nhost h runs looks\n" CALLS
			       "  waits until 4ms\n  sends \"a\"\n"
			       "h:alice readable@0 withheld\nexpect h returned = 1\n";

	(void)state;
	assert_true(told(late) != told(withheld));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_closed_meanwhile_is_not_read),
		cmocka_unit_test(the_number_may_be_anothers_meanwhile),
		cmocka_unit_test(a_handler_may_poll_behind_a_poll),
		cmocka_unit_test(a_handler_may_wait_behind_an_epoll_wait),
		cmocka_unit_test(a_handler_may_jump_out_of_a_wait),
		cmocka_unit_test(where_a_handler_ran_is_told_to_the_program),
	};

	return cmocka_run_group_tests_name("handlers of signals", tests, NULL, NULL);
}
