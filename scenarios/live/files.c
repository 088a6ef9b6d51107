/* SPDX-License-Identifier: MIT */
#include "files.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define PART_MAX 255

int files_open_folder(const char *path)
{
	int fd = open(path, O_PATH | O_DIRECTORY | O_CLOEXEC);

	return fd < 0 ? -errno : fd;
}

/* One step down.  Takes folder with it, unless it is the root. */
static int step(int root, int folder, const char *name, int flags)
{
	/* O_NONBLOCK: to open a fifo must not wait for a writer. */
	int fd = openat(folder, name, flags | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK);
	int result = fd < 0 ? -errno : fd;

	if (folder != root)
		close(folder);
	return result;
}

/* Copies the part of path up to the next slash; returns where it ends, or NULL if no
 * file may be called so. */
static const char *next_part(const char *path, char part[PART_MAX + 1])
{
	size_t len = strcspn(path, "/");

	if (len == 0 || len > PART_MAX)
		return NULL;
	memcpy(part, path, len);
	part[len] = '\0';
	return strcmp(part, ".") == 0 || strcmp(part, "..") == 0 ? NULL : path + len;
}

static int regular(int fd, uint64_t *ret_size)
{
	struct stat info;
	int result = fstat(fd, &info) < 0 ? -errno : 0;

	if (result == 0 && !S_ISREG(info.st_mode))
		result = -ENOENT;
	if (result < 0) {
		close(fd);
		return result;
	}
	*ret_size = (uint64_t)info.st_size;
	return fd;
}

int files_open_below(int folder, const char *path, uint64_t *ret_size)
{
	char part[PART_MAX + 1];
	int at = folder;

	for (;;) {
		const char *rest = next_part(path, part);

		if (!rest) {
			if (at != folder)
				close(at);
			return -ENOENT;
		}
		if (*rest == '\0')
			break;
		at = step(folder, at, part, O_PATH | O_DIRECTORY);
		if (at < 0)
			return at;
		path = rest + 1;
	}
	at = step(folder, at, part, O_RDONLY);
	return at < 0 ? at : regular(at, ret_size);
}

static int write_all(int fd, const char *bytes, size_t len)
{
	while (len > 0) {
		ssize_t n = write(fd, bytes, len);

		if (n < 0 && errno != EINTR)
			return -errno;
		if (n > 0) {
			bytes += n;
			len -= (size_t)n;
		}
	}
	return 0;
}

int files_store(int folder, const char *name, const void *bytes, size_t len)
{
	int fd = openat(folder, name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
	int result;

	if (fd < 0)
		return -errno;
	result = write_all(fd, bytes, len);
	if (close(fd) < 0 && result == 0)
		result = -errno;
	if (result < 0)
		unlinkat(folder, name, 0);
	return result;
}
