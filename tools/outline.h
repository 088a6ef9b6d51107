/* SPDX-License-Identifier: MIT
 *
 * outline.h - what of a scenario file the command itself must know: which
 * programs it runs, which of them should fail, and the values of `for`.
 *
 * Read from the text of a file that was loaded without an error, and of the
 * files it includes; anything else in it is skipped. */
#ifndef WT_OUTLINE_H
#define WT_OUTLINE_H

#include <stdbool.h>
#include <stddef.h>

struct wt_words {
	char **at;
	size_t count;
};

struct wt_outline {
	struct wt_words sound;  /* of `host H runs PROG`, each once */
	struct wt_words broken; /* of `broken PROG fails CHECK`, in file order */
	struct wt_words checks; /* what each of these should fail */
	struct wt_words values; /* of `for`; a range is written out */
};

void wt_outline_read(struct wt_outline *, const char *path);
void wt_outline_fini(struct wt_outline *);

/* Index of word, or -1. */
long wt_outline_find(const struct wt_words *, const char *word);

#endif
