// SPDX-License-Identifier: GPL-2.0-only
/* Tests of maps from a snapshot, of the two TIRs of a channel before 6.1, and of unknown values. */
#include "analysis/tests/samples.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "analysis/view/map.h"

/* A recording directory with these files, and the map at the end of the recording. */
struct recorded {
	char dir[40], trace[64], snapshot[64], after[64], meta[64];
	struct mt_recording *rec;
	struct mt_map *map;
};

static void put(const char *path, const char *text)
{
	FILE *f = fopen(path, "w");

	assert_non_null(f);
	fputs(text, f);
	fclose(f);
}

/* @after is the text of after.json and @meta that of meta.json; NULL for none. */
static struct mt_map *recorded_until(struct recorded *r, const char *release, const char *devlink,
				     const char *after, const char *meta, const char *events,
				     struct mt_instant until)
{
	struct mt_query query = { .at = until };
	struct mt_error err;
	struct mt_record rec;
	char text[2048];

	strcpy(r->dir, "/tmp/mlx5-trace-test-XXXXXX");
	assert_non_null(mkdtemp(r->dir));
	snprintf(r->trace, sizeof(r->trace), "%s/trace.txt", r->dir);
	snprintf(r->snapshot, sizeof(r->snapshot), "%s/snapshot.json", r->dir);
	snprintf(text, sizeof(text),
		 "{\"v\":1,\"kernel\":{\"release\":\"%s\"},\"devices\":[{\"netdev\":\"eth0\","
		 "\"ifindex\":2,\"pci\":\"0000:01:00.0\",%s}]}",
		 release, devlink);
	put(r->snapshot, text);
	snprintf(r->after, sizeof(r->after), "%s/after.json", r->dir);
	snprintf(r->meta, sizeof(r->meta), "%s/meta.json", r->dir);
	if (after)
		put(r->after, after);
	if (meta)
		put(r->meta, meta);
	put(r->trace, events);
	r->rec = mt_open(r->dir, NULL, &err);
	if (!r->rec)
		fail_msg("%s", err.text);
	r->map = mt_model_map.create(r->rec, &query);
	while (mt_next(r->rec, &rec) > 0)
		mt_model_map.record(r->map, &rec);
	mt_model_map.finish(r->map);
	return r->map;
}

static struct mt_map *recorded(struct recorded *r, const char *release, const char *devlink,
			       const char *events)
{
	return recorded_until(r, release, devlink, NULL, NULL, events, (struct mt_instant){ 0 });
}

static void done(struct recorded *r)
{
	mt_model_map.destroy(r->map);
	mt_close(r->rec);
	unlink(r->trace);
	unlink(r->snapshot);
	unlink(r->after);
	unlink(r->meta);
	rmdir(r->dir);
}

#define RQS \
	"\"devlink_health_rx\":{\"RQs\":[" \
	"{\"channel ix\":0,\"rqn\":100,\"SW State\":{\"xsk\":0},\"CQ\":{\"cqn\":1100}}," \
	"{\"channel ix\":1,\"rqn\":501,\"SW State\":{\"xsk\":1},\"CQ\":{\"cqn\":1501}}]," \
	"\"RX resources\":{\"Direct TIRs\":[{\"ix\":0,\"tirn\":30,\"rqtn\":21},{\"ix\":1,\"tirn\":31,\"rqtn\":22}]," \
	"\"RSS\":[{\"Index\":0,\"rqtn\":20,\"TIRs Numbers\":[{\"tt\":\"TT_IPV4_TCP\",\"tirn\":40}]}]}}," \
	"\"devlink_health_tx\":{\"SQs\":[{\"channel ix\":0,\"tc\":0,\"sqn\":70},{\"channel ix\":0,\"tc\":1,\"sqn\":71}," \
	"{\"channel ix\":1,\"tc\":0,\"sqn\":72}]},\"rules\":[{\"location\":4,\"action\":{\"drop\":true}}," \
	"{\"location\":5,\"action\":{\"queue\":1}}]"

static void rule_text_is(const struct mt_map *m, unsigned int i, const char *want)
{
	char text[512];

	mt_map_rule_words(m, &m->rules.at[i], text, sizeof(text));
	assert_string_equal(text, want);
}

static void test_snapshot(void **state)
{
	struct recorded r;
	const struct mt_map *m = recorded(&r, "6.18.1", RQS, "# tracer: nop\n");
	const struct mt_slot *slot = m->channels->devs.at[0].slots.at;

	(void)state;
	assert_int_equal(mt_slot_now(&slot[0])->rqn, 100);
	assert_int_equal(mt_slot_now(&slot[0])->xsk_rqn, 0);
	assert_int_equal(mt_slot_now(&slot[0])->nr_sqs, 2);
	assert_int_equal(mt_slot_now(&slot[0])->sqn[1], 71);
	/* the other RQ of the channel is unknown ... */
	assert_int_equal(mt_slot_now(&slot[1])->rqn, -1);
	assert_int_equal(mt_slot_now(&slot[1])->xsk_rqn, 501);
	assert_int_equal(slot[1].direct.tirn, 31);
	/* ... and so is the destination of the TIR */
	assert_int_equal(mt_map_find_tir(m, "0000:01:00.0", 31)->rqn, -1);
	assert_string_equal(mt_map_find_tir(m, "0000:01:00.0", 40)->traffic, "IPV4_TCP");
	rule_text_is(m, 0,
		     "location 4: older than the recording, drops; its table and entry are unknown");
	rule_text_is(m, 1,
		     "location 5: older than the recording, to queue 1: TIR 31 -> RQT 22 -> "
		     "an RQ that no event contains; its table and entry are unknown");
	assert_int_equal(mt_map_nr_channels(m, &m->channels->devs.at[0]), 2);
	done(&r);
}

static void test_two_tirs_of_a_channel(void **state)
{
	static const char events[] =
		/* a socket is closed; it is not known yet which TIR is redirected to the drop RQ */
		"k-1 [000] ..... 1.001: mlx5e_rx_channel_drop: " DEV
		"ix=1 tirn=60 rqtn=50 rqn=7 err=0\n"
		"k-1 [000] ..... 1.002: mlx5e_rss_redirect: " DEV
		"rqtn=20 nch=2 hfunc=1 drop=0 err=0\n"
		"k-1 [000] ..... 1.003: mlx5e_rx_channel_redirect: " DEV
		"ix=1 tirn=31 rqtn=22 rqn=101 err=0\n"
		"k-1 [000] ..... 1.004: mlx5e_open_xsk: " NETDEV
		"ix=1 qid=3 xsk_rqn=501 xsk_cqn=1501 "
		"xsk_sqn=601 xsk_sq_cqn=1601 chunk_size=4096 headroom=256 err=0\n"
		"k-1 [000] ..... 1.005: mlx5e_activate_xsk: " NETDEV
		"ix=1 xsk_rqn=501 xsk_sqn=601\n"
		"k-1 [000] ..... 1.006: mlx5e_rx_channel_redirect: " DEV
		"ix=1 tirn=60 rqtn=50 rqn=501 err=0\n";
	struct recorded r;
	const struct mt_map *m =
		recorded(&r, "5.10.0",
			 "\"devlink_health_rx\":{\"RQs\":[{\"channel ix\":0,\"rqn\":100},"
			 "{\"channel ix\":1,\"rqn\":101}]}",
			 events);
	const struct mt_chan_dev *dev = &m->channels->devs.at[0];

	(void)state;
	assert_int_equal(dev->slots.at[1].direct.rqn, 101);
	assert_int_equal(dev->slots.at[1].xsk_direct.rqn, 501);
	assert_int_equal(mt_map_channel_tir(m, dev, 1, false)->tirn, 31);
	assert_int_equal(mt_map_channel_tir(m, dev, 1, true)->tirn, 60);
	assert_int_equal(mt_map_queue(m, dev, 1), 3);
	done(&r);
}

/* As RSS leads to the channels again and channel 0 is active, its direct RQT must lead to it. */
static void test_missing_events(void **state)
{
	static const char events[] =
		"e-1 [000] ..... 1.001: mlx5e_rx_channel_drop: " DEV
		"ix=0 tirn=30 rqtn=21 rqn=7 err=0\n"
		"e-1 [000] ..... 1.002: mlx5e_activate_channel: " NETDEV
		"ix=0 cpu=0 rqn=110 cqn=1110 xsk_rqn=0 xsk=0\n"
		"e-1 [000] ..... 1.003: mlx5e_rss_redirect: " DEV
		"rqtn=20 nch=1 hfunc=1 drop=0 err=0\n"
		/* channel 1 is closed, and no event contains the new destination of its RQT */
		"e-1 [000] ..... 1.004: mlx5e_rx_channel_redirect: " DEV
		"ix=1 tirn=31 rqtn=22 rqn=101 err=0\n"
		"e-1 [000] ..... 1.005: mlx5e_close_channel: " NETDEV
		"ix=1 cpu=1 rqn=101 cqn=1101 xsk_rqn=0 xsk=0\n";
	struct recorded r;
	const struct mt_map *m = recorded(&r, "6.12.1", "\"rules\":[]", events);
	const struct mt_chan_dev *dev = &m->channels->devs.at[0];

	(void)state;
	assert_int_equal(dev->slots.at[0].direct.rqn, -1);
	assert_false(dev->slots.at[0].direct.drop);
	assert_int_equal(mt_map_find_tir(m, "0000:01:00.0", 30)->rqn, -1);
	assert_int_equal(dev->slots.at[1].direct.rqn, -1);
	done(&r);
}

/* Only the indirection table in the snapshot has the channels; events have only their number. */
static void test_spread(void **state)
{
	static const struct {
		const char *indir;
		int combined, nch;
		const char *after, *words;
	} cases[] = {
		/* ethtool -X eth0 equal 2, -L 3, -L 4 */
		{ "0,1,0,1,0,1,0,1", 4, 4, "", "channels 0, 1" },
		{ "0,1,0,1,0,1,0,1", 4, 3, "", "channels 0, 1" },
		{ "3,0,5,1,2,0", 6, 8, "", "channels 0..3, 5" },
		{ "2,2,2,2", 4, 4, "", "channel 2" },
		/* the driver's default table, which is rebuilt unless the user has set it */
		{ "0,1,2,3,0,1,2,3", 4, 4, "", "channels 0..3" },
		{ "0,1,2,3,0,1,2,3", 4, 3, "", "channels that are unknown (of 3)" },
		{ "", 4, 4, "", "channels that are unknown (of 4)" },
		/* ethtool -X ran during the recording */
		{ "0,1,0,1", 4, 4,
		  "  ethtool-9     [000] .....    12.000000: mlx5_cmd_done: " DEV
		  "opcode=MODIFY_RQT(0x917) op_mod=0 uid=0 token=7 slot=0 async=0 status=OK syndrome=0x0 err=0 wait_ns=1 ns=9\n",
		  "channels that are unknown (of 4)" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		char snapshot[200], events[600], words[80];
		const struct mt_chan_dev *dev;
		struct recorded r;
		struct mt_map *m;

		snprintf(snapshot, sizeof(snapshot),
			 "\"channels\":{\"combined\":%d},\"rss\":{\"indir\":[%s]}",
			 cases[i].combined, cases[i].indir);
		snprintf(events, sizeof(events),
			 "  ethtool-8     [000] .....    11.000000: mlx5e_rss_redirect: " DEV
			 "rss_ctx=0 rqtn=20 nch=%d hfunc=TOP drop=0 err=0\n%s",
			 cases[i].nch, cases[i].after);
		m = recorded(&r, "6.12.0", snapshot, events);
		dev = &m->channels->devs.at[0];
		mt_rss_spread_words(dev, &dev->rss.at[0], words, sizeof(words));
		assert_string_equal(words, cases[i].words);
		done(&r);
	}
}

/*
 * Without the events of channels, the state at the end is that of after.json, and the state at any
 * earlier time is that of snapshot.json.
 */
static void test_state_after(void **state)
{
	static const char after[] =
		"{\"v\":1,\"devices\":[{\"netdev\":\"eth0\",\"ifindex\":2,"
		"\"channels\":{\"combined\":1},\"rules\":[{\"location\":9,\"action\":{\"queue\":0}}],"
		"\"devlink_health_rx\":{\"RQs\":[{\"channel ix\":0,\"rqn\":300}]},"
		"\"devlink_health_tx\":{\"SQs\":[{\"channel ix\":0,\"tc\":0,\"sqn\":90}]}}]}";
	static const char no_queues[] =
		"{\"v\":1,\"devices\":[{\"netdev\":\"eth0\",\"ifindex\":2,"
		"\"channels\":{\"combined\":1},\"devlink_health_rx\":null}]}";
	static const char other_events[] = "{\"v\":1,\"events\":[\"mlx5:mlx5_fw\",\"net:*\"]}";
	static const char all_events[] = "{\"v\":1,\"events\":[\"mlx5:*\"]}";
	static const char no_events[] = "# tracer: nop\n";
	static const struct mt_instant end, early = { .set = true, .ns = 1, .ticks = 1 };
	static const struct {
		const char *after, *meta;
		const struct mt_instant *until;
		enum mt_snapshot_side side;
		int64_t rqn, sqn, rule, nr;
	} cases[] = {
		{ after, other_events, &end, MT_SNAPSHOT_AFTER, 300, 90, 9, 1 },
		{ after, other_events, &early, MT_SNAPSHOT_STALE, 100, 70, 4, 2 },
		{ no_queues, other_events, &end, MT_SNAPSHOT_STALE, 100, 70, 4, 2 },
		{ NULL, other_events, &end, MT_SNAPSHOT_STALE, 100, 70, 4, 2 },
		{ after, all_events, &end, MT_SNAPSHOT_BEFORE, 100, 70, 4, 2 },
		{ after, NULL, &end, MT_SNAPSHOT_BEFORE, 100, 70, 4, 2 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct recorded r;
		const struct mt_map *m = recorded_until(&r, "6.18.1", RQS, cases[i].after,
							cases[i].meta, no_events, *cases[i].until);
		const struct mt_chan_dev *dev = &m->channels->devs.at[0];

		assert_int_equal(dev->side, cases[i].side);
		assert_int_equal(mt_slot_now(&dev->slots.at[0])->rqn, cases[i].rqn);
		assert_int_equal(mt_slot_now(&dev->slots.at[0])->sqn[0], cases[i].sqn);
		assert_int_equal(m->rules.at[0].location, cases[i].rule);
		assert_int_equal(dev->slots.nr, cases[i].nr);
		done(&r);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_spread),	       cmocka_unit_test(test_snapshot),
		cmocka_unit_test(test_state_after),    cmocka_unit_test(test_two_tirs_of_a_channel),
		cmocka_unit_test(test_missing_events),
	};

	return cmocka_run_group_tests_name("map_start", tests, NULL, NULL);
}
