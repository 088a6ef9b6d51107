/* SPDX-License-Identifier: MIT
 *
 * errno_names.h - errnos by name, and in a numbering of our own.
 *
 * The C library's numbers differ between machines; names and indexes do not, so
 * scenarios and traces use the names, and hashes the indexes.  New rows go at
 * the end. */
#ifndef WT_ERRNO_NAMES_H
#define WT_ERRNO_NAMES_H

#include <stddef.h>

/* "EAGAIN"; NULL for one that is not in the table.  err is positive. */
const char *wt_errno_name(int err);
/* The positive errno, or 0. */
int wt_errno_number(const char *name, size_t len);
/* From 1, the same everywhere; 0: not in the table. */
int wt_errno_index(int err);
/* The errno in row i, from 0; 0 behind the last. */
int wt_errno_at(int i);

#endif
