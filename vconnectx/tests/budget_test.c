// SPDX-License-Identifier: GPL-2.0-only
/* Limits of the memory and the work that a guest can cause. */
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <setjmp.h>
#include <cmocka.h>

#include "vconnectx/tests/fake_env.h"
#include "vconnectx/tests/fake_frame.h"
#include "vconnectx/tests/fake_objs.h"

#define DESTS 256u /* the maximum of a rule */

struct fixture {
	struct guest *guest;
	struct fake_base base;
	struct fake_queue cq;
	struct fake_queue rq;
	uint32_t tirn;
	uint32_t table;
	uint32_t group;
};

static uint32_t make_table(struct guest *guest)
{
	uint8_t *in = guest_input(MLX5_CMD_OP_CREATE_FLOW_TABLE);

	VCX_SET(create_flow_table_in, in, flow_table_context.level, 1);
	VCX_SET(create_flow_table_in, in, flow_table_context.log_size, 16);
	assert_int_equal(GUEST_CMD(guest, in, create_flow_table_in, create_flow_table_out), VCX_OK);
	return (uint32_t)VCX_GET(create_flow_table_out, guest->out, table_id);
}

/* a group of all entries, which match all packets */
static uint32_t make_group(struct guest *guest, uint32_t table)
{
	uint8_t *in = guest_input(MLX5_CMD_OP_CREATE_FLOW_GROUP);

	VCX_SET(create_flow_group_in, in, table_id, table);
	VCX_SET(create_flow_group_in, in, end_flow_index, 0xffff);
	assert_int_equal(GUEST_CMD(guest, in, create_flow_group_in, create_flow_group_out), VCX_OK);
	return (uint32_t)VCX_GET(create_flow_group_out, guest->out, group_id);
}

static int setup(void **state)
{
	static struct fixture f;

	memset(&f, 0, sizeof(f));
	f.guest = guest_new(NULL, 0);
	guest_bring_up(f.guest);
	guest_link_up(f.guest);
	fake_base(f.guest, &f.base);
	fake_cq(f.guest, &f.base, &f.cq, 6);
	fake_rq(f.guest, &f.base, &f.rq, f.cq.id, 6);
	f.tirn = fake_tir(f.guest, &f.base, fake_rqt(f.guest, &f.rq.id, 1));
	f.table = make_table(f.guest);
	f.group = make_group(f.guest, f.table);
	*state = &f;
	return 0;
}

static int teardown(void **state)
{
	guest_free(((struct fixture *)*state)->guest);
	return 0;
}

/* set entry @index to @nr times the TIR; Return: status */
static uint8_t set_rule(struct fixture *f, uint32_t index, uint32_t nr, bool modify)
{
	uint8_t *in = guest_input(MLX5_CMD_OP_SET_FLOW_TABLE_ENTRY);
	uint8_t *to = in + VCX_ST_SZ(set_fte_in);

	VCX_SET(set_fte_in, in, op_mod, modify);
	VCX_SET(set_fte_in, in, modify_enable_mask, modify ? 4 : 0);
	VCX_SET(set_fte_in, in, table_id, f->table);
	VCX_SET(set_fte_in, in, flow_index, index);
	VCX_SET(set_fte_in, in, flow_context.group_id, f->group);
	VCX_SET(set_fte_in, in, flow_context.action, MLX5_FLOW_CONTEXT_ACTION_FWD_DEST);
	VCX_SET(set_fte_in, in, flow_context.destination_list_size, nr);
	for (uint32_t i = 0; i < nr; i++, to += 8) {
		VCX_SET(dest_format_struct, to, destination_type,
			MLX5_IFC_FLOW_DESTINATION_TYPE_TIR);
		VCX_SET(dest_format_struct, to, destination_id, f->tirn);
	}
	return guest_cmd(f->guest, in, VCX_ST_SZ(set_fte_in) + nr * 8, VCX_ST_SZ(set_fte_out));
}

static uint8_t delete_rule(struct fixture *f, uint32_t index)
{
	uint8_t *in = guest_input(MLX5_CMD_OP_DELETE_FLOW_TABLE_ENTRY);

	VCX_SET(delete_fte_in, in, table_id, f->table);
	VCX_SET(delete_fte_in, in, flow_index, index);
	return GUEST_CMD(f->guest, in, delete_fte_in, delete_fte_out);
}

/* destinations and the references to them are part of the limit */
static void destinations_are_charged(void **state)
{
	struct fixture *f = *state;
	uint64_t before = f->guest->dev->mem_used, one, many;

	assert_int_equal(set_rule(f, 0, 1, false), VCX_OK);
	one = f->guest->dev->mem_used - before;
	before = f->guest->dev->mem_used;
	assert_int_equal(set_rule(f, 1, DESTS, false), VCX_OK);
	many = f->guest->dev->mem_used - before;
	assert_true(many >= one + (DESTS - 1) * (8 + sizeof(void *)) - 16 * sizeof(void *));
	/* a rule that is changed again and again costs no more */
	before = f->guest->dev->mem_used;
	for (unsigned int i = 0; i < 100; i++) {
		assert_int_equal(set_rule(f, 1, 1, true), VCX_OK);
		assert_int_equal(set_rule(f, 1, DESTS, true), VCX_OK);
	}
	assert_int_equal(f->guest->dev->mem_used, before);
	assert_int_equal(delete_rule(f, 1), VCX_OK);
	assert_int_equal(delete_rule(f, 0), VCX_OK);
	vcx_dev_reset(f->guest->dev, "test");
	assert_int_equal(f->guest->dev->mem_used, 0);
}

static void destinations_are_limited(void **state)
{
	struct fixture *f = *state;
	uint64_t room = VCX_MEM_MAX - f->guest->dev->mem_used;

	/* as if other objects used the memory */
	f->guest->dev->mem_used += room - 2000;
	assert_int_equal(set_rule(f, 0, DESTS, false), VCX_NO_RESOURCES);
	assert_int_equal(VCX_MEM_MAX - f->guest->dev->mem_used, 2000);
	f->guest->dev->mem_used -= 8000;
	assert_int_equal(set_rule(f, 0, DESTS, false), VCX_OK);
	f->guest->dev->mem_used -= room - 10000;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define TEST(fn) cmocka_unit_test_setup_teardown(fn, setup, teardown)
		TEST(destinations_are_charged),
		TEST(destinations_are_limited),
#undef TEST
	};

	return cmocka_run_group_tests_name("budget", tests, NULL, NULL);
}
