/* SPDX-License-Identifier: MIT
 *
 * From the text of a call to the call, and from what it returned to text. */
#include "verb.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const struct verb *const lists[] = {
	verbs_socket, verbs_options, verbs_ready, verbs_setup, verbs_buffers,
	verbs_epoll,  verbs_local,   verbs_seam,  verbs_wire,  NULL,
};

static const struct verb *find_verb(const char *name)
{
	for (const struct verb *const *list = lists; *list; list++) {
		for (const struct verb *verb = *list; verb->name; verb++) {
			if (strcmp(verb->name, name) == 0)
				return verb;
		}
	}
	return NULL;
}

static void split_args(char *text, struct call *call)
{
	for (unsigned i = 0; i < CALL_ARGS_MAX && text; i++)
		call->args[i] = strsep(&text, ",");
}

/* NAME(ARG,ARG)SUFFIX */
static bool split(char *step, struct call *call)
{
	char *open = strchr(step, '('), *close = strchr(step, ')');

	if (!open || !close)
		return false;
	*open = *close = '\0';
	call->verb = step;
	call->suffix = close + 1;
	split_args(open + 1, call);
	return true;
}

void call_make(struct stage *stage, char *step, struct answer *ret)
{
	struct call call = {.stage = stage, .args = {"", "", "", ""}};
	const struct verb *verb;

	if (*step == '[') {
		wire_make(stage, step, ret);
		return;
	}
	verb = split(step, &call) ? find_verb(call.verb) : NULL;
	*ret = (struct answer){.text = "?", .failed = true};
	if (verb)
		verb->run(&call, ret);
}

struct stage_socket *call_socket(const struct call *call, unsigned arg)
{
	return stage_socket(call->stage, call->args[arg]);
}

long call_number(const struct call *call, unsigned arg)
{
	return strtol(call->args[arg], NULL, 0);
}

void answer_text(struct answer *answer, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	vsnprintf(answer->text, sizeof answer->text, format, args);
	va_end(args);
	answer->failed = false;
}

void answer_result(struct answer *answer, long result)
{
	const char *name = result < 0 ? strerrorname_np((int)-result) : NULL;

	if (name)
		answer_text(answer, "%s", name);
	else
		answer_text(answer, "%ld", result);
	answer->failed = result < 0 && result != -EINPROGRESS;
}

void answer_success(struct answer *answer, long result)
{
	answer_result(answer, result < 0 ? result : 0);
}
