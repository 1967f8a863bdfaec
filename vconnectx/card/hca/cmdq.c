// SPDX-License-Identifier: GPL-2.0-only
/*
 * Command queue.  Every length, pointer, block number and token is untrusted guest
 * input and is checked before the command runs.  A command whose output cannot be
 * delivered is not executed.
 */
#include "vconnectx/card/hca/cmdq.h"

#include <stdlib.h>
#include <string.h>

#include "vconnectx/card/queue/eq.h"
#include "vconnectx/card/fw/fault.h"
#include "vconnectx/card/core/dev.h"
#include "vconnectx/card/core/ifc.h"
#include "vconnectx/card/core/wqe.h"
#include "vconnectx/card/hca/dispatch.h"

#define OWNER_HW   0x01u /* status_own: bit 0 */
#define MBOX_ALIGN 512u	 /* mailbox pointers have bits 63:9 */

static uint64_t slot_addr(const struct vcx_dev *dev, unsigned int index)
{
	return dev->cmdq->base + ((uint64_t)index << VCX_CMDQ_LOG_STRIDE);
}

static unsigned int nr_blocks(uint32_t len)
{
	if (len <= VCX_CMD_INLINE)
		return 0;
	return (len - VCX_CMD_INLINE + VCX_CMD_BLOCK_DATA - 1) / VCX_CMD_BLOCK_DATA;
}

/**
 * walk_chain() - collect the addresses of a mailbox chain
 * @dev: the device
 * @ptr: first mailbox
 * @len: length of the whole message
 * @token: token required in each mailbox
 * @misaligned: delivery status for a misaligned pointer
 * @blocks: set to an array of nr_blocks(@len) addresses, owned by the caller; or to
 *	NULL if there are none
 */
static enum vcx_delivery walk_chain(struct vcx_dev *dev, uint64_t ptr, uint32_t len, uint8_t token,
				    enum vcx_delivery misaligned, uint64_t **blocks)
{
	unsigned int nr = nr_blocks(len);
	struct vcx_cmd_prot_block block;

	*blocks = NULL;
	if (!nr)
		return VCX_DELIVERY_OK;
	*blocks = calloc(nr, sizeof(**blocks));
	if (!*blocks)
		return VCX_DELIVERY_FW;
	for (unsigned int i = 0; i < nr; i++) {
		if (!ptr || ptr % MBOX_ALIGN)
			return misaligned;
		if (vcx_dma_read(dev, ptr, &block, sizeof(block)))
			return VCX_DELIVERY_FW;
		if (vcx_get_be32(&block.block_num) != i)
			return VCX_DELIVERY_BLOCK_NUM;
		if (block.token != token)
			return VCX_DELIVERY_TOKEN;
		(*blocks)[i] = ptr;
		ptr = vcx_get_be64(&block.next);
	}
	return VCX_DELIVERY_OK;
}

static uint32_t block_len(uint32_t len, unsigned int i)
{
	uint32_t left = len - VCX_CMD_INLINE - i * VCX_CMD_BLOCK_DATA;

	return left < VCX_CMD_BLOCK_DATA ? left : VCX_CMD_BLOCK_DATA;
}

static enum vcx_delivery read_input(struct vcx_dev *dev, const struct vcx_cmd_layout *lay,
				    uint8_t **in, uint32_t in_len)
{
	uint64_t *blocks;
	enum vcx_delivery delivery;

	/* short inputs are padded with zeros */
	*in = calloc(1, in_len > VCX_CMD_INLINE ? in_len : VCX_CMD_INLINE);
	if (!*in)
		return VCX_DELIVERY_FW;
	memcpy(*in, lay->in, in_len < VCX_CMD_INLINE ? in_len : VCX_CMD_INLINE);
	delivery = walk_chain(dev, vcx_get_be64(&lay->in_ptr), in_len, lay->token,
			      VCX_DELIVERY_IN_PTR, &blocks);
	for (unsigned int i = 0; !delivery && i < nr_blocks(in_len); i++)
		if (vcx_dma_read(dev, blocks[i], *in + VCX_CMD_INLINE + i * VCX_CMD_BLOCK_DATA,
				 block_len(in_len, i)))
			delivery = VCX_DELIVERY_FW;
	free(blocks);
	return delivery;
}

static void slot_free(struct vcx_slot *slot)
{
	vcx_timer_cancel(&slot->timer);
	free(slot->out);
	free(slot->blocks);
	slot->out = NULL;
	slot->blocks = NULL;
	slot->busy = false;
	slot->lost = false;
}

/* return the slot to the driver; the ownership byte is written last */
static void give_back(struct vcx_dev *dev, const struct vcx_slot *slot, enum vcx_delivery delivery)
{
	uint8_t status_own = (uint8_t)(delivery << 1);
	uint8_t data[28] = { 0 };

	if (vcx_dma_write(dev,
			  slot_addr(dev, slot->index) + offsetof(struct vcx_cmd_layout, status_own),
			  &status_own, sizeof(status_own)))
		return;
	/*
	 * Post a completion event only if the command EQ existed before the
	 * command and still exists: the driver polls for completion of the
	 * command that creates it.
	 */
	if (!slot->eqn || vcx_eq_for_event(dev, VCX_EVENT_CMD) != slot->eqn)
		return;
	vcx_put_be32(data + VCX_EQE_CMD_VECTOR, 1u << slot->index);
	vcx_eq_event(dev, VCX_EVENT_CMD, 0, data);
}

static void complete(struct vcx_dev *dev, struct vcx_slot *slot)
{
	uint32_t len = slot->out_len;
	struct vcx_slot done;
	int err;

	err = vcx_dma_write(dev, slot_addr(dev, slot->index) + offsetof(struct vcx_cmd_layout, out),
			    slot->out, len < VCX_CMD_INLINE ? len : VCX_CMD_INLINE);
	for (unsigned int i = 0; !err && i < nr_blocks(len); i++)
		err = vcx_dma_write(dev, slot->blocks[i],
				    slot->out + VCX_CMD_INLINE + i * VCX_CMD_BLOCK_DATA,
				    block_len(len, i));
	done = *slot;
	slot_free(slot);
	give_back(dev, &done, err ? VCX_DELIVERY_FW : VCX_DELIVERY_OK);
}

static void complete_late(struct vcx_dev *dev, struct vcx_timer *timer)
{
	struct vcx_slot *slot =
		(struct vcx_slot *)((char *)timer - offsetof(struct vcx_slot, timer));

	complete(dev, slot);
}

static enum vcx_delivery run(struct vcx_dev *dev, struct vcx_slot *slot,
			     const struct vcx_cmd_layout *lay)
{
	uint32_t in_len = vcx_get_be32(&lay->inlen);
	uint32_t out_len = vcx_get_be32(&lay->outlen);
	const struct vcx_fault *fault;
	enum vcx_delivery delivery;
	struct vcx_cmd cmd = { 0 };
	uint32_t out_cap;
	uint8_t *in = NULL;

	if (lay->type != VCX_CMD_XPORT)
		return VCX_DELIVERY_DESCR;
	if (in_len < 8 || in_len > VCX_CMD_MAX_LEN)
		return VCX_DELIVERY_IN_LEN;
	if (out_len < 8 || out_len > VCX_CMD_MAX_LEN)
		return VCX_DELIVERY_OUT_LEN;
	vcx_turn_spend(dev, in_len + out_len);
	delivery = walk_chain(dev, vcx_get_be64(&lay->out_ptr), out_len, lay->token,
			      VCX_DELIVERY_OUT_PTR, &slot->blocks);
	if (!delivery)
		delivery = read_input(dev, lay, &in, in_len);
	if (delivery)
		goto out;

	out_cap = vcx_cmd_out_size(vcx_get_be16(in));
	if (out_cap < out_len)
		out_cap = out_len;
	slot->out = calloc(1, out_cap);
	if (!slot->out) {
		delivery = VCX_DELIVERY_FW;
		goto out;
	}
	slot->out_len = out_len;
	cmd.slot = slot->index;
	cmd.token = lay->token;
	cmd.in = in;
	cmd.in_len = in_len;
	cmd.out = slot->out;
	cmd.out_len = out_len;
	cmd.out_cap = out_cap;
	vcx_cmd_execute(dev, &cmd);
	fault = cmd.fault;
	if (fault && fault->drop)
		slot->lost = true;
	else if (fault && fault->delay_ms)
		vcx_timer_set(dev, &slot->timer, vcx_now_ns(dev) + fault->delay_ms * 1000000ull);
	else
		complete(dev, slot);
	vcx_cmd_done(&cmd);
out:
	free(in);
	return delivery;
}

static void start_slot(struct vcx_dev *dev, unsigned int index)
{
	struct vcx_slot *slot = &dev->cmdq->slot[index];
	struct vcx_cmd_layout lay;
	enum vcx_delivery delivery;

	if (slot->busy) {
		vcx_dev_log(dev, VCX_LOG_ERR, "command doorbell for slot %u, which is still busy",
			    index);
		return;
	}
	if (vcx_dma_read(dev, slot_addr(dev, index), &lay, sizeof(lay)))
		return;
	if (!(lay.status_own & OWNER_HW)) {
		vcx_dev_log(dev, VCX_LOG_ERR, "command doorbell for slot %u, which the driver owns",
			    index);
		return;
	}
	slot->busy = true;
	slot->index = (uint8_t)index;
	slot->token = lay.token;
	slot->eqn = vcx_eq_for_event(dev, VCX_EVENT_CMD);
	slot->timer.fn = complete_late;
	delivery = run(dev, slot, &lay);
	if (delivery) {
		struct vcx_slot failed = *slot;

		vcx_dev_log(dev, VCX_LOG_ERR,
			    "command in slot %u not delivered: status 0x%x, %u bytes in, %u out",
			    index, delivery, vcx_get_be32(&lay.inlen), vcx_get_be32(&lay.outlen));
		slot_free(slot);
		give_back(dev, &failed, delivery);
	}
}

static void start_rung(struct vcx_dev *dev, struct vcx_timer *timer)
{
	for (unsigned int i = 0; i < VCX_CMDQ_SLOTS; i++) {
		if (!(dev->cmdq->rung & (1u << i)))
			continue;
		dev->cmdq->rung &= ~(1u << i);
		start_slot(dev, i);
		if (dev->cmdq->rung && vcx_turn_over(dev)) {
			vcx_timer_soon(dev, timer);
			return;
		}
	}
}

void vcx_cmdq_doorbell(struct vcx_dev *dev, uint32_t vector)
{
	if (!dev->cmdq->base) {
		vcx_dev_log(dev, VCX_LOG_ERR,
			    "command doorbell 0x%x before the queue address is set", vector);
		return;
	}
	dev->cmdq->rung |= vector;
	if (!vcx_timer_pending(&dev->cmdq->more))
		start_rung(dev, &dev->cmdq->more);
}

bool vcx_cmdq_new(struct vcx_dev *dev)
{
	dev->cmdq = calloc(1, sizeof(*dev->cmdq));
	if (dev->cmdq)
		dev->cmdq->more.fn = start_rung;
	return dev->cmdq;
}

void vcx_cmdq_free(struct vcx_dev *dev)
{
	if (!dev->cmdq)
		return;
	vcx_cmdq_reset(dev);
	free(dev->cmdq);
}

void vcx_cmdq_reset(struct vcx_dev *dev)
{
	for (unsigned int i = 0; i < VCX_CMDQ_SLOTS; i++)
		slot_free(&dev->cmdq->slot[i]);
	vcx_timer_cancel(&dev->cmdq->more);
	dev->cmdq->rung = 0;
	dev->cmdq->base = 0;
}
