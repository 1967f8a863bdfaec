// SPDX-License-Identifier: GPL-2.0-only
/* Tests of the RQ that a channel index has at any time and at the end. */
#include "analysis/tests/samples.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "analysis/model/channels.h"

static const struct mt_channels *run(struct script *script, struct sample *s)
{
	*s = sample_model(&mt_model_channels, script->text, NULL);
	free(script->text);
	return s->model;
}

static void test_switch(void **state)
{
	struct script script = { 0 };
	struct sample s;
	const struct mt_channels *m;
	const struct mt_chan_dev *dev;

	(void)state;
	script_task(&script, "ethtool", 1, 0);
	script_switch(&script, 4, 100, 2, 200, 0);
	m = run(&script, &s);
	assert_int_equal(m->devs.nr, 1);
	dev = &m->devs.at[0];
	assert_string_equal(dev->netdev, "eth0");
	assert_int_equal(dev->slots.nr, 6);
	for (int ix = 0; ix < 2; ix++) {
		const struct mt_chan *c = mt_slot_now(&dev->slots.at[ix]);

		assert_int_equal(dev->slots.at[ix].chans.nr, 1);
		assert_int_equal(c->state, MT_CHAN_ACTIVE);
		assert_int_equal(c->rqn, 200 + ix);
		assert_int_equal(c->cqn, 1200 + ix);
		assert_int_equal(c->xsk_rqn, 0);
		assert_int_equal(dev->slots.at[ix].direct.rqn, 200 + ix);
		assert_int_equal(dev->slots.at[ix].direct.tirn, 30 + ix);
		assert_int_equal(dev->slots.at[ix].direct.rqtn, 21 + ix);
		assert_false(dev->slots.at[ix].direct.drop);
	}
	for (int ix = 2; ix < 4; ix++) {
		const struct mt_chan *c = mt_slot_now(&dev->slots.at[ix]);

		assert_int_equal(c->state, MT_CHAN_CLOSED);
		assert_int_equal(c->rqn, 100 + ix);
		assert_true(dev->slots.at[ix].direct.drop);
		assert_int_equal(dev->slots.at[ix].direct.rqn, 7);
	}
	assert_null(mt_slot_now(&dev->slots.at[5]));
	assert_true(dev->slots.at[5].direct.drop);
	assert_int_equal(dev->rss.nr, 1);
	assert_int_equal(dev->rss.at[0].rqtn, 20);
	assert_int_equal(dev->rss.at[0].nch, 2);
	assert_false(dev->rss.at[0].drop);
	sample_free(&s);
}

/* An index has two channels from the opening of the new one until the old one is closed. */
static void test_in_the_middle(void **state)
{
	struct script script = { 0 };
	struct sample s;
	const struct mt_slot *slot;

	(void)state;
	script_task(&script, "ethtool", 1, 0);
	script_open(&script, 0, 100, 0);
	script_up(&script, 1, 100);
	script_open(&script, 0, 200, 0);
	slot = &run(&script, &s)->devs.at[0].slots.at[0];
	assert_int_equal(slot->chans.nr, 2);
	assert_int_equal(mt_slot_now(slot)->rqn, 100);
	assert_int_equal(mt_slot_now(slot)->state, MT_CHAN_ACTIVE);
	assert_int_equal(slot->chans.at[1].state, MT_CHAN_OPENED);
	sample_free(&s);
}

static void test_failed_open_leaves_the_old_channels(void **state)
{
	struct script script = { 0 };
	struct sample s;
	const struct mt_chan_dev *dev;

	(void)state;
	script_task(&script, "ethtool", 1, 0);
	for (int ix = 0; ix < 2; ix++)
		script_open(&script, ix, 100, 0);
	script_up(&script, 2, 100);
	script_open(&script, 0, 200, 0);
	script_add(&script, "mlx5e_open_channel: " NETDEV
			    "ix=1 cpu=-1 rqn=0 cqn=0 xsk_rqn=0 num_tc=1 xdp=0 err=-12");
	script_add(&script,
		   "mlx5e_close_channel: " NETDEV "ix=0 cpu=0 rqn=200 cqn=1200 xsk_rqn=0 xsk=0");
	dev = &run(&script, &s)->devs.at[0];
	for (int ix = 0; ix < 2; ix++) {
		assert_int_equal(dev->slots.at[ix].chans.nr, 1);
		assert_int_equal(mt_slot_now(&dev->slots.at[ix])->rqn, 100 + ix);
		assert_int_equal(mt_slot_now(&dev->slots.at[ix])->state, MT_CHAN_ACTIVE);
	}
	sample_free(&s);
}

static void xsk_bind(struct script *s, int ix, int xsk_rqn)
{
	script_add(
		s,
		"mlx5e_open_xsk: " NETDEV
		"ix=%d qid=%d xsk_rqn=%d xsk_cqn=%d xsk_sqn=%d xsk_sq_cqn=%d chunk_size=4096 headroom=256 err=0",
		ix, ix, xsk_rqn, xsk_rqn + 1000, xsk_rqn + 2000, xsk_rqn + 3000);
	script_add(s, "mlx5e_activate_xsk: " NETDEV "ix=%d xsk_rqn=%d xsk_sqn=%d", ix, xsk_rqn,
		   xsk_rqn + 2000);
	script_add(s, "mlx5e_rx_channel_redirect: " DEV "ix=%d tirn=%d rqtn=%d rqn=%d err=0", ix,
		   30 + ix, 21 + ix, xsk_rqn);
	script_pool(s, ix, 1, 1, 1, 0);
}

static void test_bind_and_unbind(void **state)
{
	struct script script = { 0 };
	struct sample s;
	const struct mt_slot *slot;
	const struct mt_chan *c;

	(void)state;
	script_task(&script, "xsk", 1, 0);
	for (int ix = 0; ix < 2; ix++)
		script_open(&script, ix, 100, 1);
	script_up(&script, 2, 100);
	xsk_bind(&script, 0, 500);
	xsk_bind(&script, 1, 501);
	script_add(&script, "mlx5e_rx_channel_redirect: " DEV "ix=0 tirn=30 rqtn=21 rqn=100 err=0");
	script_add(&script, "mlx5e_deactivate_xsk: " NETDEV "ix=0 xsk_rqn=500 xsk_sqn=2500");
	script_add(&script, "mlx5e_close_xsk: " NETDEV "ix=0 xsk_rqn=500 xsk_sqn=2500");
	script_pool(&script, 0, 0, 1, 1, 0);
	slot = run(&script, &s)->devs.at[0].slots.at;
	c = mt_slot_now(&slot[0]);
	assert_int_equal(c->xsk_rqn, 0);
	assert_false(c->xsk_active);
	assert_int_equal(slot[0].direct.rqn, 100);
	c = mt_slot_now(&slot[1]);
	assert_int_equal(c->rqn, 101);
	assert_int_equal(c->xsk_rqn, 501);
	assert_int_equal(c->xsk.sqn, 2501);
	assert_int_equal(c->xsk.cqn, 1501);
	assert_true(c->xsk_active);
	assert_int_equal(slot[1].direct.rqn, 501);
	sample_free(&s);
}

/* The XSK queues of a new channel are opened before it, and those of an old one closed last. */
static void test_reopen_with_a_pool(void **state)
{
	struct script script = { 0 };
	struct sample s;
	const struct mt_slot *slot;
	const struct mt_chan *c;

	(void)state;
	script_task(&script, "xsk", 1, 0);
	script_open(&script, 0, 100, 1);
	script_up(&script, 1, 100);
	xsk_bind(&script, 0, 500);
	script_task(&script, "ethtool", 2, 0);
	script_open_with_xsk(&script, 0, 200, 600);
	script_add(&script, "mlx5e_deactivate_channel: " NETDEV
			    "ix=0 cpu=0 rqn=100 cqn=1100 xsk_rqn=500 xsk=1");
	script_add(&script, "mlx5e_deactivate_xsk: " NETDEV "ix=0 xsk_rqn=500 xsk_sqn=2500");
	script_add(&script,
		   "mlx5e_close_channel: " NETDEV "ix=0 cpu=0 rqn=100 cqn=1100 xsk_rqn=500 xsk=1");
	script_add(&script, "mlx5e_close_xsk: " NETDEV "ix=0 xsk_rqn=500 xsk_sqn=2500");
	script_add(&script, "mlx5e_activate_xsk: " NETDEV "ix=0 xsk_rqn=600 xsk_sqn=2600");
	script_add(&script, "mlx5e_activate_channel: " NETDEV
			    "ix=0 cpu=0 rqn=200 cqn=1200 xsk_rqn=600 xsk=1");
	slot = run(&script, &s)->devs.at[0].slots.at;
	assert_int_equal(slot->chans.nr, 1);
	c = mt_slot_now(slot);
	assert_int_equal(c->rqn, 200);
	assert_int_equal(c->xsk_rqn, 600);
	assert_int_equal(c->xsk.cqn, 1600);
	assert_true(c->xsk_active);
	assert_int_equal(slot->last.rqn, 100);
	sample_free(&s);
}

/* A failed command does not change the RQT. */
static void test_failed_redirect(void **state)
{
	struct script script = { 0 };
	struct sample s;
	const struct mt_slot *slot;

	(void)state;
	script_task(&script, "xsk", 1, 0);
	script_open(&script, 0, 100, 0);
	script_up(&script, 1, 100);
	script_add(&script,
		   "mlx5e_rx_channel_redirect: " DEV "ix=0 tirn=30 rqtn=21 rqn=500 err=-5");
	slot = run(&script, &s)->devs.at[0].slots.at;
	assert_int_equal(slot->direct.rqn, 100);
	assert_int_equal(slot->direct.err, -5);
	sample_free(&s);
}

/* Steering events contain only the PCI device, so the netdev is identified by the RQ. */
static void test_two_netdevs_on_one_device(void **state)
{
	struct script script = { 0 };
	struct sample s;
	const struct mt_channels *m;

	(void)state;
	script_task(&script, "ip", 1, 0);
	script_open(&script, 0, 100, 0);
	script_add(
		&script,
		"mlx5e_open_channel: " DEV
		"netdev=rep0 ifindex=9 ix=0 cpu=0 rqn=300 cqn=1300 xsk_rqn=0 num_tc=1 xdp=0 err=0");
	script_add(&script, "mlx5e_rx_channel_redirect: " DEV "ix=0 tirn=50 rqtn=51 rqn=300 err=0");
	script_add(&script, "mlx5e_rx_channel_redirect: " DEV "ix=0 tirn=30 rqtn=21 rqn=100 err=0");
	m = run(&script, &s);
	assert_int_equal(m->devs.nr, 2);
	assert_int_equal(m->devs.at[0].slots.at[0].direct.tirn, 30);
	assert_string_equal(m->devs.at[1].netdev, "rep0");
	assert_int_equal(m->devs.at[1].slots.at[0].direct.tirn, 50);
	sample_free(&s);
}

/* Values that no event contains are never guessed. */
static void test_unknown_stays_unknown(void **state)
{
	struct script script = { 0 };
	struct sample s;
	const struct mt_slot *slot;

	(void)state;
	script_task(&script, "ip", 1, 0);
	script_add(&script, "mlx5e_rx_channel_redirect: " DEV "ix=1 tirn=31 rqtn=22 rqn=101 err=0");
	slot = run(&script, &s)->devs.at[0].slots.at;
	assert_null(mt_slot_now(&slot[0]));
	assert_null(mt_slot_now(&slot[1]));
	assert_int_equal(slot[0].direct.since, 0);
	assert_int_equal(slot[0].direct.rqn, -1);
	assert_int_equal(slot[1].direct.rqn, 101);
	sample_free(&s);
}

static void test_absurd_index(void **state)
{
	struct script script = { 0 };
	struct sample s;

	(void)state;
	script_task(&script, "ip", 1, 0);
	script_add(&script,
		   "mlx5e_rx_channel_redirect: " DEV "ix=4000000000 tirn=31 rqtn=22 rqn=101 err=0");
	assert_int_equal(run(&script, &s)->devs.at[0].slots.nr, 0);
	sample_free(&s);
}

static void test_snapshot(void **state)
{
	static const char snapshot[] =
		"{\"v\":1,\"kernel\":{\"release\":\"6.12.1\",\"machine\":\"x86_64\"},"
		"\"devices\":[{\"netdev\":\"eth0\",\"ifindex\":2,\"pci\":\"0000:01:00.0\","
		"\"channels\":{\"max_combined\":8,\"combined\":2},"
		"\"devlink_health_rx\":{\"Common config\":{},\"RQs\":["
		"{\"channel ix\":0,\"rqn\":100,\"CQ\":{\"cqn\":1100}},"
		"{\"channel ix\":1,\"rqn\":101,\"CQ\":{\"cqn\":1101}},"
		"{\"channel\":\"ptp\",\"rqn\":102}]}}]}";
	char dir[] = "/tmp/mlx5-trace-test-XXXXXX";
	char trace[64], snap[64];
	struct mt_recording *rec;
	struct mt_channels *m;
	struct mt_error err;
	struct mt_record r;
	FILE *f;

	(void)state;
	assert_non_null(mkdtemp(dir));
	snprintf(trace, sizeof(trace), "%s/trace.txt", dir);
	snprintf(snap, sizeof(snap), "%s/snapshot.json", dir);
	f = fopen(snap, "w");
	fputs(snapshot, f);
	fclose(f);
	f = fopen(trace, "w");
	fputs("ip-1 [000] ..... 1.000001: mlx5e_deactivate_channel: " NETDEV
	      "ix=1 cpu=1 rqn=101 cqn=1101 xsk_rqn=0 xsk=0\n",
	      f);
	fclose(f);
	rec = mt_open(dir, NULL, &err);
	assert_non_null(rec);
	m = mt_model_channels.create(rec, NULL);
	assert_int_equal(m->devs.nr, 1);
	assert_int_equal(m->devs.at[0].combined, 2);
	assert_int_equal(m->devs.at[0].slots.nr, 2);
	while (mt_next(rec, &r) > 0)
		mt_model_channels.record(m, &r);
	assert_int_equal(mt_slot_now(&m->devs.at[0].slots.at[0])->rqn, 100);
	assert_int_equal(mt_slot_now(&m->devs.at[0].slots.at[0])->cqn, 1100);
	assert_int_equal(mt_slot_now(&m->devs.at[0].slots.at[0])->cpu, -1);
	assert_int_equal(m->devs.at[0].slots.at[1].chans.nr, 1);
	assert_int_equal(mt_slot_now(&m->devs.at[0].slots.at[1])->state, MT_CHAN_INACTIVE);
	assert_int_equal(mt_slot_now(&m->devs.at[0].slots.at[1])->cpu, 1);
	mt_model_channels.destroy(m);
	mt_close(rec);
	unlink(trace);
	unlink(snap);
	rmdir(dir);
}

static void test_history_is_bounded(void **state)
{
	struct mt_record r = { .kind = MT_REC_EVENT, .event = MT_EV_RX_CHANNEL_REDIRECT };
	struct mt_recording *rec = sample_open("# tracer: nop\n");
	struct mt_channels *m = mt_model_channels.create(rec, NULL);

	(void)state;
	for (int i = 0; i < MT_CHANGES_KEPT + 10; i++) {
		r.ts = (uint64_t)i;
		r.have = UINT64_C(1) << MT_KEY_DEV | UINT64_C(1) << MT_KEY_IX;
		r.str[MT_KEY_DEV] = mt_span_z("d");
		mt_model_channels.record(m, &r);
	}
	assert_int_equal(m->changes.nr, MT_CHANGES_KEPT);
	assert_int_equal(m->dropped, 10);
	assert_int_equal(mt_change_at(m, 0)->ts, 10);
	assert_int_equal(mt_change_at(m, MT_CHANGES_KEPT - 1)->ts, MT_CHANGES_KEPT + 9);
	mt_model_channels.destroy(m);
	mt_close(rec);
}

/* With Socket Direct, a netdev has two functions that use the same numbers. */
static void test_numbers_of_two_functions(void **state)
{
	struct script script = { 0 };
	struct sample s;
	const struct mt_channels *m;
	const struct mt_chan_dev *dev;

	(void)state;
	script_task(&script, "ip", 1, 0);
	for (int ix = 0; ix < 2; ix++)
		script_add(&script,
			   "mlx5e_open_channel: " NETDEV
			   "ix=%d cpu=%d vhca_id=%d rqn=100 cqn=1100 xsk_rqn=0 num_tc=1 xdp=0 err=0",
			   ix, ix, 8 + ix);
	for (int ix = 0; ix < 2; ix++)
		script_add(&script,
			   "mlx5e_activate_channel: " NETDEV
			   "ix=%d cpu=%d vhca_id=%d rqn=100 cqn=1100 xsk_rqn=0 xsk=0",
			   ix, ix, 8 + ix);
	for (int ix = 0; ix < 2; ix++)
		script_add(&script,
			   "mlx5e_rx_channel_redirect: " DEV
			   "ix=%d tirn=%d rqtn=%d vhca_id=%d rqn=100 drop=0 err=0",
			   ix, 30 + ix, 21 + ix, 8 + ix);
	m = run(&script, &s);
	dev = &m->devs.at[0];
	assert_int_equal(dev->slots.nr, 2);
	for (int ix = 0; ix < 2; ix++) {
		assert_int_equal(dev->slots.at[ix].chans.nr, 1);
		assert_int_equal(mt_slot_now(&dev->slots.at[ix])->state, MT_CHAN_ACTIVE);
		assert_int_equal(mt_slot_now(&dev->slots.at[ix])->vhca_id, 8 + ix);
		assert_int_equal(dev->slots.at[ix].direct.vhca_id, 8 + ix);
	}
	assert_true(mt_chan_dev_has_functions(dev));
	sample_free(&s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_switch),
		cmocka_unit_test(test_in_the_middle),
		cmocka_unit_test(test_failed_open_leaves_the_old_channels),
		cmocka_unit_test(test_bind_and_unbind),
		cmocka_unit_test(test_reopen_with_a_pool),
		cmocka_unit_test(test_failed_redirect),
		cmocka_unit_test(test_two_netdevs_on_one_device),
		cmocka_unit_test(test_unknown_stays_unknown),
		cmocka_unit_test(test_absurd_index),
		cmocka_unit_test(test_snapshot),
		cmocka_unit_test(test_history_is_bounded),
		cmocka_unit_test(test_numbers_of_two_functions),
	};

	return cmocka_run_group_tests_name("channels", tests, NULL, NULL);
}
