/* SPDX-License-Identifier: MIT */
#include "answer.h"

#include <string.h>

#include "raw.h"

int answer_with(struct ac_sys *sys, const char *answer)
{
	struct raw raw = raw_open(sys);
	int fd = raw_accept(&raw);
	char buf[64];

	if (fd < 0)
		return raw_close(&raw, -1);
	if (raw_wait(&raw, fd, POLLIN) >= 0 && raw_recv(&raw, fd, buf, sizeof buf) > 0 && answer)
		raw_send(&raw, fd, answer, strlen(answer));
	raw_drain(&raw, fd);
	return raw_close(&raw, fd);
}
