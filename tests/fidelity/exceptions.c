/* SPDX-License-Identifier: MIT */
#include "exceptions.h"

#include <string.h>

/* Up to the next semicolon, without the blanks around. */
static bool take_field(char **line, char *field, size_t size)
{
	size_t len = strcspn(*line, ";\n");
	bool more = (*line)[len] == ';';
	char *start = *line;

	*line += len + more;
	while (len > 0 && *start == ' ')
		start++, len--;
	while (len > 0 && start[len - 1] == ' ')
		len--;
	if (len == 0 || len >= size)
		return false;
	memcpy(field, start, len);
	field[len] = '\0';
	return true;
}

static bool read_line(struct exception *ret, char *line)
{
	return take_field(&line, ret->call, sizeof ret->call) &&
	       take_field(&line, ret->state, sizeof ret->state) &&
	       take_field(&line, ret->outcome, sizeof ret->outcome) &&
	       take_field(&line, ret->reason, sizeof ret->reason);
}

static bool read_all(struct exceptions *exceptions, FILE *file, const char *path, FILE *out)
{
	char line[600];

	for (unsigned number = 1; fgets(line, sizeof line, file); number++) {
		if (line[0] == '#' || line[0] == '\n')
			continue;
		if (exceptions->count == EXCEPTIONS_MAX) {
			fprintf(out, "%s:%u: more than %d exceptions\n", path, number,
				EXCEPTIONS_MAX);
			return false;
		}
		if (!read_line(&exceptions->at[exceptions->count++], line)) {
			fprintf(out, "%s:%u: this is not `CALL; STATE; OUTCOME; REASON`\n", path,
				number);
			return false;
		}
	}
	return true;
}

bool exceptions_read(struct exceptions *exceptions, const char *path, FILE *out)
{
	FILE *file = fopen(path, "r");
	bool good;

	*exceptions = (struct exceptions){0};
	if (!file) {
		fprintf(out, "%s: can not be read\n", path);
		return false;
	}
	good = read_all(exceptions, file, path, out);
	fclose(file);
	return good;
}

int exceptions_find(const struct exceptions *exceptions, const struct difference *difference)
{
	struct difference_words words;

	difference_words(difference, &words);
	for (unsigned i = 0; i < exceptions->count; i++) {
		const struct exception *at = &exceptions->at[i];

		if (strcmp(at->call, words.call) == 0 && strcmp(at->state, words.state) == 0 &&
		    strcmp(at->outcome, words.outcome) == 0)
			return (int)i;
	}
	return -1;
}
