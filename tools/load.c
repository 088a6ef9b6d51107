/* SPDX-License-Identifier: MIT */
#include "load.h"

#include <dlfcn.h>
#include <stdlib.h>
#include <string.h>

#include "command.h"
#include "symbols.h"

static bool known(const struct wt_programs *programs, const char *name)
{
	for (size_t i = 0; i < programs->count; i++)
		if (strcmp(programs->at[i].name, name) == 0)
			return true;
	return false;
}

/* Names are kept as copies: those of a scenario go with it. */
static void add(struct wt_programs *programs, const struct wt_program *program)
{
	if (known(programs, program->name))
		return;
	programs->at =
		wt_tool_need(realloc(programs->at, (programs->count + 2) * sizeof *programs->at));
	programs->at[programs->count].name = wt_tool_need(strdup(program->name));
	programs->at[programs->count].main = program->main;
	programs->at[++programs->count] = (struct wt_program){NULL, NULL};
}

static void add_all(struct wt_programs *programs, const struct wt_program *list)
{
	for (; list && list->name; list++)
		add(programs, list);
}

static bool keeps_state(const char *path)
{
	char *globals = wt_symbols_globals(path);
	bool any = globals != NULL;

	if (any)
		wt_tool_complain("%s keeps state from one run to the next in: %s\n"
				 "  link its programs into a command of your own, where the "
				 "world keeps globals per host",
				 path, globals);
	free(globals);
	return any;
}

static bool open_object(struct wt_programs *programs, const char *path)
{
	char *name;

	if (keeps_state(path))
		return false;
	/* dlopen searches the system's folders for a name without a slash. */
	name = wt_tool_format("%s%s", strchr(path, '/') ? "" : "./", path);
	programs->path = path;
	programs->object = dlopen(name, RTLD_NOW | RTLD_LOCAL);
	free(name);
	if (!programs->object) {
		wt_tool_complain("can not load programs: %s", dlerror());
		return false;
	}
	add_all(programs, dlsym(programs->object, "wt_programs"));
	return true;
}

bool wt_programs_init(struct wt_programs *programs, const struct wt_program *own, const char *path)
{
	*programs = (struct wt_programs){NULL, 0, NULL, NULL};
	programs->at = wt_tool_need(calloc(1, sizeof *programs->at));
	if (path && !open_object(programs, path)) {
		wt_programs_fini(programs);
		return false;
	}
	add_all(programs, own);
	return true;
}

static void find(struct wt_programs *programs, const char *name)
{
	struct wt_program program = {name, NULL};
	char *symbol = wt_tool_format("%s_main", name);
	void *address;

	/* A NAME may have dashes, a symbol may not. */
	for (char *c = symbol; *c != '\0'; c++)
		if (*c == '-')
			*c = '_';
	address = dlsym(programs->object, symbol);
	/* The way from an object pointer to a function pointer POSIX asks for. */
	memcpy(&program.main, &address, sizeof address);
	if (address)
		add(programs, &program);
	free(symbol);
}

void wt_programs_find(struct wt_programs *programs, const struct wt_scenario *scenario)
{
	const struct wt_named_program *named;
	size_t count = wt_scenario_programs(scenario, &named);

	for (size_t i = 0; programs->object && i < count; i++)
		if (!known(programs, named[i].name))
			find(programs, named[i].name);
}

static void find_main(void *context, const char *name)
{
	struct wt_programs *programs = context;

	if (!known(programs, name))
		find(programs, name);
}

void wt_programs_find_all(struct wt_programs *programs)
{
	if (programs->object)
		wt_symbols_mains(programs->path, find_main, programs);
}

void wt_programs_fini(struct wt_programs *programs)
{
	/* Ours to free, though the public struct has them const. */
	for (size_t i = 0; i < programs->count; i++)
		free((void *)(uintptr_t)programs->at[i].name);
	free(programs->at);
	if (programs->object)
		dlclose(programs->object);
}
