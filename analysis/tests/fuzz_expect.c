// SPDX-License-Identifier: GPL-2.0-only
/* Fuzz target: any bytes as the expected graph, indented text or DOT. */
#include <stdlib.h>
#include <string.h>

#include "analysis/model/graph_expect.h"
#include "analysis/tests/fuzz_file.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct mt_expected expected = { 0 };
	struct mt_error err = { "" };

	if (!mt_expected_read(&expected, fuzz_file(data, size), &err) &&
	    (!*err.text || strchr(err.text, '\n')))
		abort();
	mt_expected_free(&expected);
	return 0;
}

size_t fuzz_seed(unsigned int n, uint8_t *buf, size_t cap)
{
	static const char *const seeds[] = {
		"# what is expected\n"
		"mlx5e_ethtool_set_channels\n"
		"\tmlx5e_safe_switch_params\n"
		"\t\tmlx5e_open_channels\n"
		"\t\t\tmlx5e_open_channel\n"
		"\t\t\t\t* mlx5e_open_channel\n"
		"\t\tmlx5e_close_channels\n",
		"digraph calls {\n"
		"\tnode [shape=box];\n"
		"\t\"mlx5e_ethtool_set_channels\" -> mlx5e_safe_switch_params [label=\"1\"];\n"
		"\tmlx5e_safe_switch_params -> mlx5e_open_channels -> \"mlx5e_open_channel\"\n"
		"\t/* and back */ mlx5e_safe_switch_params -> { a b };\n"
		"}\n",
	};

	return n < sizeof(seeds) / sizeof(*seeds) ? fuzz_text_seed(seeds[n], buf, cap) : 0;
}
