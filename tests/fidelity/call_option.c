/* SPDX-License-Identifier: MIT
 *
 * setsockopt and getsockopt. */
#include <netinet/in.h>
#include <netinet/tcp.h>

#include "player.h"

/* More than any kernel has to say. */
#define INFO_MAX 1024

int call_setopt(struct player *player, const struct op *op, const struct file *file)
{
	const struct op_option *option = &op_options[op->what % op_option_count];
	struct linger linger = {option->value >= 0, option->value >= 0 ? option->value : 0};
	int value[2] = {option->value, 0};
	bool lingers = option->level == SOL_SOCKET && option->name == SO_LINGER;
	size_t len = lingers ? sizeof linger : sizeof value[0];
	int rc;

	if (op->what % op_option_count >= op_option_buffers && file->kind == FILE_TCP)
		return 0; /* OP_BUFFERS sets them */
	if (option->len)
		len = option->len < 0 ? 0 : (size_t)option->len;
	rc = player->sys->ops->setsockopt(file->fd, option->level, option->name,
					  lingers ? (void *)&linger : value, (socklen_t)len,
					  player->sys);
	if (rc == 0 && option->level == SOL_SOCKET && option->name == SO_REUSEPORT)
		player->shares[file->stream] |= option->value != 0;
	return rc;
}

/* TCP tunes its buffers itself. */
static bool is_tuned(const struct op_query *query, const struct file *file)
{
	return file->kind == FILE_TCP && query->level == SOL_SOCKET &&
	       (query->name == SO_SNDBUF || query->name == SO_RCVBUF);
}

/* The state is the first byte of TCP_INFO.  When an end is acknowledged depends on how many
 * bytes came before it (a delayed ACK), which is not compared. */
static unsigned state_of(const void *info)
{
	uint8_t state = *(const uint8_t *)info;

	return state == TCP_FIN_WAIT2 ? TCP_FIN_WAIT1 : state;
}

int call_getopt(struct player *player, const struct op *op, const struct file *file,
		struct seen *seen)
{
	const struct op_query *query = &op_queries[op->what % GET_WHATS];
	int value[INFO_MAX / sizeof(int)] = {0, 0}, rc;
	socklen_t len = call_room(op, 2 * sizeof value[0]);
	bool is_info = query->level == IPPROTO_TCP && query->name == TCP_INFO;

	rc = player->sys->ops->getsockopt(file->fd, query->level, query->name, value, &len,
					  player->sys);
	if (rc < 0)
		return rc;
	if (query->level == SOL_SOCKET && (query->name == SO_ERROR || query->name == SO_TYPE))
		seen->bytes = (uint32_t)value[0];
	else if (is_info && len > 0)
		seen->bytes = state_of(value);
	else if (is_tuned(query, file))
		seen->bytes = value[0] > 0;
	else
		seen->bytes = payload_hash(value, len, len);
	return rc;
}
