// SPDX-License-Identifier: GPL-2.0-only
/* Log, guest memory, interrupts, clock, init segment, life cycle. */
#include "vconnectx/card/core/dev.h"

#include <errno.h>
#include <string.h>

#include "vconnectx/card/core/ifc.h"
#include "vconnectx/card/fw/ledger.h"
#include "vconnectx/card/core/wqe.h"

#define NS_PER_SEC	1000000000ull
#define LOG_BURST	20u /* repeatable messages each second */
#define HEALTH_TICK_NS	10000000ull
#define CMDIF_REV	5u     /* cmd.c: CMD_IF_REV */
#define HW_ID_CONNECTX5 0x20du /* health buffer hw_id of a CX-5 */

#define NIC_IFC_SHIFT 8
#define NIC_IFC_MASK  7u
#define NIC_IFC_FULL  0u

static void log_va(struct vcx_dev *dev, enum vcx_log_level level, const char *fmt, va_list ap)
	__attribute__((format(printf, 3, 0)));

static void log_va(struct vcx_dev *dev, enum vcx_log_level level, const char *fmt, va_list ap)
{
	dev->env.log(dev->env.priv, level, fmt, ap);
}

void vcx_dev_log(struct vcx_dev *dev, enum vcx_log_level level, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	log_va(dev, level, fmt, ap);
	va_end(ap);
}

void vcx_dev_log_rl(struct vcx_dev *dev, enum vcx_log_level level, const char *fmt, ...)
{
	struct vcx_ratelimit *limit = &dev->ratelimit;
	uint64_t now = vcx_now_ns(dev);
	va_list ap;

	if (now - limit->window_ns >= NS_PER_SEC) {
		unsigned int suppressed = limit->suppressed;

		*limit = (struct vcx_ratelimit){ .window_ns = now };
		if (suppressed)
			vcx_dev_log(dev, VCX_LOG_WARN,
				    "%u more messages about the guest were left out", suppressed);
	}
	if (limit->used >= LOG_BURST) {
		limit->suppressed++;
		return;
	}
	limit->used++;
	va_start(ap, fmt);
	log_va(dev, level, fmt, ap);
	va_end(ap);
}

uint64_t vcx_now_ns(const struct vcx_dev *dev)
{
	return dev->env.now_ns(dev->env.priv);
}

uint64_t vcx_clock(const struct vcx_dev *dev)
{
	uint64_t khz = VCX_CAP_GEN(dev, device_frequency_khz);

	return (uint64_t)((unsigned __int128)vcx_now_ns(dev) * khz / 1000000);
}

static int dma_failed(struct vcx_dev *dev, const char *what, uint64_t gpa, size_t len)
{
	dev->stats.dma_errors++;
	vcx_dev_log_rl(dev, VCX_LOG_ERR, "DMA %s of %zu bytes at 0x%llx: %s", what, len,
		       (unsigned long long)gpa,
		       dev->bus_master ? "not in the client's DMA map" : "bus mastering is off");
	return -EFAULT;
}

int vcx_dma_read(struct vcx_dev *dev, uint64_t gpa, void *buf, size_t len)
{
	if (!dev->bus_master || dev->env.dma_read(dev->env.priv, gpa, buf, len))
		return dma_failed(dev, "read", gpa, len);
	return 0;
}

int vcx_dma_write(struct vcx_dev *dev, uint64_t gpa, const void *buf, size_t len)
{
	if (!dev->bus_master || dev->env.dma_write(dev->env.priv, gpa, buf, len))
		return dma_failed(dev, "write", gpa, len);
	return 0;
}

void vcx_irq(struct vcx_dev *dev, unsigned int vector)
{
	if (!dev->bus_master)
		return;
	dev->stats.interrupts++;
	dev->env.irq(dev->env.priv, vector);
}

const char *vcx_hca_state_name(enum vcx_hca_state state)
{
	static const char *const names[] = {
		[VCX_HCA_DISABLED] = "disabled",
		[VCX_HCA_ENABLED] = "enabled, not initialized",
		[VCX_HCA_INIT] = "initialized",
	};

	return names[state];
}

/* what a teardown and a reset have in common */
static void forget_objects(struct vcx_dev *dev)
{
	memset(dev->root_ft, 0, sizeof(dev->root_ft));
	vcx_objs_reset(dev);
}

void vcx_hca_teardown(struct vcx_dev *dev, const char *why)
{
	vcx_ledger_close(dev, why);
	forget_objects(dev);
	vcx_port_reset(dev);
	vcx_vport_reset(dev);
	dev->state = VCX_HCA_ENABLED;
}

void vcx_hca_reset(struct vcx_dev *dev)
{
	vcx_cmdq_reset(dev);
	forget_objects(dev);
	vcx_pages_clear(&dev->pages);
	vcx_caps_reset(&dev->caps);
	vcx_port_reset(dev);
	vcx_vport_reset(dev);
	vcx_nv_reset(dev);
	dev->state = VCX_HCA_DISABLED;
	memset(dev->node_desc, 0, sizeof(dev->node_desc));
	dev->issi = 0;
	dev->nic_interface = NIC_IFC_FULL;
}

static uint32_t read_health(struct vcx_dev *dev, uint32_t off)
{
	const struct vcx_identity *id = &dev->caps.id;

	switch (off) {
	case VCX_HEALTH_FW_VER:
		return id->fw_major << 24 | id->fw_minor << 16 | id->fw_subminor;
	case VCX_HEALTH_HW_ID:
		return HW_ID_CONNECTX5;
	default:
		return 0;
	}
}

uint32_t vcx_iseg_read(struct vcx_dev *dev, uint32_t off)
{
	const struct vcx_identity *id = &dev->caps.id;

	if (off >= VCX_ISEG_HEALTH && off < VCX_ISEG_HEALTH + VCX_ST_SZ(health_buffer))
		return read_health(dev, off - VCX_ISEG_HEALTH);
	switch (off) {
	case VCX_ISEG_FW_REV:
		return id->fw_minor << 16 | id->fw_major;
	case VCX_ISEG_CMDIF_REV:
		return CMDIF_REV << 16 | id->fw_subminor;
	case VCX_ISEG_CMDQ_ADDR_H:
		return (uint32_t)(dev->cmdq.base >> 32);
	case VCX_ISEG_CMDQ_ADDR_L:
		return (uint32_t)dev->cmdq.base | (uint32_t)dev->nic_interface << NIC_IFC_SHIFT |
		       VCX_CMDQ_LOG_SIZE << 4 | VCX_CMDQ_LOG_STRIDE;
	case VCX_ISEG_TIMER_H:
		return (uint32_t)(vcx_clock(dev) >> 32);
	case VCX_ISEG_TIMER_L:
		return (uint32_t)vcx_clock(dev);
	case VCX_ISEG_HEALTH_COUNTER:
		return (uint32_t)(vcx_now_ns(dev) / HEALTH_TICK_NS) & 0xffffff;
	default:
		/* among them: initializing (0 = done), no default timeouts */
		return 0;
	}
}

static void write_cmdq_low(struct vcx_dev *dev, uint32_t value)
{
	uint8_t ifc = (uint8_t)(value >> NIC_IFC_SHIFT & NIC_IFC_MASK);

	dev->cmdq.base = (dev->cmdq.base & ~0xffffffffull) | (value & ~(VCX_PAGE_SIZE - 1));
	if (ifc == dev->nic_interface)
		return;
	vcx_dev_log_rl(dev, VCX_LOG_INFO, "driver sets NIC interface state %u", ifc);
	dev->nic_interface = ifc;
}

void vcx_iseg_write(struct vcx_dev *dev, uint32_t off, uint32_t value)
{
	switch (off) {
	case VCX_ISEG_CMDQ_ADDR_H:
		dev->cmdq.base = (dev->cmdq.base & 0xffffffffull) | (uint64_t)value << 32;
		break;
	case VCX_ISEG_CMDQ_ADDR_L:
		write_cmdq_low(dev, value);
		break;
	case VCX_ISEG_CMD_DBELL:
		vcx_cmdq_doorbell(dev, value);
		break;
	default:
		vcx_dev_log_rl(dev, VCX_LOG_WARN,
			       "write of 0x%x to init segment offset 0x%x ignored", value, off);
	}
}
