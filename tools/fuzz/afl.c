/* SPDX-License-Identifier: MIT
 *
 * AFL++'s persistent mode: one process runs one input after the other.  The functions
 * are those of its runtime, which its compilers link; the two texts are what afl-fuzz
 * looks for in a program that speaks this way.
 *
 * The mutator sits in afl-fuzz, in another process: what it has to know of names is
 * written to a file, OUT/wt-menu.  To make a failing input small takes longer than
 * afl-fuzz waits: a process of its own does that. */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "engine.h"

#define INPUTS    100000 /* of one process */
#define INPUT_MAX ((size_t)1 << 20)
#define MENU_MAX  (1 << 24) /* bytes of the file: by then the mutator knows enough */

int __afl_persistent_loop(unsigned int count) __attribute__((weak));
void __afl_manual_init(void) __attribute__((weak));
void __sanitizer_cov_trace_pc_guard_init(uint32_t *begin, uint32_t *end) __attribute__((weak));
void __sanitizer_cov_trace_pc_guard(uint32_t *guard) __attribute__((weak));
extern uint8_t *__afl_fuzz_ptr __attribute__((weak));
extern uint32_t *__afl_fuzz_len __attribute__((weak));
extern uint8_t *__afl_area_ptr __attribute__((weak));
extern uint32_t __afl_map_size __attribute__((weak));
extern int __afl_sharedmem_fuzzing;
int __afl_sharedmem_fuzzing = 1;

static const char *const marks[]
	__attribute__((used)) = {"##SIG_AFL_PERSISTENT##", "##SIG_AFL_DEFER_FORKSRV##"};

bool wt_fuzz_has_afl(void)
{
	return __afl_persistent_loop && __afl_manual_init;
}

/* The first byte says that this is a map. */
void wt_fuzz_afl_forget(void)
{
	if (!wt_fuzz_has_afl())
		return;
	memset(__afl_area_ptr, 0, __afl_map_size);
	__afl_area_ptr[0] = 1;
}

/* -- Edge cases as edges ------------------------------------------------------------ */

static uint32_t guards[1024];

/* The map is measured once all modules have told of their edges; this is told with
 * the last of them.  The attribute `constructor` would warn of a number so low. */
static void announce_cells(void)
{
	if (wt_fuzz_has_afl() && __sanitizer_cov_trace_pc_guard_init)
		__sanitizer_cov_trace_pc_guard_init(guards,
						    guards + sizeof guards / sizeof guards[0]);
}

static void (*const announce)(void)
	__attribute__((section(".init_array.00002"), used)) = announce_cells;

static void tell_cells(void)
{
	size_t count;
	uint8_t *cells = wt_fuzz_engine_cells(&count);

	for (size_t i = 0; i < count; i++) {
		for (; cells[i] > 0; cells[i]--)
			__sanitizer_cov_trace_pc_guard(&guards[i]);
	}
}

/* -- The menu ------------------------------------------------------------------------- */

/* What a process before this one learnt is written again: the mutator knows it. */
static int open_menu(void)
{
	const char *folder = getenv("__AFL_OUT_DIR");
	char path[4096];
	struct stat about;

	if (!folder || snprintf(path, sizeof path, "%s/wt-menu", folder) >= (int)sizeof path)
		return -1;
	if (stat(path, &about) == 0 && about.st_size > MENU_MAX)
		return -1;
	return open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0644);
}

static void write_news(int fd, const char *news)
{
	size_t len = strlen(news);

	/* Cut short it is a line less to choose from. */
	if (fd >= 0 && len > 0 && write(fd, news, len) < 0)
		perror("fuzz: wt-menu");
}

/* -- One input after the other ---------------------------------------------------------- */

/* The input is a copy: the next one will be written where this one lies. */
static void report(struct wt_fuzz_case *c, const uint8_t *input, size_t size)
{
	uint8_t *data = malloc(size + 1);
	pid_t child;

	if (!data)
		abort();
	memcpy(data, input, size);
	child = fork();
	if (child != 0)
		abort();
	/* The map counts the runs of others now, and these are the fork server's ends of
	 * its pipes. */
	__afl_area_ptr = calloc(1, __afl_map_size);
	if (!__afl_area_ptr)
		_exit(3);
	close(198);
	close(199);
	wt_fuzz_case_write(c, wt_fuzz_engine_folder(), data, size);
	_exit(0);
}

static void run(struct wt_fuzz_case *c, int menu, const uint8_t *data, size_t size)
{
	bool fails = wt_fuzz_case_fails(c, data, size);

	tell_cells();
	write_news(menu, c->news ? c->news : "");
	if (fails)
		report(c, data, size);
}

int wt_fuzz_serve_afl(void)
{
	struct wt_fuzz_case *c = wt_fuzz_engine_case();
	uint8_t *buffer = malloc(INPUT_MAX);
	int menu;

	if (!buffer)
		return 3;
	__afl_manual_init();
	menu = open_menu();
	while (__afl_persistent_loop(INPUTS)) {
		if (__afl_fuzz_ptr) {
			run(c, menu, __afl_fuzz_ptr, *__afl_fuzz_len);
		} else {
			size_t size = fread(buffer, 1, INPUT_MAX, stdin);

			run(c, menu, buffer, size);
		}
	}
	free(buffer);
	return 0;
}
