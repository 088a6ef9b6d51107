/* SPDX-License-Identifier: MIT */
#include "row.h"

#include <string.h>

const struct row *const row_lists[] = {
	rows_connect, rows_ready, rows_recv,    rows_send,  rows_close, rows_accept,
	rows_names,   rows_bind,  rows_buffers, rows_epoll, rows_unix,  rows_pipe,
	rows_udp,     rows_wire,  rows_seam,    NULL,
};

const struct row *row_find(const char *id)
{
	for (const struct row *const *list = row_lists; *list; list++) {
		for (const struct row *row = *list; row->id; row++) {
			if (strcmp(row->id, id) == 0)
				return row;
		}
	}
	return NULL;
}
