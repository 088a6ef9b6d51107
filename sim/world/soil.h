/* SPDX-License-Identifier: MIT
 *
 * soil.h - what a program finds on its stack where it has not written yet: nothing
 * anybody promised.
 *
 * One run after another finds there what the one before left, so a program that goes
 * by it looks deterministic.  A run that is made a second time finds something else. */
#ifndef WT_SOIL_H
#define WT_SOIL_H

/* Below whoever calls it, otherwise for each number of the run. */
void wt_soil_stack(unsigned run);

#endif
