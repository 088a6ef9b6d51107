/* SPDX-License-Identifier: MIT
 *
 * Names of AF_UNIX sockets: paths, which stay, and abstract ones, which go with
 * their socket.  Each host has its own. */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "kernel/name.h"
#include "kernel/path.h"
#include "kernel/unix.h"

#define PATH_OFFSET offsetof(struct sockaddr_un, sun_path)

static bool is_abstract(const struct wt_unix_address *address)
{
	return address->un.sun_path[0] == '\0';
}

static const char *path_of(const struct wt_unix_address *address)
{
	return (const char *)address + PATH_OFFSET;
}

int wt_unix_check_name(const struct sockaddr *name, socklen_t len)
{
	if (len <= PATH_OFFSET || len > sizeof(struct sockaddr_un))
		return -EINVAL;
	return name->sa_family == AF_UNIX ? 0 : -EINVAL;
}

/* A path ends with its first zero, whatever length is said. */
static void read_name(const struct sockaddr *name, socklen_t len, struct wt_unix_address *ret,
		      socklen_t *ret_len)
{
	memset(ret, 0, sizeof *ret);
	memcpy(ret, name, len);
	*ret_len = len;
	if (!is_abstract(ret))
		*ret_len = (socklen_t)(PATH_OFFSET + strlen(path_of(ret)) + 1);
}

static bool is_name(const struct wt_unix_name *name, const struct wt_unix_address *address,
		    socklen_t len, int type)
{
	if (name->len != len || memcmp(&name->address, address, len) != 0)
		return false;
	return !is_abstract(address) || (name->owner && name->type == type);
}

static struct wt_unix_name *
find_name(struct wt_kernel *kernel, const struct wt_unix_address *address, socklen_t len, int type)
{
	struct wt_unix_name *name = kernel->unix_names;

	while (name && !is_name(name, address, len, type))
		name = name->next;
	return name;
}

/* A socket, or what one has left there. */
bool wt_unix_has_path(struct wt_kernel *kernel, const char *path)
{
	struct wt_unix_address address = {.un.sun_family = AF_UNIX};
	size_t len = strlen(path);

	if (len == 0 || len > sizeof address.un.sun_path)
		return false;
	memcpy((char *)&address + PATH_OFFSET, path, len);
	return find_name(kernel, &address, (socklen_t)(PATH_OFFSET + len + 1), SOCK_STREAM);
}

/* Linux makes one up of five digits when none is given. */
static void make_up(struct wt_kernel *kernel, struct wt_unix_address *address, socklen_t *len,
		    int type)
{
	*address = (struct wt_unix_address){.un.sun_family = AF_UNIX};
	do {
		snprintf(address->un.sun_path + 1, sizeof address->un.sun_path - 1, "%05x",
			 ++kernel->unix_autobinds);
		*len = PATH_OFFSET + 6;
	} while (find_name(kernel, address, *len, type));
}

static void name_object(struct wt_unix *sock)
{
	const struct wt_unix_address *address = &sock->name->address;
	const char *at = is_abstract(address) ? "@" : "";
	int len = (int)(sock->name->len - PATH_OFFSET) - 1;

	if (sock->file.object->kind == WT_OBJECT_NEW)
		wt_net_name_next(sock->file.kernel->net, sock->file.object,
				 sock->type == SOCK_DGRAM ? WT_OBJECT_DATAGRAM : WT_OBJECT_LISTENER,
				 "", "%s:\"%s%.*s\"", sock->file.kernel->name, at, len,
				 path_of(address) + is_abstract(address));
}

static int take_name(struct wt_unix *sock, const struct wt_unix_address *address, socklen_t len)
{
	struct wt_kernel *kernel = sock->file.kernel;
	struct wt_unix_name *name = wt_arena_take(&kernel->net->arena, sizeof *name);

	if (!name)
		return -ENOMEM;
	*name = (struct wt_unix_name){*address, len, sock->type, sock, kernel->unix_names};
	kernel->unix_names = name;
	sock->name = name;
	name_object(sock);
	wt_net_changed(kernel->net);
	return 0;
}

static int bind_autobind(struct wt_unix *sock)
{
	struct wt_unix_address address;
	socklen_t len;

	if (sock->name)
		return 0;
	make_up(sock->file.kernel, &address, &len, sock->type);
	return take_name(sock, &address, len);
}

/* A path is made before it is seen that the socket has a name; an abstract one not. */
int wt_unix_bind(struct wt_file *file, const struct sockaddr *said, socklen_t said_len)
{
	struct wt_unix *sock = wt_unix_of(file);
	struct wt_unix_address address;
	socklen_t len;
	int rc;

	if (said_len == PATH_OFFSET && said->sa_family == AF_UNIX)
		return bind_autobind(sock);
	rc = wt_unix_check_name(said, said_len);
	if (rc < 0)
		return rc;
	read_name(said, said_len, &address, &len);
	if (sock->name && is_abstract(&address))
		return -EINVAL;
	if (find_name(file->kernel, &address, len, sock->type) ||
	    wt_node_is_there(file->kernel, path_of(&address)))
		return -EADDRINUSE;
	return sock->name ? -EINVAL : take_name(sock, &address, len);
}

int wt_unix_find(struct wt_kernel *kernel, const struct sockaddr *said, socklen_t said_len,
		 int type, struct wt_unix **ret)
{
	struct wt_unix_address address;
	struct wt_unix_name *name;
	socklen_t len;
	int rc = wt_unix_check_name(said, said_len);

	if (rc < 0)
		return rc;
	read_name(said, said_len, &address, &len);
	name = find_name(kernel, &address, len, type);
	if (!name && (is_abstract(&address) || wt_node_is_there(kernel, path_of(&address))))
		return -ECONNREFUSED;
	if (!name)
		return -ENOENT;
	*ret = name->owner;
	if (!*ret)
		return -ECONNREFUSED;
	return name->type == type ? 0 : -EPROTOTYPE;
}

int wt_unix_give_sender(const struct wt_unix *sock, struct sockaddr *name, socklen_t *len)
{
	return sock->name ? wt_unix_give_name(sock, name, len) : wt_name_give("", 0, name, len);
}

int wt_unix_give_name(const struct wt_unix *sock, struct sockaddr *name, socklen_t *len)
{
	static const struct sockaddr_un unnamed = {.sun_family = AF_UNIX};

	if (!sock->name)
		return wt_name_give(&unnamed, PATH_OFFSET, name, len);
	return wt_name_give(&sock->name->address, sock->name->len, name, len);
}
