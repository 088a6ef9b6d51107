/* SPDX-License-Identifier: MIT
 *
 * terminal.h - what the output can show. */
#ifndef WT_TERMINAL_H
#define WT_TERMINAL_H

#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

enum wt_color { WT_COLOR_AUTO, WT_COLOR_ALWAYS, WT_COLOR_NEVER };

/* auto, always, never; false leaves *ret alone. */
bool wt_color_parse(const char *word, enum wt_color *ret);
/* auto: on a terminal, unless NO_COLOR is set or TERM is dumb. */
bool wt_color_wanted(enum wt_color, FILE *);

/* Columns; 100 where it is no terminal. */
int wt_terminal_width(FILE *);

enum wt_style { WT_STYLE_GOOD, WT_STYLE_BAD, WT_STYLE_STRONG, WT_STYLE_FAINT, WT_STYLE_PLAIN };

/* The escape sequence, or "" without color. */
const char *wt_style(bool color, enum wt_style);

/* Set by Ctrl-C, once it is caught. */
extern volatile sig_atomic_t wt_interrupted;
void wt_catch_interrupt(void);

/* Real time, for rates and reports of how long it took; no result depends on it. */
uint64_t wt_real_time_ns(void);

#endif
