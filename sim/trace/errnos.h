/* SPDX-License-Identifier: MIT
 *
 * errnos.h - names and our own numbers of errnos; until errno_names.h stands, the
 * few that sockets give. */
#ifndef WT_ERRNOS_H
#define WT_ERRNOS_H

#if __has_include("trace/errno_names.h")
#include "trace/errno_names.h"
#else

#include <errno.h>
#include <stddef.h>

struct wt_errno_few {
	int number;
	const char *name;
};

static inline const struct wt_errno_few *wt_errnos_few(int number, int *ret_index)
{
	static const struct wt_errno_few few[] = {
		{EAGAIN, "EAGAIN"},
		{EBADF, "EBADF"},
		{ECONNREFUSED, "ECONNREFUSED"},
		{ECONNRESET, "ECONNRESET"},
		{EINPROGRESS, "EINPROGRESS"},
		{EINTR, "EINTR"},
		{EMFILE, "EMFILE"},
		{ENOBUFS, "ENOBUFS"},
		{ENOMEM, "ENOMEM"},
		{ENOTCONN, "ENOTCONN"},
		{EPIPE, "EPIPE"},
		{ETIMEDOUT, "ETIMEDOUT"},
	};

	for (*ret_index = 0; *ret_index < (int)(sizeof(few) / sizeof(few[0])); ++*ret_index) {
		if (few[*ret_index].number == number)
			return &few[*ret_index];
	}
	return NULL;
}

static inline const char *wt_errno_name(int number)
{
	int index;
	const struct wt_errno_few *one = wt_errnos_few(number, &index);

	return one ? one->name : NULL;
}

static inline int wt_errno_index(int number)
{
	int index;

	return wt_errnos_few(number, &index) ? index + 1 : number;
}

#endif
#endif
