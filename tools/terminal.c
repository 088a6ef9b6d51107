/* SPDX-License-Identifier: MIT */
#include "terminal.h"

#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <time.h>
#include <unistd.h>

bool wt_color_parse(const char *word, enum wt_color *ret)
{
	static const char *const words[] = {"auto", "always", "never"};

	for (int i = 0; i < 3; i++) {
		if (strcmp(word, words[i]) == 0) {
			*ret = (enum wt_color)i;
			return true;
		}
	}
	return false;
}

bool wt_color_wanted(enum wt_color color, FILE *file)
{
	const char *no_color = getenv("NO_COLOR");
	const char *term = getenv("TERM");

	if (color != WT_COLOR_AUTO)
		return color == WT_COLOR_ALWAYS;
	if ((no_color && *no_color) || (term && strcmp(term, "dumb") == 0))
		return false;
	return isatty(fileno(file)) != 0;
}

int wt_terminal_width(FILE *file)
{
	struct winsize size;

	if (ioctl(fileno(file), TIOCGWINSZ, &size) == 0 && size.ws_col >= 40)
		return size.ws_col;
	return 100;
}

const char *wt_style(bool color, enum wt_style style)
{
	static const char *const escapes[] = {"\033[32m", "\033[1;31m", "\033[1m", "\033[2m",
					      "\033[0m"};

	return color ? escapes[style] : "";
}

uint64_t wt_real_time_ns(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (uint64_t)now.tv_sec * 1000000000 + (uint64_t)now.tv_nsec;
}
