/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * vfio-user protocol server: one client at a time, one PCI device.
 *
 * Replies to the client's messages from a description of the device's regions and
 * interrupts, and passes accesses and resets to a callback table.  An invalid message is
 * logged and an error is returned in the reply; a framing error ends the connection.
 */
#ifndef VCX_VFU_H
#define VCX_VFU_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <linux/vfio.h>

struct dma_map;
struct vfu;
struct vfu_irqs;

/**
 * struct vfu_region - a region as reported by GET_REGION_INFO
 * @size: bytes; 0 for an absent region
 * @flags: VFIO_REGION_INFO_FLAG_READ, _WRITE
 */
struct vfu_region {
	uint64_t size;
	uint32_t flags;
};

/**
 * struct vfu_ops - operations of the device, called by the protocol server
 * @region_read: read from a region, whose bounds have been checked; returns 0, or -errno
 *	for the client
 * @region_write: write to a region, likewise
 * @reset: handle DEVICE_RESET
 * @enough: called after each message; returns true if the remaining messages are to be
 *	served in a later call; may be NULL
 */
struct vfu_ops {
	int (*region_read)(void *priv, uint32_t region, uint64_t off, void *buf, size_t len);
	int (*region_write)(void *priv, uint32_t region, uint64_t off, const void *buf, size_t len);
	void (*reset)(void *priv);
	bool (*enough)(void *priv);
};

/**
 * struct vfu_config - one device; everything it points to must outlive the vfu
 * @ops: callbacks
 * @priv: first argument of the callbacks
 * @regions: indexed by VFIO_PCI_*_REGION_INDEX
 * @irqs: indexed by VFIO_PCI_*_IRQ_INDEX; NULL where there are no interrupts
 * @dma: DMA map, updated by the client's messages
 */
struct vfu_config {
	const struct vfu_ops *ops;
	void *priv;
	struct vfu_region regions[VFIO_PCI_NUM_REGIONS];
	struct vfu_irqs *irqs[VFIO_PCI_NUM_IRQS];
	struct dma_map *dma;
};

/* @cfg is copied.  Return: the server, or NULL when out of memory. */
struct vfu *vfu_new(const struct vfu_config *cfg);
void vfu_free(struct vfu *v);

/**
 * vfu_attach() - start to serve a client; there must be no other client
 * @fd: connected stream socket; ownership passes to the vfu even on error
 * Return: 0 or -errno.
 */
int vfu_attach(struct vfu *v, int fd);

/**
 * vfu_detach() - close the connection, empty the DMA map, close the eventfds
 * The caller resets the device.
 */
void vfu_detach(struct vfu *v);

/* Return: the client's socket, or -1 without a client; and the events to poll() for. */
int vfu_fd(const struct vfu *v);
short vfu_poll_events(const struct vfu *v);

/* Return: non-zero after version negotiation. */
int vfu_negotiated(const struct vfu *v);

/**
 * vfu_process() - serve a bounded number of received messages
 * Return: 0; or -errno when the connection is closed or unusable, and the caller must
 * call vfu_detach().  -ENOTCONN is an orderly disconnect.
 */
int vfu_process(struct vfu *v);

#endif
