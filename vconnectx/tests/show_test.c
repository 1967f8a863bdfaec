// SPDX-License-Identifier: GPL-2.0-only
/* Output of `show queues`, with channels, and of `show commands`. */
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <setjmp.h>
#include <cmocka.h>
#include <jansson.h>

#include "vconnectx/card/fw/cmdlog.h"
#include "vconnectx/tests/fake_env.h"
#include "vconnectx/tests/fake_objs.h"

struct fixture {
	struct guest *guest;
	struct fake_base base[2]; /* channels 0 and 1 */
	struct fake_queue drop_cq;
	struct fake_queue drop;
};

static int setup(void **state)
{
	static struct fixture f;

	memset(&f, 0, sizeof(f));
	f.guest = guest_new(NULL, 0);
	guest_bring_up(f.guest);
	fake_base(f.guest, &f.base[0]);
	f.base[1] = f.base[0];
	fake_eq(f.guest, &f.base[1], &f.base[1].comp_eq, 6, 2, 0);
	/* created on the EQ of the first channel, as by mlx5e */
	fake_cq(f.guest, &f.base[0], &f.drop_cq, 4);
	fake_rq(f.guest, &f.base[0], &f.drop, f.drop_cq.id, 4);
	*state = &f;
	return 0;
}

static int teardown(void **state)
{
	struct fixture *f = *state;

	guest_free(f->guest);
	return 0;
}

static uint32_t make_rq(struct fixture *f, unsigned int channel)
{
	struct fake_queue cq, rq;

	fake_cq(f->guest, &f->base[channel], &cq, 6);
	fake_rq(f->guest, &f->base[channel], &rq, cq.id, 6);
	return rq.id;
}

/* create an ICOSQ, an SQ without a TIS, before the RQ, as in mlx5e_open_queues() */
static uint32_t open_channel(struct fixture *f, unsigned int channel)
{
	struct fake_queue cq, sq;

	fake_cq(f->guest, &f->base[channel], &cq, 6);
	fake_sq(f->guest, &f->base[channel], &sq, cq.id, 6);
	return make_rq(f, channel);
}

static json_t *ask(struct fixture *f, const char *what)
{
	char request[64], *answer;
	json_t *reply, *shown;

	snprintf(request, sizeof(request), "{\"show\":\"%s\"}", what);
	answer = guest_ask(f->guest, request);
	assert_non_null(answer);
	reply = json_loads(answer, 0, NULL);
	free(answer);
	shown = json_incref(json_object_get(reply, what));
	json_decref(reply);
	assert_non_null(shown);
	return shown;
}

/* @channel: expected channel, or -1 if it is unknown */
static void expect_rq(struct fixture *f, uint32_t rqn, int channel, bool xsk)
{
	json_t *queues = ask(f, "queues"), *rq;
	bool found = false;
	size_t i;

	json_array_foreach(json_object_get(queues, "rq"), i, rq) {
		const json_t *is = json_object_get(rq, "channel");

		if (json_integer_value(json_object_get(rq, "rqn")) != rqn)
			continue;
		found = true;
		if (channel < 0)
			assert_true(json_is_null(is));
		else
			assert_int_equal(json_integer_value(is), channel);
		assert_int_equal(json_is_true(json_object_get(rq, "xsk")), xsk);
	}
	assert_true(found);
	json_decref(queues);
}

static void channels_of_rqs(void **state)
{
	struct fixture *f = *state;
	uint32_t first = open_channel(f, 0), second = open_channel(f, 1);
	uint32_t xsk = make_rq(f, 1), again;

	expect_rq(f, first, 0, false);
	expect_rq(f, second, 1, false);
	expect_rq(f, xsk, 1, true);
	expect_rq(f, f->drop.id, -1, false);
	/* v7.3 can open new channels while the old ones exist; their RQs are not AF_XDP queues */
	again = open_channel(f, 1);
	expect_rq(f, again, 1, false);
	expect_rq(f, xsk, 1, true);
	assert_int_equal(fake_destroy(f->guest, MLX5_CMD_OP_DESTROY_RQ, second), VCX_OK);
	expect_rq(f, again, 1, false);
}

static void async_eq_is_no_channel(void **state)
{
	struct fixture *f = *state;
	struct fake_base base = f->base[0];
	struct fake_queue cq, rq;

	base.comp_eq = base.async_eq;
	fake_cq(f->guest, &base, &cq, 6);
	fake_rq(f->guest, &base, &rq, cq.id, 6);
	expect_rq(f, rq.id, -1, false);
}

/* on v6.1, the completion vectors are the first ones */
static void events_on_the_last_vector(void **state)
{
	struct fake_base base[2];
	struct fake_queue cq, sq, rq;
	struct fixture *f = *state;

	guest_free(f->guest);
	f->guest = guest_new(NULL, 0);
	guest_bring_up(f->guest);
	fake_base(f->guest, &base[0]);
	assert_int_equal(fake_destroy(f->guest, MLX5_CMD_OP_DESTROY_EQ, base[0].async_eq.id),
			 VCX_OK);
	assert_int_equal(fake_destroy(f->guest, MLX5_CMD_OP_DESTROY_EQ, base[0].comp_eq.id),
			 VCX_OK);
	base[1] = base[0];
	fake_eq(f->guest, &base[0], &base[0].async_eq, 4, 2, 1 << 0x13);
	fake_eq(f->guest, &base[0], &base[0].comp_eq, 6, 0, 0);
	fake_eq(f->guest, &base[1], &base[1].comp_eq, 6, 1, 0);
	for (unsigned int i = 0; i < 2; i++) {
		fake_cq(f->guest, &base[i], &cq, 6);
		fake_sq(f->guest, &base[i], &sq, cq.id, 6);
		fake_cq(f->guest, &base[i], &cq, 6);
		fake_rq(f->guest, &base[i], &rq, cq.id, 6);
		expect_rq(f, rq.id, (int)i, false);
	}
}

static void last_commands(void **state)
{
	struct fixture *f = *state;
	json_t *commands, *last;
	size_t nr;

	assert_int_not_equal(fake_destroy(f->guest, MLX5_CMD_OP_DESTROY_RQ, 0x123456), VCX_OK);
	commands = ask(f, "commands");
	nr = json_array_size(commands);
	assert_true(nr > 1);
	last = json_array_get(commands, nr - 1);
	assert_string_equal(json_string_value(json_object_get(last, "op")), "DESTROY_RQ");
	assert_string_equal(json_string_value(json_object_get(last, "status_name")),
			    "BAD_RESOURCE");
	assert_int_equal(json_integer_value(json_object_get(last, "status")), VCX_BAD_RESOURCE);
	assert_true(json_is_integer(json_object_get(last, "ago_ns")));
	last = json_array_get(commands, nr - 2);
	assert_string_equal(json_string_value(json_object_get(last, "op")), "CREATE_RQ");
	assert_int_equal(json_integer_value(
				 json_object_get(json_object_get(last, "created"), "id")),
			 f->drop.id);
	json_decref(commands);
	/* only the most recent commands are shown, in order */
	for (unsigned int i = 0; i < 2 * VCX_RECENT + 3; i++)
		fake_destroy(f->guest, MLX5_CMD_OP_DESTROY_RQ, 0x123456);
	commands = ask(f, "commands");
	assert_int_equal(json_array_size(commands), VCX_RECENT);
	for (size_t i = 1; i < VCX_RECENT; i++)
		assert_int_equal(json_integer_value(
					 json_object_get(json_array_get(commands, i), "seq")),
				 json_integer_value(
					 json_object_get(json_array_get(commands, i - 1), "seq")) +
					 1);
	json_decref(commands);
	/* the commands are kept across a reset, because they show its cause */
	vcx_dev_reset(f->guest->dev, "FLR");
	commands = ask(f, "commands");
	assert_int_equal(json_array_size(commands), VCX_RECENT);
	json_decref(commands);
}

/* create @nr queues of one kind with the same buffers */
static void many(struct fixture *f, bool rq, uint32_t nr)
{
	struct fake_queue queue;
	uint8_t copy[1024], *in;
	uint32_t len;

	if (rq)
		in = fake_rq_input(f->guest, &f->base[0], &queue, f->drop_cq.id, 4, &len);
	else
		in = fake_sq_input(f->guest, &f->base[0], &queue, f->drop_cq.id, 4, &len);
	assert_in_range(len, 1, sizeof(copy));
	memcpy(copy, in, len);
	while (nr--)
		assert_int_equal(guest_cmd(f->guest, copy, len, 16), VCX_OK);
}

/* Return: an answer read in pieces; @between is called after the first piece */
static json_t *ask_in_pieces(struct fixture *f, const char *what, unsigned int *pieces,
			     void (*between)(struct fixture *f))
{
	char request[64], *all = NULL;
	struct vcx_answer *answer;
	size_t total = 0, len;
	json_t *reply, *shown;
	const char *text;
	int more;

	snprintf(request, sizeof(request), "{\"show\":\"%s\"}", what);
	answer = vcx_dev_request(f->guest->dev, request);
	*pieces = 0;
	do {
		more = vcx_answer_next(f->guest->dev, answer, &text, &len);
		assert_in_range(len, 0, 80000);
		all = realloc(all, total + len);
		assert_non_null(all);
		memcpy(all + total, text, len);
		total += len;
		if (!(*pieces)++ && between)
			between(f);
	} while (more);
	vcx_answer_free(answer);
	reply = json_loadb(all, total, 0, NULL);
	free(all);
	assert_non_null(reply);
	shown = json_incref(json_object_get(reply, what));
	json_decref(reply);
	assert_non_null(shown);
	return shown;
}

/* the time for an answer, and for each piece, depends only on the length */
static void many_queues(void **state)
{
	struct fixture *f = *state;
	unsigned int pieces;
	json_t *queues;

	many(f, false, 2000);
	many(f, true, 2000);
	queues = ask_in_pieces(f, "queues", &pieces, NULL);
	assert_int_equal(json_array_size(json_object_get(queues, "rq")), 2001);
	assert_int_equal(json_array_size(json_object_get(queues, "sq")), 2000);
	assert_int_equal(json_array_size(json_object_get(queues, "cq")), 1);
	assert_in_range(pieces, 4, 1000);
	json_decref(queues);
}

/* make the tables grow, and then free all objects */
static void grow(struct fixture *f)
{
	many(f, true, 2500);
}

static void reset(struct fixture *f)
{
	vcx_dev_reset(f->guest->dev, "test");
}

static void changes_between_pieces(void **state)
{
	struct fixture *f = *state;
	unsigned int pieces;
	uint8_t *seen;
	json_t *queues, *rq;
	size_t i;

	many(f, true, 1500);
	queues = ask_in_pieces(f, "queues", &pieces, grow);
	assert_in_range(pieces, 2, 1000);
	seen = calloc(1, 0x10000);
	assert_non_null(seen);
	/* the queues that existed before are shown once, and the others at most once */
	json_array_foreach(json_object_get(queues, "rq"), i, rq) {
		size_t n = (size_t)json_integer_value(json_object_get(rq, "rqn")) - f->drop.id;

		assert_in_range(n, 0, 5000);
		assert_int_equal(seen[n]++, 0);
	}
	for (i = 0; i <= 1500; i++)
		assert_int_equal(seen[i], 1);
	free(seen);
	json_decref(queues);
	queues = ask_in_pieces(f, "queues", &pieces, reset);
	assert_in_range(json_array_size(json_object_get(queues, "rq")), 1, 5000);
	assert_int_equal(json_array_size(json_object_get(queues, "eq")), 0);
	json_decref(queues);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define TEST(fn) cmocka_unit_test_setup_teardown(fn, setup, teardown)
		TEST(channels_of_rqs),
		TEST(async_eq_is_no_channel),
		TEST(events_on_the_last_vector),
		TEST(last_commands),
		TEST(many_queues),
		TEST(changes_between_pieces),
#undef TEST
	};

	return cmocka_run_group_tests_name("show", tests, NULL, NULL);
}
