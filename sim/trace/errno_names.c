/* SPDX-License-Identifier: MIT */
#include "trace/errno_names.h"

#include <errno.h>
#include <string.h>

/* Their order is in trace hashes. */
#define ERRNOS(X)          \
	X(EPERM)           \
	X(ENOENT)          \
	X(EINTR)           \
	X(EIO)             \
	X(EBADF)           \
	X(EAGAIN)          \
	X(ENOMEM)          \
	X(EACCES)          \
	X(EFAULT)          \
	X(EBUSY)           \
	X(EEXIST)          \
	X(ENODEV)          \
	X(ENOTDIR)         \
	X(EISDIR)          \
	X(EINVAL)          \
	X(ENFILE)          \
	X(EMFILE)          \
	X(ENOTTY)          \
	X(EFBIG)           \
	X(ENOSPC)          \
	X(ESPIPE)          \
	X(EROFS)           \
	X(EPIPE)           \
	X(ERANGE)          \
	X(ENAMETOOLONG)    \
	X(ENOSYS)          \
	X(ELOOP)           \
	X(EPROTO)          \
	X(EOVERFLOW)       \
	X(ENOTSOCK)        \
	X(EDESTADDRREQ)    \
	X(EMSGSIZE)        \
	X(EPROTOTYPE)      \
	X(ENOPROTOOPT)     \
	X(EPROTONOSUPPORT) \
	X(EOPNOTSUPP)      \
	X(EAFNOSUPPORT)    \
	X(EADDRINUSE)      \
	X(EADDRNOTAVAIL)   \
	X(ENETDOWN)        \
	X(ENETUNREACH)     \
	X(ENETRESET)       \
	X(ECONNABORTED)    \
	X(ECONNRESET)      \
	X(ENOBUFS)         \
	X(EISCONN)         \
	X(ENOTCONN)        \
	X(ETIMEDOUT)       \
	X(ECONNREFUSED)    \
	X(EHOSTDOWN)       \
	X(EHOSTUNREACH)    \
	X(EALREADY)        \
	X(EINPROGRESS)     \
	X(ECANCELED)       \
	X(ECHILD)          \
	X(ESRCH)           \
	X(EDOM)            \
	X(EBADMSG)         \
	X(EPFNOSUPPORT)    \
	X(ESHUTDOWN)       \
	X(ENXIO)           \
	X(E2BIG)           \
	X(EDEADLK)         \
	X(ENOTEMPTY)

#define ROW(name) {name, #name},
static const struct {
	int number;
	const char *name;
} rows[] = {ERRNOS(ROW)};
#undef ROW

#define ROW(name) ROW_##name,
enum { ERRNOS(ROW) };
#undef ROW

#define ROW(name) [name] = ROW_##name + 1,
static const unsigned char index_of[] = {ERRNOS(ROW)};
#undef ROW

#define ROWS ((int)(sizeof rows / sizeof *rows))

int wt_errno_index(int err)
{
	return err >= 0 && (size_t)err < sizeof index_of ? index_of[err] : 0;
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
