// SPDX-License-Identifier: GPL-2.0-only
/*
 * Fuzz target: the public interface of libmlx5trace. The first byte decides between a trace by the
 * choices of a grammar, and binary records that a program passes to the library.
 */
#include <stdlib.h>
#include <string.h>

#include <event-parse.h>

#include "analysis/include/mlx5trace/mlx5trace.h"
#include "analysis/tests/fuzz_file.h"
#include "analysis/tests/grammar.h"

#define COMMON(id) \
	"ID: " id "\nformat:\n" \
	"\tfield:unsigned short common_type;\toffset:0;\tsize:2;\tsigned:0;\n" \
	"\tfield:unsigned char common_flags;\toffset:2;\tsize:1;\tsigned:0;\n" \
	"\tfield:unsigned char common_preempt_count;\toffset:3;\tsize:1;\tsigned:0;\n" \
	"\tfield:int common_pid;\toffset:4;\tsize:4;\tsigned:1;\n\n"

static const struct {
	const char *system, *text;
	int id;
} formats[] = {
	{ "mlx5",
	  "name: mlx5e_set_channels\n" COMMON(
		  "1500") "\tfield:char dev[16];\toffset:8;\tsize:16;\tsigned:0;\n"
			  "\tfield:__data_loc char[] netdev;\toffset:24;\tsize:4;\tsigned:0;\n"
			  "\tfield:u32 old;\toffset:28;\tsize:4;\tsigned:0;\n"
			  "\tfield:u32 new;\toffset:32;\tsize:4;\tsigned:0;\n"
			  "\tfield:int err;\toffset:36;\tsize:4;\tsigned:1;\n\n"
			  "print fmt: \"dev=%s netdev=%s ifindex=2 old_count=%u new_count=%u err=%d\", "
			  "REC->dev, __get_str(netdev), REC->old, REC->new, REC->err\n",
	  1500 },
	{ "mlx5",
	  "name: mlx5e_activate_channel\n" COMMON(
		  "1501") "\tfield:u32 ix;\toffset:8;\tsize:4;\tsigned:0;\n"
			  "\tfield:u32 rqn;\toffset:12;\tsize:4;\tsigned:0;\n"
			  "\tfield:u32 xsk_rqn;\toffset:16;\tsize:4;\tsigned:0;\n"
			  "\tfield:u8 xsk;\toffset:20;\tsize:1;\tsigned:0;\n\n"
			  "print fmt: \"dev=0000:01:00.0 netdev=eth0 ifindex=2 ix=%u cpu=0 vhca_id=0 rqn=%u "
			  "cqn=7 xsk_rqn=%u xsk=%u\", REC->ix, REC->rqn, REC->xsk_rqn, !!REC->xsk\n",
	  1501 },
	{ "ftrace",
	  "name: kernel_stack\n" COMMON(
		  "4") "\tfield:int size;\toffset:8;\tsize:4;\tsigned:1;\n"
		       "\tfield:unsigned long caller[];\toffset:16;\tsize:0;\tsigned:0;\n\n"
		       "print fmt: \"\\t=> (%ps)\", (void *)REC->caller[0]\n",
	  4 },
	{ "ftrace",
	  "name: user_stack\n" COMMON(
		  "12") "\tfield:unsigned long caller[8];\toffset:8;\tsize:64;\tsigned:0;\n\n"
			"print fmt: \"%p\", (void *)REC->caller[0]\n",
	  12 },
	{ "ftrace",
	  "name: funcgraph_entry\n" COMMON(
		  "11") "\tfield:unsigned long func;\toffset:8;\tsize:8;\tsigned:0;\n"
			"\tfield:int depth;\toffset:16;\tsize:4;\tsigned:1;\n\n"
			"print fmt: \"--> %ps (%d)\", (void *)REC->func, REC->depth\n",
	  11 },
	{ "ftrace",
	  "name: funcgraph_exit\n" COMMON(
		  "10") "\tfield:unsigned long func;\toffset:8;\tsize:8;\tsigned:0;\n"
			"\tfield:int depth;\toffset:16;\tsize:4;\tsigned:1;\n"
			"\tfield:unsigned long long calltime;\toffset:24;\tsize:8;\tsigned:0;\n"
			"\tfield:unsigned long long rettime;\toffset:32;\tsize:8;\tsigned:0;\n\n"
			"print fmt: \"<-- %ps (%d)\", (void *)REC->func, REC->depth\n",
	  10 },
	{ "sched",
	  "name: sched_wakeup\n" COMMON(
		  "300") "\tfield:char comm[16];\toffset:8;\tsize:16;\tsigned:0;\n\n"
			 "print fmt: \"comm=%s\", REC->comm\n",
	  300 },
};

#define NR_FORMATS (sizeof(formats) / sizeof(*formats))

static struct tep_handle *make_tep(void)
{
	char first[] = "mlx5e_open_channels", second[] = "mlx5e_open_channel.isra.0",
	     end[] = "_end";
	struct tep_handle *tep = tep_alloc();

	if (!tep)
		abort();
	tep_set_loglevel(TEP_LOG_NONE);
	tep_set_long_size(tep, 8);
	tep_set_file_bigendian(tep, TEP_LITTLE_ENDIAN);
	tep_set_local_bigendian(tep, TEP_LITTLE_ENDIAN);
	for (size_t i = 0; i < NR_FORMATS; i++)
		if (tep_parse_event(tep, formats[i].text, strlen(formats[i].text),
				    formats[i].system))
			abort();
	tep_register_comm(tep, "ethtool", 312);
	tep_register_function(tep, first, 0x1000, NULL);
	tep_register_function(tep, second, 0x2000, NULL);
	tep_register_function(tep, end, 0x3000, NULL);
	return tep;
}

/* Each getter by index until it returns 0, with a size of the structure from the input. */
#define READ(get, type, size, ...) \
	do { \
		struct { \
			struct mlx5trace_##type now; \
			char later[8]; /* members unknown to the library */ \
		} one; \
		for (size_t i = 0; get(__VA_ARGS__, i, &one.now, (size) % (sizeof(one) + 1)); i++) \
			; \
	} while (0)

static void read_lists(const struct mlx5trace_analysis *all, size_t size)
{
	READ(mlx5trace_get_op, op, size, all);
	for (size_t op = 0; op < 8; op++)
		READ(mlx5trace_get_step, step, size, all, op);
	READ(mlx5trace_get_channel, channel, size, all);
	READ(mlx5trace_get_rule, rule, size, all);
	READ(mlx5trace_get_change, change, size, all);
	READ(mlx5trace_get_bar, bar, size, all);
	READ(mlx5trace_get_xsk, xsk, size, all);
	READ(mlx5trace_get_finding, finding, size, all);
	for (size_t finding = 0; finding < 8; finding++)
		READ(mlx5trace_get_evidence, evidence, size, all, finding);
	READ(mlx5trace_get_stat, stat, size, all);
}

static void read_record(struct mlx5trace_recording *rec, size_t size)
{
	static const char *const fields[] = { "dev", "ix", "err", "rqn", "old_count", "none" };
	struct mlx5trace_record record;
	const char *text;
	int64_t number;
	int kernel;

	mlx5trace_get_record(rec, &record, size % (sizeof(record) + 1));
	for (size_t i = 0; i < sizeof(fields) / sizeof(*fields); i++)
		if (mlx5trace_get_field(rec, fields[i], &number, &text) && strlen(text) > 4096)
			abort();
	for (size_t i = 0; mlx5trace_get_frame(rec, i, &kernel); i++)
		;
}

static void finish(struct mlx5trace_recording *rec, struct mlx5trace_analysis *all, size_t size)
{
	struct mlx5trace_summary summary;

	mlx5trace_analysis_finish(all);
	read_lists(all, size);
	mlx5trace_get_summary(rec, &summary, size % (sizeof(summary) + 1));
	READ(mlx5trace_get_problem, problem, size, rec);
	mlx5trace_analysis_free(all);
}

static void fuzz_text(struct grammar *g, size_t size)
{
	struct mlx5trace_error err = { "" };
	struct mlx5trace_analysis_options options = { .at = size & 2 ? 10500000000 : 0 };
	struct mlx5trace_analysis *all;
	struct mlx5trace_recording *rec;

	grammar_trace(g, g->in, g->left);
	rec = mlx5trace_open(fuzz_file(g->text, g->len), NULL, 0, &err);
	if (!rec) {
		if (!*err.text || strchr(err.text, '\n'))
			abort();
		return;
	}
	all = mlx5trace_analysis_new(rec, &options, sizeof(options), &err);
	if (!all)
		abort();
	for (unsigned int i = 0; i < size % 64 && mlx5trace_next(rec) > 0; i++) {
		mlx5trace_analysis_feed(all);
		read_record(rec, size);
	}
	mlx5trace_analysis_read(all);
	finish(rec, all, size);
	mlx5trace_close(rec);
}

/* A record of the format, whose bytes are of the input. */
static void make_record(struct grammar *g, struct tep_record *r, uint8_t *data, size_t room)
{
	uint8_t what = grammar_take(g), flags = grammar_take(g);
	uint16_t id = (uint16_t)formats[what % NR_FORMATS].id;
	uint32_t pid = 312 + (flags & 1), location = 40 | 8 << 16;
	size_t size = what & 0x80 ? 8 + grammar_take(g) % (room - 8) : 64;

	memset(data, 0, room);
	for (size_t i = 8; i < size && i < 8 + (flags >> 4) * 4u; i++)
		data[i] = grammar_take(g);
	if (id == 1500 && flags & 2) {
		memcpy(data + 24, &location, sizeof(location));
		memcpy(data + 40, "eth0", 5);
	}
	if (flags & 4) /* addresses of known functions, at the offsets of a stack and of a call */
		data[9] = data[17] = data[25] = (uint8_t)(0x10 << (flags >> 6 & 1));
	if (what == 0xff)
		id = grammar_take(g);
	memcpy(data, &id, sizeof(id));
	data[2] = flags & 8 ? 0x08 : 0;
	memcpy(data + 4, &pid, sizeof(pid));
	r->ts += 1000 * (uint64_t)grammar_take(g);
	r->cpu = flags & 1;
	r->missed_events = what == 0x7f ? -1 : what == 0x7e;
	r->size = (int)size;
	r->data = data;
}

static void fuzz_records(struct grammar *g, size_t size)
{
	struct tep_handle *tep = make_tep();
	struct mlx5trace_recording *rec = mlx5trace_open_tep(tep, NULL);
	struct mlx5trace_analysis *all = mlx5trace_analysis_new(rec, NULL, 0, NULL);
	struct tep_record record = { .ts = 1000000000 };

	if (!all || mlx5trace_next(rec))
		abort();
	for (unsigned int i = 0; i < 256 && g->left; i++) {
		/* of exact size, so that reading beyond is detected */
		uint8_t room[128], *data;

		make_record(g, &record, room, sizeof(room));
		data = malloc((size_t)record.size);
		if (!data)
			abort();
		memcpy(data, room, (size_t)record.size);
		record.data = data;
		if (mlx5trace_decode(rec, &record) > 0) {
			mlx5trace_analysis_feed(all);
			read_record(rec, size);
		}
		free(data);
	}
	finish(rec, all, size);
	mlx5trace_close(rec);
	tep_free(tep);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct grammar g;

	grammar_begin(&g, NULL, data, size);
	if (grammar_take(&g) & 1)
		fuzz_records(&g, size);
	else
		fuzz_text(&g, size);
	return 0;
}

/* texts, and records of all formats */
size_t fuzz_seed(unsigned int n, uint8_t *buf, size_t cap)
{
	if (n >= 4 || cap < 400)
		return 0;
	for (size_t i = 0; i < 400; i++)
		buf[i] = (uint8_t)(i * (2 * n + 7));
	buf[0] = (uint8_t)n;
	return 400;
}
