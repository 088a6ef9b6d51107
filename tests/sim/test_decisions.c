/* SPDX-License-Identifier: MIT
 *
 * A decision moves the world, not the answer of a call: what a program sees of
 * each is what a real kernel could show it.
 *
 * The programs here talk to the seam without the library and write down what
 * they see; the scenario says what the world decides. */
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "programs.h"

static char seen[4096]; /* what the program of the running test saw */

static void see(const char *what, long long value)
{
	size_t used = strlen(seen);

	if (value < 0)
		snprintf(seen + used, sizeof seen - used, "%s -%s; ", what,
			 value == -EAGAIN         ? "EAGAIN"
			 : value == -EINTR        ? "EINTR"
			 : value == -ECONNRESET   ? "ECONNRESET"
			 : value == -EPIPE        ? "EPIPE"
			 : value == -EMFILE       ? "EMFILE"
			 : value == -ENETUNREACH  ? "ENETUNREACH"
			 : value == -ENOBUFS      ? "ENOBUFS"
			 : value == -ECONNREFUSED ? "ECONNREFUSED"
						  : "?");
	else
		snprintf(seen + used, sizeof seen - used, "%s %lld; ", what, value);
}

static int listen_at_7(struct ac_sys *sys)
{
	struct sockaddr_in any = {.sin_family = AF_INET, .sin_port = htons(7)};
	int fd = sys->ops->socket(AF_INET, SOCK_STREAM, 0, sys);

	sys->ops->bind(fd, (const struct sockaddr *)&any, sizeof any, sys);
	sys->ops->listen(fd, 8, sys);
	return fd;
}

static int wait_for(struct ac_sys *sys, int fd, short events, int64_t timeout_ns, short *revents)
{
	struct pollfd p = {.fd = fd, .events = events};
	int rc = sys->ops->poll(&p, 1, timeout_ns, sys);

	if (revents)
		*revents = p.revents;
	return rc;
}

/* What the server does, a letter each: r recv 64, R recv 4, p poll IN for ever,
 * P poll IN|OUT at once, w poll OUT for 10 ms, s send "0123456789", T send 8 random
 * bytes, a accept, c close, t sleep for 10 ms, n now in ms, e SO_ERROR. */
static void act(struct ac_sys *sys, char what, int listener, int *fd)
{
	char buf[64];
	short revents;
	int error;
	socklen_t len = sizeof error;

	switch (what) {
	case 'a':
		*fd = sys->ops->accept(listener, NULL, NULL, sys);
		if (*fd < 0)
			see("accept", *fd);
		break;
	case 'A':
		see("listener", wait_for(sys, listener, POLLIN, -1, NULL));
		break;
	case 'r':
		see("recv", sys->ops->recv(*fd, buf, sizeof buf, 0, sys));
		break;
	case 'R':
		see("recv4", sys->ops->recv(*fd, buf, 4, 0, sys));
		break;
	case 'p':
		see("poll", wait_for(sys, *fd, POLLIN, -1, &revents));
		break;
	case 'P':
		wait_for(sys, *fd, POLLIN | POLLOUT, 0, &revents);
		see(revents & POLLOUT ? "out" : "no out", (revents & POLLIN) != 0);
		break;
	case 'T':
		sys->ops->random(buf, 8, sys);
		sys->ops->send(*fd, buf, 8, MSG_NOSIGNAL, sys);
		break;
	case 't': /* a time-out of 10 ms */
		sys->ops->poll(NULL, 0, 10 * 1000000, sys);
		break;
	case 'w':
		see("room", wait_for(sys, *fd, POLLOUT, 10 * 1000000, NULL));
		break;
	case 's':
		see("send", sys->ops->send(*fd, "0123456789", 10, MSG_NOSIGNAL, sys));
		break;
	case 'e':
		sys->ops->getsockopt(*fd, SOL_SOCKET, SO_ERROR, &error, &len, sys);
		see("error", -(long long)error);
		break;
	case 'c':
		see("close", sys->ops->close(*fd, sys));
		*fd = -1;
		break;
	case 'n':
		see("ms", (long long)(sys->ops->now_ns(sys) / 1000000));
		break;
	default:
		see("socket", sys->ops->socket(AF_INET, SOCK_STREAM, 0, sys));
		break;
	}
}

/* Accepts two and waits for both, three times. */
static int pair_main(struct ac_sys *sys, int argc, char **argv)
{
	struct pollfd p[3] = {{.fd = listen_at_7(sys), .events = 0}};

	(void)argc;
	(void)argv;
	for (int i = 1; i < 3; i++) {
		wait_for(sys, p[0].fd, POLLIN, -1, NULL);
		p[i] = (struct pollfd){sys->ops->accept(p[0].fd, NULL, NULL, sys), POLLIN, 0};
	}
	for (int i = 0; i < 3; i++)
		see("poll", sys->ops->poll(p, 3, -1, sys));
	while (wait_for(sys, p[0].fd, 0, -1, NULL) != -ECANCELED)
		continue;
	for (int i = 0; i < 3; i++)
		sys->ops->close(p[i].fd, sys);
	return 0;
}

/* argv[1] is the list of acts, after the first connection was accepted if the
 * list does not begin with `A`. */
static int actor_main(struct ac_sys *sys, int argc, char **argv)
{
	int listener = listen_at_7(sys), fd = -1;
	const char *acts = argc > 1 ? argv[1] : "";

	if (acts[0] != 'A') {
		wait_for(sys, listener, POLLIN, -1, NULL);
		fd = sys->ops->accept(listener, NULL, NULL, sys);
	}
	for (; *acts; acts++)
		act(sys, *acts, listener, &fd);
	while (wait_for(sys, listener, 0, -1, NULL) != -ECANCELED)
		continue;
	if (fd >= 0)
		sys->ops->close(fd, sys);
	sys->ops->close(listener, sys);
	return 0;
}

/* Connects to port 7 of argv[1] and sends a byte. */
static int dialer_main(struct ac_sys *sys, int argc, char **argv)
{
	struct sockaddr_in to = {.sin_family = AF_INET, .sin_port = htons(7)};
	int fd = sys->ops->socket(AF_INET, SOCK_STREAM, 0, sys);

	if (argc < 2 || inet_pton(AF_INET, argv[1], &to.sin_addr) != 1)
		return 1;
	sys->ops->connect(fd, (const struct sockaddr *)&to, sizeof to, sys);
	wait_for(sys, fd, POLLOUT, -1, NULL);
	sys->ops->send(fd, "x", 1, MSG_NOSIGNAL, sys);
	while (wait_for(sys, fd, 0, -1, NULL) != -ECANCELED)
		continue;
	sys->ops->close(fd, sys);
	return 0;
}

/* Accepts argv[1] connections and watches them with an epoll, edge-triggered if
 * argv[2] has an `E`; then waits for each further letter of it: w sees who was
 * reported, by the order of accepting, r the same and receives 4 of each. */
static void watch(struct ac_sys *sys, int epoll, const int *fds, char what)
{
	struct epoll_event events[4];
	char buf[4];
	int count = sys->ops->epoll_wait(epoll, events, 4, 5 * 1000000, sys);

	if (count <= 0)
		see("wait", count);
	for (int i = 0; i < count; i++) {
		see("who", events[i].data.fd);
		if (what == 'r')
			see("recv4", sys->ops->recv(fds[events[i].data.fd], buf, 4, 0, sys));
	}
}

static int watcher_main(struct ac_sys *sys, int argc, char **argv)
{
	int listener = listen_at_7(sys), epoll = sys->ops->epoll_create(sys), fds[4];
	int count = argc > 2 ? atoi(argv[1]) : 0;
	struct epoll_event event = {.events = EPOLLIN};

	if (strchr(argv[2], 'E'))
		event.events |= EPOLLET;
	for (int i = 0; i < count; i++) {
		wait_for(sys, listener, POLLIN, -1, NULL);
		fds[i] = sys->ops->accept(listener, NULL, NULL, sys);
		event.data.fd = i;
		sys->ops->epoll_ctl(epoll, EPOLL_CTL_ADD, fds[i], &event, sys);
	}
	for (const char *act = argv[2]; *act; act++) {
		if (*act != 'E')
			watch(sys, epoll, fds, *act);
	}
	while (wait_for(sys, listener, 0, -1, NULL) != -ECANCELED)
		continue;
	for (int i = 0; i < count; i++)
		sys->ops->close(fds[i], sys);
	sys->ops->close(epoll, sys);
	sys->ops->close(listener, sys);
	return 0;
}

/* Receives argv[1] datagrams at port 53 and sees the first letter of each and when
 * it came, in ms. */
static int mailbox_main(struct ac_sys *sys, int argc, char **argv)
{
	struct sockaddr_in any = {.sin_family = AF_INET, .sin_port = htons(53)};
	int fd = sys->ops->socket(AF_INET, SOCK_DGRAM, 0, sys);
	char buf[8], what[2] = "";

	sys->ops->bind(fd, (const struct sockaddr *)&any, sizeof any, sys);
	for (int i = argc > 1 ? atoi(argv[1]) : 0; i > 0; i--) {
		wait_for(sys, fd, POLLIN, 100 * 1000000, NULL);
		if (sys->ops->recv(fd, buf, sizeof buf, 0, sys) < 0)
			break;
		what[0] = buf[0];
		see(what, (long long)(sys->ops->now_ns(sys) / 1000000));
	}
	while (wait_for(sys, fd, 0, -1, NULL) != -ECANCELED)
		continue;
	sys->ops->close(fd, sys);
	return 0;
}

/* Asks port 53 of argv[1] twice, 5 ms apart, and sees what comes of it. */
static int asker_main(struct ac_sys *sys, int argc, char **argv)
{
	struct sockaddr_in to = {.sin_family = AF_INET, .sin_port = htons(53)};
	int fd = sys->ops->socket(AF_INET, SOCK_DGRAM, 0, sys);
	char buf[8];

	if (argc < 2 || inet_pton(AF_INET, argv[1], &to.sin_addr) != 1)
		return 1;
	sys->ops->connect(fd, (const struct sockaddr *)&to, sizeof to, sys);
	for (int i = 0; i < 2; i++) {
		see("send", sys->ops->send(fd, "ask", 3, 0, sys));
		wait_for(sys, fd, POLLIN, 5 * 1000000, NULL);
		see("recv", sys->ops->recv(fd, buf, sizeof buf, 0, sys));
	}
	while (wait_for(sys, fd, 0, -1, NULL) != -ECANCELED)
		continue;
	sys->ops->close(fd, sys);
	return 0;
}

static const struct wt_program actors[] = {{"mailbox", mailbox_main},
					   {"asker", asker_main},
					   {"watcher", watcher_main},
					   {"actor", actor_main},
					   {"dialer", dialer_main},
					   {"pair", pair_main},
					   {NULL, NULL}};

/* The run reaches every pin it has, as a campaign would demand, unless it must
 * not: then nothing was decided. */
static void shows(const char *scenario_text, const char *expected, uint64_t decided)
{
	const struct wt_case run = {.broken = -1, .seed = 1};
	struct wt_scenario *scenario = parse(scenario_text);
	struct wt_verdict verdict;
	struct wt_run_stats stats;

	seen[0] = '\0';
	/* the calm twin sees other things: forget them */
	assert_int_equal(wt_run_case(scenario, actors, &run, NULL, &verdict, &stats), 0);
	seen[0] = '\0';
	assert_int_equal(wt_run_case(scenario, actors, &run, NULL, &verdict, &stats), 0);
	assert_string_equal(seen, expected);
	assert_int_equal(stats.decided, decided);
	wt_scenario_free(scenario);
}

#define SERVER(acts) "scenario 1\nhost server runs actor " acts "\n"
#define ALICE        "peer alice\n  connects server:7\n"

static void recv_take_leaves_the_rest_for_the_next_call(void **state)
{
	(void)state;
	shows(SERVER("prrP") ALICE "  sends \"abcdef\"\nserver:alice recv@0 take 2\n",
	      "poll 1; recv 2; recv 4; out 0; ", 1);
}

static void recv_eagain_means_that_the_bytes_come_at_once_behind_it(void **state)
{
	(void)state;
	shows(SERVER("prPr") ALICE "  sends \"abcdef\"\nserver:alice recv@0 fails EAGAIN\n",
	      "poll 1; recv -EAGAIN; out 1; recv 6; ", 1);
}

static void an_end_the_program_was_told_of_is_not_held_back(void **state)
{
	(void)state;
	/* Both sides shut: poll says HUP, and then recv can not say EAGAIN. */
	shows(SERVER("pre") ALICE "  sends \"ab\"\n  resets\n"
				  "server:alice recv@0 fails EAGAIN if reached: never\n",
	      "poll 1; recv 2; error -ECONNRESET; ", 0);
}

static void nor_is_a_part_of_what_came_before_that_end(void **state)
{
	(void)state;
	shows(SERVER("prr") ALICE "  sends \"ab\"\n  resets\n"
				  "server:alice recv@0 take 1 if reached: never\n",
	      "poll 1; recv 2; recv -ECONNRESET; ", 0);
	/* Told or not. */
	shows(SERVER("rr") ALICE "  sends \"ab\"\n  resets\n"
				 "server:alice recv@0 take 1 if reached: never\n",
	      "recv 2; recv -ECONNRESET; ", 0);
}

static void send_take_holds_room_back_until_the_next_wait(void **state)
{
	(void)state;
	shows(SERVER("ssPs") ALICE "server:alice send@0 take 3\n",
	      "send 3; send -EAGAIN; out 0; send 10; ", 1);
}

static void send_eagain_holds_room_back_until_the_next_wait(void **state)
{
	(void)state;
	shows(SERVER("sws") ALICE "server:alice send@0 fails EAGAIN\n",
	      "send -EAGAIN; room 1; send 10; ", 1);
}

static void turns_are_askings_of_one_place(void **state)
{
	(void)state;
	shows(SERVER("prprr") ALICE "  sends \"abcdef\"\nserver:alice recv@0 fails EAGAIN\n"
				    "server:alice recv@0.2 take 1\n",
	      "poll 1; recv -EAGAIN; poll 1; recv 1; recv 5; ", 2);
}

static void a_place_has_three_names(void **state)
{
	(void)state;
	shows(SERVER("pRr") ALICE "  sends \"abcdefgh\"\nserver:alice recv@4 take 1\n",
	      "poll 1; recv4 4; recv 1; ", 1);
	shows(SERVER("pRr") ALICE "  sends \"abcdefgh\"\nserver:alice recv@1+4 take 1\n",
	      "poll 1; recv4 4; recv 1; ", 1);
	shows(SERVER("pRr") ALICE "  sends \"abcdefgh\"\nserver:alice recv#2 take 1\n",
	      "poll 1; recv4 4; recv 1; ", 1);
}

static void every_place_is_answered_three_times_at_most(void **state)
{
	(void)state;
	shows(SERVER("prrrrr") ALICE "  sends \"abc\"\nserver:alice recv@* fails EAGAIN\n",
	      "poll 1; recv -EAGAIN; recv -EAGAIN; recv -EAGAIN; recv 3; recv -EAGAIN; ", 3);
}

static void readiness_withheld_comes_a_millisecond_later(void **state)
{
	(void)state;
	shows(SERVER("pnr") ALICE "  sends \"abc\"\nserver:alice readable@0 withheld\n",
	      "poll 1; ms 1; recv 3; ", 1);
}

static void readiness_withheld_comes_at_the_next_wait(void **state)
{
	(void)state;
	shows(SERVER("PPn") ALICE "  sends \"abc\"\nserver:alice readable@0 withheld\n",
	      "out 0; out 1; ms 0; ", 1);
}

static void a_spurious_wake_up_finds_nothing(void **state)
{
	(void)state;
	shows(SERVER("prpr") ALICE
	      "  waits 5ms\n  sends \"abc\"\nserver:alice readable@0 spurious\n",
	      "poll 1; recv -EAGAIN; poll 1; recv 3; ", 1);
}

/* It would seem to stand: SO_ERROR is 0 as long as nothing has failed. */
static void a_connection_under_way_is_not_reported_too_early(void **state)
{
	(void)state;
	shows("scenario 1\nhost server runs actor prn\nhost client runs dialer $server\n"
	      "link client server delay 5ms\n"
	      "client>server writable@0 spurious if reached: never\n",
	      "poll 1; recv 1; ms 15; ", 0);
}

static void an_interrupted_wait_reports_nothing_once(void **state)
{
	(void)state;
	shows(SERVER("ppr") ALICE "  sends \"abc\"\nserver:alice readable@0 interrupted\n",
	      "poll -EINTR; poll 1; recv 3; ", 1);
}

static void a_cut_segment_ends_at_the_next_wait(void **state)
{
	(void)state;
	shows(SERVER("rrPr") ALICE "  sends \"abcdef\"\nto server:alice @0 cut 4\n",
	      "recv 4; recv -EAGAIN; out 1; recv 2; ", 1);
}

static void what_follows_a_cut_segment_waits_behind_it(void **state)
{
	(void)state;
	shows(SERVER("rrPrr") ALICE "  sends \"abcdef\"\n  closes\nto server:alice @0 cut 4\n",
	      "recv 4; recv -EAGAIN; out 1; recv 2; recv 0; ", 1);
}

static void a_delayed_segment_takes_longer(void **state)
{
	(void)state;
	shows(SERVER("pnr") ALICE "  sends \"abc\"\nto server:alice @0 delay 7ms\n",
	      "poll 1; ms 7; recv 3; ", 1);
}

static void a_reset_does_not_overtake_what_was_sent_before_it(void **state)
{
	(void)state;
	shows(SERVER("prr") "link alice server delay 5ms\n" ALICE
			    "  sends \"abc\"\n  sends \"def\"\n  resets\n",
	      "poll 1; recv 6; recv -ECONNRESET; ", 0);
}

static void a_late_call_meets_what_was_on_its_way(void **state)
{
	(void)state;
	shows(SERVER("prnr") "link alice server delay 2ms\n" ALICE
			     "  sends \"abc\"\n  waits 1ms\n  sends \"def\"\n"
			     "server:alice recv@0 late until next\n",
	      "poll 1; recv 6; ms 7; recv -EAGAIN; ", 1);
}

static void a_late_call_can_be_given_a_time(void **state)
{
	(void)state;
	shows(SERVER("prn") ALICE "  sends \"abc\"\nserver:alice recv@0 late 30ms\n",
	      "poll 1; recv 3; ms 30; ", 1);
}

static void a_late_call_can_wait_for_a_segment(void **state)
{
	(void)state;
	shows(SERVER("prnr") "link alice server delay 2ms\n" ALICE
			     "  sends \"abc\"\n  waits 5ms\n  sends \"def\"\n  waits 5ms\n"
			     "  sends \"ghi\"\n"
			     "server:alice recv@0 late until to server:alice @6\n",
	      "poll 1; recv 9; ms 16; recv -EAGAIN; ", 1);
}

static void a_late_call_does_not_wait_for_what_never_comes(void **state)
{
	(void)state;
	shows(SERVER("prn") ALICE "  sends \"abc\"\n"
				  "server:alice recv@0 late until to server:alice @9\n",
	      "poll 1; recv 3; ms 0; ", 1);
}

static void a_segment_can_wait_for_another(void **state)
{
	(void)state;
	/* bob's byte comes at 10 ms; alice's, sent at once, not before it. */
	shows(SERVER("pnr") "peer bob\n  waits until 10ms\n  connects server:7\n  sends "
			    "\"x\"\n" ALICE
			    "  sends \"abc\"\nto server:alice @0 delay until to server:bob @0\n",
	      "poll 1; ms 10; recv 3; ", 1);
}

static void a_lost_syn_is_sent_again_after_a_second(void **state)
{
	(void)state;
	shows("scenario 1\nhost server runs actor pnr\nhost client runs dialer $server\n"
	      "from client>server syn lost\n",
	      "poll 1; ms 1000; recv 1; ", 1);
}

static void reset_first_leaves_what_has_come_and_then_resets_once(void **state)
{
	(void)state;
	shows(SERVER("prrrs") ALICE "  sends \"abc\"\nserver:alice recv@0 reset first\n",
	      "poll 1; recv 3; recv -ECONNRESET; recv 0; send -EPIPE; ", 1);
}

static void reset_first_at_a_send_is_its_error(void **state)
{
	(void)state;
	shows(SERVER("ssr") ALICE "server:alice send@0 reset first\n",
	      "send -ECONNRESET; send -EPIPE; recv 0; ", 1);
}

static void send_may_lack_buffers(void **state)
{
	(void)state;
	shows(SERVER("ss") ALICE "server:alice send@0 fails ENOBUFS\n", "send -ENOBUFS; send 10; ",
	      1);
}

static void accept_may_lack_a_descriptor_for_one_who_waits(void **state)
{
	(void)state;
	shows(SERVER("AaAar") ALICE "  sends \"abc\"\nserver:7 accept@alice fails EMFILE\n",
	      "listener 1; accept -EMFILE; listener 1; recv 3; ", 1);
}

static void accept_fails_econnaborted_only_for_one_who_was_reset(void **state)
{
	(void)state;
	shows("scenario 1\nkernel posix\nhost server runs actor AaAa\n" ALICE "  resets\n"
	      "peer bob\n  connects server:7\nserver:7 accept@alice fails ECONNABORTED\n",
	      "listener 1; accept -?; listener 1; ", 1);
	shows("scenario 1\nkernel posix\nhost server runs actor Aa\n" ALICE
	      "server:7 accept@alice fails ECONNABORTED\n",
	      "listener 1; ", 0);
}

static void the_nth_socket_may_fail(void **state)
{
	(void)state;
	shows(SERVER("SS") ALICE "server socket#2 fails EMFILE\n", "socket -EMFILE; socket 5; ", 1);
}

static void a_limit_counts_sockets(void **state)
{
	(void)state;
	shows("scenario 1\nhost server runs actor SS\n  limit 3 sockets\n" ALICE,
	      "socket 5; socket -EMFILE; ", 0);
}

static void what_stands_behind_if_reached_need_not_be(void **state)
{
	(void)state;
	shows(SERVER("p") ALICE "  sends \"abc\"\nserver:alice recv@0 take 1 if reached: no recv\n",
	      "poll 1; ", 0);
}

#define WATCHER(acts) "scenario 1\nhost server runs watcher " acts "\n"
#define SAYS(who)     "peer " who "\n  connects server:7\n  waits 1ms\n  sends \"abcdefgh\"\n"

static void epoll_reports_in_the_order_of_arrival(void **state)
{
	(void)state;
	shows(WATCHER("2 wr") SAYS("alice") SAYS("bob"),
	      "who 0; who 1; who 0; recv4 4; who 1; recv4 4; ", 0);
}

static void before_chooses_another_order(void **state)
{
	(void)state;
	shows(WATCHER("2 ww") SAYS("alice")
		      SAYS("bob") "server:bob readable@0 before server:alice\n",
	      "who 1; who 0; who 1; who 0; ", 1);
}

static void an_edge_that_is_withheld_is_not_lost(void **state)
{
	(void)state;
	shows(WATCHER("2 Ewww") SAYS("alice") SAYS("bob") "server:alice readable@0 withheld\n",
	      "who 1; who 0; wait 0; ", 1);
}

static void what_a_call_left_has_an_edge_of_its_own(void **state)
{
	(void)state;
	shows(WATCHER("1 Erww") SAYS("alice") "server:alice recv@0 take 2\n",
	      "who 0; recv4 2; who 0; wait 0; ", 1);
	shows(WATCHER("1 Erww") SAYS("alice") "server:alice recv@0 fails EAGAIN\n",
	      "who 0; recv4 -EAGAIN; who 0; wait 0; ", 1);
}

static void a_spurious_report_is_no_edge(void **state)
{
	(void)state;
	shows(WATCHER("1 Errw") "peer alice\n  connects server:7\n  waits 8ms\n"
				"  sends \"abc\"\n  waits 1ms\n"
				"server:alice readable@0 spurious\n",
	      "who 0; recv4 -EAGAIN; wait 0; who 0; ", 1);
}

static void a_connect_or_close_is_late_once(void **state)
{
	(void)state;
	shows(SERVER("cn") ALICE "server:alice close late 30ms\n", "close 0; ms 30; ", 1);
	shows("scenario 1\nhost server runs actor n\nhost client runs dialer $server\n"
	      "client>server connect late 30ms\n",
	      "ms 30; ", 1);
}

static void decisions_stay_open_while_a_script_waits(void **state)
{
	const char *text =
		SERVER("ts") ALICE "  waits 10 bytes\nmay server:alice send fails EAGAIN\n";
	struct wt_scenario *scenario = parse(text);
	uint64_t decided = 0;

	(void)state;
	for (uint64_t seed = 1; seed <= 40; seed++) {
		const struct wt_case run = {.broken = -1, .seed = seed};
		struct wt_verdict verdict;
		struct wt_run_stats stats;

		assert_int_equal(wt_run_case(scenario, actors, &run, NULL, &verdict, &stats), 0);
		decided += stats.decided;
	}
	assert_true(decided > 0);
	wt_scenario_free(scenario);
}

static void a_segment_can_wait_for_what_a_time_out_sends(void **state)
{
	(void)state;
	shows(SERVER("tPspnr") ALICE "  sends \"abc\"\n"
				     "to server:alice @0 delay until from server:alice @0\n",
	      "out 0; send 10; poll 1; ms 10; recv 3; ", 1);
}

static void a_cut_segment_whose_host_sleeps_on_does_not_stop_the_world(void **state)
{
	struct wt_scenario *scenario = parse(SERVER("") ALICE "  waits 1ms\n  sends \"abcdef\"\n"
							      "to server:alice @0 cut 4\n");
	const struct wt_case run = {.broken = -1, .seed = 1};
	struct wt_verdict verdict;
	struct wt_run_stats stats;

	(void)state;
	assert_int_equal(wt_run_case(scenario, actors, &run, NULL, &verdict, &stats), 0);
	assert_int_equal(stats.decided, 1);
	assert_string_equal(stats.end, "quiet");
	wt_scenario_free(scenario);
}

static void a_random_token_is_no_race(void **state)
{
	struct wt_scenario *scenario =
		parse(SERVER("prT") ALICE "  sends \"abc\"\n  waits 8 bytes\nmay any except io\n");

	(void)state;
	for (uint64_t seed = 1; seed <= 60; seed++) {
		const struct wt_case run = {.broken = -1, .seed = seed};
		struct wt_verdict verdict;

		assert_int_equal(wt_run_case(scenario, actors, &run, NULL, &verdict, NULL), 0);
		if (verdict.check && strcmp(verdict.check, "stream") == 0)
			fail_msg("seed %u: %s", (unsigned)seed, verdict.text);
	}
	wt_scenario_free(scenario);
}

static int twice_as_much_main(struct ac_sys *sys, int argc, char **argv)
{
	char acts[] = "prrss";
	char *args[] = {argv[0], acts, NULL};

	(void)argc;
	return actor_main(sys, 2, args);
}

static void other_programs_have_another_calm_run(void **state)
{
	static const struct wt_program others[] = {{"actor", twice_as_much_main}, {NULL, NULL}};
	const struct wt_case run = {.broken = -1, .seed = 1};
	struct wt_scenario *scenario =
		parse(SERVER("prrs") ALICE "  sends \"abc\"\nserver:alice recv@0 take 1\n");
	struct wt_verdict verdict;

	(void)state;
	assert_int_equal(wt_run_case(scenario, actors, &run, NULL, &verdict, NULL), 0);
	assert_null(verdict.check);
	assert_int_equal(wt_run_case(scenario, others, &run, NULL, &verdict, NULL), 0);
	assert_null(verdict.check);
	wt_scenario_free(scenario);
}

static void each_cut_takes_a_wait_of_its_own(void **state)
{
	(void)state;
	shows(SERVER("trrPrPr") ALICE "  waits 1ms\n  sends \"abcdef\"\n  sends \"ghijkl\"\n"
				      "to server:alice @0 cut 4\nto server:alice @6 cut 4\n",
	      "recv 4; recv -EAGAIN; out 1; recv 6; out 1; recv 2; ", 2);
}

static void two_interruptions_are_two_waits(void **state)
{
	(void)state;
	shows("scenario 1\nhost server runs pair\n" ALICE "  waits 1ms\n  sends \"abc\"\n"
	      "peer bob\n  connects server:7\n  waits 1ms\n  sends \"abc\"\n"
	      "server:alice readable@0 interrupted\nserver:bob readable@0 interrupted\n",
	      "poll -EINTR; poll -EINTR; poll 2; ", 2);
}

#define MAILBOX(n) "scenario 1\nhost server runs mailbox " n "\n"
#define MAILS                                                                          \
	"peer alice\n  sends \"a\" to server:53/udp\n  sends \"b\" to server:53/udp\n" \
	"  sends \"c\" to server:53/udp\n"

static void datagrams_come_one_by_one(void **state)
{
	(void)state;
	shows(MAILBOX("3") MAILS, "a 0; b 0; c 0; ", 0);
	shows(MAILBOX("3") "link alice server delay 4ms\n" MAILS, "a 4; b 4; c 4; ", 0);
}

static void a_lost_datagram_never_comes(void **state)
{
	(void)state;
	shows(MAILBOX("2") MAILS "to server:53/udp @2+0 lost\n", "a 0; c 0; ", 1);
}

static void a_datagram_may_come_twice(void **state)
{
	(void)state;
	shows(MAILBOX("4") MAILS "to server:53/udp @2+0 twice\n", "a 0; b 0; b 0; c 0; ", 1);
}

static void a_delayed_datagram_is_overtaken(void **state)
{
	(void)state;
	shows(MAILBOX("3") MAILS "to server:53/udp @1+0 delay 7ms\n", "b 0; c 0; a 7; ", 1);
}

static void nobody_at_a_port_is_an_error_on_the_way_back(void **state)
{
	(void)state;
	shows("scenario 1\nhost client runs asker $dns\nlink client dns delay 1ms\npeer "
	      "dns\n"
	      "  waits 2ms\n  listens 53/udp\n  waits 3ms\n"
	      "  sends \"yes\" to client>dns/udp\n",
	      "send 3; recv -ECONNREFUSED; send 3; recv 3; ", 0);
	shows("scenario 1\nhost client runs asker $dns\nlink client dns delay 1ms\npeer "
	      "dns\n"
	      "  listens 53/udp\n  waits 3ms\n  sends \"yes\" to client>dns/udp\n",
	      "send 3; recv 3; send 3; recv -EAGAIN; ", 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(recv_take_leaves_the_rest_for_the_next_call),
		cmocka_unit_test(recv_eagain_means_that_the_bytes_come_at_once_behind_it),
		cmocka_unit_test(an_end_the_program_was_told_of_is_not_held_back),
		cmocka_unit_test(nor_is_a_part_of_what_came_before_that_end),
		cmocka_unit_test(send_take_holds_room_back_until_the_next_wait),
		cmocka_unit_test(send_eagain_holds_room_back_until_the_next_wait),
		cmocka_unit_test(turns_are_askings_of_one_place),
		cmocka_unit_test(a_place_has_three_names),
		cmocka_unit_test(every_place_is_answered_three_times_at_most),
		cmocka_unit_test(readiness_withheld_comes_a_millisecond_later),
		cmocka_unit_test(readiness_withheld_comes_at_the_next_wait),
		cmocka_unit_test(a_spurious_wake_up_finds_nothing),
		cmocka_unit_test(a_connection_under_way_is_not_reported_too_early),
		cmocka_unit_test(an_interrupted_wait_reports_nothing_once),
		cmocka_unit_test(a_cut_segment_ends_at_the_next_wait),
		cmocka_unit_test(what_follows_a_cut_segment_waits_behind_it),
		cmocka_unit_test(a_delayed_segment_takes_longer),
		cmocka_unit_test(a_reset_does_not_overtake_what_was_sent_before_it),
		cmocka_unit_test(a_late_call_meets_what_was_on_its_way),
		cmocka_unit_test(a_late_call_can_be_given_a_time),
		cmocka_unit_test(a_late_call_can_wait_for_a_segment),
		cmocka_unit_test(a_late_call_does_not_wait_for_what_never_comes),
		cmocka_unit_test(a_segment_can_wait_for_another),
		cmocka_unit_test(a_lost_syn_is_sent_again_after_a_second),
		cmocka_unit_test(reset_first_leaves_what_has_come_and_then_resets_once),
		cmocka_unit_test(reset_first_at_a_send_is_its_error),
		cmocka_unit_test(send_may_lack_buffers),
		cmocka_unit_test(accept_may_lack_a_descriptor_for_one_who_waits),
		cmocka_unit_test(accept_fails_econnaborted_only_for_one_who_was_reset),
		cmocka_unit_test(the_nth_socket_may_fail),
		cmocka_unit_test(a_limit_counts_sockets),
		cmocka_unit_test(what_stands_behind_if_reached_need_not_be),
		cmocka_unit_test(epoll_reports_in_the_order_of_arrival),
		cmocka_unit_test(before_chooses_another_order),
		cmocka_unit_test(an_edge_that_is_withheld_is_not_lost),
		cmocka_unit_test(what_a_call_left_has_an_edge_of_its_own),
		cmocka_unit_test(a_spurious_report_is_no_edge),
		cmocka_unit_test(datagrams_come_one_by_one),
		cmocka_unit_test(a_lost_datagram_never_comes),
		cmocka_unit_test(a_datagram_may_come_twice),
		cmocka_unit_test(a_delayed_datagram_is_overtaken),
		cmocka_unit_test(nobody_at_a_port_is_an_error_on_the_way_back),
		cmocka_unit_test(a_connect_or_close_is_late_once),
		cmocka_unit_test(decisions_stay_open_while_a_script_waits),
		cmocka_unit_test(a_segment_can_wait_for_what_a_time_out_sends),
		cmocka_unit_test(a_cut_segment_whose_host_sleeps_on_does_not_stop_the_world),
		cmocka_unit_test(a_random_token_is_no_race),
		cmocka_unit_test(other_programs_have_another_calm_run),
		cmocka_unit_test(each_cut_takes_a_wait_of_its_own),
		cmocka_unit_test(two_interruptions_are_two_waits),
	};

	return cmocka_run_group_tests_name("decisions", tests, NULL, NULL);
}
