/* SPDX-License-Identifier: MIT
 *
 * http_request.h - the head of a request, taken apart. */
#ifndef SCENARIOS_LIVE_HTTP_REQUEST_H
#define SCENARIOS_LIVE_HTTP_REQUEST_H

#include <stdbool.h>
#include <stddef.h>

struct http_request {
	char *path; /* decoded, without the query; in the head's memory */
	bool is_head, keep_alive;
	bool has_body; /* which is not read: the connection ends behind the reply */
	bool is_1_0;
};

/* head is what stands before the blank line, followed by a 0; it is overwritten.
 * The status: 200, or why there is nothing to serve (then path means nothing). */
int http_request_parse(struct http_request *, char *head, size_t len);

#endif
