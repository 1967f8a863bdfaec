// SPDX-License-Identifier: GPL-2.0-only
#include "vconnectx/tests/card_rig.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#include "vconnectx/card/fw/cmdlog.h"
#include "vconnectx/card/fw/fault.h"
#include "vconnectx/card/hca/cmdq.h"
#include "vconnectx/card/net/impair.h"
#include "vconnectx/card/port/port.h"
#include "vconnectx/card/queue/mkey.h"
#include "vconnectx/card/queue/wq.h"
#include "vconnectx/card/reg/reg_nv.h"
#include "vconnectx/host/util.h"

#define START_NS   1000000000ull
#define NO_OBJECT  0xfedcbau
#define LOG_RING   4u
#define NR_ENTRIES (1u << LOG_RING)

static const char *const fault_rules[] = {
	"opcode=CREATE_SQ nth=2 status=NO_RESOURCES syndrome=0x1234",
	"opcode=MODIFY_RQ delay_ms=5 count=always",
	"opcode=DESTROY_CQ drop=1",
	"opcode=CREATE_TIR skip=1 nth=2",
	"opcode=CREATE_RQT status=0x3 done=1 every=2 count=always",
	"opcode=ACCESS_REG op_mod=1 status=BAD_PARAMETER every=3 count=3",
	"wqe=SEND nth=2 syndrome=0x22",
	"wqe=LSO drop=1",
	"wqe=UMR syndrome=1",
	"wqe=RECV nth=3 syndrome=0x11",
	"health=1",
	"health=7 reset=1",
	"health=0",
};

static const char *const impair_rules[] = {
	"delay_us=10",
	"loss=50% seed=3",
	"duplicate=50% reorder=30% jitter_us=1000 queue_kb=1",
	"delay_us=60000000 jitter_us=60000000",
};

void card_note(struct card *card, const void *data, size_t len)
{
	const uint8_t *bytes = data;

	for (size_t i = 0; i < len; i++)
		card->digest = (card->digest ^ bytes[i]) * 0x100000001b3u; /* FNV-1a */
}

struct vcx_obj *card_obj(const struct card *card, enum vcx_obj_type type, unsigned int n)
{
	const struct vcx_obj_table *table = &card->guest->dev->objs.table[type];

	if (!table->count)
		return NULL;
	n %= (unsigned int)table->count;
	for (size_t i = 0; i < table->nr_buckets; i++)
		for (struct vcx_obj *obj = table->buckets[i]; obj; obj = obj->next)
			if (!n--)
				return obj;
	return NULL;
}

uint32_t card_id(const struct card *card, enum vcx_obj_type type, unsigned int n)
{
	const struct vcx_obj *obj = card_obj(card, type, n);

	return obj ? obj->id : NO_OBJECT;
}

static unsigned int free_slot(const struct card *card)
{
	unsigned int i = 0;

	while (i < VCX_CMDQ_SLOTS - 1 && card->guest->dev->cmdq->slot[i].busy)
		i++;
	return i;
}

uint8_t card_command(struct card *card, const uint8_t *in, uint32_t in_len, uint32_t out_len)
{
	struct guest *guest = card->guest;
	unsigned int slot = free_slot(card);
	struct vcx_cmd_layout *lay = guest_cmd_prepare(guest, in, in_len, out_len);
	struct vcx_cmd_layout *mine = lay + slot;
	uint8_t status;

	if (slot) {
		*mine = *lay;
		lay->status_own = 0;
	}
	guest_iseg_write(guest, VCX_ISEG_CMD_DBELL, 1u << slot);
	status = mine->status_own ? 0xff : mine->out[0];
	card_note(card, mine, sizeof(*mine));
	return status;
}

/* reset the state that survives the reset at the end of the previous input */
static void power_on(struct card *card)
{
	struct guest *guest = card->guest;
	struct vcx_dev *dev = guest->dev;

	vcx_fault_clear(dev);
	vcx_impair_free(dev->impair);
	dev->impair = NULL;
	vcx_timer_cancel(&dev->impair_timer);
	vcx_timer_cancel(&dev->log_timer);
	dev->ratelimit = (struct vcx_ratelimit){ 0 };
	dev->port->unplugged = false;
	dev->port->no_carrier = false;
	dev->health_counter = 0;
	memset(dev->nv, 0, sizeof(*dev->nv));
	guest->now_ns = START_NS;
	/* the order of objects in the tables, and the last commands, survive a reset */
	vcx_objs_free(dev);
	vcx_cmdlog_free(dev);
	vcx_cmdlog_new(dev, guest->trace, guest->trace);
	for (int t = 0; t < VCX_OBJ_NR_TYPES; t++)
		dev->objs.table[t].cursor = dev->objs.table[t].class->first;
	dev->objs.made = 0;
	memset(&dev->stats, 0, sizeof(dev->stats));
	memset(guest->irqs, 0, sizeof(guest->irqs));
	dev->ratelimit = (struct vcx_ratelimit){ 0 };
	guest->captured[0] = '\0';
	guest->log_len = 0;
	guest->logged = 0;
	guest->nr_sent = 0;
	guest->dma_writes = 0;
	guest->token = 0;
	if (guest->trace)
		rewind(guest->trace);
}

/* create a key for the CARD_DATA bytes, which consists of pages or refers to another key */
static uint32_t key(struct card *card, enum vcx_mkey_mode mode, bool write, bool umr,
		    uint32_t target)
{
	uint8_t *in = guest_input(MLX5_CMD_OP_CREATE_MKEY);
	uint8_t *mkc = VCX_ADDR(create_mkey_in, in, memory_key_mkey_entry);
	uint8_t *list = VCX_ADDR(create_mkey_in, in, klm_pas_mtt);
	const uint32_t octwords = NR_ENTRIES / 2, part = CARD_DATA / octwords;

	VCX_SET(mkc, mkc, pd, card->base.pd);
	VCX_SET(mkc, mkc, access_mode_1_0, mode);
	VCX_SET(mkc, mkc, lr, 1);
	VCX_SET(mkc, mkc, lw, write);
	VCX_SET(mkc, mkc, umr_en, umr);
	VCX_SET(mkc, mkc, len, CARD_DATA);
	VCX_SET(mkc, mkc, log_page_size, mode == VCX_MKEY_KSM ? 13 : VCX_PAGE_SHIFT);
	VCX_SET(mkc, mkc, translations_octword_size, octwords);
	VCX_SET(create_mkey_in, in, translations_octword_actual_size, octwords);
	for (uint32_t i = 0; i < octwords * 2 && mode == VCX_MKEY_MTT; i++)
		vcx_put_be64(list + i * 8, (card->data + i * VCX_PAGE_SIZE) | 3);
	for (uint32_t i = 0; i < octwords && mode != VCX_MKEY_MTT; i++) {
		vcx_put_be32(list + i * 16, part);
		vcx_put_be32(list + i * 16 + 4, target);
		vcx_put_be64(list + i * 16 + 8, i * part);
	}
	assert_int_equal(guest_cmd(card->guest, in, VCX_ST_SZ(create_mkey_in) + octwords * 16,
				   VCX_ST_SZ(create_mkey_out)),
			 VCX_OK);
	return (uint32_t)VCX_GET(create_mkey_out, card->guest->out, mkey_index) << 8;
}

static void make_keys(struct card *card)
{
	uint32_t *keys = card->keys;

	keys[0] = fake_pa_mkey(card->guest, &card->base);
	keys[1] = key(card, VCX_MKEY_MTT, true, true, 0);
	keys[2] = key(card, VCX_MKEY_KLM, true, true, keys[1]);
	keys[3] = key(card, VCX_MKEY_KSM, true, true, keys[1]);
	keys[4] = key(card, VCX_MKEY_KLM, true, false, keys[2]);
	keys[5] = key(card, VCX_MKEY_MTT, false, false, 0); /* read only */
	keys[6] = 0x1234500;				    /* does not exist */
	keys[7] = VCX_TERMINATE_LKEY;
}

/* create an RQ of one of the four kinds, and move it to RDY */
static uint32_t receive_queue(struct card *card, unsigned int type, uint32_t cqn, uint32_t counter)
{
	struct guest *guest = card->guest;
	struct fake_queue rq;
	uint32_t len;
	uint8_t *in = fake_rq_input(guest, &card->base, &rq, cqn, LOG_RING, &len);
	uint8_t *rqc = VCX_ADDR(create_rq_in, in, ctx);

	VCX_SET(rqc, rqc, counter_set_id, counter);
	VCX_SET(rqc, rqc, wq.wq_type, type);
	VCX_SET(rqc, rqc, wq.log_wq_stride, 6);
	/* 8 strides of 256 bytes */
	VCX_SET(rqc, rqc, wq.log_wqe_num_of_strides, 0xa);
	VCX_SET(rqc, rqc, wq.log_wqe_stride_size, 2);
	assert_int_equal(guest_cmd(guest, in, len, VCX_ST_SZ(create_rq_out)), VCX_OK);
	rq.id = (uint32_t)VCX_GET(create_rq_out, guest->out, rqn);
	assert_int_equal(fake_modify_rq(guest, rq.id, VCX_WQ_RST, VCX_WQ_RDY), VCX_OK);
	return rq.id;
}

static void send_queue(struct card *card, uint32_t cqn, uint32_t tisn)
{
	struct guest *guest = card->guest;
	struct fake_queue sq;
	uint32_t len;
	uint8_t *in = fake_sq_input(guest, &card->base, &sq, cqn, LOG_RING, &len);

	VCX_SET(create_sq_in, in, ctx.tis_lst_sz, !!tisn);
	VCX_SET(create_sq_in, in, ctx.tis_num_0, tisn);
	assert_int_equal(guest_cmd(guest, in, len, VCX_ST_SZ(create_sq_out)), VCX_OK);
	sq.id = (uint32_t)VCX_GET(create_sq_out, guest->out, sqn);
	assert_int_equal(fake_modify_sq(guest, sq.id, VCX_WQ_RST, VCX_WQ_RDY), VCX_OK);
}

static uint32_t hash_tir(struct card *card, uint32_t rqtn)
{
	uint8_t *in = guest_input(MLX5_CMD_OP_CREATE_TIR);
	uint8_t *tirc = VCX_ADDR(create_tir_in, in, ctx);
	uint8_t *select = VCX_ADDR(tirc, tirc, rx_hash_field_selector_outer);

	VCX_SET(tirc, tirc, disp_type, MLX5_TIRC_DISP_TYPE_INDIRECT);
	VCX_SET(tirc, tirc, indirect_table, rqtn);
	VCX_SET(tirc, tirc, transport_domain, card->base.td);
	VCX_SET(tirc, tirc, self_lb_block, 3);
	VCX_SET(tirc, tirc, rx_hash_fn, MLX5_RX_HASH_FN_TOEPLITZ);
	VCX_ADDR(tirc, tirc, rx_hash_toeplitz_key)[0] = 0x6d;
	VCX_SET(rx_hash_field_select, select, l4_prot_type, 1);
	VCX_SET(rx_hash_field_select, select, selected_fields, 0xf);
	assert_int_equal(GUEST_CMD(card->guest, in, create_tir_in, create_tir_out), VCX_OK);
	return (uint32_t)VCX_GET(create_tir_out, card->guest->out, tirn);
}

static uint32_t flow_table(struct card *card, unsigned int level)
{
	uint8_t *in = guest_input(MLX5_CMD_OP_CREATE_FLOW_TABLE);

	VCX_SET(create_flow_table_in, in, flow_table_context.level, level);
	VCX_SET(create_flow_table_in, in, flow_table_context.log_size, LOG_RING);
	assert_int_equal(GUEST_CMD(card->guest, in, create_flow_table_in, create_flow_table_out),
			 VCX_OK);
	return (uint32_t)VCX_GET(create_flow_table_out, card->guest->out, table_id);
}

/* add an entry, in a group of its own, that sends UDP to port @dport or all frames to @tirn */
static void flow_rule(struct card *card, uint32_t table, uint32_t index, uint16_t dport,
		      uint32_t tirn, uint32_t counter)
{
	struct guest *guest = card->guest;
	uint8_t *in = guest_input(MLX5_CMD_OP_CREATE_FLOW_GROUP);
	uint32_t group;

	VCX_SET(create_flow_group_in, in, table_id, table);
	VCX_SET(create_flow_group_in, in, start_flow_index, index);
	VCX_SET(create_flow_group_in, in, end_flow_index, index + 3);
	VCX_SET(create_flow_group_in, in, match_criteria_enable, !!dport);
	VCX_SET(create_flow_group_in, in, match_criteria.outer_headers.udp_dport,
		dport ? 0xffff : 0);
	assert_int_equal(GUEST_CMD(guest, in, create_flow_group_in, create_flow_group_out), VCX_OK);
	group = (uint32_t)VCX_GET(create_flow_group_out, guest->out, group_id);
	in = guest_input(MLX5_CMD_OP_SET_FLOW_TABLE_ENTRY);
	VCX_SET(set_fte_in, in, table_id, table);
	VCX_SET(set_fte_in, in, flow_index, index);
	VCX_SET(set_fte_in, in, flow_context.group_id, group);
	VCX_SET(set_fte_in, in, flow_context.action,
		MLX5_FLOW_CONTEXT_ACTION_FWD_DEST | MLX5_FLOW_CONTEXT_ACTION_COUNT);
	VCX_SET(set_fte_in, in, flow_context.match_value.outer_headers.udp_dport, dport);
	VCX_SET(set_fte_in, in, flow_context.destination_list_size, 1);
	VCX_SET(set_fte_in, in, flow_context.flow_counter_list_size, 1);
	vcx_put_be32(in + VCX_ST_SZ(set_fte_in),
		     (uint32_t)MLX5_IFC_FLOW_DESTINATION_TYPE_TIR << 24 | tirn);
	vcx_put_be32(in + VCX_ST_SZ(set_fte_in) + 8, counter);
	assert_int_equal(guest_cmd(guest, in, VCX_ST_SZ(set_fte_in) + 16, VCX_ST_SZ(set_fte_out)),
			 VCX_OK);
}

/* steer UDP port 1000 + i only to RQ i, and all other frames by their hash */
static void steering(struct card *card, const uint32_t *rqns, unsigned int nr)
{
	uint8_t *in = guest_input(MLX5_CMD_OP_ALLOC_FLOW_COUNTER);
	struct guest *guest = card->guest;
	uint32_t table, counter;

	assert_int_equal(GUEST_CMD(guest, in, alloc_flow_counter_in, alloc_flow_counter_out),
			 VCX_OK);
	counter = (uint32_t)VCX_GET(alloc_flow_counter_out, guest->out, flow_counter_id);
	table = flow_table(card, 1);
	in = guest_input(MLX5_CMD_OP_SET_FLOW_TABLE_ROOT);
	VCX_SET(set_flow_table_root_in, in, table_id, table);
	GUEST_CMD(guest, in, set_flow_table_root_in, set_flow_table_root_out);
	for (unsigned int i = 1; i < nr; i++)
		flow_rule(card, table, i * 4 - 4, (uint16_t)(1000 + i),
			  fake_tir(guest, &card->base, fake_rqt(guest, &rqns[i], 1)), counter);
	flow_rule(card, table, 12, 0, hash_tir(card, fake_rqt(guest, rqns, nr)), counter);
	in = guest_input(MLX5_CMD_OP_MODIFY_NIC_VPORT_CONTEXT);
	VCX_SET(modify_nic_vport_context_in, in, field_select.promisc, 1);
	VCX_SET(modify_nic_vport_context_in, in, nic_vport_context.promisc_all, 1);
	GUEST_CMD(guest, in, modify_nic_vport_context_in, modify_nic_vport_context_out);
}

static void make_objects(struct card *card)
{
	struct guest *guest = card->guest;
	uint32_t rqns[4], counter, tisn;
	struct fake_queue cq[2];
	uint8_t *in;

	fake_base(guest, &card->base);
	make_keys(card);
	in = guest_input(MLX5_CMD_OP_CREATE_TIS);
	VCX_SET(create_tis_in, in, ctx.transport_domain, card->base.td);
	VCX_SET(create_tis_in, in, ctx.prio, 6);
	assert_int_equal(GUEST_CMD(guest, in, create_tis_in, create_tis_out), VCX_OK);
	tisn = (uint32_t)VCX_GET(create_tis_out, guest->out, tisn);
	counter = fake_alloc(guest, MLX5_CMD_OP_ALLOC_Q_COUNTER);
	for (unsigned int i = 0; i < 2; i++)
		fake_cq(guest, &card->base, &cq[i], LOG_RING);
	send_queue(card, cq[0].id, tisn);
	send_queue(card, cq[0].id, 0);
	for (unsigned int type = 0; type < 4; type++)
		rqns[type] = receive_queue(card, type, cq[1].id, counter);
	steering(card, rqns, 4);
}

void card_bring_up(struct card *card, bool bare)
{
	struct guest *guest = card->guest;

	vcx_fault_clear(guest->dev);
	guest_restart(guest);
	guest_bring_up(guest);
	guest_link_up(guest);
	card->data = guest_alloc(guest, CARD_DATA);
	memset(card->keys, 0, sizeof(card->keys));
	memset(&card->base, 0, sizeof(card->base));
	if (!bare)
		make_objects(card);
}

void card_init(struct card *card)
{
	card->guests[0] = guest_new(NULL, 0);
	card->guests[1] = guest_new_traced(NULL, 0, true);
	/* pages are provided at each start */
	for (unsigned int i = 0; i < 2; i++) {
		card->guests[i]->dev->caps.id.boot_pages = 4;
		card->guests[i]->dev->caps.id.init_pages = 4;
	}
}

void card_start(struct card *card, uint8_t how, uint8_t variant)
{
	struct vcx_impair_rule rule;
	char err[512];

	card->guest = card->guests[(how & CARD_TRACED) == CARD_TRACED];
	power_on(card);
	card_bring_up(card, (how & CARD_BARE) == CARD_BARE);
	card->guest->dev->wire_loop = how & CARD_LOOP;
	if (how & CARD_IMPAIRED &&
	    vcx_impair_parse(impair_rules[variant % ARRAY_SIZE(impair_rules)], &rule, err,
			     sizeof(err)))
		card->guest->dev->impair = vcx_impair_new(&rule);
	if (how & CARD_FAULTY)
		vcx_fault_add(card->guest->dev, fault_rules[variant % ARRAY_SIZE(fault_rules)], err,
			      sizeof(err));
	card->digest = 0xcbf29ce484222325u;
}
