/* SPDX-License-Identifier: MIT */
#include "world/checker.h"

#include <stdio.h>

#if defined(WT_WITH_ASAN)

#include <sanitizer/asan_interface.h>
#include <stdlib.h>
#include <unistd.h>

/* The sanitizers' callbacks carry no argument: the second piece of global state of
 * the simulator, and like the first (crash.c) about the process as a whole. */
static unsigned errors;
static bool (*asks_program)(void);
static wt_checker_tell *tells;
static const void *tells_of;

static void count(const char *report)
{
	(void)report;
	if (tells)
		tells(tells_of, "an error");
	if (!asks_program || !asks_program())
		abort();
	errors++;
}

/* Called by UBSan where there is one; then it ends the process. */
void __ubsan_on_report(void);
void __ubsan_on_report(void)
{
	if (tells)
		tells(tells_of, "an error");
}

void wt_checker_init(bool (*is_program)(void))
{
	asks_program = is_program;
	__asan_set_error_report_callback(count);
}

unsigned wt_checker_begin(wt_checker_tell *tell, const void *what)
{
	tells = tell;
	tells_of = what;
	return 0;
}

void wt_checker_end(wt_checker_tell *tell, const void *what, unsigned begun)
{
	(void)tell;
	(void)what;
	(void)begun;
	tells = NULL;
}

const char *wt_checker_name(void)
{
	return "AddressSanitizer";
}

unsigned wt_checker_errors(void)
{
	return errors;
}

/* While a program runs stderr is its own. */
void wt_checker_say(const char *text)
{
	dprintf(STDERR_FILENO, "%s\n", text);
}

void wt_checker_noaccess(const void *p, size_t len)
{
	ASAN_POISON_MEMORY_REGION(p, len);
}

void wt_checker_undefined(const void *p, size_t len)
{
	ASAN_UNPOISON_MEMORY_REGION(p, len);
}

void wt_checker_defined(const void *p, size_t len)
{
	ASAN_UNPOISON_MEMORY_REGION(p, len);
}

/* Touched, a poisoned byte is reported as any other. */
void wt_checker_must_be_there(const void *p, size_t len)
{
	void *poisoned = __asan_region_is_poisoned((void *)(size_t)p, len);

	if (poisoned)
		(void)*(volatile unsigned char *)poisoned;
}

void wt_checker_must_be_defined(const void *p, size_t len)
{
	wt_checker_must_be_there(p, len);
}

#else

#ifndef WT_WITH_VALGRIND
#define VALGRIND_MAKE_MEM_NOACCESS(p, len)               ((void)(p), (void)(len), 0)
#define VALGRIND_MAKE_MEM_UNDEFINED(p, len)              ((void)(p), (void)(len), 0)
#define VALGRIND_MAKE_MEM_DEFINED(p, len)                ((void)(p), (void)(len), 0)
#define VALGRIND_MAKE_MEM_DEFINED_IF_ADDRESSABLE(p, len) ((void)(p), (void)(len), 0)
#define VALGRIND_CHECK_MEM_IS_ADDRESSABLE(p, len)        ((void)(p), (void)(len), 0)
#define VALGRIND_CHECK_MEM_IS_DEFINED(p, len)            ((void)(p), (void)(len), 0)
#define VALGRIND_COUNT_ERRORS                            0
#define VALGRIND_PRINTF(format, text)                    ((void)(format), (void)(text), 0)
#endif

void wt_checker_init(bool (*is_program)(void))
{
	(void)is_program;
}

/* Other tools of Valgrind answer none of memcheck's requests. */
const char *wt_checker_name(void)
{
	char byte = 0;

	return VALGRIND_MAKE_MEM_DEFINED(&byte, 1) ? "memcheck" : NULL;
}

unsigned wt_checker_errors(void)
{
	return (unsigned)VALGRIND_COUNT_ERRORS;
}

unsigned wt_checker_begin(wt_checker_tell *tell, const void *what)
{
	(void)tell;
	(void)what;
	return wt_checker_errors();
}

void wt_checker_end(wt_checker_tell *tell, const void *what, unsigned begun)
{
	unsigned errors = wt_checker_errors() - begun;
	char found[32];

	if (errors == 0)
		return;
	snprintf(found, sizeof found, "%u error%s", errors, errors == 1 ? "" : "s");
	tell(what, found);
}

void wt_checker_say(const char *text)
{
	(void)VALGRIND_PRINTF("%s\n", text);
}

void wt_checker_noaccess(const void *p, size_t len)
{
	(void)VALGRIND_MAKE_MEM_NOACCESS(p, len);
}

void wt_checker_undefined(const void *p, size_t len)
{
	(void)VALGRIND_MAKE_MEM_UNDEFINED(p, len);
}

void wt_checker_defined(const void *p, size_t len)
{
	(void)VALGRIND_MAKE_MEM_DEFINED(p, len);
}

void wt_checker_must_be_there(const void *p, size_t len)
{
	(void)VALGRIND_CHECK_MEM_IS_ADDRESSABLE(p, len);
}

void wt_checker_must_be_defined(const void *p, size_t len)
{
	if (VALGRIND_CHECK_MEM_IS_DEFINED(p, len))
		(void)VALGRIND_MAKE_MEM_DEFINED_IF_ADDRESSABLE(p, len);
}

#endif
