/* SPDX-License-Identifier: MIT */
#include "world/state.h"

#include <errno.h>
#include <stdint.h>

#include "time/heap.h"

/* The linker makes these where the section exists. */
extern unsigned char __start_wt_state[] __attribute__((weak));
extern unsigned char __stop_wt_state[] __attribute__((weak));

static size_t state_size(void)
{
	return (size_t)((uintptr_t)__stop_wt_state - (uintptr_t)__start_wt_state);
}

/* Not memcpy: under ASan the section has red zones between the globals, which are
 * copied like the rest.  A word at a time: it is done for every run. */
typedef uint64_t __attribute__((may_alias, aligned(1))) word;

__attribute__((no_sanitize("address", "undefined"), noinline)) static void
copy(unsigned char *to, const unsigned char *from, size_t len)
{
	size_t i = 0;

	for (; i + sizeof(word) <= len; i += sizeof(word))
		*(volatile word *)(to + i) = *(const volatile word *)(from + i);
	for (; i < len; i++)
		((volatile unsigned char *)to)[i] = from[i];
}

int wt_state_take(struct wt_state_copy *state)
{
	size_t len = state_size();

	if (len == 0)
		return 0;
	if (!state->bytes) {
		state->bytes = wt_heap_take(len);
		if (!state->bytes)
			return -ENOMEM;
		state->len = len;
	}
	copy(state->bytes, __start_wt_state, state->len);
	return 0;
}

void wt_state_put(const struct wt_state_copy *state)
{
	if (state->bytes)
		copy(__start_wt_state, state->bytes, state->len);
}

void wt_state_become(struct wt_state_copy *to, const struct wt_state_copy *from)
{
	if (to->bytes && from->bytes)
		copy(to->bytes, from->bytes, to->len);
}

void *wt_state_extent(size_t *ret_len)
{
	*ret_len = state_size();
	return __start_wt_state;
}

void wt_state_drop(struct wt_state_copy *state)
{
	wt_heap_give(state->bytes);
	*state = (struct wt_state_copy){0};
}
