/* SPDX-License-Identifier: MIT */
#include "fuzz/menu.h"

#include <stdlib.h>
#include <string.h>

#include "decisions/mix.h"
#include "wt_fuzz.h"

#define PAYLOAD_LEAST 512

static void *need(void *pointer)
{
	if (!pointer)
		abort();
	return pointer;
}

struct wt_menu *wt_menu_new(void)
{
	return need(calloc(1, sizeof(struct wt_menu)));
}

static void drop(struct wt_menu_entry *entry)
{
	free(entry->text);
	free(entry->values);
}

void wt_menu_free(struct wt_menu *menu)
{
	if (!menu)
		return;
	for (size_t i = 0; i < menu->count; i++)
		drop(&menu->at[i]);
	free(menu->at);
	free(menu->names);
	free(menu->scratch);
	free(menu);
}

size_t wt_menu_count(const struct wt_menu *menu)
{
	return menu->count;
}

static void read_values(struct wt_menu_entry *entry, size_t len)
{
	const char *end = entry->text + len;
	const char *tab = memchr(entry->text, '\t', len);

	entry->name.name = entry->text;
	entry->name.name_len = (size_t)((tab ? tab : end) - entry->text);
	while (tab && entry->value_count < WT_MENU_VALUES_MAX) {
		const char *value = tab + 1;

		tab = memchr(value, '\t', (size_t)(end - value));
		entry->values[entry->value_count++] = (struct wt_fuzz_line){
			.name = entry->text,
			.name_len = entry->name.name_len,
			.value = value,
			.value_len = (size_t)((tab ? tab : end) - value),
			.sends = *value == '"',
		};
	}
	entry->name.sends = entry->value_count > 0 && entry->values[0].sends;
}

/* True if it is new. */
static bool enter(struct wt_menu *menu, const struct wt_fuzz_line *name)
{
	uint64_t hash = wt_mix(wt_mix_text(0, "name"), name->name_len);
	size_t at;

	for (size_t i = 0; i < name->name_len; i++)
		hash = wt_mix(hash, (unsigned char)name->name[i]);
	hash |= 1;
	if (!menu->names)
		menu->names = need(calloc(WT_MENU_SLOTS, sizeof *menu->names));
	for (at = hash % WT_MENU_SLOTS; menu->names[at] != 0; at = (at + 1) % WT_MENU_SLOTS) {
		if (menu->names[at] == hash)
			return false;
	}
	menu->names[at] = hash;
	return true;
}

/* Room for a few more of the same, and for small ones in any case. */
static void see_payload(struct wt_menu *menu, const struct wt_menu_entry *entry)
{
	size_t enough = 8 * entry->values[0].value_len;

	if (enough < PAYLOAD_LEAST)
		enough = PAYLOAD_LEAST;
	if (enough > WT_FUZZ_PAYLOAD_MAX)
		enough = WT_FUZZ_PAYLOAD_MAX;
	if (enough > menu->payload_max)
		menu->payload_max = enough;
}

static void grow(struct wt_menu *menu)
{
	if (menu->count < menu->capacity)
		return;
	menu->capacity = menu->capacity ? menu->capacity * 2 : 64;
	menu->at = need(realloc(menu->at, menu->capacity * sizeof *menu->at));
}

static void add_line(struct wt_menu *menu, const char *text, size_t len)
{
	struct wt_menu_entry entry = {0};
	size_t at;

	if (menu->count == WT_MENU_MAX || len == 0)
		return;
	entry.text = need(strndup(text, len));
	entry.values = need(calloc(WT_MENU_VALUES_MAX, sizeof *entry.values));
	read_values(&entry, strlen(entry.text));
	if (entry.value_count == 0 || !enter(menu, &entry.name)) {
		drop(&entry);
		return;
	}
	entry.values = need(realloc(entry.values, entry.value_count * sizeof *entry.values));
	grow(menu);
	if (entry.name.sends)
		see_payload(menu, &entry);
	at = entry.name.sends ? menu->sends++ : menu->count;
	memmove(&menu->at[at + 1], &menu->at[at], (menu->count - at) * sizeof *menu->at);
	menu->at[at] = entry;
	menu->count++;
}

void wt_menu_add(struct wt_menu *menu, const char *text, size_t len)
{
	const char *end = text + len;

	while (text < end) {
		const char *newline = memchr(text, '\n', (size_t)(end - text));
		const char *stop = newline ? newline : end;

		add_line(menu, text, (size_t)(stop - text));
		text = stop + 1;
	}
}
