/* SPDX-License-Identifier: MIT
 *
 * sim.h - the simulated gate: two kernels, and the seam before both. */
#ifndef GATE_SIM_H
#define GATE_SIM_H

#include "gate.h"
#include "kernel/net.h"

/* B's descriptors have numbers behind A's. */
#define SIM_FDS_A 512

struct sim_flight {
	struct wt_due **at;
	size_t count, capacity;
};

struct sim_gate {
	struct gate gate;
	struct wt_net net;
	struct wt_kernel kernels[2];
	struct wt_kernel *kernel_list[2];
	struct wt_link link;
	struct wt_mover mover;
	struct wt_sink sink;
	struct sim_flight flight[2]; /* by sender, the oldest first */
	bool keeps_edges;
};

extern const struct ac_sys_ops sim_gate_sys_ops;

#endif
