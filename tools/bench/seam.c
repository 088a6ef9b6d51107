/* SPDX-License-Identifier: MIT
 *
 * seam.c - what a call through the seam costs: seam direct|table COUNT sends and
 * receives COUNT bytes, either way. */
#include <string.h>

#include "ac_sys.h"
#include "pair.h"

static int fds[2];

static long direct(long count)
{
	char byte = 'x';

	for (; count > 0; count--) {
		if (send(fds[0], &byte, 1, MSG_NOSIGNAL) != 1 || recv(fds[1], &byte, 1, 0) != 1)
			break;
	}
	return count;
}

static long table(struct ac_sys *sys, long count)
{
	char byte = 'x';

	for (; count > 0; count--) {
		if (sys->ops->send(fds[0], &byte, 1, MSG_NOSIGNAL, sys) != 1 ||
		    sys->ops->recv(fds[1], &byte, 1, 0, sys) != 1)
			break;
	}
	return count;
}

int main(int argc, char **argv)
{
	long left = -1;

	if (argc == 3 && socketpair(AF_UNIX, SOCK_STREAM, 0, fds) == 0)
		left = strcmp(argv[1], "table") == 0 ? table(ac_sys_posix(), atol(argv[2]))
						     : direct(atol(argv[2]));
	return left == 0 ? 0 : 1;
}
