/* SPDX-License-Identifier: MIT
 *
 * globals.h - the writable globals of a shared object.
 *
 * The world keeps the globals of programs linked into the command apart per
 * host and resets them per run.  It can not do so for those of a shared object:
 * one that has any would give another history the second time. */
#ifndef WT_GLOBALS_H
#define WT_GLOBALS_H

/* Their names, as "a, b"; free() it.  NULL where there are none, or the file is
 * no ELF object of this machine (which dlopen then says). */
char *wt_globals_list(const char *path);

#endif
