/* SPDX-License-Identifier: MIT
 *
 * parts.h - what a judge is made of; for the files of this room alone.
 *
 *	judge.c		a judge's life; hands each event to the others
 *	memory.c	bytes in order, and who they are from
 *	record.c	what is known of each object, host and channel
 *	rules.c		the plan's checks, and which objects they speak of
 *	measure.c	counts and evaluates them
 *	window.c	`per TIME`
 *	always.c	the checks that are always on, while the run lives
 *	ending.c	those the end of a run decides
 *	growth.c	what a program keeps
 *	process.c	processes that end from outside, and begin anew
 *	excuse.c	what drawn harm excuses
 *	verdict.c	which failure is first; allow; warnings
 *	sometimes.c	what the program wants to meet now and then
 *	observe.c	keeps streams, their sources, notes
 *	observation.c	what may not depend on benign decisions, as a copy
 *	compare.c	the calm comparison
 *	calibration.c	what of it is loose, because it depends on who comes first
 *	explain.c	where two rows of bytes differ, in words */
#ifndef WT_JUDGE_PARTS_H
#define WT_JUDGE_PARTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "ac_sys.h"
#include "judge/judge.h"
#include "judge/memory.h"
#include "scenario/plan.h"
#include "trace/line.h"
#include "wt_run.h"

/* Limits; passing one is a failure of check `limit` that names it. */
#define WT_JUDGE_BYTES_MAX     (UINT64_C(1) << 30) /* payload kept of one run */
#define WT_JUDGE_LOOPS_MAX     64u                 /* loops of one host */
#define WT_JUDGE_CHANNELS_MAX  (1u << 22)          /* slots of one loop */
#define WT_JUDGE_WINDOW_MAX    ((size_t)1 << 16)   /* instants within one `per TIME` */
#define WT_JUDGE_NESTED_MAX    64u                 /* handlers within handlers */
#define WT_JUDGE_WARNINGS_MAX  ((size_t)64)        /* further ones are not kept */
#define WT_JUDGE_SOMETIMES_MAX ((size_t)1024)      /* names of one run */

#define WT_JUDGE_TEXT_MAX 4096
#define WT_NOBODY         UINT32_MAX /* no record; as a source: no handler was running */
#define WT_NO_WATCH       UINT32_MAX
#define WT_NO_TIME        UINT64_MAX

/* -- What is known ------------------------------------------------------ */

/* One object of the run; record i is of the object with index i. */
struct wt_record {
	bool seen;           /* some event spoke of it */
	bool touched;        /* by a call or a handler of its program */
	bool met;            /* it has its name, rules know it */
	uint8_t kind;        /* enum wt_object_kind */
	uint8_t ending;      /* enum wt_ending: how the stream towards its reader ended */
	bool closed;         /* by its program, or by a peer's step */
	bool finished;       /* its own stream ended: it sent FIN or RST, or was closed */
	bool reset;          /* a reset met it, or came from it */
	bool fin_was_there;  /* and no reset, when it was closed with input unread */
	bool warned_hot;     /* once is enough */
	uint32_t duplicates; /* descriptors that stand for it, beyond the first */
	int16_t host;
	uint32_t other;              /* record of the far end, or WT_NOBODY */
	const struct wt_object *far; /* the same, and */
	uint64_t hash;               /* its own name's, as they were when it was met last */
	uint32_t watch;              /* first of its list, or WT_NO_WATCH */
	uint64_t unread;             /* at the end */
	uint64_t room;               /* at the end */
	uint64_t closed_unread;
	struct { /* when the run was broken off */
		size_t got, notes;
		bool closed, reset;
		uint8_t ending;
	} then;
	/* from here on with memory of its own, kept from run to run */
	struct wt_log got;          /* a peer: what arrived; a program: what recv took */
	struct wt_spans queue;      /* queued by the program, not taken by the kernel */
	struct wt_spans sent;       /* taken by the kernel */
	struct wt_log notes;        /* a line each */
	struct wt_spans notes_from; /* of their bytes */
	char name[WT_OBJECT_NAME_MAX];
};

struct wt_channel {
	uint32_t generation;
	uint32_t record;
	bool opened; /* once, at least */
	bool closed;
	bool released;
};

struct wt_channels {
	struct wt_channel *at; /* by slot */
	size_t count;
};

/* One host or peer; by its index among both. */
struct wt_house {
	bool met;
	bool is_host;  /* it runs a program: peers do not */
	bool started;  /* a process of it, at least one */
	bool returned; /* by itself, before Stop */
	bool taken_apart;
	uint32_t watch;
	int64_t sockets, sockets_most;
	int64_t queued;                         /* by all its objects */
	int64_t bytes;                          /* got by all its objects */
	uint32_t depth;                         /* of handlers */
	uint32_t handlers[WT_JUDGE_NESTED_MAX]; /* whose: record, or WT_NOBODY */
	struct wt_channels loops[WT_JUDGE_LOOPS_MAX];
	uint32_t loop_count; /* used of these */
	size_t notes_then;   /* when the run was broken off */
	struct wt_log notes; /* of no channel */
	struct wt_spans notes_from;
	char name[WT_OBJECT_NAME_MAX];
};

/* -- Rules -------------------------------------------------------------- */

enum wt_rule_kind { WT_RULE_EXPECT, WT_RULE_NEVER, WT_RULE_WAIT };

enum wt_rule_scope {
	WT_ABOUT_HOUSE,  /* H */
	WT_ABOUT_OBJECT, /* one, by name */
	WT_ABOUT_ALL_ACCEPTED,
	WT_ABOUT_ALL_OPENED,
};

/* Whom a check or an allow line speaks of. */
struct wt_about {
	enum wt_rule_scope scope;
	char name[WT_OBJECT_NAME_MAX]; /* ALL_: the host's */
};

struct wt_window_entry {
	uint64_t time_ns;
	int64_t amount;
};
struct wt_window {
	struct wt_window_entry *at;
	size_t first, count, capacity;
	int64_t sum;
};

/* What one rule knows of one of its subjects. */
struct wt_tally {
	uint32_t record; /* or WT_NOBODY: a house */
	bool known;      /* `returned`: the program has */
	bool found;      /* `contains`: it was */
	size_t scanned;  /* `contains`: bytes looked at */
	int64_t value;
	struct wt_window window;
};

struct wt_rule {
	enum wt_rule_kind kind;
	const struct wt_said_check *said;
	const struct wt_node *node;
	struct wt_about about;
	uint64_t by_ns;  /* or WT_NO_TIME */
	uint64_t per_ns; /* or 0 */
	void *want;      /* RECEIVED: the bytes */
	size_t want_len;
	int want_error;       /* why there are none */
	bool judged, excused; /* in this run */
	struct wt_tally *tallies;
	size_t tally_count, tally_capacity;
};

/* A rule that wants to know what happens to an object or house. */
struct wt_watch {
	uint32_t rule, tally;
	uint32_t next;
};

struct wt_allow {
	enum wt_checkname check;
	bool everywhere;
	struct wt_about about;
};

/* -- The judge ---------------------------------------------------------- */

/* Where a failure stands in the order of verdicts. */
struct wt_rank {
	uint64_t time_ns;
	bool at_end;
	enum wt_checkname check;
	int line;
};

struct wt_judge {
	struct wt_sink sink;
	bool strict;
	/* of the plan */
	struct wt_rule *rules;
	size_t rule_count, rule_capacity;
	struct wt_allow *allows;
	size_t allow_count, allow_capacity;
	uint32_t *timed; /* rules with `by`, ascending */
	size_t timed_count, timed_capacity;
	bool has_falling; /* some `never ... < N per TIME` */
	uint64_t largest_payload;
	/* of the run */
	struct wt_record *records;
	size_t record_count, record_capacity; /* capacity: are initialised */
	struct wt_house *houses;
	size_t house_count, house_capacity;
	struct wt_watch *watches;
	size_t watch_count, watch_capacity;
	size_t timed_next;
	uint64_t kept; /* bytes */
	uint64_t now_ns;
	uint64_t ended_ns; /* or WT_NO_TIME */
	bool settled;      /* what is judged on the frozen state was judged */
	bool fatal;
	bool cut_off;    /* see wt_observation */
	bool at_rest;    /* everything was, when it was broken off */
	bool broken_off; /* a process has ended from outside, begun anew, or got a signal */
	size_t records_then;
	bool harm_drawn;   /* expectations are excused from here */
	bool harm_spreads; /* beyond the one client whose connection it met */
	bool failed;
	uint64_t difference; /* of the first stream that differed, or 0 */
	struct wt_rank first;
	char first_object[WT_OBJECT_NAME_MAX];
	char first_text[WT_JUDGE_TEXT_MAX];
	struct wt_line line; /* writes first_text */
	struct wt_verdict *warnings;
	size_t warning_count;
	struct wt_line_fate *lines;
	struct wt_sometimes *sometimes;
	size_t sometimes_count, sometimes_capacity;
};

static inline bool wt_judge_frozen(const struct wt_judge *j)
{
	return j->ended_ns != WT_NO_TIME;
}

/* record.c */
/* The record of the object, which gets to know its name and far end; of NULL, NULL. */
struct wt_record *wt_record_meet(struct wt_judge *, const struct wt_object *);
/* The same, but false if there is something new to learn. */
static inline bool wt_record_find(const struct wt_judge *j, const struct wt_object *object,
				  struct wt_record **ret)
{
	struct wt_record *record;

	*ret = NULL;
	if (!object || object->index >= j->record_count)
		return !object;
	*ret = record = &j->records[object->index];
	return record->hash == object->hash && record->far == object->other;
}
static inline struct wt_record *wt_record_of(struct wt_judge *j, const struct wt_object *object)
{
	struct wt_record *record;

	return wt_record_find(j, object, &record) ? record : wt_record_meet(j, object);
}
/* The house of the host or peer; NULL if the event is of none. */
struct wt_house *wt_house_meet(struct wt_judge *, const struct wt_event *);
/* The same, but false if it is new, or none. */
static inline bool wt_house_find(const struct wt_judge *j, const struct wt_event *event,
				 struct wt_house **ret)
{
	if ((size_t)event->host >= j->house_count)
		return false;
	*ret = &j->houses[event->host];
	return (*ret)->met;
}
static inline struct wt_house *wt_house_of(struct wt_judge *j, const struct wt_event *event)
{
	struct wt_house *house;

	return wt_house_find(j, event, &house) ? house : wt_house_meet(j, event);
}
/* The channel a note speaks of, if it is of one that was ever opened, else NULL. */
static inline struct wt_channel *wt_channel_of(const struct wt_house *house,
					       const struct wt_event *event)
{
	if (event->loop >= house->loop_count || event->slot >= house->loops[event->loop].count)
		return NULL;
	return &house->loops[event->loop].at[event->slot];
}
/* The same, with room for it; NULL where there is none, or no channel. */
struct wt_channel *wt_channel_meet(struct wt_judge *, struct wt_house *, const struct wt_event *);
static inline uint32_t wt_record_index(const struct wt_judge *j, const struct wt_record *record)
{
	return record ? (uint32_t)(record - j->records) : WT_NOBODY;
}
static inline struct wt_record *wt_record_at(const struct wt_judge *j, uint32_t index)
{
	return index == WT_NOBODY ? NULL : &j->records[index];
}
/* A handler begins at this host, and returns. */
static inline void wt_house_enter(struct wt_house *house, uint32_t whose)
{
	if (house->depth < WT_JUDGE_NESTED_MAX)
		house->handlers[house->depth] = whose;
	house->depth++;
}
static inline void wt_house_leave(struct wt_house *house)
{
	if (house->depth > 0)
		house->depth--;
}
/* Whose is running. */
static inline uint32_t wt_house_source(const struct wt_house *house)
{
	uint32_t depth;

	if (!house || house->depth == 0)
		return WT_NOBODY;
	depth = house->depth < WT_JUDGE_NESTED_MAX ? house->depth : WT_JUDGE_NESTED_MAX;
	return house->handlers[depth - 1];
}
/* Handlers and channels: those of a process that begins are others. */
void wt_house_forget_loops(struct wt_house *);
void wt_records_reset(struct wt_judge *);
void wt_records_free(struct wt_judge *);

/* rules.c */
void wt_rules_read(struct wt_judge *, const struct wt_plan *);
void wt_rules_meet_record(struct wt_judge *, struct wt_record *);
void wt_rules_meet_house(struct wt_judge *, struct wt_house *);
void wt_rules_reset(struct wt_judge *);
void wt_rules_free(struct wt_judge *);
bool wt_about_matches(const struct wt_about *, const char *name, enum wt_object_kind kind);
struct wt_about wt_about_said(const struct wt_said_object *);

/* measure.c */
/* One thing that happened, in the words of checks. */
struct wt_happening {
	enum wt_said_check_kind kind;
	enum wt_measure measure; /* MEASURED */
	int word;
	int64_t result;               /* CALL: an error counts if it is this one */
	const struct wt_event *event; /* NOTES */
	bool is_level;                /* amount is the new value, else what is added */
	int64_t amount;
};
/* Does any rule measure them?  Both may be NULL. */
static inline bool wt_is_measured(const struct wt_record *record, const struct wt_house *house)
{
	return (record && record->watch != WT_NO_WATCH) || (house && house->watch != WT_NO_WATCH);
}
void wt_measure(struct wt_judge *, struct wt_record *, struct wt_house *,
		const struct wt_happening *);
bool wt_rule_holds(struct wt_judge *, struct wt_rule *);
/* The clock is about to move on to next_ns. */
void wt_rules_judge_instant(struct wt_judge *, uint64_t next_ns);
void wt_rules_judge_end(struct wt_judge *);

/* window.c */
/* Adds; false when there are too many instants within the window. */
bool wt_window_add(struct wt_window *, uint64_t time_ns, int64_t amount, uint64_t length_ns);
/* The sum within [end - length, end); forgets what is older. */
int64_t wt_window_before(struct wt_window *, uint64_t end_ns, uint64_t length_ns);

/* sometimes.c */
void wt_sometimes_note(struct wt_judge *, const struct wt_event *);
void wt_sometimes_reset(struct wt_judge *);
void wt_sometimes_free(struct wt_judge *);

/* observe.c: keeps what streams and sources need. */
void wt_observe_call(struct wt_judge *, const struct wt_event *, struct wt_record *,
		     struct wt_house *);
void wt_observe_queued(struct wt_judge *, struct wt_record *, struct wt_house *, int64_t count);
void wt_observe_note(struct wt_judge *, const struct wt_event *, struct wt_record *,
		     struct wt_house *);
void wt_observe_sent(struct wt_judge *, const struct wt_event *, struct wt_record *);
void wt_observe_arrived(struct wt_judge *, const struct wt_event *, struct wt_record *);
void wt_observe_step(struct wt_judge *, const struct wt_event *, struct wt_record *);
void wt_observe_fact(struct wt_judge *, const struct wt_event *, struct wt_record *,
		     struct wt_house *);
/* The kernel has closed all that its process had; nothing is queued any more. */
void wt_observe_death(struct wt_judge *, struct wt_house *);

/* always.c */
static inline bool wt_channel_is_dead(const struct wt_channel *channel, uint32_t generation)
{
	return channel->opened && (channel->closed || channel->generation != generation);
}
static inline bool wt_channel_is_open(const struct wt_channel *channel, uint32_t generation)
{
	return channel->opened && !channel->closed && channel->generation == generation;
}
/* A handler of a channel that is dead. */
void wt_always_entered(struct wt_judge *, const struct wt_event *, const struct wt_record *);
void wt_always_note(struct wt_judge *, const struct wt_event *, struct wt_record *,
		    struct wt_channel *);
void wt_always_fact(struct wt_judge *, const struct wt_event *, struct wt_record *,
		    struct wt_house *);

/* ending.c */
void wt_ending_fact(struct wt_judge *, const struct wt_event *, struct wt_record *,
		    struct wt_house *);
/* Judges what waits for all facts of the end. */
void wt_ending_settle(struct wt_judge *);
void wt_ending_over(struct wt_judge *);

/* process.c */
void wt_process_starts(struct wt_judge *, struct wt_house *);
/* By a handler of a signal.  at_rest: all that was to happen by then has. */
void wt_process_interrupted(struct wt_judge *, bool at_rest);
void wt_process_dies(struct wt_judge *, struct wt_house *, bool at_rest);

/* growth.c: does a program keep more than what is sent and received asks for? */
void wt_growth_read(struct wt_judge *, const struct wt_plan *);
/* The host holds more memory than before, says the fact. */
void wt_growth_held(struct wt_judge *, const struct wt_event *, const struct wt_house *);
/* More is queued for it. */
void wt_growth_queued(struct wt_judge *, const struct wt_record *, const struct wt_house *);

/* excuse.c */
void wt_excuse_decision(struct wt_judge *, const struct wt_event *);
/* Drawn harm may break what a user expects, and what a peer waits for or has said;
 * nothing else. */
bool wt_is_excused(const struct wt_judge *, enum wt_checkname);
/* Was the peer not let in, though all harm met connections of others? */
bool wt_was_shut_out(const struct wt_judge *, const struct wt_record *peer);

/* verdict.c */
/* A check failed.  NULL when that changes nothing (allowed, excused, or a failure
 * that ranks before it is known); else the line its text is to be written to. */
struct wt_line *wt_convict(struct wt_judge *, enum wt_checkname, const char *object,
			   enum wt_object_kind, uint64_t time_ns, bool at_end, int line);
/* The same, whatever harm was drawn. */
struct wt_line *wt_convict_without_excuse(struct wt_judge *, enum wt_checkname, const char *object,
					  enum wt_object_kind, uint64_t time_ns, bool at_end,
					  int line);
/* The same for what just happened to a record (or NULL) of a house. */
struct wt_line *wt_convict_now(struct wt_judge *, enum wt_checkname, const struct wt_record *,
			       const char *else_name);
/* strict: a failure, else a warning. */
void wt_warn(struct wt_judge *, enum wt_checkname, const struct wt_record *, const char *else_name,
	     const char *text);
void wt_verdict_reset(struct wt_judge *);
void wt_verdict_free(struct wt_judge *);

/* observation.c */
enum wt_part_kind { WT_PART_TAKEN, WT_PART_SENT, WT_PART_NOTES, WT_PART_COUNT };
struct wt_part {
	unsigned char *bytes;
	size_t len;
	struct wt_span *spans; /* cover all bytes */
	size_t span_count;
};
/* One connection, listener, or host (of which only notes are kept). */
struct wt_observed {
	char name[WT_OBJECT_NAME_MAX];
	enum wt_object_kind kind; /* HOST: a host */
	bool closed;              /* by the program */
	bool far_ended;           /* the peer or the wire ended both directions */
	bool reset;
	bool by_timer; /* carries bytes that no handler queued, one way or the other */
	bool in_ended; /* the far end's FIN is here, or the program took no more */
	struct wt_part parts[WT_PART_COUNT];
};
struct wt_observation {
	struct wt_observed *at; /* by name */
	size_t count;
	bool cut_off;    /* the run ended with timers still at work */
	bool broken_off; /* it is known up to the end of a process, and more was to come */
	char (*names)[WT_OBJECT_NAME_MAX]; /* of sources */
	bool *resets;                      /* of sources: a reset met them */
	size_t name_count;
};
/* Was the same seen of this run, to the byte, whoever queued it?  By far the usual case,
 * so it is found out without a copy. */
bool wt_observation_is_of(const struct wt_observation *, const struct wt_judge *);
const char *wt_observation_source(const struct wt_observation *, uint32_t source);

/* explain.c */
/* Says how `got` differs from `want`; both are named in the sentence. */
void wt_explain_bytes(struct wt_line *, const void *want, size_t want_len, const void *got,
		      size_t got_len, const char *want_name, const char *got_name);

#endif
