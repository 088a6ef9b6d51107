/* SPDX-License-Identifier: MIT
 *
 * digest.h - the state of something as one number: all that its future depends on.
 *
 * Each room says what belongs to the state of its own things.  What is left out by
 * mistake makes a search pass over runs that it should have made, so whatever is
 * not known to be without effect is put in; and who can not say it says so. */
#ifndef WT_DIGEST_H
#define WT_DIGEST_H

#include <stdbool.h>
#include <string.h>

#include "decisions/mix.h"

struct wt_digest {
	uint64_t hash;
	bool unknown; /* something can not say its state */
};

static inline void wt_digest_word(struct wt_digest *digest, uint64_t word)
{
	digest->hash = wt_mix(digest->hash, word);
}

static inline void wt_digest_text(struct wt_digest *digest, const char *text)
{
	digest->hash = wt_mix_text(digest->hash, text ? text : "");
}

/* Bytes that mean the same on this machine in every run: no addresses among them. */
static inline void wt_digest_bytes(struct wt_digest *digest, const void *bytes, size_t len)
{
	const unsigned char *at = bytes;
	uint64_t word;

	wt_digest_word(digest, len);
	for (; len >= sizeof word; at += sizeof word, len -= sizeof word) {
		memcpy(&word, at, sizeof word);
		wt_digest_word(digest, word);
	}
	word = 0;
	if (len > 0)
		memcpy(&word, at, len);
	wt_digest_word(digest, word);
}

#endif
