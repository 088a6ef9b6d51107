/* SPDX-License-Identifier: MIT
 *
 * files.h - the part of the real world that the library has no door to.  A simulated
 * program has no files: it is not told of a folder. */
#ifndef SCENARIOS_LIVE_FILES_H
#define SCENARIOS_LIVE_FILES_H

#include <stddef.h>
#include <stdint.h>

/* A descriptor of the folder, or -errno. */
int files_open_folder(const char *path);
/* A regular file below the folder, to be read.  No part of path may be "..", or a
 * symbolic link: nothing outside can be reached.  The descriptor, or -errno. */
int files_open_below(int folder, const char *path, uint64_t *ret_size);
/* A new file with these bytes.  0 or -errno: then there is none. */
int files_store(int folder, const char *name, const void *bytes, size_t len);

#endif
