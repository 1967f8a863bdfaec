// SPDX-License-Identifier: GPL-2.0-only
/* MNVDA as drivers from v6.18 on use it, and invalid uses. */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <setjmp.h>
#include <cmocka.h>

#include "vconnectx/card/fw/cmd.h"
#include "vconnectx/tests/fake_env.h"
#include "vconnectx/tests/fake_objs.h"
#include "vconnectx/card/reg/reg.h"
#include "vconnectx/host/util.h"

#define MNVDA_SIZE 268u /* v7.3: MLX5_ST_SZ_BYTES(mnvda_reg) */
#define DATA	   12u

enum { NEXT = 0, CURRENT = 1, DEFAULT = 2 };

struct fixture {
	struct guest *guest;
	uint8_t reg[MNVDA_SIZE];
};

static int setup(void **state)
{
	static struct fixture f;

	f.guest = guest_new(NULL, 0);
	guest_bring_up(f.guest);
	*state = &f;
	return 0;
}

static int teardown(void **state)
{
	struct fixture *f = *state;

	guest_free(f->guest);
	return 0;
}

/* write the header in the same way as MLX5_SET() of the driver */
static void name_item(struct fixture *f, unsigned int class, unsigned int index, unsigned int len,
		      unsigned int mode)
{
	memset(f->reg, 0, sizeof(f->reg));
	vcx_put_be32(f->reg, mode << 22 | len);
	vcx_put_be32(f->reg + 4, class << 24 | index);
}

static uint8_t access_item(struct fixture *f, bool write)
{
	return fake_access_reg(f->guest, 0x9024, f->reg, MNVDA_SIZE, write);
}

static uint8_t read_item(struct fixture *f, unsigned int index, unsigned int len, unsigned int mode)
{
	name_item(f, 0, index, len, mode);
	return access_item(f, false);
}

/* the items that devlink dev param show reads are not set */
static void card_without_sriov(void **state)
{
	static const struct {
		unsigned int index;
		unsigned int len;
	} items[] = {
		{ 0x80, 12 }, { 0x81, 20 }, { 0x10a, 8 }, { 0x10b, 4 }, { 0x11d, 8 },
	};
	static const uint8_t zero[MNVDA_SIZE - DATA];
	struct fixture *f = *state;

	for (size_t i = 0; i < ARRAY_SIZE(items); i++)
		for (unsigned int mode = NEXT; mode <= DEFAULT; mode++) {
			assert_int_equal(read_item(f, items[i].index, items[i].len, mode), VCX_OK);
			assert_int_equal(vcx_get_be32(f->reg), mode << 22 | items[i].len);
			assert_int_equal(vcx_get_be32(f->reg + 4), items[i].index);
			assert_memory_equal(f->reg + DATA, zero, sizeof(zero));
		}
}

/* read an item, change a field, and write the item back with the unchanged header */
static void written_values_apply_after_reset(void **state)
{
	struct fixture *f = *state;

	assert_int_equal(read_item(f, 0x10a, 8, NEXT), VCX_OK);
	f->reg[DATA + 3] |= 1 << 1; /* cqe_compression = 1 */
	assert_int_equal(access_item(f, true), VCX_OK);
	assert_int_equal(read_item(f, 0x10a, 8, NEXT), VCX_OK);
	assert_int_equal(f->reg[DATA + 3], 2);
	assert_int_equal(read_item(f, 0x10a, 8, CURRENT), VCX_OK);
	assert_int_equal(f->reg[DATA + 3], 0);

	guest_restart(f->guest);
	guest_bring_up(f->guest);
	assert_int_equal(read_item(f, 0x10a, 8, CURRENT), VCX_OK);
	assert_int_equal(f->reg[DATA + 3], 2);
	assert_int_equal(read_item(f, 0x10a, 8, DEFAULT), VCX_OK);
	assert_int_equal(f->reg[DATA + 3], 0);
	/* the adjacent fields are unchanged */
	assert_int_equal(read_item(f, 0x11d, 8, NEXT), VCX_OK);
	assert_int_equal(f->reg[DATA + 3], 0);
}

static void refused(void **state)
{
	static const struct {
		unsigned int class;
		unsigned int index;
		unsigned int len;
		unsigned int mode;
		bool write;
		const char *message;
	} cases[] = {
		{ 0, 0x82, 8, NEXT, false, "class 0 has no item 0x82" },
		{ 0, 0x82, 8, NEXT, true, "class 0 has no item 0x82" },
		{ 3, 0x80, 16, NEXT, false, "class 3 has no item 0x80" },
		{ 0, 0x80, 12, 3, false, "no access mode 3" },
		{ 0, 0x80, 12, CURRENT, true, "with access mode NEXT" },
		{ 0, 0x80, 8, NEXT, true, "12 bytes" },
		{ 0, 0x80, 256, NEXT, true, "12 bytes" },
		{ 0, 0x81, 20, NEXT, true, "0x81 is read only" },
	};
	struct fixture *f = *state;

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		name_item(f, cases[i].class, cases[i].index, cases[i].len, cases[i].mode);
		memset(f->reg + DATA, 0xff, sizeof(f->reg) - DATA);
		assert_int_equal(access_item(f, cases[i].write), VCX_BAD_PARAMETER);
		assert_true(guest_logged(f->guest, cases[i].message));
	}
	assert_int_equal(read_item(f, 0x80, 12, NEXT), VCX_OK);
	assert_int_equal(f->reg[DATA], 0);
}

/* an access to a register of a future kernel is logged with its number, and counted */
static void unknown_register(void **state)
{
	struct fixture *f = *state;

	memset(f->reg, 0, sizeof(f->reg));
	assert_int_equal(fake_access_reg(f->guest, 0x9fff, f->reg, 16, false), VCX_BAD_PARAMETER);
	assert_int_equal(f->guest->syndrome, VCX_SYND_REGISTER);
	assert_true(guest_logged(f->guest, "register (0x9fff) not modelled"));
	assert_int_equal(f->guest->dev->stats.unknown_registers, 1);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(card_without_sriov),
		TEST(written_values_apply_after_reset),
		TEST(refused),
		TEST(unknown_register),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
