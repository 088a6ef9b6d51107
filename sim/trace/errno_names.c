/* SPDX-License-Identifier: MIT */
#include "trace/errno_names.h"

#include <errno.h>
#include <string.h>

#define ROW(name)           \
	{                   \
		name, #name \
	}

static const struct {
	int number;
	const char *name;
} rows[] = {
	ROW(EPERM),        ROW(ENOENT),      ROW(EINTR),           ROW(EIO),
	ROW(EBADF),        ROW(EAGAIN),      ROW(ENOMEM),          ROW(EACCES),
	ROW(EFAULT),       ROW(EBUSY),       ROW(EEXIST),          ROW(ENODEV),
	ROW(ENOTDIR),      ROW(EISDIR),      ROW(EINVAL),          ROW(ENFILE),
	ROW(EMFILE),       ROW(ENOTTY),      ROW(EFBIG),           ROW(ENOSPC),
	ROW(ESPIPE),       ROW(EROFS),       ROW(EPIPE),           ROW(ERANGE),
	ROW(ENAMETOOLONG), ROW(ENOSYS),      ROW(ELOOP),           ROW(EPROTO),
	ROW(EOVERFLOW),    ROW(ENOTSOCK),    ROW(EDESTADDRREQ),    ROW(EMSGSIZE),
	ROW(EPROTOTYPE),   ROW(ENOPROTOOPT), ROW(EPROTONOSUPPORT), ROW(EOPNOTSUPP),
	ROW(EAFNOSUPPORT), ROW(EADDRINUSE),  ROW(EADDRNOTAVAIL),   ROW(ENETDOWN),
	ROW(ENETUNREACH),  ROW(ENETRESET),   ROW(ECONNABORTED),    ROW(ECONNRESET),
	ROW(ENOBUFS),      ROW(EISCONN),     ROW(ENOTCONN),        ROW(ETIMEDOUT),
	ROW(ECONNREFUSED), ROW(EHOSTDOWN),   ROW(EHOSTUNREACH),    ROW(EALREADY),
	ROW(EINPROGRESS),  ROW(ECANCELED),   ROW(ECHILD),          ROW(ESRCH),
	ROW(EDOM),         ROW(EBADMSG),     ROW(EPFNOSUPPORT),    ROW(ESHUTDOWN),
	ROW(ENXIO),        ROW(E2BIG),       ROW(EDEADLK),         ROW(ENOTEMPTY),
};

#define ROWS ((int)(sizeof rows / sizeof *rows))

int wt_errno_index(int err)
{
	for (int i = 0; i < ROWS; i++) {
		if (rows[i].number == err)
			return i + 1;
	}
	return 0;
}

const char *wt_errno_name(int err)
{
	int index = wt_errno_index(err);

	return index ? rows[index - 1].name : NULL;
}

int wt_errno_number(const char *name, size_t len)
{
	for (int i = 0; i < ROWS; i++) {
		if (strlen(rows[i].name) == len && memcmp(rows[i].name, name, len) == 0)
			return rows[i].number;
	}
	return 0;
}

int wt_errno_at(int i)
{
	return i >= 0 && i < ROWS ? rows[i].number : 0;
}
