/* SPDX-License-Identifier: MIT
 *
 * file.h - regular files, whole and bounded. */
#ifndef WT_FILE_H
#define WT_FILE_H

#include <stddef.h>

/* Reads all of it; *ret is the caller's to free and has a 0 behind its end.
 * -errno; -EFBIG above limit; -EINVAL when it is no regular file. */
int wt_file_read(const char *path, size_t limit, char **ret, size_t *ret_len);
/* What such an error means to a person. */
const char *wt_file_problem(int error);
/* `name` as the file `home` means it: relative to its folder.  free() it; NULL
 * when home is NULL. */
char *wt_path_beside(const char *home, const char *name);
/* Both; -ENOENT where home is NULL. */
int wt_file_read_beside(const char *home, const char *name, size_t limit, char **ret,
			size_t *ret_len);

#endif
