/* SPDX-License-Identifier: MIT
 *
 * line.h - input, taken out line by line. */
#ifndef SCENARIOS_LINE_H
#define SCENARIOS_LINE_H

#include "ac.h"

struct line_input {
	size_t start, end;
	char bytes[1024];
};

/* As ac_recv, into the input; -EMSGSIZE if a line does not fit. */
ssize_t line_recv(struct line_input *, struct ac_dispatcher *, size_t len_max);
/* The next whole line without its \n or \r\n, good until the next call; NULL if
 * there is none. */
char *line_next(struct line_input *);

#endif
