/* SPDX-License-Identifier: MIT
 *
 * `raw`: a call does nothing, and returns what the scenario says. */
#include "actors.h"

#include <string.h>

static void a_raw_answer_moves_no_byte(void **state)
{
	(void)state;
	shows(SERVER("prr") ALICE "  sends \"abcdef\"\nraw server:alice recv@0 returns EIO\n",
	      "poll 1; recv -EIO; recv 6; ", 1);
	shows(SERVER("ss") ALICE "raw server:alice send@0 returns 3\n", "send 3; send 10; ", 1);
}

static void a_place_and_a_turn_are_those_of_decisions(void **state)
{
	(void)state;
	shows(SERVER("prrr") ALICE "  sends \"abcdef\"\nserver:alice recv@0 take 2\n"
				   "raw server:alice recv@1+2 returns EINTR\n",
	      "poll 1; recv 2; recv -EINTR; recv 4; ", 2);
	shows(SERVER("prrr") ALICE "  sends \"abcdef\"\nraw server:alice recv@0.2 returns EIO\n"
				   "raw server:alice recv@0 returns EPROTO\n",
	      "poll 1; recv -EPROTO; recv -EIO; recv 6; ", 2);
	shows(SERVER("pRr") ALICE "  sends \"abcdefgh\"\nraw server:alice recv#2 returns -5\n",
	      "poll 1; recv4 4; recv -EIO; ", 1);
}

static void without_a_place_it_is_the_first_call(void **state)
{
	(void)state;
	shows(SERVER("prr") ALICE "  sends \"abc\"\nraw server:alice recv returns EPROTO\n",
	      "poll 1; recv -EPROTO; recv 3; ", 1);
}

static void every_place_is_answered_so_three_times_at_most(void **state)
{
	(void)state;
	shows(SERVER("prrrr") ALICE "  sends \"abc\"\nraw server:alice recv@* returns EINTR\n",
	      "poll 1; recv -EINTR; recv -EINTR; recv -EINTR; recv 3; ", 3);
}

static void a_listener_is_asked_for_whom(void **state)
{
	(void)state;
	/* The first accept, of which nothing is seen, finds her still there for the next. */
	shows(SERVER("ap") ALICE "  sends \"abc\"\n"
				 "raw server:7 accept@alice returns EPROTO\n",
	      "poll 1; ", 1);
}

static void close_does_its_work_all_the_same(void **state)
{
	(void)state;
	shows(SERVER("cr") ALICE "raw server:alice close returns EINTR\n",
	      "close -EINTR; recv -EBADF; ", 1);
}

static void calls_without_a_named_object_are_the_hosts(void **state)
{
	(void)state;
	shows(SERVER("xx") ALICE "raw server socket#2 returns EACCES\n",
	      "socket -EACCES; socket 5; ", 1);
	/* Of one's own name comes first. */
	shows(SERVER("prr") ALICE "  sends \"abc\"\nraw server recv#1 returns EINTR\n"
				  "raw server:alice recv@0 returns EIO\n",
	      "poll 1; recv -EIO; recv -EINTR; ", 2);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_raw_answer_moves_no_byte),
		cmocka_unit_test(a_place_and_a_turn_are_those_of_decisions),
		cmocka_unit_test(without_a_place_it_is_the_first_call),
		cmocka_unit_test(every_place_is_answered_so_three_times_at_most),
		cmocka_unit_test(a_listener_is_asked_for_whom),
		cmocka_unit_test(close_does_its_work_all_the_same),
		cmocka_unit_test(calls_without_a_named_object_are_the_hosts),
	};

	return cmocka_run_group_tests_name("raw", tests, NULL, NULL);
}
