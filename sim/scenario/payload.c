/* SPDX-License-Identifier: MIT
 *
 * What BYTES stands for. */
#include <errno.h>

#include "scenario/file.h"
#include "scenario/plan.h"
#include "scenario/store.h"

uint8_t wt_pattern_byte(uint64_t index, uint64_t pattern)
{
	uint32_t word = (uint32_t)((index + 1) * UINT64_C(2654435761) + pattern * UINT64_C(40503));

	return (uint8_t)(word >> 16);
}

uint64_t wt_payload_size(const struct wt_payload *payload)
{
	uint64_t each = payload->text.len;

	switch (payload->kind) {
	case WT_PAYLOAD_TEXT:
		return each;
	case WT_PAYLOAD_REPEATED:
		if (each && payload->amount.value > UINT64_MAX / each)
			return UINT64_MAX;
		return payload->amount.value * each;
	case WT_PAYLOAD_PATTERN:
		return payload->amount.value;
	case WT_PAYLOAD_FILE:
		break;
	}
	return 0;
}

static void fill(const struct wt_payload *payload, uint8_t *out, size_t len)
{
	const struct wt_text *text = &payload->text;

	for (size_t i = 0; i < len; i++) {
		if (payload->kind == WT_PAYLOAD_PATTERN)
			out[i] = wt_pattern_byte(i, payload->pattern.value);
		else
			out[i] = (uint8_t)text->data[i % text->len];
	}
}

static int contents(const struct wt_payload *payload, void **ret, size_t *ret_len)
{
	char *data;
	int result = wt_file_read_beside(payload->home, payload->text.data, WT_LIMIT_PAYLOAD, &data,
					 ret_len);

	if (result == 0)
		*ret = data;
	return result;
}

int wt_payload_expand(const struct wt_payload *payload, void **ret, size_t *ret_len)
{
	uint64_t size = wt_payload_size(payload);

	if (payload->kind == WT_PAYLOAD_FILE)
		return contents(payload, ret, ret_len);
	if (size > WT_LIMIT_PAYLOAD)
		return -EFBIG;
	*ret = wt_need(NULL, (size_t)size + 1);
	*ret_len = (size_t)size;
	fill(payload, *ret, (size_t)size);
	return 0;
}
