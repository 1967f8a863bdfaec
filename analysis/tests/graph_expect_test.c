// SPDX-License-Identifier: GPL-2.0-only
/* Tests of the comparison of a call graph with the expected one. */
#include "analysis/tests/samples.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "analysis/model/graph_expect.h"

/* set_channels() calls prepare(), then open() and close() through apply(). */
static const char observed[] =
	"ip-1 [000] ..... 1.000001: mlx5e_a: x=1\n"
	"ip-1 [000] ..... 1.000001: <stack trace>\n => prepare\n => set_channels\n => ioctl\n"
	"ip-1 [000] ..... 1.000002: mlx5e_b: x=1\n"
	"ip-1 [000] ..... 1.000002: <stack trace>\n => open\n => apply\n => set_channels\n => ioctl\n"
	"ip-1 [000] ..... 1.000003: mlx5e_c: x=1\n"
	"ip-1 [000] ..... 1.000003: <stack trace>\n => close\n => apply\n => set_channels\n => genl\n";

static bool read_text(struct mt_expected *e, const char *text, struct mt_error *err)
{
	char *path = sample_file(text, strlen(text));
	bool good = mt_expected_read(e, path, err);

	unlink(path);
	free(path);
	return good;
}

/* Expect "kind func<caller" for each deviation, or "" for none. */
static void deviates(const char *expected, const char *want)
{
	struct mt_query query = { 0 };
	struct sample s = sample_model(&mt_model_graph, observed, &query);
	const struct mt_graph *m = s.model;
	struct mt_deviations found = { 0 };
	struct mt_error err = { "" };
	struct mt_expected e;
	char text[512] = "";

	if (!read_text(&e, expected, &err))
		fail_msg("%s", err.text);
	mt_expected_compare(&e, &m->stacks, true, &found);
	for (unsigned int i = 0; i < found.list.nr; i++) {
		const struct mt_deviation *d = &found.list.at[i];

		snprintf(text + strlen(text), sizeof(text) - strlen(text), "%s%s %s<%s",
			 i ? "; " : "", mt_deviation_id(d->kind), d->func, d->caller);
	}
	assert_string_equal(text, want);
	free(found.list.at);
	mt_expected_free(&e);
	sample_free(&s);
}

static void test_as_expected(void **state)
{
	(void)state;
	deviates("# by hand\nset_channels()\n\tprepare(x)\n\tapply\n\t\topen\n\t\tclose\n", "");
	deviates("set_channels\n  prepare\n    * mlx5e_a\n  apply\n    open\n      * mlx5e_b\n    close\n      * mlx5e_c\n",
		 "");
	deviates("digraph g {\n\tset_channels -> prepare;\n\t\"set_channels\" -> apply -> close [label=x];\n\tapply -> open\n}\n",
		 "");
	deviates("digraph g { set_channels -> apply; apply -> open; apply -> close; set_channels -> prepare }\n",
		 "");
}

static void test_deviations(void **state)
{
	(void)state;
	deviates("set_channels\n\tprepare\n\tapply\n\t\topen\n\t\tclose\n\t\tsync\n",
		 "missing sync<apply");
	deviates("set_channels\n\tapply\n\t\topen\n\t\tclose\n", "extra prepare<set_channels");
	deviates("set_channels\n\tprepare\n\tapply\n\t\tclose\n\t\topen\n",
		 "other_order open<apply");
	deviates("set_channels\n\tprepare\n\tapply\n\t\topen_all\n\t\t\topen\n\t\tclose\n",
		 "inlined open_all<apply");
	deviates("nosuch\n\topen\n", "not_observed nosuch<");
	/* an inlined function still emits its event, even one that has the name of the function */
	deviates("set_channels\n\tprepare\n\tapply\n\t\topen\n\t\t\tmlx5e_b\n\t\tclose\n",
		 "missing mlx5e_b<open");
	/* events are compared if the file has any */
	deviates("set_channels\n\tprepare\n\tapply\n\t\topen\n\t\t\t* mlx5e_b\n\t\tclose\n",
		 "extra mlx5e_a<prepare; extra mlx5e_c<close");
}

static void test_marks(void **state)
{
	(void)state;
	/* an optional call, an inlined function, and a function whose callees are not compared */
	deviates("set_channels\n\tprepare\n\tapply\n\t\topen\n\t\tclose\n\t\tsync ?\n", "");
	deviates("set_channels\n\tprepare\n\tapply\n\t\topen_all ~\n\t\t\topen\n\t\tclose\n", "");
	deviates("set_channels\n\tprepare\n\tapply ...\t# whatever\n", "");
	/* the callees of a function are required whether it is inlined or not */
	deviates("set_channels\n\tprepare\n\tapply\n\t\tall ~\n\t\t\topen\n\t\t\tsync\n\t\tclose\n",
		 "missing sync<apply");
	/* an optional inlined part must be complete or missing */
	deviates("set_channels\n\tprepare\n\tapply\n\t\topen\n\t\tclose\n\t\tlate ~ ?\n\t\t\tsync\n",
		 "");
	deviates("set_channels\n\tprepare\n\tall ~ ?\n\t\tinner ~\n\t\t\tapply ...\n", "");
	/* these functions are ignored wherever they are called */
	deviates("- pre*\n- close\nset_channels\n\tapply\n\t\topen\n", "");
	/* a function that is tail-called appears below its caller's caller */
	deviates("set_channels\n\tprepare\n\tapply\n\t\topen\n\t\t\tclose ^\n", "");
	deviates("set_channels\n\tprepare\n\tjumper\n\t\tapply ^ ...\n", "");
}

static void test_reported_once(void **state)
{
	(void)state;
	/* the callees of a function are listed at its first occurrence */
	deviates("set_channels\n\tprepare\n\tlater ?\n\t\tapply\n\t\t\topen\n\t\t\tclose\n\t\t\tsync\n"
		 "\tapply\n",
		 "missing sync<apply");
	deviates("set_channels\n\tprepare\n\tlater ? ~\n\t\tapply\n\t\t\topen\n\t\t\tclose\n\tapply\n",
		 "");
	/* a repeated call does not count as a different order */
	deviates("set_channels\n\tprepare\n\tapply\n\t\topen\n\t\tclose\n\t\topen\n", "");
}

/* Stacks show only callers of events, so functions that emit no listed event are not missing. */
static void test_limits_of_stacks(void **state)
{
	(void)state;
	deviates("set_channels\n\tprepare\n\t\t* mlx5e_a\n\tlock\n\tapply\n\t\topen\n\t\t\tcmd_exec\n"
		 "\t\t\t* mlx5e_b\n\t\tclose\n\t\t\t* mlx5e_c\n",
		 "");
	deviates("set_channels\n\tprepare\n\t\t* mlx5e_a\n\tlock\n\t\t* mlx5e_d\n\tapply\n\t\topen\n"
		 "\t\t\t* mlx5e_b\n\t\tclose\n\t\t\t* mlx5e_c\n",
		 "missing lock<set_channels");
	deviates("set_channels\n\tprepare\n\t\t* mlx5e_a\n\t\t* mlx5e_d ?\n\tapply\n\t\topen\n"
		 "\t\t\t* mlx5e_b\n\t\tclose\n\t\t\t* mlx5e_c\n",
		 "");
}

/* A call that is made only for some channels may first occur after the calls that follow it. */
static void test_order_of_optional_calls(void **state)
{
	(void)state;
	deviates("set_channels\n\tprepare\n\tapply\n\t\tclose ?\n\t\topen\n", "");
	deviates("set_channels\n\tprepare\n\tapply\n\t\tclose\n\t\topen ?\n",
		 "other_order open<apply");
}

static void test_files_that_are_no_graph(void **state)
{
	static const char *const bad[][2] = {
		{ "", ":0: contains no function" },
		{ "a\nb\n", ":2: a second root function" },
		{ "a\n\tb !\n", ":2: only the marks ?, ~, ^ and ..." },
		{ "digraph g {\na -> b;\nb -> a;\n}\n", "no root function" },
		{ "digraph g {\na -> b;\nb -> c -> b;\n}\n", "cycle" },
		{ "digraph g {\na -> ;\n}\n", ":2: no name after ->" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
		struct mt_error err = { "" };
		struct mt_expected e;

		assert_false(read_text(&e, bad[i][0], &err));
		if (!strstr(err.text, bad[i][1]))
			fail_msg("%s", err.text);
		mt_expected_free(&e);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_as_expected),
		cmocka_unit_test(test_deviations),
		cmocka_unit_test(test_marks),
		cmocka_unit_test(test_reported_once),
		cmocka_unit_test(test_limits_of_stacks),
		cmocka_unit_test(test_order_of_optional_calls),
		cmocka_unit_test(test_files_that_are_no_graph),
	};

	return cmocka_run_group_tests_name("graph_expect", tests, NULL, NULL);
}
