/* SPDX-License-Identifier: MIT
 *
 * bind and listen. */
#include <string.h>

#include "player.h"

static void remember_path(struct player *player, const struct sockaddr_storage *name)
{
	const char *path = (const char *)name + sizeof(sa_family_t);

	for (unsigned i = 0; i < UNIX_NAMES; i++)
		if (name->ss_family == AF_UNIX && name_path(i) && strcmp(name_path(i), path) == 0)
			player->paths |= 1u << i;
}

/* Has another one of its kind SO_REUSEPORT, too, and takes what comes? */
static bool would_share(const struct player *player, const struct file *file)
{
	for (unsigned i = 0; i < SLOTS; i++) {
		const struct file *other = &player->files[i];

		if (other->kind == file->kind && other->stream != file->stream &&
		    player->shares[other->stream] && player->takes[other->stream])
			return player->shares[file->stream];
	}
	return false;
}

/* Which of several sockets with SO_REUSEPORT gets what is chosen by a secret hash: one
 * that comes to share is closed before anything comes. */
static void leave_the_share(struct player *player, struct file *file)
{
	player->sys->ops->close(file->fd, player->sys);
	*file = (struct file){.fd = -1};
	player->open--;
}

static bool has_duplicate(const struct player *player, const struct file *file)
{
	for (unsigned i = 0; i < SLOTS; i++)
		if (player->files[i].kind != FILE_NONE && &player->files[i] != file &&
		    player->files[i].stream == file->stream)
			return true;
	return false;
}

int call_bind(struct player *player, const struct op *op, struct file *file)
{
	struct sockaddr_storage name;
	socklen_t len = call_address(player, op->name, file->kind, &name);
	bool shares = file->kind == FILE_UDP && would_share(player, file);
	int rc;

	if (len > 0)
		remember_path(player, &name);
	if (shares && has_duplicate(player, file))
		return 0;
	rc = player->sys->ops->bind(file->fd, (struct sockaddr *)&name, len, player->sys);
	player->takes[file->stream] |= file->kind == FILE_UDP && rc == 0;
	if (shares && rc == 0)
		leave_the_share(player, file);
	return rc;
}

int call_listen(struct player *player, const struct op *op, struct file *file)
{
	bool shares = would_share(player, file);
	int rc;

	if (shares && has_duplicate(player, file))
		return 0;
	rc = player->sys->ops->listen(file->fd, op->what % 6 - 1, player->sys);
	player->takes[file->stream] |= rc == 0;
	if (shares && rc == 0)
		leave_the_share(player, file);
	return rc;
}
