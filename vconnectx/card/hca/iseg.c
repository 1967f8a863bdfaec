// SPDX-License-Identifier: GPL-2.0-only
/* Init segment: version, command queue, health, clock. */
#include "vconnectx/card/hca/iseg.h"

#include "vconnectx/card/core/dev.h"
#include "vconnectx/card/core/ifc.h"
#include "vconnectx/card/core/wqe.h"
#include "vconnectx/card/fw/fault.h"
#include "vconnectx/card/hca/cmdq.h"

#define HEALTH_TICK_NS	     10000000ull
#define CMDQ_INIT_TIMEOUT_MS 2000u  /* as tout.c: MLX5_TO_FW_INIT_MS */
#define CMDIF_REV	     5u	    /* cmd.c: CMD_IF_REV */
#define HW_ID_CONNECTX5	     0x20du /* health buffer hw_id of a CX-5 */

#define NIC_IFC_SHIFT 8
#define NIC_IFC_MASK  7u

#define FW_RESET_SUPPORTED (1u << 30) /* device.h: MLX5_FW_RESET_SUPPORTED_OFFSET */

static uint32_t read_health(struct vcx_dev *dev, uint32_t off)
{
	const struct vcx_identity *id = &dev->caps.id;

	switch (off) {
	case VCX_HEALTH_FW_VER:
		return id->fw_major << 24 | id->fw_minor << 16 | id->fw_subminor;
	case VCX_HEALTH_HW_ID:
		return HW_ID_CONNECTX5;
	case VCX_HEALTH_RFR:
		return vcx_fault_requests_reset(dev) ? VCX_HEALTH_RFR_BIT : 0;
	case VCX_HEALTH_SYND:
		return (uint32_t)vcx_fault_syndrome(dev) << VCX_HEALTH_SYND_SHIFT;
	default:
		return 0;
	}
}

static uint32_t read_counter(struct vcx_dev *dev)
{
	if (!vcx_fault_stops(dev))
		dev->health_counter = (uint32_t)(vcx_now_ns(dev) / HEALTH_TICK_NS) & 0xffffff;
	return dev->health_counter;
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
		return (uint32_t)(dev->cmdq->base >> 32);
	case VCX_ISEG_CMDQ_ADDR_L:
		return (uint32_t)dev->cmdq->base | (uint32_t)dev->nic_interface << NIC_IFC_SHIFT |
		       VCX_CMDQ_LOG_SIZE << 4 | VCX_CMDQ_LOG_STRIDE;
	case VCX_ISEG_INITIALIZING:
		return FW_RESET_SUPPORTED;
	case VCX_ISEG_CMD_EXEC_TO:
		return id->cmd_timeout_ms;
	case VCX_ISEG_CMDQ_INIT_TO:
		/* if nonzero, the driver reads timeouts from here and from register DTOR */
		return id->cmd_timeout_ms ? CMDQ_INIT_TIMEOUT_MS : 0;
	case VCX_ISEG_TIMER_H:
		return (uint32_t)(vcx_clock(dev) >> 32);
	case VCX_ISEG_TIMER_L:
		return (uint32_t)vcx_clock(dev);
	case VCX_ISEG_HEALTH_COUNTER:
		return read_counter(dev);
	default:
		return 0;
	}
}

static void write_cmdq_low(struct vcx_dev *dev, uint32_t value)
{
	uint8_t ifc = (uint8_t)(value >> NIC_IFC_SHIFT & NIC_IFC_MASK);

	dev->cmdq->base = (dev->cmdq->base & ~0xffffffffull) | (value & ~(VCX_PAGE_SIZE - 1));
	if (ifc == dev->nic_interface || dev->nic_interface == VCX_NIC_SW_RESET)
		return;
	if (ifc != VCX_NIC_FULL)
		vcx_dev_log(dev, VCX_LOG_INFO, "driver sets NIC interface state %u", ifc);
	dev->nic_interface = ifc;
}

void vcx_iseg_write(struct vcx_dev *dev, uint32_t off, uint32_t value)
{
	switch (off) {
	case VCX_ISEG_CMDQ_ADDR_H:
		dev->cmdq->base = (dev->cmdq->base & 0xffffffffull) | (uint64_t)value << 32;
		break;
	case VCX_ISEG_CMDQ_ADDR_L:
		write_cmdq_low(dev, value);
		break;
	case VCX_ISEG_CMD_DBELL:
		vcx_cmdq_doorbell(dev, value);
		break;
	default:
		vcx_dev_log(dev, VCX_LOG_WARN, "write of 0x%x to init segment offset 0x%x ignored",
			    value, off);
	}
}
