/* SPDX-License-Identifier: MIT */
#include "search/agreement.h"

void wt_agreement_add(struct wt_agreement *agreement, uint64_t difference)
{
	size_t i = 0;

	agreement->compared++;
	if (!difference)
		return;
	while (i < agreement->count && agreement->at[i].difference != difference)
		i++;
	if (i == WT_AGREEMENT_MAX)
		return;
	if (i == agreement->count)
		agreement->at[agreement->count++].difference = difference;
	agreement->at[i].runs++;
}

uint64_t wt_agreement_against_calm(const struct wt_agreement *agreement)
{
	for (size_t i = 0; i < agreement->count; i++) {
		if (agreement->at[i].runs * 2 > agreement->compared)
			return agreement->at[i].runs;
	}
	return 0;
}
