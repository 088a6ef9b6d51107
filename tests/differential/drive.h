/* SPDX-License-Identifier: MIT
 *
 * drive.h - libasyncore, told what to do by lines of text (library.py has their form).
 *
 * wire.c carries the lines, remote.c is the kernel that asks for its answers or passes
 * on those of the simulated one, puppet.c are channels whose handlers ask what to do,
 * chats.c, raw.c and drive.c have the commands. */
#ifndef DRIVE_H
#define DRIVE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "ac.h"

/* ---- wire.c ---- */

#define LINE_SIZE  (1u << 18)
#define WORDS_SIZE 80u

void wire_open(int in, int out);
void wire_say(const char *format, ...) __attribute__((format(printf, 1, 2)));
/* The next line, in words; false at the end.  They live until the next call. */
struct words {
	char *at[WORDS_SIZE];
	size_t count;
};
bool wire_hear(struct words *ret);
/* The n-th word, "" if there is none. */
const char *word(const struct words *, size_t n);
int64_t number(const struct words *, size_t n);
/* Writes 2 * len digits and a 0; reads up to size bytes. */
void to_hex(char *ret_text, const void *bytes, size_t len);
size_t from_hex(void *ret_bytes, size_t size, const char *text);

/* ---- remote.c ---- */

struct remote {
	struct ac_sys base;
	struct ac_sys *under; /* NULL: answers come by wire */
	uint64_t now_ns;
};

void remote_init(struct remote *, struct ac_sys *under);

/* ---- puppet.c ---- */

struct puppet;

struct puppet *puppet_new(struct ac_loop *, const struct words *);
struct puppet *puppet_find(const char *name);
struct ac_dispatcher *puppet_channel(struct puppet *);
/* The method that the puppet's handler overrides. */
int puppet_inherited(struct puppet *, const char *handler);
/* Commands up to `return`, whose number it is. */
int obey(struct words *);
void puppets_free(void);

/* ---- drive.c ---- */

/* Where listeners are, and whom connect reaches. */
struct sockaddr_in here_addr(void);
struct sockaddr_in there_addr(void);

/* ---- raw.c ---- */

/* Makes a system call; the kernel says what it answered.  false: it is none. */
bool raw_command(struct ac_sys *, const struct words *);

/* ---- chats.c ---- */

/* A command about chats: its result; false: it is none. */
bool chat_command(const struct words *, long *ret);

#endif
