/* SPDX-License-Identifier: MIT
 *
 * files.h - which scenario files are meant. */
#ifndef WT_FILES_H
#define WT_FILES_H

#include <stddef.h>

struct wt_files {
	char **paths;
	size_t count;
};

/* Adds a file, or every *.scn below a folder in the order of their names; what
 * is there already is not added again.  Says so and returns -errno when path
 * can not be read. */
int wt_files_add(struct wt_files *, const char *path);

/* Keeps the paths that contain pattern or, if it has one of *?[, match it. */
void wt_files_filter(struct wt_files *, const char *pattern);

void wt_files_free(struct wt_files *);

/* The whole file, NUL-ended; free() it.  NULL and errno on failure. */
char *wt_files_read(const char *path, size_t *ret_len);

/* Replaces the file by renaming a finished one over it.  0 or -errno. */
int wt_files_replace(const char *path, const char *text, size_t len);

#endif
