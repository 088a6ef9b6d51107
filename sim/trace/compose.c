/* SPDX-License-Identifier: MIT */
#include "trace/compose.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

struct text {
	char *at, *end; /* end: no more than a 0 goes here */
	size_t cut;     /* characters that found no room */
};

static void put_bytes(struct text *text, const char *bytes, size_t len)
{
	size_t room = (size_t)(text->end - text->at), fits = len < room ? len : room;

	memcpy(text->at, bytes, fits);
	text->at += fits;
	text->cut += len - fits;
}

/* most < 0: all of it */
static void put_string(struct text *text, const char *string, int most)
{
	put_bytes(text, string, most < 0 ? strlen(string) : strnlen(string, (size_t)most));
}

static void put(struct text *text, char c)
{
	if (text->at < text->end)
		*text->at++ = c;
	else
		text->cut++;
}

static void put_number(struct text *text, uint64_t number)
{
	char digits[20];
	size_t count = 0;

	do
		digits[count++] = (char)('0' + number % 10);
	while ((number /= 10) != 0);
	while (count > 0)
		put(text, digits[--count]);
}

/* What stands behind a %, and what follows it. */
static const char *put_argument(struct text *text, const char *format, va_list *args)
{
	unsigned longs = 0;
	int most = -1;

	if (*format == '.') { /* .* */
		most = va_arg(*args, int);
		format += 2;
	}
	for (; *format == 'l'; format++)
		longs++;
	switch (*format) {
	case 's':
		put_string(text, va_arg(*args, const char *), most);
		break;
	case 'c':
		put(text, (char)va_arg(*args, int));
		break;
	case 'u':
		if (longs == 0)
			put_number(text, va_arg(*args, unsigned));
		else if (longs == 1)
			put_number(text, va_arg(*args, unsigned long));
		else
			put_number(text, va_arg(*args, unsigned long long));
		break;
	default: /* compose.h says what there is */
		abort();
	}
	return format + 1;
}

int wt_compose_args(char *buf, size_t size, const char *format, va_list args)
{
	struct text text = {buf, size ? buf + size - 1 : buf, 0};
	va_list left;

	va_copy(left, args);
	while (*format) {
		if (*format == '%')
			format = put_argument(&text, format + 1, &left);
		else
			put(&text, *format++);
	}
	va_end(left);
	if (size > 0)
		*text.at = '\0';
	return (int)((size_t)(text.at - buf) + text.cut);
}

int wt_compose(char *buf, size_t size, const char *format, ...)
{
	va_list args;
	int len;

	va_start(args, format);
	len = wt_compose_args(buf, size, format, args);
	va_end(args);
	return len;
}
