/* SPDX-License-Identifier: MIT */
#include "scenario/quantity.h"

#include <inttypes.h>
#include <string.h>

struct unit {
	const char *word;
	uint64_t ones; /* bytes or ns */
};

static const struct unit units[] = {
	[WT_UNIT_NONE] = {"", 1},
	[WT_UNIT_BYTES] = {" bytes", 1},
	[WT_UNIT_KIB] = {"KiB", UINT64_C(1) << 10},
	[WT_UNIT_MIB] = {"MiB", UINT64_C(1) << 20},
	[WT_UNIT_US] = {"us", UINT64_C(1000)},
	[WT_UNIT_MS] = {"ms", UINT64_C(1000000)},
	[WT_UNIT_S] = {"s", UINT64_C(1000000000)},
	[WT_UNIT_MIN] = {"min", UINT64_C(60000000000)},
	[WT_UNIT_H] = {"h", UINT64_C(3600000000000)},
};

static const char *const kind_words[] = {
	[WT_FOR_NUMBER] = "numbers", [WT_FOR_TIME] = "times", [WT_FOR_SIZE] = "sizes",
	[WT_FOR_TEXT] = "texts",     [WT_FOR_WORD] = "words",
};

bool wt_quantity_set(struct wt_quantity *q, uint64_t count, enum wt_unit unit)
{
	if (count > WT_LIMIT_NUMBER / units[unit].ones)
		return false;
	q->count = count;
	q->unit = unit;
	q->value = count * units[unit].ones;
	return true;
}

struct wt_quantity wt_quantity_number(uint64_t value)
{
	return (struct wt_quantity){.value = value, .count = value};
}

static bool greatest_unit(uint64_t value, enum wt_unit least, enum wt_unit greatest,
			  struct wt_quantity *ret)
{
	enum wt_unit unit = greatest;

	while (unit > least && (value == 0 || value % units[unit].ones))
		unit--;
	return value % units[unit].ones == 0 &&
	       wt_quantity_set(ret, value / units[unit].ones, unit);
}

bool wt_quantity_time(uint64_t ns, struct wt_quantity *ret)
{
	return greatest_unit(ns, WT_UNIT_US, WT_UNIT_H, ret);
}

bool wt_quantity_size(uint64_t bytes, struct wt_quantity *ret)
{
	return greatest_unit(bytes, WT_UNIT_BYTES, WT_UNIT_MIB, ret);
}

/* -- Variables --------------------------------------------------------- */

static const struct wt_symbol *symbol_at(const struct wt_reader *r)
{
	struct wt_reader ahead = *r;
	const char *name;

	if (wt_peek(r) != '$' || !wt_take_variable(&ahead, &name))
		return NULL;
	return wt_symbols_find(r->symbols, name);
}

bool wt_sees_variable(const struct wt_reader *r, enum wt_for_kind kind)
{
	const struct wt_symbol *symbol = symbol_at(r);

	if (wt_peek(r) != '$')
		return false;
	return !symbol || symbol->kind != WT_SYMBOL_VARIABLE || symbol->values == kind;
}

bool wt_read_variable(struct wt_reader *r, enum wt_for_kind kind, const char **ret)
{
	const struct wt_symbol *symbol = symbol_at(r);

	if (symbol && symbol->kind == WT_SYMBOL_VARIABLE && symbol->values != kind)
		return wt_problem(r, r->at, strlen(symbol->name) + 1,
				  "`$%s` stands for %s; here it should be for %s", symbol->name,
				  kind_words[symbol->values], kind_words[kind]);
	return wt_take_variable(r, ret);
}

/* -- Reading ----------------------------------------------------------- */

bool wt_read_number(struct wt_reader *r, struct wt_quantity *ret)
{
	uint64_t value;

	*ret = (struct wt_quantity){0};
	if (wt_peek(r) == '$')
		return wt_read_variable(r, WT_FOR_NUMBER, &ret->variable);
	if (!wt_take_count(r, &value))
		return false;
	*ret = wt_quantity_number(value);
	return true;
}

bool wt_read_port(struct wt_reader *r, struct wt_quantity *ret)
{
	const char *start = r->at;

	if (!wt_is_digit(wt_peek(r)) && wt_peek(r) != '$')
		return wt_want(r, r->at, "a port");
	if (!wt_read_number(r, ret))
		return false;
	if (!ret->variable && (ret->value == 0 || ret->value > 65535))
		return wt_problem(r, start, (size_t)(r->at - start),
				  "a port is a number from 1 to 65535");
	return true;
}

/* Takes one of the unit words and completes the quantity. */
static bool read_unit(struct wt_reader *r, const char *start, uint64_t count, enum wt_unit first,
		      enum wt_unit last, struct wt_quantity *ret)
{
	for (unsigned unit = first; unit <= last; unit++) {
		if (!wt_take(r, units[unit].word))
			continue;
		if (!wt_quantity_set(ret, count, (enum wt_unit)unit))
			return wt_problem(r, start, (size_t)(r->at - start),
					  "more than the limit of %" PRIu64 " %s", WT_LIMIT_NUMBER,
					  unit < WT_UNIT_US ? "bytes" : "ns");
		return true;
	}
	return false;
}

/* ` bytes`, with any number of blanks. */
static bool take_bytes(struct wt_reader *r)
{
	const char *start = r->at;

	wt_skip_blanks(r);
	if (r->at == start)
		return wt_want_word(r, r->at, "bytes", 5);
	if (wt_try(r, "bytes"))
		return true;
	for (unsigned unit = WT_UNIT_KIB; unit <= WT_UNIT_H; unit++) {
		if (wt_sees(r, units[unit].word, strlen(units[unit].word)))
			wt_problem(r, r->at, 0, "`%s` stands without a blank before it",
				   units[unit].word);
	}
	wt_want_word(r, r->at, "bytes", 5);
	r->at = start;
	return false;
}

static bool read_size_unit(struct wt_reader *r, const char *start, uint64_t count,
			   struct wt_quantity *ret)
{
	unsigned before = r->problems;

	if (read_unit(r, start, count, WT_UNIT_KIB, WT_UNIT_MIB, ret))
		return true;
	return r->problems == before && take_bytes(r) && wt_quantity_set(ret, count, WT_UNIT_BYTES);
}

bool wt_read_time(struct wt_reader *r, struct wt_quantity *ret)
{
	const char *start = r->at;
	uint64_t count;

	*ret = (struct wt_quantity){0};
	if (wt_peek(r) == '$')
		return wt_read_variable(r, WT_FOR_TIME, &ret->variable);
	if (!wt_is_digit(wt_peek(r)))
		return wt_want(r, r->at, "a time such as 10ms");
	return wt_take_count(r, &count) && read_unit(r, start, count, WT_UNIT_US, WT_UNIT_H, ret);
}

static bool read_size_variable(struct wt_reader *r, struct wt_quantity *ret)
{
	struct wt_reader ahead = *r;
	const char *name;

	if (wt_take_variable(&ahead, &name) && take_bytes(&ahead)) {
		if (!wt_read_variable(r, WT_FOR_NUMBER, &ret->variable))
			return false;
		ret->unit = WT_UNIT_BYTES;
		return take_bytes(r);
	}
	return wt_read_variable(r, WT_FOR_SIZE, &ret->variable);
}

bool wt_read_size(struct wt_reader *r, struct wt_quantity *ret)
{
	const char *start = r->at;
	uint64_t count;

	*ret = (struct wt_quantity){0};
	if (wt_peek(r) == '$')
		return read_size_variable(r, ret);
	if (!wt_is_digit(wt_peek(r)))
		return wt_want(r, r->at, "a size such as 11 bytes or 64KiB");
	return wt_take_count(r, &count) && read_size_unit(r, start, count, ret);
}

bool wt_read_any_quantity(struct wt_reader *r, struct wt_for_value *ret)
{
	const char *start = r->at;
	unsigned before = r->problems;
	uint64_t count;

	ret->quantity = (struct wt_quantity){0};
	if (!wt_take_count(r, &count))
		return false;
	if (read_unit(r, start, count, WT_UNIT_US, WT_UNIT_H, &ret->quantity)) {
		ret->kind = WT_FOR_TIME;
		return true;
	}
	if (r->problems == before && read_size_unit(r, start, count, &ret->quantity)) {
		ret->kind = WT_FOR_SIZE;
		return true;
	}
	ret->kind = WT_FOR_NUMBER;
	ret->quantity = wt_quantity_number(count);
	return r->problems == before;
}

void wt_write_quantity(struct wt_writer *out, const struct wt_quantity *q)
{
	if (q->negative)
		wt_put(out, "-");
	if (q->variable)
		wt_putf(out, "$%s", q->variable);
	else
		wt_putf(out, "%" PRIu64, q->count);
	wt_put(out, units[q->unit].word);
}
