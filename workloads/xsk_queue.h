/* SPDX-License-Identifier: GPL-2.0-only */
/* An AF_XDP socket that is bound to one queue of a network device with libxdp. */
#ifndef WORKLOADS_XSK_QUEUE_H
#define WORKLOADS_XSK_QUEUE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <xdp/xsk.h>

#include "workloads/nic.h"

/* The settings that all queues of a run share. */
struct xsk_config {
	const struct nic *nic;
	uint32_t frame_size;
	/* XDP_ZEROCOPY, XDP_COPY and XDP_USE_NEED_WAKEUP from linux/if_xdp.h */
	uint16_t bind_flags;
	/* number of queues that share one UMEM */
	uint32_t umem_queues;
};

struct xsk_queue {
	const struct xsk_config *config;
	uint32_t id;
	/* the queue whose UMEM is used, which may be the queue itself */
	struct xsk_queue *owner;
	/* index of the queue among the queues of its UMEM, starting at 0 */
	uint32_t slot;

	/* set only in the owner: the frames and their UMEM */
	void *area;
	size_t area_size;
	struct xsk_umem *umem;

	struct xsk_socket *socket;
	struct xsk_ring_prod fill, tx;
	struct xsk_ring_cons comp, rx;
	/* as reported by XDP_OPTIONS */
	bool zerocopy;

	uint64_t received, sent, completed;
};

/*
 * Binds a socket to queue->id. The caller sets config, id, owner and slot.
 * Returns 0, or -errno with the reason as text in why.
 */
int xsk_queue_open(struct xsk_queue *queue, char *why, size_t size);

/* Releases all resources. The owner of a UMEM must be closed after the queues that share it. */
void xsk_queue_close(struct xsk_queue *queue);

/* Returns -1 if the queue is not bound. */
int xsk_queue_fd(const struct xsk_queue *queue);

/* Counts the received frames and returns them to the fill ring. */
void xsk_queue_receive(struct xsk_queue *queue);

/*
 * Sends count broadcast frames with the local experimental EtherType, and waits
 * for their completion. Returns 0 or -errno, which is -ETIMEDOUT if no further
 * completion arrives.
 */
int xsk_queue_send(struct xsk_queue *queue, uint32_t count);

#endif
