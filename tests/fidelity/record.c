/* SPDX-License-Identifier: MIT */
#include "record.h"

#include <errno.h>
#include <inttypes.h>
#include <string.h>
#include <sys/utsname.h>

_Static_assert(sizeof(struct seen) < 256, "a place is a byte");

#define HEADER "fidelity record %d generation %d seed %" PRIu64 " first %" PRIu64 " count %" PRIu64
#define HEADER_READ \
	"fidelity record %d generation %d seed %" SCNu64 " first %" SCNu64 " count %" SCNu64

int record_begin(struct record *record, const char *path)
{
	struct utsname name;

	record->file = fopen(path, "wb");
	if (!record->file)
		return -errno;
	uname(&name);
	fprintf(record->file, HEADER " kernel %.60s\n", RECORD_VERSION, GENERATION, record->seed,
		record->first, record->count, name.release);
	return 0;
}

static void add_step(FILE *file, const unsigned char *before, const unsigned char *now)
{
	unsigned char pairs[2 * sizeof(struct seen)];
	unsigned count = 0;

	for (unsigned i = 0; i < sizeof(struct seen); i++) {
		if (before[i] == now[i])
			continue;
		pairs[2 * count] = (unsigned char)i;
		pairs[2 * count++ + 1] = now[i];
	}
	fputc((int)count, file);
	fwrite(pairs, 2, count, file);
}

int record_add(struct record *record, const struct seen *seen, unsigned steps)
{
	static const struct seen nothing;

	fputc((int)steps, record->file);
	for (unsigned i = 0; i < steps; i++)
		add_step(record->file, (const unsigned char *)(i > 0 ? &seen[i - 1] : &nothing),
			 (const unsigned char *)&seen[i]);
	return ferror(record->file) ? -EIO : 0;
}

int record_end(struct record *record)
{
	return fclose(record->file) == 0 ? 0 : -errno;
}

const char *record_open(struct record *record, const char *path)
{
	int version, generation;
	char line[256];

	record->file = fopen(path, "rb");
	if (!record->file)
		return strerror(errno);
	if (!fgets(line, sizeof line, record->file) ||
	    sscanf(line, HEADER_READ " kernel %63s", &version, &generation, &record->seed,
		   &record->first, &record->count, record->kernel) != 6)
		return "it is no record";
	if (version != RECORD_VERSION)
		return "it is of another version";
	return generation == GENERATION ? NULL : "its seeds meant other programs";
}

int record_next(struct record *record, struct seen *ret)
{
	unsigned char now[sizeof(struct seen)] = {0};
	int steps = fgetc(record->file);

	if (steps == EOF || steps > OPS_MAX)
		return -1;
	for (int i = 0; i < steps; i++) {
		int count = fgetc(record->file);

		for (int k = 0; k < count; k++) {
			int at = fgetc(record->file), byte = fgetc(record->file);

			if (at == EOF || byte == EOF || at >= (int)sizeof now)
				return -1;
			now[at] = (unsigned char)byte;
		}
		memcpy(&ret[i], now, sizeof now);
	}
	return steps;
}
