// SPDX-License-Identifier: GPL-2.0-only
/*
 * The cross-check of a simulated device and driver whose logs agree, and of
 * every kind of disagreement between the logs.
 */
#include "analysis/tests/samples.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "tools/crosscheck/check.h"

#define MAX_NCH	 4
#define PTP_RQTN 40
#define DROP_RQN 7

/* A simulated driver and device: each operation is written to both logs. */
struct world {
	struct script events;
	char *log;
	size_t log_size;
	FILE *out;
	int seq;
	int nch;
	int rqn[MAX_NCH], xsk[MAX_NCH];	      /* of the active channels */
	int next[MAX_NCH], next_xsk[MAX_NCH]; /* of the channels being opened */
	int pool[MAX_NCH];
	bool xsk_tirs; /* an XSK RQ has a separate TIR and RQT: 5.10 */
	int last_id;
};

/* "created":{...} and similar text is written unchanged; @refs has no brackets */
static void command(struct world *w, const char *op, int status, const char *more, const char *refs)
{
	fprintf(w->out,
		"{\"v\":1,\"seq\":%d,\"dev\":\"nic0\",\"opcode\":1,\"op\":\"%s\",\"status\":%d,%s%s\"refs\":[%s]}\n",
		++w->seq, op, status, more, *more ? "," : "", refs);
}

static const char *object(const char *key, const char *type, int id)
{
	static char text[4][80];
	static int turn;

	turn = (turn + 1) % 4;
	snprintf(text[turn], sizeof(text[turn]), "%s%s%s{\"type\":\"%s\",\"id\":%d}",
		 *key ? "\"" : "", key, *key ? "\":" : "", type, id);
	return text[turn];
}

static void create(struct world *w, const char *type, int id)
{
	char op[16];

	snprintf(op, sizeof(op), "CREATE_%s", type);
	command(w, op, 0, object("created", type, id), "");
}

static void destroy(struct world *w, const char *type, int id)
{
	char op[16];

	snprintf(op, sizeof(op), "DESTROY_%s", type);
	command(w, op, 0, object("destroyed", type, id), "");
}

static void modify_rqt(struct world *w, int rqtn, int rqn)
{
	char refs[128];

	snprintf(refs, sizeof(refs), "%s,%s", object("", "RQT", rqtn), object("", "RQ", rqn));
	command(w, "MODIFY_RQT", 0, "", refs);
}

static void world_begin(struct world *w, bool xsk_tirs)
{
	*w = (struct world){ .last_id = 100, .xsk_tirs = xsk_tirs };
	w->out = open_memstream(&w->log, &w->log_size);
	fprintf(w->out, "{\"v\":1,\"seq\":0,\"reset\":\"start\"}\n");
	create(w, "CQ", 6);
	create(w, "RQ", DROP_RQN);
	for (int rqtn = 20; rqtn <= PTP_RQTN; rqtn++) {
		char refs[64];

		snprintf(refs, sizeof(refs), "%s", object("", "RQ", DROP_RQN));
		command(w, "CREATE_RQT", 0, object("created", "RQT", rqtn), refs);
	}
	for (int tirn = 30; tirn < 30 + MAX_NCH; tirn++)
		create(w, "TIR", tirn);
	for (int ix = 0; ix < MAX_NCH && xsk_tirs; ix++) {
		char refs[64];

		snprintf(refs, sizeof(refs), "%s", object("", "RQ", DROP_RQN));
		command(w, "CREATE_RQT", 0, object("created", "RQT", 41 + ix), refs);
		create(w, "TIR", 50 + ix);
	}
}

static void open_one(struct world *w, int ix, bool xdp)
{
	w->next[ix] = w->last_id++;
	w->next_xsk[ix] = 0;
	create(w, "CQ", w->next[ix] + 1000);
	create(w, "RQ", w->next[ix]);
	command(w, "MODIFY_RQ", 0, "", object("", "RQ", w->next[ix]));
	if (w->pool[ix] && xdp) {
		w->next_xsk[ix] = w->last_id++;
		create(w, "CQ", w->next_xsk[ix] + 1000);
		create(w, "RQ", w->next_xsk[ix]);
		create(w, "CQ", w->next_xsk[ix] + 3000);
		create(w, "SQ", w->next_xsk[ix] + 2000);
		script_add(
			&w->events,
			"mlx5e_open_xsk: " NETDEV
			"ix=%d qid=%d xsk_rqn=%d xsk_cqn=%d xsk_sqn=%d xsk_sq_cqn=%d chunk_size=4096 headroom=256 err=0",
			ix, ix, w->next_xsk[ix], w->next_xsk[ix] + 1000, w->next_xsk[ix] + 2000,
			w->next_xsk[ix] + 3000);
	}
	script_add(&w->events,
		   "mlx5e_open_channel: " NETDEV
		   "ix=%d cpu=%d rqn=%d cqn=%d xsk_rqn=%d num_tc=1 xdp=%d err=0",
		   ix, ix, w->next[ix], w->next[ix] + 1000, w->next_xsk[ix], xdp);
}

static void direct_to(struct world *w, int ix, int tirn, int rqtn, int rqn)
{
	modify_rqt(w, rqtn, rqn);
	script_add(&w->events, "mlx5e_rx_channel_%s: " DEV "ix=%d tirn=%d rqtn=%d rqn=%d err=0",
		   rqn == DROP_RQN ? "drop" : "redirect", ix, tirn, rqtn, rqn);
}

static void direct(struct world *w, int ix, bool drop)
{
	bool own = w->xsk[ix] && w->xsk_tirs;

	direct_to(w, ix, 30 + ix, 21 + ix,
		  drop		     ? DROP_RQN :
		  w->xsk[ix] && !own ? w->xsk[ix] :
				       w->rqn[ix]);
	if (own)
		direct_to(w, ix, 50 + ix, 41 + ix, drop ? DROP_RQN : w->xsk[ix]);
}

static void rss(struct world *w, bool drop)
{
	modify_rqt(w, 20, drop ? DROP_RQN : w->xsk[0] ? w->xsk[0] : w->rqn[0]);
	script_add(&w->events, "mlx5e_rss_redirect: " DEV "rqtn=20 nch=%d hfunc=1 drop=%d err=0",
		   w->nch, drop);
}

static void channel(struct world *w, const char *what, int ix)
{
	script_add(&w->events,
		   "mlx5e_%s_channel: " NETDEV "ix=%d cpu=%d rqn=%d cqn=%d xsk_rqn=%d xsk=%d", what,
		   ix, ix, w->rqn[ix], w->rqn[ix] + 1000, w->xsk[ix], w->xsk[ix] > 0);
}

static void xsk(struct world *w, const char *what, int ix)
{
	script_add(&w->events, "mlx5e_%s_xsk: " NETDEV "ix=%d xsk_rqn=%d xsk_sqn=%d", what, ix,
		   w->xsk[ix], w->xsk[ix] + 2000);
}

static void destroy_xsk(struct world *w, int ix)
{
	xsk(w, "close", ix);
	destroy(w, "SQ", w->xsk[ix] + 2000);
	destroy(w, "RQ", w->xsk[ix]);
	destroy(w, "CQ", w->xsk[ix] + 1000);
	w->xsk[ix] = 0;
}

static void close_one(struct world *w, int ix)
{
	channel(w, "close", ix);
	if (w->xsk[ix])
		destroy_xsk(w, ix);
	destroy(w, "RQ", w->rqn[ix]);
	destroy(w, "CQ", w->rqn[ix] + 1000);
}

static void down(struct world *w)
{
	rss(w, true);
	for (int ix = 0; ix < MAX_NCH; ix++)
		direct(w, ix, true);
	modify_rqt(w, PTP_RQTN, DROP_RQN);
	for (int ix = 0; ix < w->nch; ix++) {
		channel(w, "deactivate", ix);
		if (w->xsk[ix])
			xsk(w, "deactivate", ix);
	}
	for (int ix = 0; ix < w->nch; ix++)
		close_one(w, ix);
}

static void up(struct world *w, int nch)
{
	w->nch = nch;
	memcpy(w->rqn, w->next, sizeof(w->rqn));
	memcpy(w->xsk, w->next_xsk, sizeof(w->xsk));
	for (int ix = 0; ix < nch; ix++) {
		if (w->xsk[ix])
			xsk(w, "activate", ix);
		channel(w, "activate", ix);
	}
	rss(w, false);
	for (int ix = 0; ix < MAX_NCH; ix++)
		direct(w, ix, ix >= nch);
	modify_rqt(w, PTP_RQTN, DROP_RQN);
}

static void set_channels(struct world *w, int nch, bool xdp)
{
	int old = w->nch;

	script_task(&w->events, "ethtool", 300 + w->seq, 0);
	for (int ix = 0; ix < nch; ix++)
		open_one(w, ix, xdp);
	down(w);
	up(w, nch);
	script_set_channels(&w->events, old, nch, 0);
}

static void xsk_bind(struct world *w, int ix)
{
	script_task(&w->events, "xsk", 200, 1);
	w->xsk[ix] = w->last_id++;
	w->pool[ix] = 1;
	create(w, "CQ", w->xsk[ix] + 1000);
	create(w, "RQ", w->xsk[ix]);
	create(w, "CQ", w->xsk[ix] + 3000);
	create(w, "SQ", w->xsk[ix] + 2000);
	script_add(
		&w->events,
		"mlx5e_open_xsk: " NETDEV
		"ix=%d qid=%d xsk_rqn=%d xsk_cqn=%d xsk_sqn=%d xsk_sq_cqn=%d chunk_size=4096 headroom=256 err=0",
		ix, ix, w->xsk[ix], w->xsk[ix] + 1000, w->xsk[ix] + 2000, w->xsk[ix] + 3000);
	xsk(w, "activate", ix);
	if (w->xsk_tirs) {
		direct_to(w, ix, 50 + ix, 41 + ix, w->xsk[ix]);
	} else {
		rss(w, false);
		direct(w, ix, false);
	}
	script_pool(&w->events, ix, 1, 1, 1, 0);
}

static void xsk_unbind(struct world *w, int ix)
{
	int xsk_rqn = w->xsk[ix];

	script_task(&w->events, "xsk", 200, 1);
	w->xsk[ix] = 0;
	if (w->xsk_tirs) {
		direct_to(w, ix, 50 + ix, 41 + ix, DROP_RQN);
	} else {
		rss(w, false);
		direct(w, ix, false);
	}
	w->xsk[ix] = xsk_rqn;
	xsk(w, "deactivate", ix);
	destroy_xsk(w, ix);
	w->pool[ix] = 0;
	script_pool(&w->events, ix, 0, 1, 1, 0);
}

/* Opening a channel fails after CREATE_RQ, and is rolled back. */
static void fail_to_open(struct world *w)
{
	int rqn = w->last_id++;

	script_task(&w->events, "ethtool", 300 + w->seq, 0);
	create(w, "CQ", rqn + 1000);
	create(w, "RQ", rqn);
	command(w, "MODIFY_RQ", 5, "", "");
	destroy(w, "RQ", rqn);
	destroy(w, "CQ", rqn + 1000);
	script_add(&w->events, "mlx5e_open_channel: " NETDEV
			       "ix=0 cpu=-1 rqn=0 cqn=0 xsk_rqn=0 num_tc=1 xdp=0 err=-5");
	script_set_channels(&w->events, w->nch, 1, -5);
}

/* The whole sequence, which is recorded from the second channel change on. */
static void replay_with(struct world *w, bool xsk_tirs)
{
	world_begin(w, xsk_tirs);
	script_task(&w->events, "ip", 100, 0);
	for (int ix = 0; ix < 2; ix++)
		open_one(w, ix, false);
	up(w, 2);
	free(w->events.text);
	w->events = (struct script){ 0 };
	set_channels(w, 3, true);
	xsk_bind(w, 1);
	set_channels(w, 2, true);
	fail_to_open(w);
	xsk_unbind(w, 1);
	set_channels(w, 4, true);
	fclose(w->out);
}

static void replay(struct world *w)
{
	replay_with(w, false);
}

static void drop_world(struct world *w)
{
	free(w->events.text);
	free(w->log);
}

/* The number of disagreements; -1 if nothing can be aligned. */
static int check(const char *events, const char *log, struct check *c)
{
	char *event_path = sample_file(events, strlen(events));
	char *log_path = sample_file(log, strlen(log));
	struct mt_error err = { "" };
	struct devlog devlog;
	struct events e;
	int result = -1;

	*c = (struct check){ 0 };
	if (!devlog_load(&devlog, log_path, &err))
		fail_msg("%s", err.text);
	if (!events_read(&e, event_path, NULL, &err))
		fail_msg("%s", err.text);
	if (check_run(c, &devlog, &e))
		result = (int)c->disagreements;
	events_free(&e);
	devlog_free(&devlog);
	unlink(event_path);
	unlink(log_path);
	free(event_path);
	free(log_path);
	return result;
}

static void test_the_same_story(void **state)
{
	struct world w;
	struct check c;

	(void)state;
	replay(&w);
	if (check(w.events.text, w.log, &c))
		fail_msg("%s", c.first[0]);
	/* 3 + 2 + 4 channels; the XSK is opened once by the bind and once when channels reopen */
	assert_int_equal(c.announced, 11);
	assert_int_equal(c.created, 12);
	assert_int_equal(c.excepted[EXC_FAILED_OPEN], 1);
	assert_int_equal(c.excepted[EXC_DROP_RQ], 0);
	/* 2 + 3 + 2 channels and both XSK RQs */
	assert_int_equal(c.closed, 9);
	assert_int_equal(c.rqt_changes, 3 * 10 + 2 + 2);
	assert_int_equal(c.ptp_rqt_changes, 6);
	drop_world(&w);
}

/* @text without line @n; NULL when there is no such line. */
static char *without_line(const char *text, int n, char **line)
{
	const char *from = text, *to;
	char *rest;

	while (n-- && (from = strchr(from, '\n')))
		from++;
	if (!from || !*from)
		return NULL;
	to = strchr(from, '\n') + 1;
	*line = strndup(from, (size_t)(to - from) - 1);
	assert_true(asprintf(&rest, "%.*s%s", (int)(from - text), text, to) > 0);
	return rest;
}

static void test_each_event_is_missed(void **state)
{
	struct world w;
	struct check c;
	char *text, *line;
	int tried = 0;

	(void)state;
	replay(&w);
	for (; (text = without_line(w.events.text, tried, &line)); tried++) {
		/* after a failed request, ethtool -L cannot be distinguished from an MTU change */
		if (!strstr(line, "new_count=1 err=-5") && check(text, w.log, &c) <= 0)
			fail_msg("not missed: %s", line);
		free(text);
		free(line);
	}
	assert_true(tried > 60);
	drop_world(&w);
}

/* The commands with an event during the recording. */
static bool has_event(const char *line)
{
	return (strstr(line, "CREATE_RQ\"") || strstr(line, "DESTROY_RQ\"") ||
		strstr(line, "MODIFY_RQT\"")) &&
	       !strstr(line, "\"id\":40}");
}

static int count_lines_before(const char *text, const char *what)
{
	const char *end = strstr(text, what);
	int nr = 0;

	assert_non_null(end);
	for (const char *p = text; (p = strchr(p, '\n')) && p < end; p++)
		nr++;
	return nr;
}

static void test_each_command_is_missed(void **state)
{
	struct world w;
	struct check c;
	char *text, *line;
	int tried = 0;

	(void)state;
	replay(&w);
	/* the recording begins with the third created channel */
	for (int n = count_lines_before(w.log, object("created", "RQ", 102));
	     (text = without_line(w.log, n, &line)); n++) {
		if (has_event(line) && !strstr(line, object("created", "RQ", 109)) &&
		    !strstr(line, object("destroyed", "RQ", 109))) {
			tried++;
			if (check(w.events.text, text, &c) <= 0)
				fail_msg("not missed: %s", line);
		}
		free(text);
		free(line);
	}
	assert_true(tried > 40);
	drop_world(&w);
}

static void swap(char *text, const char *a, const char *b)
{
	char *first = strstr(text, a), *second = strstr(text, b);

	assert_non_null(first);
	assert_non_null(second);
	assert_int_equal(strlen(a), strlen(b));
	memcpy(first, b, strlen(b));
	memcpy(second, a, strlen(a));
}

static void test_swapped_numbers_are_noticed(void **state)
{
	static const struct {
		const char *key;
		int a, b;
	} pairs[] = {
		{ "created", 102, 103 }, { "created", 103, 104 },   { "destroyed", 102, 103 },
		{ "created", 105, 106 }, { "destroyed", 100, 101 },
	};
	struct world w;
	struct check c;

	(void)state;
	for (size_t i = 0; i < sizeof(pairs) / sizeof(*pairs); i++) {
		replay(&w);
		swap(w.log, object(pairs[i].key, "RQ", pairs[i].a),
		     object(pairs[i].key, "RQ", pairs[i].b));
		if (check(w.events.text, w.log, &c) <= 0)
			fail_msg("%s of %d and %d swapped", pairs[i].key, pairs[i].a, pairs[i].b);
		assert_non_null(strstr(c.first[0], "1"));
		drop_world(&w);
	}
}

static void test_an_event_that_lies_is_named(void **state)
{
	struct world w;
	struct check c;
	char *at;

	(void)state;
	replay(&w);
	at = strstr(w.events.text, "mlx5e_activate_channel");
	at = strstr(at, "rqn=10");
	at[5] = '9';
	assert_true(check(w.events.text, w.log, &c) > 0);
	assert_non_null(strstr(c.first[0], "mlx5e_activate_channel ix=0"));
	assert_non_null(strstr(c.first[0], "did not exist on the device then"));
	drop_world(&w);
}

/* A recording of the stock driver, or of other events. */
static void test_nothing_to_align(void **state)
{
	struct world w;
	struct check c;

	(void)state;
	replay(&w);
	assert_int_equal(check("ip-1 [000] ..... 1.000001: mlx5_fs_add_ft: x=1\n", w.log, &c), -1);
	assert_int_equal(check("ip-1 [000] ..... 1.000001: mlx5e_hwtstamp_get: " NETDEV
			       "tx_type=OFF rx_filter=NONE err=0\n",
			       w.log, &c),
			 -1);
	drop_world(&w);
}

/* Object numbers are reused: the same change is made twice, and the second one is recorded. */
static void test_numbers_used_again(void **state)
{
	struct world w;
	struct check c;

	(void)state;
	world_begin(&w, false);
	script_task(&w.events, "ip", 100, 0);
	for (int round = 0; round < 3; round++) {
		w.last_id = 100;
		for (int ix = 0; ix < 2; ix++)
			open_one(&w, ix, false);
		up(&w, 2);
		if (round == 0) {
			free(w.events.text);
			w.events = (struct script){ 0 };
			script_task(&w.events, "ip", 101, 0);
		}
		if (round < 2)
			down(&w);
	}
	fclose(w.out);
	if (check(w.events.text, w.log, &c))
		fail_msg("%s", c.first[0]);
	assert_int_equal(c.announced, 4);
	drop_world(&w);
}

static void test_an_xsk_with_a_tir_of_its_own(void **state)
{
	struct world w;
	struct check c;
	char *line, *rest;
	int n = 0, missed = 0;

	(void)state;
	replay_with(&w, true);
	if (check(w.events.text, w.log, &c))
		fail_msg("%s", c.first[0]);
	while ((rest = without_line(w.events.text, n++, &line))) {
		if (strstr(line, "rx_channel_redirect: ") && strstr(line, " rqtn=42 ")) {
			missed++;
			assert_true(check(rest, w.log, &c) > 0);
		}
		free(line);
		free(rest);
	}
	/* once at the bind, and once when the channels were replaced */
	assert_int_equal(missed, 2);
	drop_world(&w);
}

static void test_expected_exceptions_are_counted(void **state)
{
	struct world w;
	struct check c = { 0 };
	struct mt_error err;
	struct devlog devlog;
	struct events e;
	char *event_path, *log_path;

	(void)state;
	world_begin(&w, false);
	script_task(&w.events, "ptp4l", 100, 0);
	open_one(&w, 0, false);
	create(&w, "RQ", 900);
	up(&w, 1);
	modify_rqt(&w, PTP_RQTN, 900);
	rss(&w, false);
	fclose(w.out);
	event_path = sample_file(w.events.text, strlen(w.events.text));
	log_path = sample_file(w.log, strlen(w.log));
	assert_true(devlog_load(&devlog, log_path, &err));
	assert_true(events_read(&e, event_path, NULL, &err));
	assert_true(check_run(&c, &devlog, &e));
	assert_true(c.disagreements > 0);
	c = (struct check){ .allow_ptp = 1 };
	assert_true(check_run(&c, &devlog, &e));
	if (c.disagreements)
		fail_msg("%s", c.first[0]);
	assert_int_equal(c.excepted[EXC_PTP], 1);
	c = (struct check){ .allow_ptp = 2 };
	assert_true(check_run(&c, &devlog, &e));
	assert_int_equal(c.disagreements, 1);
	assert_non_null(strstr(c.first[0], "2 PTP and 0 trap RQs were expected"));
	events_free(&e);
	devlog_free(&devlog);
	unlink(event_path);
	unlink(log_path);
	free(event_path);
	free(log_path);
	drop_world(&w);
}

static void test_bad_logs(void **state)
{
	static const struct {
		const char *text, *why;
	} bad[] = {
		{ "", "the log contains no command" },
		{ "{\"v\":1}\nnot json\n", ":2: " },
		{ "[1]\n", ":1: not a JSON object" },
	};
	struct mt_error err;
	struct devlog log;

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
		char *path = sample_file(bad[i].text, strlen(bad[i].text));

		assert_false(devlog_load(&log, path, &err));
		assert_non_null(strstr(err.text, bad[i].why));
		unlink(path);
		free(path);
	}
	assert_false(devlog_load(&log, "/nonexistent.jsonl", &err));
	assert_non_null(strstr(err.text, "No such file"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_the_same_story),
		cmocka_unit_test(test_each_event_is_missed),
		cmocka_unit_test(test_each_command_is_missed),
		cmocka_unit_test(test_swapped_numbers_are_noticed),
		cmocka_unit_test(test_an_event_that_lies_is_named),
		cmocka_unit_test(test_nothing_to_align),
		cmocka_unit_test(test_numbers_used_again),
		cmocka_unit_test(test_an_xsk_with_a_tir_of_its_own),
		cmocka_unit_test(test_expected_exceptions_are_counted),
		cmocka_unit_test(test_bad_logs),
	};

	return cmocka_run_group_tests_name("crosscheck", tests, NULL, NULL);
}
