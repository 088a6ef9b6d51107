/* SPDX-License-Identifier: MIT
 *
 * tank.h - the wave tank: hosts with real programs, scripted peers, and the
 * network between them, put together and run once.
 *
 *	stage it:  wt_tank_new, wt_tank_add_host, wt_tank_add_peer, wt_tank_link ...
 *	run it:    wt_tank_run, as often as you like; every run begins afresh
 *
 * One instant.  All wire events of one instant are applied, and every peer does
 * each step it can, before any host runs; ties between events are ordered by
 * (time, name of the connection, direction, offset), never by creation.  Peers
 * step in file order; hosts take turns in file order. */
#ifndef WT_TANK_H
#define WT_TANK_H

#include <setjmp.h>
#include <stdio.h>

#include "ac_sys.h"
#include "kernel/net.h"
#include "world/coroutine.h"
#include "world/crash.h"
#include "world/peer.h"
#include "world/state.h"
#include "world/watchdog.h"

#define WT_HOSTS_MAX       64
#define WT_PEERS_MAX       4096
#define WT_LIMIT_NS        (600 * WT_S) /* virtual time of a run */
#define WT_PASSES_MAX      100000       /* waits of a run, and of one instant */
#define WT_CALLS_MAX       10000000     /* calls of a host without a wait */
#define WT_STOP_NS         (60 * WT_S)  /* after it a graceful shutdown is over */
#define WT_STOP_PASSES     1000
#define WT_STOP_REFUSALS   1000 /* -ECANCELEDs a program may ignore after that */
#define WT_HOT_AFTER       8    /* zero-time waits without any change */
#define WT_HOT_AFTER_SOFT  64   /* ... without hard progress */
#define WT_WATCHED_MAX     16   /* those a drawn order may put another before */
#define WT_STEADY_TIMEOUTS 3
#define WT_STALL_TIMEOUTS  100

typedef int wt_program_main(struct ac_sys *, int argc, char **argv);

struct wt_tank;
struct wt_epoll;
struct wt_signal_action;

/* A descriptor a wait asks about: poll(2)'s terms.  Who waits closes nothing. */
struct wt_interest {
	int fd;
	short events, revents;
	struct wt_file *file; /* NULL: not open */
};

enum wt_host_state {
	WT_HOST_NOT_STARTED,
	WT_HOST_READY,  /* runs when it is its turn */
	WT_HOST_WAITS,  /* in a wait */
	WT_HOST_SLEEPS, /* a call is made late: until deadline_ns */
	WT_HOST_GONE,
};

struct wt_host_timer {
	uint32_t loop, timer;
	uint64_t due_ns;
};

struct wt_host_channel {
	uint32_t loop, slot, generation;
	struct wt_file *file;
};

/* What freed memory is filled with: as a pointer it is no address anywhere, and
 * aligned for anything, so that only its use convicts. */
#define WT_POISON 0xd0

struct wt_memory {
	struct wt_block *blocks, *freed;
	size_t bytes;           /* freed ones included */
	size_t held, held_told; /* freed ones not */
	unsigned runs;          /* so many before this one */
	uint8_t shift, fresh;   /* of this run's blocks: their place, and their bytes */
};

struct wt_host {
	struct ac_sys sys; /* first: sys_sim.c finds the host by it */
	struct wt_tank *tank;
	struct wt_kernel kernel;
	wt_program_main *program;
	char **argv;
	int argc;
	char command[256]; /* its arguments as one text */
	uint64_t starts_ns;

	enum wt_host_state state;
	unsigned deaths;                /* of its processes in this run, from outside */
	bool timed_out;                 /* a wait of this process has, and time had passed */
	struct wt_coroutine *coroutine; /* NULL: it runs on the caller's stack */
	struct wt_state_copy globals;   /* the program's, while another host runs */
	sigjmp_buf way_out;             /* of a program that died or is taken apart */

	/* the wait it is in */
	struct wt_interest *interest;
	size_t interest_count;
	uint64_t entered_ns, deadline_ns, evaluated_changes, entered_changes;
	bool endless, hot, evaluated;
	int result;
	const bool *gate;           /* a call is late until this is true; NULL: until deadline_ns */
	uint64_t withheld_until_ns; /* WT_NEVER: nothing is */
	uint64_t before;            /* a decision: hash of the object another goes before */
	const struct wt_object *watched[WT_WATCHED_MAX];
	size_t watched_count;

	struct wt_interest *wait_list; /* of this run */
	size_t wait_capacity;
	struct wt_epoll *epoll; /* the wait is on this one, for so many items */
	int epoll_max;
	struct wt_signal_action *signal_actions;
	uint64_t signals; /* that have come, and whose handlers are to run; a bit each */
	bool selects;     /* the wait is a select: HUP alone does not end it */
	uint64_t random_taken;
	uint64_t told;                  /* told.h */
	const struct ac_sys_ops *below; /* the calls themselves, behind who looks on */

	uint64_t calls;      /* of the seam, in this run */
	uint64_t calls_last; /* the one that is too many, unless it waits before */

	/* how its waits go */
	unsigned zero_waits, zero_waits_soft;
	uint64_t zero_changes, zero_hard_changes;
	uint64_t whole_changes; /* changes when a whole time-out changed nothing */
	unsigned rounds;        /* of timers alone, in which it woke: see life.c */
	uint64_t woke_in_round;

	/* Stop */
	bool canceled; /* was told once */
	unsigned stop_passes, refusals;
	bool taken_apart;

	struct wt_host_timer *timers;
	size_t timer_count, timer_capacity;
	struct wt_host_channel *channels;
	size_t channel_count, channel_capacity;
	struct wt_memory memory;
	int64_t wall_shift_ns;
	FILE *output[2];
	struct wt_host_output *outputs;
};

struct wt_tank_link {
	const struct wt_kernel *a, *b;
	struct wt_link link;
};

/* Something the scenario does at a time: to a host's wall clock or process, or to a
 * link. */
struct wt_at {
	struct wt_due due;
	struct wt_tank *tank;
	bool (*happens)(struct wt_at *); /* false: there was nothing it could happen to */
	struct wt_host *host;            /* NULL: to the link between these */
	int64_t wall_shift_ns;
	const struct wt_kernel *a, *b;
	enum wt_link_state state;
	int signal;
	const char *signal_name;
	int line;     /* a process is to be there then; 0: nothing is asked */
	bool reached; /* it happened in this run */
	struct wt_at *next;
};

/* Who says whether a CHECK holds, and whether to go on: the judge, seen from below. */
struct wt_referee {
	bool (*holds)(struct wt_referee *, const void *check);
	bool (*is_over)(struct wt_referee *);
};

struct wt_tank {
	struct wt_net net;
	struct wt_host *hosts;
	size_t host_count;
	struct wt_peer *peers;
	size_t peer_count;
	struct wt_tank_link *links;
	size_t link_count;
	struct wt_at *ats;          /* of the scenario */
	uint64_t limit_ns, ends_ns; /* ends: WT_NEVER unless said */
	uint64_t last_by_ns;        /* of the latest `by`; steady waits for it */
	struct wt_referee *referee;
	bool soils; /* the stack, before programs of the next run begin: soil.h */
	void (*entered)(struct wt_tank *, void *context); /* told.h; NULL: nobody is told */
	void *entered_context;
	struct wt_watchdog watchdog;
	struct wt_state_copy pristine; /* the programs' globals before any ran */
	const char *checker;           /* of memory, which looks on, or NULL */
	struct ac_sys_ops checked;     /* the table there is where it does */
	struct ac_sys_ops forced;      /* the table where raw lines are: sys_raw.c */

	/* the run */
	uint64_t runs; /* so many before it */
	struct wt_coroutine_main scheduler;
	size_t turn;    /* the host that ran last */
	bool under_way; /* found so by a later call, it was left by a longjmp */
	bool running;   /* a host, not the world */
	uint64_t moves; /* so far, of anything a peer could wait for */
	bool peers_begun, settling, stopping;
	const char *end; /* why it ended, or NULL */
	uint64_t ended_ns;
	uint64_t waits, waits_at_instant, instant_ns;
	uint64_t round;          /* how often the world has come to rest */
	uint64_t moved_in_round; /* something but timers, last */
	uint64_t broken_off;     /* what was told by then, and whether all was at rest; 0: not */
	bool woken;              /* a host has rounds to be forgotten */
	unsigned errors;         /* of memory, so many were there when last asked */
	FILE *real_output[2];    /* while a host runs */
};

struct wt_tank *wt_tank_new(struct wt_decider *, size_t hosts, size_t peers);
void wt_tank_free(struct wt_tank *);

/* Names live as long as the tank.  Indices are in file order over hosts and
 * peers together; returns NULL beyond the counts given to wt_tank_new. */
struct wt_host *wt_tank_add_host(struct wt_tank *, const char *name, wt_program_main *, int argc,
				 char **argv);
struct wt_peer *wt_tank_add_peer(struct wt_tank *, const char *name);
int wt_tank_link(struct wt_tank *, const struct wt_kernel *, const struct wt_kernel *,
		 const struct wt_link *);
int wt_tank_at_wall_clock(struct wt_tank *, uint64_t time_ns, struct wt_host *, int64_t shift_ns);
/* The link between two is cut, or mended. */
int wt_tank_at_link(struct wt_tank *, uint64_t time_ns, const struct wt_kernel *,
		    const struct wt_kernel *, enum wt_link_state);
/* The process of a host is gone.  line: of the scenario, which nothing may come to. */
int wt_tank_at_killed(struct wt_tank *, uint64_t time_ns, struct wt_host *, int line);
/* Its program begins anew; a process that is there is killed first. */
int wt_tank_at_restart(struct wt_tank *, uint64_t time_ns, struct wt_host *, int line);
int wt_tank_at_signal(struct wt_tank *, uint64_t time_ns, struct wt_host *, int line, int number,
		      const char *name);
/* Another thread of its process wakes the loop. */
int wt_tank_at_woken(struct wt_tank *, uint64_t time_ns, struct wt_host *, int line);
/* 10.x.y.z, made from the name: editing the file leaves it as it was. */
uint32_t wt_tank_address(const char *name);

/* One run.  0, or -errno when it could not be made (-ENOMEM, -ENOSPC). */
int wt_tank_run(struct wt_tank *, uint64_t seed, bool calm, struct wt_sink *);

/* -- between the files of world/ ---------------------------------------- */

/* schedule.c: the host whose turn it is, after letting the world go on as far as
 * needed; NULL when all are gone and the run is over. */
struct wt_host *wt_tank_next(struct wt_tank *);
/* Gives way until it is this host's turn again. */
void wt_host_yield(struct wt_host *);
void wt_tank_switch_to(struct wt_tank *, struct wt_host *);

/* life.c */
bool wt_life_goes_on(struct wt_tank *); /* nothing can run now: end, or let time pass? */
void wt_life_end(struct wt_tank *, const char *why);
void wt_life_forget_rounds(struct wt_tank *);
/* Something but a timer moved the world. */
static inline void wt_life_moved(struct wt_tank *tank)
{
	tank->moved_in_round = tank->round;
	if (tank->woken)
		wt_life_forget_rounds(tank);
}
void wt_life_woke(struct wt_host *); /* after time had passed */
/* Nothing moves any more, and something is held back for what will not come: it
 * comes now.  False: there was nothing. */
bool wt_life_lets_go(struct wt_tank *);
/* A process is about to end, or to be interrupted.  True: all is at rest.  Would it not,
 * the run could end here. */
bool wt_life_breaks_off(struct wt_tank *);
bool wt_life_is_live(const struct wt_tank *); /* are decisions to be drawn? */
void wt_life_settle(struct wt_tank *);
void wt_life_emit(struct wt_tank *, enum wt_life, const struct wt_kernel *, const char *text,
		  uint64_t arg);

/* wait.c: poll(2) on the interest list; 0.. or -EINTR, -ECANCELED.  Handlers of signals
 * that came are still to run. */
int wt_host_wait(struct wt_host *, struct wt_interest *, size_t count, int64_t timeout_ns);
/* hot.c: what keeps waking it, as a fact. */
void wt_host_tell_hot(struct wt_host *);
/* Can it run at this instant?  Leaves the wait's result where it can. */
bool wt_host_wakes(struct wt_host *);
/* A call is made later; handlers of signals that come meanwhile run before it. */
void wt_host_be_late(struct wt_host *);
/* It calls and calls, and no time passes: the end of its run. */
_Noreturn void wt_host_never_waits(struct wt_host *);

/* tank.c: what was said of the link between two; NULL: nothing. */
struct wt_link *wt_tank_find_link(const struct wt_tank *, const struct wt_kernel *,
				  const struct wt_kernel *);
void wt_tank_schedule_ats(struct wt_tank *); /* at.c */

/* sys_sim.c */
extern const struct ac_sys_ops wt_sys_sim_ops;
/* sys_raw.c: the same, where the scenario says what calls return.  From the next run
 * on, for all hosts there are. */
void wt_tank_force(struct wt_tank *);
/* sys_checked.c: the same, with a checker of memory looking on; what it found since
 * it was last asked becomes a fact. */
void wt_sys_check(const struct ac_sys_ops *below, struct ac_sys_ops *ret);
void wt_host_tell_errors(struct wt_host *);
/* notes.c */
void wt_host_forget_notes(struct wt_host *);
/* memory.c */
void wt_host_begin_memory(struct wt_host *); /* a run */
void wt_host_tell_memory(struct wt_host *);  /* leaks and poison, as facts */
void wt_host_tell_poison(struct wt_host *);
void wt_host_free_memory(struct wt_host *); /* when the run is over */
void wt_host_lose_memory(struct wt_host *); /* its process is gone */
/* output.c */
int wt_host_open_output(struct wt_host *);
void wt_host_close_output(struct wt_host *);

#endif
