/* SPDX-License-Identifier: MIT
 *
 * plan.h - what a scenario file says, as data.
 *
 * A plan is an array of nodes, one a line, in file order: statements, but also
 * whole-line comments and blank lines, so that the canonical file is printed
 * from the plan alone.  Each statement has the fields its row of statements.def
 * asks for, in the order of the row's pattern; what an optional part did not say
 * is there with `said` false.
 *
 *	host server runs echo --port 7          fields: NAME PROG ARGS
 *	server:alice recv@0 take 5              fields: OBJ PLACE VALUE REASON
 *
 * Structs of this header begin wt_said_: they hold what the text said, not what
 * the world makes of it.
 *
 * Ownership.  A plan owns all its strings and parts; they live until
 * wt_plan_free.  A bound plan and a copy share them and may outlive the plan
 * they came from.  Nodes and everything below are read-only for callers.
 *
 * Exhausted memory ends the process (abort): these are tools, and half a plan
 * is of use to nobody. */
#ifndef WT_PLAN_H
#define WT_PLAN_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "decisions/decision.h" /* enum wt_ask, enum wt_kind */
#include "trace/event.h"        /* enum wt_call, enum wt_ending */

#define WT_LANGUAGE_VERSION 1

/* Limits.  Each has an error that names it. */
#define WT_LIMIT_FILE       ((size_t)1 << 20)     /* bytes of one file */
#define WT_LIMIT_LINE       ((size_t)1 << 16)     /* bytes of one line */
#define WT_LIMIT_STATEMENTS ((size_t)20000)       /* lines of a plan, includes counted */
#define WT_LIMIT_NAME       ((size_t)40)          /* characters of one name */
#define WT_LIMIT_INCLUDES   8                     /* files inside files */
#define WT_LIMIT_REPEATS    4                     /* blocks inside blocks */
#define WT_LIMIT_VALUES     ((size_t)10000)       /* values of `for` */
#define WT_LIMIT_ARGS       ((size_t)256)         /* arguments of one program */
#define WT_LIMIT_PAYLOAD    ((uint64_t)1 << 28)   /* bytes that one BYTES stands for */
#define WT_LIMIT_NUMBER     ((uint64_t)INT64_MAX) /* also ns of a time, bytes of a size */

/* -- Statements -------------------------------------------------------- */

enum wt_statement {
	WT_LINE_BLANK,
	WT_LINE_COMMENT,
	WT_LINE_BAD, /* could not be read; only in plans that are still being parsed */
#define WT_STATEMENT(id, context, pattern, help, function, parameters, arguments) WT_LINE_##id,
#include "scenario/statements.def"
#undef WT_STATEMENT
	WT_LINE_COUNT
};

/* Where a statement may stand. */
enum wt_context {
	WT_CONTEXT_FIRST, /* line 1 */
	WT_CONTEXT_TOP,   /* column 1 */
	WT_CONTEXT_ONCE,  /* column 1, at most once a file */
	WT_CONTEXT_HOST,  /* under a host */
	WT_CONTEXT_ONCE_A_HOST,
	WT_CONTEXT_STEP, /* under a peer, or in its `repeats` */
};

/* The kinds of field, with the words an error uses for them.  The upper-case
 * words of a pattern are these. */
#define WT_FIELDS(X)                                                              \
	X(NAME, "a new name")                                                     \
	X(HOST, "a host")                                                         \
	X(ACTOR, "a host or peer")                                                \
	X(PROG, "a program")                                                      \
	X(ARGS, "arguments")                                                      \
	X(NUMBER, "a number")                                                     \
	X(PERCENT, "a percentage such as 5%")                                     \
	X(PORT, "a port")                                                         \
	X(PORTS, "ports such as 2000..2999")                                      \
	X(TIME, "a time such as 10ms")                                            \
	X(TIMES, "a time such as 10ms or 10ms..20ms")                             \
	X(SHIFT, "a shift such as -1h")                                           \
	X(SIZE, "a size such as 11 bytes or 64KiB")                               \
	X(RATE, "a rate such as 64KiB/s")                                         \
	X(TEXT, "a \"text\"")                                                     \
	X(BYTES, "bytes such as \"text\", 3 x \"text\" or 10 bytes of pattern 1") \
	X(VALUES, "values such as 1, 2, 3 or 1..9")                               \
	X(OBJ, "an object such as server:alice")                                  \
	X(ENDPOINT, "a host's port such as server:7")                             \
	X(ASK, "a call that asks, such as recv")                                  \
	X(CALL, "a call")                                                         \
	X(PLACE, "a place such as @0")                                            \
	X(WIRE, "a segment such as to server:alice @1+0")                         \
	X(VALUE, "what happens, such as take 5")                                  \
	X(RESULT, "a result such as EINTR or 0")                                  \
	X(CHECK, "a check")                                                       \
	X(CHECKNAME, "the name of a check")                                       \
	X(KINDS, "kinds of decisions")                                            \
	X(SIGNAL, "a signal such as SIGTERM")                                     \
	X(REASON, "a reason")

enum wt_field_kind {
	WT_FIELD_FLAG, /* an optional word: [urgent] */
	WT_FIELD_WORD, /* one of several words: fin|reset|end; as.word counts from 0 */
#define WT_FIELD_ENUM(name, words) WT_FIELD_##name,
	WT_FIELDS(WT_FIELD_ENUM)
#undef WT_FIELD_ENUM
		WT_FIELD_KIND_COUNT
};

/* -- Closed sets of words ---------------------------------------------- */

/* In order of rank: of two checks that fail at one instant the earlier one
 * here is the verdict. */
#define WT_CHECKNAMES(X)                          \
	X(CRASH, "crash")                         \
	X(MEMORY, "memory")                       \
	X(AFTER_CLOSE, "after-close")             \
	X(CLOSED_DESCRIPTOR, "closed-descriptor") \
	X(BLOCKING, "blocking")                   \
	X(SIGPIPE, "sigpipe")                     \
	X(SPIN, "spin")                           \
	X(STREAM, "stream")                       \
	X(EXPECT, "expect")                       \
	X(NEVER, "never")                         \
	X(STALL, "stall")                         \
	X(UNREAD, "unread")                       \
	X(LEAK, "leak")                           \
	X(GROWTH, "growth")                       \
	X(STARVATION, "starvation")               \
	X(DROPPED_ERROR, "dropped-error")         \
	X(LIMIT, "limit")

enum wt_checkname {
#define WT_CHECKNAME_ENUM(id, name) WT_CHECK_##id,
	WT_CHECKNAMES(WT_CHECKNAME_ENUM)
#undef WT_CHECKNAME_ENUM
		WT_CHECKNAME_COUNT
};

#define WT_SIGNALS(X) \
	X(SIGHUP)     \
	X(SIGINT)     \
	X(SIGQUIT)    \
	X(SIGUSR1)    \
	X(SIGUSR2)    \
	X(SIGPIPE)    \
	X(SIGALRM)    \
	X(SIGTERM)    \
	X(SIGCHLD)    \
	X(SIGCONT)    \
	X(SIGKILL)

enum wt_said_signal {
#define WT_SIGNAL_ENUM(name) WT_SAID_##name,
	WT_SIGNALS(WT_SIGNAL_ENUM)
#undef WT_SIGNAL_ENUM
		WT_SAID_SIGNAL_COUNT
};

/* -- Parts of fields --------------------------------------------------- */

enum wt_unit {
	WT_UNIT_NONE,
	WT_UNIT_BYTES,
	WT_UNIT_KIB,
	WT_UNIT_MIB,
	WT_UNIT_US,
	WT_UNIT_MS,
	WT_UNIT_S,
	WT_UNIT_MIN,
	WT_UNIT_H,
};

/* A number, a time or a size.  `$n` stands for all of it, `$n bytes` for count. */
struct wt_quantity {
	uint64_t value;       /* in ones, bytes or ns */
	uint64_t count;       /* as written, in units */
	const char *variable; /* the value of `for` it will be, or NULL */
	enum wt_unit unit;
	bool negative;
};

/* Decoded bytes, with a 0 behind the last that does not count. */
struct wt_text {
	const char *data;
	size_t len;
	const char *variable; /* as above; then data is NULL */
};

enum wt_payload_kind {
	WT_PAYLOAD_TEXT,     /* text */
	WT_PAYLOAD_REPEATED, /* amount x text */
	WT_PAYLOAD_PATTERN,  /* amount bytes of pattern */
	WT_PAYLOAD_FILE,     /* the contents of the file named text */
};

struct wt_payload {
	enum wt_payload_kind kind;
	struct wt_text text;
	struct wt_quantity amount;
	struct wt_quantity pattern;
	const char *home; /* FILE: the scenario's own path; file names are relative to it */
};

enum wt_arg_kind {
	WT_ARG_WORD,     /* text as it stands */
	WT_ARG_TEXT,     /* "text" */
	WT_ARG_VARIABLE, /* $NAME: unknown before names are checked, then a value of `for` */
	WT_ARG_ADDRESS,  /* $NAME: the address of the host or peer text.data */
};

struct wt_said_arg {
	enum wt_arg_kind kind;
	uint32_t col;
	struct wt_text text;
};

enum wt_for_kind { WT_FOR_NUMBER, WT_FOR_TIME, WT_FOR_SIZE, WT_FOR_TEXT, WT_FOR_WORD };

/* One value of `for`. */
struct wt_for_value {
	enum wt_for_kind kind;
	struct wt_quantity quantity; /* NUMBER, TIME, SIZE */
	struct wt_text text;         /* TEXT, WORD */
};

enum wt_said_object_kind {
	WT_SAID_HOST,         /* H        the host as a whole */
	WT_SAID_PEER,         /* P, P.N   a peer's N-th connection; in checks only */
	WT_SAID_ACCEPTED,     /* H:WHO    H's end of the connection WHO opened to it */
	WT_SAID_OPENED,       /* H>WHO    H's end of the connection it opened to WHO */
	WT_SAID_PORT,         /* H:PORT   listener, or with udp bound socket */
	WT_SAID_PATH,         /* H:"/path" */
	WT_SAID_PAIR,         /* H:pair.N/a */
	WT_SAID_ALL_ACCEPTED, /* H:* */
	WT_SAID_ALL_OPENED,   /* H>* */
};

struct wt_said_object {
	enum wt_said_object_kind kind;
	uint32_t col;
	const char *host; /* H, or the peer */
	const char *who;  /* ACCEPTED, OPENED: NAME or ADDRESS:PORT; else NULL */
	struct wt_text path;
	uint32_t nth; /* from 1 */
	uint16_t port;
	bool udp; /* PORT, OPENED */
	char end; /* PAIR: a b r w */
};

enum wt_said_place_kind {
	WT_AT_NONE,    /* connect, close: there is only one */
	WT_AT_ALL,     /* @* */
	WT_AT_BURST,   /* @B+N[.TURN] */
	WT_AT_BYTE,    /* @N[.TURN] */
	WT_AT_WHO,     /* @WHO[.N[.TURN]] */
	WT_AT_PURPOSE, /* @PURPOSE[.TURN] */
	WT_AT_ORDINAL, /* #K; the number is in byte */
	WT_AT_SYN,
	WT_AT_FIN,
	WT_AT_RST,
};

struct wt_said_place {
	enum wt_said_place_kind kind;
	uint32_t col;
	struct wt_quantity burst;
	struct wt_quantity byte;
	struct wt_quantity turn; /* from 1 */
	const char *who;         /* WHO, PURPOSE */
	struct wt_quantity nth;  /* WHO; from 1 */
};

/* What crosses the wire to or from a host's end. */
struct wt_said_wire {
	enum wt_ask direction; /* WT_ASK_to or WT_ASK_from */
	struct wt_said_object *object;
	struct wt_said_place *place;
};

/* The values a decision may have are the rows of values.def. */
enum wt_said_verb {
#define WT_VALUE(id, words, argument, asks) WT_SAYS_##id,
#include "scenario/values.def"
#undef WT_VALUE
	WT_SAYS_COUNT
};

struct wt_said_value {
	enum wt_said_verb verb;
	uint32_t col;
	struct wt_quantity number;     /* TAKE, CUT: bytes; LATE, DELAY: ns */
	int error;                     /* FAILS: errno, positive */
	struct wt_said_wire *wire;     /* LATE_UNTIL, DELAY_UNTIL */
	struct wt_said_object *object; /* BEFORE */
};

struct wt_said_result {
	int error; /* errno, positive; or 0 and: */
	struct wt_quantity number;
};

enum wt_said_check_kind {
	WT_SAID_RECEIVED, /* END received HOW BYTES */
	WT_SAID_ENDED,    /* END ended by ENDING */
	WT_SAID_MEASURED, /* SUBJECT MEASURE OP N|SIZE */
};

enum wt_said_how { WT_HOW_EXACTLY, WT_HOW_BEGINS, WT_HOW_CONTAINS };

enum wt_measure {
	WT_MEASURE_HANDLER, /* word: enum ac_handler */
	WT_MEASURE_CALL,    /* word: enum wt_call; error: only those that failed so, or 0 */
	WT_MEASURE_NOTES,   /* note; note_text */
	WT_MEASURE_BYTES,
	WT_MEASURE_QUEUED,
	WT_MEASURE_SOCKETS,
	WT_MEASURE_RETURNED,
};

enum wt_op { WT_OP_EQ, WT_OP_NE, WT_OP_LT, WT_OP_LE, WT_OP_GT, WT_OP_GE };

struct wt_said_check {
	enum wt_said_check_kind kind;
	struct wt_said_object subject;
	/* RECEIVED */
	enum wt_said_how how;
	struct wt_payload bytes;
	/* ENDED */
	enum wt_ending ending;
	/* MEASURED */
	enum wt_measure measure;
	int word;
	int error;
	struct wt_text note;
	struct wt_text note_text;
	bool has_note_text;
	enum wt_op op;
	struct wt_quantity number;
};

/* -- Fields and nodes -------------------------------------------------- */

struct wt_field {
	enum wt_field_kind kind;
	uint32_t col; /* where it begins, from 1; 0: nowhere */
	bool said;
	union {
		const char *name;          /* NAME HOST ACTOR PROG REASON */
		int word;                  /* WORD ASK CALL CHECKNAME SIGNAL */
		struct wt_quantity number; /* NUMBER PERCENT PORT TIME SHIFT SIZE RATE */
		struct {
			struct wt_quantity low, high;
		} range;             /* PORTS TIMES; one time is both */
		struct wt_text text; /* TEXT */
		unsigned kinds;      /* KINDS: bit per enum wt_kind */
		struct {
			struct wt_said_arg *at;
			size_t count;
		} args; /* ARGS */
		struct {
			struct wt_for_value *at; /* NULL: first, first + 1, ... */
			size_t count;
			uint64_t first;
		} values;                      /* VALUES */
		struct wt_payload *bytes;      /* BYTES */
		struct wt_said_object *object; /* OBJ ENDPOINT */
		struct wt_said_place *place;   /* PLACE */
		struct wt_said_wire *wire;     /* WIRE */
		struct wt_said_value *value;   /* VALUE */
		struct wt_said_result *result; /* RESULT */
		struct wt_said_check *check;   /* CHECK */
	} as;
};

struct wt_node {
	enum wt_statement id;
	int parent;   /* index of the header or `repeats` it belongs to; -1: none */
	int line;     /* from 1; 0: not from a file */
	uint32_t col; /* of its first word, from 1 */
	const char *file;
	const char *source;  /* the line as written, or NULL */
	const char *comment; /* behind `#`, or NULL */
	uint16_t indent;     /* canonical: 0, 2, 4 ...; of a comment: as written */
	uint16_t included;   /* depth of the include it came by; 0: the file itself */
	uint16_t field_count;
	struct wt_field *fields;
};

struct wt_plan {
	struct wt_node *nodes;
	size_t count;
	/* private */
	size_t capacity;
	struct wt_plan_store *store;
	int open_block; /* statements added next belong to it; -1: none */
};

struct wt_diagnostics;

struct wt_plan *wt_plan_new(void);
/* Frees what no bound plan or copy shares any more; NULL is allowed. */
void wt_plan_free(struct wt_plan *);
struct wt_plan *wt_plan_copy(const struct wt_plan *);
/* Takes the node away, and everything that belongs to it. */
void wt_plan_remove(struct wt_plan *, size_t index);
/* The last node, which has none of its own below it, stands at index from now on. */
void wt_plan_move_last(struct wt_plan *, size_t index);

/* -- Walking ----------------------------------------------------------- */

/* The next node after `after` (-1: from the start) that belongs to parent
 * (-1: nodes at column 1) and is a statement; -1: no more.
 *
 *	for (int i = -1; (i = wt_plan_next(plan, peer, i)) >= 0;)
 */
int wt_plan_next(const struct wt_plan *, int parent, int after);
/* The next node with that id at any depth; -1: no more. */
int wt_plan_find(const struct wt_plan *, enum wt_statement, int after);
/* The node that declares the host or peer of that name; -1: none. */
int wt_plan_find_actor(const struct wt_plan *, const char *name);
/* The nth (from 0) field of that kind, or NULL where it was not said. */
const struct wt_field *wt_node_field(const struct wt_node *, enum wt_field_kind, unsigned nth);
/* Did the line say this optional word, or choose this one of several?
 * wt_node_says(node, "urgent"), wt_node_says(node, "reset") */
bool wt_node_says(const struct wt_node *, const char *word);
/* What the decision line asks about: WT_ASK_recv for `OBJ recv@0 ...`; WT_ASK_to
 * and WT_ASK_from for the wire.  WT_ASK_COUNT: the line is no decision. */
enum wt_ask wt_node_ask(const struct wt_node *);
/* Is it `host`, `peer` or `repeats`: something that has lines of its own? */
bool wt_node_is_block(const struct wt_node *);

/* -- Values of `for` --------------------------------------------------- */

/* 1 where there is no `for`. */
size_t wt_plan_values(const struct wt_plan *);
/* "n = 35", or "" where there is no `for`; good until the plan is freed. */
const char *wt_plan_value_text(const struct wt_plan *, size_t value);
/* The plan for one value: no `for`, no variable left in it.  NULL when that
 * value does not fit somewhere (a port of 70000, two lines of one name): then
 * the reasons are in the diagnostics. */
struct wt_plan *wt_plan_bind(const struct wt_plan *, size_t value, struct wt_diagnostics *);

/* -- Bytes ------------------------------------------------------------- */

/* How long it is; 0 for a file. */
uint64_t wt_payload_size(const struct wt_payload *);
/* The bytes it stands for, no variable left in it.  *ret is the caller's to
 * free.  -errno when a file can not be read, -EFBIG beyond WT_LIMIT_PAYLOAD. */
int wt_payload_expand(const struct wt_payload *, void **ret, size_t *ret_len);
/* Byte `index` of pattern `pattern`. */
uint8_t wt_pattern_byte(uint64_t index, uint64_t pattern);

/* -- Names ------------------------------------------------------------- */

const char *wt_checkname_text(enum wt_checkname);
/* -1: there is no such check. */
int wt_checkname_find(const char *name);
/* As a trace and the world write it: `server:alice.2`.  Returns as snprintf. */
int wt_said_object_text(const struct wt_said_object *, char *buf, size_t size);
/* The row of the table: pattern and help line, for the reference page. */
const char *wt_statement_name(enum wt_statement);
const char *wt_statement_pattern(enum wt_statement);
const char *wt_statement_help(enum wt_statement);
const char *wt_statement_function(enum wt_statement);
enum wt_context wt_statement_context(enum wt_statement);

/* -- Writing a plan from C --------------------------------------------- */

/* What BYTES and TEXT are in C: either the bytes themselves or, in notation, the
 * words of the language: "500 bytes of pattern 1".  Both absent: not said. */
struct wt_bytes {
	const void *data;
	size_t len;
	const char *notation;
};

/* Adds one statement at the end, under the block that was opened last if it is
 * of a kind that stands there.  The arguments follow the row's fields, in order:
 *
 *	flag				bool		false: not said
 *	NUMBER PERCENT PORT		uint64_t	0: not said, where it may be left out
 *	TIME				uint64_t	ns, whole microseconds; likewise
 *	SIZE RATE			uint64_t	bytes; likewise
 *	TEXT BYTES			struct wt_bytes
 *	all others			const char *	as the language writes it; NULL: not said
 *
 * file and line say where the call stands.  Returns the node's index, or -1
 * when it can not be said; then the reason is in the diagnostics. */
int wt_plan_add(struct wt_plan *, struct wt_diagnostics *, const char *file, int line,
		enum wt_statement, ...);
int wt_plan_vadd(struct wt_plan *, struct wt_diagnostics *, const char *file, int line,
		 enum wt_statement, va_list);
/* The same with one line of the language, without indent. */
int wt_plan_add_line(struct wt_plan *, struct wt_diagnostics *, const char *file, int line,
		     const char *text);
/* What is added next is no longer part of the innermost `repeats`. */
void wt_plan_end_repeats(struct wt_plan *);
/* What concerns more than one line: names, duplicates, types of `$n`.  A parsed
 * plan has passed it; call it once for a plan written from C.  Returns the
 * number of errors. */
size_t wt_plan_check(struct wt_plan *, struct wt_diagnostics *);

#endif
