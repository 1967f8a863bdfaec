// SPDX-License-Identifier: GPL-2.0-only
/*
 * Fuzz target: records of a command's flow, made from the bytes, or a flow saved as JSON; shown in
 * all forms, and compared with itself. An input that begins with "{" is the saved form.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "analysis/flow/show/diff.h"
#include "analysis/flow/show/html.h"
#include "analysis/flow/show/json.h"
#include "analysis/flow/show/svg.h"
#include "analysis/tests/fuzz_file.h"
#include "analysis/tests/wellformed.h"

#define RECORDS_MAX 512
#define COMMAND_PID 7

struct bytes {
	const uint8_t *at;
	size_t left;
};

static uint8_t take(struct bytes *in)
{
	if (!in->left)
		return 0;
	in->left--;
	return *in->at++;
}

static const char *one_of(const char *const list[], size_t nr, uint8_t byte)
{
	return list[byte % nr];
}

#define ONE_OF(list, byte) one_of(list, sizeof(list) / sizeof(*(list)), byte)

/* Nesting of calls by task, so that most records have a place in the tree. */
static void take_record(struct bytes *in, struct flow_record *r, int depth[])
{
	static const char *const funcs[] = {
		"sock_ioctl",
		"dev_ioctl",
		"dev_ifsioc",
		"dev_set_mtu",
		"ethnl_set_channels",
		"genl_rcv_msg",
		"cmd_exec",
		"mlx5e_open",
		"mlx5e_open_rq",
		"ioctl",
		"sendmsg",
		"xsk_bind",
		"netlink_ack",
		"dev_ethtool",
		"CREATE_RQ",
		"MODIFY_SQ",
		"vmstat",
		"carrier_work",
		"mlx5e_change_mtu",
		"answer",
		"netif_set_mtu_ext",
	};
	static const char *const texts[] = { "eth0, value=1280",
					     "fd=3, SIOCSIFMTU, arg",
					     "",
					     "ch={nr=2, max=4}, id=1",
					     "a < b & \"c\" > 'd'",
					     "ch={nr=2",
					     "CAP_NET_ADMIN",
					     "on events" };
	static const char *const vias[] = { NULL, "mlx5e_netdev_ops.ndo_change_mtu", NULL,
					    "drv_ops.ndo_start_xmit", "bad" };
	static const char *const outcomes[] = { NULL, NULL, "BAD_RES_ERR, syndrome 0x12" };
	static const char *const comms[] = { NULL, "ethtool", "kworker/u8:5", "a b" };
	static const int64_t values[] = { 0, 0, -22, -12, 1, 36, INT64_MIN, INT64_MAX };
	uint8_t kind = take(in), who = take(in), name = take(in), more = take(in);
	int task = who & 3;

	r->kind = kind % FLOW_KIND_NR;
	r->pid = COMMAND_PID + task;
	r->cpu = who >> 2 & 1;
	r->hard = who & 8 && who & 16;
	r->irq = r->hard || (who & 8 && who & 32);
	r->comm = ONE_OF(comms, who >> 6);
	/* ends are matched without a name */
	if (r->kind != FLOW_SYS_EXIT && r->kind != FLOW_END && r->kind != FLOW_IRQ_EXIT)
		r->func = ONE_OF(funcs, name);
	/* a name of the driver has its module, most of the time */
	r->module = (r->func && strstr(r->func, "mlx5e")) || name >= 224 ? "drv" : NULL;
	r->via = r->module ? ONE_OF(vias, more) : NULL;
	r->key = more & 3;
	r->text = more & 4 ? ONE_OF(texts, more >> 3) : NULL;
	r->outcome = r->kind == FLOW_DONE ? ONE_OF(outcomes, more >> 2) : NULL;
	r->has_value = more & 128;
	r->value = values[more >> 4 & 7];
	r->ns = r->kind == FLOW_DONE && more & 8 ? 40 : 0;
	if (r->kind == FLOW_EXIT && depth[task])
		depth[task]--;
	r->depth = depth[task] + (more == UINT8_MAX);
	if (r->kind == FLOW_ENTRY && depth[task] < 1000)
		depth[task]++;
}

static char dir[] = "/tmp/mlx5-trace-fuzz-XXXXXX";

static void clean(void)
{
	rmdir(dir);
}

static void check(const char *path)
{
	static char text[1 << 20];
	FILE *f = fopen(path, "r");
	size_t len = f ? fread(text, 1, sizeof(text), f) : 0;

	if (!len || (len < sizeof(text) && !wellformed_xml(text, len)))
		abort();
	fclose(f);
}

static void show(const struct flow_report *report, uint8_t flags, bool pictures)
{
	static const char *const functions[] = { NULL, NULL, "mlx5e_*", "dev_ioctl" };
	static char path[sizeof(dir) + 8];
	static FILE *nowhere;
	const struct flow_select select = {
		.full = flags & 1,
		.events = flags & 2,
		.only = flags & 4 ? (flags >> 3) % FLOW_LAYER_NR : FLOW_LAYER_NR,
		.through = functions[flags >> 4 & 3],
		.depth = flags >> 6,
	};
	struct mt_error err;

	if (!nowhere) {
		nowhere = fopen("/dev/null", "w");
		if (!nowhere || !mkdtemp(dir))
			abort();
		atexit(clean);
		snprintf(path, sizeof(path), "%s/flow", dir);
	}
	flow_show_text(nowhere, report, &select, flags & 8);
	if (flow_diff(nowhere, report, report, &select, flags & 8))
		abort();
	if (!pictures)
		return;
	if (!flow_svg(path, report, &select, &err))
		abort();
	check(path);
	if (!flow_html(path, report, &select, &err))
		abort();
	unlink(path);
}

/* A saved flow is the same when it is loaded. */
static void save_and_load(const struct flow_report *report, uint8_t flags)
{
	struct flow_report again = { 0 };
	json_t *json = flow_to_json(report), *other;
	struct mt_error err = { "" };

	if (!flow_from_json(&again, json, "file", &err))
		abort();
	other = flow_to_json(&again);
	if (!json_equal(json, other))
		abort();
	show(&again, flags, false);
	json_decref(other);
	flow_tree_free(again.tree);
	json_decref(json);
}

static void load(const uint8_t *data, size_t size)
{
	json_t *json = json_loadb((const char *)data, size, 0, NULL);
	struct flow_report report = { 0 };
	struct mt_error err = { "" };

	if (json && flow_from_json(&report, json, "file", &err))
		show(&report, (uint8_t)size, true);
	else if (json)
		fuzz_check_error(&err);
	flow_tree_free(report.tree);
	json_decref(json);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct flow_record records[RECORDS_MAX];
	static const struct flow_record empty;
	struct bytes in = { data, size };
	struct flow_report report = { .kernel = "6.12", .tracer = "function_graph" };
	int depth[4] = { 0 };
	unsigned int nr = 0;
	uint64_t ts = 0;
	uint8_t flags;

	if (size && *data == '{') {
		load(data, size);
		return 0;
	}
	flags = take(&in);
	for (; in.left && nr < RECORDS_MAX; nr++) {
		records[nr] = empty;
		take_record(&in, &records[nr], depth);
		ts += 1000 * (uint64_t)(records[nr].key + 1);
		records[nr].ts = ts;
		records[nr].order = nr;
	}
	report.tree = flow_tree_build(records, nr, COMMAND_PID);
	if (!report.tree)
		abort();
	snprintf(report.command, sizeof(report.command), "ethtool -L <eth0> %u", nr);
	report.ns = ts;
	report.untraced_ns = flags & 1 ? ts / 2 : 0;
	report.record_ns = flags & 2 ? 100 : 0;
	report.lost = flags & 4;
	report.missing = flags & 8 ? "no BTF" : NULL;
	show(&report, flags, !(flags & 16));
	save_and_load(&report, flags);
	flow_tree_free(report.tree);
	return 0;
}

size_t fuzz_seed(unsigned int n, uint8_t *buf, size_t cap)
{
	/* a system call, calls down to the driver, a command of the firmware */
	static const uint8_t call[] = {
		0,   FLOW_SYS_ENTER, 0, 9,  12,	 FLOW_ENTRY,	0, 0, 0,   FLOW_ENTRY, 0, 1,
		0,   FLOW_ARGS,	     0, 1,  4,	 FLOW_ENTRY,	0, 7, 0,   FLOW_ISSUE, 0, 14,
		1,   FLOW_DONE,	     0, 14, 129, FLOW_EXIT,	0, 7, 160, FLOW_EXIT,  0, 1,
		160, FLOW_EXIT,	     0, 0,  0,	 FLOW_SYS_EXIT, 0, 9, 128,
	};
	static const char saved[] =
		"{\"schema\":\"mlx5-trace/flow/1\",\"command\":\"x\",\"tasks\":[{\"type\":\"task\","
		"\"layer\":\"user\",\"pid\":7,\"children\":[{\"type\":\"syscall\",\"layer\":\"syscall\","
		"\"name\":\"ioctl\",\"result\":-22,\"stack\":[\"a\",\"b\"]}]}]}";

	if (n > 1 || sizeof(saved) > cap)
		return 0;
	if (n)
		return fuzz_text_seed(saved, buf, cap);
	memcpy(buf, call, sizeof(call));
	return sizeof(call);
}
