/* SPDX-License-Identifier: MIT */
#include "record.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <string.h>
#include <sys/utsname.h>
#include <unistd.h>

_Static_assert(sizeof(struct seen) < 256, "a place is a byte");

#define INDEX_BYTES 8
#define PIECE_MAX   (INDEX_BYTES + 1 + OPS_MAX * (1 + 2 * sizeof(struct seen)))

#define HEADER "fidelity record %d generation %d seed %" PRIu64 " first %" PRIu64 " count %" PRIu64
#define HEADER_READ \
	"fidelity record %d generation %d seed %" SCNu64 " first %" SCNu64 " count %" SCNu64

int record_begin(struct record *record, const char *path)
{
	struct utsname name;

	record->fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_APPEND | O_CLOEXEC, 0666);
	if (record->fd < 0)
		return -errno;
	uname(&name);
	if (dprintf(record->fd, HEADER " kernel %.60s\n", RECORD_VERSION, GENERATION, record->seed,
		    record->first, record->count, name.release) < 0)
		return -errno;
	return 0;
}

static size_t put_index(unsigned char *to, uint64_t index)
{
	for (unsigned i = 0; i < INDEX_BYTES; i++)
		to[i] = (unsigned char)(index >> (8 * i));
	return INDEX_BYTES;
}

static size_t put_step(unsigned char *to, const unsigned char *before, const unsigned char *now)
{
	unsigned char count = 0;

	for (unsigned i = 0; i < sizeof(struct seen); i++) {
		if (before[i] == now[i])
			continue;
		to[1 + 2 * count] = (unsigned char)i;
		to[2 + 2 * count++] = now[i];
	}
	to[0] = count;
	return 1u + 2u * count;
}

/* In one write, so that nobody comes between. */
int record_add(const struct record *record, uint64_t index, const struct seen *seen, unsigned steps)
{
	static const struct seen nothing;
	static unsigned char piece[PIECE_MAX];
	size_t len = put_index(piece, index);

	piece[len++] = (unsigned char)steps;
	for (unsigned i = 0; i < steps; i++)
		len += put_step(piece + len,
				(const unsigned char *)(i > 0 ? &seen[i - 1] : &nothing),
				(const unsigned char *)&seen[i]);
	return write(record->fd, piece, len) == (ssize_t)len ? 0 : -EIO;
}

int record_end(struct record *record)
{
	return close(record->fd) == 0 ? 0 : -errno;
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

static int get_step(FILE *file, unsigned char *now)
{
	int count = fgetc(file);

	for (int k = 0; k < count; k++) {
		int at = fgetc(file), byte = fgetc(file);

		if (at == EOF || byte == EOF || at >= (int)sizeof(struct seen))
			return -1;
		now[at] = (unsigned char)byte;
	}
	return count == EOF ? -1 : 0;
}

int record_next(struct record *record, uint64_t *ret_index, struct seen *ret)
{
	unsigned char now[sizeof(struct seen)] = {0}, index[INDEX_BYTES];
	int steps;

	if (fread(index, 1, sizeof index, record->file) != sizeof index)
		return -1;
	*ret_index = 0;
	for (unsigned i = 0; i < INDEX_BYTES; i++)
		*ret_index |= (uint64_t)index[i] << (8 * i);
	steps = fgetc(record->file);
	if (steps == EOF || steps > OPS_MAX)
		return -1;
	for (int i = 0; i < steps; i++) {
		if (get_step(record->file, now) < 0)
			return -1;
		memcpy(&ret[i], now, sizeof now);
	}
	return steps;
}
