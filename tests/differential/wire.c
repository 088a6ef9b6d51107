/* SPDX-License-Identifier: MIT
 *
 * wire.c - lines of words, from and to the script. */
#include <assert.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "drive.h"

static FILE *from, *to;
static char line[LINE_SIZE];

void wire_open(int in, int out)
{
	from = fdopen(in, "r");
	to = fdopen(out, "w");
	assert(from && to);
}

void wire_say(const char *format, ...)
{
	va_list args;

	va_start(args, format);
	vfprintf(to, format, args);
	va_end(args);
	fputc('\n', to);
	fflush(to);
}

bool wire_hear(struct words *ret)
{
	char *rest = line;
	char *found;

	ret->count = 0;
	if (!fgets(line, sizeof line, from))
		return false;
	while ((found = strtok_r(rest, " \n", &rest)) != NULL) {
		assert(ret->count < WORDS_SIZE);
		ret->at[ret->count++] = found;
	}
	return true;
}

const char *word(const struct words *words, size_t n)
{
	return n < words->count ? words->at[n] : "";
}

int64_t number(const struct words *words, size_t n)
{
	return strtoll(word(words, n), NULL, 10);
}

void to_hex(char *ret_text, const void *bytes, size_t len)
{
	const unsigned char *at = bytes;
	size_t i;

	for (i = 0; i < len; i++)
		sprintf(ret_text + 2 * i, "%02x", at[i]);
	ret_text[2 * len] = '\0';
}

size_t from_hex(void *ret_bytes, size_t size, const char *text)
{
	unsigned char *at = ret_bytes;
	size_t len = strlen(text) / 2;
	size_t i;

	assert(len <= size);
	for (i = 0; i < len; i++) {
		unsigned byte;

		sscanf(text + 2 * i, "%2x", &byte);
		at[i] = (unsigned char)byte;
	}
	return len;
}
