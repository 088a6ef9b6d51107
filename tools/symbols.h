/* SPDX-License-Identifier: MIT
 *
 * symbols.h - what the symbol tables of a shared object tell.
 *
 * A file that is no ELF object of this machine has no symbols here; dlopen then
 * says what is wrong with it. */
#ifndef WT_SYMBOLS_H
#define WT_SYMBOLS_H

#include <stddef.h>

/* The names of its writable globals, as "a, b"; free() it.  NULL: none.
 *
 * The world keeps the globals of programs linked into the command apart per
 * host and resets them per run.  It can not do so for those of a shared object:
 * one that has any would give another history the second time. */
char *wt_symbols_globals(const char *path);

/* Calls found with the NAME of each function NAME_main that it exports. */
void wt_symbols_mains(const char *path, void (*found)(void *context, const char *name),
		      void *context);

/* The same of a file that was read; bytes[len] is a NUL. */
char *wt_symbols_globals_in(const char *bytes, size_t len);
void wt_symbols_mains_in(const char *bytes, size_t len,
			 void (*found)(void *context, const char *name), void *context);

#endif
