/* SPDX-License-Identifier: MIT
 *
 * outside.c - the kernel's small services, for the library and the program. */
#include <arpa/inet.h>

#include "internal.h"

uint64_t ac_now_ns(struct ac_loop *loop)
{
	return loop->sys->ops->now_ns(loop->sys);
}

void *ac_realloc(struct ac_loop *loop, void *ptr, size_t size, const char *purpose)
{
	return loop->sys->ops->realloc(ptr, size, purpose, loop->sys);
}

void ac_free(struct ac_loop *loop, void *ptr)
{
	if (ptr)
		ac_realloc(loop, ptr, 0, "free");
}

void ac_close_fd(struct ac_loop *loop, int fd)
{
	loop->sys->ops->close(fd, loop->sys);
}

int ac_ipv4(struct sockaddr_in *ret_addr, const char *address, uint16_t port)
{
	struct in_addr in;

	if (inet_pton(AF_INET, address, &in) != 1)
		return -EINVAL;
	*ret_addr = (struct sockaddr_in){
		.sin_family = AF_INET,
		.sin_port = htons(port),
		.sin_addr = in,
	};
	return 0;
}
