/* SPDX-License-Identifier: MIT
 *
 * decide.h - who answers: pins first, then what `may` leaves open, else the
 * default.  See decision.h for names and values. */
#ifndef WT_DECIDE_H
#define WT_DECIDE_H

#include "decisions/decision.h"
#include "decisions/gate.h"
#include "decisions/pattern.h"
#include "trace/event.h"

/* One decision line of a scenario, or one drawn before. */
struct wt_pin {
	struct wt_pattern where;
	int call; /* RAW: enum wt_call; else 0 */
	struct wt_value value;
	const char *before; /* BEFORE: whose name it is; outlives the decider */
	int line;
	bool optional; /* `if reached: REASON` */
	/* what became of it in this run */
	uint64_t reached;   /* times it answered */
	uint64_t forbidden; /* times it stood where no real kernel could do so */
};

/* Some of the outcomes of one question. */
struct wt_rows {
	uint32_t bits;   /* one per row of the table */
	unsigned kinds;  /* of these: bit per enum wt_kind */
	unsigned weight; /* of these together */
};

/* One `may` line. */
struct wt_may {
	bool every_ask;          /* may any: every ask, every object */
	struct wt_pattern where; /* else */
	unsigned kinds;          /* bit per enum wt_kind */
	bool harmful;
	struct wt_value value; /* verb DEFAULT: any legal one; else just this one */
	const char *before;    /* as in struct wt_pin */
	unsigned chance;       /* percent; 0: drawn per run */
	int line;
	/* may any: what is drawn; [1]: where there is an order to choose, or a datagram.
	 * wt_decider_may fills it in. */
	struct wt_rows drawn[WT_ASK_COUNT][2];
};

struct wt_decider;
struct wt_digest;
struct wt_decider *wt_decider_new(void);
void wt_decider_free(struct wt_decider *);

/* Statements, added before the first run.  -ENOMEM, -ENOSPC (4096 lines). */
int wt_decider_pin(struct wt_decider *, const struct wt_pin *);
int wt_decider_may(struct wt_decider *, const struct wt_may *);

/* What `late until WIRE` and `delay until WIRE` wait for. */
struct wt_gates *wt_decider_gates(struct wt_decider *);

/* Begins a run.  calm: nothing is ever decided.  Events go to sink. */
void wt_decider_begin(struct wt_decider *, uint64_t seed, bool calm, struct wt_sink *sink);
/* From here drawn decisions take their default; pins still hold. */
void wt_decider_settle(struct wt_decider *);
/* From the next run on: keep every question for wt_decider_answers. */
void wt_decider_keep_asked(struct wt_decider *, bool keep);

/* From the next run on this answers what `may` leaves open; NULL: the seed draws.
 * It outlives the decider or its replacement. */
struct wt_strategy;
void wt_decider_use(struct wt_decider *, struct wt_strategy *);

/* Sets object->open.  Call when an object gets its name, once. */
void wt_decider_meet(struct wt_decider *, struct wt_object *);

static inline bool wt_is_open(const struct wt_object *object, enum wt_ask ask)
{
	return object->open & (1u << ask);
}

/* Asks, where the spot's object, ask and place stand; says its turn and name.  False:
 * nothing but the default can be the answer, and there is no more to be done.  Costs one
 * bit test where no statement is open. */
bool wt_ask_open_at(struct wt_decider *, struct wt_spot *);
static inline bool wt_ask_at(struct wt_decider *decider, struct wt_spot *spot)
{
	return wt_is_open(spot->object, spot->ask) && wt_ask_open_at(decider, spot);
}

/* The answer, once for each wt_ask_at that was true. */
struct wt_value wt_decide(struct wt_decider *, const struct wt_question *, uint64_t now_ns);

/* Does a raw line say what this call returns?  Asked of every call at an object that
 * has such lines (wt_is_open: WT_ASK_RAW). */
bool wt_decide_raw_call(struct wt_decider *, struct wt_spot *, int call, uint64_t now_ns,
			int64_t *ret);

/* Is there any pin or `may` at all? */
bool wt_decider_has_statements(const struct wt_decider *);

/* What its further answers, and what may be said of the run, depend on: how often
 * each name was asked, and whether harm was done. */
void wt_decider_digest(struct wt_digest *, const struct wt_decider *);

/* What became of the run. */
size_t wt_decider_pins(const struct wt_decider *, const struct wt_pin **ret);
uint64_t wt_decider_asked(const struct wt_decider *);
uint64_t wt_decider_decided(const struct wt_decider *);
/* Did a harmful value, pinned or drawn, take effect? */
bool wt_decider_harmed(const struct wt_decider *);
bool wt_decider_benign_taken(const struct wt_decider *);
/* Two pins that answered one question: their lines; false if there were none. */
bool wt_decider_conflict(const struct wt_decider *, int *ret_a, int *ret_b);

/* One taken or asked decision, as data. */
struct wt_answer {
	const struct wt_object *object;
	enum wt_ask ask;
	int call; /* RAW: enum wt_call */
	struct wt_place place;
	uint32_t turn;
	struct wt_value value;
	bool drawn;
	const char *until; /* the segment a gate waits for, whom it goes before, or NULL */
	uint64_t ordinal;  /* SOCKET, RAW: the how-manieth asking of this call at the object */
	uint64_t name;     /* of struct wt_spot */
};
size_t wt_decider_answers(const struct wt_decider *, const struct wt_answer **ret);

/* As a scenario writes them; both return what snprintf would. */
int wt_answer_text(const struct wt_answer *, char *buf, size_t size);
int wt_value_text(const struct wt_value *, char *buf, size_t size);

#endif
