// SPDX-License-Identifier: GPL-2.0-only
/* Memory keys with values from the guest that are at the limits of their ranges. */
#include <errno.h>
#include <stdarg.h>
#include <string.h>

#include <setjmp.h>
#include <cmocka.h>

#include "vconnectx/card/queue/mkey.h"
#include "vconnectx/tests/fake_env.h"
#include "vconnectx/tests/fake_objs.h"
#include "vconnectx/host/util.h"

#define OCTWORDS 4u

struct fixture {
	struct guest *guest;
	struct fake_base base;
};

static int setup(void **state)
{
	static struct fixture f;

	memset(&f, 0, sizeof(f));
	f.guest = guest_new(NULL, 0);
	guest_bring_up(f.guest);
	fake_base(f.guest, &f.base);
	f.guest->dev->xlt_budget = VCX_TURN_STEPS;
	*state = &f;
	return 0;
}

static int teardown(void **state)
{
	guest_free(((struct fixture *)*state)->guest);
	return 0;
}

/* make a key with OCTWORDS entries, whose bytes are all @fill */
static uint32_t make_key(struct fixture *f, enum vcx_mkey_mode mode, unsigned int shift,
			 bool length64, uint64_t start, uint64_t len, uint8_t fill)
{
	uint8_t *in = guest_input(MLX5_CMD_OP_CREATE_MKEY);
	uint8_t *mkc = VCX_ADDR(create_mkey_in, in, memory_key_mkey_entry);

	VCX_SET(mkc, mkc, pd, f->base.pd);
	VCX_SET(mkc, mkc, access_mode_1_0, mode);
	VCX_SET(mkc, mkc, length64, length64);
	VCX_SET(mkc, mkc, start_addr, start);
	VCX_SET(mkc, mkc, len, len);
	VCX_SET(mkc, mkc, log_page_size, shift);
	VCX_SET(mkc, mkc, lr, 1);
	VCX_SET(mkc, mkc, lw, 1);
	VCX_SET(mkc, mkc, translations_octword_size, OCTWORDS);
	VCX_SET(create_mkey_in, in, translations_octword_actual_size, OCTWORDS);
	memset(VCX_ADDR(create_mkey_in, in, klm_pas_mtt), fill, OCTWORDS * VCX_OCTWORD);
	assert_int_equal(guest_cmd(f->guest, in, VCX_ST_SZ(create_mkey_in) + OCTWORDS * VCX_OCTWORD,
				   VCX_ST_SZ(create_mkey_out)),
			 VCX_OK);
	return (uint32_t)VCX_GET(create_mkey_out, f->guest->out, mkey_index) << 8;
}

/* none of these ranges is in guest memory; the sanitizers check the arithmetic */
static void addresses_at_limits(void **state)
{
	static const uint64_t ends[] = {
		0,
		1,
		1ull << 31,
		0xffffffff,
		1ull << 59,
		1ull << 60,
		(1ull << 60) - 1,
		1ull << 63,
		~0ull >> 1,
		~0ull - 0xfff,
		~0ull - 1,
		~0ull,
	};
	static const enum vcx_mkey_mode modes[] = {
		VCX_MKEY_PA,
		VCX_MKEY_MTT,
		VCX_MKEY_KLM,
		VCX_MKEY_KSM,
	};
	static const unsigned int shifts[] = { 0, 1, 12, 31 };
	struct fixture *f = *state;
	uint8_t bytes[64] = { 0 };

	for (size_t m = 0; m < 4; m++) {
		for (size_t s = 0; s < 4; s++) {
			for (unsigned int fill = 0; fill <= 0xff; fill += 0xff) {
				uint32_t wide =
					make_key(f, modes[m], shifts[s], true, 0, 0, (uint8_t)fill);
				uint32_t narrow = make_key(f, modes[m], shifts[s], false, ~0ull,
							   ~0ull, (uint8_t)fill);

				for (size_t e = 0; e < ARRAY_SIZE(ends); e++) {
					int err;

					err = vcx_mkey_read(f->guest->dev, wide, ends[e], bytes,
							    sizeof(bytes));
					assert_true(err == -EACCES || err == -EFAULT);
					err = vcx_mkey_write(f->guest->dev, narrow, ends[e], bytes,
							     sizeof(bytes));
					assert_true(err == -EACCES || err == -EFAULT);
				}
			}
		}
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(addresses_at_limits, setup, teardown),
	};

	return cmocka_run_group_tests_name("mkey", tests, NULL, NULL);
}
