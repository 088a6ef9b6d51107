/* SPDX-License-Identifier: MIT */
#include "decisions/pattern.h"

#include <string.h>

/* "H:" or "H>" before the rest of an object's name? */
static bool begins_with_host(const char *name, const char *host)
{
	size_t len = strlen(host);

	return strncmp(name, host, len) == 0 && (name[len] == ':' || name[len] == '>');
}

bool wt_pattern_has_object(const struct wt_pattern *where, const struct wt_object *object)
{
	switch (where->scope) {
	case WT_SCOPE_NAMED:
		return strcmp(where->object, object->name) == 0;
	case WT_SCOPE_ACCEPTED:
		return object->kind == WT_OBJECT_ACCEPTED &&
		       begins_with_host(object->name, where->object);
	case WT_SCOPE_OPENED:
		return object->kind == WT_OBJECT_OPENED &&
		       begins_with_host(object->name, where->object);
	case WT_SCOPE_ANY:
		return object->kind != WT_OBJECT_PEER;
	}
	return false;
}

bool wt_pattern_has_place(const struct wt_pattern *where, const struct wt_place *place,
			  uint32_t turn, uint64_t ordinal)
{
	if (where->match == WT_MATCH_ORDINAL)
		return where->offset == ordinal;
	if (where->turn != 0 && where->turn != turn)
		return false;
	switch (where->match) {
	case WT_MATCH_ANY:
		return true;
	case WT_MATCH_BURST:
		return place->form == WT_PLACE_STREAM && where->burst == place->burst &&
		       where->offset == place->offset;
	case WT_MATCH_ABSOLUTE:
		return place->form == WT_PLACE_STREAM && where->offset == place->absolute;
	case WT_MATCH_TEXT:
		return place->text && strcmp(where->text, place->text) == 0;
	case WT_MATCH_FORM:
		return where->form == place->form;
	case WT_MATCH_ORDINAL:
		break;
	}
	return false;
}
