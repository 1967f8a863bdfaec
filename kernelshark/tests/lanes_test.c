// SPDX-License-Identifier: GPL-2.0-only
/* Tests of the lanes of a recording, and of the positions of their bars. */
#include "analysis/tests/samples.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "kernelshark/boxes.h"

static struct lanes lanes_of(struct script *script)
{
	char *path = sample_file(script->text, strlen(script->text));
	struct mlx5trace_error err;
	struct lanes lanes;

	assert_int_equal(lanes_read(&lanes, path, &err), 0);
	unlink(path);
	free(path);
	free(script->text);
	return lanes;
}

static const struct lane *lane_named(const struct lanes *lanes, const char *name)
{
	for (size_t i = 0; i < lanes->nr; i++)
		if (!strcmp(lanes->at[i].name, name))
			return &lanes->at[i];
	fail_msg("no lane %s", name);
	return NULL;
}

static size_t count(const struct lane *lane, enum bar_kind kind)
{
	size_t nr = 0;

	for (size_t i = 0; i < lane->nr_bars; i++)
		nr += lane->bars[i].kind == kind;
	return nr;
}

static void test_names(void **state)
{
	static const char *const names[] = {
		"eth0 operations", "eth0 commands", "eth0 channel 0", "eth0 RQT 0",
		"eth0 channel 1",  "eth0 RQT 1",    "eth0 RSS",
	};
	struct script script = { 0 };
	struct lanes lanes;

	(void)state;
	script_task(&script, "ethtool", 312, 0);
	script_issue(&script, "CREATE_RQ(0x908)", 7);
	script_submit(&script, "CREATE_RQ(0x908)", 7, 0);
	script_done(&script, "CREATE_RQ(0x908)", 7, 0, 10, 1000);
	script_switch(&script, 2, 100, 2, 200, 0);
	script_set_channels(&script, 2, 2, 0);
	lanes = lanes_of(&script);
	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
		const struct lane *lane = lane_named(&lanes, names[i]);

		/* a lane is selected by its number, and numbers have the order of the lanes */
		assert_int_equal(lane->pid, LANE_FIRST_PID + lane - lanes.at);
		assert_ptr_equal(lanes_find(&lanes, lane->pid), lane);
		assert_true(!i || lane > lane_named(&lanes, names[i - 1]));
	}
	/* a command has no network interface and is in the lane of the device's first interface */
	assert_int_equal(count(lane_named(&lanes, "eth0 commands"), BAR_COMMAND), 1);
	assert_null(lanes_find(&lanes, 312));
	assert_null(lanes_find(&lanes, LANE_FIRST_PID + (int)lanes.nr));
	lanes_free(&lanes);
}

static void test_rows(void **state)
{
	struct script script = { 0 };
	const struct lane *lane;
	struct lanes lanes;
	unsigned int row_of_rq[300] = { 0 };

	(void)state;
	script_task(&script, "ethtool", 312, 0);
	/* twice, the new channel is opened before the old one is closed */
	script_switch(&script, 1, 100, 1, 200, 0);
	script_switch(&script, 1, 200, 1, 250, 0);
	lanes = lanes_of(&script);
	lane = lane_named(&lanes, "eth0 channel 0");
	assert_int_equal(lane->rows, 2);
	assert_int_equal(count(lane, BAR_CHANNEL), 3);
	for (size_t i = 0; i < lane->nr_bars; i++) {
		const struct bar *a = &lane->bars[i];

		if (a->kind == BAR_CHANNEL)
			row_of_rq[a->rqn] = a->row;
		for (size_t j = 0; j < i; j++) {
			const struct bar *b = &lane->bars[j];

			if (a->kind == b->kind && a->row == b->row)
				assert_true(a->start >= b->end);
		}
	}
	for (size_t i = 0; i < lane->nr_bars; i++)
		if (lane->bars[i].kind == BAR_CHANNEL_ACTIVE)
			assert_int_equal(lane->bars[i].row, row_of_rq[lane->bars[i].rqn]);
	lanes_free(&lanes);
}

static void test_texts(void **state)
{
	struct script script = { 0 };
	const struct bar *failed;
	const struct lane *lane;
	struct lanes lanes;

	(void)state;
	script_task(&script, "eth\xc3\xa4tool", 312, 0);
	script_switch(&script, 1, 100, 1, 200, 0);
	script_set_channels(&script, 1, 1, -22);
	lanes = lanes_of(&script);
	lane = lane_named(&lanes, "eth0 operations");
	failed = lane->bars;
	for (size_t i = 0; i < lane->nr_bars; i++)
		for (const char *c = lane->bars[i].text; *c; c++)
			assert_true(*c >= ' ' && *c <= '~');
	while (failed < lane->bars + lane->nr_bars && !failed->failed)
		failed++;
	assert_true(failed < lane->bars + lane->nr_bars);
	assert_non_null(strstr(failed->text, "on 0000:01:00.0 eth0, by eth??tool, 10.0"));
	assert_non_null(strstr(failed->text, ", failed: Invalid argument"));
	lanes_free(&lanes);
}

struct drawn {
	struct box at[64];
	size_t nr;
};

static void keep(void *arg, const struct box *box)
{
	struct drawn *d = arg;

	assert_true(d->nr < 64);
	d->at[d->nr++] = *box;
}

static struct drawn draw(const struct lane *lane, int64_t min, int64_t bin_size, int bins)
{
	const struct box_view view = { min, bin_size, bins, 40 };
	struct drawn d = { .nr = 0 };

	boxes_of(lane, &view, keep, &d);
	for (size_t i = 0; i < d.nr; i++) {
		assert_in_range(d.at[i].from, 0, bins - 1);
		assert_in_range(d.at[i].to, d.at[i].from, bins - 1);
		assert_in_range(d.at[i].top, d.at[i].bottom + 1, 40);
		assert_true(d.at[i].bottom >= 0);
	}
	return d;
}

static void test_boxes(void **state)
{
	struct bar bars[] = {
		{ .kind = BAR_CHANNEL, .start = 100, .end = 299 },
		{ .kind = BAR_CHANNEL_ACTIVE, .start = 150, .end = 250 },
		{ .kind = BAR_CHANNEL, .row = 1, .start = 280, .end = 500 },
		{ .kind = BAR_CHANNEL, .start = 300, .end = 301 },
		{ .kind = BAR_CHANNEL, .start = 303, .end = 303 },
	};
	const struct lane lane = { .bars = bars, .nr_bars = 5, .rows = 2 };
	struct drawn d = draw(&lane, 0, 1, 1000);

	(void)state;
	/* the inner bar is first, and there is a gap before the neighbour */
	assert_int_equal(d.nr, 5);
	assert_ptr_equal(d.at[0].bar, &bars[1]);
	assert_int_equal(d.at[1].from, 100);
	assert_int_equal(d.at[1].to, 297);
	assert_true(d.at[0].top < d.at[1].top && d.at[0].bottom > d.at[1].bottom);
	/* the second row is below the first */
	assert_true(d.at[2].top < d.at[1].bottom);
	/* at a tenth of the resolution the two short bars are in one pixel, which is drawn once */
	d = draw(&lane, 0, 10, 100);
	assert_int_equal(d.nr, 4);
	assert_int_equal(d.at[3].from, 30);
	assert_int_equal(d.at[1].to, 27);
	/* bars that extend beyond the view are cut, and those outside it are not drawn */
	d = draw(&lane, 200, 1, 50);
	assert_int_equal(d.nr, 2);
	assert_int_equal(d.at[1].from, 0);
	assert_int_equal(d.at[1].to, 49);
	assert_int_equal(draw(&lane, 600, 1, 50).nr, 0);
	assert_int_equal(draw(&lane, 0, 1, 50).nr, 0);
	/* a view has no space for bars if the window is too small */
	assert_int_equal(draw(&lane, 0, 0, 50).nr, 0);
	assert_int_equal(draw(&lane, 0, 1, 0).nr, 0);
}

static void test_more_rows_than_pixels(void **state)
{
	struct bar bar = { .kind = BAR_COMMAND, .row = 150, .start = 1, .end = 2 };
	const struct lane lane = { .bars = &bar, .nr_bars = 1, .rows = 200 };

	(void)state;
	assert_int_equal(draw(&lane, 0, 1, 10).nr, 1);
}

static void test_no_events(void **state)
{
	struct script script = { 0 };
	struct lanes lanes;

	(void)state;
	script_task(&script, "bash", 1, 0);
	script_add(&script, "sched_wakeup: comm=cat pid=2 prio=120 target_cpu=000");
	lanes = lanes_of(&script);
	assert_int_equal(lanes.nr, 0);
	assert_null(lanes_find(&lanes, LANE_FIRST_PID));
	lanes_free(&lanes);
}

static void test_unreadable(void **state)
{
	struct mlx5trace_error err;
	struct lanes lanes;

	(void)state;
	assert_int_equal(lanes_read(&lanes, "/nonexistent/trace.dat", &err), -1);
	assert_non_null(strstr(err.text, "/nonexistent/trace.dat"));
	assert_int_equal(lanes.nr, 0);
	lanes_free(&lanes);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_names),
		cmocka_unit_test(test_rows),
		cmocka_unit_test(test_texts),
		cmocka_unit_test(test_boxes),
		cmocka_unit_test(test_more_rows_than_pixels),
		cmocka_unit_test(test_no_events),
		cmocka_unit_test(test_unreadable),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
