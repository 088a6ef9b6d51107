/* SPDX-License-Identifier: MIT */
#include "scenario/file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "scenario/store.h"
#include "scenario/writer.h"

static int read_all(int fd, size_t limit, struct wt_writer *out)
{
	char block[16384];
	ssize_t got;

	while ((got = read(fd, block, sizeof block)) != 0) {
		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return -errno;
		if (out->len + (size_t)got > limit)
			return -EFBIG;
		wt_put_bytes(out, block, (size_t)got);
	}
	return 0;
}

int wt_file_read(const char *path, size_t limit, char **ret, size_t *ret_len)
{
	/* Opening a FIFO must not wait for its writer. */
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	struct wt_writer out = {0};
	struct stat about;
	int result;

	if (fd < 0)
		return -errno;
	if (fstat(fd, &about) < 0)
		result = -errno;
	else if (S_ISDIR(about.st_mode))
		result = -EISDIR;
	else if (!S_ISREG(about.st_mode))
		result = -EINVAL;
	else
		result = read_all(fd, limit, &out);
	close(fd);
	if (result < 0) {
		free(out.data);
		return result;
	}
	*ret_len = out.len;
	*ret = wt_writer_done(&out);
	return 0;
}

const char *wt_file_problem(int error)
{
	if (error == -EFBIG)
		return "it is greater than the limit of 1 MiB";
	if (error == -EINVAL)
		return "it is no regular file";
	return strerror(-error);
}

char *wt_path_beside(const char *home, const char *name)
{
	const char *slash = home ? strrchr(home, '/') : NULL;
	struct wt_writer out = {0};

	if (!home)
		return NULL;
	if (slash && name[0] != '/')
		wt_put_bytes(&out, home, (size_t)(slash - home) + 1);
	wt_put(&out, name);
	return wt_writer_done(&out);
}

int wt_file_read_beside(const char *home, const char *name, size_t limit, char **ret,
			size_t *ret_len)
{
	char *path = wt_path_beside(home, name);
	int result;

	if (!path)
		return -ENOENT;
	result = wt_file_read(path, limit, ret, ret_len);
	free(path);
	return result;
}
