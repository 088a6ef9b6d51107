/* SPDX-License-Identifier: MIT
 *
 * lines.h - an input of a fuzz target as lines of NAME and VALUE.
 *
 * Knows the form alone: what a name stands for and whether a value is legal there
 * is asked when the line is run.  Needs nothing but C, so that a mutator in another
 * process is made of it, too. */
#ifndef WT_FUZZ_LINES_H
#define WT_FUZZ_LINES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define WT_FUZZ_LINES_MAX   256
#define WT_FUZZ_PAYLOAD_MAX ((size_t)1 << 16) /* bytes that one `sends` may send */

struct wt_fuzz_line {
	const char *name, *value; /* neither ends with a 0 */
	size_t name_len, value_len;
	bool sends; /* PEER sends#K "TEXT": the value is the quoted text */
};

struct wt_fuzz_lines {
	struct wt_fuzz_line at[WT_FUZZ_LINES_MAX];
	size_t count;
};

/* Lines that have the form; they point into the text. */
void wt_fuzz_lines_read(struct wt_fuzz_lines *, const char *text, size_t len);
bool wt_fuzz_line_read(struct wt_fuzz_line *, const char *text, size_t len);
/* As text, as many whole lines as fit; its length. */
size_t wt_fuzz_lines_write(const struct wt_fuzz_lines *, char *out, size_t max);

bool wt_fuzz_same_name(const struct wt_fuzz_line *, const struct wt_fuzz_line *);
/* The first line of that name, or NULL. */
struct wt_fuzz_line *wt_fuzz_lines_find(struct wt_fuzz_lines *, const struct wt_fuzz_line *);

/* "text" with the escapes of the language, to bytes, at most max of them; how many,
 * or -1: it is none. */
long wt_fuzz_text_read(const char *text, size_t len, uint8_t *out, size_t max);
/* The other way round; 0: it does not fit. */
size_t wt_fuzz_text_write(const uint8_t *bytes, size_t len, char *out, size_t max);

/* Chance, drawn one after the other. */
struct wt_fuzz_chance {
	uint64_t seed, drawn;
};
uint64_t wt_fuzz_draw(struct wt_fuzz_chance *);
/* From 0 to below n; n > 0. */
size_t wt_fuzz_below(struct wt_fuzz_chance *, size_t n);

#endif
