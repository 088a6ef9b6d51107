/* SPDX-License-Identifier: MIT
 *
 * kernels.h - the two kernels programs are played on.
 *
 * kernel_posix.c  the real one
 * namespace.c     where it runs: a network of its own
 * kernel_sim.c    the simulated one */
#ifndef FIDELITY_KERNELS_H
#define FIDELITY_KERNELS_H

#include "player.h"

/* The process's own kernel, wherever the process is.  Takes SIGPIPE. */
void kernel_posix_init(struct kernel *);

/* A new network for this process, with nothing but loopback; NULL, or why not. */
const char *namespace_enter(void);
/* Another one, as empty as the first.  0, -errno. */
int namespace_renew(void);

/* A simulated host on which a program is played from beginning to end: `count` of
 * program's operations, and what each of them saw.  Returns how many were played. */
struct sim;
struct sim *sim_new(void); /* NULL: no memory */
void sim_free(struct sim *);
unsigned sim_play(struct sim *, const struct program *, struct seen *ret);

#endif
