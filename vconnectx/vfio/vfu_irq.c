// SPDX-License-Identifier: GPL-2.0-only
#include "vconnectx/vfio/vfu_irq.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <linux/vfio.h>

struct vector {
	int fd;	      /* eventfd, or -1 */
	bool latched; /* fired while fd was -1 */
};

struct vfu_irqs {
	unsigned int count;
	struct vector vectors[];
};

struct vfu_irqs *vfu_irqs_new(unsigned int count)
{
	struct vfu_irqs *irqs;

	irqs = calloc(1, sizeof(*irqs) + count * sizeof(irqs->vectors[0]));
	if (!irqs)
		return NULL;
	irqs->count = count;
	for (unsigned int i = 0; i < count; i++)
		irqs->vectors[i].fd = -1;
	return irqs;
}

void vfu_irqs_free(struct vfu_irqs *irqs)
{
	if (!irqs)
		return;
	vfu_irqs_clear(irqs);
	free(irqs);
}

unsigned int vfu_irqs_count(const struct vfu_irqs *irqs)
{
	return irqs->count;
}

void vfu_irqs_raise(struct vfu_irqs *irqs, unsigned int vector)
{
	const uint64_t one = 1;
	struct vector *v;

	if (vector >= irqs->count)
		return;
	v = &irqs->vectors[vector];
	/*
	 * EAGAIN means that the counter is at its maximum, because the client has
	 * not read it yet: the vector is already raised.
	 */
	if (v->fd < 0 || (write(v->fd, &one, sizeof(one)) < 0 && errno != EAGAIN))
		v->latched = true;
}

static void set_fd(struct vfu_irqs *irqs, unsigned int vector, int fd)
{
	struct vector *v = &irqs->vectors[vector];

	if (v->fd >= 0)
		close(v->fd);
	v->fd = fd;
	if (fd >= 0 && v->latched) {
		v->latched = false;
		vfu_irqs_raise(irqs, vector);
	}
}

void vfu_irqs_drop_latched(struct vfu_irqs *irqs)
{
	for (unsigned int i = 0; i < irqs->count; i++)
		irqs->vectors[i].latched = false;
}

void vfu_irqs_clear(struct vfu_irqs *irqs)
{
	for (unsigned int i = 0; i < irqs->count; i++)
		set_fd(irqs, i, -1);
	vfu_irqs_drop_latched(irqs);
}

/*
 * A pipe or socket in place of an eventfd could make a write block or raise
 * SIGPIPE; an eventfd that is not in non-blocking mode could make it block.
 */
static bool prepare_eventfd(int fd)
{
	char link[64], target[64];
	ssize_t n;
	int flags;

	snprintf(link, sizeof(link), "/proc/self/fd/%d", fd);
	n = readlink(link, target, sizeof(target) - 1);
	if (n < 0)
		return false;
	target[n] = '\0';
	if (strncmp(target, "anon_inode:[eventfd", 19))
		return false;
	flags = fcntl(fd, F_GETFL);
	return flags >= 0 && !fcntl(fd, F_SETFL, flags | O_NONBLOCK);
}

static int set_eventfds(struct vfu_irqs *irqs, uint32_t start, uint32_t count, int *fds,
			size_t nr_fds)
{
	if (nr_fds && nr_fds != count)
		return -EINVAL;
	for (size_t i = 0; i < nr_fds; i++) {
		if (!prepare_eventfd(fds[i]))
			return -EINVAL;
	}
	for (uint32_t i = 0; i < count; i++) {
		set_fd(irqs, start + i, nr_fds ? fds[i] : -1);
		if (nr_fds)
			fds[i] = -1;
	}
	return 0;
}

int vfu_irqs_set(struct vfu_irqs *irqs, uint32_t flags, uint32_t start, uint32_t count,
		 const uint8_t *data, size_t len, int *fds, size_t nr_fds)
{
	uint32_t kind = flags & VFIO_IRQ_SET_DATA_TYPE_MASK;

	/* Vectors are not maskable, so only ACTION_TRIGGER is supported. */
	if ((flags & ~(uint32_t)VFIO_IRQ_SET_DATA_TYPE_MASK) != VFIO_IRQ_SET_ACTION_TRIGGER)
		return -EINVAL;
	if (start > irqs->count || count > irqs->count - start)
		return -EINVAL;
	if (nr_fds && kind != VFIO_IRQ_SET_DATA_EVENTFD)
		return -EINVAL;
	if (len != (kind == VFIO_IRQ_SET_DATA_BOOL ? count : 0))
		return -EINVAL;

	switch (kind) {
	case VFIO_IRQ_SET_DATA_NONE:
		if (!count) {
			if (start)
				return -EINVAL;
			return set_eventfds(irqs, 0, irqs->count, NULL, 0);
		}
		for (uint32_t i = 0; i < count; i++)
			vfu_irqs_raise(irqs, start + i);
		return 0;
	case VFIO_IRQ_SET_DATA_BOOL:
		for (uint32_t i = 0; i < count; i++) {
			if (data[i])
				vfu_irqs_raise(irqs, start + i);
		}
		return 0;
	case VFIO_IRQ_SET_DATA_EVENTFD:
		if (!count)
			return -EINVAL;
		return set_eventfds(irqs, start, count, fds, nr_fds);
	default:
		return -EINVAL;
	}
}
