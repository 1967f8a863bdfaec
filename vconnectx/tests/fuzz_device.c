// SPDX-License-Identifier: GPL-2.0-only
/*
 * Fuzz target: whatever a guest does, the device must not crash, hang or access memory
 * outside its buffers, and it must work after a reset.
 *
 * An input consists of chunks, little-endian:
 *	u8	operation, see enum chunk_op
 *	u16	length
 *	bytes
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "vconnectx/card/hca/dispatch.h"
#include "vconnectx/tests/fake_env.h"
#include "vconnectx/tests/fake_frame.h"
#include "vconnectx/tests/fake_objs.h"
#include "tests/lib/fuzz.h"
#include "vconnectx/card/queue/wq.h"
#include "vconnectx/host/util.h"

enum chunk_op {
	CHUNK_COMMAND, /* u16 length of the output, input of a command */
	CHUNK_SLOT,    /* the 64 bytes of slot 0, then its doorbell */
	CHUNK_BAR,     /* u32 offset, data to write there */
	CHUNK_MEMORY,  /* u32 offset, contents of guest memory */
	CHUNK_TIME,    /* u32 microseconds to advance */
	CHUNK_RESET,   /* FLR and restart, or bus mastering off and on */
	CHUNK_FRAME,   /* a frame from the wire */
	CHUNK_NR
};

static struct guest *guest;

static void do_command(const uint8_t *data, size_t len)
{
	uint16_t out_len;

	if (len < 2)
		return;
	memcpy(&out_len, data, 2);
	guest_cmd_prepare(guest, data + 2, (uint32_t)len - 2, out_len);
	guest_cmd_ring(guest);
}

static void do_slot(const uint8_t *data, size_t len)
{
	struct vcx_cmd_layout *lay = (void *)guest_ptr(guest, guest->cmdq);

	memcpy(lay, data, len < sizeof(*lay) ? len : sizeof(*lay));
	guest_cmd_ring(guest);
}

static void do_bar(const uint8_t *data, size_t len)
{
	uint8_t back[8];
	uint32_t off;

	if (len < 4)
		return;
	memcpy(&off, data, 4);
	len -= 4;
	if (len > sizeof(back))
		len = sizeof(back);
	vcx_dev_bar0_write(guest->dev, off, data + 4, len);
	vcx_dev_bar0_read(guest->dev, off, back, len);
}

static void do_memory(const uint8_t *data, size_t len)
{
	uint32_t off;

	if (len < 4)
		return;
	memcpy(&off, data, 4);
	len -= 4;
	off %= GUEST_SIZE;
	for (size_t i = 0; i < len && off + i < GUEST_SIZE; i++)
		*guest_ptr(guest, GUEST_BASE + off + i) = data[4 + i];
}

static void do_time(const uint8_t *data, size_t len)
{
	uint32_t usec = 0;

	memcpy(&usec, data, len < 4 ? len : 4);
	guest_pass(guest, usec * 1000ull);
}

/* object numbers start from the first one, as when the seeds were recorded */
static void fresh_start(void)
{
	guest_restart(guest);
	for (int t = 0; t < VCX_OBJ_NR_TYPES; t++)
		guest->dev->objs.table[t].cursor = guest->dev->objs.table[t].class->first;
	guest_bring_up(guest);
}

static void do_reset(const uint8_t *data, size_t len)
{
	if (len && *data & 1) {
		vcx_dev_set_bus_master(guest->dev, *data & 2);
		return;
	}
	guest_restart(guest);
	guest_bring_up(guest);
}

static void do_frame(const uint8_t *data, size_t len)
{
	guest_link_up(guest);
	vcx_dev_receive(guest->dev, data, len);
}

static void (*const ops[CHUNK_NR])(const uint8_t *data, size_t len) = {
	[CHUNK_COMMAND] = do_command, [CHUNK_SLOT] = do_slot, [CHUNK_BAR] = do_bar,
	[CHUNK_MEMORY] = do_memory,   [CHUNK_TIME] = do_time, [CHUNK_RESET] = do_reset,
	[CHUNK_FRAME] = do_frame,
};

/* check that references are consistent and that the device is still usable */
static void check_device(void)
{
	struct fake_base base;
	struct fake_queue cq;

	guest->dev->bus_master = true;
	for (int t = 0; t < VCX_OBJ_NR_TYPES; t++) {
		struct vcx_obj_table *table = &guest->dev->objs.table[t];

		for (size_t i = 0; i < table->nr_buckets; i++)
			for (struct vcx_obj *o = table->buckets[i]; o; o = o->next)
				for (size_t r = 0; r < o->nr_refs; r++)
					if (!o->refs[r]->nr_users)
						abort();
	}
	guest_restart(guest);
	guest_bring_up(guest);
	fake_base(guest, &base);
	fake_cq(guest, &base, &cq, 4);
	if (fake_destroy(guest, MLX5_CMD_OP_DESTROY_CQ, cq.id))
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	if (!guest)
		guest = guest_new(NULL, 0);
	guest->log_len = 0;
	fresh_start();
	while (size >= 3) {
		uint16_t len;

		memcpy(&len, data + 1, 2);
		if (len > size - 3)
			len = (uint16_t)(size - 3);
		ops[data[0] % CHUNK_NR](data + 3, len);
		data += 3 + len;
		size -= 3u + len;
	}
	check_device();
	return 0;
}

/* --- seeds: recorded driver operations ------------------------------------ */

static struct {
	uint8_t *buf;
	size_t len;
	size_t cap;
} seed;

static void put_chunk(enum chunk_op op, const void *head, size_t head_len, const void *data,
		      size_t len)
{
	uint16_t total = (uint16_t)(head_len + len);

	if (seed.cap - seed.len < 3u + total)
		return;
	seed.buf[seed.len] = (uint8_t)op;
	memcpy(seed.buf + seed.len + 1, &total, 2);
	memcpy(seed.buf + seed.len + 3, head, head_len);
	memcpy(seed.buf + seed.len + 3 + head_len, data, len);
	seed.len += 3u + total;
}

static void record_command(const uint8_t *in, uint32_t in_len, uint32_t out_len)
{
	uint16_t room = (uint16_t)out_len;

	put_chunk(CHUNK_COMMAND, &room, sizeof(room), in, in_len);
}

static void record_bar(uint32_t off, uint32_t first, uint32_t second, size_t len)
{
	uint8_t data[8];

	vcx_put_be32(data, first);
	vcx_put_be32(data + 4, second);
	put_chunk(CHUNK_BAR, &off, sizeof(off), data, len);
}

static void record_memory(uint64_t gpa, const void *data, size_t len)
{
	uint32_t off = (uint32_t)(gpa - GUEST_BASE);

	put_chunk(CHUNK_MEMORY, &off, sizeof(off), data, len);
}

/* post a receive WQE with one segment to @rq */
static void record_rx_wqe(const struct fake_queue *rq, uint32_t key)
{
	uint8_t wqe[16], record[4];

	vcx_put_be32(wqe, 2048);
	vcx_put_be32(wqe + 4, key);
	vcx_put_be64(wqe + 8, GUEST_BASE + GUEST_SIZE / 2);
	record_memory(rq->buf, wqe, sizeof(wqe));
	vcx_put_be32(record, 1);
	record_memory(rq->dbr + VCX_DBR_RCV, record, sizeof(record));
}

/* let the vport accept all frames, and receive one */
static void record_frame(void)
{
	uint8_t *in = guest_input(MLX5_CMD_OP_MODIFY_NIC_VPORT_CONTEXT);
	uint8_t frame[FAKE_FRAME_MAX];
	size_t len = fake_udp(frame, 1000, 4242, 20);

	VCX_SET(modify_nic_vport_context_in, in, field_select.promisc, 1);
	VCX_SET(modify_nic_vport_context_in, in, nic_vport_context.promisc_all, 1);
	GUEST_CMD(guest, in, modify_nic_vport_context_in, modify_nic_vport_context_out);
	put_chunk(CHUNK_FRAME, "", 0, frame, len);
}

/* post a NOP, and a SEND with one segment, to @sq */
static void record_wqes(const struct fake_base *base, const struct fake_queue *sq, uint32_t key)
{
	uint8_t wqes[128] = { 0 }, record[4];

	vcx_put_be32(wqes + 4, sq->id << 8 | 1);
	wqes[11] = VCX_WQE_CE_CQ_UPDATE;
	vcx_put_be32(wqes + 64, 1 << 8 | VCX_OPCODE_SEND);
	vcx_put_be32(wqes + 68, sq->id << 8 | 3);
	wqes[75] = VCX_WQE_CE_CQ_UPDATE;
	vcx_put_be32(wqes + 96, 60);
	vcx_put_be32(wqes + 100, key);
	vcx_put_be64(wqes + 104, GUEST_BASE);
	record_memory(sq->buf, wqes, sizeof(wqes));
	vcx_put_be32(record, 2);
	record_memory(sq->dbr + VCX_DBR_SND, record, sizeof(record));
	record_bar(base->uar * VCX_PAGE_SIZE + VCX_UAR_BF, 0, sq->id << 8, 8);
}

static void seed_channel(void)
{
	struct fake_queue cq, sq, rq;
	struct fake_base base;
	uint32_t key, usec = 50;

	fake_base(guest, &base);
	key = fake_pa_mkey(guest, &base);
	fake_cq(guest, &base, &cq, 4);
	record_bar(base.uar * VCX_PAGE_SIZE + VCX_UAR_EQ_ARM, base.comp_eq.id << 24, 0, 4);
	record_bar(base.uar * VCX_PAGE_SIZE + VCX_UAR_CQ_DOORBELL, 0, cq.id, 8);
	fake_sq(guest, &base, &sq, cq.id, 4);
	fake_modify_sq(guest, sq.id, VCX_WQ_RST, VCX_WQ_RDY);
	record_wqes(&base, &sq, key);
	fake_rq(guest, &base, &rq, cq.id, 4);
	fake_modify_rq(guest, rq.id, VCX_WQ_RST, VCX_WQ_RDY);
	put_chunk(CHUNK_TIME, &usec, sizeof(usec), "", 0);
	fake_modify_rq(guest, rq.id, VCX_WQ_RDY, VCX_WQ_ERR);
	fake_modify_sq(guest, sq.id, VCX_WQ_RDY, VCX_WQ_ERR);
	fake_destroy(guest, MLX5_CMD_OP_DESTROY_SQ, sq.id);
	fake_destroy(guest, MLX5_CMD_OP_DESTROY_RQ, rq.id);
	fake_destroy(guest, MLX5_CMD_OP_DESTROY_CQ, cq.id);
}

static void seed_steering(void)
{
	struct fake_queue cq, rq;
	struct fake_base base;
	uint32_t tirn, table, group;
	uint8_t *in;

	fake_base(guest, &base);
	fake_cq(guest, &base, &cq, 4);
	fake_rq(guest, &base, &rq, cq.id, 4);
	fake_modify_rq(guest, rq.id, VCX_WQ_RST, VCX_WQ_RDY);
	record_rx_wqe(&rq, fake_pa_mkey(guest, &base));
	tirn = fake_tir(guest, &base, fake_rqt(guest, &rq.id, 1));
	in = guest_input(MLX5_CMD_OP_CREATE_FLOW_TABLE);
	VCX_SET(create_flow_table_in, in, flow_table_context.log_size, 4);
	GUEST_CMD(guest, in, create_flow_table_in, create_flow_table_out);
	table = (uint32_t)VCX_GET(create_flow_table_out, guest->out, table_id);
	in = guest_input(MLX5_CMD_OP_SET_FLOW_TABLE_ROOT);
	VCX_SET(set_flow_table_root_in, in, table_id, table);
	GUEST_CMD(guest, in, set_flow_table_root_in, set_flow_table_root_out);
	in = guest_input(MLX5_CMD_OP_CREATE_FLOW_GROUP);
	VCX_SET(create_flow_group_in, in, table_id, table);
	VCX_SET(create_flow_group_in, in, end_flow_index, 7);
	GUEST_CMD(guest, in, create_flow_group_in, create_flow_group_out);
	group = (uint32_t)VCX_GET(create_flow_group_out, guest->out, group_id);
	in = guest_input(MLX5_CMD_OP_SET_FLOW_TABLE_ENTRY);
	VCX_SET(set_fte_in, in, table_id, table);
	VCX_SET(set_fte_in, in, flow_context.group_id, group);
	VCX_SET(set_fte_in, in, flow_context.action, MLX5_FLOW_CONTEXT_ACTION_FWD_DEST);
	VCX_SET(set_fte_in, in, flow_context.destination_list_size, 1);
	vcx_put_be32(in + VCX_ST_SZ(set_fte_in), MLX5_IFC_FLOW_DESTINATION_TYPE_TIR << 24 | tirn);
	guest_cmd(guest, in, VCX_ST_SZ(set_fte_in) + 8, VCX_ST_SZ(set_fte_out));
	record_frame();
	in = guest_input(MLX5_CMD_OP_DELETE_FLOW_TABLE_ENTRY);
	VCX_SET(delete_fte_in, in, table_id, table);
	GUEST_CMD(guest, in, delete_fte_in, delete_fte_out);
	fake_destroy(guest, MLX5_CMD_OP_DESTROY_TIR, tirn);
}

/* record every command with an input of zeros */
static void seed_all_opcodes(void)
{
	for (uint16_t opcode = 0x100; opcode < 0xb30; opcode++)
		if (vcx_cmd_lookup(opcode))
			guest_cmd(guest, guest_input(opcode), vcx_cmd_lookup(opcode)->in_size,
				  vcx_cmd_lookup(opcode)->out_size);
}

/* record raw slots and registers */
static void seed_raw(void)
{
	static const uint32_t offsets[] = {
		VCX_ISEG_CMDQ_ADDR_H,
		VCX_ISEG_CMDQ_ADDR_L,
		VCX_ISEG_CMD_DBELL,
		VCX_ISEG_TIMER_H,
		0x10800,
		0x10820,
		0x10040,
		VCX_BAR0_SIZE - 4,
	};
	struct vcx_cmd_layout *lay;

	lay = guest_cmd_prepare(guest, guest_input(MLX5_CMD_OP_QUERY_HCA_CAP), 16, 4112);
	put_chunk(CHUNK_SLOT, "", 0, lay, sizeof(*lay));
	for (size_t i = 0; i < ARRAY_SIZE(offsets); i++)
		record_bar(offsets[i], GUEST_BASE, 1, i % 2 ? 4 : 8);
	put_chunk(CHUNK_RESET, "\1", 1, "", 0);
	put_chunk(CHUNK_RESET, "\0", 1, "", 0);
}

size_t fuzz_seed(unsigned int n, uint8_t *buf, size_t cap)
{
	static void (*const seeds[])(void) = {
		seed_channel,
		seed_steering,
		seed_all_opcodes,
		seed_raw,
	};

	if (n >= ARRAY_SIZE(seeds))
		return 0;
	if (!guest)
		guest = guest_new(NULL, 0);
	fresh_start();
	seed.buf = buf;
	seed.cap = cap;
	seed.len = 0;
	guest->record = record_command;
	seeds[n]();
	guest->record = NULL;
	return seed.len;
}
