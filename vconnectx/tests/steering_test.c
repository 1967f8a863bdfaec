// SPDX-License-Identifier: GPL-2.0-only
/* Flow tables, groups, entries, root tables and counters. */
#include <stdarg.h>
#include <string.h>

#include <setjmp.h>
#include <cmocka.h>

#include "vconnectx/tests/fake_env.h"
#include "vconnectx/tests/fake_objs.h"
#include "vconnectx/card/rx/flow_table.h"
#include "vconnectx/card/rx/rx.h"

struct fixture {
	struct guest *guest;
	struct fake_base base;
	uint32_t tirn;
	uint32_t low;  /* table of level 10, 16 entries */
	uint32_t high; /* table of level 20, 16 entries */
};

static uint8_t create_table(struct fixture *f, unsigned int level, unsigned int log_size,
			    uint32_t miss)
{
	uint8_t *in = guest_input(MLX5_CMD_OP_CREATE_FLOW_TABLE);

	VCX_SET(create_flow_table_in, in, flow_table_context.level, level);
	VCX_SET(create_flow_table_in, in, flow_table_context.log_size, log_size);
	VCX_SET(create_flow_table_in, in, flow_table_context.table_miss_action,
		miss ? MLX5_FLOW_TABLE_MISS_ACTION_FWD : 0);
	VCX_SET(create_flow_table_in, in, flow_table_context.table_miss_id, miss);
	return GUEST_CMD(f->guest, in, create_flow_table_in, create_flow_table_out);
}

static uint32_t table(struct fixture *f, unsigned int level, uint32_t miss)
{
	assert_int_equal(create_table(f, level, 4, miss), VCX_OK);
	return (uint32_t)VCX_GET(create_flow_table_out, f->guest->out, table_id);
}

static int setup(void **state)
{
	static struct fixture f;
	struct fake_queue cq, rq;

	f.guest = guest_new(NULL, 0);
	guest_bring_up(f.guest);
	fake_base(f.guest, &f.base);
	fake_cq(f.guest, &f.base, &cq, 4);
	fake_rq(f.guest, &f.base, &rq, cq.id, 4);
	f.tirn = fake_tir(f.guest, &f.base, fake_rqt(f.guest, &rq.id, 1));
	f.high = table(&f, 20, 0);
	f.low = table(&f, 10, f.high);
	*state = &f;
	return 0;
}

static int teardown(void **state)
{
	guest_free(((struct fixture *)*state)->guest);
	return 0;
}

static uint8_t destroy_table(struct fixture *f, uint32_t id)
{
	uint8_t *in = guest_input(MLX5_CMD_OP_DESTROY_FLOW_TABLE);

	VCX_SET(destroy_flow_table_in, in, table_id, id);
	return GUEST_CMD(f->guest, in, destroy_flow_table_in, destroy_flow_table_out);
}

static uint8_t create_group(struct fixture *f, uint32_t id, uint32_t first, uint32_t last)
{
	uint8_t *in = guest_input(MLX5_CMD_OP_CREATE_FLOW_GROUP);

	VCX_SET(create_flow_group_in, in, table_id, id);
	VCX_SET(create_flow_group_in, in, start_flow_index, first);
	VCX_SET(create_flow_group_in, in, end_flow_index, last);
	VCX_SET(create_flow_group_in, in, match_criteria_enable, 1);
	memset(VCX_ADDR(create_flow_group_in, in, match_criteria), 0xff, 6);
	return GUEST_CMD(f->guest, in, create_flow_group_in, create_flow_group_out);
}

static uint32_t group(struct fixture *f, uint32_t id, uint32_t first, uint32_t last)
{
	assert_int_equal(create_group(f, id, first, last), VCX_OK);
	return (uint32_t)VCX_GET(create_flow_group_out, f->guest->out, group_id);
}

static uint8_t destroy_group(struct fixture *f, uint32_t id, uint32_t gid)
{
	uint8_t *in = guest_input(MLX5_CMD_OP_DESTROY_FLOW_GROUP);

	VCX_SET(destroy_flow_group_in, in, table_id, id);
	VCX_SET(destroy_flow_group_in, in, group_id, gid);
	return GUEST_CMD(f->guest, in, destroy_flow_group_in, destroy_flow_group_out);
}

/* input of SET_FLOW_TABLE_ENTRY with one destination */
static uint8_t *entry_input(uint32_t id, uint32_t gid, uint32_t index, unsigned int type,
			    uint32_t dest)
{
	uint8_t *in = guest_input(MLX5_CMD_OP_SET_FLOW_TABLE_ENTRY);
	uint8_t *to = in + VCX_ST_SZ(set_fte_in);

	VCX_SET(set_fte_in, in, table_id, id);
	VCX_SET(set_fte_in, in, flow_index, index);
	VCX_SET(set_fte_in, in, flow_context.group_id, gid);
	VCX_SET(set_fte_in, in, flow_context.action, MLX5_FLOW_CONTEXT_ACTION_FWD_DEST);
	VCX_SET(set_fte_in, in, flow_context.destination_list_size, 1);
	memset(VCX_ADDR(set_fte_in, in, flow_context.match_value), 0x5a, 6);
	VCX_SET(dest_format_struct, to, destination_type, type);
	VCX_SET(dest_format_struct, to, destination_id, dest);
	return in;
}

static uint8_t set_entry(struct fixture *f, const uint8_t *in, uint32_t dests)
{
	return guest_cmd(f->guest, in, VCX_ST_SZ(set_fte_in) + dests * 8, VCX_ST_SZ(set_fte_out));
}

static uint8_t delete_entry(struct fixture *f, uint32_t id, uint32_t index)
{
	uint8_t *in = guest_input(MLX5_CMD_OP_DELETE_FLOW_TABLE_ENTRY);

	VCX_SET(delete_fte_in, in, table_id, id);
	VCX_SET(delete_fte_in, in, flow_index, index);
	return GUEST_CMD(f->guest, in, delete_fte_in, delete_fte_out);
}

static uint8_t set_root(struct fixture *f, uint32_t id, unsigned int op_mod)
{
	uint8_t *in = guest_input(MLX5_CMD_OP_SET_FLOW_TABLE_ROOT);

	VCX_SET(set_flow_table_root_in, in, table_id, id);
	VCX_SET(set_flow_table_root_in, in, op_mod, op_mod);
	return GUEST_CMD(f->guest, in, set_flow_table_root_in, set_flow_table_root_out);
}

#define TIR   MLX5_IFC_FLOW_DESTINATION_TYPE_TIR
#define TABLE MLX5_IFC_FLOW_DESTINATION_TYPE_FLOW_TABLE

static void tree_is_destroyed_from_the_top(void **state)
{
	struct fixture *f = *state;
	uint32_t gid = group(f, f->low, 0, 7);

	assert_int_equal(set_root(f, f->low, 0), VCX_OK);
	assert_int_equal(set_entry(f, entry_input(f->low, gid, 3, TIR, f->tirn), 1), VCX_OK);
	assert_int_equal(fake_destroy(f->guest, MLX5_CMD_OP_DESTROY_TIR, f->tirn),
			 VCX_BAD_RESOURCE_STATE);
	assert_int_equal(destroy_group(f, f->low, gid), VCX_BAD_RESOURCE_STATE);
	assert_int_equal(destroy_table(f, f->low), VCX_BAD_RESOURCE_STATE);
	/* a miss in the low table leads to the high table */
	assert_int_equal(destroy_table(f, f->high), VCX_BAD_RESOURCE_STATE);
	assert_int_equal(delete_entry(f, f->low, 3), VCX_OK);
	assert_int_equal(delete_entry(f, f->low, 3), VCX_BAD_RESOURCE);
	assert_int_equal(destroy_group(f, f->low, gid), VCX_OK);
	assert_int_equal(destroy_group(f, f->low, gid), VCX_BAD_RESOURCE);
	assert_int_equal(destroy_table(f, f->low), VCX_OK);
	assert_null(f->guest->dev->rx->root[VCX_FT_NIC_RX]);
	assert_int_equal(destroy_table(f, f->high), VCX_OK);
	assert_int_equal(fake_destroy(f->guest, MLX5_CMD_OP_DESTROY_TIR, f->tirn), VCX_OK);
}

static void values_are_kept(void **state)
{
	struct fixture *f = *state;
	uint32_t gid = group(f, f->low, 0, 15);
	const struct vcx_flow_table *t;
	uint8_t *in;

	for (uint32_t i = 0; i < 16; i++)
		assert_int_equal(set_entry(f, entry_input(f->low, gid, i * 7 % 16, TIR, f->tirn),
					   1),
				 VCX_OK);
	t = vcx_obj_find(f->guest->dev, VCX_OBJ_FLOW_TABLE, f->low);
	assert_int_equal(t->nr_entries, 16);
	for (uint32_t i = 0; i < 16; i++)
		assert_int_equal(t->entries[i]->index, i);
	in = guest_input(MLX5_CMD_OP_QUERY_FLOW_TABLE_ENTRY);
	VCX_SET(query_fte_in, in, table_id, f->low);
	VCX_SET(query_fte_in, in, flow_index, 9);
	assert_int_equal(guest_cmd(f->guest, in, VCX_ST_SZ(query_fte_in),
				   VCX_ST_SZ(query_fte_out) + 8),
			 VCX_OK);
	assert_int_equal(VCX_GET(dest_format_struct, f->guest->out + VCX_ST_SZ(query_fte_out),
				 destination_id),
			 f->tirn);
	assert_int_equal(*VCX_ADDR(query_fte_out, f->guest->out, flow_context.match_value), 0x5a);
}

static void entry_can_be_modified(void **state)
{
	struct fixture *f = *state;
	uint32_t gid = group(f, f->low, 0, 7);
	struct vcx_flow_table *t;
	uint8_t *in;

	set_entry(f, entry_input(f->low, gid, 0, TIR, f->tirn), 1);
	in = entry_input(f->low, gid, 0, TABLE, f->high);
	VCX_SET(set_fte_in, in, op_mod, 1);
	assert_int_equal(set_entry(f, in, 1), VCX_BAD_PARAMETER);
	VCX_SET(set_fte_in, in, modify_enable_mask, 4);
	assert_int_equal(set_entry(f, in, 1), VCX_OK);
	assert_int_equal(fake_destroy(f->guest, MLX5_CMD_OP_DESTROY_TIR, f->tirn), VCX_OK);
	t = vcx_obj_find(f->guest->dev, VCX_OBJ_FLOW_TABLE, f->low);
	assert_int_equal(VCX_GET(dest_format_struct, t->entries[0]->dests, destination_id),
			 f->high);
	VCX_SET(set_fte_in, in, flow_index, 1);
	assert_int_equal(set_entry(f, in, 1), VCX_BAD_RESOURCE);
}

static void bad_tables(void **state)
{
	struct fixture *f = *state;
	uint8_t *in;

	assert_int_equal(create_table(f, 200, 4, 0), VCX_LIMITS_EXCEEDED);
	assert_int_equal(create_table(f, 1, 30, 0), VCX_LIMITS_EXCEEDED);
	assert_int_equal(create_table(f, 1, 4, 12345), VCX_BAD_RESOURCE);
	/* a miss can only lead to a higher level */
	assert_int_equal(create_table(f, 20, 4, f->low), VCX_BAD_PARAMETER);
	in = guest_input(MLX5_CMD_OP_CREATE_FLOW_TABLE);
	VCX_SET(create_flow_table_in, in, table_type, 4);
	assert_int_equal(GUEST_CMD(f->guest, in, create_flow_table_in, create_flow_table_out),
			 VCX_BAD_PARAMETER);
	VCX_SET(create_flow_table_in, in, table_type, 0);
	VCX_SET(create_flow_table_in, in, vport_number, 1);
	assert_int_equal(GUEST_CMD(f->guest, in, create_flow_table_in, create_flow_table_out),
			 VCX_BAD_PARAMETER);
	assert_int_equal(set_root(f, 4711, 0), VCX_BAD_RESOURCE);
	assert_int_equal(set_root(f, f->low, 5), VCX_BAD_PARAMETER);
}

static void miss_table_can_be_changed(void **state)
{
	struct fixture *f = *state;
	uint32_t other = table(f, 30, 0);
	uint8_t *in = guest_input(MLX5_CMD_OP_MODIFY_FLOW_TABLE);

	VCX_SET(modify_flow_table_in, in, table_id, f->low);
	VCX_SET(modify_flow_table_in, in, modify_field_select, 1);
	VCX_SET(modify_flow_table_in, in, flow_table_context.table_miss_action,
		MLX5_FLOW_TABLE_MISS_ACTION_FWD);
	VCX_SET(modify_flow_table_in, in, flow_table_context.table_miss_id, other);
	assert_int_equal(GUEST_CMD(f->guest, in, modify_flow_table_in, modify_flow_table_out),
			 VCX_OK);
	assert_int_equal(destroy_table(f, f->high), VCX_OK);
	assert_int_equal(destroy_table(f, other), VCX_BAD_RESOURCE_STATE);
}

static void bad_groups(void **state)
{
	struct fixture *f = *state;
	uint32_t gid = group(f, f->low, 4, 7);

	assert_int_equal(create_group(f, f->low, 7, 9), VCX_BAD_PARAMETER);
	assert_int_equal(f->guest->syndrome, VCX_SYND_OVERLAP);
	assert_int_equal(create_group(f, f->low, 0, 15), VCX_BAD_PARAMETER);
	assert_int_equal(create_group(f, f->low, 9, 8), VCX_BAD_INDEX);
	assert_int_equal(create_group(f, f->low, 8, 16), VCX_BAD_INDEX);
	assert_int_equal(create_group(f, f->low, 8, 0xffffffff), VCX_BAD_INDEX);
	assert_int_equal(create_group(f, 99, 8, 9), VCX_BAD_RESOURCE);
	assert_int_equal(create_group(f, f->low, 8, 15), VCX_OK);
	/* the group belongs to another table */
	assert_int_equal(destroy_group(f, f->high, gid), VCX_BAD_RESOURCE);
}

static void bad_entries(void **state)
{
	struct fixture *f = *state;
	uint32_t gid = group(f, f->low, 0, 7);
	uint32_t high_gid = group(f, f->high, 0, 7);
	uint8_t *in;

	assert_int_equal(set_entry(f, entry_input(f->low, gid, 8, TIR, f->tirn), 1), VCX_BAD_INDEX);
	assert_int_equal(set_entry(f, entry_input(f->low, high_gid, 0, TIR, f->tirn), 1),
			 VCX_BAD_INDEX);
	assert_int_equal(set_entry(f, entry_input(f->low, 1, 0, TIR, f->tirn), 1),
			 VCX_BAD_RESOURCE);
	assert_int_equal(set_entry(f, entry_input(f->low, gid, 0, TIR, 5), 1), VCX_BAD_RESOURCE);
	assert_int_equal(set_entry(f, entry_input(f->low, gid, 0, 0x8, 0), 1), VCX_BAD_PARAMETER);
	/* the destination has a lower level */
	assert_int_equal(set_entry(f, entry_input(f->high, high_gid, 0, TABLE, f->low), 1),
			 VCX_BAD_PARAMETER);
	/* the destination list is longer than the input */
	in = entry_input(f->low, gid, 0, TIR, f->tirn);
	assert_int_equal(set_entry(f, in, 0), VCX_BAD_INPUT_LENGTH);
	VCX_SET(set_fte_in, in, flow_context.destination_list_size, 0xffffff);
	assert_int_equal(set_entry(f, in, 1), VCX_LIMITS_EXCEEDED);
	/* FWD_DEST without a destination, and a destination without FWD_DEST */
	VCX_SET(set_fte_in, in, flow_context.destination_list_size, 0);
	assert_int_equal(set_entry(f, in, 1), VCX_BAD_PARAMETER);
	VCX_SET(set_fte_in, in, flow_context.action, 0x10);
	assert_int_equal(set_entry(f, in, 1), VCX_BAD_PARAMETER);
	/* the index is in use */
	assert_int_equal(set_entry(f, entry_input(f->low, gid, 0, TIR, f->tirn), 1), VCX_OK);
	assert_int_equal(set_entry(f, entry_input(f->low, gid, 0, TIR, f->tirn), 1),
			 VCX_BAD_RESOURCE_STATE);
	assert_int_equal(f->guest->dev->objs.table[VCX_OBJ_FLOW_ENTRY].count, 1);
}

static void counter_is_referenced_by_its_entry(void **state)
{
	struct fixture *f = *state;
	uint32_t gid = group(f, f->low, 0, 7);
	uint32_t counter;
	uint8_t *in = guest_input(MLX5_CMD_OP_ALLOC_FLOW_COUNTER);

	assert_int_equal(GUEST_CMD(f->guest, in, alloc_flow_counter_in, alloc_flow_counter_out),
			 VCX_OK);
	counter = (uint32_t)VCX_GET(alloc_flow_counter_out, f->guest->out, flow_counter_id);
	in = entry_input(f->low, gid, 0, TIR, f->tirn);
	VCX_SET(set_fte_in, in, flow_context.action,
		MLX5_FLOW_CONTEXT_ACTION_FWD_DEST | MLX5_FLOW_CONTEXT_ACTION_COUNT);
	VCX_SET(set_fte_in, in, flow_context.flow_counter_list_size, 1);
	vcx_put_be32(in + VCX_ST_SZ(set_fte_in) + 8, counter);
	assert_int_equal(set_entry(f, in, 2), VCX_OK);
	assert_int_equal(fake_destroy(f->guest, MLX5_CMD_OP_DEALLOC_FLOW_COUNTER, counter),
			 VCX_BAD_RESOURCE_STATE);
	assert_int_equal(delete_entry(f, f->low, 0), VCX_OK);
	assert_int_equal(fake_destroy(f->guest, MLX5_CMD_OP_DEALLOC_FLOW_COUNTER, counter), VCX_OK);
}

static void reset_in_the_middle(void **state)
{
	struct fixture *f = *state;
	uint32_t gid = group(f, f->low, 0, 7);

	set_root(f, f->low, 0);
	set_entry(f, entry_input(f->low, gid, 0, TIR, f->tirn), 1);
	vcx_dev_reset(f->guest->dev, "test");
	assert_null(f->guest->dev->rx->root[VCX_FT_NIC_RX]);
	assert_true(guest_logged(f->guest, "leak ledger: FLOW_ENTRY 0"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define TEST(fn) cmocka_unit_test_setup_teardown(fn, setup, teardown)
		TEST(tree_is_destroyed_from_the_top),
		TEST(values_are_kept),
		TEST(entry_can_be_modified),
		TEST(bad_tables),
		TEST(miss_table_can_be_changed),
		TEST(bad_groups),
		TEST(bad_entries),
		TEST(counter_is_referenced_by_its_entry),
		TEST(reset_in_the_middle),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
