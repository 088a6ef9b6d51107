/* SPDX-License-Identifier: MIT
 *
 * Linked into the command, not into the library: what AddressSanitizer does there at
 * an error.  It goes on, so that the run can be judged, and counts each one, so that
 * the same run has the same verdict again (sim/world/checker.h).  Everywhere else an
 * error ends the process, as is its default. */
const char *__asan_default_options(void);

const char *__asan_default_options(void)
{
	return "halt_on_error=0:suppress_equal_pcs=0";
}
