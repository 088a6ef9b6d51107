/* SPDX-License-Identifier: MIT */
#include "args.h"

#include <stddef.h>
#include <stdlib.h>
#include <string.h>

const char *arg_word(const struct args *args, int place)
{
	return place < args->count ? args->at[place] : "";
}

const char *arg_text(const struct args *args, const char *name, const char *fallback)
{
	for (int i = 1; i + 1 < args->count; i++)
		if (strcmp(args->at[i], name) == 0)
			return args->at[i + 1];
	return fallback;
}

long arg_number(const struct args *args, const char *name, long fallback)
{
	const char *text = arg_text(args, name, NULL);

	return text ? strtol(text, NULL, 10) : fallback;
}

int64_t arg_time(const struct args *args, const char *name, int64_t fallback)
{
	static const struct {
		const char *name;
		int64_t ns;
	} units[] = {
		{"us", INT64_C(1000)},         {"ms", INT64_C(1000000)},
		{"s", INT64_C(1000000000)},    {"min", INT64_C(60000000000)},
		{"h", INT64_C(3600000000000)},
	};
	const char *text = arg_text(args, name, NULL);
	char *unit;
	int64_t number;

	if (!text)
		return fallback;
	number = strtol(text, &unit, 10);
	for (size_t i = 0; i < sizeof units / sizeof units[0]; i++)
		if (strcmp(unit, units[i].name) == 0)
			return number * units[i].ns;
	return fallback;
}
