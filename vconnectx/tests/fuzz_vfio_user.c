// SPDX-License-Identifier: GPL-2.0-only
/*
 * Fuzz target: whatever a client sends, the protocol server must not crash, hang or leak a
 * descriptor.
 *
 * An input consists of chunks, each of which is one sendmsg():
 *	u8	number of descriptors in bits 0-4, which are eventfds if bit 5 is
 *		set, else memfds; the server runs after the chunk unless bit 6 is set
 *	u16	length, little-endian
 *	bytes
 */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <unistd.h>

#include "vconnectx/vfio/dma_map.h"
#include "tests/lib/fuzz.h"
#include "vconnectx/host/log.h"
#include "vconnectx/vfio/pci.h"
#include "vconnectx/vfio/vfu.h"
#include "vconnectx/vfio/vfu_irq.h"
#include "vconnectx/vfio/vfu_proto.h"
#include "vconnectx/host/util.h"

#define MEMORY	      (16u * DMA_MAP_PAGE_SIZE)
#define VECTORS	      64
#define CHUNK_FDS     0x1f
#define CHUNK_EVENTFD 0x20
#define CHUNK_WAIT    0x40

static struct {
	struct pci_config pci;
	struct dma_map *dma;
	struct vfu_irqs *irqs;
	struct vfu *vfu;
	int memfd;
	int eventfd;
} rig;

static void no_reset(void *priv)
{
	(void)priv;
}

static void no_bus_master(void *priv, int on)
{
	(void)priv;
	(void)on;
}

static int region_read(void *priv, uint32_t region, uint64_t off, void *buf, size_t len)
{
	(void)priv;
	if (region == VFIO_PCI_CONFIG_REGION_INDEX)
		pci_config_read(&rig.pci, off, buf, len);
	else
		memset(buf, 0, len);
	return 0;
}

/* A write to BAR 0 uses the offset as the guest address of a copy, and as a vector. */
static int region_write(void *priv, uint32_t region, uint64_t off, const void *buf, size_t len)
{
	uint8_t tmp[64];

	(void)priv;
	if (region == VFIO_PCI_CONFIG_REGION_INDEX) {
		pci_config_write(&rig.pci, off, buf, len);
		return 0;
	}
	if (len > sizeof(tmp))
		len = sizeof(tmp);
	vfu_irqs_raise(rig.irqs, (unsigned int)off);
	if (dma_map_write(rig.dma, off, buf, len))
		return -1;
	return dma_map_read(rig.dma, off + 1, tmp, len);
}

static const struct vfu_ops vfu_ops = { region_read, region_write, no_reset, NULL };
static const struct pci_ops pci_ops = { no_reset, no_bus_master };

static void set_up(void)
{
	struct vfu_config cfg = {
		.ops = &vfu_ops,
		.regions = {
			[VFIO_PCI_BAR0_REGION_INDEX] = { 32u << 20, 3 },
			[VFIO_PCI_CONFIG_REGION_INDEX] = { PCI_CFG_SPACE_EXP_SIZE, 3 },
		},
	};

	vcx_log_open("/dev/null", VCX_LOG_DEBUG, "fuzz");
	rig.memfd = memfd_create("guest", MFD_CLOEXEC);
	rig.eventfd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	if (rig.memfd < 0 || rig.eventfd < 0 || ftruncate(rig.memfd, MEMORY))
		abort();
	rig.dma = dma_map_new();
	rig.irqs = vfu_irqs_new(VECTORS);
	cfg.dma = rig.dma;
	cfg.irqs[VFIO_PCI_MSIX_IRQ_INDEX] = rig.irqs;
	rig.vfu = vfu_new(&cfg);
	pci_config_init(&rig.pci, 32u << 20, VECTORS, &pci_ops, NULL);
}

/* Return: the lowest free descriptor number, which rises by one with each leak. */
static int next_fd(void)
{
	int fd = fcntl(rig.memfd, F_DUPFD_CLOEXEC, 0);

	close(fd);
	return fd;
}

static void send_chunk(int fd, uint8_t kind, const uint8_t *data, size_t len)
{
	union {
		struct cmsghdr align;
		char buf[CMSG_SPACE(CHUNK_FDS * sizeof(int))];
	} control = { 0 };
	struct iovec iov = { (void *)data, len };
	struct msghdr mh = { .msg_iov = &iov, .msg_iovlen = 1 };
	int pass = kind & CHUNK_EVENTFD ? rig.eventfd : rig.memfd;
	size_t nr = kind & CHUNK_FDS;

	if (nr) {
		struct cmsghdr *c;

		mh.msg_control = control.buf;
		mh.msg_controllen = CMSG_SPACE(nr * sizeof(int));
		c = CMSG_FIRSTHDR(&mh);
		c->cmsg_level = SOL_SOCKET;
		c->cmsg_type = SCM_RIGHTS;
		c->cmsg_len = CMSG_LEN(nr * sizeof(int));
		for (size_t i = 0; i < nr; i++)
			memcpy(CMSG_DATA(c) + i * sizeof(int), &pass, sizeof(int));
	}
	(void)!sendmsg(fd, &mh, MSG_NOSIGNAL | MSG_DONTWAIT);
}

static void drain(int fd)
{
	char buf[4096];

	while (recv(fd, buf, sizeof(buf), MSG_DONTWAIT) > 0)
		;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	int sv[2], before, err = 0;

	if (!rig.vfu)
		set_up();
	before = next_fd();
	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, sv) || vfu_attach(rig.vfu, sv[1]))
		abort();
	while (size >= 3 && !err) {
		uint8_t kind = data[0];
		size_t len = (size_t)(data[1] | data[2] << 8);

		data += 3;
		size -= 3;
		if (len > size)
			len = size;
		send_chunk(sv[0], kind, data, len);
		data += len;
		size -= len;
		if (!(kind & CHUNK_WAIT))
			err = vfu_process(rig.vfu);
		drain(sv[0]);
	}
	close(sv[0]);
	while (!err)
		err = vfu_process(rig.vfu);
	vfu_detach(rig.vfu);
	if (dma_map_count(rig.dma) || next_fd() != before)
		abort();
	return 0;
}

/* Append one message as one chunk; returns the new length of @buf. */
static size_t message(uint8_t *buf, size_t at, uint8_t kind, uint16_t command, uint32_t flags,
		      const void *payload, size_t len)
{
	struct vfu_hdr hdr = {
		.id = (uint16_t)at,
		.command = command,
		.size = (uint32_t)(sizeof(hdr) + len),
		.flags = flags,
	};
	size_t total = sizeof(hdr) + len;

	buf[at++] = kind;
	buf[at++] = (uint8_t)total;
	buf[at++] = (uint8_t)(total >> 8);
	memcpy(buf + at, &hdr, sizeof(hdr));
	memcpy(buf + at + sizeof(hdr), payload, len);
	return at + total;
}

static size_t access_message(uint8_t *buf, size_t at, uint32_t region, uint64_t off, int write)
{
	struct {
		struct vfu_region_access a;
		uint8_t data[8];
	} m = { { off, region, 8 }, { 1, 2, 3, 4, 5, 6, 7, 8 } };

	if (write)
		return message(buf, at, 0, VFU_REGION_WRITE, region ? 0 : VFU_F_NO_REPLY, &m,
			       sizeof(m));
	return message(buf, at, 0, VFU_REGION_READ, 0, &m.a, sizeof(m.a));
}

static size_t hello(uint8_t *buf)
{
	static const char text[] = "\0\0\0\0{\"capabilities\":{\"max_msg_fds\":16,"
				   "\"max_data_xfer_size\":1048576}}";

	return message(buf, 0, 0, VFU_VERSION, 0, text, sizeof(text));
}

static size_t seed_queries(uint8_t *buf)
{
	struct vfu_device_info dev = { .argsz = sizeof(dev) };
	size_t at = hello(buf);

	at = message(buf, at, 0, VFU_DEVICE_GET_INFO, 0, &dev, sizeof(dev));
	for (uint32_t i = 0; i < 3; i++) {
		struct vfio_region_info r = { .argsz = sizeof(r), .index = 7 - i };
		struct vfio_irq_info q = { .argsz = sizeof(q), .index = 3 - i };

		at = message(buf, at, 0, VFU_DEVICE_GET_REGION_INFO, 0, &r, sizeof(r));
		at = message(buf, at, 0, VFU_DEVICE_GET_IRQ_INFO, 0, &q, sizeof(q));
	}
	at = access_message(buf, at, VFIO_PCI_CONFIG_REGION_INDEX, 0, 0);
	at = access_message(buf, at, VFIO_PCI_CONFIG_REGION_INDEX, 0x64, 1);
	return message(buf, at, CHUNK_WAIT, VFU_DEVICE_RESET, 0, "", 0);
}

static size_t seed_dma(uint8_t *buf)
{
	size_t at = hello(buf);

	for (uint32_t i = 0; i < 4; i++) {
		struct vfu_dma_map m = { sizeof(m), 3, i * 0x1000, i * 0x2000, 0x2000 };

		at = message(buf, at, 1, VFU_DMA_MAP, 0, &m, sizeof(m));
	}
	at = access_message(buf, at, VFIO_PCI_BAR0_REGION_INDEX, 0x1ffc, 1);
	for (uint32_t i = 0; i < 2; i++) {
		struct vfu_dma_unmap u = { sizeof(u), 2 * i, !i * 0x2000, !i * 0x2000 };

		at = message(buf, at, 0, VFU_DMA_UNMAP, 0, &u, sizeof(u));
		at = access_message(buf, at, VFIO_PCI_BAR0_REGION_INDEX, 0x1ffc, 1);
	}
	return at;
}

static size_t seed_interrupts(uint8_t *buf)
{
	struct vfio_irq_set set = { .argsz = sizeof(set),
				    .flags = 0x24,
				    .index = VFIO_PCI_MSIX_IRQ_INDEX };
	size_t at = access_message(buf, hello(buf), VFIO_PCI_BAR0_REGION_INDEX, 3, 1);

	for (uint8_t count = 16; count; count /= 2) {
		set.count = count;
		at = message(buf, at, CHUNK_EVENTFD | count, VFU_DEVICE_SET_IRQS, 0, &set,
			     sizeof(set));
		at = access_message(buf, at, VFIO_PCI_BAR0_REGION_INDEX, 3, 1);
		set.start += count;
	}
	set.flags = 0x21;
	set.start = 0;
	set.count = 0;
	return message(buf, at, 0, VFU_DEVICE_SET_IRQS, 0, &set, sizeof(set));
}

size_t fuzz_seed(unsigned int n, uint8_t *buf, size_t cap)
{
	static size_t (*const seeds[])(uint8_t *buf) = {
		seed_queries,
		seed_dma,
		seed_interrupts,
	};

	if (n >= ARRAY_SIZE(seeds) || cap < 4096)
		return 0;
	return seeds[n](buf);
}
