// SPDX-License-Identifier: GPL-2.0-only
#include "vconnectx/vfio/vfu.h"

#include <errno.h>
#include <poll.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "vconnectx/vfio/dma_map.h"
#include "vconnectx/host/log.h"
#include "vconnectx/vfio/vfu_irq.h"
#include "vconnectx/vfio/vfu_proto.h"
#include "vconnectx/vfio/vfu_sock.h"
#include "vconnectx/vfio/vfu_version.h"
#include "vconnectx/host/util.h"

/* Maximum number of messages served in one call, so that the caller can run its timers. */
#define BATCH 64

struct vfu {
	struct vfu_config cfg;
	struct vfu_sock sock; /* sock.fd is -1 without a client */
	bool negotiated;
	uint32_t max_xfer;
	uint8_t *reply; /* VFU_MAX_PAYLOAD bytes */
	size_t reply_len;
};

struct vfu *vfu_new(const struct vfu_config *cfg)
{
	struct vfu *v = calloc(1, sizeof(*v));

	if (!v)
		return NULL;
	v->cfg = *cfg;
	v->sock.fd = -1;
	v->reply = malloc(VFU_MAX_PAYLOAD);
	if (!v->reply) {
		free(v);
		return NULL;
	}
	return v;
}

void vfu_free(struct vfu *v)
{
	if (!v)
		return;
	vfu_detach(v);
	free(v->reply);
	free(v);
}

int vfu_attach(struct vfu *v, int fd)
{
	int err = vfu_sock_init(&v->sock, fd);

	if (err) {
		v->sock.fd = -1;
		close(fd);
		return err;
	}
	v->negotiated = false;
	return 0;
}

void vfu_detach(struct vfu *v)
{
	vfu_sock_fini(&v->sock);
	dma_map_clear(v->cfg.dma);
	for (size_t i = 0; i < VFIO_PCI_NUM_IRQS; i++) {
		if (v->cfg.irqs[i])
			vfu_irqs_clear(v->cfg.irqs[i]);
	}
	v->negotiated = false;
}

int vfu_fd(const struct vfu *v)
{
	return v->sock.fd;
}

short vfu_poll_events(const struct vfu *v)
{
	return vfu_sock_backlog(&v->sock) ? POLLOUT : POLLIN;
}

int vfu_negotiated(const struct vfu *v)
{
	return v->negotiated;
}

static void reply_with(struct vfu *v, const void *data, size_t len)
{
	memcpy(v->reply + v->reply_len, data, len);
	v->reply_len += len;
}

/*
 * Handlers return 0 after filling in v->reply, or -errno.  msg->len is within the limits
 * of the command's table entry.
 */

static int do_version(struct vfu *v, struct vfu_msg *msg)
{
	const struct vfu_version ours = { VFU_MAJOR, VFU_MINOR };
	struct vfu_client_caps caps;
	struct vfu_version theirs;
	char why[256];
	char *text;

	if (v->negotiated) {
		vcx_log(VCX_LOG_ERR, "second VERSION message");
		return -EINVAL;
	}
	memcpy(&theirs, msg->data, sizeof(theirs));
	if (theirs.major != VFU_MAJOR) {
		vcx_log(VCX_LOG_ERR, "the client has vfio-user %u.%u, this server has %u.%u",
			theirs.major, theirs.minor, VFU_MAJOR, VFU_MINOR);
		return -EINVAL;
	}
	if (vfu_parse_client_caps(msg->data + sizeof(theirs), msg->len - sizeof(theirs), &caps, why,
				  sizeof(why))) {
		vcx_log(VCX_LOG_ERR, "VERSION: capabilities: %s", why);
		return -EINVAL;
	}
	text = vfu_server_caps();
	if (!text)
		return -ENOMEM;
	reply_with(v, &ours, sizeof(ours));
	reply_with(v, text, strlen(text) + 1);
	free(text);
	v->max_xfer = caps.max_xfer;
	v->negotiated = true;
	return 0;
}

static int do_dma_map(struct vfu *v, struct vfu_msg *msg)
{
	unsigned int flags = 0;
	struct vfu_dma_map m;
	int err;

	memcpy(&m, msg->data, sizeof(m));
	if (m.argsz < sizeof(m) || msg->nr_fds > 1 ||
	    m.flags & ~(VFU_DMA_MAP_F_READ | VFU_DMA_MAP_F_WRITE))
		return -EINVAL;
	if (m.flags & VFU_DMA_MAP_F_READ)
		flags |= DMA_MAP_READ;
	if (m.flags & VFU_DMA_MAP_F_WRITE)
		flags |= DMA_MAP_WRITE;
	err = dma_map_add(v->cfg.dma, m.addr, m.size, flags, msg->nr_fds ? msg->fds[0] : -1,
			  m.offset);
	vcx_log(err ? VCX_LOG_ERR : VCX_LOG_DEBUG,
		"DMA_MAP 0x%llx+0x%llx flags %u offset 0x%llx%s: %s", (unsigned long long)m.addr,
		(unsigned long long)m.size, m.flags, (unsigned long long)m.offset,
		msg->nr_fds ? "" : ", no descriptor", strerror(-err));
	return err;
}

static int do_dma_unmap(struct vfu *v, struct vfu_msg *msg)
{
	struct vfu_dma_unmap u;
	uint64_t unmapped = 0;
	int err = 0;

	memcpy(&u, msg->data, sizeof(u));
	if (u.argsz < sizeof(u))
		return -EINVAL;
	if (u.flags & VFU_DMA_UNMAP_F_BITMAP)
		return -EOPNOTSUPP;
	if (u.flags & ~VFU_DMA_UNMAP_F_ALL || (u.flags && (u.addr || u.size)))
		return -EINVAL;
	if (u.flags)
		dma_map_clear(v->cfg.dma);
	else
		err = dma_map_remove(v->cfg.dma, u.addr, u.size, &unmapped);
	vcx_log(err ? VCX_LOG_ERR : VCX_LOG_DEBUG, "DMA_UNMAP 0x%llx+0x%llx flags %u: %s",
		(unsigned long long)u.addr, (unsigned long long)u.size, u.flags, strerror(-err));
	if (err)
		return err;
	u.size = unmapped;
	reply_with(v, &u, sizeof(u));
	return 0;
}

static int do_get_info(struct vfu *v, struct vfu_msg *msg)
{
	struct vfu_device_info info;

	memcpy(&info, msg->data, sizeof(info));
	if (info.argsz < sizeof(info))
		return -EINVAL;
	info.argsz = sizeof(info);
	info.flags = VFIO_DEVICE_FLAGS_RESET | VFIO_DEVICE_FLAGS_PCI;
	info.num_regions = VFIO_PCI_NUM_REGIONS;
	info.num_irqs = VFIO_PCI_NUM_IRQS;
	reply_with(v, &info, sizeof(info));
	return 0;
}

static int do_get_region_info(struct vfu *v, struct vfu_msg *msg)
{
	struct vfio_region_info info;

	memcpy(&info, msg->data, sizeof(info));
	if (info.argsz < sizeof(info) || info.index >= VFIO_PCI_NUM_REGIONS)
		return -EINVAL;
	info.argsz = sizeof(info);
	info.flags = v->cfg.regions[info.index].flags;
	info.size = v->cfg.regions[info.index].size;
	info.cap_offset = 0;
	info.offset = 0;
	reply_with(v, &info, sizeof(info));
	return 0;
}

static int do_get_irq_info(struct vfu *v, struct vfu_msg *msg)
{
	struct vfio_irq_info info;

	memcpy(&info, msg->data, sizeof(info));
	if (info.argsz < sizeof(info) || info.index >= VFIO_PCI_NUM_IRQS)
		return -EINVAL;
	info.argsz = sizeof(info);
	info.flags = 0;
	info.count = 0;
	if (v->cfg.irqs[info.index]) {
		info.flags = VFIO_IRQ_INFO_EVENTFD;
		info.count = vfu_irqs_count(v->cfg.irqs[info.index]);
	}
	reply_with(v, &info, sizeof(info));
	return 0;
}

static int do_set_irqs(struct vfu *v, struct vfu_msg *msg)
{
	struct vfio_irq_set set;
	struct vfu_irqs *irqs;
	int err;

	memcpy(&set, msg->data, sizeof(set));
	if (set.argsz < sizeof(set) || set.index >= VFIO_PCI_NUM_IRQS)
		return -EINVAL;
	irqs = v->cfg.irqs[set.index];
	err = irqs ? vfu_irqs_set(irqs, set.flags, set.start, set.count, msg->data + sizeof(set),
				  msg->len - sizeof(set), msg->fds, msg->nr_fds) :
		     -EINVAL;
	vcx_log(err ? VCX_LOG_ERR : VCX_LOG_DEBUG,
		"SET_IRQS index %u flags 0x%x start %u count %u, %zu descriptors: %s", set.index,
		set.flags, set.start, set.count, msg->nr_fds, strerror(-err));
	return err;
}

/* Read the access header, and check it against the region and the transfer limit. */
static int get_access(const struct vfu *v, const struct vfu_msg *msg, struct vfu_region_access *a)
{
	uint64_t size;

	memcpy(a, msg->data, sizeof(*a));
	if (a->region >= VFIO_PCI_NUM_REGIONS || a->count > v->max_xfer)
		return -EINVAL;
	size = v->cfg.regions[a->region].size;
	if (a->offset > size || a->count > size - a->offset)
		return -EINVAL;
	return 0;
}

static int do_region_read(struct vfu *v, struct vfu_msg *msg)
{
	struct vfu_region_access a;
	int err = get_access(v, msg, &a);

	if (err)
		return err;
	reply_with(v, &a, sizeof(a));
	err = v->cfg.ops->region_read(v->cfg.priv, a.region, a.offset, v->reply + v->reply_len,
				      a.count);
	if (!err)
		v->reply_len += a.count;
	return err;
}

static int do_region_write(struct vfu *v, struct vfu_msg *msg)
{
	struct vfu_region_access a;
	int err = get_access(v, msg, &a);

	if (err)
		return err;
	if (msg->len != sizeof(a) + a.count)
		return -EINVAL;
	err = v->cfg.ops->region_write(v->cfg.priv, a.region, a.offset, msg->data + sizeof(a),
				       a.count);
	if (!err)
		reply_with(v, &a, sizeof(a));
	return err;
}

static int do_reset(struct vfu *v, struct vfu_msg *msg)
{
	(void)msg;
	for (size_t i = 0; i < VFIO_PCI_NUM_IRQS; i++) {
		if (v->cfg.irqs[i])
			vfu_irqs_drop_latched(v->cfg.irqs[i]);
	}
	v->cfg.ops->reset(v->cfg.priv);
	return 0;
}

static const struct command {
	const char *name;
	size_t min_len; /* payload */
	size_t max_len;
	size_t max_fds;
	int (*handle)(struct vfu *v, struct vfu_msg *msg);
} commands[] = {
#define COMMAND(n, min, max, fds, fn) [VFU_##n] = { #n, min, max, fds, fn }
	COMMAND(VERSION, sizeof(struct vfu_version), 4096, 0, do_version),
	COMMAND(DMA_MAP, sizeof(struct vfu_dma_map), sizeof(struct vfu_dma_map), 1, do_dma_map),
	COMMAND(DMA_UNMAP, sizeof(struct vfu_dma_unmap), sizeof(struct vfu_dma_unmap), 0,
		do_dma_unmap),
	COMMAND(DEVICE_GET_INFO, sizeof(struct vfu_device_info), sizeof(struct vfio_device_info), 0,
		do_get_info),
	COMMAND(DEVICE_GET_REGION_INFO, sizeof(struct vfio_region_info),
		sizeof(struct vfio_region_info), 0, do_get_region_info),
	COMMAND(DEVICE_GET_REGION_IO_FDS, 0, VFU_MAX_PAYLOAD, 0, NULL),
	COMMAND(DEVICE_GET_IRQ_INFO, sizeof(struct vfio_irq_info), sizeof(struct vfio_irq_info), 0,
		do_get_irq_info),
	COMMAND(DEVICE_SET_IRQS, sizeof(struct vfio_irq_set), VFU_MAX_PAYLOAD, VFU_MAX_FDS,
		do_set_irqs),
	COMMAND(REGION_READ, sizeof(struct vfu_region_access), sizeof(struct vfu_region_access), 0,
		do_region_read),
	COMMAND(REGION_WRITE, sizeof(struct vfu_region_access), VFU_MAX_PAYLOAD, 0,
		do_region_write),
	COMMAND(DMA_READ, 0, VFU_MAX_PAYLOAD, 0, NULL),
	COMMAND(DMA_WRITE, 0, VFU_MAX_PAYLOAD, 0, NULL),
	COMMAND(DEVICE_RESET, 0, 0, 0, do_reset),
	COMMAND(REGION_WRITE_MULTI, 0, VFU_MAX_PAYLOAD, 0, NULL),
#undef COMMAND
};

static int dispatch(struct vfu *v, struct vfu_msg *msg, const char **name)
{
	const struct command *c = NULL;

	*name = "unknown command";
	if (msg->hdr.command < ARRAY_SIZE(commands))
		c = &commands[msg->hdr.command];
	if (!c || !c->name)
		return -ENOSYS;
	*name = c->name;
	if (!v->negotiated && c->handle != do_version) {
		vcx_log(VCX_LOG_ERR, "%s before VERSION", c->name);
		return -EINVAL;
	}
	if (!c->handle)
		return -EOPNOTSUPP;
	if (msg->len < c->min_len || msg->len > c->max_len) {
		vcx_log(VCX_LOG_ERR, "%s with %zu bytes, expected %zu to %zu", c->name, msg->len,
			c->min_len, c->max_len);
		return -EINVAL;
	}
	if (msg->nr_fds > c->max_fds || msg->fds_lost) {
		vcx_log(VCX_LOG_ERR, "%s with %s%zu descriptors, the maximum is %zu", c->name,
			msg->fds_lost ? "more than " : "", msg->nr_fds, c->max_fds);
		return -EINVAL;
	}
	return c->handle(v, msg);
}

static int send_reply(struct vfu *v, const struct vfu_hdr *to, int err)
{
	struct vfu_hdr hdr = {
		.id = to->id,
		.command = to->command,
		.flags = VFU_F_TYPE_REPLY,
	};

	if (err) {
		hdr.flags |= VFU_F_ERROR;
		hdr.error = (uint32_t)-err;
		v->reply_len = 0;
	}
	hdr.size = (uint32_t)(sizeof(hdr) + v->reply_len);
	return vfu_sock_send(&v->sock, &hdr, v->reply, v->reply_len);
}

static int serve(struct vfu *v, struct vfu_msg *msg)
{
	uint32_t type = msg->hdr.flags & VFU_F_TYPE_MASK;
	const char *name = "message of unknown type";
	int err = -EINVAL;

	if (type == VFU_F_TYPE_REPLY) {
		vcx_log(VCX_LOG_ERR, "reply %u without a request: ignored", msg->hdr.id);
		return 0;
	}
	v->reply_len = 0;
	if (type == VFU_F_TYPE_COMMAND)
		err = dispatch(v, msg, &name);
	if (err)
		vcx_log(VCX_LOG_ERR, "%s (%u, id %u, %u bytes) refused: %s", name, msg->hdr.command,
			msg->hdr.id, msg->hdr.size, strerror(-err));
	if (msg->hdr.flags & VFU_F_NO_REPLY)
		return 0;
	return send_reply(v, &msg->hdr, err);
}

int vfu_process(struct vfu *v)
{
	int ret = vfu_sock_flush(&v->sock);

	for (int i = 0; !ret && i < BATCH; i++) {
		struct vfu_msg msg = { 0 };

		/* No more requests are read while replies are pending. */
		if (vfu_sock_backlog(&v->sock))
			return 0;
		ret = vfu_sock_recv(&v->sock, &msg);
		if (!ret)
			return 0;
		if (ret == -EMSGSIZE) {
			vcx_log(VCX_LOG_ERR,
				"the header announces a message of %u bytes, the limit is %zu",
				msg.hdr.size, sizeof(msg.hdr) + VFU_MAX_PAYLOAD);
			v->reply_len = 0;
			send_reply(v, &msg.hdr, ret);
		}
		if (ret < 0)
			return ret;
		ret = serve(v, &msg);
		vfu_msg_release(&msg);
		if (v->cfg.ops->enough && v->cfg.ops->enough(v->cfg.priv))
			break;
	}
	return ret;
}
