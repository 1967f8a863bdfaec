/* SPDX-License-Identifier: GPL-2.0-only */
/* libxdp's default AF_XDP program, which redirects the frames of a queue to its socket. */
#ifndef WORKLOADS_XSK_PROGRAM_H
#define WORKLOADS_XSK_PROGRAM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "workloads/xsk_queue.h"

struct xdp_program;

struct xsk_program {
	struct xdp_program *program;
	unsigned int ifindex;
	/* the map from queues to sockets, owned by the program */
	int map_fd;
};

/*
 * Loads the program with a map for queues 0 to queues - 1, and attaches it in addition to the
 * programs that are already attached. Returns 0, or -errno with the reason as text in why.
 */
int xsk_program_attach(struct xsk_program *program, const struct nic *nic, uint32_t queues,
		       char *why, size_t size);

/* Adds the queue's socket to the map, so that it receives the frames. Returns 0 or -errno. */
int xsk_program_add(const struct xsk_program *program, struct xsk_queue *queue);

void xsk_program_detach(struct xsk_program *program);

/* Shows the messages of libxdp and libbpf, which are suppressed otherwise. */
void xsk_program_verbose(bool verbose);

#endif
