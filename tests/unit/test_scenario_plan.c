/* SPDX-License-Identifier: MIT
 *
 * A plan is walked, bound to a value of `for`, cut, and said from C. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>

#include <cmocka.h>

#include <errno.h>

#include "test_scenario.h"
#include "trace/errno_names.h"

/* -- Walking ----------------------------------------------------------- */

static void headers_and_their_lines_come_in_file_order(void **state)
{
	struct wt_plan *plan = parsed("scenario 1\n# a\n\nhost h runs p\n  starts 1s\npeer a\n"
				      "  repeats 2\n    shuts\n    # b\n  closes\nends 1s\n");
	int peer = wt_plan_find_actor(plan, "a");
	int repeats = wt_plan_next(plan, peer, -1);
	int closes = wt_plan_next(plan, peer, repeats);

	(void)state;
	assert_int_equal(plan->nodes[peer].id, WT_LINE_PEER);
	assert_int_equal(plan->nodes[repeats].id, WT_LINE_REPEATS);
	assert_int_equal(plan->nodes[wt_plan_next(plan, repeats, -1)].id, WT_LINE_SHUTS);
	assert_int_equal(plan->nodes[closes].id, WT_LINE_CLOSES);
	assert_int_equal(wt_plan_next(plan, peer, closes), -1);
	assert_int_equal(plan->nodes[wt_plan_next(plan, -1, -1)].id, WT_LINE_SCENARIO);
	assert_int_equal(plan->nodes[wt_plan_next(plan, -1, peer)].id, WT_LINE_ENDS);
	wt_plan_free(plan);
}

static void fields_are_found_by_kind_and_words_by_themselves(void **state)
{
	struct wt_plan *plan = parsed("scenario 1\nhost h runs p\npeer a\n  listens 53/udp\n"
				      "  waits reset\nh:a.2 recv@1+4.3 take 5\n");
	const struct wt_node *listens = &plan->nodes[3], *take = &plan->nodes[5];
	const struct wt_said_place *place = wt_node_field(take, WT_FIELD_PLACE, 0)->as.place;

	(void)state;
	assert_int_equal(wt_node_field(listens, WT_FIELD_PORT, 0)->as.number.value, 53);
	assert_null(wt_node_field(listens, WT_FIELD_NUMBER, 0));
	assert_true(wt_node_says(listens, "/udp"));
	assert_false(wt_node_says(&plan->nodes[4], "fin"));
	assert_true(wt_node_says(&plan->nodes[4], "reset"));
	assert_int_equal(wt_node_ask(take), WT_ASK_recv);
	assert_int_equal(wt_node_ask(listens), WT_ASK_COUNT);
	assert_int_equal(wt_node_field(take, WT_FIELD_OBJ, 0)->as.object->nth, 2);
	assert_int_equal(place->burst.value, 1);
	assert_int_equal(place->byte.value, 4);
	assert_int_equal(place->turn.value, 3);
	assert_int_equal(wt_node_field(take, WT_FIELD_VALUE, 0)->as.value->verb, WT_SAYS_TAKE);
	wt_plan_free(plan);
}

static void a_name_alone_is_a_host_or_a_peer(void **state)
{
	struct wt_plan *plan = parsed("scenario 1\nexpect a bytes = 1\nexpect h recv = 1\n"
				      "host h runs p $a $h\npeer a\n");

	(void)state;
	assert_int_equal(plan->nodes[1].fields[0].as.check->subject.kind, WT_SAID_PEER);
	assert_int_equal(plan->nodes[2].fields[0].as.check->subject.kind, WT_SAID_HOST);
	assert_int_equal(plan->nodes[3].fields[2].as.args.at[0].kind, WT_ARG_ADDRESS);
	wt_plan_free(plan);
}

static void a_header_is_removed_with_all_its_lines(void **state)
{
	struct wt_plan *plan = parsed("scenario 1\npeer a\n  repeats 2\n    shuts\n  # c\npeer b\n"
				      "  closes\n");
	struct wt_plan *copy = wt_plan_copy(plan);
	char *cut, *whole;

	(void)state;
	wt_plan_remove(copy, 1);
	cut = wt_plan_print(copy);
	whole = wt_plan_print(plan);
	wt_plan_free(plan);
	assert_string_equal(cut, "scenario 1\npeer b\n  closes\n");
	assert_int_equal(copy->nodes[2].parent, 1);
	assert_int_equal(strlen(whole), 62);
	wt_plan_free(copy);
	free(cut);
	free(whole);
}

/* -- Values of `for` --------------------------------------------------- */

static void assert_bound(const char *text, size_t value, const char *label, const char *want)
{
	struct wt_diagnostics *list = wt_diagnostics_new();
	struct wt_plan *plan = parsed(text);
	struct wt_plan *bound;
	char *printed;

	assert_string_equal(wt_plan_value_text(plan, value), label);
	bound = wt_plan_bind(plan, value, list);
	assert_non_null(bound);
	wt_plan_free(plan); /* the bound one lives on */
	printed = wt_plan_print(bound);
	assert_string_equal(printed, want);
	free(printed);
	wt_plan_free(bound);
	wt_diagnostics_free(list);
}

static void a_value_takes_the_place_of_its_name(void **state)
{
	(void)state;
	assert_bound(
		"scenario 1\nfor n in 3..9\nhost h runs p $n $a\npeer a\n"
		"  sends $n bytes of pattern $n\n  sends $n x \"a\"\nh:a recv@1+$n.2 take $n\n",
		2, "n = 5",
		"scenario 1\nhost h runs p 5 $a\npeer a\n"
		"  sends 5 bytes of pattern 5\n  sends 5 x \"a\"\nh:a recv@1+5.2 take 5\n");
	assert_bound("scenario 1\nfor t in 5ms, 1s\npeer a\n  waits $t\n  waits until $t\n", 1,
		     "t = 1s", "scenario 1\npeer a\n  waits 1s\n  waits until 1s\n");
	assert_bound("scenario 1\nfor s in 5 bytes, 1KiB\npeer a\n  waits $s\n", 0, "s = 5 bytes",
		     "scenario 1\npeer a\n  waits 5 bytes\n");
	assert_bound("scenario 1\nfor s in \"a b\", \"\"\nhost h runs p $s\npeer a\n  waits $s\n",
		     0, "s = \"a b\"",
		     "scenario 1\nhost h runs p \"a b\"\npeer a\n  waits \"a b\"\n");
	assert_bound("scenario 1\nfor how in select, poll\nhost h runs p $how\n", 1, "how = poll",
		     "scenario 1\nhost h runs p poll\n");
}

static void a_value_that_does_not_fit_is_refused_where_it_stands(void **state)
{
	struct wt_diagnostics *list = wt_diagnostics_new();
	struct wt_plan *plan = parsed("scenario 1\nfor n in 7, 70000\nhost h runs p\npeer a\n"
				      "  listens $n\nh:a recv@$n take 1\nh:a recv@7 take 2\n");

	(void)state;
	assert_int_equal(wt_plan_values(plan), 2);
	assert_null(wt_plan_bind(plan, 0, list));
	assert_int_equal(wt_diagnostics_at(list, 0)->line, 7);
	assert_null(wt_plan_bind(plan, 1, list));
	assert_int_equal(wt_diagnostics_at(list, 1)->line, 5);
	assert_int_equal(wt_diagnostics_at(list, 1)->col, 11);
	wt_diagnostics_free(list);
	wt_plan_free(plan);
}

static void a_plan_without_for_has_one_value(void **state)
{
	(void)state;
	assert_bound("scenario 1\npeer a\n", 0, "", "scenario 1\npeer a\n");
}

/* -- Bytes ------------------------------------------------------------- */

static void assert_expands(const char *bytes, const void *want, size_t want_len)
{
	char text[256];
	struct wt_plan *plan;
	void *data;
	size_t len;

	snprintf(text, sizeof text, "scenario 1\npeer a\n  sends %s\n", bytes);
	plan = parsed(text);
	assert_int_equal(wt_payload_expand(plan->nodes[2].fields[0].as.bytes, &data, &len), 0);
	assert_int_equal(len, want_len);
	assert_memory_equal(data, want, len);
	free(data);
	wt_plan_free(plan);
}

static void bytes_stand_for_what_they_say(void **state)
{
	/* bits 16..23 of ((i + 1) * 2654435761 + 1 * 40503) mod 2^32 */
	static const uint8_t pattern[] = {0x38, 0x6F, 0xA7};

	(void)state;
	for (uint64_t i = 0; i < 3; i++)
		assert_int_equal(wt_pattern_byte(i, 1), pattern[i]);
	assert_expands("\"a\\x00b\"", "a\0b", 3);
	assert_expands("\"\"", "", 0);
	assert_expands("3 x \"ab\"", "ababab", 6);
	assert_expands("0 x \"ab\"", "", 0);
	assert_expands("3 bytes of pattern 1", pattern, 3);
}

static void a_file_that_is_not_there_is_an_errno(void **state)
{
	struct wt_plan *plan = parsed("scenario 1\npeer a\n  sends @\"no/such\"\n");
	void *data;
	size_t len;

	(void)state;
	assert_int_equal(wt_payload_expand(plan->nodes[2].fields[0].as.bytes, &data, &len),
			 -ENOENT);
	wt_plan_free(plan);
}

/* -- Files ------------------------------------------------------------- */

static void write_file(const char *folder, const char *name, const char *text)
{
	char path[256];
	FILE *out;

	snprintf(path, sizeof path, "%s/%s", folder, name);
	out = fopen(path, "w");
	assert_non_null(out);
	fputs(text, out);
	fclose(out);
}

static void remove_file(const char *folder, const char *name)
{
	char path[256];

	snprintf(path, sizeof path, "%s/%s", folder, name);
	remove(path);
}

static void an_included_file_is_part_of_the_plan_but_not_of_its_text(void **state)
{
	static const char text[] =
		"scenario 1\ninclude \"world.scn\"  # all of it\nh:a recv@0 take 1\n";
	char folder[] = "/tmp/wt-include-XXXXXX", path[256];
	struct wt_diagnostics *list = wt_diagnostics_new();
	struct wt_plan *plan;
	char *printed;
	void *data;
	size_t len;

	(void)state;
	assert_non_null(mkdtemp(folder));
	write_file(folder, "main.scn", text);
	write_file(folder, "world.scn", "scenario 1\nhost h runs p\npeer a\n  sends @\"bytes\"\n");
	write_file(folder, "bytes", "hello");
	snprintf(path, sizeof path, "%s/main.scn", folder);
	plan = wt_plan_load(path, list);
	assert_non_null(plan);
	assert_int_equal(plan->nodes[4].included, 1);
	assert_int_equal(wt_payload_expand(plan->nodes[5].fields[0].as.bytes, &data, &len), 0);
	assert_int_equal(len, 5);
	free(data);
	printed = wt_plan_print(plan);
	assert_string_equal(printed, text);
	free(printed);
	wt_plan_free(plan);

	/* A file that includes itself, and an error in one that is included. */
	write_file(folder, "world.scn", "scenario 1\ninclude \"world.scn\"\n");
	assert_null(wt_plan_load(path, list));
	assert_non_null(strstr(wt_diagnostics_at(list, 0)->message, "8 files inside files"));
	write_file(folder, "world.scn", "scenario 1\nhost h runs p\npeer a\n  sendz\n");
	wt_diagnostics_free(list);
	list = wt_diagnostics_new();
	assert_null(wt_plan_load(path, list));
	assert_int_equal(wt_diagnostics_count(list), 1);
	assert_non_null(strstr(wt_diagnostics_at(list, 0)->file, "/world.scn"));
	assert_int_equal(wt_diagnostics_at(list, 0)->line, 4);
	wt_diagnostics_free(list);
	remove_file(folder, "main.scn");
	remove_file(folder, "world.scn");
	remove_file(folder, "bytes");
	remove(folder);
}

/* -- Said from C ------------------------------------------------------- */

struct wt_world {
	struct wt_plan *plan;
	struct wt_diagnostics *list;
};

static void say(struct wt_world *world, enum wt_statement id, ...)
{
	va_list args;
	int index;

	va_start(args, id);
	index = wt_plan_vadd(world->plan, world->list, "test.c", 1, id, args);
	va_end(args);
	if (index < 0)
		wt_diagnostics_print(world->list, stderr, 0);
	assert_true(index >= 0);
}

/* The C calls, made from the table as wt_world.h makes them. */
#define WT_STATEMENT(id, context, pattern, help, function, parameters, arguments) \
	static void function parameters                                           \
	{                                                                         \
		say arguments;                                                    \
	}
#include "scenario/statements.def"
#undef WT_STATEMENT

static struct wt_bytes text(const char *string)
{
	return (struct wt_bytes){string, strlen(string), NULL};
}

static struct wt_bytes notation(const char *words)
{
	return (struct wt_bytes){NULL, 0, words};
}

/* Its test needs a file. */
static void say_include(struct wt_world *w, const char *folder)
{
	char path[256];

	snprintf(path, sizeof path, "%s/world.scn", folder);
	wt_world_include(w, text(path));
}

static void say_headers(struct wt_world *w)
{
	const uint64_t ms = 1000000;

	wt_world_scenario(w, 1);
	wt_world_host(w, "server", "echo", "--port 7 $alice \"a b\"");
	wt_host_broken(w, "echo2", "stream");
	wt_host_limit_sockets(w, 2);
	wt_host_buffers(w, 65536);
	wt_host_ports(w, "4000..4999");
	wt_host_starts(w, 10 * ms);
	wt_world_host(w, "client", "c", NULL);
	wt_world_link(w, "alice", "server", "10ms..20ms", 1000);
	wt_world_link(w, "client", "server", NULL, 0);
	wt_at_woken(w, 1000 * ms, "server");
	wt_at_signal(w, 1000 * ms, "server", "SIGTERM");
	wt_at_killed(w, 1000 * ms, "server");
	wt_at_restarts(w, 1000 * ms, "server");
	wt_at_wall_clock(w, 1000 * ms, "server", "-1h");
	wt_at_link(w, 0, "alice", "server", "down");
	wt_world_for(w, "n", "1, 2");
	wt_world_kernel(w, "posix");
	wt_world_limit(w, 3600000 * ms);
	wt_world_ends(w, 1500 * ms);
}

static void say_steps(struct wt_world *w)
{
	wt_world_peer(w, "alice");
	wt_peer_listens(w, 53, true, 0);
	wt_peer_listens(w, 54, false, 5);
	wt_peer_ignores(w, 55);
	wt_peer_connects(w, "server:7", 0);
	wt_peer_connects(w, "server:7", 4000);
	wt_peer_accepts(w);
	wt_peer_answers(w, text("GET\n"), notation("10 bytes of pattern 1"), 20000);
	wt_peer_sends(w, text("a\"b"), true, NULL);
	wt_peer_sends(w, notation("$n x \"a\""), false, "client>alice/udp");
	wt_peer_waits_size(w, 5);
	wt_peer_waits_text(w, text("x"));
	wt_peer_waits_time(w, 5000);
	wt_peer_waits_end(w, "fin");
	wt_peer_waits_until(w, 1000);
	wt_peer_waits_check(w, "alice received contains \"x\"");
	wt_peer_stops_reading(w);
	wt_peer_reads_on(w);
	wt_peer_reads(w, 2048);
	wt_peer_repeats(w, 3);
	wt_peer_repeats(w, 2);
	wt_peer_shuts(w);
	wt_plan_end_repeats(w->plan);
	wt_peer_closes(w);
	wt_plan_end_repeats(w->plan);
	wt_peer_resets(w);
}

static void say_decisions_and_checks(struct wt_world *w)
{
	wt_decide_recv(w, "server:alice", "@0", "take 5", "maybe so");
	wt_decide_send(w, "server:alice", "@1+2.3", "fails ENOBUFS", NULL);
	wt_decide_readable(w, "server:alice", "@*", "withheld", NULL);
	wt_decide_writable(w, "server:alice", "#3", "spurious", NULL);
	wt_decide_accept(w, "server:7", "@alice", "late 1ms", NULL);
	wt_decide_connect(w, "client>server", "late until next", NULL);
	wt_decide_close(w, "server:alice", "late 1s", NULL);
	wt_decide_socket(w, "server", "#1", "fails EMFILE", NULL);
	wt_decide_alloc(w, "server", "@queue.2", "fails ENOMEM", NULL);
	wt_decide_wire(w, "to server:alice @1+0", "cut 3", NULL);
	wt_decide_raw(w, "server:alice", "recv", "@9", "EINTR", NULL);
	wt_decide_raw(w, "server:alice", "shutdown", NULL, "0", NULL);
	wt_may_any(w, true, "io, time");
	wt_may_any(w, false, NULL);
	wt_may(w, "server:alice", "recv", NULL, "take any", 5);
	wt_expect(w, "server:alice handle_close = 1", 1000);
	wt_never(w, "server:alice queued > 64KiB", 0);
	wt_allow(w, "leak", "server", "a reason");
	wt_allow(w, "growth", NULL, "a reason");
}

static const char said[] = "scenario 1\n"
			   "host server runs echo --port 7 $alice \"a b\"\n"
			   "  broken echo2 fails stream\n"
			   "  limit 2 sockets\n"
			   "  buffers 64KiB\n"
			   "  ports 4000..4999\n"
			   "  starts 10ms\n"
			   "host client runs c\n"
			   "link alice server delay 10ms..20ms rate 1000 bytes/s\n"
			   "link client server\n"
			   "at 1s server woken\n"
			   "at 1s server gets SIGTERM\n"
			   "at 1s server killed\n"
			   "at 1s server restarts\n"
			   "at 1s server wall clock -1h\n"
			   "at 0us link alice server down\n"
			   "for n in 1, 2\n"
			   "kernel posix\n"
			   "limit 1h\n"
			   "ends 1500ms\n"
			   "peer alice\n"
			   "  listens 53/udp\n"
			   "  listens 54 backlog 5\n"
			   "  ignores 55\n"
			   "  connects server:7\n"
			   "  connects server:7 from 4000\n"
			   "  accepts\n"
			   "  answers \"GET\\n\" with 10 bytes of pattern 1 after 20us\n"
			   "  sends \"a\\\"b\" urgent\n"
			   "  sends $n x \"a\" to client>alice/udp\n"
			   "  waits 5 bytes\n"
			   "  waits \"x\"\n"
			   "  waits 5us\n"
			   "  waits fin\n"
			   "  waits until 1us\n"
			   "  waits until alice received contains \"x\"\n"
			   "  stops reading\n"
			   "  reads on\n"
			   "  reads 2KiB\n"
			   "  repeats 3\n"
			   "    repeats 2\n"
			   "      shuts\n"
			   "    closes\n"
			   "  resets\n"
			   "server:alice recv@0 take 5 if reached: maybe so\n"
			   "server:alice send@1+2.3 fails ENOBUFS\n"
			   "server:alice readable@* withheld\n"
			   "server:alice writable#3 spurious\n"
			   "server:7 accept@alice late 1ms\n"
			   "client>server connect late until next\n"
			   "server:alice close late 1s\n"
			   "server socket#1 fails EMFILE\n"
			   "server alloc@queue.2 fails ENOMEM\n"
			   "to server:alice @1+0 cut 3\n"
			   "raw server:alice recv@9 returns EINTR\n"
			   "raw server:alice shutdown returns 0\n"
			   "may any harmful except io, time\n"
			   "may any\n"
			   "may server:alice recv take any chance 5%\n"
			   "expect server:alice handle_close = 1 by 1us\n"
			   "never server:alice queued > 64KiB\n"
			   "allow leak for server: a reason\n"
			   "allow growth: a reason\n";

static void every_statement_has_its_c_call(void **state)
{
	struct wt_world world = {wt_plan_new(), wt_diagnostics_new()};
	char *printed;

	(void)state;
	say_headers(&world);
	say_steps(&world);
	say_decisions_and_checks(&world);
	wt_plan_check(world.plan, world.list);
	wt_diagnostics_print(world.list, stderr, 0);
	assert_int_equal(wt_diagnostics_count(world.list), 0);
	printed = wt_plan_print(world.plan);
	assert_string_equal(printed, said);
	free(printed);
	wt_plan_free(world.plan);
	wt_diagnostics_free(world.list);
}

static void a_file_is_included_from_c_too(void **state)
{
	struct wt_world world = {wt_plan_new(), wt_diagnostics_new()};
	char folder[] = "/tmp/wt-include-XXXXXX";
	int peer;

	(void)state;
	assert_non_null(mkdtemp(folder));
	write_file(folder, "world.scn", "scenario 1\nhost h runs p\npeer a\n  shuts\n");
	wt_world_scenario(&world, 1);
	say_include(&world, folder);
	wt_world_peer(&world, "b");
	wt_decide_recv(&world, "h:a", "@0", "take 1", NULL);
	assert_int_equal(wt_plan_check(world.plan, world.list), 0);
	peer = wt_plan_find_actor(world.plan, "a");
	assert_int_equal(world.plan->nodes[peer].included, 1);
	assert_int_equal(world.plan->nodes[wt_plan_next(world.plan, peer, -1)].id, WT_LINE_SHUTS);
	remove_file(folder, "world.scn");
	remove(folder);
	wt_plan_free(world.plan);
	wt_diagnostics_free(world.list);
}

static void what_can_not_be_said_is_refused_where_the_call_stands(void **state)
{
	struct wt_plan *plan = wt_plan_new();
	struct wt_diagnostics *list = wt_diagnostics_new();
	const uint64_t none = 0;

	(void)state;
	assert_int_equal(wt_plan_add(plan, list, "t.c", 1, WT_LINE_SHUTS), -1);
	assert_int_equal(wt_plan_add(plan, list, "t.c", 2, WT_LINE_PEER, "Alice"), -1);
	assert_int_equal(wt_plan_add(plan, list, "t.c", 3, WT_LINE_ENDS, (uint64_t)1), -1);
	assert_int_equal(wt_plan_add(plan, list, "t.c", 4, WT_LINE_EXPECT, NULL, none), -1);
	assert_int_equal(wt_plan_add(plan, list, "t.c", 5, WT_LINE_ALLOW, "leak", NULL, "see #5"),
			 -1);
	assert_int_equal(wt_plan_add(plan, list, "t.c", 6, WT_LINE_ALLOW, "leak", NULL, "a\nb"),
			 -1);
	assert_int_equal(wt_diagnostics_count(list), 6);
	for (size_t i = 0; i < 6; i++)
		assert_int_equal(wt_diagnostics_at(list, i)->line, (int)i + 1);
	wt_plan_free(plan);
	wt_diagnostics_free(list);
}

static void a_line_of_the_language_is_added_as_it_stands(void **state)
{
	struct wt_plan *plan = parsed("scenario 1\nhost h runs p\npeer a\n");
	struct wt_diagnostics *list = wt_diagnostics_new();
	char *printed;

	(void)state;
	assert_true(wt_plan_add_line(plan, list, NULL, 0, "# found by search") >= 0);
	assert_true(wt_plan_add_line(plan, list, NULL, 0, "h:a  recv@0 take 5 # why") >= 0);
	assert_int_equal(wt_plan_add_line(plan, list, NULL, 0, "h:a recv@0 tkae 5"), -1);
	assert_non_null(strstr(wt_diagnostics_at(list, 0)->hint, "`take`"));
	printed = wt_plan_print(plan);
	assert_string_equal(printed, "scenario 1\nhost h runs p\npeer a\n# found by search\n"
				     "h:a recv@0 take 5  # why\n");
	free(printed);
	wt_diagnostics_free(list);
	wt_plan_free(plan);
}

/* -- Names ------------------------------------------------------------- */

static void errnos_have_names_and_numbers_of_our_own(void **state)
{
	(void)state;
	assert_string_equal(wt_errno_name(EAGAIN), "EAGAIN");
	assert_null(wt_errno_name(4095));
	assert_int_equal(wt_errno_number("ECONNRESET", 10), ECONNRESET);
	assert_int_equal(wt_errno_number("ECONNRESETX", 11), 0);
	assert_int_equal(wt_errno_index(EPERM), 1);
	assert_int_equal(wt_errno_index(EAGAIN), 6);
	assert_int_equal(wt_errno_index(4095), 0);
	for (int i = 0; wt_errno_at(i); i++)
		assert_int_equal(wt_errno_index(wt_errno_at(i)), i + 1);
}

static void checks_are_ranked_by_their_order(void **state)
{
	(void)state;
	assert_int_equal(wt_checkname_find("crash"), 0);
	assert_true(wt_checkname_find("stream") < wt_checkname_find("expect"));
	assert_true(wt_checkname_find("never") < wt_checkname_find("stall"));
	assert_int_equal(wt_checkname_find("limit"), WT_CHECKNAME_COUNT - 1);
	assert_int_equal(wt_checkname_find("Limit"), -1);
	assert_string_equal(wt_checkname_text(WT_CHECK_DROPPED_ERROR), "dropped-error");
}

static void the_reference_page_has_every_row(void **state)
{
	char *page = NULL;
	size_t len;
	FILE *out = open_memstream(&page, &len);

	(void)state;
	assert_non_null(out);
	wt_reference_print(out);
	fclose(out);
	for (int id = WT_LINE_BAD + 1; id < WT_LINE_COUNT; id++) {
		assert_non_null(strstr(page, wt_statement_pattern((enum wt_statement)id)));
		assert_non_null(strstr(page, wt_statement_function((enum wt_statement)id)));
	}
	free(page);
}

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(headers_and_their_lines_come_in_file_order),
		cmocka_unit_test(fields_are_found_by_kind_and_words_by_themselves),
		cmocka_unit_test(a_name_alone_is_a_host_or_a_peer),
		cmocka_unit_test(a_header_is_removed_with_all_its_lines),
		cmocka_unit_test(a_value_takes_the_place_of_its_name),
		cmocka_unit_test(a_value_that_does_not_fit_is_refused_where_it_stands),
		cmocka_unit_test(a_plan_without_for_has_one_value),
		cmocka_unit_test(bytes_stand_for_what_they_say),
		cmocka_unit_test(a_file_that_is_not_there_is_an_errno),
		cmocka_unit_test(an_included_file_is_part_of_the_plan_but_not_of_its_text),
		cmocka_unit_test(every_statement_has_its_c_call),
		cmocka_unit_test(a_file_is_included_from_c_too),
		cmocka_unit_test(what_can_not_be_said_is_refused_where_the_call_stands),
		cmocka_unit_test(a_line_of_the_language_is_added_as_it_stands),
		cmocka_unit_test(errnos_have_names_and_numbers_of_our_own),
		cmocka_unit_test(checks_are_ranked_by_their_order),
		cmocka_unit_test(the_reference_page_has_every_row),
	};

	take_root(argc, argv);
	return cmocka_run_group_tests_name("scenario_plan", tests, NULL, NULL);
}
