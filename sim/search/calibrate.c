/* SPDX-License-Identifier: MIT */
#include "search/calibrate.h"

#include <errno.h>

#define ROUNDS 8

/* Far enough apart for links that are short, usual and long, and for timers. */
static const uint64_t gaps_ns[] = {1 * WT_MS, 7 * WT_MS, 30 * WT_MS, 120 * WT_MS};
#define GAPS (sizeof gaps_ns / sizeof gaps_ns[0])

/* Every gap once in file order and once backwards; who is first differs each time. */
static uint64_t delay_of(size_t peer, size_t peers, size_t round)
{
	size_t place = (peer + round) % peers;

	if (round >= ROUNDS / 2)
		place = peers - 1 - place;
	return (place + (peers == 1)) * gaps_ns[round % GAPS];
}

static void delay_peers(struct wt_tank *tank, size_t round)
{
	for (size_t i = 0; i < tank->peer_count; i++)
		tank->peers[i].delay_ns = delay_of(i, tank->peer_count, round);
}

static void wake_peers(struct wt_tank *tank)
{
	for (size_t i = 0; i < tank->peer_count; i++)
		tank->peers[i].delay_ns = 0;
}

static int learn(struct wt_staged *staged, size_t round)
{
	struct wt_observation *other;
	int rc;

	delay_peers(staged->stage->tank, round);
	rc = wt_staged_run(staged, 0, true, NULL, NULL);
	wake_peers(staged->stage->tank);
	if (rc < 0)
		return rc;
	other = wt_observation_take(staged->judge);
	wt_calibrate(staged->calibration, staged->calm, other);
	wt_observation_free(other);
	return 0;
}

int wt_staged_calibrate(struct wt_staged *staged)
{
	int rc = 0;

	staged->calibration = wt_calibration_new();
	if (staged->stage->tank->peer_count == 0)
		return 0;
	for (size_t round = 0; round < ROUNDS && rc == 0; round++)
		rc = learn(staged, round);
	return rc;
}
