// SPDX-License-Identifier: GPL-2.0-only
/* Life cycle, pages, capabilities, init segment and BAR decoding. */
#include <stdarg.h>
#include <string.h>

#include <setjmp.h>
#include <cmocka.h>

#include "vconnectx/tests/fake_env.h"
#include "vconnectx/tests/fake_objs.h"
#include "vconnectx/card/hca/cmdq.h"
#include "vconnectx/card/reg/reg.h"

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

static uint8_t simple(struct guest *guest, uint16_t opcode)
{
	return guest_cmd(guest, guest_input(opcode), 64, 64);
}

static void life_cycle(void **state)
{
	struct guest *guest = *state;

	assert_int_equal(simple(guest, MLX5_CMD_OP_INIT_HCA), VCX_BAD_SYSTEM_STATE);
	assert_int_equal(simple(guest, MLX5_CMD_OP_ALLOC_PD), VCX_BAD_SYSTEM_STATE);
	assert_int_equal(simple(guest, MLX5_CMD_OP_ENABLE_HCA), VCX_OK);
	assert_int_equal(simple(guest, MLX5_CMD_OP_ENABLE_HCA), VCX_BAD_SYSTEM_STATE);
	assert_int_equal(simple(guest, MLX5_CMD_OP_ALLOC_PD), VCX_BAD_SYSTEM_STATE);
	/* INIT_HCA requires the requested pages */
	assert_int_equal(simple(guest, MLX5_CMD_OP_INIT_HCA), VCX_NO_RESOURCES);
	assert_int_equal(guest_give_pages(guest, 576), VCX_OK);
	assert_int_equal(simple(guest, MLX5_CMD_OP_INIT_HCA), VCX_OK);
	assert_int_equal(simple(guest, MLX5_CMD_OP_INIT_HCA), VCX_BAD_SYSTEM_STATE);
	assert_int_equal(simple(guest, MLX5_CMD_OP_DISABLE_HCA), VCX_BAD_SYSTEM_STATE);
	assert_int_equal(simple(guest, MLX5_CMD_OP_TEARDOWN_HCA), VCX_OK);
	assert_int_equal(simple(guest, MLX5_CMD_OP_DISABLE_HCA), VCX_OK);
	assert_int_equal(simple(guest, MLX5_CMD_OP_TEARDOWN_HCA), VCX_BAD_SYSTEM_STATE);
}

static uint32_t query_pages(struct guest *guest, unsigned int what)
{
	uint8_t *in = guest_input(MLX5_CMD_OP_QUERY_PAGES);

	VCX_SET(query_pages_in, in, op_mod, what);
	assert_int_equal(GUEST_CMD(guest, in, query_pages_in, query_pages_out), VCX_OK);
	return (uint32_t)VCX_GET(query_pages_out, guest->out, num_pages);
}

static uint8_t manage(struct guest *guest, unsigned int op_mod, const uint64_t *pages, uint32_t nr,
		      uint32_t out_pages)
{
	uint8_t *in = guest_input(MLX5_CMD_OP_MANAGE_PAGES);

	VCX_SET(manage_pages_in, in, op_mod, op_mod);
	VCX_SET(manage_pages_in, in, input_num_entries, nr);
	for (uint32_t i = 0; pages && i < nr; i++)
		vcx_put_be64(VCX_ADDR(manage_pages_in, in, pas) + i * 8, pages[i]);
	return guest_cmd(guest, in, VCX_ST_SZ(manage_pages_in) + (pages ? nr * 8 : 0),
			 VCX_ST_SZ(manage_pages_out) + out_pages * 8);
}

static void pages_are_returned(void **state)
{
	static const uint64_t given[] = { 0x7000, 0x3000, 0x100005000, 0x1000 };
	struct guest *guest = *state;
	unsigned int seen = 0;

	simple(guest, MLX5_CMD_OP_ENABLE_HCA);
	assert_int_equal(query_pages(guest, 1), 64);
	assert_int_equal(manage(guest, 1, given, 4, 0), VCX_OK);
	assert_int_equal(query_pages(guest, 1), 60);
	assert_int_equal(query_pages(guest, 2), 572);
	assert_int_equal(query_pages(guest, 3), 0);

	assert_int_equal(manage(guest, 2, NULL, 3, 3), VCX_OK);
	assert_int_equal(VCX_GET(manage_pages_out, guest->out, output_num_entries), 3);
	for (int round = 0; round < 2; round++) {
		uint32_t nr = (uint32_t)VCX_GET(manage_pages_out, guest->out, output_num_entries);

		for (uint32_t i = 0; i < nr; i++)
			for (unsigned int g = 0; g < 4; g++)
				if (vcx_get_be64(VCX_ADDR(manage_pages_out, guest->out, pas) +
						 i * 8) == given[g])
					seen |= 1u << g;
		assert_int_equal(manage(guest, 2, NULL, 3, 3), VCX_OK);
	}
	assert_int_equal(seen, 0xf);
	/* no pages are left */
	assert_int_equal(VCX_GET(manage_pages_out, guest->out, output_num_entries), 0);
}

static void bad_pages(void **state)
{
	static const uint64_t twice[] = { 0x9000, 0xa000, 0x9000 };
	static const uint64_t odd[] = { 0x1234 };
	struct guest *guest = *state;
	uint8_t *in;

	simple(guest, MLX5_CMD_OP_ENABLE_HCA);
	assert_int_equal(manage(guest, 1, twice, 3, 0), VCX_BAD_PARAMETER);
	/* no page of a failed MANAGE_PAGES is kept */
	assert_int_equal(query_pages(guest, 1), 64);
	assert_int_equal(manage(guest, 1, odd, 1, 0), VCX_BAD_PARAMETER);
	assert_int_equal(manage(guest, 7, NULL, 0, 0), VCX_BAD_PARAMETER);
	assert_int_equal(manage(guest, 2, NULL, 9, 1), VCX_BAD_OUTPUT_LENGTH);
	in = guest_input(MLX5_CMD_OP_MANAGE_PAGES);
	VCX_SET(manage_pages_in, in, op_mod, 1);
	VCX_SET(manage_pages_in, in, input_num_entries, 0xffffffff);
	assert_int_equal(GUEST_CMD(guest, in, manage_pages_in, manage_pages_out),
			 VCX_BAD_INPUT_LENGTH);
	VCX_SET(manage_pages_in, in, input_num_entries, 0);
	VCX_SET(manage_pages_in, in, function_id, 1);
	assert_int_equal(GUEST_CMD(guest, in, manage_pages_in, manage_pages_out),
			 VCX_BAD_PARAMETER);
}

static void pages_in_use_are_kept(void **state)
{
	struct guest *guest = *state;

	guest_bring_up(guest);
	assert_int_equal(manage(guest, 2, NULL, 5, 5), VCX_OK);
	assert_int_equal(VCX_GET(manage_pages_out, guest->out, output_num_entries), 0);
	simple(guest, MLX5_CMD_OP_TEARDOWN_HCA);
	assert_int_equal(manage(guest, 2, NULL, 5, 5), VCX_OK);
	assert_int_equal(VCX_GET(manage_pages_out, guest->out, output_num_entries), 5);
}

static uint8_t query_cap(struct guest *guest, unsigned int type, bool current)
{
	uint8_t *in = guest_input(MLX5_CMD_OP_QUERY_HCA_CAP);

	VCX_SET(query_hca_cap_in, in, op_mod, type << 1 | current);
	return GUEST_CMD(guest, in, query_hca_cap_in, query_hca_cap_out);
}

/* Drivers with an older definition of the capabilities read their first 256 bytes. */
static void old_capabilities(void **state)
{
	struct guest *guest = *state;
	uint8_t all[272];
	uint8_t *in;

	guest_bring_up(guest);
	assert_int_equal(query_cap(guest, 0, true), VCX_OK);
	memcpy(all, guest->out, sizeof(all));
	for (uint32_t len = 16; len <= sizeof(all); len += 64) {
		in = guest_input(MLX5_CMD_OP_QUERY_HCA_CAP);
		VCX_SET(query_hca_cap_in, in, op_mod, 1);
		memset(guest->out, 0xa5, sizeof(all));
		assert_int_equal(guest_cmd(guest, in, VCX_ST_SZ(query_hca_cap_in), len), VCX_OK);
		assert_memory_equal(guest->out, all, len);
	}
	/* an output that has room only for status and syndrome is too short */
	in = guest_input(MLX5_CMD_OP_QUERY_HCA_CAP);
	assert_int_equal(guest_cmd(guest, in, VCX_ST_SZ(query_hca_cap_in), 8),
			 VCX_BAD_OUTPUT_LENGTH);
	/* this applies to any query of a structure */
	in = guest_input(MLX5_CMD_OP_QUERY_ADAPTER);
	assert_int_equal(guest_cmd(guest, in, VCX_ST_SZ(query_adapter_in), 64), VCX_OK);
	/* but not a query with a list after its structure */
	in = guest_input(MLX5_CMD_OP_QUERY_NIC_VPORT_CONTEXT);
	assert_int_equal(guest_cmd(guest, in, VCX_ST_SZ(query_nic_vport_context_in), 64),
			 VCX_BAD_OUTPUT_LENGTH);
}

static uint8_t set_log_max_qp(struct guest *guest, unsigned int value)
{
	uint8_t *in;

	query_cap(guest, 0, true);
	in = guest_input(MLX5_CMD_OP_SET_HCA_CAP);
	memcpy(VCX_ADDR(set_hca_cap_in, in, capability),
	       VCX_ADDR(query_hca_cap_out, guest->out, capability), VCX_ST_SZ(cmd_hca_cap));
	VCX_SET(set_hca_cap_in, in, capability.cmd_hca_cap.log_max_qp, value);
	return GUEST_CMD(guest, in, set_hca_cap_in, set_hca_cap_out);
}

static uint32_t log_max_qp(struct guest *guest, bool current)
{
	assert_int_equal(query_cap(guest, 0, current), VCX_OK);
	return (uint32_t)VCX_GET(query_hca_cap_out, guest->out, capability.cmd_hca_cap.log_max_qp);
}

static void capabilities_can_be_lowered(void **state)
{
	struct guest *guest = *state;

	simple(guest, MLX5_CMD_OP_ENABLE_HCA);
	assert_int_equal(log_max_qp(guest, false), 18);
	assert_int_equal(set_log_max_qp(guest, 12), VCX_OK);
	assert_int_equal(log_max_qp(guest, true), 12);
	assert_int_equal(log_max_qp(guest, false), 18);
	assert_int_equal(set_log_max_qp(guest, 19), VCX_BAD_PARAMETER);
	assert_true(guest_logged(guest, "general.log_max_qp"));
	assert_int_equal(log_max_qp(guest, true), 12);
	assert_int_equal(query_cap(guest, 0x7f, true), VCX_BAD_PARAMETER);
	assert_int_equal(guest->dev->stats.unknown_cap_types, 1);
	assert_true(guest_logged(guest, "no capabilities of type 0x7f"));
	vcx_dev_reset(guest->dev, "test");
}

static void capabilities_are_fixed_after_init(void **state)
{
	struct guest *guest = *state;

	guest_bring_up(guest);
	assert_int_equal(set_log_max_qp(guest, 12), VCX_BAD_SYSTEM_STATE);
	vcx_dev_reset(guest->dev, "test");
	assert_int_equal(guest->dev->state, VCX_HCA_DISABLED);
}

/* The driver reads the timeout of a command from the device. */
static void command_timeout(void **state)
{
	struct guest *guest = *state;
	uint8_t reg[VCX_ST_SZ(dtor_reg)] = { 0xff };

	assert_int_equal(guest_iseg_read(guest, VCX_ISEG_CMD_EXEC_TO), 0);
	assert_int_equal(guest_iseg_read(guest, VCX_ISEG_CMDQ_INIT_TO), 0);
	guest->dev->caps.id.cmd_timeout_ms = 5000;
	assert_int_equal(guest_iseg_read(guest, VCX_ISEG_CMD_EXEC_TO), 5000);
	assert_int_not_equal(guest_iseg_read(guest, VCX_ISEG_CMDQ_INIT_TO), 0);
	guest_bring_up(guest);
	assert_int_equal(fake_access_reg(guest, VCX_REG_DTOR, reg, sizeof(reg), false), VCX_OK);
	assert_int_equal(VCX_GET(dtor_reg, reg, health_poll_to.to_value), 0);
}

static void init_segment(void **state)
{
	struct guest *guest = *state;
	uint32_t health, timer;
	uint8_t byte;

	assert_int_equal(guest_iseg_read(guest, VCX_ISEG_FW_REV), 35u << 16 | 16);
	assert_int_equal(guest_iseg_read(guest, VCX_ISEG_CMDIF_REV), 5u << 16 | 3006);
	/* initialisation is done, and the driver can reset the device */
	assert_int_equal(guest_iseg_read(guest, VCX_ISEG_INITIALIZING), 1u << 30);
	assert_int_equal(guest_iseg_read(guest, VCX_ISEG_CMDQ_ADDR_L) & 0xff, 5 << 4 | 6);
	health = guest_iseg_read(guest, VCX_ISEG_HEALTH_COUNTER);
	timer = guest_iseg_read(guest, VCX_ISEG_TIMER_L);
	guest_pass(guest, 1000000000);
	assert_int_not_equal(guest_iseg_read(guest, VCX_ISEG_HEALTH_COUNTER), health);
	/* the clock runs at 156250 kHz */
	assert_int_equal(guest_iseg_read(guest, VCX_ISEG_TIMER_L) - timer, 156250000);
	/* single bytes can be read, as the driver does in the health buffer */
	assert_int_equal(vcx_dev_bar0_read(guest->dev, 0x23d, &byte, 1), 0);
	assert_int_equal(byte, 0);
	assert_int_equal(vcx_dev_bar0_read(guest->dev, 3, &byte, 1), 0);
	assert_int_equal(byte, 16);
}

static void invalid_bar_accesses(void **state)
{
	struct guest *guest = *state;
	uint8_t bytes[16];

	assert_int_equal(vcx_dev_bar0_read(guest->dev, VCX_BAR0_SIZE, bytes, 4), -22);
	assert_int_equal(bytes[0], 0xff);
	assert_int_equal(vcx_dev_bar0_read(guest->dev, VCX_BAR0_SIZE - 4, bytes, 8), -22);
	assert_int_equal(vcx_dev_bar0_read(guest->dev, UINT64_MAX - 1, bytes, 4), -22);
	assert_int_equal(vcx_dev_bar0_read(guest->dev, 0, bytes, 3), -22);
	assert_int_equal(vcx_dev_bar0_write(guest->dev, VCX_BAR0_SIZE - 2, bytes, 4), -22);
	assert_int_equal(vcx_dev_bar0_write(guest->dev, 0x18, bytes, 2), -22);
	assert_int_equal(vcx_dev_bar0_write(guest->dev, 0x19, bytes, 4), -22);
	/* a UAR that is not allocated */
	assert_int_equal(vcx_dev_bar0_write(guest->dev, 0x20800, bytes, 8), -22);
	assert_int_equal(guest->dev->stats.bad_doorbells, 1);
}

static void doorbell_for_missing_queue(void **state)
{
	struct guest *guest = *state;
	struct fake_queue none = { .id = 99 };
	struct fake_base base;

	guest_bring_up(guest);
	fake_base(guest, &base);
	none.dbr = guest_alloc(guest, 64);
	fake_sq_ring(guest, &base, &none, 1);
	fake_cq_arm(guest, &base, &none, 0);
	fake_eq_arm(guest, &base, &none, 0);
	assert_int_equal(guest->dev->stats.bad_doorbells, 3);
	/* a doorbell for an existing EQ, but through another UAR page */
	base.uar = fake_alloc(guest, MLX5_CMD_OP_ALLOC_UAR);
	fake_eq_arm(guest, &base, &base.comp_eq, 0);
	assert_int_equal(guest->dev->stats.bad_doorbells, 4);
}

static void reset_frees_everything(void **state)
{
	struct guest *guest = *state;
	struct fake_base base;

	guest_bring_up(guest);
	fake_base(guest, &base);
	vcx_dev_reset(guest->dev, "test");
	assert_true(guest_logged(guest, "leak ledger: 5 objects left (test)"));
	assert_true(guest_logged(guest, "leak ledger: EQ"));
	assert_int_equal(guest->dev->pages.nr, 0);
	assert_int_equal(guest->dev->cmdq->base, 0);
	assert_true(vcx_dev_deadline(guest->dev) == UINT64_MAX);
}

static unsigned int nic_interface(struct guest *guest)
{
	return guest_iseg_read(guest, VCX_ISEG_CMDQ_ADDR_L) >> 8 & 7;
}

/*
 * The driver's health poll detects a reset that it did not request by the disabled NIC interface
 * (mlx5_health_check_fatal_sensors()).
 */
static void function_level_reset(void **state)
{
	struct guest *guest = *state;
	struct fake_base base;

	guest_bring_up(guest);
	fake_base(guest, &base);
	assert_int_equal(nic_interface(guest), 0);
	vcx_dev_flr(guest->dev);
	assert_int_equal(nic_interface(guest), 1);
	/* these objects are not a leak of the driver */
	assert_true(guest_logged(guest, "reset: FLR, 5 objects released"));
	assert_false(guest_logged(guest, "leak ledger"));
	assert_int_equal(guest->dev->state, VCX_HCA_DISABLED);
	assert_true(vcx_dev_deadline(guest->dev) == UINT64_MAX);
	/* doorbells are silently ignored */
	fake_eq_arm(guest, &base, &base.comp_eq, 0);
	assert_int_equal(guest->dev->stats.bad_doorbells, 0);
	/* the interface stays disabled until the driver sets a command queue */
	guest_pass(guest, 10000000000ull);
	assert_int_equal(nic_interface(guest), 1);
	guest_iseg_write(guest, VCX_ISEG_CMDQ_ADDR_H, (uint32_t)(guest->cmdq >> 32));
	assert_int_equal(nic_interface(guest), 1);
	guest_iseg_write(guest, VCX_ISEG_CMDQ_ADDR_L, (uint32_t)guest->cmdq);
	assert_int_equal(nic_interface(guest), 0);
	assert_int_equal(simple(guest, MLX5_CMD_OP_ENABLE_HCA), VCX_OK);
}

/* mlx5_error_sw_reset() requests the reset, and waits until the interface is disabled */
static void reset_by_the_driver(void **state)
{
	struct guest *guest = *state;
	struct fake_base base;

	guest_bring_up(guest);
	fake_base(guest, &base);
	guest_iseg_write(guest, VCX_ISEG_CMDQ_ADDR_L, (uint32_t)guest->cmdq | 7 << 8);
	assert_int_equal(nic_interface(guest), 7);
	assert_true(guest_logged(guest, "reset: by the driver, 5 objects released"));
	assert_int_equal(guest->dev->state, VCX_HCA_DISABLED);
	/* a command queue is not accepted before the end of the reset */
	guest_iseg_write(guest, VCX_ISEG_CMDQ_ADDR_L, (uint32_t)guest->cmdq);
	assert_int_equal(nic_interface(guest), 7);
	guest_pass(guest, 1000000000);
	assert_int_equal(nic_interface(guest), 1);
	assert_true(vcx_dev_deadline(guest->dev) == UINT64_MAX);
	guest_iseg_write(guest, VCX_ISEG_CMDQ_ADDR_H, (uint32_t)(guest->cmdq >> 32));
	guest_iseg_write(guest, VCX_ISEG_CMDQ_ADDR_L, (uint32_t)guest->cmdq);
	assert_int_equal(nic_interface(guest), 0);
	assert_int_equal(simple(guest, MLX5_CMD_OP_ENABLE_HCA), VCX_OK);

	/* an FLR ends the reset at once */
	guest_iseg_write(guest, VCX_ISEG_CMDQ_ADDR_L, (uint32_t)guest->cmdq | 7 << 8);
	vcx_dev_flr(guest->dev);
	assert_int_equal(nic_interface(guest), 1);
	assert_true(vcx_dev_deadline(guest->dev) == UINT64_MAX);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define TEST(fn) cmocka_unit_test_setup_teardown(fn, setup, teardown)
		TEST(life_cycle),
		TEST(pages_are_returned),
		TEST(bad_pages),
		TEST(pages_in_use_are_kept),
		TEST(old_capabilities),
		TEST(capabilities_can_be_lowered),
		TEST(capabilities_are_fixed_after_init),
		TEST(init_segment),
		TEST(command_timeout),
		TEST(invalid_bar_accesses),
		TEST(doorbell_for_missing_queue),
		TEST(reset_frees_everything),
		TEST(function_level_reset),
		TEST(reset_by_the_driver),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
