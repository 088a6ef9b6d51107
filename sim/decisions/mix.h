/* SPDX-License-Identifier: MIT
 *
 * mix.h - our generator: a keyed function, not a stream.  A value depends on the
 * seed and the name it is drawn for, and on nothing drawn before.
 *
 * Two small numbers make few states (1 and 2, 2 and 1): the first goes through it alone
 * before.
 *
 * wt_mix is the finaliser of SplitMix64 (Steele, Lea, Flood: "Fast splittable
 * pseudorandom number generators", 2014) over state + word * golden ratio. */
#ifndef WT_MIX_H
#define WT_MIX_H

#include <stddef.h>
#include <stdint.h>

static inline uint64_t wt_mix(uint64_t state, uint64_t word)
{
	uint64_t z = (state ^ word) + UINT64_C(0x9E3779B97F4A7C15);

	z = (z ^ (z >> 30)) * UINT64_C(0xBF58476D1CE4E5B9);
	z = (z ^ (z >> 27)) * UINT64_C(0x94D049BB133111EB);
	return z ^ (z >> 31);
}

static inline uint64_t wt_mix_text(uint64_t state, const char *text)
{
	for (; *text; text++)
		state = (state ^ (unsigned char)*text) * UINT64_C(0x100000001B3);
	return wt_mix(state, 0);
}

#endif
