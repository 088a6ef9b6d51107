/* SPDX-License-Identifier: MIT */
#include "line.h"

#include <errno.h>
#include <string.h>

ssize_t line_recv(struct line_input *input, struct ac_dispatcher *d, size_t len_max)
{
	size_t room = sizeof input->bytes - input->end;
	ssize_t n;

	if (room == 0)
		return ac_fail(d, -EMSGSIZE, "line too long");
	n = ac_recv(d, input->bytes + input->end, room < len_max ? room : len_max);
	if (n > 0)
		input->end += (size_t)n;
	return n;
}

char *line_next(struct line_input *input)
{
	char *line = input->bytes + input->start;
	char *newline = memchr(line, '\n', input->end - input->start);

	if (!newline) {
		input->end -= input->start;
		memmove(input->bytes, line, input->end);
		input->start = 0;
		return NULL;
	}
	input->start = (size_t)(newline + 1 - input->bytes);
	*newline = '\0';
	if (newline > line && newline[-1] == '\r')
		newline[-1] = '\0';
	return line;
}
