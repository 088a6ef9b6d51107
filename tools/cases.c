/* SPDX-License-Identifier: MIT */
#include "cases.h"

#include <string.h>

#include "command.h"

size_t wt_candidates(const struct wt_outline *outline, const char *only, struct wt_candidate *ret)
{
	size_t count = 0;

	if (outline->sound.count > 0 && (!only || wt_outline_find(&outline->sound, only) >= 0))
		ret[count++] = (struct wt_candidate){-1, only ? only : outline->sound.at[0], NULL};
	for (size_t i = 0; i < outline->broken.count; i++) {
		if (!only || strcmp(only, outline->broken.at[i]) == 0)
			ret[count++] = (struct wt_candidate){(int)i, outline->broken.at[i],
							     outline->checks.at[i]};
	}
	return count;
}

long wt_value_index(const struct wt_outline *outline, const char *path, const char *value)
{
	long index = value ? wt_outline_find(&outline->values, value) : 0;

	if (index < 0)
		wt_tool_complain("%s: `for` has no value %s", path, value);
	return index;
}
