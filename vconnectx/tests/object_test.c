// SPDX-License-Identifier: GPL-2.0-only
/* Object tables: numbers, references, owners, the leak ledger and the log. */
#include <stdarg.h>
#include <string.h>

#include <jansson.h>
#include <setjmp.h>
#include <cmocka.h>

#include "vconnectx/card/fw/ledger.h"
#include "vconnectx/tests/fake_env.h"
#include "vconnectx/tests/fake_objs.h"
#include "vconnectx/host/util.h"

static int setup(void **state)
{
	struct guest *guest = guest_new_traced(NULL, 0, false);

	guest_bring_up(guest);
	*state = guest;
	return 0;
}

static int teardown(void **state)
{
	guest_free(*state);
	return 0;
}

static void numbers_are_reused_late(void **state)
{
	struct guest *guest = *state;
	uint32_t first = fake_alloc(guest, MLX5_CMD_OP_ALLOC_PD);

	for (int i = 0; i < 100; i++) {
		uint32_t id;

		assert_int_equal(fake_destroy(guest, MLX5_CMD_OP_DEALLOC_PD, first + (uint32_t)i),
				 VCX_OK);
		id = fake_alloc(guest, MLX5_CMD_OP_ALLOC_PD);
		assert_int_equal(id, first + (uint32_t)i + 1);
	}
	/* the use of a stale number is detected */
	assert_int_equal(fake_destroy(guest, MLX5_CMD_OP_DEALLOC_PD, first), VCX_BAD_RESOURCE);
	assert_int_equal(guest->syndrome, VCX_SYND_NO_OBJECT);
	assert_true(guest_logged(guest, "PD 16 does not exist"));
}

static void numbers_in_use_are_skipped(void **state)
{
	struct guest *guest = *state;
	uint32_t kept = fake_alloc(guest, MLX5_CMD_OP_ALLOC_Q_COUNTER);
	uint32_t last = 0;

	/* the output has an 8-bit number, in the low byte of a word */
	assert_int_equal(kept & 0xff, 1);
	for (int i = 0; i < 600; i++) {
		uint8_t *in;

		last = fake_alloc(guest, MLX5_CMD_OP_ALLOC_Q_COUNTER) & 0xff;
		assert_int_not_equal(last, 0);
		assert_int_not_equal(last, 1);
		in = guest_input(MLX5_CMD_OP_DEALLOC_Q_COUNTER);
		VCX_SET(dealloc_q_counter_in, in, counter_set_id, last);
		assert_int_equal(GUEST_CMD(guest, in, dealloc_q_counter_in, dealloc_q_counter_out),
				 VCX_OK);
	}
}

static void numbers_run_out(void **state)
{
	struct guest *guest = *state;
	unsigned int nr = 0;

	/* of the 8-bit numbers, 0 means that there is no counter, and 255 is not allocated */
	while (!guest_cmd(guest, guest_input(MLX5_CMD_OP_ALLOC_Q_COUNTER), 16, 16))
		nr++;
	assert_int_equal(nr, 254);
	assert_int_equal(guest->status, VCX_LIMITS_EXCEEDED);
}

static void objects_in_use_are_kept(void **state)
{
	struct guest *guest = *state;
	struct fake_queue cq, rq, sq;
	struct fake_base base;
	uint32_t rqtn, tirn;

	fake_base(guest, &base);
	fake_cq(guest, &base, &cq, 4);
	fake_rq(guest, &base, &rq, cq.id, 4);
	fake_sq(guest, &base, &sq, cq.id, 4);
	rqtn = fake_rqt(guest, &rq.id, 1);
	tirn = fake_tir(guest, &base, rqtn);

	const struct {
		uint16_t opcode;
		uint32_t id;
	} order[] = {
		{ MLX5_CMD_OP_DESTROY_TIR, tirn },
		{ MLX5_CMD_OP_DESTROY_RQT, rqtn },
		{ MLX5_CMD_OP_DESTROY_RQ, rq.id },
		{ MLX5_CMD_OP_DESTROY_SQ, sq.id },
		{ MLX5_CMD_OP_DESTROY_CQ, cq.id },
		{ MLX5_CMD_OP_DESTROY_EQ, base.comp_eq.id },
		{ MLX5_CMD_OP_DESTROY_EQ, base.async_eq.id },
		{ MLX5_CMD_OP_DEALLOC_PD, base.pd },
		{ MLX5_CMD_OP_DEALLOC_TRANSPORT_DOMAIN, base.td },
		{ MLX5_CMD_OP_DEALLOC_UAR, base.uar },
	};
	const size_t nr = ARRAY_SIZE(order);

	/* in the opposite order, all objects except the SQ are still in use */
	for (size_t i = nr; i > 1; i--) {
		if (order[i - 1].id == base.async_eq.id)
			continue;
		assert_int_equal(fake_destroy(guest, order[i - 1].opcode, order[i - 1].id),
				 order[i - 1].id == sq.id ? VCX_OK : VCX_BAD_RESOURCE_STATE);
		if (order[i - 1].id != sq.id)
			assert_int_equal(guest->syndrome, VCX_SYND_IN_USE);
	}
	for (size_t i = 0; i < nr; i++)
		assert_int_equal(fake_destroy(guest, order[i].opcode, order[i].id),
				 order[i].id == sq.id ? VCX_BAD_RESOURCE : VCX_OK);
	assert_int_equal(vcx_ledger_close(guest->dev, "test"), 0);
	assert_true(guest_logged(guest, "leak ledger: empty (test)"));
}

static uint8_t create_uctx(struct guest *guest, uint32_t cap, uint16_t *uid)
{
	uint8_t *in = guest_input(MLX5_CMD_OP_CREATE_UCTX);
	uint8_t status;

	VCX_SET(create_uctx_in, in, uctx.cap, cap);
	status = GUEST_CMD(guest, in, create_uctx_in, create_uctx_out);
	*uid = (uint16_t)VCX_GET(create_uctx_out, guest->out, uid);
	return status;
}

static uint8_t alloc_pd_of(struct guest *guest, uint16_t uid, uint32_t *pd)
{
	uint8_t *in = guest_input(MLX5_CMD_OP_ALLOC_PD);
	uint8_t status;

	VCX_SET(alloc_pd_in, in, uid, uid);
	status = GUEST_CMD(guest, in, alloc_pd_in, alloc_pd_out);
	*pd = (uint32_t)VCX_GET(alloc_pd_out, guest->out, pd);
	return status;
}

static uint8_t dealloc_pd_of(struct guest *guest, uint16_t uid, uint32_t pd)
{
	uint8_t *in = guest_input(MLX5_CMD_OP_DEALLOC_PD);

	VCX_SET(dealloc_pd_in, in, pd, pd);
	VCX_SET(dealloc_pd_in, in, uid, uid);
	return GUEST_CMD(guest, in, dealloc_pd_in, dealloc_pd_out);
}

static void objects_of_another_user(void **state)
{
	struct guest *guest = *state;
	uint16_t one, two;
	uint32_t pd;

	assert_int_equal(create_uctx(guest, 0, &one), VCX_OK);
	assert_int_equal(create_uctx(guest, 4, &two), VCX_OK);
	assert_int_not_equal(one, two);
	assert_int_equal(alloc_pd_of(guest, one, &pd), VCX_OK);
	assert_int_equal(dealloc_pd_of(guest, two, pd), VCX_BAD_RESOURCE);
	assert_int_equal(guest->syndrome, VCX_SYND_OWNER);
	assert_int_equal(dealloc_pd_of(guest, one, pd), VCX_OK);
	assert_int_equal(alloc_pd_of(guest, VCX_UID_SHARED, &pd), VCX_OK);
	assert_int_equal(dealloc_pd_of(guest, two, pd), VCX_OK);
}

static void user_contexts(void **state)
{
	struct guest *guest = *state;
	uint16_t uid, other;
	uint32_t pd;

	assert_int_equal(create_uctx(guest, 0x8, &uid), VCX_BAD_PARAMETER);
	assert_int_equal(create_uctx(guest, 0, &uid), VCX_OK);
	assert_int_equal(alloc_pd_of(guest, (uint16_t)(uid + 1), &pd), VCX_BAD_RESOURCE);
	assert_true(guest_logged(guest, "does not exist"));
	assert_int_equal(create_uctx(guest, 0, &other), VCX_OK);
	assert_int_equal(alloc_pd_of(guest, uid, &pd), VCX_OK);
	/* DESTROY_UCTX has its number where other commands have the number of their object */
	assert_int_equal(fake_destroy(guest, MLX5_CMD_OP_DESTROY_UCTX, uid),
			 VCX_BAD_RESOURCE_STATE);
	assert_int_equal(fake_destroy(guest, MLX5_CMD_OP_DESTROY_UCTX, other), VCX_OK);
	assert_int_equal(dealloc_pd_of(guest, uid, pd), VCX_OK);
	assert_int_equal(fake_destroy(guest, MLX5_CMD_OP_DESTROY_UCTX, uid), VCX_OK);
	assert_int_equal(fake_destroy(guest, MLX5_CMD_OP_DESTROY_UCTX, uid), VCX_BAD_RESOURCE);
	assert_int_equal(alloc_pd_of(guest, uid, &pd), VCX_BAD_RESOURCE);
}

/* Return: the last line of the command log that has @key, owned by the caller */
static json_t *last_line(struct guest *guest, const char *key)
{
	json_t *found = NULL;
	char *line, *save = NULL, *text;

	fflush(guest->trace);
	text = strdup(guest->trace_text);
	for (line = strtok_r(text, "\n", &save); line; line = strtok_r(NULL, "\n", &save)) {
		json_t *json = json_loads(line, 0, NULL);

		assert_non_null(json);
		if (json_object_get(json, key)) {
			json_decref(found);
			found = json;
		} else {
			json_decref(json);
		}
	}
	free(text);
	assert_non_null(found);
	return found;
}

static json_int_t number(json_t *json, const char *key)
{
	json_t *value = json_object_get(json, key);

	assert_true(json_is_integer(value));
	return json_integer_value(value);
}

static void teardown_lists_leaked_objects(void **state)
{
	struct guest *guest = *state;
	json_t *line, *left;

	fake_alloc(guest, MLX5_CMD_OP_ALLOC_PD);
	fake_alloc(guest, MLX5_CMD_OP_ALLOC_UAR);
	assert_int_equal(guest_cmd(guest, guest_input(MLX5_CMD_OP_TEARDOWN_HCA),
				   VCX_ST_SZ(teardown_hca_in), VCX_ST_SZ(teardown_hca_out)),
			 VCX_OK);
	assert_true(guest_logged(guest, "leak ledger: 2 objects left"));
	assert_true(guest_logged(guest, "leak ledger: UAR 16"));
	assert_true(guest_logged(guest, "leak ledger: PD 16"));
	line = last_line(guest, "ledger");
	assert_string_equal(json_string_value(json_object_get(line, "ledger")), "TEARDOWN_HCA");
	assert_int_equal(number(line, "count"), 2);
	left = json_object_get(line, "left");
	assert_int_equal(json_array_size(left), 2);
	assert_string_equal(json_string_value(json_object_get(json_array_get(left, 0), "type")),
			    "UAR");
	json_decref(line);
}

static void log_line_of_a_command(void **state)
{
	struct guest *guest = *state;
	struct fake_base base;
	struct fake_queue cq;
	json_t *line, *obj;

	fake_base(guest, &base);
	fake_cq(guest, &base, &cq, 4);
	line = last_line(guest, "opcode");
	assert_int_equal(number(line, "v"), 1);
	assert_int_equal(number(line, "opcode"), MLX5_CMD_OP_CREATE_CQ);
	assert_string_equal(json_string_value(json_object_get(line, "op")), "CREATE_CQ");
	assert_string_equal(json_string_value(json_object_get(line, "dev")), "test");
	assert_int_equal(number(line, "slot"), 0);
	assert_int_equal(number(line, "token"), guest->token);
	assert_int_equal(number(line, "op_mod"), 0);
	assert_int_equal(number(line, "uid"), 0);
	assert_int_equal(number(line, "in_len"), VCX_ST_SZ(create_cq_in) + 8);
	assert_int_equal(number(line, "out_len"), VCX_ST_SZ(create_cq_out));
	assert_int_equal(number(line, "status"), 0);
	assert_int_equal(number(line, "syndrome"), 0);
	obj = json_object_get(line, "created");
	assert_string_equal(json_string_value(json_object_get(obj, "type")), "CQ");
	assert_int_equal(number(obj, "id"), cq.id);
	/* the CQ refers to its UAR and its EQ */
	assert_int_equal(json_array_size(json_object_get(line, "refs")), 2);
	assert_null(json_object_get(line, "destroyed"));
	assert_null(json_object_get(line, "fault"));
	json_decref(line);

	fake_destroy(guest, MLX5_CMD_OP_DESTROY_CQ, cq.id);
	line = last_line(guest, "opcode");
	assert_int_equal(number(json_object_get(line, "destroyed"), "id"), cq.id);
	json_decref(line);

	fake_destroy(guest, MLX5_CMD_OP_DESTROY_CQ, cq.id);
	line = last_line(guest, "opcode");
	assert_int_equal(number(line, "status"), VCX_BAD_RESOURCE);
	assert_int_equal(number(line, "syndrome"), VCX_SYND_NO_OBJECT);
	assert_null(json_object_get(line, "destroyed"));
	json_decref(line);
}

/* a type that no file defines would have no class */
static void each_type_has_its_class(void **state)
{
	struct guest *guest = *state;

	for (int t = 0; t < VCX_OBJ_NR_TYPES; t++) {
		const struct vcx_obj_class *class = guest->dev->objs.table[t].class;

		assert_non_null(class);
		assert_int_equal(class->type, t);
		assert_true(class->span >= guest->dev->objs.table[t].limit);
		for (int other = 0; other < t; other++)
			assert_string_not_equal(class->name,
						guest->dev->objs.table[other].class->name);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define TEST(fn) cmocka_unit_test_setup_teardown(fn, setup, teardown)
		TEST(numbers_are_reused_late),
		TEST(numbers_in_use_are_skipped),
		TEST(numbers_run_out),
		TEST(objects_in_use_are_kept),
		TEST(objects_of_another_user),
		TEST(user_contexts),
		TEST(teardown_lists_leaked_objects),
		TEST(log_line_of_a_command),
		TEST(each_type_has_its_class),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
