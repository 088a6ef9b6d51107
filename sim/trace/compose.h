/* SPDX-License-Identifier: MIT
 *
 * compose.h - snprintf for names and decisions, which every run makes many of:
 * %s, %.*s, %c, %u, %lu and %llu alone. */
#ifndef WT_COMPOSE_H
#define WT_COMPOSE_H

#include <stdarg.h>
#include <stddef.h>

int wt_compose(char *buf, size_t size, const char *format, ...)
	__attribute__((format(printf, 3, 4)));
int wt_compose_args(char *buf, size_t size, const char *format, va_list)
	__attribute__((format(printf, 3, 0)));

#endif
