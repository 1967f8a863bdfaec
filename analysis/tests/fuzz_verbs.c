// SPDX-License-Identifier: GPL-2.0-only
/*
 * Fuzz target: the choices of a grammar as a trace of events of the series, shown by all verbs
 * in all formats, with the options of the verbs.
 */
#include <string.h>

#include "analysis/tests/fuzz_file.h"
#include "analysis/tests/grammar.h"

static const char *const graphs[] = {
	"mlx5e_ethtool_set_channels\n"
	"\tmlx5e_open_channels\n"
	"\t\tmlx5e_open_channel ~\n"
	"\t\t\t* mlx5e_open_channel\n"
	"\t\tmlx5e_close_channel ?\n",
	"digraph g { mlx5e_open_channels -> mlx5e_open_channel; mlx5e_open_channels -> a1 -> a2; }\n",
	"ethnl_set_channels\n\tmlx5e_ethtool_set_channels ^\n\t\tmlx5e_safe_switch_params ...\n"
	"\t\ta1\n\t\ta2\n\t\t\ta3\n",
};

/* The options of the graph and of the map; an expected graph, or none. */
static bool choose(struct grammar *g, struct mt_query *query, struct mt_expected *expected)
{
	static const char *const funcs[] = { NULL, "mlx5e_open_channels", "mlx5e_*", "a1" };
	static const char *const times[] = { "10.5", "11", "10.000100", "0", "200" };
	uint8_t flags = grammar_take(g), graph = grammar_take(g);
	struct mt_error err;

	query->from = funcs[flags & 3];
	query->through = funcs[flags >> 2 & 3];
	query->event = flags & 16 ? "mlx5e_open_channel" : NULL;
	if (flags & 32)
		mt_instant_parse(times[flags % 5], &query->at);
	if (flags & 64)
		mt_instant_parse(times[flags % 7 % 5], &query->diff);
	if (graph % 4 == 3)
		return false;
	if (!mt_expected_read(expected,
			      fuzz_file_nr(1, graphs[graph % 4], strlen(graphs[graph % 4])), &err))
		abort();
	return true;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct grammar g;
	const struct mt_options opts = { .formatted = size & 1 };
	struct mt_expected expected = { 0 };
	struct mt_query query = { 0 };
	struct mt_error err = { "" };
	struct mt_recording *rec;
	bool compares;

	grammar_begin(&g, NULL, data, size);
	compares = choose(&g, &query, &expected);
	grammar_trace(&g, g.in, g.left);
	rec = mt_open(fuzz_file(g.text, g.len), &opts, &err);
	if (rec)
		fuzz_read_open(rec, &query, compares ? &expected : NULL);
	else
		fuzz_check_error(&err);
	mt_expected_free(&expected);
	return 0;
}

/* a choice of each kind */
size_t fuzz_seed(unsigned int n, uint8_t *buf, size_t cap)
{
	if (n >= 4 || cap < 400)
		return 0;
	for (size_t i = 0; i < 400; i++)
		buf[i] = (uint8_t)(i * (2 * n + 7) + n);
	return 400;
}
