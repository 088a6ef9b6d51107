/* SPDX-License-Identifier: MIT
 *
 * What concerns more than one line: names, what they are names of, and whether
 * that can be asked or measured; ranges of values that are known only now. */
#include <errno.h>
#include <string.h>

#include "scenario/diagnostics.h"
#include "scenario/field.h"
#include "scenario/hint.h"
#include "scenario/names.h"
#include "scenario/once.h"
#include "scenario/symbols.h"
#include "wt_run.h"

struct meaning {
	struct wt_plan *plan;
	struct wt_diagnostics *list;
	struct wt_symbols symbols;
	const struct wt_node *node; /* that is looked at */
};

/* -- Declarations ------------------------------------------------------ */

static const char *kind_of(const struct wt_symbol *symbol)
{
	switch (symbol->kind) {
	case WT_SYMBOL_HOST:
		return "a host";
	case WT_SYMBOL_PEER:
		return "a peer";
	default:
		return "a value of `for`";
	}
}

static void declare(struct meaning *m, int index)
{
	const struct wt_node *node = &m->plan->nodes[index];
	const struct wt_symbol *before;
	struct wt_symbol symbol;

	if (!wt_symbol_of(node, &symbol))
		return;
	symbol.node = index;
	if (symbol.kind == WT_SYMBOL_GHOST) {
		wt_symbols_add(&m->symbols, &symbol);
		return;
	}
	if (wt_is_reserved(symbol.name))
		wt_diagnose_node(m->list, node, node->fields[0].col,
				 "`%s` is a word of the language and can not be a name",
				 symbol.name);
	before = wt_symbols_find(&m->symbols, symbol.name);
	if (!before) {
		wt_symbols_add(&m->symbols, &symbol);
		return;
	}
	if (before->kind == WT_SYMBOL_GHOST)
		return;
	wt_diagnose_node(m->list, node, node->fields[0].col, "`%s` is already %s", symbol.name,
			 kind_of(before));
	wt_diagnose_also(m->list, &m->plan->nodes[before->node],
			 m->plan->nodes[before->node].fields[0].col, "declared here");
}

/* -- Names ------------------------------------------------------------- */

static void unknown(struct meaning *m, const char *name, uint32_t col, const char *what,
		    unsigned kinds)
{
	struct wt_hint hint = {.word = name, .len = strlen(name)};

	wt_diagnose_node(m->list, m->node, col, "unknown %s `%s`", what, name);
	if (wt_diagnostics_full(m->list))
		return;
	for (size_t i = 0; i < m->symbols.count; i++) {
		const struct wt_symbol *symbol = &m->symbols.at[i];

		if (symbol->kind == WT_SYMBOL_GHOST || kinds & 1u << symbol->kind)
			wt_hint_try(&hint, symbol->name, strlen(symbol->name));
	}
	if (hint.best)
		wt_diagnose_hint(m->list, "did you mean `%s`?", hint.best);
}

/* The symbol, or NULL after a message or where nothing is known. */
static const struct wt_symbol *resolve(struct meaning *m, const char *name, uint32_t col)
{
	const struct wt_symbol *symbol = wt_symbols_find(&m->symbols, name);

	if (symbol && symbol->kind == WT_SYMBOL_GHOST)
		return NULL;
	if (symbol && symbol->kind != WT_SYMBOL_VARIABLE)
		return symbol;
	unknown(m, name, col, "host or peer", 1u << WT_SYMBOL_HOST | 1u << WT_SYMBOL_PEER);
	return NULL;
}

static void visit_actor(void *context, enum wt_field_kind kind, const char *name, uint32_t col)
{
	struct meaning *m = context;
	const struct wt_symbol *symbol;

	if (strchr(name, ':')) /* an address */
		return;
	symbol = resolve(m, name, col);
	if (symbol && kind == WT_FIELD_HOST && symbol->kind != WT_SYMBOL_HOST)
		wt_diagnose_node(m->list, m->node, col, "`%s` is a peer; a host is meant here",
				 name);
}

static void visit_object(void *context, struct wt_said_object *object)
{
	struct meaning *m = context;
	const struct wt_symbol *symbol = resolve(m, object->host, object->col);

	if (symbol && symbol->kind == WT_SYMBOL_PEER) {
		if (object->kind == WT_SAID_HOST)
			object->kind = WT_SAID_PEER;
		else if (object->kind != WT_SAID_PEER)
			wt_diagnose_node(m->list, m->node, object->col,
					 "`%s` is a peer; an object is named from its host's side, "
					 "as in server:alice",
					 object->host);
	} else if (symbol && object->kind == WT_SAID_PEER) {
		wt_diagnose_node(m->list, m->node, object->col,
				 "`%s` is a host; only a peer's connections are counted so",
				 object->host);
	}
	if (object->who && !strchr(object->who, ':'))
		resolve(m, object->who,
			object->col ? object->col + (uint32_t)strlen(object->host) + 1 : 0);
}

static void check_variable(struct meaning *m, const char *name, uint32_t col)
{
	const struct wt_symbol *symbol = wt_symbols_find(&m->symbols, name);
	const char *at = m->node->source && col ? strchr(m->node->source + col - 1, '$') : NULL;

	if (symbol && (symbol->kind == WT_SYMBOL_VARIABLE || symbol->kind == WT_SYMBOL_GHOST))
		return;
	if (at)
		col = (uint32_t)(at - m->node->source) + 1;
	unknown(m, name, col, "value of `for`", 1u << WT_SYMBOL_VARIABLE);
}

static void visit_quantity(void *context, struct wt_quantity *q, enum wt_for_kind plain,
			   uint32_t col)
{
	(void)plain;
	if (q->variable)
		check_variable(context, q->variable, col);
}

static void visit_text(void *context, struct wt_text *text, uint32_t col)
{
	if (text->variable)
		check_variable(context, text->variable, col);
}

static void visit_arg(void *context, struct wt_said_arg *arg)
{
	struct meaning *m = context;
	const struct wt_symbol *symbol;

	if (arg->kind != WT_ARG_VARIABLE)
		return;
	symbol = wt_symbols_find(&m->symbols, arg->text.data);
	if (!symbol)
		unknown(m, arg->text.data, arg->col, "host, peer or value of `for`", ~0u);
	else if (symbol->kind == WT_SYMBOL_HOST || symbol->kind == WT_SYMBOL_PEER)
		arg->kind = WT_ARG_ADDRESS;
}

/* -- Ranges ------------------------------------------------------------ */

/* The reader has looked at what is written; here come values of `for` and C. */
static void check_range(struct meaning *m, const struct wt_field *field, bool ok, const char *what)
{
	if (!ok)
		wt_diagnose_node(m->list, m->node, field->col, "%s", what);
}

static bool is_port(const struct wt_quantity *q)
{
	return q->variable || (q->value >= 1 && q->value <= 65535);
}

static bool is_range(const struct wt_field *field)
{
	const struct wt_quantity *low = &field->as.range.low, *high = &field->as.range.high;

	return low->variable || high->variable || low->value <= high->value;
}

static bool is_ordinal(const struct wt_quantity *q)
{
	return q->variable || q->value >= 1;
}

static bool is_place(const struct wt_said_place *place)
{
	return is_ordinal(&place->turn) && is_ordinal(&place->nth) &&
	       (place->kind != WT_AT_ORDINAL || is_ordinal(&place->byte));
}

static void check_ranges(struct meaning *m, const struct wt_field *field)
{
	switch (field->kind) {
	case WT_FIELD_PORT:
		check_range(m, field, is_port(&field->as.number),
			    "a port is a number from 1 to 65535");
		break;
	case WT_FIELD_PORTS:
		check_range(m, field,
			    is_port(&field->as.range.low) && is_port(&field->as.range.high),
			    "a port is a number from 1 to 65535");
		check_range(m, field, is_range(field), "this range is empty");
		break;
	case WT_FIELD_TIMES:
		check_range(m, field, is_range(field), "this range is empty");
		break;
	case WT_FIELD_PERCENT:
		check_range(m, field,
			    field->as.number.variable ||
				    (field->as.number.value >= 1 && field->as.number.value <= 100),
			    "a chance is from 1% to 100%");
		break;
	case WT_FIELD_PLACE:
		check_range(m, field, is_place(field->as.place), "they are counted from 1");
		break;
	case WT_FIELD_BYTES:
		check_range(m, field, wt_payload_size(field->as.bytes) <= WT_LIMIT_PAYLOAD,
			    "more bytes than the limit");
		break;
	default:
		break;
	}
}

/* -- Decisions --------------------------------------------------------- */

static bool is_listener(const struct wt_said_object *object)
{
	return (object->kind == WT_SAID_PORT && !object->udp) || object->kind == WT_SAID_PATH;
}

/* Why the object can not be asked this, or NULL. */
static const char *misfit(const struct wt_said_object *object, enum wt_ask ask)
{
	if (object->kind == WT_SAID_PEER)
		return "this is a peer; decisions are about a host's objects, as in server:alice";
	switch (ask) {
	case WT_ASK_socket:
	case WT_ASK_alloc:
		return object->kind == WT_SAID_HOST
			       ? NULL
			       : "socket and alloc are asked of a host as a whole";
	case WT_ASK_accept:
		return is_listener(object) ? NULL : "accept is asked of a listener, as in server:7";
	case WT_ASK_connect:
		return object->kind == WT_SAID_OPENED || object->kind == WT_SAID_ALL_OPENED
			       ? NULL
			       : "connect is asked of what the host opens, as in client>server";
	case WT_ASK_recv:
	case WT_ASK_send:
		if (is_listener(object) && object->kind == WT_SAID_PORT)
			return "a listener has no bytes; accept is asked of it";
		break;
	default:
		break;
	}
	return object->kind == WT_SAID_HOST ? "which of its objects? As in server:alice" : NULL;
}

/* raw: whatever one likes, where it can be known whose call it is. */
static const char *raw_misfit(const struct wt_said_object *object, enum wt_call call)
{
	bool whole = object->kind == WT_SAID_HOST;

	if (object->kind == WT_SAID_PEER)
		return "this is a peer; what calls return is said of a host's objects";
	switch (call) {
	case WT_CALL_alloc:
		return "memory is no call; say server alloc@PURPOSE fails ENOMEM";
	case WT_CALL_connect:
		return whole ? NULL
			     : "an end gets its name by connect; say the host's, as in raw client "
			       "connect#1";
	case WT_CALL_socket:
	case WT_CALL_poll:
	case WT_CALL_select:
	case WT_CALL_pipe:
	case WT_CALL_socketpair:
	case WT_CALL_epoll_create:
	case WT_CALL_epoll_wait:
	case WT_CALL_eventfd:
	case WT_CALL_open:
	case WT_CALL_mkfifo:
		return whole ? NULL
			     : "this is a call of the host as a whole, as in raw server socket#1";
	default:
		return NULL;
	}
}

static enum wt_ask ask_of(const struct wt_node *node)
{
	const struct wt_field *ask = wt_node_field(node, WT_FIELD_ASK, 0);

	return ask ? (enum wt_ask)ask->as.word : wt_node_ask(node);
}

static enum wt_call call_of(const struct wt_node *node)
{
	return (enum wt_call)wt_node_field(node, WT_FIELD_CALL, 0)->as.word;
}

static bool is_posix(const struct meaning *m)
{
	int kernel = wt_plan_find(m->plan, WT_LINE_KERNEL, -1);

	return kernel >= 0 && wt_node_says(&m->plan->nodes[kernel], "posix");
}

static void check_value(struct meaning *m, const struct wt_said_value *value)
{
	if (value->verb == WT_SAYS_TAKE_ANY && m->node->id != WT_LINE_MAY)
		wt_diagnose_node(m->list, m->node, value->col,
				 "`take any` leaves a choice open; say `may` before it");
	if (value->verb == WT_SAYS_FAILS && value->error == ECONNABORTED && !is_posix(m)) {
		wt_diagnose_node(m->list, m->node, value->col,
				 "Linux's accept never fails with ECONNABORTED");
		wt_diagnose_hint(m->list, "there is `kernel posix`");
	}
	if (value->object && value->object->kind == WT_SAID_PEER)
		wt_diagnose_node(m->list, m->node, value->object->col,
				 "this is a peer; an object of the host is meant");
}

static void check_decision(struct meaning *m)
{
	const struct wt_field *object = wt_node_field(m->node, WT_FIELD_OBJ, 0);
	const struct wt_field *wire = wt_node_field(m->node, WT_FIELD_WIRE, 0);
	const struct wt_field *value = wt_node_field(m->node, WT_FIELD_VALUE, 0);
	const struct wt_said_object *about = object ? object->as.object
					     : wire ? wire->as.wire->object
						    : NULL;
	const char *why = NULL;

	if (about && m->node->id == WT_LINE_RAW)
		why = raw_misfit(about, call_of(m->node));
	else if (about && ask_of(m->node) != WT_ASK_COUNT)
		why = misfit(about, ask_of(m->node));
	if (why)
		wt_diagnose_node(m->list, m->node, about->col, "%s", why);
	if (value)
		check_value(m, value->as.value);
}

/* -- Checks ------------------------------------------------------------ */

static const char *wrong_subject(const struct wt_said_check *check)
{
	bool measured = check->kind == WT_SAID_MEASURED;
	enum wt_said_object_kind kind = check->subject.kind;

	if (kind == WT_SAID_PEER && measured && check->measure != WT_MEASURE_BYTES)
		return "of a peer only `bytes` is measured; handlers and calls are a host's";
	if (kind == WT_SAID_HOST && (!measured || check->measure == WT_MEASURE_BYTES))
		return "a host has many streams; say which, as in server:alice";
	if (kind != WT_SAID_HOST && measured &&
	    (check->measure == WT_MEASURE_SOCKETS || check->measure == WT_MEASURE_RETURNED))
		return "`sockets` and `returned` are measured of a host as a whole";
	return NULL;
}

static void check_check(struct meaning *m)
{
	const struct wt_field *field = wt_node_field(m->node, WT_FIELD_CHECK, 0);
	const struct wt_said_check *check = field ? field->as.check : NULL;
	const struct wt_symbol *symbol;
	const char *why;

	if (!check)
		return;
	symbol = wt_symbols_find(&m->symbols, check->subject.host);
	why = symbol && symbol->kind != WT_SYMBOL_GHOST ? wrong_subject(check) : NULL;
	if (why)
		wt_diagnose_node(m->list, m->node, check->subject.col, "%s", why);
	check_range(m, field, wt_payload_size(&check->bytes) <= WT_LIMIT_PAYLOAD,
		    "more bytes than the limit");
}

/* -- All --------------------------------------------------------------- */

static void check_node(struct meaning *m, int index)
{
	const struct wt_visitor visitor = {.context = m,
					   .quantity = visit_quantity,
					   .text = visit_text,
					   .object = visit_object,
					   .arg = visit_arg,
					   .actor = visit_actor};

	m->node = &m->plan->nodes[index];
	if (m->node->id == WT_LINE_BAD)
		return;
	for (size_t i = 0; i < m->node->field_count; i++) {
		wt_visit_field(&visitor, &m->node->fields[i]);
		if (m->node->fields[i].said)
			check_ranges(m, &m->node->fields[i]);
	}
	check_decision(m);
	check_check(m);
	if (m->node->id == WT_LINE_INCLUDE && m->node->fields[0].as.text.variable)
		wt_diagnose_node(m->list, m->node, m->node->fields[0].col,
				 "files are included before values are known; write the \"name\"");
	if (m->node->id == WT_LINE_LINK &&
	    strcmp(m->node->fields[0].as.name, m->node->fields[1].as.name) == 0)
		wt_diagnose_node(m->list, m->node, m->node->fields[1].col,
				 "a link is between two; within a host is loopback");
}

size_t wt_plan_check(struct wt_plan *plan, struct wt_diagnostics *list)
{
	size_t before = wt_diagnostics_count(list);
	struct meaning m = {.plan = plan, .list = list};

	for (size_t i = 0; i < plan->count; i++)
		declare(&m, (int)i);
	for (size_t i = 0; i < plan->count; i++)
		check_node(&m, (int)i);
	wt_check_once(plan, list);
	wt_symbols_fini(&m.symbols);
	return wt_diagnostics_count(list) - before;
}
