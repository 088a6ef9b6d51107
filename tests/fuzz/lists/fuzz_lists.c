/* SPDX-License-Identifier: MIT
 *
 * Any bytes, read by whoever reads lists of decisions: what a search hands over
 * (search/findings.h) and inputs of fuzz targets.  What is written of what was read
 * reads back and is written the same. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "scenario/scenario.h"
#include "search/findings.h"
#include "fuzz/lines.h"
#include "wt_fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must(int holds, const char *what)
{
	if (holds)
		return;
	fprintf(stderr, "fuzz_lists: %s\n", what);
	abort();
}

/* NULL: it is none. */
static char *findings(const char *text)
{
	struct wt_plan *plan = wt_plan_new();
	struct wt_findings read;
	char *written = NULL;

	wt_findings_init(&read, plan);
	if (wt_findings_add(&read, text))
		written = wt_findings_text(&read);
	wt_findings_fini(&read);
	wt_plan_free(plan);
	return written;
}

static void try_findings(const uint8_t *data, size_t size)
{
	char *text = malloc(size + 1), *once, *twice;

	must(text != NULL, "no memory");
	memcpy(text, data, size);
	text[size] = '\0';
	once = findings(text);
	free(text);
	if (!once)
		return;
	twice = findings(once);
	must(twice != NULL, "findings do not read back");
	must(strcmp(once, twice) == 0, "findings are written differently");
	free(once);
	free(twice);
}

static void try_lines(const uint8_t *data, size_t size)
{
	static struct wt_fuzz_lines lines;
	static uint8_t bytes[WT_FUZZ_PAYLOAD_MAX], again[WT_FUZZ_PAYLOAD_MAX];
	static char once[1 << 16], twice[1 << 16], text[4 * WT_FUZZ_PAYLOAD_MAX + 8];
	size_t len, more;

	wt_fuzz_lines_read(&lines, (const char *)data, size);
	len = wt_fuzz_lines_write(&lines, once, sizeof once);
	for (size_t i = 0; i < lines.count; i++) {
		long n = lines.at[i].sends
				 ? wt_fuzz_text_read(lines.at[i].value, lines.at[i].value_len,
						     bytes, sizeof bytes)
				 : -1;

		if (n < 0)
			continue;
		more = wt_fuzz_text_write(bytes, (size_t)n, text, sizeof text);
		must(wt_fuzz_text_read(text, more, again, sizeof again) == n &&
			     memcmp(bytes, again, (size_t)n) == 0,
		     "a text is other bytes");
	}
	wt_fuzz_lines_read(&lines, once, len);
	more = wt_fuzz_lines_write(&lines, twice, sizeof twice);
	must(len == more && memcmp(once, twice, len) == 0, "lines are written differently");
}

static void try_menu(const uint8_t *data, size_t size)
{
	struct wt_menu *menu = wt_menu_new();
	uint8_t input[512];
	size_t len = 0;

	wt_menu_add(menu, (const char *)data, size);
	for (uint64_t seed = 0; seed < 4; seed++) {
		len = wt_fuzz_mutate(menu, input, len, sizeof input, seed, NULL);
		must(len <= sizeof input, "a mutant too long");
	}
	wt_menu_free(menu);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	try_findings(data, size);
	try_lines(data, size);
	try_menu(data, size);
	return 0;
}
