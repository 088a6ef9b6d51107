/* SPDX-License-Identifier: MIT
 *
 * names.h - the words people read for the numbers in an event. Each gives "?"
 * for a number it does not know. */
#ifndef WT_NAMES_H
#define WT_NAMES_H

const char *wt_name_of_call(unsigned call);
const char *wt_name_of_handler(unsigned handler);
const char *wt_name_of_segment(unsigned kind);
const char *wt_name_of_condition(unsigned condition);
const char *wt_name_of_ending(unsigned ending);
const char *wt_name_of_life(unsigned life);
/* SO_ERROR for SO_ERROR, NULL where the number alone says too little. */
const char *wt_name_of_option(int option);

#endif
