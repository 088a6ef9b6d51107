/* SPDX-License-Identifier: MIT
 *
 * Bytes that say where they stand: byte i of a stream is (start + i) mod 251. */
#include <stdlib.h>
#include <string.h>

#include "player.h"

#define CYCLE         251
#define LEN_MAX       ((size_t)1 << 17)
#define UNTOUCHED     0xee
#define UNTOUCHED_LEN 128

const void *payload(const struct player *player, unsigned stream, size_t len)
{
	static unsigned char bytes[CYCLE + LEN_MAX];

	if (len > LEN_MAX)
		abort();
	if (bytes[1] == 0)
		for (size_t i = 0; i < sizeof bytes; i++)
			bytes[i] = (unsigned char)(i % CYCLE);
	return bytes + (player->sent[stream] + stream * 37) % CYCLE;
}

/* A call that writes nothing leaves its beginning as it is. */
void *payload_room(size_t len)
{
	static unsigned char room[LEN_MAX];

	if (len > sizeof room)
		abort();
	memset(room, UNTOUCHED, len < UNTOUCHED_LEN ? len : UNTOUCHED_LEN);
	return room;
}

uint32_t payload_hash(const void *bytes, size_t len, uint32_t seed)
{
	const unsigned char *at = bytes;
	uint64_t h = seed + UINT64_C(0x9e3779b97f4a7c15), word;

	for (; len >= sizeof word; len -= sizeof word, at += sizeof word) {
		memcpy(&word, at, sizeof word);
		h = (h ^ word) * UINT64_C(0xff51afd7ed558ccd);
		h ^= h >> 32;
	}
	for (; len > 0; len--)
		h = (h ^ *at++) * UINT64_C(0xff51afd7ed558ccd);
	h ^= h >> 29;
	return (uint32_t)(h ^ h >> 32);
}

bool payload_follows(struct player *player, unsigned stream, const void *bytes, size_t len)
{
	const unsigned char *at = bytes;

	if (len == 0)
		return true;
	for (size_t i = 1; i < len; i++)
		if (at[i] != (at[i - 1] + 1) % CYCLE)
			return false;
	if (player->heard[stream] >= 0 && player->heard[stream] != at[0])
		return false;
	player->heard[stream] = (int16_t)((at[len - 1] + 1) % CYCLE);
	return true;
}
