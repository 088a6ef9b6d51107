/* SPDX-License-Identifier: MIT */
#include "world/soil.h"

#include <string.h>

#define SOILED 65536 /* handlers, the library under them, and a buffer or two */

__attribute__((noinline)) void wt_soil_stack(unsigned run)
{
	unsigned char below[SOILED];

	memset(below, (int)(run * 0x35 + 0xb5) & 0xff, sizeof below);
	/* Or the compiler would see that nobody reads it. */
	__asm__ volatile("" : : "r"(below) : "memory");
}
