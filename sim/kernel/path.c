/* SPDX-License-Identifier: MIT
 *
 * mkfifo and open.  Who may do what is not modelled. */
#include "kernel/path.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>

#include "kernel/local.h"
#include "kernel/pipe.h"
#include "kernel/unix.h"

#define NULL_PATH "/dev/null"

struct wt_node *wt_node_find(const struct wt_kernel *kernel, const char *path)
{
	struct wt_node *node = kernel->nodes;

	while (node && strcmp(node->path, path) != 0)
		node = node->next;
	return node;
}

bool wt_node_is_there(const struct wt_kernel *kernel, const char *path)
{
	return strcmp(path, NULL_PATH) == 0 || wt_node_find(kernel, path);
}

bool wt_path_is_taken(struct wt_kernel *kernel, const char *path)
{
	return wt_node_is_there(kernel, path) || wt_unix_has_path(kernel, path);
}

static int check_path(const char *path)
{
	if (!*path)
		return -ENOENT;
	return strlen(path) < WT_PATH_MAX ? 0 : -ENAMETOOLONG;
}

static struct wt_node *new_node(struct wt_kernel *kernel, const char *path)
{
	struct wt_node *node = wt_arena_take(&kernel->net->arena, sizeof *node);

	if (!node)
		return NULL;
	strcpy(node->path, path);
	node->next = kernel->nodes;
	kernel->nodes = node;
	return node;
}

int wt_sys_mkfifo(struct wt_kernel *kernel, const char *path)
{
	struct wt_node *node;
	int rc = check_path(path);

	if (rc < 0)
		return rc;
	if (wt_path_is_taken(kernel, path))
		return -EEXIST;
	node = new_node(kernel, path);
	if (!node)
		return -ENOMEM;
	node->is_fifo = true;
	wt_net_changed(kernel->net);
	return 0;
}

/* What was in it went with its last end. */
static struct wt_pipe *pipe_of(struct wt_kernel *kernel, struct wt_node *node)
{
	if (!node->pipe || !wt_pipe_is_open(node->pipe))
		node->pipe = wt_pipe_new(kernel);
	return node->pipe;
}

/* Nobody writes where nobody reads, and that is the only thing to wait for: K07. */
static int open_fifo(struct wt_kernel *kernel, struct wt_node *node, int access,
		     struct wt_file **ret)
{
	struct wt_pipe *pipe = pipe_of(kernel, node);

	if (!pipe)
		return -ENOMEM;
	if (access == O_WRONLY && !wt_pipe_has_reader(pipe))
		return -ENXIO;
	*ret = wt_pipe_open(kernel, pipe, access);
	if (!*ret)
		return -ENOMEM;
	wt_name_fifo(*ret, access == O_WRONLY ? 'w' : 'r');
	return 0;
}

static int make_file(struct wt_kernel *kernel, const char *path, struct wt_node **ret)
{
	*ret = new_node(kernel, path);
	if (!*ret)
		return -ENOMEM;
	(*ret)->stream = wt_net_stream(kernel->net);
	return (*ret)->stream ? 0 : -ENOMEM;
}

static int empty(struct wt_kernel *kernel, struct wt_node *node)
{
	node->stream = wt_net_stream(kernel->net);
	return node->stream ? 0 : -ENOMEM;
}

static int open_file(struct wt_kernel *kernel, const char *path, int flags, struct wt_file **ret)
{
	struct wt_node *node = wt_node_find(kernel, path);
	int rc = 0;

	if (!node && wt_unix_has_path(kernel, path))
		return -ENXIO;
	if (node && node->is_fifo)
		return open_fifo(kernel, node, flags & O_ACCMODE, ret);
	if (!node && !(flags & O_CREAT))
		return -ENOENT;
	if (!node)
		rc = make_file(kernel, path, &node);
	else if (flags & O_TRUNC && (flags & O_ACCMODE) != O_RDONLY)
		rc = empty(kernel, node);
	if (rc < 0)
		return rc;
	*ret = wt_regular_open(kernel, node, flags);
	return *ret ? 0 : -ENOMEM;
}

int wt_sys_open(struct wt_kernel *kernel, const char *path, int flags)
{
	struct wt_file *file;
	int rc = check_path(path);

	if (rc < 0)
		return rc;
	if (!wt_fd_has_room(kernel, 1))
		return -EMFILE;
	if (flags & O_CREAT && flags & O_EXCL && wt_path_is_taken(kernel, path))
		return -EEXIST;
	if (strcmp(path, NULL_PATH) == 0) {
		file = wt_null_open(kernel, flags);
		rc = file ? 0 : -ENOMEM;
	} else {
		rc = open_file(kernel, path, flags, &file);
	}
	if (rc < 0)
		return rc;
	wt_net_changed(kernel->net);
	return wt_fd_add(kernel, file);
}
