// SPDX-License-Identifier: GPL-2.0-only
/*
 * Resources passed by a client, which are memory and eventfds, are accepted, used, and
 * released in time.
 */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <cmocka.h>

#include "vconnectx/vfio/dma_map.h"
#include "vconnectx/vfio/vfu.h"
#include "vconnectx/vfio/vfu_irq.h"
#include "vconnectx/tests/vfu_client.h"
#include "vconnectx/tests/vfu_rig.h"

#define PAGE 0x1000u

static int map(struct rig *rig, uint64_t addr, uint64_t size, uint32_t flags, uint64_t offset,
	       const int *fds, size_t nr_fds)
{
	struct vfu_dma_map m = { sizeof(m), flags, offset, addr, size };

	return rig_request(rig, VFU_DMA_MAP, &m, sizeof(m), fds, nr_fds, NULL);
}

static int unmap(struct rig *rig, uint64_t addr, uint64_t size, uint32_t flags)
{
	struct vfu_dma_unmap u = { sizeof(u), flags, addr, size };

	return rig_request(rig, VFU_DMA_UNMAP, &u, sizeof(u), NULL, 0, NULL);
}

static void dma_maps(void **state)
{
	struct rig *rig = *state;
	int fd = test_memfd(4 * PAGE);
	int fds[2] = { fd, fd };
	size_t before;
	uint32_t v = 0;

	rig_negotiate(rig);
	before = test_count_fds();
	assert_int_equal(map(rig, 0x100000, 2 * PAGE, 3, PAGE, &fd, 1), 0);
	assert_int_equal(pwrite(fd, "abcd", 4, PAGE + 16), 4);
	assert_int_equal(dma_map_read(rig->dma, 0x100010, &v, 4), 0);
	assert_memory_equal(&v, "abcd", 4);
	/* flash has no descriptor */
	assert_int_equal(map(rig, 0xfffc0000, 0x40000, 1, 0, NULL, 0), 0);
	assert_int_equal(map(rig, 0x101000, PAGE, 3, 0, &fd, 1), EEXIST);
	assert_int_equal(map(rig, 0x200000, PAGE, 3, 0, fds, 2), EINVAL);
	assert_int_equal(map(rig, 0x200000, PAGE, 7, 0, &fd, 1), EINVAL);
	assert_int_equal(map(rig, 0x200000, PAGE, 0, 0, &fd, 1), EINVAL);
	assert_int_equal(map(rig, 0x200000, 64 * PAGE, 3, 0, &fd, 1), EINVAL);
	assert_int_equal(map(rig, 0x200000, PAGE, 3, 0, &rig->fd, 1), EINVAL);
	assert_int_equal(map(rig, UINT64_MAX - PAGE + 1, 2 * PAGE, 3, 0, &fd, 1), EINVAL);
	/* an established mapping needs no descriptor */
	assert_int_equal(test_count_fds(), before);

	assert_int_equal(unmap(rig, 0x100000, PAGE, 0), EINVAL);
	assert_int_equal(unmap(rig, 0x100000, 2 * PAGE, 1), EOPNOTSUPP);
	assert_int_equal(unmap(rig, 0x100000, 2 * PAGE, 4), EINVAL);
	assert_int_equal(unmap(rig, 0x100000, 2 * PAGE, 2), EINVAL);
	assert_int_equal(unmap(rig, 0x100000, 2 * PAGE, 0), 0);
	assert_int_equal(dma_map_read(rig->dma, 0x100010, &v, 4), -EFAULT);
	/* a range of an IOMMU domain may contain several mappings, or none */
	assert_int_equal(map(rig, 0x100000, PAGE, 3, 0, &fd, 1), 0);
	assert_int_equal(map(rig, 0x180000, PAGE, 3, 0, &fd, 1), 0);
	assert_int_equal(unmap(rig, 0x40000000, 0x40000000, 0), 0);
	assert_int_equal(dma_map_count(rig->dma), 3);
	assert_int_equal(unmap(rig, 0, 0x80000000, 0), 0);
	assert_int_equal(dma_map_count(rig->dma), 1);
	assert_int_equal(map(rig, 0x100000, PAGE, 3, 0, &fd, 1), 0);
	assert_int_equal(unmap(rig, 0, 0, 2), 0);
	assert_int_equal(dma_map_count(rig->dma), 0);
	close(fd);
}

static void excess_descriptors_are_closed(void **state)
{
	struct rig *rig = *state;
	struct vfu_device_info info = { .argsz = sizeof(info) };
	struct vfu_dma_map m = { sizeof(m), 3, 0, 0, PAGE };
	int fd = test_memfd(PAGE), fds[40];
	size_t before;

	for (size_t i = 0; i < 40; i++)
		fds[i] = fd;
	rig_negotiate(rig);
	before = test_count_fds();
	assert_int_equal(rig_request(rig, VFU_DEVICE_GET_INFO, &info, sizeof(info), &fd, 1, NULL),
			 EINVAL);
	assert_int_equal(rig_request(rig, 0x77, NULL, 0, fds, 3, NULL), ENOSYS);
	assert_int_equal(rig_request(rig, VFU_DMA_MAP, &m, sizeof(m), fds, 16, NULL), EINVAL);
	/* more descriptors than a message may contain */
	assert_int_equal(rig_request(rig, VFU_DMA_MAP, &m, sizeof(m), fds, 40, NULL), EINVAL);
	assert_int_equal(test_count_fds(), before);
	close(fd);
}

static int set_irqs(struct rig *rig, uint32_t index, uint32_t flags, uint32_t start, uint32_t count,
		    const int *fds, size_t nr_fds)
{
	struct vfio_irq_set set = { 20, flags, index, start, count };

	return rig_request(rig, VFU_DEVICE_SET_IRQS, &set, sizeof(set), fds, nr_fds, NULL);
}

#define EVENTFD_TRIGGER (VFIO_IRQ_SET_DATA_EVENTFD | VFIO_IRQ_SET_ACTION_TRIGGER)
#define NONE_TRIGGER	(VFIO_IRQ_SET_DATA_NONE | VFIO_IRQ_SET_ACTION_TRIGGER)

static uint64_t drain(int fd)
{
	uint64_t n = 0;

	if (read(fd, &n, sizeof(n)) < 0)
		assert_int_equal(errno, EAGAIN);
	return n;
}

static void interrupts(void **state)
{
	struct rig *rig = *state;
	size_t before;
	int e[3];

	rig_negotiate(rig);
	for (int i = 0; i < 3; i++)
		e[i] = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	before = test_count_fds();
	assert_int_equal(set_irqs(rig, 2, EVENTFD_TRIGGER, 1, 2, e, 2), 0);
	assert_int_equal(test_count_fds(), before + 2);
	vfu_irqs_raise(rig->irqs, 1);
	vfu_irqs_raise(rig->irqs, 2);
	vfu_irqs_raise(rig->irqs, 2);
	vfu_irqs_raise(rig->irqs, 1000);
	assert_int_equal(drain(e[0]), 1);
	assert_int_equal(drain(e[1]), 2);

	/* when a vector gets another descriptor, the old one is closed */
	assert_int_equal(set_irqs(rig, 2, EVENTFD_TRIGGER, 2, 1, &e[2], 1), 0);
	assert_int_equal(test_count_fds(), before + 2);
	vfu_irqs_raise(rig->irqs, 2);
	assert_int_equal(drain(e[1]), 0);
	assert_int_equal(drain(e[2]), 1);

	/* without a descriptor, that of the vector is closed, and interrupts are latched */
	assert_int_equal(set_irqs(rig, 2, EVENTFD_TRIGGER, 2, 1, NULL, 0), 0);
	vfu_irqs_raise(rig->irqs, 2);
	vfu_irqs_raise(rig->irqs, 2);
	assert_int_equal(drain(e[2]), 0);
	assert_int_equal(set_irqs(rig, 2, EVENTFD_TRIGGER, 2, 1, &e[2], 1), 0);
	assert_int_equal(drain(e[2]), 1);
	assert_int_equal(set_irqs(rig, 2, EVENTFD_TRIGGER, 2, 1, &e[2], 1), 0);
	assert_int_equal(drain(e[2]), 0);

	/* the client raises vectors itself */
	assert_int_equal(set_irqs(rig, 2, NONE_TRIGGER, 1, 2, NULL, 0), 0);
	assert_int_equal(drain(e[0]), 1);
	assert_int_equal(drain(e[2]), 1);

	assert_int_equal(set_irqs(rig, 2, NONE_TRIGGER, 0, 0, NULL, 0), 0);
	assert_int_equal(test_count_fds(), before);
	for (int i = 0; i < 3; i++)
		close(e[i]);
}

static void reset_clears_latched_interrupts(void **state)
{
	struct rig *rig = *state;
	int e = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);

	rig_negotiate(rig);
	vfu_irqs_raise(rig->irqs, 5);
	assert_int_equal(rig_request(rig, VFU_DEVICE_RESET, NULL, 0, NULL, 0, NULL), 0);
	assert_int_equal(rig->resets, 1);
	assert_int_equal(set_irqs(rig, 2, EVENTFD_TRIGGER, 5, 1, &e, 1), 0);
	assert_int_equal(drain(e), 0);
	/* the eventfd is kept across a reset */
	assert_int_equal(rig_request(rig, VFU_DEVICE_RESET, NULL, 0, NULL, 0, NULL), 0);
	vfu_irqs_raise(rig->irqs, 5);
	assert_int_equal(drain(e), 1);
	close(e);
}

static void bad_interrupt_requests(void **state)
{
	struct rig *rig = *state;
	int e = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK), pipe_fd[2], mixed[2];
	struct vfio_irq_set set = { 20, VFIO_IRQ_SET_DATA_BOOL | VFIO_IRQ_SET_ACTION_TRIGGER, 2, 0,
				    2 };
	uint8_t buf[20 + 3] = { 0 };
	size_t before;

	rig_negotiate(rig);
	assert_int_equal(pipe2(pipe_fd, O_CLOEXEC), 0);
	mixed[0] = e;
	mixed[1] = pipe_fd[1];
	before = test_count_fds();
	assert_int_equal(set_irqs(rig, 0, EVENTFD_TRIGGER, 0, 1, &e, 1), EINVAL);
	assert_int_equal(set_irqs(rig, 5, EVENTFD_TRIGGER, 0, 1, &e, 1), EINVAL);
	assert_int_equal(set_irqs(rig, 2, EVENTFD_TRIGGER, RIG_VECTORS, 1, &e, 1), EINVAL);
	assert_int_equal(set_irqs(rig, 2, EVENTFD_TRIGGER, UINT32_MAX, 2, mixed, 2), EINVAL);
	assert_int_equal(set_irqs(rig, 2, EVENTFD_TRIGGER, 2, UINT32_MAX, &e, 1), EINVAL);
	assert_int_equal(set_irqs(rig, 2, EVENTFD_TRIGGER, 0, 2, &e, 1), EINVAL);
	assert_int_equal(set_irqs(rig, 2, EVENTFD_TRIGGER, 0, 0, &e, 1), EINVAL);
	assert_int_equal(set_irqs(rig, 2, NONE_TRIGGER, 0, 1, &e, 1), EINVAL);
	assert_int_equal(set_irqs(rig, 2, NONE_TRIGGER, 1, 0, NULL, 0), EINVAL);
	assert_int_equal(set_irqs(rig, 2, 0, 0, 1, NULL, 0), EINVAL);
	assert_int_equal(set_irqs(rig, 2, 0x3f, 0, 1, NULL, 0), EINVAL);
	assert_int_equal(set_irqs(rig, 2, VFIO_IRQ_SET_DATA_NONE | VFIO_IRQ_SET_ACTION_MASK, 0, 1,
				  NULL, 0),
			 EINVAL);
	/* descriptors other than eventfds are rejected: a pipe could block the server forever */
	assert_int_equal(set_irqs(rig, 2, EVENTFD_TRIGGER, 0, 2, mixed, 2), EINVAL);
	assert_int_equal(test_count_fds(), before);
	vfu_irqs_raise(rig->irqs, 0);
	assert_int_equal(drain(e), 0);

	memcpy(buf, &set, sizeof(set));
	assert_int_equal(rig_request(rig, VFU_DEVICE_SET_IRQS, buf, 20, NULL, 0, NULL), EINVAL);
	assert_int_equal(rig_request(rig, VFU_DEVICE_SET_IRQS, buf, 23, NULL, 0, NULL), EINVAL);
	assert_int_equal(rig_request(rig, VFU_DEVICE_SET_IRQS, buf, 22, NULL, 0, NULL), 0);
	close(pipe_fd[0]);
	close(pipe_fd[1]);
	close(e);
}

/* The kernel truncates a long list, whose remainder must not be accepted as complete. */
static void more_eventfds_than_fit_in_a_message(void **state)
{
	struct vfio_irq_set set = { 20, EVENTFD_TRIGGER, 2, 0, RIG_VECTORS };
	struct vfu_hdr hdr = { 5, VFU_DEVICE_SET_IRQS, sizeof(hdr) + 20, 0, 0 };
	struct rig *rig = *state;
	struct test_reply r;
	int e[VFU_MAX_FDS + 1];
	size_t before;

	for (size_t i = 0; i <= VFU_MAX_FDS; i++)
		e[i] = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	rig_negotiate(rig);
	before = test_count_fds();
	assert_int_equal(set_irqs(rig, 2, EVENTFD_TRIGGER, 0, RIG_VECTORS, e, VFU_MAX_FDS + 1),
			 EINVAL);
	/* a list in two parts, each of which is short enough */
	test_send_raw(rig->fd, &hdr, sizeof(hdr), e, VFU_MAX_FDS);
	test_send_raw(rig->fd, &set, sizeof(set), e, 3);
	assert_int_equal(vfu_process(rig->vfu), 0);
	test_recv(rig->fd, &r);
	assert_int_equal(r.hdr.error, EINVAL);
	assert_int_equal(test_count_fds(), before);
	for (size_t i = 0; i <= VFU_MAX_FDS; i++)
		close(e[i]);
}

static void a_full_eventfd_does_not_block(void **state)
{
	const uint64_t full = UINT64_MAX - 1;
	struct rig *rig = *state;
	int e = eventfd(0, EFD_CLOEXEC);

	rig_negotiate(rig);
	assert_int_equal(set_irqs(rig, 2, EVENTFD_TRIGGER, 0, 1, &e, 1), 0);
	assert_int_equal(write(e, &full, sizeof(full)), sizeof(full));
	vfu_irqs_raise(rig->irqs, 0);
	assert_true(drain(e) == full);
	close(e);
}

static void client_leaves(void **state)
{
	struct rig *rig = *state;
	int fd = test_memfd(PAGE), e = eventfd(0, EFD_CLOEXEC);

	rig_negotiate(rig);
	assert_int_equal(map(rig, 0, PAGE, 3, 0, &fd, 1), 0);
	assert_int_equal(set_irqs(rig, 2, EVENTFD_TRIGGER, 0, 1, &e, 1), 0);
	vfu_irqs_raise(rig->irqs, 3);
	close(rig->fd);
	assert_int_equal(vfu_process(rig->vfu), -ENOTCONN);
	vfu_detach(rig->vfu);
	assert_int_equal(vfu_fd(rig->vfu), -1);
	assert_int_equal(dma_map_count(rig->dma), 0);
	close(fd);

	/* the first client leaves no resources behind */
	rig_attach(rig);
	assert_int_equal(rig_request(rig, VFU_DEVICE_RESET, NULL, 0, NULL, 0, NULL), EINVAL);
	rig_negotiate(rig);
	drain(e);
	assert_int_equal(set_irqs(rig, 2, EVENTFD_TRIGGER, 3, 1, &e, 1), 0);
	assert_int_equal(poll(&(struct pollfd){ e, POLLIN, 0 }, 1, 0), 0);
	close(e);
}

int main(void)
{
#define TEST(fn) cmocka_unit_test_setup_teardown(fn, rig_setup, rig_teardown)
	const struct CMUnitTest tests[] = {
		TEST(dma_maps),
		TEST(excess_descriptors_are_closed),
		TEST(interrupts),
		TEST(reset_clears_latched_interrupts),
		TEST(bad_interrupt_requests),
		TEST(more_eventfds_than_fit_in_a_message),
		TEST(a_full_eventfd_does_not_block),
		TEST(client_leaves),
	};

	return cmocka_run_group_tests(tests, test_quiet_log, test_close_log);
}
