/* SPDX-License-Identifier: MIT
 *
 * error.c - what failed, and how it is said. */
#include <string.h>

#include "internal.h"

const char *ac_strerror(int code)
{
	const char *text;

	if (code == AC_EXIT)
		return "exit";
	if (code == AC_E_USER)
		return "failure";
	text = code > -4096 ? strerrordesc_np(-code) : NULL;
	return text ? text : "Unknown error";
}

const char *ac_op_name(enum ac_op op)
{
	static const char *const names[] = {
		[AC_OP_HANDLER] = "handler",   [AC_OP_SOCKET] = "socket",
		[AC_OP_BIND] = "bind",         [AC_OP_LISTEN] = "listen",
		[AC_OP_CONNECT] = "connect",   [AC_OP_ACCEPT] = "accept",
		[AC_OP_RECV] = "recv",         [AC_OP_SEND] = "send",
		[AC_OP_SHUTDOWN] = "shutdown", [AC_OP_OPTION] = "option",
		[AC_OP_MEMORY] = "memory",     [AC_OP_PRODUCER] = "producer",
		[AC_OP_IDLE] = "idle",
	};

	return names[op];
}

bool ac_is_disconnected(int code)
{
	switch (-code) {
	case ECONNRESET:
	case ENOTCONN:
	case ESHUTDOWN:
	case ECONNABORTED:
	case EPIPE:
	case EBADF:
	case ETIMEDOUT:
		return true;
	default:
		return false;
	}
}

int ac_failed(struct ac_dispatcher *d, enum ac_error_kind kind, enum ac_op op, int code)
{
	assert(code < 0);
	d->loop->aftermath = true;
	d->loop->failure = (struct ac_failure){
		.channel = d,
		.kind = kind,
		.op = op,
		.code = code,
		.generation = d->generation,
	};
	return code;
}

int ac_failed_for_good(struct ac_dispatcher *d, enum ac_op op, int code)
{
	ac_failed(d, AC_ERROR_OS, op, code);
	d->loop->failure.ends = true;
	return code;
}

/* Going on in the handler in which the library itself lost the connection is what
 * Python code does too; anything later is the program's mistake. */
int ac_misused(struct ac_dispatcher *d, enum ac_op op, const char *method)
{
	if (d->excused != d->loop->serial)
		ac_note_misuse(d, method);
	return ac_failed(d, AC_ERROR_API, op, -EBADF);
}

int ac_fail_at(struct ac_dispatcher *d, int code, const char *text, const char *file,
	       const char *function, int line)
{
	struct ac_failure *f = &d->loop->failure;

	ac_failed(d, AC_ERROR_USER, AC_OP_HANDLER, code);
	f->text = text;
	f->file = file;
	f->function = function;
	f->line = line;
	return code;
}

void ac_err_clear(struct ac_dispatcher *d)
{
	if (d->loop->failure.channel == d)
		d->loop->failure.code = 0;
}
