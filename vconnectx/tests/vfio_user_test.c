// SPDX-License-Identifier: GPL-2.0-only
/*
 * The protocol server with a client that behaves like QEMU, and with a client that violates
 * the protocol.
 */
#include <errno.h>
#include <poll.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cmocka.h>
#include <jansson.h>

#include "vconnectx/vfio/dma_map.h"
#include "vconnectx/vfio/vfu.h"
#include "vconnectx/tests/vfu_client.h"
#include "vconnectx/tests/vfu_rig.h"
#include "vconnectx/host/util.h"

#define PAGE 0x1000u

static void qemu_handshake(void **state)
{
	static const char json[] = "{\"capabilities\":{\"max_msg_fds\":16,\"max_dma_maps\":65535,"
				   "\"max_data_xfer_size\":1048576,\"pgsizes\":4096,"
				   "\"write_multiple\":true}}";
	struct rig *rig = *state;
	struct test_reply r;
	struct vfu_version v;
	json_t *root, *caps;

	assert_false(vfu_negotiated(rig->vfu));
	assert_int_equal(rig_version(rig, 0, json, sizeof(json), &r), 0);
	assert_true(vfu_negotiated(rig->vfu));
	memcpy(&v, r.data, sizeof(v));
	assert_int_equal(v.major, 0);
	assert_int_equal(v.minor, 0);
	assert_int_equal(r.data[r.len - 1], 0);
	root = json_loads((char *)r.data + sizeof(v), 0, NULL);
	caps = json_object_get(root, "capabilities");
	assert_int_equal(json_integer_value(json_object_get(caps, "max_msg_fds")), 16);
	assert_int_equal(json_integer_value(json_object_get(caps, "pgsizes")), 4096);
	/* this capability is not offered, so each write remains a message */
	assert_null(json_object_get(caps, "write_multiple"));
	json_decref(root);
}

static void version_without_capabilities(void **state)
{
	assert_int_equal(rig_version(*state, 0, "", 0, NULL), 0);
}

static void bad_versions(void **state)
{
	struct rig *rig = *state;

	assert_int_equal(rig_version(rig, 1, "{}", 3, NULL), EINVAL);
	assert_int_equal(rig_version(rig, 0, "{}", 2, NULL), EINVAL);
	assert_int_equal(rig_version(rig, 0, "{}\0{}", 6, NULL), EINVAL);
	assert_int_equal(rig_version(rig, 0, "[]", 3, NULL), EINVAL);
	assert_int_equal(rig_version(rig, 0, "{\"a", 4, NULL), EINVAL);
	assert_int_equal(rig_version(rig, 0, "\xff\xfe", 3, NULL), EINVAL);
	assert_int_equal(rig_version(rig, 0, "{\"capabilities\":{\"max_data_xfer_size\":0}}", 42,
				     NULL),
			 EINVAL);
	assert_int_equal(rig_request(rig, VFU_VERSION, "\0\0", 2, NULL, 0, NULL), EINVAL);
	assert_false(vfu_negotiated(rig->vfu));
	rig_negotiate(rig);
	assert_int_equal(rig_version(rig, 0, "{}", 3, NULL), EINVAL);
	assert_true(vfu_negotiated(rig->vfu));
}

static void no_command_before_version(void **state)
{
	struct vfu_dma_map m = { sizeof(m), 3, 0, 0, PAGE };
	struct rig *rig = *state;

	for (uint16_t c = VFU_DMA_MAP; c <= VFU_REGION_WRITE_MULTI; c++)
		assert_int_not_equal(rig_request(rig, c, &m, sizeof(m), NULL, 0, NULL), 0);
	assert_int_equal(rig->resets, 0);
	assert_int_equal(dma_map_count(rig->dma), 0);
}

static void device_info(void **state)
{
	struct vfu_device_info info = { .argsz = 24 };
	struct rig *rig = *state;
	struct test_reply r;

	rig_negotiate(rig);
	assert_int_equal(rig_request(rig, VFU_DEVICE_GET_INFO, &info, sizeof(info), NULL, 0, &r),
			 0);
	assert_int_equal(r.len, 16);
	memcpy(&info, r.data, sizeof(info));
	assert_int_equal(info.flags, VFIO_DEVICE_FLAGS_RESET | VFIO_DEVICE_FLAGS_PCI);
	assert_int_equal(info.num_regions, 9);
	assert_int_equal(info.num_irqs, 5);
	info.argsz = 8;
	assert_int_equal(rig_request(rig, VFU_DEVICE_GET_INFO, &info, sizeof(info), NULL, 0, NULL),
			 EINVAL);
}

static void region_info(void **state)
{
	struct rig *rig = *state;
	struct test_reply r;

	rig_negotiate(rig);
	for (uint32_t i = 0; i < 9; i++) {
		struct vfio_region_info info = { .argsz = sizeof(info), .index = i };
		uint64_t size = i == 0 ? RIG_BAR0_SIZE : i == 7 ? 256 : 0;

		assert_int_equal(rig_request(rig, VFU_DEVICE_GET_REGION_INFO, &info, sizeof(info),
					     NULL, 0, &r),
				 0);
		assert_int_equal(r.len, 32);
		memcpy(&info, r.data, sizeof(info));
		assert_int_equal(info.index, i);
		assert_int_equal(info.size, size);
		/* every access must be a message */
		assert_false(info.flags & VFIO_REGION_INFO_FLAG_MMAP);
	}
	assert_int_equal(rig_request(rig, VFU_DEVICE_GET_REGION_INFO,
				     &(struct vfio_region_info){ .argsz = 32, .index = 9 }, 32,
				     NULL, 0, NULL),
			 EINVAL);
}

static void irq_info(void **state)
{
	struct rig *rig = *state;
	struct test_reply r;

	rig_negotiate(rig);
	for (uint32_t i = 0; i < 5; i++) {
		struct vfio_irq_info info = { .argsz = sizeof(info), .index = i };

		assert_int_equal(rig_request(rig, VFU_DEVICE_GET_IRQ_INFO, &info, sizeof(info),
					     NULL, 0, &r),
				 0);
		memcpy(&info, r.data, sizeof(info));
		assert_int_equal(info.count, i == VFIO_PCI_MSIX_IRQ_INDEX ? RIG_VECTORS : 0);
		assert_int_equal(info.flags, info.count ? VFIO_IRQ_INFO_EVENTFD : 0);
	}
	assert_int_equal(rig_request(rig, VFU_DEVICE_GET_IRQ_INFO,
				     &(struct vfio_irq_info){ .argsz = 16, .index = 5 }, 16, NULL,
				     0, NULL),
			 EINVAL);
}

/* Send each command with all payload lengths, from empty to longer than required. */
static void wrong_sizes(void **state)
{
	static const struct {
		uint16_t command;
		size_t min, max;
	} sizes[] = {
		{ VFU_DMA_MAP, 32, 32 },
		{ VFU_DMA_UNMAP, 24, 24 },
		{ VFU_DEVICE_GET_INFO, 16, 24 },
		{ VFU_DEVICE_GET_REGION_INFO, 32, 32 },
		{ VFU_DEVICE_GET_IRQ_INFO, 16, 16 },
		{ VFU_REGION_READ, 16, 16 },
		{ VFU_DEVICE_RESET, 0, 0 },
		{ VFU_DEVICE_SET_IRQS, 20, 20 },
		{ VFU_REGION_WRITE, 16, 16 },
	};
	uint8_t zero[64] = { 0 };
	struct rig *rig = *state;

	rig_negotiate(rig);
	for (size_t i = 0; i < ARRAY_SIZE(sizes); i++) {
		for (size_t len = 0; len < sizeof(zero); len++) {
			if (len >= sizes[i].min && len <= sizes[i].max)
				continue;
			assert_int_equal(rig_request(rig, sizes[i].command, zero, len, NULL, 0,
						     NULL),
					 EINVAL);
		}
	}
	assert_int_equal(rig->resets, 0);
	assert_int_equal(rig->writes, 0);
}

static void unknown_commands(void **state)
{
	struct rig *rig = *state;

	rig_negotiate(rig);
	assert_int_equal(rig_request(rig, 0, NULL, 0, NULL, 0, NULL), ENOSYS);
	assert_int_equal(rig_request(rig, 14, NULL, 0, NULL, 0, NULL), ENOSYS);
	assert_int_equal(rig_request(rig, 16, NULL, 0, NULL, 0, NULL), ENOSYS);
	assert_int_equal(rig_request(rig, 0xffff, NULL, 0, NULL, 0, NULL), ENOSYS);
	assert_int_equal(rig_request(rig, VFU_DEVICE_GET_REGION_IO_FDS, NULL, 0, NULL, 0, NULL),
			 EOPNOTSUPP);
	assert_int_equal(rig_request(rig, VFU_REGION_WRITE_MULTI, NULL, 0, NULL, 0, NULL),
			 EOPNOTSUPP);
	assert_int_equal(rig_request(rig, VFU_DMA_READ, NULL, 0, NULL, 0, NULL), EOPNOTSUPP);
}

static int read_region(struct rig *rig, uint32_t region, uint64_t off, uint32_t count,
		       struct test_reply *r)
{
	struct vfu_region_access a = { off, region, count };

	return rig_request(rig, VFU_REGION_READ, &a, sizeof(a), NULL, 0, r);
}

static int write_region(struct rig *rig, uint32_t region, uint64_t off, uint32_t count,
			size_t data_len)
{
	struct vfu_region_access a = { off, region, count };
	uint8_t buf[sizeof(a) + 64];

	memcpy(buf, &a, sizeof(a));
	memset(buf + sizeof(a), 0xa5, 64);
	return rig_request(rig, VFU_REGION_WRITE, buf, sizeof(a) + data_len, NULL, 0, NULL);
}

static void region_access(void **state)
{
	struct rig *rig = *state;
	struct test_reply r;

	rig_negotiate(rig);
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
	assert_int_equal(write_region(rig, 0, RIG_BAR0_SIZE, 4, 4), EINVAL);
	assert_int_equal(write_region(rig, 0, 0, 4, 3), EINVAL);
	assert_int_equal(write_region(rig, 0, 0, 4, 5), EINVAL);
	assert_int_equal(write_region(rig, 0, 0, UINT32_MAX, 4), EINVAL);
	assert_int_equal(write_region(rig, 0, 0, 16, 16), EINVAL);
	assert_int_equal(rig->writes, 0);
}

/* A client with a small data limit receives no message that exceeds it. */
static void transfer_limit_of_the_client(void **state)
{
	struct rig *rig = *state;

	assert_int_equal(rig_version(rig, 0, "{\"capabilities\":{\"max_data_xfer_size\":64}}", 43,
				     NULL),
			 0);
	assert_int_equal(read_region(rig, 7, 0, 65, NULL), EINVAL);
	assert_int_equal(read_region(rig, 7, 0, 64, NULL), 0);
}

static void posted_writes_get_no_reply(void **state)
{
	struct vfu_region_access a = { 0x100, 0, 8 };
	struct rig *rig = *state;
	struct test_reply r;
	uint8_t buf[sizeof(a) + 8];

	rig_negotiate(rig);
	memcpy(buf, &a, sizeof(a));
	memset(buf + sizeof(a), 0x11, 8);
	for (int i = 0; i < 5; i++)
		test_send(rig->fd, VFU_REGION_WRITE, VFU_F_NO_REPLY, buf, sizeof(buf), NULL, 0);
	/* an invalid request gets no reply either: QEMU could not associate it with a request */
	test_send(rig->fd, VFU_REGION_WRITE, VFU_F_NO_REPLY, buf, 20, NULL, 0);
	assert_int_equal(vfu_process(rig->vfu), 0);
	assert_int_equal(rig->writes, 5);
	test_recv(rig->fd, &r);
	assert_int_equal(r.hdr.size, 0);
	assert_int_equal(read_region(rig, 0, 0x100, 8, &r), 0);
	assert_memory_equal(r.data + 16, "\x11\x11\x11\x11\x11\x11\x11\x11", 8);
}

static void byte_by_byte(void **state)
{
	struct vfu_hdr hdr = { 77, VFU_DMA_MAP, sizeof(hdr) + 32, 0, 0 };
	struct vfu_dma_map m = { sizeof(m), 3, 0, 0, PAGE };
	uint8_t buf[sizeof(hdr) + sizeof(m)];
	struct rig *rig = *state;
	int fd = test_memfd(PAGE);
	struct test_reply r;

	rig_negotiate(rig);
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

/* The kernel reports the death of a client with unread replies as a connection reset. */
static void client_killed_with_unread_replies(void **state)
{
	struct vfu_region_access a = { 0, 7, 256 };
	struct rig *rig = *state;

	rig_negotiate(rig);
	test_send(rig->fd, VFU_REGION_READ, 0, &a, sizeof(a), NULL, 0);
	assert_int_equal(vfu_process(rig->vfu), 0);
	close(rig->fd);
	assert_int_equal(vfu_process(rig->vfu), -ENOTCONN);
	vfu_detach(rig->vfu);

	rig_attach(rig);
	rig_negotiate(rig);
	test_send(rig->fd, VFU_REGION_READ, 0, &a, sizeof(a), NULL, 0);
	close(rig->fd);
	assert_int_equal(vfu_process(rig->vfu), -ENOTCONN);
	vfu_detach(rig->vfu);
	rig_attach(rig);
}

static void client_exits_within_a_message(void **state)
{
	struct vfu_hdr hdr = { 1, VFU_DMA_MAP, sizeof(hdr) + 32, 0, 0 };
	struct rig *rig = *state;
	int fd = test_memfd(PAGE);

	for (size_t len = 1; len <= sizeof(hdr); len++) {
		size_t before;

		rig_negotiate(rig);
		before = test_count_fds();
		test_send_raw(rig->fd, &hdr, len, &fd, 1);
		assert_int_equal(vfu_process(rig->vfu), 0);
		assert_int_equal(test_count_fds(), before + 1);
		shutdown(rig->fd, SHUT_WR);
		assert_int_equal(vfu_process(rig->vfu), -ECONNRESET);
		vfu_detach(rig->vfu);
		assert_int_equal(test_count_fds(), before - 1);
		close(rig->fd);
		rig_attach(rig);
	}
	close(fd);
}

static void lost_framing(void **state)
{
	struct vfu_hdr small = { 1, VFU_DEVICE_RESET, 15, 0, 0 };
	struct vfu_hdr big = { 9, VFU_REGION_WRITE, 0xffffffff, 0, 0 };
	struct rig *rig = *state;
	struct test_reply r;

	rig_negotiate(rig);
	test_send_raw(rig->fd, &small, sizeof(small), NULL, 0);
	assert_int_equal(vfu_process(rig->vfu), -EPROTO);
	vfu_detach(rig->vfu);
	close(rig->fd);

	rig_attach(rig);
	rig_negotiate(rig);
	test_send_raw(rig->fd, &big, sizeof(big), NULL, 0);
	assert_int_equal(vfu_process(rig->vfu), -EMSGSIZE);
	test_recv(rig->fd, &r);
	assert_int_equal(r.hdr.id, 9);
	assert_int_equal(r.hdr.flags, VFU_F_TYPE_REPLY | VFU_F_ERROR);
	assert_int_equal(r.hdr.error, EMSGSIZE);
	vfu_detach(rig->vfu);
	assert_int_equal(rig->resets, 0);
}

static void replies_and_unknown_types(void **state)
{
	struct rig *rig = *state;
	struct test_reply r;

	rig_negotiate(rig);
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

/* A client that sends requests but never reads must not exhaust memory. */
static void client_that_does_not_read(void **state)
{
	struct vfu_region_access a = { 0, 7, 256 };
	struct rig *rig = *state;
	struct test_reply r;
	size_t sent = 0, got = 0;
	int small = 4096;

	rig_negotiate(rig);
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
	/* when the client reads, it receives every reply completely */
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

int main(void)
{
#define TEST(fn) cmocka_unit_test_setup_teardown(fn, rig_setup, rig_teardown)
	const struct CMUnitTest tests[] = {
		TEST(qemu_handshake),
		TEST(version_without_capabilities),
		TEST(bad_versions),
		TEST(no_command_before_version),
		TEST(device_info),
		TEST(region_info),
		TEST(irq_info),
		TEST(wrong_sizes),
		TEST(unknown_commands),
		TEST(region_access),
		TEST(transfer_limit_of_the_client),
		TEST(posted_writes_get_no_reply),
		TEST(byte_by_byte),
		TEST(client_killed_with_unread_replies),
		TEST(client_exits_within_a_message),
		TEST(lost_framing),
		TEST(replies_and_unknown_types),
		TEST(client_that_does_not_read),
	};

	return cmocka_run_group_tests(tests, test_quiet_log, test_close_log);
}
