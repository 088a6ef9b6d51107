/* SPDX-License-Identifier: MIT
 *
 * wt_coverage.h - coverage of edge cases: which outcomes of which calls a program
 * has met, in which of its handlers.
 *
 * An edge is (program, handler, call, outcome).  It is met, or it could be met and
 * never was, or it can not be: the program makes no such call there, or no kernel
 * of the profile answers it so for that kind of socket.  Read from events alone,
 * of the sound programs, until the end of each run; added up over runs and files.
 * docs/coverage.md shows it. */
#ifndef WT_COVERAGE_H
#define WT_COVERAGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

struct wt_sink;

/* full: all that was asked for; short: a part of it; else, of a wait or another
 * call, success is `full`, too.  timeout: of a wait.  end: recv gave 0. */
#define WT_EDGES(X)                     \
	X(full, 0)                      \
	X(short, 0)                     \
	X(end, 0)                       \
	X(timeout, 0)                   \
	X(EAGAIN, EAGAIN)               \
	X(EINTR, EINTR)                 \
	X(ECONNRESET, ECONNRESET)       \
	X(EPIPE, EPIPE)                 \
	X(ENOTCONN, ENOTCONN)           \
	X(EINPROGRESS, EINPROGRESS)     \
	X(ECONNREFUSED, ECONNREFUSED)   \
	X(ECONNABORTED, ECONNABORTED)   \
	X(ENETUNREACH, ENETUNREACH)     \
	X(EADDRNOTAVAIL, EADDRNOTAVAIL) \
	X(EMFILE, EMFILE)               \
	X(ENFILE, ENFILE)               \
	X(ENOBUFS, ENOBUFS)             \
	X(ENOMEM, ENOMEM)               \
	X(other, 0)

enum wt_edge {
#define WT_EDGE_ENUM(name, error) WT_EDGE_##name,
	WT_EDGES(WT_EDGE_ENUM)
#undef WT_EDGE_ENUM
		WT_EDGE_COUNT
};
const char *wt_edge_name(enum wt_edge);

struct wt_coverage;
struct wt_coverage *wt_coverage_new(void); /* NULL: no memory */
void wt_coverage_free(struct wt_coverage *);
/* Takes the events of run after run. */
struct wt_sink *wt_coverage_sink(struct wt_coverage *);
/* The profile of the runs to come: `kernel posix`, or Linux. */
void wt_coverage_set_posix(struct wt_coverage *, bool posix);

/* One call in one handler. */
struct wt_coverage_row {
	const char *handler; /* NULL: outside of handlers */
	const char *call;
	uint64_t met[WT_EDGE_COUNT]; /* so many calls came out so */
	uint32_t possible;           /* a bit per enum wt_edge; what was met is */
};

/* Programs in the order in which they first ran. */
size_t wt_coverage_programs(const struct wt_coverage *);
const char *wt_coverage_program(const struct wt_coverage *, size_t program);
/* The row'th of a program; false: there are no more. */
bool wt_coverage_row(const struct wt_coverage *, size_t program, size_t row,
		     struct wt_coverage_row *ret);
/* A handler that ran and made none of these calls; NULL: no more. */
const char *wt_coverage_idle(const struct wt_coverage *, size_t program, size_t number);

struct wt_coverage_sum {
	uint64_t met, possible;
};
struct wt_coverage_sum wt_coverage_sum(const struct wt_coverage *, size_t program);
struct wt_coverage_sum wt_coverage_total(const struct wt_coverage *);

#ifdef __cplusplus
}
#endif
#endif
