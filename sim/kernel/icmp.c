/* SPDX-License-Identifier: MIT */
#include "kernel/icmp.h"

#include <errno.h>

static const struct news {
	int error;
	bool final;
} unreachable[] = {
	{ENETUNREACH, false}, {EHOSTUNREACH, false}, {ENOPROTOOPT, true},  {ECONNREFUSED, true},
	{0, false}, /* which segments fit is not modelled */
	{EOPNOTSUPP, false},  {ENETUNREACH, true},   {EHOSTDOWN, true},    {ENONET, true},
	{ENETUNREACH, true},  {EHOSTUNREACH, true},  {ENETUNREACH, false}, {EHOSTUNREACH, false},
	{EHOSTUNREACH, true}, {EHOSTUNREACH, true},  {EHOSTUNREACH, true},
};

int wt_icmp_error(unsigned code, bool *ret_final)
{
	const struct news none = {0, false};
	const struct news *news =
		code < sizeof unreachable / sizeof unreachable[0] ? &unreachable[code] : &none;

	*ret_final = news->final;
	return news->error;
}
