/* SPDX-License-Identifier: MIT
 *
 * payload.h - what a peer sends, changed piece by piece.
 *
 * What a piece is, an example shows: a line where there is an end of line in it; a
 * frame where all of it is frames with their length in front; else a byte.  Needs
 * nothing but C, as fuzz_lines.h. */
#ifndef WT_FUZZ_PAYLOAD_H
#define WT_FUZZ_PAYLOAD_H

#include "fuzz/lines.h"

enum wt_fuzz_grammar { WT_GRAMMAR_BYTES, WT_GRAMMAR_LINES, WT_GRAMMAR_FRAMES };

struct wt_fuzz_form {
	enum wt_fuzz_grammar grammar;
	/* FRAMES */
	size_t prefix;  /* bytes of the length: 1, 2, 4 */
	bool little;    /* lowest byte first */
	bool inclusive; /* the length counts itself */
};

struct wt_fuzz_form wt_fuzz_form_of(const uint8_t *example, size_t len);

/* Where the piece at `from` ends; from < len. */
size_t wt_fuzz_piece_end(const struct wt_fuzz_form *, const uint8_t *data, size_t len, size_t from);

/* Changes the payload in place; other: where pieces may be taken from.  Its new
 * length, at most max. */
size_t wt_fuzz_change_payload(const struct wt_fuzz_form *, uint8_t *data, size_t len, size_t max,
			      const uint8_t *other, size_t other_len, struct wt_fuzz_chance *);

#endif
