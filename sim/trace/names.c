/* SPDX-License-Identifier: MIT */
#include "trace/names.h"

#include <stddef.h>
#include <sys/socket.h>

#include "ac_sys.h"
#include "trace/event.h"

#define COUNT(table) (sizeof(table) / sizeof((table)[0]))
#define WORD(name)   #name,

static const char *pick(const char *const *table, size_t count, unsigned i)
{
	return i < count ? table[i] : "?";
}

const char *wt_name_of_call(unsigned call)
{
	static const char *const names[] = {WT_CALLS(WORD)};

	return pick(names, COUNT(names), call);
}

const char *wt_name_of_handler(unsigned handler)
{
	static const char *const names[] = {AC_HANDLERS(WORD)};

	return pick(names, COUNT(names), handler);
}

const char *wt_name_of_segment(unsigned kind)
{
	static const char *const names[] = {"SYN", "DATA", "FIN", "RST"};

	return pick(names, COUNT(names), kind);
}

const char *wt_name_of_condition(unsigned condition)
{
	static const char *const names[] = {
		[WT_COND_NONE] = "time-outs of length 0",
		[WT_COND_WRITABLE] = "room to write",
		[WT_COND_DATA] = "unread bytes",
		[WT_COND_EOF] = "end of stream",
		[WT_COND_RESET] = "an error nobody collects",
		[WT_COND_HUP] = "hang-up",
		[WT_COND_LISTENER] = "a connection that can not be accepted",
		[WT_COND_URGENT] = "an urgent byte",
	};

	return pick(names, COUNT(names), condition);
}

const char *wt_name_of_ending(unsigned ending)
{
	static const char *const names[] = {
		[WT_ENDING_NOTHING] = "nothing", [WT_ENDING_FIN] = "fin",
		[WT_ENDING_RESET] = "reset",     [WT_ENDING_REFUSAL] = "refusal",
		[WT_ENDING_TIMEOUT] = "timeout",
	};

	return pick(names, COUNT(names), ending);
}

const char *wt_name_of_life(unsigned life)
{
	static const char *const names[] = {
		[WT_LIFE_STARTED] = "started",   [WT_LIFE_SETTLING] = "settling",
		[WT_LIFE_INSTANT] = "instant",   [WT_LIFE_ENDED] = "ended",
		[WT_LIFE_STOPPING] = "stopping", [WT_LIFE_OVER] = "over",
		[WT_LIFE_KILLED] = "killed by",  [WT_LIFE_WOKEN] = "woken by",
		[WT_LIFE_SIGNAL] = "gets",
	};

	return pick(names, COUNT(names), life);
}

const char *wt_name_of_option(int option)
{
	switch (option) {
	case SO_ERROR:
		return "SO_ERROR";
	case SO_REUSEADDR:
		return "SO_REUSEADDR";
	case SO_KEEPALIVE:
		return "SO_KEEPALIVE";
	case SO_SNDBUF:
		return "SO_SNDBUF";
	case SO_RCVBUF:
		return "SO_RCVBUF";
	case SO_OOBINLINE:
		return "SO_OOBINLINE";
	default:
		return NULL;
	}
}
