// SPDX-License-Identifier: GPL-2.0-only
/* The command queue, with valid and with malicious entries. */
#include <stdarg.h>
#include <string.h>

#include <setjmp.h>
#include <cmocka.h>

#include "vconnectx/card/hca/cmdq.h"
#include "vconnectx/tests/fake_env.h"
#include "vconnectx/tests/fake_objs.h"
#include "vconnectx/host/util.h"

static int setup(void **state)
{
	*state = guest_new(NULL, 0);
	return 0;
}

static int teardown(void **state)
{
	guest_free(*state);
	return 0;
}

static struct vcx_cmd_layout *slot0(struct guest *guest)
{
	return (void *)guest_ptr(guest, guest->cmdq);
}

static struct vcx_cmd_prot_block *mailbox(struct guest *guest, uint64_t gpa)
{
	return (void *)guest_ptr(guest, gpa);
}

/* prepare a command whose output requires mailboxes for three blocks */
static struct vcx_cmd_layout *prepare_long(struct guest *guest)
{
	uint8_t *in = guest_input(MLX5_CMD_OP_QUERY_HCA_CAP);

	GUEST_CMD(guest, guest_input(MLX5_CMD_OP_ENABLE_HCA), enable_hca_in, enable_hca_out);
	in = guest_input(MLX5_CMD_OP_QUERY_HCA_CAP);
	return guest_cmd_prepare(guest, in, VCX_ST_SZ(query_hca_cap_in),
				 VCX_ST_SZ(query_hca_cap_out));
}

static void short_command(void **state)
{
	struct guest *guest = *state;

	assert_int_equal(GUEST_CMD(guest, guest_input(MLX5_CMD_OP_QUERY_ISSI), query_issi_in,
				   query_issi_out),
			 VCX_OK);
	assert_int_equal(VCX_GET(query_issi_out, guest->out, supported_issi_dw0), 3);
}

static void output_through_mailboxes(void **state)
{
	struct guest *guest = *state;

	prepare_long(guest);
	assert_true(guest_cmd_ring(guest));
	guest_cmd_collect(guest, VCX_ST_SZ(query_hca_cap_out));
	assert_int_equal(guest->status, VCX_OK);
	assert_int_equal(VCX_GET(query_hca_cap_out, guest->out, capability.cmd_hca_cap.log_max_cq),
			 24);
}

static void unknown_opcode_is_named(void **state)
{
	struct guest *guest = *state;

	assert_int_equal(guest_cmd(guest, guest_input(MLX5_CMD_OP_CREATE_PSV), 16, 16),
			 VCX_BAD_OPERATION);
	assert_int_equal(guest->syndrome, VCX_SYND_OPCODE);
	assert_true(guest_logged(guest, "CREATE_PSV"));
	assert_int_equal(guest_cmd(guest, guest_input(0xfff0), 16, 16), VCX_BAD_OPERATION);
	assert_true(guest_logged(guest, "0xfff0"));
	assert_int_equal(guest->dev->stats.unknown_opcodes, 2);
}

static void input_shorter_than_command(void **state)
{
	struct guest *guest = *state;
	uint8_t *in = guest_input(MLX5_CMD_OP_QUERY_ISSI);

	assert_int_equal(guest_cmd(guest, in, 12, VCX_ST_SZ(query_issi_out)), VCX_BAD_INPUT_LENGTH);
	assert_int_equal(guest->syndrome, VCX_SYND_IN_LEN);
}

static void output_shorter_than_command(void **state)
{
	struct guest *guest = *state;
	uint8_t *in = guest_input(MLX5_CMD_OP_ENABLE_HCA);

	assert_int_equal(guest_cmd(guest, in, VCX_ST_SZ(enable_hca_in), 8), VCX_BAD_OUTPUT_LENGTH);
	assert_int_equal(guest->syndrome, VCX_SYND_OUT_LEN);
}

/* a slot corrupted by @damage is returned with status @delivery, and is not executed */
static void expect_delivery(struct guest *guest,
			    void (*damage)(struct guest *guest, struct vcx_cmd_layout *lay),
			    uint8_t delivery)
{
	uint64_t commands;

	damage(guest, prepare_long(guest));
	commands = guest->dev->stats.commands;
	assert_true(guest_cmd_ring(guest));
	assert_int_equal(guest->delivery, delivery);
	assert_int_equal(guest->dev->stats.commands, commands);
}

static void wrong_type(struct guest *guest, struct vcx_cmd_layout *lay)
{
	(void)guest;
	lay->type = 1;
}

static void no_input(struct guest *guest, struct vcx_cmd_layout *lay)
{
	(void)guest;
	vcx_put_be32(&lay->inlen, 0);
}

static void huge_input(struct guest *guest, struct vcx_cmd_layout *lay)
{
	(void)guest;
	vcx_put_be32(&lay->inlen, 0xffffffff);
}

static void no_output(struct guest *guest, struct vcx_cmd_layout *lay)
{
	(void)guest;
	vcx_put_be32(&lay->outlen, 4);
}

static void huge_output(struct guest *guest, struct vcx_cmd_layout *lay)
{
	(void)guest;
	vcx_put_be32(&lay->outlen, 0x80000000);
}

static void null_output_pointer(struct guest *guest, struct vcx_cmd_layout *lay)
{
	(void)guest;
	vcx_put_be64(&lay->out_ptr, 0);
}

static void odd_output_pointer(struct guest *guest, struct vcx_cmd_layout *lay)
{
	(void)guest;
	vcx_put_be64(&lay->out_ptr, vcx_get_be64(&lay->out_ptr) + 4);
}

static void odd_input_pointer(struct guest *guest, struct vcx_cmd_layout *lay)
{
	(void)guest;
	vcx_put_be32(&lay->inlen, 64);
	vcx_put_be64(&lay->in_ptr, GUEST_BASE + 8);
}

static void output_outside_memory(struct guest *guest, struct vcx_cmd_layout *lay)
{
	(void)guest;
	vcx_put_be64(&lay->out_ptr, 0xfffffffffffffe00ull);
}

static void chain_breaks_off(struct guest *guest, struct vcx_cmd_layout *lay)
{
	vcx_put_be64(&mailbox(guest, vcx_get_be64(&lay->out_ptr))->next, 0);
}

static void chain_is_a_cycle(struct guest *guest, struct vcx_cmd_layout *lay)
{
	uint64_t first = vcx_get_be64(&lay->out_ptr);

	vcx_put_be64(&mailbox(guest, first)->next, first);
}

static void token_differs(struct guest *guest, struct vcx_cmd_layout *lay)
{
	mailbox(guest, vcx_get_be64(&lay->out_ptr))->token ^= 0x55;
}

static void bad_slots(void **state)
{
	static const struct {
		void (*damage)(struct guest *guest, struct vcx_cmd_layout *lay);
		uint8_t delivery;
	} cases[] = {
		{ wrong_type, VCX_DELIVERY_DESCR },
		{ no_input, VCX_DELIVERY_IN_LEN },
		{ huge_input, VCX_DELIVERY_IN_LEN },
		{ no_output, VCX_DELIVERY_OUT_LEN },
		{ huge_output, VCX_DELIVERY_OUT_LEN },
		{ null_output_pointer, VCX_DELIVERY_OUT_PTR },
		{ odd_output_pointer, VCX_DELIVERY_OUT_PTR },
		{ odd_input_pointer, VCX_DELIVERY_IN_PTR },
		{ output_outside_memory, VCX_DELIVERY_FW },
		{ chain_breaks_off, VCX_DELIVERY_OUT_PTR },
		{ chain_is_a_cycle, VCX_DELIVERY_BLOCK_NUM },
		{ token_differs, VCX_DELIVERY_TOKEN },
	};

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++)
		expect_delivery(*state, cases[i].damage, cases[i].delivery);
	/* a valid command still works */
	output_through_mailboxes(state);
}

static void slot_owned_by_the_driver_is_ignored(void **state)
{
	struct guest *guest = *state;
	uint8_t *in = guest_input(MLX5_CMD_OP_QUERY_ISSI);

	guest_cmd_prepare(guest, in, 16, VCX_ST_SZ(query_issi_out));
	slot0(guest)->status_own = 0;
	guest_cmd_ring(guest);
	assert_int_equal(guest->dev->stats.commands, 0);
	assert_true(guest_logged(guest, "slot 0"));
}

static void doorbell_before_queue_address(void **state)
{
	struct guest *guest = *state;

	vcx_dev_reset(guest->dev, "test");
	guest_iseg_write(guest, VCX_ISEG_CMD_DBELL, 1);
	assert_true(guest_logged(guest, "before the queue address"));
}

static void queue_outside_memory(void **state)
{
	struct guest *guest = *state;

	guest_iseg_write(guest, VCX_ISEG_CMDQ_ADDR_H, 0xffff0000);
	guest_iseg_write(guest, VCX_ISEG_CMD_DBELL, 0xffffffff);
	assert_int_equal(guest->dev->stats.commands, 0);
	assert_int_equal(guest->dev->stats.dma_errors, VCX_CMDQ_SLOTS);
}

static void no_dma_without_bus_master(void **state)
{
	struct guest *guest = *state;
	uint8_t *in = guest_input(MLX5_CMD_OP_QUERY_ISSI);

	vcx_dev_set_bus_master(guest->dev, 0);
	guest_cmd_prepare(guest, in, 16, VCX_ST_SZ(query_issi_out));
	assert_false(guest_cmd_ring(guest));
	assert_int_equal(guest->dma_writes, 0);
	vcx_dev_set_bus_master(guest->dev, 1);
	assert_true(guest_cmd_ring(guest));
}

static void all_slots_at_once(void **state)
{
	struct guest *guest = *state;
	uint8_t *in = guest_input(MLX5_CMD_OP_NOP);
	const struct vcx_cmd_layout *lay;
	uint8_t *queue = guest_ptr(guest, guest->cmdq);

	guest_cmd_prepare(guest, in, 16, 16);
	for (unsigned int i = 1; i < VCX_CMDQ_SLOTS; i++)
		memcpy(queue + i * sizeof(*lay), queue, sizeof(*lay));
	guest_iseg_write(guest, VCX_ISEG_CMD_DBELL, 0xffffffff);
	for (unsigned int i = 0; i < VCX_CMDQ_SLOTS; i++) {
		lay = (const void *)(queue + i * sizeof(*lay));
		assert_int_equal(lay->status_own, 0);
	}
	assert_int_equal(guest->dev->stats.commands, VCX_CMDQ_SLOTS);
}

/* there is no event for CREATE_EQ of the command EQ, for which the driver polls */
static void completion_event(void **state)
{
	struct guest *guest = *state;
	struct fake_base base = { 0 };
	struct fake_queue eq;

	guest_bring_up(guest);
	base.uar = fake_alloc(guest, MLX5_CMD_OP_ALLOC_UAR);
	fake_eq(guest, &base, &eq, 3, 5, 1ull << VCX_EVENT_CMD);
	assert_int_equal(fake_eqe(guest, &eq, 0)->owner, 1);
	fake_eq_arm(guest, &base, &eq, 0);
	assert_int_equal(guest->irqs[5], 0);

	fake_alloc(guest, MLX5_CMD_OP_ALLOC_PD);
	assert_int_equal(fake_eqe(guest, &eq, 0)->owner, 0);
	assert_int_equal(fake_eqe(guest, &eq, 0)->type, VCX_EVENT_CMD);
	assert_int_equal(vcx_get_be32(fake_eqe(guest, &eq, 0)->data), 1);
	assert_int_equal(guest->irqs[5], 1);

	assert_int_equal(fake_destroy(guest, MLX5_CMD_OP_DESTROY_EQ, eq.id), VCX_OK);
	assert_int_equal(guest->irqs[5], 1);
}

static void log_of_a_flood_is_limited(void **state)
{
	struct guest *guest = *state;

	for (int i = 0; i < 1000; i++)
		guest_cmd(guest, guest_input(0xfff0), 16, 16);
	assert_in_range(guest->log_len, 1, 8192);
	guest_pass(guest, 2000000000ull);
	guest_cmd(guest, guest_input(0xfff0), 16, 16);
	assert_true(guest_logged(guest, "936 more messages"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define TEST(fn) cmocka_unit_test_setup_teardown(fn, setup, teardown)
		TEST(short_command),
		TEST(output_through_mailboxes),
		TEST(unknown_opcode_is_named),
		TEST(input_shorter_than_command),
		TEST(output_shorter_than_command),
		TEST(bad_slots),
		TEST(slot_owned_by_the_driver_is_ignored),
		TEST(doorbell_before_queue_address),
		TEST(queue_outside_memory),
		TEST(no_dma_without_bus_master),
		TEST(all_slots_at_once),
		TEST(completion_event),
		TEST(log_of_a_flood_is_limited),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
