/* SPDX-License-Identifier: MIT */
#include "case.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void wt_fuzz_case_init(struct wt_fuzz_case *c, const struct wt_fuzz_target *target,
		       const char *program)
{
	const char *named = getenv("WT_FUZZ_PROGRAM");

	*c = (struct wt_fuzz_case){.target = target, .own = *target};
	if (!c->own.scenario)
		c->own.scenario = getenv("WT_FUZZ_SCENARIO");
	if (!c->own.scenario) {
		fprintf(stderr,
			"fuzz: the target has no scenario: WT_FUZZ_SCENARIO names its file\n");
		exit(2);
	}
	if (!program && named && *named)
		program = named;
	c->fuzz = wt_fuzz_new(&c->own, program, stderr);
	if (!c->fuzz)
		exit(2);
}

void wt_fuzz_case_fini(struct wt_fuzz_case *c)
{
	wt_fuzz_free(c->fuzz);
	free(c->text);
	free(c->told);
}

bool wt_fuzz_case_fails(struct wt_fuzz_case *c, const uint8_t *data, size_t size)
{
	struct wt_verdict verdict;
	int rc;

	if (c->target->fork)
		return wt_fuzz_case_fails_apart(c, data, size);
	rc = wt_fuzz_run(c->fuzz, data, size, &verdict, NULL);
	c->news = wt_fuzz_menu_news(c->fuzz);
	if (rc < 0) {
		fprintf(stderr, "fuzz: no run could be made: %s\n", strerror(-rc));
		exit(3);
	}
	if (!verdict.check)
		return false;
	snprintf(c->check, sizeof c->check, "%s", verdict.check);
	snprintf(c->object, sizeof c->object, "%s", verdict.object ? verdict.object : "");
	free(c->text);
	c->text = strdup(verdict.text ? verdict.text : "");
	return true;
}

/* -- What was found ------------------------------------------------------------ */

static void path_of(const struct wt_fuzz_case *c, const char *folder, const char *ending,
		    char *path, size_t size)
{
	int len = snprintf(path, size, "%s/%s%s%s%s", folder, c->check, *c->object ? "-" : "",
			   c->object, ending);

	if (len < 0 || (size_t)len >= size) {
		fprintf(stderr, "fuzz: the name of the folder is too long\n");
		exit(2);
	}
	for (char *at = path + strlen(folder) + 1; *at; at++) {
		if (strchr("/:>*\" ", *at))
			*at = '_';
	}
}

static bool write_file(const char *path, const void *data, size_t size)
{
	FILE *out = fopen(path, "wbx");
	bool written = out && fwrite(data, 1, size, out) == size;

	if (out && fclose(out) != 0)
		written = false;
	if (!written && errno != EEXIST)
		perror(path);
	return written || errno == EEXIST;
}

static bool is_there(const char *path)
{
	FILE *in = fopen(path, "rb");

	if (in)
		fclose(in);
	return in != NULL;
}

const char *wt_fuzz_case_write(struct wt_fuzz_case *c, const char *folder, const uint8_t *data,
			       size_t size)
{
	char *path = c->path;
	struct wt_shrunk shrunk;
	bool written;

	if (!*folder)
		return "";
	path_of(c, folder, ".input", path, sizeof c->path);
	write_file(path, data, size);
	path_of(c, folder, ".scn", path, sizeof c->path);
	if (is_there(path))
		return path;
	wt_fuzz_shrink(c->fuzz, data, size, &shrunk);
	written = shrunk.text && write_file(path, shrunk.text, strlen(shrunk.text));
	wt_shrunk_fini(&shrunk);
	return written ? path : "";
}
