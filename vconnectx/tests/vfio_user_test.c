// SPDX-License-Identifier: GPL-2.0-only
/*
 * The protocol server against a client that does what QEMU does, and against
 * one that does not.
 */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cmocka.h>
#include <jansson.h>

#include "dma_map.h"
#include "log.h"
#include "vfio_user.h"
#include "vfio_user_irq.h"
#include "vfu_client.h"

#define BAR0_SIZE	0x10000u
#define VECTORS		16
#define PAGE		0x1000u

struct rig {
	struct vfu *vfu;
	struct vfu_irqs *irqs;
	struct dma_map *dma;
	int fd;				/* the client's end */
	size_t fds_before;
	/* the device */
	uint8_t bar0[BAR0_SIZE];
	uint8_t config[256];
	int resets;
	int writes;
	uint64_t last_off;
	size_t last_len;
};

static int dev_read(void *priv, uint32_t region, uint64_t off, void *buf,
		    size_t len)
{
	struct rig *rig = priv;

	if (region == VFIO_PCI_BAR0_REGION_INDEX && len > 8)
		return -EINVAL;
	memcpy(buf, (region ? rig->config : rig->bar0) + off, len);
	return 0;
}

static int dev_write(void *priv, uint32_t region, uint64_t off, const void *buf,
		     size_t len)
{
	struct rig *rig = priv;

	if (region == VFIO_PCI_BAR0_REGION_INDEX && len > 8)
		return -EINVAL;
	memcpy((region ? rig->config : rig->bar0) + off, buf, len);
	rig->writes++;
	rig->last_off = off;
	rig->last_len = len;
	return 0;
}

static void dev_reset(void *priv)
{
	struct rig *rig = priv;

	rig->resets++;
}

static const struct vfu_ops ops = { dev_read, dev_write, dev_reset };

static void attach(struct rig *rig)
{
	int sv[2];

	assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, sv), 0);
	rig->fd = sv[0];
	assert_int_equal(vfu_attach(rig->vfu, sv[1]), 0);
}

static int setup(void **state)
{
	struct rig *rig = calloc(1, sizeof(*rig));
	struct vfu_config cfg = {
		.ops = &ops,
		.priv = rig,
		.regions = {
			[VFIO_PCI_BAR0_REGION_INDEX] = { BAR0_SIZE, 3 },
			[VFIO_PCI_CONFIG_REGION_INDEX] = { 256, 3 },
		},
	};

	rig->fds_before = test_count_fds();
	rig->dma = dma_map_new();
	rig->irqs = vfu_irqs_new(VECTORS);
	cfg.dma = rig->dma;
	cfg.irqs[VFIO_PCI_MSIX_IRQ_INDEX] = rig->irqs;
	rig->vfu = vfu_new(&cfg);
	attach(rig);
	*state = rig;
	return 0;
}

static int teardown(void **state)
{
	struct rig *rig = *state;

	close(rig->fd);
	vfu_free(rig->vfu);
	vfu_irqs_free(rig->irqs);
	dma_map_free(rig->dma);
	assert_int_equal(test_count_fds(), rig->fds_before);
	free(rig);
	return 0;
}

/* One command and its reply; returns the error the server answered with. */
static int ask(struct rig *rig, uint16_t command, const void *data, size_t len,
	       const int *fds, size_t nr_fds, struct test_reply *r)
{
	struct test_reply mine;
	uint16_t id = test_send(rig->fd, command, 0, data, len, fds, nr_fds);

	r = r ? r : &mine;
	assert_int_equal(vfu_process(rig->vfu), 0);
	test_recv(rig->fd, r);
	assert_int_equal(r->hdr.id, id);
	assert_int_equal(r->hdr.command, command);
	assert_int_equal(r->hdr.flags & VFU_F_TYPE_MASK, VFU_F_TYPE_REPLY);
	if (!(r->hdr.flags & VFU_F_ERROR))
		return 0;
	assert_int_equal(r->len, 0);
	assert_int_not_equal(r->hdr.error, 0);
	return (int)r->hdr.error;
}

static int version(struct rig *rig, uint16_t major, const char *json,
		   size_t json_len, struct test_reply *r)
{
	const struct vfu_version v = { major, 0 };
	uint8_t buf[8192];

	memcpy(buf, &v, sizeof(v));
	memcpy(buf + sizeof(v), json, json_len);
	return ask(rig, VFU_VERSION, buf, sizeof(v) + json_len, NULL, 0, r);
}

static void negotiate(struct rig *rig)
{
	assert_int_equal(version(rig, 0, "{}", 3, NULL), 0);
}

static void qemu_says_hello(void **state)
{
	static const char json[] =
		"{\"capabilities\":{\"max_msg_fds\":16,\"max_dma_maps\":65535,"
		"\"max_data_xfer_size\":1048576,\"pgsizes\":4096,"
		"\"write_multiple\":true}}";
	struct rig *rig = *state;
	struct test_reply r;
	struct vfu_version v;
	json_t *root, *caps;

	assert_false(vfu_negotiated(rig->vfu));
	assert_int_equal(version(rig, 0, json, sizeof(json), &r), 0);
	assert_true(vfu_negotiated(rig->vfu));
	memcpy(&v, r.data, sizeof(v));
	assert_int_equal(v.major, 0);
	assert_int_equal(v.minor, 0);
	assert_int_equal(r.data[r.len - 1], 0);
	root = json_loads((char *)r.data + sizeof(v), 0, NULL);
	caps = json_object_get(root, "capabilities");
	assert_int_equal(json_integer_value(json_object_get(caps, "max_msg_fds")), 16);
	assert_int_equal(json_integer_value(json_object_get(caps, "pgsizes")), 4096);
	/* what is not offered is not sent: each write stays one message */
	assert_null(json_object_get(caps, "write_multiple"));
	json_decref(root);
}

static void version_without_capabilities(void **state)
{
	assert_int_equal(version(*state, 0, "", 0, NULL), 0);
}

static void bad_versions(void **state)
{
	struct rig *rig = *state;

	assert_int_equal(version(rig, 1, "{}", 3, NULL), EINVAL);
	assert_int_equal(version(rig, 0, "{}", 2, NULL), EINVAL);
	assert_int_equal(version(rig, 0, "{}\0{}", 6, NULL), EINVAL);
	assert_int_equal(version(rig, 0, "[]", 3, NULL), EINVAL);
	assert_int_equal(version(rig, 0, "{\"a", 4, NULL), EINVAL);
	assert_int_equal(version(rig, 0, "\xff\xfe", 3, NULL), EINVAL);
	assert_int_equal(version(rig, 0, "{\"capabilities\":{\"max_data_xfer_size\":0}}",
				 42, NULL), EINVAL);
	assert_int_equal(ask(rig, VFU_VERSION, "\0\0", 2, NULL, 0, NULL), EINVAL);
	assert_false(vfu_negotiated(rig->vfu));
	negotiate(rig);
	assert_int_equal(version(rig, 0, "{}", 3, NULL), EINVAL);
	assert_true(vfu_negotiated(rig->vfu));
}

static void nothing_before_version(void **state)
{
	struct vfu_dma_map m = { sizeof(m), 3, 0, 0, PAGE };
	struct rig *rig = *state;

	for (uint16_t c = VFU_DMA_MAP; c <= VFU_REGION_WRITE_MULTI; c++)
		assert_int_not_equal(ask(rig, c, &m, sizeof(m), NULL, 0, NULL), 0);
	assert_int_equal(rig->resets, 0);
	assert_int_equal(dma_map_count(rig->dma), 0);
}

static void device_info(void **state)
{
	struct vfu_device_info info = { .argsz = 24 };
	struct rig *rig = *state;
	struct test_reply r;

	negotiate(rig);
	assert_int_equal(ask(rig, VFU_DEVICE_GET_INFO, &info, sizeof(info), NULL, 0, &r), 0);
	assert_int_equal(r.len, 16);
	memcpy(&info, r.data, sizeof(info));
	assert_int_equal(info.flags, VFIO_DEVICE_FLAGS_RESET | VFIO_DEVICE_FLAGS_PCI);
	assert_int_equal(info.num_regions, 9);
	assert_int_equal(info.num_irqs, 5);
	info.argsz = 8;
	assert_int_equal(ask(rig, VFU_DEVICE_GET_INFO, &info, sizeof(info), NULL, 0, NULL), EINVAL);
}

static void region_info(void **state)
{
	struct rig *rig = *state;
	struct test_reply r;

	negotiate(rig);
	for (uint32_t i = 0; i < 9; i++) {
		struct vfio_region_info info = { .argsz = sizeof(info), .index = i };
		uint64_t size = i == 0 ? BAR0_SIZE : i == 7 ? 256 : 0;

		assert_int_equal(ask(rig, VFU_DEVICE_GET_REGION_INFO, &info,
				     sizeof(info), NULL, 0, &r), 0);
		assert_int_equal(r.len, 32);
		memcpy(&info, r.data, sizeof(info));
		assert_int_equal(info.index, i);
		assert_int_equal(info.size, size);
		/* every access is to be a message */
		assert_false(info.flags & VFIO_REGION_INFO_FLAG_MMAP);
	}
	assert_int_equal(ask(rig, VFU_DEVICE_GET_REGION_INFO,
			     &(struct vfio_region_info){ .argsz = 32, .index = 9 },
			     32, NULL, 0, NULL), EINVAL);
}

static void irq_info(void **state)
{
	struct rig *rig = *state;
	struct test_reply r;

	negotiate(rig);
	for (uint32_t i = 0; i < 5; i++) {
		struct vfio_irq_info info = { .argsz = sizeof(info), .index = i };

		assert_int_equal(ask(rig, VFU_DEVICE_GET_IRQ_INFO, &info,
				     sizeof(info), NULL, 0, &r), 0);
		memcpy(&info, r.data, sizeof(info));
		assert_int_equal(info.count, i == VFIO_PCI_MSIX_IRQ_INDEX ? VECTORS : 0);
		assert_int_equal(info.flags, info.count ? VFIO_IRQ_INFO_EVENTFD : 0);
	}
	assert_int_equal(ask(rig, VFU_DEVICE_GET_IRQ_INFO,
			     &(struct vfio_irq_info){ .argsz = 16, .index = 5 },
			     16, NULL, 0, NULL), EINVAL);
}

/* Each command with every payload from empty to more than it wants. */
static void wrong_sizes(void **state)
{
	static const struct {
		uint16_t command;
		size_t min, max;
	} sizes[] = {
		{ VFU_DMA_MAP, 32, 32 }, { VFU_DMA_UNMAP, 24, 24 },
		{ VFU_DEVICE_GET_INFO, 16, 24 },
		{ VFU_DEVICE_GET_REGION_INFO, 32, 32 },
		{ VFU_DEVICE_GET_IRQ_INFO, 16, 16 },
		{ VFU_REGION_READ, 16, 16 }, { VFU_DEVICE_RESET, 0, 0 },
		{ VFU_DEVICE_SET_IRQS, 20, 20 }, { VFU_REGION_WRITE, 16, 16 },
	};
	uint8_t zero[64] = { 0 };
	struct rig *rig = *state;

	negotiate(rig);
	for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
		for (size_t len = 0; len < sizeof(zero); len++) {
			if (len >= sizes[i].min && len <= sizes[i].max)
				continue;
			assert_int_equal(ask(rig, sizes[i].command, zero, len,
					     NULL, 0, NULL), EINVAL);
		}
	}
	assert_int_equal(rig->resets, 0);
	assert_int_equal(rig->writes, 0);
}

static void unknown_commands(void **state)
{
	struct rig *rig = *state;

	negotiate(rig);
	assert_int_equal(ask(rig, 0, NULL, 0, NULL, 0, NULL), ENOSYS);
	assert_int_equal(ask(rig, 14, NULL, 0, NULL, 0, NULL), ENOSYS);
	assert_int_equal(ask(rig, 16, NULL, 0, NULL, 0, NULL), ENOSYS);
	assert_int_equal(ask(rig, 0xffff, NULL, 0, NULL, 0, NULL), ENOSYS);
	assert_int_equal(ask(rig, VFU_DEVICE_GET_REGION_IO_FDS, NULL, 0, NULL, 0, NULL),
			 EOPNOTSUPP);
	assert_int_equal(ask(rig, VFU_REGION_WRITE_MULTI, NULL, 0, NULL, 0, NULL),
			 EOPNOTSUPP);
	assert_int_equal(ask(rig, VFU_DMA_READ, NULL, 0, NULL, 0, NULL), EOPNOTSUPP);
}

static int read_region(struct rig *rig, uint32_t region, uint64_t off,
		       uint32_t count, struct test_reply *r)
{
	struct vfu_region_access a = { off, region, count };

	return ask(rig, VFU_REGION_READ, &a, sizeof(a), NULL, 0, r);
}

static int write_region(struct rig *rig, uint32_t region, uint64_t off,
			uint32_t count, size_t data_len)
{
	struct vfu_region_access a = { off, region, count };
	uint8_t buf[sizeof(a) + 64];

	memcpy(buf, &a, sizeof(a));
	memset(buf + sizeof(a), 0xa5, 64);
	return ask(rig, VFU_REGION_WRITE, buf, sizeof(a) + data_len, NULL, 0, NULL);
}

static void region_access(void **state)
{
	struct rig *rig = *state;
	struct test_reply r;

	negotiate(rig);
	for (size_t i = 0; i < sizeof(rig->config); i++)
		rig->config[i] = (uint8_t)i;
	assert_int_equal(read_region(rig, 7, 0, 256, &r), 0);
	assert_int_equal(r.len, 16 + 256);
	assert_memory_equal(r.data + 16, rig->config, 256);
	assert_int_equal(write_region(rig, 0, 0x1000, 4, 4), 0);
	assert_int_equal(read_region(rig, 0, 0xffe, 8, &r), 0);
	assert_memory_equal(r.data + 16, "\0\0\xa5\xa5\xa5\xa5\0\0", 8);

	assert_int_equal(read_region(rig, 7, 253, 4, NULL), EINVAL);
	assert_int_equal(read_region(rig, 7, UINT64_MAX, 4, NULL), EINVAL);
	assert_int_equal(read_region(rig, 7, UINT64_MAX - 1, UINT32_MAX, NULL), EINVAL);
	assert_int_equal(read_region(rig, 0, 0, UINT32_MAX, NULL), EINVAL);
	assert_int_equal(read_region(rig, 0, 0, 16, NULL), EINVAL);
	assert_int_equal(read_region(rig, 6, 0, 1, NULL), EINVAL);
	assert_int_equal(read_region(rig, 9, 0, 1, NULL), EINVAL);
	assert_int_equal(read_region(rig, UINT32_MAX, 0, 1, NULL), EINVAL);
	rig->writes = 0;
	assert_int_equal(write_region(rig, 0, BAR0_SIZE, 4, 4), EINVAL);
	assert_int_equal(write_region(rig, 0, 0, 4, 3), EINVAL);
	assert_int_equal(write_region(rig, 0, 0, 4, 5), EINVAL);
	assert_int_equal(write_region(rig, 0, 0, UINT32_MAX, 4), EINVAL);
	assert_int_equal(write_region(rig, 0, 0, 16, 16), EINVAL);
	assert_int_equal(rig->writes, 0);
}

/* A client that takes little data at once is not sent more. */
static void transfer_limit_of_the_client(void **state)
{
	struct rig *rig = *state;

	assert_int_equal(version(rig, 0, "{\"capabilities\":{\"max_data_xfer_size\":64}}",
				 43, NULL), 0);
	assert_int_equal(read_region(rig, 7, 0, 65, NULL), EINVAL);
	assert_int_equal(read_region(rig, 7, 0, 64, NULL), 0);
}

static void posted_writes_get_no_reply(void **state)
{
	struct vfu_region_access a = { 0x100, 0, 8 };
	struct rig *rig = *state;
	struct test_reply r;
	uint8_t buf[sizeof(a) + 8];

	negotiate(rig);
	memcpy(buf, &a, sizeof(a));
	memset(buf + sizeof(a), 0x11, 8);
	for (int i = 0; i < 5; i++)
		test_send(rig->fd, VFU_REGION_WRITE, VFU_F_NO_REPLY, buf,
			  sizeof(buf), NULL, 0);
	/* a wrong one gets none either: QEMU would not know what it is for */
	test_send(rig->fd, VFU_REGION_WRITE, VFU_F_NO_REPLY, buf, 20, NULL, 0);
	assert_int_equal(vfu_process(rig->vfu), 0);
	assert_int_equal(rig->writes, 5);
	test_recv(rig->fd, &r);
	assert_int_equal(r.hdr.size, 0);
	assert_int_equal(read_region(rig, 0, 0x100, 8, &r), 0);
	assert_memory_equal(r.data + 16, "\x11\x11\x11\x11\x11\x11\x11\x11", 8);
}

static int map(struct rig *rig, uint64_t addr, uint64_t size, uint32_t flags,
	       uint64_t offset, const int *fds, size_t nr_fds)
{
	struct vfu_dma_map m = { sizeof(m), flags, offset, addr, size };

	return ask(rig, VFU_DMA_MAP, &m, sizeof(m), fds, nr_fds, NULL);
}

static int unmap(struct rig *rig, uint64_t addr, uint64_t size, uint32_t flags)
{
	struct vfu_dma_unmap u = { sizeof(u), flags, addr, size };

	return ask(rig, VFU_DMA_UNMAP, &u, sizeof(u), NULL, 0, NULL);
}

static void dma_maps(void **state)
{
	struct rig *rig = *state;
	int fd = test_memfd(4 * PAGE);
	int fds[2] = { fd, fd };
	size_t before;
	uint32_t v = 0;

	negotiate(rig);
	before = test_count_fds();
	assert_int_equal(map(rig, 0x100000, 2 * PAGE, 3, PAGE, &fd, 1), 0);
	assert_int_equal(pwrite(fd, "abcd", 4, PAGE + 16), 4);
	assert_int_equal(dma_map_read(rig->dma, 0x100010, &v, 4), 0);
	assert_memory_equal(&v, "abcd", 4);
	/* flash: no descriptor */
	assert_int_equal(map(rig, 0xfffc0000, 0x40000, 1, 0, NULL, 0), 0);
	assert_int_equal(map(rig, 0x101000, PAGE, 3, 0, &fd, 1), EEXIST);
	assert_int_equal(map(rig, 0x200000, PAGE, 3, 0, fds, 2), EINVAL);
	assert_int_equal(map(rig, 0x200000, PAGE, 7, 0, &fd, 1), EINVAL);
	assert_int_equal(map(rig, 0x200000, PAGE, 0, 0, &fd, 1), EINVAL);
	assert_int_equal(map(rig, 0x200000, 64 * PAGE, 3, 0, &fd, 1), EINVAL);
	assert_int_equal(map(rig, 0x200000, PAGE, 3, 0, &rig->fd, 1), EINVAL);
	assert_int_equal(map(rig, UINT64_MAX - PAGE + 1, 2 * PAGE, 3, 0, &fd, 1), EINVAL);
	/* a mapping needs no descriptor once it is made */
	assert_int_equal(test_count_fds(), before);

	assert_int_equal(unmap(rig, 0x100000, PAGE, 0), ENOENT);
	assert_int_equal(unmap(rig, 0x100000, 2 * PAGE, 1), EOPNOTSUPP);
	assert_int_equal(unmap(rig, 0x100000, 2 * PAGE, 4), EINVAL);
	assert_int_equal(unmap(rig, 0x100000, 2 * PAGE, 2), EINVAL);
	assert_int_equal(unmap(rig, 0x100000, 2 * PAGE, 0), 0);
	assert_int_equal(dma_map_read(rig->dma, 0x100010, &v, 4), -EFAULT);
	assert_int_equal(map(rig, 0x100000, PAGE, 3, 0, &fd, 1), 0);
	assert_int_equal(unmap(rig, 0, 0, 2), 0);
	assert_int_equal(dma_map_count(rig->dma), 0);
	close(fd);
}

static void unwanted_descriptors_are_closed(void **state)
{
	struct rig *rig = *state;
	struct vfu_device_info info = { .argsz = sizeof(info) };
	struct vfu_dma_map m = { sizeof(m), 3, 0, 0, PAGE };
	int fd = test_memfd(PAGE), fds[40];
	size_t before;

	for (size_t i = 0; i < 40; i++)
		fds[i] = fd;
	negotiate(rig);
	before = test_count_fds();
	assert_int_equal(ask(rig, VFU_DEVICE_GET_INFO, &info, sizeof(info), &fd, 1, NULL),
			 EINVAL);
	assert_int_equal(ask(rig, 0x77, NULL, 0, fds, 3, NULL), ENOSYS);
	assert_int_equal(ask(rig, VFU_DMA_MAP, &m, sizeof(m), fds, 16, NULL), EINVAL);
	/* more than a message may bring */
	assert_int_equal(ask(rig, VFU_DMA_MAP, &m, sizeof(m), fds, 40, NULL), EINVAL);
	assert_int_equal(test_count_fds(), before);
	close(fd);
}

static int set_irqs(struct rig *rig, uint32_t index, uint32_t flags,
		    uint32_t start, uint32_t count, const int *fds, size_t nr_fds)
{
	struct vfio_irq_set set = { 20, flags, index, start, count };

	return ask(rig, VFU_DEVICE_SET_IRQS, &set, sizeof(set), fds, nr_fds, NULL);
}

#define EVENTFD_TRIGGER (VFIO_IRQ_SET_DATA_EVENTFD | VFIO_IRQ_SET_ACTION_TRIGGER)
#define NONE_TRIGGER (VFIO_IRQ_SET_DATA_NONE | VFIO_IRQ_SET_ACTION_TRIGGER)

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

	negotiate(rig);
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

	/* another descriptor for a vector that has one: the old one goes */
	assert_int_equal(set_irqs(rig, 2, EVENTFD_TRIGGER, 2, 1, &e[2], 1), 0);
	assert_int_equal(test_count_fds(), before + 2);
	vfu_irqs_raise(rig->irqs, 2);
	assert_int_equal(drain(e[1]), 0);
	assert_int_equal(drain(e[2]), 1);

	/* no descriptors: the vector loses its own, and latches */
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

static void latched_interrupts_die_with_a_reset(void **state)
{
	struct rig *rig = *state;
	int e = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);

	negotiate(rig);
	vfu_irqs_raise(rig->irqs, 5);
	assert_int_equal(ask(rig, VFU_DEVICE_RESET, NULL, 0, NULL, 0, NULL), 0);
	assert_int_equal(rig->resets, 1);
	assert_int_equal(set_irqs(rig, 2, EVENTFD_TRIGGER, 5, 1, &e, 1), 0);
	assert_int_equal(drain(e), 0);
	/* the eventfd outlives a reset */
	assert_int_equal(ask(rig, VFU_DEVICE_RESET, NULL, 0, NULL, 0, NULL), 0);
	vfu_irqs_raise(rig->irqs, 5);
	assert_int_equal(drain(e), 1);
	close(e);
}

static void bad_interrupt_requests(void **state)
{
	struct rig *rig = *state;
	int e = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK), pipe_fd[2], mixed[2];
	struct vfio_irq_set set = { 20, VFIO_IRQ_SET_DATA_BOOL |
				    VFIO_IRQ_SET_ACTION_TRIGGER, 2, 0, 2 };
	uint8_t buf[20 + 3] = { 0 };
	size_t before;

	negotiate(rig);
	assert_int_equal(pipe2(pipe_fd, O_CLOEXEC), 0);
	mixed[0] = e;
	mixed[1] = pipe_fd[1];
	before = test_count_fds();
	assert_int_equal(set_irqs(rig, 0, EVENTFD_TRIGGER, 0, 1, &e, 1), EINVAL);
	assert_int_equal(set_irqs(rig, 5, EVENTFD_TRIGGER, 0, 1, &e, 1), EINVAL);
	assert_int_equal(set_irqs(rig, 2, EVENTFD_TRIGGER, VECTORS, 1, &e, 1), EINVAL);
	assert_int_equal(set_irqs(rig, 2, EVENTFD_TRIGGER, UINT32_MAX, 2, mixed, 2), EINVAL);
	assert_int_equal(set_irqs(rig, 2, EVENTFD_TRIGGER, 2, UINT32_MAX, &e, 1), EINVAL);
	assert_int_equal(set_irqs(rig, 2, EVENTFD_TRIGGER, 0, 2, &e, 1), EINVAL);
	assert_int_equal(set_irqs(rig, 2, EVENTFD_TRIGGER, 0, 0, &e, 1), EINVAL);
	assert_int_equal(set_irqs(rig, 2, NONE_TRIGGER, 0, 1, &e, 1), EINVAL);
	assert_int_equal(set_irqs(rig, 2, NONE_TRIGGER, 1, 0, NULL, 0), EINVAL);
	assert_int_equal(set_irqs(rig, 2, 0, 0, 1, NULL, 0), EINVAL);
	assert_int_equal(set_irqs(rig, 2, 0x3f, 0, 1, NULL, 0), EINVAL);
	assert_int_equal(set_irqs(rig, 2, VFIO_IRQ_SET_DATA_NONE |
				  VFIO_IRQ_SET_ACTION_MASK, 0, 1, NULL, 0), EINVAL);
	/* no eventfd: a pipe could block the server for ever */
	assert_int_equal(set_irqs(rig, 2, EVENTFD_TRIGGER, 0, 2, mixed, 2), EINVAL);
	assert_int_equal(test_count_fds(), before);
	vfu_irqs_raise(rig->irqs, 0);
	assert_int_equal(drain(e), 0);

	memcpy(buf, &set, sizeof(set));
	assert_int_equal(ask(rig, VFU_DEVICE_SET_IRQS, buf, 20, NULL, 0, NULL), EINVAL);
	assert_int_equal(ask(rig, VFU_DEVICE_SET_IRQS, buf, 23, NULL, 0, NULL), EINVAL);
	assert_int_equal(ask(rig, VFU_DEVICE_SET_IRQS, buf, 22, NULL, 0, NULL), 0);
	close(pipe_fd[0]);
	close(pipe_fd[1]);
	close(e);
}

/* The kernel cuts a long list; what is left must not pass for the whole. */
static void more_eventfds_than_a_message_brings(void **state)
{
	struct vfio_irq_set set = { 20, EVENTFD_TRIGGER, 2, 0, VECTORS };
	struct vfu_hdr hdr = { 5, VFU_DEVICE_SET_IRQS, sizeof(hdr) + 20, 0, 0 };
	struct rig *rig = *state;
	struct test_reply r;
	int e[VFU_MAX_FDS + 1];
	size_t before;

	for (size_t i = 0; i <= VFU_MAX_FDS; i++)
		e[i] = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	negotiate(rig);
	before = test_count_fds();
	assert_int_equal(set_irqs(rig, 2, EVENTFD_TRIGGER, 0, VECTORS, e, VFU_MAX_FDS + 1),
			 EINVAL);
	/* in two parts, each short enough */
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

	negotiate(rig);
	assert_int_equal(set_irqs(rig, 2, EVENTFD_TRIGGER, 0, 1, &e, 1), 0);
	assert_int_equal(write(e, &full, sizeof(full)), sizeof(full));
	vfu_irqs_raise(rig->irqs, 0);
	assert_true(drain(e) == full);
	close(e);
}

static void byte_by_byte(void **state)
{
	struct vfu_hdr hdr = { 77, VFU_DMA_MAP, sizeof(hdr) + 32, 0, 0 };
	struct vfu_dma_map m = { sizeof(m), 3, 0, 0, PAGE };
	uint8_t buf[sizeof(hdr) + sizeof(m)];
	struct rig *rig = *state;
	int fd = test_memfd(PAGE);
	struct test_reply r;

	negotiate(rig);
	memcpy(buf, &hdr, sizeof(hdr));
	memcpy(buf + sizeof(hdr), &m, sizeof(m));
	for (size_t i = 0; i < sizeof(buf); i++) {
		test_recv(rig->fd, &r);
		assert_int_equal(r.hdr.size, 0);
		test_send_raw(rig->fd, buf + i, 1, &fd, i == 0);
		assert_int_equal(vfu_process(rig->vfu), 0);
	}
	test_recv(rig->fd, &r);
	assert_int_equal(r.hdr.id, 77);
	assert_int_equal(r.hdr.flags, VFU_F_TYPE_REPLY);
	assert_int_equal(dma_map_read(rig->dma, 0, &m, 4), 0);
	close(fd);
}

static void client_leaves(void **state)
{
	struct rig *rig = *state;
	int fd = test_memfd(PAGE), e = eventfd(0, EFD_CLOEXEC);

	negotiate(rig);
	assert_int_equal(map(rig, 0, PAGE, 3, 0, &fd, 1), 0);
	assert_int_equal(set_irqs(rig, 2, EVENTFD_TRIGGER, 0, 1, &e, 1), 0);
	vfu_irqs_raise(rig->irqs, 3);
	close(rig->fd);
	assert_int_equal(vfu_process(rig->vfu), -ENOTCONN);
	vfu_detach(rig->vfu);
	assert_int_equal(vfu_fd(rig->vfu), -1);
	assert_int_equal(dma_map_count(rig->dma), 0);
	close(fd);

	/* the next one finds nothing of the first */
	attach(rig);
	assert_int_equal(read_region(rig, 7, 0, 4, NULL), EINVAL);
	negotiate(rig);
	drain(e);
	assert_int_equal(set_irqs(rig, 2, EVENTFD_TRIGGER, 3, 1, &e, 1), 0);
	assert_int_equal(poll(&(struct pollfd){ e, POLLIN, 0 }, 1, 0), 0);
	close(e);
}

/* Killed with replies unread: the kernel reports that as a reset. */
static void client_dies_without_reading(void **state)
{
	struct vfu_region_access a = { 0, 7, 256 };
	struct rig *rig = *state;

	negotiate(rig);
	test_send(rig->fd, VFU_REGION_READ, 0, &a, sizeof(a), NULL, 0);
	assert_int_equal(vfu_process(rig->vfu), 0);
	close(rig->fd);
	assert_int_equal(vfu_process(rig->vfu), -ENOTCONN);
	vfu_detach(rig->vfu);

	attach(rig);
	negotiate(rig);
	test_send(rig->fd, VFU_REGION_READ, 0, &a, sizeof(a), NULL, 0);
	close(rig->fd);
	assert_int_equal(vfu_process(rig->vfu), -ENOTCONN);
	vfu_detach(rig->vfu);
	attach(rig);
}

static void client_vanishes_mid_message(void **state)
{
	struct vfu_hdr hdr = { 1, VFU_DMA_MAP, sizeof(hdr) + 32, 0, 0 };
	struct rig *rig = *state;
	int fd = test_memfd(PAGE);

	for (size_t len = 1; len <= sizeof(hdr); len++) {
		size_t before;

		negotiate(rig);
		before = test_count_fds();
		test_send_raw(rig->fd, &hdr, len, &fd, 1);
		assert_int_equal(vfu_process(rig->vfu), 0);
		assert_int_equal(test_count_fds(), before + 1);
		shutdown(rig->fd, SHUT_WR);
		assert_int_equal(vfu_process(rig->vfu), -ECONNRESET);
		vfu_detach(rig->vfu);
		assert_int_equal(test_count_fds(), before - 1);
		close(rig->fd);
		attach(rig);
	}
	close(fd);
}

static void lost_framing(void **state)
{
	struct vfu_hdr small = { 1, VFU_DEVICE_RESET, 15, 0, 0 };
	struct vfu_hdr big = { 9, VFU_REGION_WRITE, 0xffffffff, 0, 0 };
	struct rig *rig = *state;
	struct test_reply r;

	negotiate(rig);
	test_send_raw(rig->fd, &small, sizeof(small), NULL, 0);
	assert_int_equal(vfu_process(rig->vfu), -EPROTO);
	vfu_detach(rig->vfu);
	close(rig->fd);

	attach(rig);
	negotiate(rig);
	test_send_raw(rig->fd, &big, sizeof(big), NULL, 0);
	assert_int_equal(vfu_process(rig->vfu), -EMSGSIZE);
	test_recv(rig->fd, &r);
	assert_int_equal(r.hdr.id, 9);
	assert_int_equal(r.hdr.flags, VFU_F_TYPE_REPLY | VFU_F_ERROR);
	assert_int_equal(r.hdr.error, EMSGSIZE);
	vfu_detach(rig->vfu);
	assert_int_equal(rig->resets, 0);
}

static void replies_and_strange_types(void **state)
{
	struct rig *rig = *state;
	struct test_reply r;

	negotiate(rig);
	test_send(rig->fd, VFU_DEVICE_RESET, VFU_F_TYPE_REPLY, NULL, 0, NULL, 0);
	assert_int_equal(vfu_process(rig->vfu), 0);
	test_recv(rig->fd, &r);
	assert_int_equal(r.hdr.size, 0);
	test_send(rig->fd, VFU_DEVICE_RESET, 0x7, NULL, 0, NULL, 0);
	assert_int_equal(vfu_process(rig->vfu), 0);
	test_recv(rig->fd, &r);
	assert_int_equal(r.hdr.error, EINVAL);
	assert_int_equal(rig->resets, 0);
}

/* A client that asks and asks but never reads must not fill our memory. */
static void client_that_does_not_read(void **state)
{
	struct vfu_region_access a = { 0, 7, 256 };
	struct rig *rig = *state;
	struct test_reply r;
	size_t sent = 0, got = 0;
	int small = 4096;

	negotiate(rig);
	setsockopt(rig->fd, SOL_SOCKET, SO_RCVBUF, &small, sizeof(small));
	setsockopt(vfu_fd(rig->vfu), SOL_SOCKET, SO_SNDBUF, &small, sizeof(small));
	while (vfu_poll_events(rig->vfu) == POLLIN && sent < 10000) {
		test_send(rig->fd, VFU_REGION_READ, 0, &a, sizeof(a), NULL, 0);
		sent++;
		assert_int_equal(vfu_process(rig->vfu), 0);
	}
	assert_true(sent < 10000);
	assert_int_equal(vfu_poll_events(rig->vfu), POLLOUT);
	test_send(rig->fd, VFU_DEVICE_RESET, VFU_F_NO_REPLY, NULL, 0, NULL, 0);
	assert_int_equal(vfu_process(rig->vfu), 0);
	assert_int_equal(rig->resets, 0);
	/* once it reads, it gets every reply, whole */
	while (got < sent) {
		test_recv(rig->fd, &r);
		if (r.hdr.size) {
			assert_int_equal(r.len, 16 + 256);
			got++;
		}
		assert_int_equal(vfu_process(rig->vfu), 0);
	}
	assert_int_equal(vfu_poll_events(rig->vfu), POLLIN);
	assert_int_equal(vfu_process(rig->vfu), 0);
	assert_int_equal(rig->resets, 1);
}

static int quiet(void **state)
{
	(void)state;
	return vcx_log_open("/dev/null", VCX_LOG_ERR, "test");
}

static int unquiet(void **state)
{
	(void)state;
	vcx_log_close();
	return 0;
}

int main(void)
{
#define TEST(fn) cmocka_unit_test_setup_teardown(fn, setup, teardown)
	const struct CMUnitTest tests[] = {
		TEST(qemu_says_hello),
		TEST(version_without_capabilities),
		TEST(bad_versions),
		TEST(nothing_before_version),
		TEST(device_info),
		TEST(region_info),
		TEST(irq_info),
		TEST(wrong_sizes),
		TEST(unknown_commands),
		TEST(region_access),
		TEST(transfer_limit_of_the_client),
		TEST(posted_writes_get_no_reply),
		TEST(dma_maps),
		TEST(unwanted_descriptors_are_closed),
		TEST(interrupts),
		TEST(latched_interrupts_die_with_a_reset),
		TEST(bad_interrupt_requests),
		TEST(more_eventfds_than_a_message_brings),
		TEST(a_full_eventfd_does_not_block),
		TEST(byte_by_byte),
		TEST(client_leaves),
		TEST(client_dies_without_reading),
		TEST(client_vanishes_mid_message),
		TEST(lost_framing),
		TEST(replies_and_strange_types),
		TEST(client_that_does_not_read),
	};

	return cmocka_run_group_tests(tests, quiet, unquiet);
}
