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

int wt_name_in_to_bind(const struct sockaddr *name, socklen_t len, struct sockaddr_in *ret)
{
	int rc = wt_name_in(name, len, ret);

	if (rc == -EAFNOSUPPORT && ret->sin_family == AF_UNSPEC &&
	    ret->sin_addr.s_addr == htonl(INADDR_ANY)) /* I08 */
		return 0;
	return rc;
}

bool wt_is_for_many(uint32_t address)
{
	return address == INADDR_BROADCAST || IN_MULTICAST(address);
}

void wt_name_resolve_any(struct sockaddr_in *to, const struct sockaddr_in *own)
{
	uint32_t address = ntohl(own->sin_addr.s_addr);

	if (to->sin_addr.s_addr != htonl(INADDR_ANY))
		return;
	if (address == INADDR_ANY || wt_is_for_many(address))
		address = INADDR_LOOPBACK; /* nobody is a group */
	to->sin_addr.s_addr = htonl(address);
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
