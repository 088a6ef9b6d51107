/* SPDX-License-Identifier: MIT
 *
 * checker.h - a checker of memory under which the process may run: memcheck, which
 * is noticed when the process starts, or AddressSanitizer, which is compiled in.
 *
 * Both know what system calls do to memory, and nothing of simulated ones: so
 * these tell them.  What a checker finds while a program runs is counted, and
 * becomes the verdict `memory` of that run (sys_checked.c).
 *
 * memcheck knows of each bit whether it was ever given a value, ASan only which
 * bytes may be touched: "undefined" and "defined" are all one to it.  Where
 * neither is there, nothing of this costs more than a few instructions. */
#ifndef WT_CHECKER_H
#define WT_CHECKER_H

#include <stdbool.h>
#include <stddef.h>

#if defined(__has_feature)
#if __has_feature(address_sanitizer)
#define WT_WITH_ASAN 1
#endif
#endif
#if defined(__SANITIZE_ADDRESS__)
#define WT_WITH_ASAN 1
#endif

#if defined(__has_include) && !defined(WT_WITH_ASAN)
#if __has_include(<valgrind/memcheck.h>)
#include <valgrind/memcheck.h>
#define WT_WITH_VALGRIND 1
#endif
#endif

/* "memcheck", "AddressSanitizer", or NULL: nobody looks. */
const char *wt_checker_name(void);
/* So many errors were found so far. */
unsigned wt_checker_errors(void);

/* Around what errors are to be told of: a checker's report knows nothing of it.  Told
 * is each error when it is found, or at the end how many there were; before UBSan ends
 * the process, too.  begin returns what end wants. */
typedef void wt_checker_tell(const void *what, const char *found);
unsigned wt_checker_begin(wt_checker_tell *, const void *what);
void wt_checker_end(wt_checker_tell *, const void *what, unsigned begun);
/* A line in the checker's own report. */
void wt_checker_say(const char *text);

/* ASan alone, which else ends the process at an error: asks whether a program runs,
 * whose error it then is, and its run that ends.  Any other error ends the process. */
void wt_checker_init(bool (*is_program)(void));

/* Bytes nobody may touch, may touch but has given no value, may read. */
void wt_checker_noaccess(const void *, size_t len);
void wt_checker_undefined(const void *, size_t len);
void wt_checker_defined(const void *, size_t len);
/* An error at once where one of the bytes has no value; after that all have. */
void wt_checker_must_be_defined(const void *, size_t len);
/* ... where one may not be touched. */
void wt_checker_must_be_there(const void *, size_t len);

#endif
