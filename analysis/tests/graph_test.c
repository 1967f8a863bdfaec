// SPDX-License-Identifier: GPL-2.0-only
/* Tests of call graphs from stacks and from function_graph. */
#include "analysis/tests/samples.h"

#include <string.h>

#include "analysis/model/graph.h"

static const char stacks[] = "ethtool 324 [000] 67.000001: mlx5:mlx5e_open_channel: " NETDEV
			     "ix=0 cpu=0 rqn=1 cqn=2 xsk_rqn=0 num_tc=1 xdp=0 err=0\n"
			     "\tffffffffc0000001 mlx5e_open_channels+0x1 ([mlx5_core])\n"
			     "\tffffffffc0000002 mlx5e_ethtool_set_channels+0x1 ([mlx5_core])\n"
			     "\tffffffff80000003 do_syscall_64+0x1 ([kernel.kallsyms])\n"
			     "\t    7efeb9f002c0 [unknown] (/usr/lib/libc.so.6)\n"
			     "\t    7efeb9f002c1 [unknown] (/usr/lib/libc.so.6)\n"
			     "\n"
			     "ethtool 324 [000] 67.000002: mlx5:mlx5e_set_channels: " NETDEV
			     "old_count=1 new_count=2 err=0\n"
			     "\tffffffffc0000002 mlx5e_ethtool_set_channels+0x9 ([mlx5_core])\n"
			     "\tffffffff80000003 do_syscall_64+0x1 ([kernel.kallsyms])\n"
			     "\t    7efeb9f002c0 [unknown] (/usr/lib/libc.so.6)\n"
			     "\n"
			     "ip 325 [000] 67.000003: mlx5:mlx5e_open_channel: " NETDEV
			     "ix=0 cpu=0 rqn=1 cqn=2 xsk_rqn=0 num_tc=1 xdp=0 err=0\n"
			     "\tffffffffc0000001 mlx5e_open_channels+0x1 ([mlx5_core])\n"
			     "\tffffffffc0000004 mlx5e_open+0x1 ([mlx5_core])\n"
			     "\n"
			     "ip 325 [000] 67.000004: net:net_dev_queue: dev=eth0\n"
			     "\tffffffff80000005 __dev_queue_xmit+0x1 ([kernel.kallsyms])\n"
			     "\n";

/* Returns the node at this path of names from the root; the test fails if there is none. */
static const struct mt_node *node(const struct mt_tree *tree, const char *path)
{
	struct mt_span rest = mt_span_z(path), name;
	unsigned int at = 0;

	while (name = mt_span_word(&rest), name.len) {
		unsigned int i = tree->nodes.at[at].first;

		while (i && !mt_span_eq(name, tree->nodes.at[i].name))
			i = tree->nodes.at[i].next;
		if (!i)
			fail_msg("no " MT_SPAN_FMT " in %s", MT_SPAN_ARG(name), path);
		at = i;
	}
	return &tree->nodes.at[at];
}

static void test_merged_stacks(void **state)
{
	struct sample s = sample_model(&mt_model_graph, stacks, &(struct mt_query){ 0 });
	const struct mt_graph *m = s.model;
	const char *set = "ethtool [unknown] do_syscall_64 mlx5e_ethtool_set_channels";
	const struct mt_node *n = node(&m->stacks, set);

	(void)state;
	assert_int_equal(m->stacks.samples, 3); /* without net_dev_queue */
	assert_int_equal(n->count, 2);
	assert_int_equal(n->kind, MT_NODE_KERNEL);
	assert_int_equal(node(&m->stacks, "ethtool")->kind, MT_NODE_TASK);
	assert_int_equal(node(&m->stacks, "ethtool [unknown]")->kind, MT_NODE_USER);
	assert_string_equal(m->stacks.nodes.at[n->first].name, "mlx5e_open_channels");
	assert_string_equal(m->stacks.nodes.at[m->stacks.nodes.at[n->first].next].name,
			    "mlx5e_set_channels");
	assert_int_equal(node(&m->stacks, "ip mlx5e_open mlx5e_open_channels mlx5e_open_channel")
				 ->kind,
			 MT_NODE_EVENT);
	sample_free(&s);
}

static void test_queries(void **state)
{
	struct sample s;
	const struct mt_graph *m;

	(void)state;
	s = sample_model(&mt_model_graph, stacks,
			 &(struct mt_query){ .through = "mlx5e_ethtool_set_channels" });
	m = s.model;
	assert_int_equal(m->stacks.samples, 2);
	assert_int_equal(m->left_out, 1);
	assert_int_equal(node(&m->stacks, "ethtool")->count, 2);
	sample_free(&s);

	s = sample_model(&mt_model_graph, stacks,
			 &(struct mt_query){ .from = "mlx5e_open_channels" });
	m = s.model;
	assert_int_equal(node(&m->stacks, "mlx5e_open_channels")->count, 2);
	assert_int_equal(m->stacks.nodes.at[0].last, m->stacks.nodes.at[0].first);
	sample_free(&s);

	s = sample_model(&mt_model_graph, stacks, &(struct mt_query){ .event = "net_dev_*" });
	m = s.model;
	assert_int_equal(m->stacks.samples, 1);
	assert_int_equal(node(&m->stacks, "ip __dev_queue_xmit net_dev_queue")->count, 1);
	sample_free(&s);
}

static void test_function_graph(void **state)
{
	/* with an interrupt in between, and another task on the other CPU */
	struct sample s = sample_model(
		&mt_model_graph,
		"cpus=2\n"
		" ip-1 [000] ...1. 1.000001: funcgraph_entry:                   |  outer() {\n"
		" ip-1 [000] ...1. 1.000002: funcgraph_entry:        2.000 us   |    leaf();\n"
		" ls-2 [001] ...1. 1.000003: funcgraph_entry:                   |  outer() {\n"
		" ip-1 [000] d.h1. 1.000004: funcgraph_entry:                   |    timer() {\n"
		" ip-1 [000] d.h1. 1.000005: funcgraph_entry:        1.000 us   |      tick();\n"
		" ip-1 [000] d..1. 1.000006: funcgraph_exit:         3.000 us   |    }\n"
		" ip-1 [000] ...1. 1.000007: funcgraph_entry:        2.500 us   |    leaf();\n"
		" ls-2 [001] ...1. 1.000008: funcgraph_exit:         5.000 us   |  }\n"
		" ip-1 [000] ...1. 1.000009: funcgraph_exit:       + 10.000 us  |  }\n"
		" ip-1 [000] ...1. 1.000010: funcgraph_entry:                   |  outer() {\n"
		" ip-1 [000] ...1. 1.000011: funcgraph_exit:         1.000 us   |  }\n",
		&(struct mt_query){ 0 });
	const struct mt_graph *m = s.model;

	(void)state;
	assert_int_equal(m->calls.samples, 3);
	assert_int_equal(m->in_irq, 2);
	assert_int_equal(node(&m->calls, "ip outer")->count, 2);
	assert_int_equal(node(&m->calls, "ip outer")->ns, 11000);
	assert_int_equal(node(&m->calls, "ip outer leaf")->count, 2);
	assert_int_equal(node(&m->calls, "ip outer leaf")->ns, 4500);
	assert_int_equal(node(&m->calls, "ls outer")->count, 1);
	assert_int_equal(m->stacks.samples, 0);
	sample_free(&s);
}

/* The recording begins and ends within calls, and some calls are missing. */
static void test_function_graph_with_holes(void **state)
{
	struct sample s = sample_model(&mt_model_graph,
				       "# tracer: function_graph\n"
				       " 0)   1.000 us    |      }\n"
				       " 0)               |      deep() {\n"
				       " 0)   1.000 us    |        leaf();\n"
				       " 0)               |  outer() {\n"
				       " 0)               |    inner() {\n",
				       &(struct mt_query){ .from = "leaf" });
	const struct mt_graph *m = s.model;

	(void)state;
	assert_int_equal(node(&m->calls, "leaf")->count, 1);
	assert_int_equal(m->calls.nodes.nr, 2);
	sample_free(&s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_merged_stacks),
		cmocka_unit_test(test_queries),
		cmocka_unit_test(test_function_graph),
		cmocka_unit_test(test_function_graph_with_holes),
	};

	return cmocka_run_group_tests_name("graph", tests, NULL, NULL);
}
