/* SPDX-License-Identifier: MIT */
#include "scenario/stage.h"

#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "scenario/diagnostics.h"
#include "scenario/names.h"
#include "scenario/scenario.h"
#include "time/heap.h"
#include "wt_run.h"

void *wt_stage_take(struct wt_stage *stage, size_t size)
{
	void *taken = wt_arena_take(&stage->arena, size);

	if (!taken)
		abort();
	return taken;
}

const char *wt_stage_text(struct wt_stage *stage, const struct wt_node *node)
{
	char *printed = wt_node_print(node);
	char *text = wt_stage_take(stage, strlen(printed) + 1);

	strcpy(text, printed);
	free(printed);
	return text;
}

struct wt_actor *wt_stage_actor(const struct wt_stage *stage, const char *name)
{
	for (size_t i = 0; i < stage->actor_count; i++) {
		if (strcmp(stage->actors[i].name, name) == 0)
			return &stage->actors[i];
	}
	return NULL;
}

static const struct wt_kernel *kernel_of(const struct wt_stage *stage, const char *name)
{
	const struct wt_actor *actor = wt_stage_actor(stage, name);

	return actor->host ? &actor->host->kernel : &actor->peer->kernel;
}

int wt_stage_broken(const struct wt_plan *plan, int n)
{
	int node = -1;

	while ((node = wt_plan_find(plan, WT_LINE_BROKEN, node)) >= 0) {
		if (n-- == 0)
			return node;
	}
	return -1;
}

const char *wt_stage_program(const struct wt_node *node)
{
	return wt_node_field(node, WT_FIELD_PROG, 0)->as.name;
}

static uint64_t time_of(const struct wt_node *node)
{
	return wt_node_field(node, WT_FIELD_TIME, 0)->as.number.value;
}

/* -- Programs and their arguments -------------------------------------- */

static wt_program_main *find_program(struct wt_stage *stage, const struct wt_node *node)
{
	const struct wt_field *field = wt_node_field(node, WT_FIELD_PROG, 0);
	const struct wt_program *program = stage->programs;

	for (; program && program->name; program++) {
		if (strcmp(program->name, field->as.name) == 0)
			return program->main;
	}
	wt_diagnose_node(stage->diagnostics, node, field->col, "there is no program `%s` here",
			 field->as.name);
	wt_diagnose_hint(
		stage->diagnostics,
		"`wavetank list --programs` shows what is linked; --load FILE.so adds more");
	return NULL;
}

static char *address_text(struct wt_stage *stage, const char *name)
{
	uint32_t address = wt_tank_address(name);
	char *text = wt_stage_take(stage, 16);

	snprintf(text, 16, "%u.%u.%u.%u", address >> 24, address >> 16 & 255, address >> 8 & 255,
		 address & 255);
	return text;
}

static char *argument(struct wt_stage *stage, const struct wt_said_arg *arg)
{
	char *text;

	if (arg->kind == WT_ARG_ADDRESS)
		return address_text(stage, arg->text.data);
	text = wt_stage_take(stage, arg->text.len + 1);
	memcpy(text, arg->text.data, arg->text.len);
	return text;
}

/* argv[0] is the program's name; the list ends with NULL as C's does. */
static char **arguments(struct wt_stage *stage, const struct wt_node *node, const char *program,
			int *ret_argc)
{
	const struct wt_field *args = wt_node_field(node, WT_FIELD_ARGS, 0);
	size_t count = args ? args->as.args.count : 0;
	char **argv = wt_stage_take(stage, (count + 2) * sizeof *argv);

	argv[0] = wt_stage_take(stage, strlen(program) + 1);
	strcpy(argv[0], program);
	for (size_t i = 0; i < count; i++)
		argv[i + 1] = argument(stage, &args->as.args.at[i]);
	*ret_argc = (int)count + 1;
	return argv;
}

/* -- Hosts ------------------------------------------------------------- */

static void host_option(struct wt_host *host, const struct wt_node *node)
{
	const struct wt_field *field;

	switch (node->id) {
	case WT_LINE_SOCKETS:
		field = wt_node_field(node, WT_FIELD_NUMBER, 0);
		host->kernel.socket_limit = (size_t)field->as.number.value;
		break;
	case WT_LINE_BUFFERS:
		host->kernel.buffer_size = wt_node_field(node, WT_FIELD_SIZE, 0)->as.number.value;
		break;
	case WT_LINE_PORTS:
		field = wt_node_field(node, WT_FIELD_PORTS, 0);
		host->kernel.port_first = (uint16_t)field->as.range.low.value;
		host->kernel.port_last = (uint16_t)field->as.range.high.value;
		break;
	case WT_LINE_STARTS:
		host->starts_ns = time_of(node);
		break;
	default:
		break;
	}
}

static void stage_host(struct wt_stage *stage, struct wt_actor *actor, int broken_node)
{
	const struct wt_node *node = &stage->plan->nodes[actor->node];
	const struct wt_node *named = node;
	wt_program_main *program;
	char **argv;
	int argc;

	if (broken_node >= 0 && stage->plan->nodes[broken_node].parent == actor->node)
		named = &stage->plan->nodes[broken_node];
	program = find_program(stage, named);
	argv = arguments(stage, node, wt_stage_program(named), &argc);
	actor->host = wt_tank_add_host(stage->tank, actor->name, program, argc, argv);
	if (!actor->host)
		abort();
	for (int i = -1; (i = wt_plan_next(stage->plan, actor->node, i)) >= 0;)
		host_option(actor->host, &stage->plan->nodes[i]);
}

/* -- The rest of the world --------------------------------------------- */

static void stage_link(struct wt_stage *stage, const struct wt_node *node)
{
	const struct wt_field *delay = wt_node_field(node, WT_FIELD_TIMES, 0);
	const struct wt_field *rate = wt_node_field(node, WT_FIELD_RATE, 0);
	const char *a = wt_node_field(node, WT_FIELD_ACTOR, 0)->as.name;
	const char *b = wt_node_field(node, WT_FIELD_ACTOR, 1)->as.name;
	struct wt_link link = {0};

	if (delay) {
		link.delay_min_ns = delay->as.range.low.value;
		link.delay_max_ns = delay->as.range.high.value;
	}
	if (rate)
		link.bytes_per_s = rate->as.number.value;
	if (wt_tank_link(stage->tank, kernel_of(stage, a), kernel_of(stage, b), &link) < 0)
		abort();
}

static struct wt_host *host_of(const struct wt_stage *stage, const struct wt_node *node)
{
	return wt_stage_actor(stage, wt_node_field(node, WT_FIELD_HOST, 0)->as.name)->host;
}

typedef int at_process(struct wt_tank *, uint64_t time_ns, struct wt_host *, int line);

static void stage_process(struct wt_stage *stage, const struct wt_node *node, at_process *at)
{
	if (at(stage->tank, time_of(node), host_of(stage, node), node->line) < 0)
		abort();
}

static void stage_signal(struct wt_stage *stage, const struct wt_node *node)
{
#define NUMBER(name) name,
	static const int numbers[] = {WT_SIGNALS(NUMBER)};
#undef NUMBER
	int word = wt_node_field(node, WT_FIELD_SIGNAL, 0)->as.word;

	if (wt_tank_at_signal(stage->tank, time_of(node), host_of(stage, node), node->line,
			      numbers[word], wt_signal_words.at[word]) < 0)
		abort();
}

static void stage_clock(struct wt_stage *stage, const struct wt_node *node)
{
	const struct wt_quantity *shift = &wt_node_field(node, WT_FIELD_SHIFT, 0)->as.number;
	int64_t shift_ns = shift->negative ? -(int64_t)shift->value : (int64_t)shift->value;

	if (wt_tank_at_wall_clock(stage->tank, time_of(node), host_of(stage, node), shift_ns) < 0)
		abort();
}

static void stage_cut(struct wt_stage *stage, const struct wt_node *node)
{
	const char *a = wt_node_field(node, WT_FIELD_ACTOR, 0)->as.name;
	const char *b = wt_node_field(node, WT_FIELD_ACTOR, 1)->as.name;
	enum wt_link_state state = WT_LINK_UP;

	if (wt_node_says(node, "down"))
		state = WT_LINK_DOWN;
	else if (wt_node_says(node, "silent"))
		state = WT_LINK_SILENT;
	if (wt_tank_at_link(stage->tank, time_of(node), kernel_of(stage, a), kernel_of(stage, b),
			    state) < 0)
		abort();
}

static void stage_expectation(struct wt_stage *stage, const struct wt_node *node)
{
	const struct wt_field *by = wt_node_field(node, WT_FIELD_TIME, 0);

	if (by && by->as.number.value > stage->tank->last_by_ns)
		stage->tank->last_by_ns = by->as.number.value;
}

static void stage_line(struct wt_stage *stage, const struct wt_node *node)
{
	switch (node->id) {
	case WT_LINE_LINK:
		stage_link(stage, node);
		break;
	case WT_LINE_CLOCK:
		stage_clock(stage, node);
		break;
	case WT_LINE_WOKEN:
		stage_process(stage, node, wt_tank_at_woken);
		break;
	case WT_LINE_SIGNAL:
		stage_signal(stage, node);
		break;
	case WT_LINE_KILLED:
		stage_process(stage, node, wt_tank_at_killed);
		break;
	case WT_LINE_RESTARTS:
		stage_process(stage, node, wt_tank_at_restart);
		break;
	case WT_LINE_CUT_LINK:
		stage_cut(stage, node);
		break;
	case WT_LINE_KERNEL:
		stage->tank->net.posix = wt_node_says(node, "posix");
		break;
	case WT_LINE_LIMIT:
		stage->tank->limit_ns = time_of(node);
		break;
	case WT_LINE_ENDS:
		stage->tank->ends_ns = time_of(node);
		break;
	case WT_LINE_EXPECT:
		stage_expectation(stage, node);
		break;
	default:
		break;
	}
}

static bool is_actor(const struct wt_node *node)
{
	return node->id == WT_LINE_HOST || node->id == WT_LINE_PEER;
}

static size_t count_lines(const struct wt_plan *plan, enum wt_statement id)
{
	size_t count = 0;

	for (int i = -1; (i = wt_plan_find(plan, id, i)) >= 0;)
		count++;
	return count;
}

static void stage_actors(struct wt_stage *stage, int broken_node)
{
	const struct wt_plan *plan = stage->plan;
	size_t hosts = count_lines(plan, WT_LINE_HOST), peers = count_lines(plan, WT_LINE_PEER);

	stage->actors = wt_stage_take(stage, (hosts + peers + 1) * sizeof *stage->actors);
	stage->tank = wt_tank_new(stage->decider, hosts, peers);
	if (!stage->tank) {
		wt_diagnose_node(stage->diagnostics, &plan->nodes[0], 0,
				 "more than %d hosts or %d peers", WT_HOSTS_MAX, WT_PEERS_MAX);
		return;
	}
	for (int i = -1; (i = wt_plan_next(plan, -1, i)) >= 0;) {
		struct wt_actor *actor;

		if (!is_actor(&plan->nodes[i]))
			continue;
		actor = &stage->actors[stage->actor_count++];
		actor->node = i;
		actor->name = wt_node_field(&plan->nodes[i], WT_FIELD_NAME, 0)->as.name;
		if (plan->nodes[i].id == WT_LINE_HOST)
			stage_host(stage, actor, broken_node);
		else
			actor->peer = wt_tank_add_peer(stage->tank, actor->name);
	}
}

/* Addresses are made from names; two names of one address can not both be had. */
static void check_addresses(struct wt_stage *stage)
{
	for (size_t i = 0; i < stage->actor_count; i++) {
		for (size_t j = 0; j < i; j++) {
			const struct wt_actor *a = &stage->actors[j], *b = &stage->actors[i];

			if (wt_tank_address(a->name) == wt_tank_address(b->name))
				wt_diagnose_node(stage->diagnostics, &stage->plan->nodes[b->node],
						 0,
						 "`%s` would get the address of `%s`: rename one",
						 b->name, a->name);
		}
	}
}

static void stage_all(struct wt_stage *stage, int broken_node)
{
	const struct wt_plan *plan = stage->plan;

	stage_actors(stage, broken_node);
	if (!stage->tank)
		return;
	check_addresses(stage);
	for (size_t i = 0; i < stage->actor_count; i++) {
		if (stage->actors[i].peer)
			wt_stage_steps(stage, &stage->actors[i]);
	}
	for (int i = -1; (i = wt_plan_next(plan, -1, i)) >= 0;)
		stage_line(stage, &plan->nodes[i]);
	wt_stage_decisions(stage);
}

struct wt_stage *wt_stage_new(const struct wt_plan *bound, const struct wt_program *programs,
			      int broken, struct wt_diagnostics *diagnostics)
{
	struct wt_stage *stage = wt_heap_take_zeroed(1, sizeof *stage);
	size_t before = wt_diagnostics_count(diagnostics);

	if (!stage)
		abort();
	stage->plan = bound;
	stage->programs = programs;
	stage->diagnostics = diagnostics;
	wt_arena_init(&stage->arena);
	stage->decider = wt_decider_new();
	if (!stage->decider)
		abort();
	stage_all(stage, broken < 0 ? -1 : wt_stage_broken(bound, broken));
	if (wt_diagnostics_count(diagnostics) == before)
		return stage;
	wt_stage_free(stage);
	return NULL;
}

void wt_stage_free(struct wt_stage *stage)
{
	if (!stage)
		return;
	wt_tank_free(stage->tank);
	wt_decider_free(stage->decider);
	wt_arena_fini(&stage->arena);
	wt_heap_give(stage);
}
