/* SPDX-License-Identifier: MIT */
#include "world/coroutine.h"

#include <stdint.h>
#include <sys/mman.h>
#include <unistd.h>

#include "time/heap.h"
#include "world/checker.h"

#ifdef WT_WITH_ASAN
#include <sanitizer/asan_interface.h>
#include <sanitizer/common_interface_defs.h>
#endif

/* A program that decides by addresses of its stack has another history when its
 * run is repeated. */
#define STARTS      7u
#define START_SHIFT 64u
/* What resume, pause or makecontext need of a stack, at most. */
#define FRAME_MAX 1024
/* What is below `low` when a coroutine has paused: of a sanitizer, too. */
#define FRAMES_BELOW 16384

static void leave(void **fake_stack, const void *bottom, size_t size)
{
#ifdef WT_WITH_ASAN
	__sanitizer_start_switch_fiber(fake_stack, bottom, size);
#else
	(void)fake_stack;
	(void)bottom;
	(void)size;
#endif
}

static void arrive(void *fake_stack, const void **bottom, size_t *size)
{
#ifdef WT_WITH_ASAN
	__sanitizer_finish_switch_fiber(fake_stack, bottom, size);
#else
	(void)fake_stack;
	(void)bottom;
	(void)size;
#endif
}

struct wt_coroutine *wt_coroutine_new(void)
{
	struct wt_coroutine *coroutine = wt_heap_take_zeroed(1, sizeof *coroutine);
	size_t page = (size_t)sysconf(_SC_PAGESIZE);
	void *memory;

	if (!coroutine)
		return NULL;
	coroutine->mapped = WT_STACK_SIZE + page;
	memory = mmap(NULL, coroutine->mapped, PROT_READ | PROT_WRITE,
		      MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
	if (memory == MAP_FAILED) {
		wt_heap_give(coroutine);
		return NULL;
	}
	mprotect(memory, page, PROT_NONE);
	coroutine->stack = (unsigned char *)memory + page;
#ifdef WT_WITH_VALGRIND
	coroutine->valgrind_id = (unsigned)VALGRIND_STACK_REGISTER(
		coroutine->stack, coroutine->stack + WT_STACK_SIZE);
#endif
	return coroutine;
}

void wt_coroutine_free(struct wt_coroutine *coroutine)
{
	if (!coroutine)
		return;
#ifdef WT_WITH_VALGRIND
	VALGRIND_STACK_DEREGISTER(coroutine->valgrind_id);
#endif
	munmap(coroutine->stack + WT_STACK_SIZE - coroutine->mapped, coroutine->mapped);
	wt_heap_give(coroutine);
}

/* makecontext passes ints; a pointer takes two. */
static void enter(unsigned high, unsigned low)
{
	struct wt_coroutine *coroutine =
		(struct wt_coroutine *)(uintptr_t)((uint64_t)high << 32 | low);

	arrive(NULL, &coroutine->main->bottom, &coroutine->main->size);
	coroutine->run(coroutine->argument);
	coroutine->done = 1;
	leave(NULL, coroutine->main->bottom, coroutine->main->size);
	setcontext(&coroutine->main->context);
}

void wt_coroutine_start(struct wt_coroutine *coroutine, struct wt_coroutine_main *main,
			void (*run)(void *), void *argument)
{
	uint64_t self = (uint64_t)(uintptr_t)coroutine;

	coroutine->main = main;
	coroutine->run = run;
	coroutine->argument = argument;
	coroutine->done = 0;
	coroutine->fake_stack = NULL;
	getcontext(&coroutine->context);
	coroutine->context.uc_stack.ss_sp = coroutine->stack;
	coroutine->context.uc_stack.ss_size =
		WT_STACK_SIZE - coroutine->starts++ % STARTS * START_SHIFT;
	coroutine->context.uc_link = NULL;
	coroutine->low = (unsigned char *)coroutine->context.uc_stack.ss_sp +
			 coroutine->context.uc_stack.ss_size - FRAME_MAX;
	makecontext(&coroutine->context, (void (*)(void))enter, 2, (unsigned)(self >> 32),
		    (unsigned)self);
}

/* No frame returns that would have taken its red zones with it. */
void wt_coroutine_abandon(struct wt_coroutine *coroutine)
{
	coroutine->done = 1;
#ifdef WT_WITH_ASAN
	unsigned char *low = coroutine->low - FRAMES_BELOW;

	if (low < coroutine->stack)
		low = coroutine->stack;
	ASAN_UNPOISON_MEMORY_REGION(low, (size_t)(coroutine->stack + WT_STACK_SIZE - low));
#endif
}

void wt_coroutine_resume(struct wt_coroutine *coroutine)
{
	struct wt_coroutine_main *main = coroutine->main;

	main->low = (unsigned char *)__builtin_frame_address(0) - FRAME_MAX;
	leave(&main->fake_stack, coroutine->stack, WT_STACK_SIZE);
	swapcontext(&main->context, &coroutine->context);
	arrive(main->fake_stack, NULL, NULL);
}

void wt_coroutine_pause(struct wt_coroutine *coroutine)
{
	coroutine->low = (unsigned char *)__builtin_frame_address(0) - FRAME_MAX;
	leave(&coroutine->fake_stack, coroutine->main->bottom, coroutine->main->size);
	swapcontext(&coroutine->context, &coroutine->main->context);
	arrive(coroutine->fake_stack, &coroutine->main->bottom, &coroutine->main->size);
}
