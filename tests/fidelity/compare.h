/* SPDX-License-Identifier: MIT
 *
 * compare.h - where what two kernels saw begins to differ. */
#ifndef FIDELITY_COMPARE_H
#define FIDELITY_COMPARE_H

#include "player.h"

enum part {
	PART_NONE,
	PART_DIED, /* the simulated kernel did not come to the end of the call */
	PART_RESULT,
	PART_SIGNAL,
	PART_BYTES,
	PART_NAME,
	PART_POLL, /* + enum look */
	PARTS = PART_POLL + LOOKS
};

struct difference {
	struct op op;
	unsigned step;
	enum part part;
	unsigned slot;      /* whose; of readiness perhaps another one than the call's */
	uint8_t slot_kind;  /* enum file_kind of that slot, after the call */
	uint8_t state;      /* poll's bits of the call's slot before the call, both agree */
	uint8_t slot_state; /* of the other slot */
	struct seen real, simulated;
};

/* PART_NONE: they agree.  *ret_slot: for readiness, the first that differs. */
enum part seen_differ(const struct seen *, const struct seen *, unsigned *ret_slot);

/* One line that is the same for differences of one kind:
 * `recv(tcp) at OUT|HUP: result ECONNREFUSED, simulated EAGAIN`. */
const char *difference_text(const struct difference *, char *text, size_t size);
/* Its three fields, for exceptions: call, state, outcome. */
struct difference_words {
	char call[32], state[48], outcome[160];
};
void difference_words(const struct difference *, struct difference_words *ret);

const char *file_kind_text(enum file_kind);
const char *ready_text(uint8_t bits, char *text, size_t size);
const char *result_text(int32_t result, char *text, size_t size);

#endif
