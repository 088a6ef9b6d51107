/* SPDX-License-Identifier: MIT */
#include "kernel/name.h"

#include <errno.h>
#include <limits.h>
#include <string.h>

int wt_name_in(const struct sockaddr *name, socklen_t len, struct sockaddr_in *ret)
{
	if (len < sizeof *ret)
		return -EINVAL;
	memcpy(ret, name, sizeof *ret);
	return ret->sin_family == AF_INET ? 0 : -EAFNOSUPPORT;
}

int wt_name_give(const void *from, socklen_t size, struct sockaddr *name, socklen_t *len)
{
	if (!name || !len)
		return 0;
	if (*len > INT_MAX) /* a negative int to the kernel: H03 */
		return -EINVAL;
	memcpy(name, from, *len < size ? *len : size);
	*len = size;
	return 0;
}

int wt_name_out(const struct sockaddr_in *from, struct sockaddr *name, socklen_t *len)
{
	struct sockaddr_in full = {.sin_family = AF_INET};

	full.sin_addr = from->sin_addr;
	full.sin_port = from->sin_port;
	return wt_name_give(&full, sizeof full, name, len);
}
