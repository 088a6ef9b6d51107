/* SPDX-License-Identifier: MIT */
#include "http_request.h"

#include <string.h>
#include <strings.h>

enum { OK = 200, BAD_REQUEST = 400, NOT_ALLOWED = 405 };

/* ---- The target ---- */

static int hex_digit(char c)
{
	static const char digits[] = "0123456789abcdef";
	const char *at = c ? strchr(digits, c | 0x20) : NULL;

	return at ? (int)(at - digits) : -1;
}

/* %41 is A.  False: no such character, or one that ends a C string. */
static bool decode(char *text)
{
	char *out = text;

	for (const char *in = text; *in; in++) {
		int high, low;

		if (*in != '%') {
			*out++ = *in;
			continue;
		}
		high = hex_digit(in[1]);
		low = high < 0 ? -1 : hex_digit(in[2]);
		if (low < 0 || (high == 0 && low == 0))
			return false;
		*out++ = (char)(high << 4 | low);
		in += 2;
	}
	*out = '\0';
	return true;
}

/* Proxies are sent http://host/path, and a server must understand that, too. */
static char *strip_origin(char *target)
{
	if (strncasecmp(target, "http://", 7) != 0)
		return target;
	target = strchr(target + 7, '/');
	return target ? target : NULL;
}

static bool parse_target(struct http_request *request, char *target)
{
	request->path = strip_origin(target);
	if (!request->path || request->path[0] != '/')
		return false;
	request->path[strcspn(request->path, "?#")] = '\0';
	return decode(request->path);
}

/* ---- The lines ---- */

/* Cuts off what stands before the separator; NULL if there is none. */
static char *cut(char **rest, const char *separator)
{
	char *word = *rest;
	char *end = strstr(word, separator);

	if (!end)
		return NULL;
	*end = '\0';
	*rest = end + strlen(separator);
	return word;
}

static int parse_request_line(struct http_request *request, char *line)
{
	char *method = cut(&line, " ");
	char *target = method ? cut(&line, " ") : NULL;

	if (!target || *method == '\0' ||
	    (strcmp(line, "HTTP/1.1") != 0 && strcmp(line, "HTTP/1.0") != 0))
		return BAD_REQUEST;
	request->is_1_0 = line[7] == '0';
	request->keep_alive = !request->is_1_0;
	request->is_head = strcmp(method, "HEAD") == 0;
	if (!request->is_head && strcmp(method, "GET") != 0)
		return NOT_ALLOWED;
	return parse_target(request, target) ? OK : BAD_REQUEST;
}

static void parse_connection(struct http_request *request, const char *value)
{
	if (strcasestr(value, "close"))
		request->keep_alive = false;
	else if (strcasestr(value, "keep-alive"))
		request->keep_alive = true;
}

/* A name that ends with a blank, or a line that goes on the one before, is read in
 * different ways by different servers: nobody who means well sends it. */
static bool parse_header(struct http_request *request, char *line, unsigned *hosts)
{
	char *name = cut(&line, ":");

	if (!name || *name == '\0' || strpbrk(name, " \t"))
		return false;
	line += strspn(line, " \t");
	if (strcasecmp(name, "Host") == 0)
		++*hosts;
	else if (strcasecmp(name, "Connection") == 0)
		parse_connection(request, line);
	else if (strcasecmp(name, "Transfer-Encoding") == 0)
		request->has_body = true;
	else if (strcasecmp(name, "Content-Length") == 0)
		request->has_body = strcmp(line, "0") != 0;
	return true;
}

int http_request_parse(struct http_request *request, char *head, size_t len)
{
	unsigned hosts = 0;
	char *line = cut(&head, "\r\n");
	int status;

	memset(request, 0, sizeof *request);
	if (!line) {
		line = head;
		head += strlen(head);
	}
	if (strlen(line) + strlen(head) + (*head ? 2 : 0) != len)
		return BAD_REQUEST; /* a byte 0 */
	status = parse_request_line(request, line);
	while (*head) {
		line = cut(&head, "\r\n");
		if (!line) {
			line = head;
			head += strlen(head);
		}
		if (!parse_header(request, line, &hosts))
			return BAD_REQUEST;
	}
	return hosts == 1 || (request->is_1_0 && hosts == 0) ? status : BAD_REQUEST;
}
