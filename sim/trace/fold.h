/* SPDX-License-Identifier: MIT
 *
 * fold.h - two words into one: their product has 128 bits, of which the upper half
 * is xored to the lower.  Every bit of either word reaches every bit of the result,
 * for the price of one multiplication.  Only a 0 on one side hides the other. */
#ifndef WT_FOLD_H
#define WT_FOLD_H

#include <stdint.h>

/* The same on machines that multiply 32 bits by 32. */
static inline uint64_t wt_fold_in_parts(uint64_t a, uint64_t b)
{
	uint64_t a_low = (uint32_t)a, a_high = a >> 32, b_low = (uint32_t)b, b_high = b >> 32;
	uint64_t low = a_low * b_low, high = a_high * b_high;
	uint64_t one = a_high * b_low, other = a_low * b_high;
	uint64_t middle = (low >> 32) + (uint32_t)one + (uint32_t)other;

	high += (one >> 32) + (other >> 32) + (middle >> 32);
	return high ^ (middle << 32 | (uint32_t)low);
}

#ifdef __SIZEOF_INT128__
static inline uint64_t wt_fold(uint64_t a, uint64_t b)
{
	__extension__ unsigned __int128 product = (unsigned __int128)a * b;

	return (uint64_t)(product >> 64) ^ (uint64_t)product;
}
#else
static inline uint64_t wt_fold(uint64_t a, uint64_t b)
{
	return wt_fold_in_parts(a, b);
}
#endif

#endif
