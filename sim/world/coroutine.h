/* SPDX-License-Identifier: MIT
 *
 * coroutine.h - a stack of its own for each host, where there are several.
 *
 * Switched only in a wait or in a call made late, so nothing else can happen in
 * between.  ASan and Valgrind are told of every switch. */
#ifndef WT_COROUTINE_H
#define WT_COROUTINE_H

#include <stddef.h>
#include <ucontext.h>

/* What Linux gives a process, and who runs alone has.  It is mapped, not taken;
 * with 32 bits even that is too much. */
#define WT_STACK_SIZE ((size_t)(sizeof(void *) < 8 ? 1 : 8) << 20)

/* The stack everything else runs on. */
struct wt_coroutine_main {
	ucontext_t context;
	void *fake_stack; /* ASan's */
	const void *bottom;
	size_t size;
	unsigned char *low; /* while a coroutine runs: its own frames are all above */
};

struct wt_coroutine {
	ucontext_t context;
	struct wt_coroutine_main *main;
	void (*run)(void *);
	void *argument;
	unsigned char *stack; /* of WT_STACK_SIZE, above a page nobody may touch */
	size_t mapped;
	void *fake_stack;
	unsigned valgrind_id;
	unsigned starts;
	int done;
	unsigned char *low; /* while it does not run: its frames are all above */
};

/* NULL: no memory. */
struct wt_coroutine *wt_coroutine_new(void);
void wt_coroutine_free(struct wt_coroutine *);
/* Makes it begin anew, at another address than before; what was on its stack is
 * forgotten. */
void wt_coroutine_start(struct wt_coroutine *, struct wt_coroutine_main *, void (*run)(void *),
			void *argument);
/* It has paused, and is not to go on: what is on its stack is never gone back to. */
void wt_coroutine_abandon(struct wt_coroutine *);
/* From the main stack: until it pauses or ends. */
void wt_coroutine_resume(struct wt_coroutine *);
/* From the coroutine. */
void wt_coroutine_pause(struct wt_coroutine *);

#endif
