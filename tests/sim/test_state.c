/* SPDX-License-Identifier: MIT
 *
 * What belongs to the state of a world: each thing is changed alone, in the middle of a
 * run, and the number that stands for the state must notice. */
#include "programs.h"

#include <string.h>

#include "kernel/tcp.h"
#include "search/file.h"
#include "world/digest.h"
#include "world/told.h"

#define CALL_OF_INTEREST 24 /* the server has served both, and more is under way */

/* Two peers near and far, a listener, a connection, bytes on the wire and in a buffer. */
static const char text[] = "scenario 1\n"
			   "host server runs echo\n"
			   "link alice server delay 3ms\n"
			   "peer alice\n"
			   "  connects server:7\n"
			   "  sends \"hello\"\n"
			   "  waits 5 bytes\n"
			   "  waits 1us\n"
			   "  sends \"world, and more\"\n"
			   "  waits 15 bytes\n"
			   "peer bob\n"
			   "  connects server:7\n"
			   "  sends \"here\"\n"
			   "  waits 4 bytes\n"
			   "  repeats 3\n"
			   "    waits 2ms\n"
			   "    sends \"again\"\n"
			   "    waits 5 bytes\n";

struct look {
	unsigned calls;
	uint64_t state;
	const char *missed; /* changed, and nobody noticed */
	unsigned changed;
};

static void change(struct look *look, const struct wt_tank *tank, const char *what, void *at,
		   size_t size)
{
	unsigned char kept[16];

	assert_true(size <= sizeof kept);
	memcpy(kept, at, size);
	*(unsigned char *)at ^= 1;
	look->changed++;
	if (wt_tank_digest(tank) == look->state)
		look->missed = what;
	memcpy(at, kept, size);
	if (wt_tank_digest(tank) != look->state)
		look->missed = "it is not the same again";
}

#define CHANGE(thing) change(look, tank, #thing, &(thing), sizeof(thing))

static void change_host(struct look *look, const struct wt_tank *tank, struct wt_host *host)
{
	CHANGE(host->told);
	CHANGE(host->state);
	CHANGE(host->deaths);
	CHANGE(host->signals);
	CHANGE(host->selects);
	CHANGE(host->timed_out);
	CHANGE(host->deadline_ns);
	CHANGE(host->withheld_until_ns);
	CHANGE(host->zero_waits);
	CHANGE(host->rounds);
	CHANGE(host->random_taken);
	CHANGE(host->wall_shift_ns);
	CHANGE(host->kernel.next_timer_ns);
	CHANGE(host->kernel.port_next);
	CHANGE(host->kernel.opened);
}

static void change_stream(struct look *look, const struct wt_tank *tank, struct wt_stream *stream)
{
	CHANGE(stream->sent);
	CHANGE(stream->arrived);
	CHANGE(stream->acked);
	CHANGE(stream->edge);
	CHANGE(stream->urgent);
	CHANGE(stream->new_burst);
	if (stream->bursts)
		CHANGE(stream->burst_starts[stream->bursts - 1]);
}

static void change_socket(struct look *look, const struct wt_tank *tank, struct wt_socket *socket)
{
	CHANGE(socket->state);
	CHANGE(socket->shut);
	CHANGE(socket->error);
	CHANGE(socket->fin_wanted);
	CHANGE(socket->heard_burst);
	CHANGE(socket->written_then);
	CHANGE(socket->options.rcvbuf);
	CHANGE(socket->retries);
	CHANGE(socket->remote.sin_port);
	CHANGE(socket->file.refs);
	CHANGE(socket->file.end_known);
	CHANGE(socket->file.shown);
	CHANGE(socket->file.room_held);
	CHANGE(socket->file.reported[WT_READABLE]);
	CHANGE(socket->file.withheld[WT_WRITABLE]);
	CHANGE(socket->file.ready[WT_READABLE].place);
	CHANGE(socket->file.ready[WT_WRITABLE].value.verb);
	CHANGE(socket->file.passed[WT_READABLE]);
}

static void change_conn(struct look *look, const struct wt_tank *tank, struct wt_conn *conn)
{
	CHANGE(conn->lossy);
	CHANGE(conn->wire.last_ns[0]);
	CHANGE(conn->wire.free_ns[1]);
	CHANGE(conn->wire.in_flight[0]);
	change_stream(look, tank, &conn->stream[0]);
	change_stream(look, tank, &conn->stream[1]);
	for (unsigned side = 0; side < 2; side++) {
		if (conn->end[side])
			change_socket(look, tank, conn->end[side]);
	}
}

static void change_due(struct look *look, const struct wt_tank *tank, struct wt_due *due)
{
	struct wt_flight *flight = (struct wt_flight *)(uintptr_t)wt_flight_of(due);

	CHANGE(due->time_ns);
	CHANGE(due->offset);
	if (!flight)
		return;
	CHANGE(flight->segment.end);
	CHANGE(flight->segment.ack);
	CHANGE(flight->stop);
}

static void change_peer(struct look *look, const struct wt_tank *tank, struct wt_peer *peer)
{
	CHANGE(peer->at);
	CHANGE(peer->alarm_rang);
	CHANGE(peer->reading);
	CHANGE(peer->reads_left);
	if (peer->conns)
		CHANGE(peer->conns->cursor);
	if (peer->depth)
		CHANGE(peer->frames[0].left);
}

static void change_all(struct look *look, struct wt_tank *tank)
{
	CHANGE(tank->turn);
	CHANGE(tank->settling);
	CHANGE(tank->waits);
	CHANGE(tank->broken_off);
	CHANGE(tank->links[0].link.state);
	CHANGE(tank->net.clock.now_ns);
	change_host(look, tank, &tank->hosts[0]);
	for (size_t i = 0; i < tank->peer_count; i++)
		change_peer(look, tank, &tank->peers[i]);
	for (struct wt_conn *conn = tank->net.conns; conn; conn = conn->next)
		change_conn(look, tank, conn);
	for (size_t slot = 1; slot <= tank->net.clock.queue.count; slot++)
		change_due(look, tank, tank->net.clock.queue.heap[slot]);
}

static void entered(struct wt_tank *tank, void *context)
{
	struct look *look = context;

	if (++look->calls != CALL_OF_INTEREST)
		return;
	look->state = wt_tank_digest(tank);
	change_all(look, tank);
}

static struct look look_into(struct wt_scenario *scenario)
{
	const struct wt_case sound = {.broken = -1};
	struct wt_staged *staged = wt_scenario_stage(scenario, programs, &sound, scenario->mishaps);
	struct wt_tank *tank;
	struct wt_run_stats stats;
	struct look look = {0};

	assert_non_null(staged);
	tank = staged->stage->tank;
	wt_tank_listen(tank);
	tank->entered = entered;
	tank->entered_context = &look;
	assert_int_equal(wt_staged_run(staged, 1, true, NULL, &stats), 0);
	tank->entered = NULL;
	return look;
}

static void everything_counts(void **state)
{
	struct wt_scenario *scenario = parse(text);
	struct look look = look_into(scenario);

	(void)state;
	assert_true(look.calls > CALL_OF_INTEREST);
	assert_int_not_equal(look.state, 0);
	if (look.missed)
		fail_msg("no part of the state: %s", look.missed);
	assert_true(look.changed > 100);
	wt_scenario_free(scenario);
}

static uint64_t calls_of(struct wt_scenario *scenario, bool listens)
{
	const struct wt_case sound = {.broken = -1};
	struct wt_staged *staged = wt_scenario_stage(scenario, programs, &sound, scenario->mishaps);
	struct wt_run_stats stats;

	assert_non_null(staged);
	if (listens)
		wt_tank_listen(staged->stage->tank);
	assert_int_equal(wt_staged_run(staged, 1, true, NULL, &stats), 0);
	return staged->stage->tank->hosts[0].calls;
}

static void a_call_counts_once_whoever_looks_on(void **state)
{
	struct wt_scenario *scenario = parse(text);
	uint64_t alone = calls_of(scenario, false);

	(void)state;
	assert_true(alone > CALL_OF_INTEREST);
	assert_int_equal(calls_of(scenario, true), alone);
	wt_scenario_free(scenario);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(everything_counts),
		cmocka_unit_test(a_call_counts_once_whoever_looks_on),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
