/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Interrupt vectors of one kind (MSI-X).  Each vector has an eventfd from the client, and
 * a latch for interrupts that are raised while it has no eventfd.
 */
#ifndef VCX_VFU_IRQ_H
#define VCX_VFU_IRQ_H

#include <stddef.h>
#include <stdint.h>

struct vfu_irqs;

struct vfu_irqs *vfu_irqs_new(unsigned int count);
void vfu_irqs_free(struct vfu_irqs *irqs);
unsigned int vfu_irqs_count(const struct vfu_irqs *irqs);

/**
 * vfu_irqs_set() - execute a SET_IRQS command
 * @irqs: the vectors
 * @flags: VFIO_IRQ_SET_DATA_* and VFIO_IRQ_SET_ACTION_*
 * @start: first vector
 * @count: number of vectors; 0 with DATA_NONE|ACTION_TRIGGER removes all eventfds
 * @data: with DATA_BOOL, one byte for each vector; a non-zero byte raises the vector
 * @len: length of @data
 * @fds: with DATA_EVENTFD, one eventfd for each vector, or no eventfds to remove those of
 *	the vectors.  On success, @irqs owns the eventfds and the entries of @fds are set
 *	to -1; on failure, @fds is unchanged.
 * @nr_fds: number of @fds
 *
 * Return: 0, or -EINVAL with nothing changed.
 */
int vfu_irqs_set(struct vfu_irqs *irqs, uint32_t flags, uint32_t start, uint32_t count,
		 const uint8_t *data, size_t len, int *fds, size_t nr_fds);

/* Raise @vector, or latch the interrupt; a vector that does not exist is ignored. */
void vfu_irqs_raise(struct vfu_irqs *irqs, unsigned int vector);

/* Clear all latches on a device reset; the eventfds are kept. */
void vfu_irqs_drop_latched(struct vfu_irqs *irqs);

/* Close all eventfds and clear all latches on a disconnect. */
void vfu_irqs_clear(struct vfu_irqs *irqs);

#endif
