/* SPDX-License-Identifier: MIT
 *
 * link.h - doubly linked lists whose links are members.
 *
 * A list is a link that points to itself when empty; a link that is in no list
 * has next == NULL. */
#ifndef AC_LINK_H
#define AC_LINK_H

#include <assert.h>

#include "ac.h"

static inline void ac_list_init(struct ac_link *list)
{
	list->next = list;
	list->prev = list;
}

static inline bool ac_list_is_empty(const struct ac_link *list)
{
	return list->next == list;
}

static inline bool ac_is_linked(const struct ac_link *link)
{
	return link->next != NULL;
}

static inline void ac_append(struct ac_link *list, struct ac_link *link)
{
	assert(!ac_is_linked(link));
	link->next = list;
	link->prev = list->prev;
	list->prev->next = link;
	list->prev = link;
}

static inline void ac_unlink(struct ac_link *link)
{
	assert(ac_is_linked(link));
	link->next->prev = link->prev;
	link->prev->next = link->next;
	link->next = NULL;
	link->prev = NULL;
}

#endif
