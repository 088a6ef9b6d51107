/* SPDX-License-Identifier: MIT
 *
 * What a scenario told in C says when it fails. */
#include "programs.h"

#include <string.h>

#include "wt_world.h"

static void check_failure(struct wt_world *world, int problems, const char *text)
{
	assert_int_equal(wt_world_run(world), problems);
	if (!strstr(wt_world_failure(world), text))
		fail_msg("no \"%s\" in:\n%s", text, wt_world_failure(world));
	wt_world_free(world);
}

/* Two hosts; whichever fails is the second. */
static struct wt_world *two_hosts(const char *broken, const char *check)
{
	struct wt_world *world = wt_world_new(programs);

	wt_world_host(world, "server", "echo", NULL);
	wt_world_host(world, "other", "leave", NULL);
	if (broken)
		wt_host_broken(world, broken, check);
	return world;
}

static void sound_programs_are_named_together(void **state)
{
	struct wt_world *world = two_hosts(NULL, NULL);

	(void)state;
	wt_expect(world, "other returned = 4", 0);
	check_failure(world, 1, "echo, leave fails `expect`");
}

static void a_broken_program_of_the_second_host_has_its_own_name(void **state)
{
	(void)state;
	check_failure(two_hosts("crash", "spin"), 1,
		      "crash should fail `spin` first, but fails `crash`");
	check_failure(two_hosts("idle", "spin"), 1, "idle passes, though it should fail `spin`");
}

static void what_no_program_came_to_names_none(void **state)
{
	struct wt_world *world = two_hosts(NULL, NULL);

	(void)state;
	wt_world_peer(world, "alice");
	wt_peer_connects(world, "server:7", 0);
	wt_decide_send(world, "server:alice", "@0", "take 3", NULL);
	check_failure(world, 1, "no program comes to this decision");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(sound_programs_are_named_together),
		cmocka_unit_test(a_broken_program_of_the_second_host_has_its_own_name),
		cmocka_unit_test(what_no_program_came_to_names_none),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
