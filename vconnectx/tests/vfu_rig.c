// SPDX-License-Identifier: GPL-2.0-only
#include "vconnectx/tests/vfu_rig.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cmocka.h>

#include "vconnectx/vfio/dma_map.h"
#include "vconnectx/vfio/vfu.h"
#include "vconnectx/vfio/vfu_irq.h"

static int dev_read(void *priv, uint32_t region, uint64_t off, void *buf, size_t len)
{
	struct rig *rig = priv;

	if (region == VFIO_PCI_BAR0_REGION_INDEX && len > 8)
		return -EINVAL;
	memcpy(buf, (region ? rig->config : rig->bar0) + off, len);
	return 0;
}

static int dev_write(void *priv, uint32_t region, uint64_t off, const void *buf, size_t len)
{
	struct rig *rig = priv;

	if (region == VFIO_PCI_BAR0_REGION_INDEX && len > 8)
		return -EINVAL;
	memcpy((region ? rig->config : rig->bar0) + off, buf, len);
	rig->writes++;
	return 0;
}

static void dev_reset(void *priv)
{
	struct rig *rig = priv;

	rig->resets++;
}

static const struct vfu_ops ops = { dev_read, dev_write, dev_reset, NULL };

void rig_attach(struct rig *rig)
{
	int sv[2];

	assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, sv), 0);
	rig->fd = sv[0];
	assert_int_equal(vfu_attach(rig->vfu, sv[1]), 0);
}

int rig_setup(void **state)
{
	struct rig *rig = calloc(1, sizeof(*rig));
	struct vfu_config cfg = {
		.ops = &ops,
		.priv = rig,
		.regions = {
			[VFIO_PCI_BAR0_REGION_INDEX] = { RIG_BAR0_SIZE, 3 },
			[VFIO_PCI_CONFIG_REGION_INDEX] = { 256, 3 },
		},
	};

	rig->fds_before = test_count_fds();
	rig->dma = dma_map_new();
	rig->irqs = vfu_irqs_new(RIG_VECTORS);
	cfg.dma = rig->dma;
	cfg.irqs[VFIO_PCI_MSIX_IRQ_INDEX] = rig->irqs;
	rig->vfu = vfu_new(&cfg);
	rig_attach(rig);
	*state = rig;
	return 0;
}

int rig_teardown(void **state)
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

int rig_request(struct rig *rig, uint16_t command, const void *data, size_t len, const int *fds,
		size_t nr_fds, struct test_reply *r)
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

int rig_version(struct rig *rig, uint16_t major, const char *json, size_t json_len,
		struct test_reply *r)
{
	const struct vfu_version v = { major, 0 };
	uint8_t buf[8192];

	memcpy(buf, &v, sizeof(v));
	memcpy(buf + sizeof(v), json, json_len);
	return rig_request(rig, VFU_VERSION, buf, sizeof(v) + json_len, NULL, 0, r);
}

void rig_negotiate(struct rig *rig)
{
	assert_int_equal(rig_version(rig, 0, "{}", 3, NULL), 0);
}
