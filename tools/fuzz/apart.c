/* SPDX-License-Identifier: MIT
 *
 * An input in a process of its own: what a program left behind in its globals is
 * gone with it.  What the engine counted there must come back, and what was learnt
 * of names; what failed comes in the exit code and a file. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "case.h"

/* libFuzzer's counters of edges, and those of ours beside them.  AFL++ shares its
 * own already. */
extern unsigned char __start___sancov_cntrs[] __attribute__((weak));
extern unsigned char __stop___sancov_cntrs[] __attribute__((weak));
extern unsigned char __start___libfuzzer_extra_counters[] __attribute__((weak));
extern unsigned char __stop___libfuzzer_extra_counters[] __attribute__((weak));

static size_t size_between(const unsigned char *begin, const unsigned char *end)
{
	return begin ? (size_t)((uintptr_t)end - (uintptr_t)begin) : 0;
}

static size_t edges(void)
{
	return size_between(__start___sancov_cntrs, __stop___sancov_cntrs);
}

static size_t cells(void)
{
	return size_between(__start___libfuzzer_extra_counters, __stop___libfuzzer_extra_counters);
}

static void need(bool holds, const char *what)
{
	if (holds)
		return;
	perror(what);
	exit(3);
}

static void share(struct wt_fuzz_case *c)
{
	void *area;

	if (c->shared || edges() + cells() == 0)
		return;
	area = mmap(NULL, edges() + cells(), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1,
		    0);
	need(area != MAP_FAILED, "fuzz: mmap");
	c->shared = area;
}

/* Not with nothing: memcpy takes no NULL. */
static void copy(unsigned char *to, const unsigned char *from, size_t len)
{
	if (len > 0)
		memcpy(to, from, len);
}

static void give_counters(const struct wt_fuzz_case *c)
{
	if (!c->shared)
		return;
	copy(c->shared, __start___sancov_cntrs, edges());
	copy(c->shared + edges(), __start___libfuzzer_extra_counters, cells());
}

static void take_counters(const struct wt_fuzz_case *c)
{
	if (!c->shared)
		return;
	copy(__start___sancov_cntrs, c->shared, edges());
	copy(__start___libfuzzer_extra_counters, c->shared + edges(), cells());
}

/* What it tells of a failure: a line each for check, object and length of the text,
 * and this; then the news of the menu. */
static _Noreturn void be_apart(struct wt_fuzz_case *c, int out, const uint8_t *data, size_t size)
{
	struct wt_fuzz_target here = *c->target;
	FILE *told = fdopen(out, "w");
	bool fails;

	here.fork = false;
	c->target = &here;
	fails = wt_fuzz_case_fails(c, data, size);
	if (told && fails)
		fprintf(told, "%s\n%s\n%zu\n%s", c->check, c->object, strlen(c->text), c->text);
	if (told)
		fputs(c->news, told);
	if (told)
		fclose(told);
	give_counters(c);
	_exit(fails ? 1 : 0);
}

static void read_failure(struct wt_fuzz_case *c, FILE *in)
{
	size_t len = 0;

	c->check[0] = c->object[0] = '\0';
	if (fgets(c->check, sizeof c->check, in))
		c->check[strcspn(c->check, "\n")] = '\0';
	if (fgets(c->object, sizeof c->object, in))
		c->object[strcspn(c->object, "\n")] = '\0';
	need(fscanf(in, "%zu", &len) == 1 && getc(in) == '\n' && len < 1 << 24,
	     "fuzz: what was told");
	free(c->text);
	c->text = calloc(1, len + 1);
	need(c->text && fread(c->text, 1, len, in) == len, "fuzz: what was told");
}

/* Only what is news here, too: the process there begins to learn each time. */
static void read_news(struct wt_fuzz_case *c, FILE *in)
{
	struct wt_menu *menu = wt_fuzz_menu(c->fuzz);
	char *line = NULL;
	size_t capacity = 0, size;
	FILE *told;

	free(c->told);
	c->told = NULL;
	told = open_memstream(&c->told, &size);
	need(told != NULL, "fuzz: memory");
	while (getline(&line, &capacity, in) > 0) {
		size_t before = wt_menu_count(menu);

		wt_menu_add(menu, line, strlen(line));
		if (wt_menu_count(menu) > before)
			fputs(line, told);
	}
	fclose(told);
	free(line);
	c->news = c->told;
}

/* How it ended tells whether there is a failure to be read: so the end comes first,
 * and what is told waits in a file, which holds more than a pipe. */
bool wt_fuzz_case_fails_apart(struct wt_fuzz_case *c, const uint8_t *data, size_t size)
{
	FILE *told = tmpfile();
	int status = 0;
	pid_t child;
	bool fails;

	need(told != NULL, "fuzz: tmpfile");
	share(c);
	fflush(NULL);
	child = fork();
	need(child >= 0, "fuzz: fork");
	if (child == 0)
		be_apart(c, dup(fileno(told)), data, size);
	while (waitpid(child, &status, 0) < 0)
		need(errno == EINTR, "fuzz: waitpid");
	take_counters(c);
	rewind(told);
	fails = !WIFEXITED(status) || WEXITSTATUS(status) == 1;
	if (WIFEXITED(status) && WEXITSTATUS(status) > 1)
		exit(WEXITSTATUS(status));
	if (fails && WIFEXITED(status))
		read_failure(c, told);
	else if (fails)
		snprintf(c->check, sizeof c->check, "crash");
	read_news(c, told);
	fclose(told);
	return fails;
}
