// SPDX-License-Identifier: GPL-2.0-only
/* Tests of findings from the states of a device before and after a recording. */
#include "analysis/tests/samples.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "analysis/model/findings.h"

struct found {
	json_t *before, *after;
	struct mt_snapshot snapshot;
	struct mt_findings f;
};

/* Make findings from the state of the device before and after, given as JSON. */
static void look(struct found *found, const char *before, const char *after)
{
	struct mt_finding_sources from = { .snapshot = &found->snapshot };
	struct mt_snapshot_dev *dev;

	*found = (struct found){ .snapshot = { .release = "" },
				 .before = json_loads(before, 0, NULL),
				 .after = json_loads(after, 0, NULL) };
	dev = mt_vec_add(&found->snapshot.devs);
	assert_non_null(dev);
	*dev = (struct mt_snapshot_dev){
		.netdev = "eth0",
		.before = found->before,
		.after = found->after,
		.missing = json_object_get(found->before, "missing"),
	};
	mt_findings_of_counters(&found->f, &from);
}

static void drop(struct found *found)
{
	json_decref(found->before);
	json_decref(found->after);
	free(found->snapshot.devs.at);
	mt_findings_free(&found->f);
}

/* Expect this finding at index @n. */
static void has(const struct found *found, unsigned int n, const char *id, const char *words)
{
	const struct mt_finding *finding = &found->f.list.at[n];

	assert_true(n < found->f.list.nr);
	assert_string_equal(finding->id, id);
	assert_string_equal(finding->netdev, "eth0");
	if (!strstr(finding->words, words))
		fail_msg("\"%s\" is not in: %s", words, finding->words);
	assert_true(*finding->advice);
}

static void test_counters_that_rose(void **state)
{
	struct found found;

	(void)state;
	look(&found, "{\"counters\":{\"rx_out_of_buffer\":5,\"rx_packets\":9}}",
	     "{\"counters\":{\"rx_out_of_buffer\":12,\"rx_packets\":99,\"rx_xsk_buff_alloc_err\":3}}");
	assert_int_equal(found.f.list.nr, 2);
	has(&found, 0, "frames_not_delivered",
	    "7 frames arrived while their RQ had no receive buffer (rx_out_of_buffer was 5, is 12)");
	has(&found, 1, "frames_not_delivered", "3 times the driver found the fill ring");
	drop(&found);
}

/*
 * An empty fill ring alone does not mean that frames were lost. A counter that did not change, was
 * reset or was not read is no evidence.
 */
static void test_counters_without_evidence(void **state)
{
	struct found found;

	(void)state;
	look(&found, "{\"counters\":{\"rx_out_of_buffer\":5}}",
	     "{\"counters\":{\"rx_out_of_buffer\":5,\"rx_xsk_buff_alloc_err\":6577}}");
	assert_int_equal(found.f.list.nr, 0);
	drop(&found);
	look(&found, "{\"counters\":{\"rx_out_of_buffer\":5}}",
	     "{\"counters\":{\"rx_out_of_buffer\":2}}");
	assert_int_equal(found.f.list.nr, 0);
	drop(&found);
	look(&found, "{\"counters\":null}", "{\"counters\":{\"rx_out_of_buffer\":5}}");
	assert_int_equal(found.f.list.nr, 0);
	drop(&found);
	look(&found, "{\"counters\":{\"rx_out_of_buffer\":5}}", "null");
	assert_int_equal(found.f.list.nr, 0);
	drop(&found);
}

static void test_rings_of_a_socket(void **state)
{
	struct found found;

	(void)state;
	look(&found,
	     "{\"counters\":{},\"xsk\":[{\"queue\":2,\"socket\":77,\"stats\":{\"fill_ring_empty\":4}}]}",
	     "{\"counters\":{\"rx_out_of_buffer\":2},\"xsk\":[{\"queue\":2,\"socket\":77,\"stats\":{\"fill_ring_empty\":6,\"rx_full\":0}},"
	     "{\"queue\":3,\"socket\":78,\"stats\":{\"rx_full\":1}},"
	     "{\"queue\":4,\"socket\":79,\"stats\":null}]}");
	assert_int_equal(found.f.list.nr, 3);
	has(&found, 1, "frames_not_delivered",
	    "socket on queue 2: the fill ring was found empty 2");
	has(&found, 2, "frames_not_delivered", "socket on queue 3: the receive ring was full 1");
	drop(&found);
}

static void test_no_program(void **state)
{
	struct found found;

	(void)state;
	/* the socket was bound before and after */
	look(&found, "{\"xdp\":{\"mode\":\"none\"},\"xsk\":[{\"queue\":2,\"zero_copy\":true}]}",
	     "{\"xdp\":{\"mode\":\"none\"},\"xsk\":[{\"queue\":2,\"zero_copy\":true}]}");
	assert_int_equal(found.f.list.nr, 1);
	has(&found, 0, "xdp_not_attached", "socket on queue 2 receives nothing: no XDP program");
	drop(&found);
	/* the program was attached meanwhile */
	look(&found, "{\"xdp\":{\"mode\":\"none\"},\"xsk\":[{\"queue\":2,\"zero_copy\":true}]}",
	     "{\"xdp\":{\"mode\":\"driver\"},\"xsk\":[{\"queue\":2,\"zero_copy\":true}]}");
	assert_int_equal(found.f.list.nr, 0);
	drop(&found);
	/* the socket was closed meanwhile */
	look(&found, "{\"xdp\":{\"mode\":\"none\"},\"xsk\":[{\"queue\":0,\"zero_copy\":true}]}",
	     "{\"xdp\":{\"mode\":\"none\"},\"xsk\":[]}");
	assert_int_equal(found.f.list.nr, 1);
	drop(&found);
	/* without zero copy, and with an unknown program */
	look(&found, "{\"xdp\":{\"mode\":\"none\"},\"xsk\":[{\"queue\":2,\"zero_copy\":false}]}",
	     "null");
	assert_int_equal(found.f.list.nr, 0);
	drop(&found);
	look(&found, "{\"xdp\":null,\"xsk\":[{\"queue\":2,\"zero_copy\":true}]}", "null");
	assert_int_equal(found.f.list.nr, 0);
	drop(&found);
}

static void test_generic_program(void **state)
{
	struct found found;

	(void)state;
	look(&found, "{\"xdp\":{\"mode\":\"generic\"},\"xsk\":[{\"queue\":2,\"socket\":77}]}",
	     "{\"xdp\":{\"mode\":\"none\"},\"xsk\":[]}");
	assert_int_equal(found.f.list.nr, 1);
	has(&found, 0, "xdp_generic", "in generic mode");
	drop(&found);
	look(&found, "{\"xdp\":{\"mode\":\"generic\"},\"xsk\":[]}", "null");
	assert_int_equal(found.f.list.nr, 0);
	drop(&found);
	look(&found, "{\"xdp\":{\"mode\":\"generic\",\"xskmaps\":[{\"id\":1}]},\"xsk\":null}",
	     "null");
	assert_int_equal(found.f.list.nr, 1);
	drop(&found);
	look(&found, "{\"xdp\":{\"mode\":\"driver\"},\"xsk\":[{\"queue\":2,\"socket\":77}]}",
	     "null");
	assert_int_equal(found.f.list.nr, 0);
	drop(&found);
}

#define RULES(queue) \
	"{\"channels\":{\"combined\":2},\"rules\":[{\"location\":7,\"action\":{\"queue\":" #queue \
	"}}," \
	"{\"location\":8,\"action\":{\"drop\":true}}," \
	"{\"location\":9,\"action\":{\"rss_context\":1,\"queue\":9}}]}"

static void test_rule_to_a_queue_that_is_gone(void **state)
{
	struct found found;

	(void)state;
	look(&found, "{\"channels\":{\"combined\":4},\"rules\":[]}", RULES(3));
	assert_int_equal(found.f.list.nr, 1); /* before 6.1 the queue may be an XSK queue */
	has(&found, 0, "rule_to_no_queue",
	    "dropped, unless an AF_XDP socket is bound to that queue");
	drop(&found);
	look(&found,
	     "{\"channels\":{\"combined\":2},\"xsk\":[{\"queue\":3}],\"rules\":[{\"location\":7,\"action\":{\"queue\":3}}]}",
	     "null");
	assert_int_equal(found.f.list.nr, 0);
	drop(&found);
	look(&found, RULES(4), "null");
	assert_int_equal(found.f.list.nr, 1);
	has(&found, 0, "rule_to_no_queue",
	    "The rule at location 7 leads to queue 4, but there are only 2 channels");
	drop(&found);
}

static void test_state_that_was_not_read(void **state)
{
	struct found found;

	(void)state;
	look(&found, "{\"missing\":[\"counters\",\"devlink_health_rx\"]}",
	     "{\"missing\":[\"counters\"]}");
	assert_int_equal(found.f.list.nr, 2);
	has(&found, 0, "state_not_read", "Before the recording");
	has(&found, 0, "state_not_read", "unknown: counters, devlink_health_rx");
	has(&found, 1, "state_not_read", "After the recording");
	drop(&found);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_counters_that_rose),
		cmocka_unit_test(test_counters_without_evidence),
		cmocka_unit_test(test_rings_of_a_socket),
		cmocka_unit_test(test_generic_program),
		cmocka_unit_test(test_no_program),
		cmocka_unit_test(test_rule_to_a_queue_that_is_gone),
		cmocka_unit_test(test_state_that_was_not_read),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
