/* SPDX-License-Identifier: MIT
 *
 * The mutator of fuzz targets for AFL++, loaded into afl-fuzz:
 *
 *	AFL_CUSTOM_MUTATOR_LIBRARY=build/wavetank-afl.so AFL_CUSTOM_MUTATOR_ONLY=1 afl-fuzz ...
 *
 * What a line may say it reads from OUT/wt-menu, which the target writes. */
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "wt_fuzz.h"

#define OUT_MAX ((size_t)1 << 20)

struct mutator {
	struct wt_menu *menu;
	int fd; /* of the menu; -1: not there yet */
	off_t read;
	char *rest; /* of a line that is not whole yet */
	size_t rest_len;
	uint64_t seed, count;
	uint8_t *out;
};

void *afl_custom_init(void *afl, unsigned int seed);
size_t afl_custom_fuzz(void *data, uint8_t *input, size_t len, uint8_t **out, uint8_t *other,
		       size_t other_len, size_t max);
void afl_custom_deinit(void *data);

static void *need(void *pointer)
{
	if (!pointer)
		abort();
	return pointer;
}

void *afl_custom_init(void *afl, unsigned int seed)
{
	struct mutator *m = need(calloc(1, sizeof *m));

	(void)afl;
	m->menu = wt_menu_new();
	m->fd = -1;
	m->seed = seed;
	m->out = need(malloc(OUT_MAX));
	return m;
}

void afl_custom_deinit(void *data)
{
	struct mutator *m = data;

	wt_menu_free(m->menu);
	if (m->fd >= 0)
		close(m->fd);
	free(m->rest);
	free(m->out);
	free(m);
}

static void open_menu(struct mutator *m)
{
	const char *folder = getenv("__AFL_OUT_DIR");
	char path[4096];

	if (folder && snprintf(path, sizeof path, "%s/wt-menu", folder) < (int)sizeof path)
		m->fd = open(path, O_RDONLY | O_CLOEXEC);
}

/* Whole lines go to the menu, what is behind the last waits for more. */
static void take(struct mutator *m, const char *text, size_t len)
{
	const char *newline;
	size_t whole;

	m->rest = need(realloc(m->rest, m->rest_len + len + 1));
	memcpy(m->rest + m->rest_len, text, len);
	m->rest_len += len;
	newline = memrchr(m->rest, '\n', m->rest_len);
	if (!newline)
		return;
	whole = (size_t)(newline - m->rest) + 1;
	wt_menu_add(m->menu, m->rest, whole);
	memmove(m->rest, m->rest + whole, m->rest_len - whole);
	m->rest_len -= whole;
}

static void read_menu(struct mutator *m)
{
	char text[1 << 16];
	ssize_t n;

	if (m->fd < 0)
		open_menu(m);
	while (m->fd >= 0 && (n = pread(m->fd, text, sizeof text, m->read)) > 0) {
		m->read += n;
		take(m, text, (size_t)n);
	}
}

size_t afl_custom_fuzz(void *data, uint8_t *input, size_t len, uint8_t **out, uint8_t *other,
		       size_t other_len, size_t max)
{
	struct mutator *m = data;
	uint64_t seed = m->seed + (m->count++ << 32);
	size_t most = max < OUT_MAX ? max : OUT_MAX;

	read_menu(m);
	*out = m->out;
	if (other && m->count % 4 == 0) {
		len = wt_fuzz_cross(input, len, other, other_len, m->out, most, seed);
	} else {
		len = len < most ? len : most;
		memcpy(m->out, input, len);
	}
	len = wt_fuzz_mutate(m->menu, m->out, len, most, seed + 1, NULL);
	/* afl-fuzz takes nothing at all for a refusal. */
	if (len == 0)
		m->out[len++] = '\n';
	return len;
}
