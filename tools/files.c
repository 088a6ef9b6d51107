/* SPDX-License-Identifier: MIT */
#include "files.h"

#include <errno.h>
#include <fnmatch.h>
#include <fts.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "command.h"

static bool has(const struct wt_files *files, const char *path)
{
	for (size_t i = 0; i < files->count; i++)
		if (strcmp(files->paths[i], path) == 0)
			return true;
	return false;
}

static void append(struct wt_files *files, const char *path)
{
	if (has(files, path))
		return;
	files->paths =
		wt_tool_need(realloc(files->paths, (files->count + 1) * sizeof *files->paths));
	files->paths[files->count++] = wt_tool_need(strdup(path));
}

static bool is_scenario(const char *name)
{
	size_t len = strlen(name);

	return len > 4 && strcmp(name + len - 4, ".scn") == 0;
}

static int by_name(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

static int add_folder(struct wt_files *files, const char *path)
{
	char *copy = wt_tool_need(strdup(path));
	char *const roots[] = {copy, NULL};
	FTS *walk = fts_open(roots, FTS_LOGICAL | FTS_NOCHDIR, NULL);
	size_t first = files->count;
	int error = walk ? 0 : -errno;
	FTSENT *entry;

	while (walk && (entry = fts_read(walk)) != NULL) {
		if (entry->fts_info == FTS_F && is_scenario(entry->fts_name))
			append(files, entry->fts_path);
		else if (entry->fts_info == FTS_D && entry->fts_level > 0 &&
			 entry->fts_name[0] == '.')
			fts_set(walk, entry, FTS_SKIP);
		else if (entry->fts_info == FTS_DNR || entry->fts_info == FTS_ERR)
			error = -entry->fts_errno;
	}
	if (walk)
		fts_close(walk);
	free(copy);
	if (files->count > first)
		qsort(files->paths + first, files->count - first, sizeof *files->paths, by_name);
	return error;
}

int wt_files_add(struct wt_files *files, const char *path)
{
	struct stat st;
	int error = 0;

	if (stat(path, &st) < 0)
		error = -errno;
	else if (S_ISDIR(st.st_mode))
		error = add_folder(files, path);
	else
		append(files, path);
	if (error < 0)
		wt_tool_complain("%s: %s", path, strerror(-error));
	return error;
}

static bool matches(const char *path, const char *pattern)
{
	if (strpbrk(pattern, "*?["))
		return fnmatch(pattern, path, 0) == 0;
	return strstr(path, pattern) != NULL;
}

void wt_files_filter(struct wt_files *files, const char *pattern)
{
	size_t kept = 0;

	for (size_t i = 0; i < files->count; i++) {
		if (matches(files->paths[i], pattern))
			files->paths[kept++] = files->paths[i];
		else
			free(files->paths[i]);
	}
	files->count = kept;
}

void wt_files_free(struct wt_files *files)
{
	for (size_t i = 0; i < files->count; i++)
		free(files->paths[i]);
	free(files->paths);
}

static char *read_all(FILE *in, size_t *ret_len)
{
	size_t len = 0, capacity = 1 << 12;
	char *text = wt_tool_need(malloc(capacity));

	for (;;) {
		len += fread(text + len, 1, capacity - 1 - len, in);
		if (len < capacity - 1)
			break;
		capacity *= 2;
		text = wt_tool_need(realloc(text, capacity));
	}
	if (ferror(in)) {
		free(text);
		return NULL;
	}
	text[len] = '\0';
	*ret_len = len;
	return text;
}

char *wt_files_read(const char *path, size_t *ret_len)
{
	FILE *in = fopen(path, "r");
	char *text;
	int error;

	if (!in)
		return NULL;
	text = read_all(in, ret_len);
	error = errno;
	fclose(in);
	errno = error;
	return text;
}

static int write_all(int fd, const char *text, size_t len)
{
	while (len > 0) {
		ssize_t n = write(fd, text, len);

		if (n < 0)
			return -errno;
		text += n;
		len -= (size_t)n;
	}
	return 0;
}

int wt_files_replace(const char *path, const char *text, size_t len)
{
	char *fresh = wt_tool_format("%s.XXXXXX", path);
	int fd = mkstemp(fresh);
	int error = fd < 0 ? -errno : 0;
	struct stat st;

	if (fd >= 0) {
		mode_t mode = stat(path, &st) == 0 ? st.st_mode & 07777 : 0644;

		error = write_all(fd, text, len);
		if (error == 0 && fchmod(fd, mode) < 0)
			error = -errno;
		if (close(fd) < 0 && error == 0)
			error = -errno;
		if (error == 0 && rename(fresh, path) < 0)
			error = -errno;
		if (error < 0)
			unlink(fresh);
	}
	free(fresh);
	return error;
}
