// SPDX-License-Identifier: GPL-2.0-only
/* Tests of lists and strings in temporary files, which are used above the memory limit. */
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include <cmocka.h>

#include "analysis/base/index.h"
#include "analysis/base/longlist.h"
#include "analysis/base/memory.h"
#include "analysis/base/texts.h"

/* An element of a list. The number distinguishes elements with equal keys. */
struct small {
	uint32_t key, number;
};

struct large {
	uint32_t key, number;
	char rest[2040];
};

static uint32_t noise(uint32_t i)
{
	i *= 2654435761U;
	return i ^ i >> 15;
}

static int by_key(const void *a, const void *b)
{
	const struct small *x = a, *y = b;

	return x->key < y->key ? -1 : x->key > y->key;
}

/* Returns the resident kB of the mappings of temporary files, or -1 if there are none. */
static long resident(void)
{
	FILE *maps = fopen("/proc/self/smaps", "re");
	char line[512];
	unsigned long from, to;
	bool ours = false;
	long kb, sum = -1;

	assert_non_null(maps);
	while (fgets(line, sizeof(line), maps)) {
		if (sscanf(line, "%lx-%lx", &from, &to) == 2) {
			ours = strstr(line, " rw-s ") && strstr(line, "(deleted)");
			sum = ours && sum < 0 ? 0 : sum;
		} else if (ours && sscanf(line, "Rss: %ld kB", &kb) == 1) {
			sum += kb;
		}
	}
	fclose(maps);
	return sum;
}

static void test_a_list_is_an_array(void **state)
{
	MT_LONG(struct small) list = { 0 };

	(void)state;
	for (uint32_t i = 0; i < 1500000; i++) {
		struct small *at = mt_long_add(&list);

		assert_non_null(at);
		assert_int_equal(at->key, 0);
		*at = (struct small){ noise(i) % 1000, i };
	}
	assert_non_null(list.store);
	assert_in_range(resident(), 0, 9 * 1024);
	for (uint32_t i = 0; i < list.nr; i++) {
		assert_int_equal(list.at[i].number, i);
		mt_store_touch(sizeof(*list.at));
	}
	assert_in_range(resident(), 0, 9 * 1024);
	mt_long_sort(&list, by_key);
	assert_int_equal(list.nr, 1500000);
	for (uint32_t i = 1; i < list.nr; i++) {
		const struct small *x = &list.at[i - 1], *y = &list.at[i];

		assert_true(x->key < y->key || (x->key == y->key && x->number < y->number));
		assert_int_equal(y->key, noise(y->number) % 1000);
		mt_store_touch(sizeof(*list.at));
	}
	assert_in_range(resident(), 0, 9 * 1024);
	/* the list can still grow */
	assert_non_null(mt_long_add(&list));
	assert_int_equal(list.at[1499999].key, 999);
	mt_long_free(&list);
	assert_null(list.at);
	assert_int_equal(resident(), -1);
	assert_false(mt_memory_short());
}

/* There are more sorted parts than can be merged at a time. */
static void test_a_sort_of_many_parts(void **state)
{
	MT_LONG(struct large) list = { 0 };

	(void)state;
	for (uint32_t i = 0; i < 80000; i++) {
		struct large *at = mt_long_add(&list);

		assert_non_null(at);
		at->key = noise(i) % 7;
		at->number = i;
		at->rest[2039] = (char)i;
	}
	mt_long_sort(&list, by_key);
	for (uint32_t i = 1; i < list.nr; i++) {
		const struct large *x = &list.at[i - 1], *y = &list.at[i];

		assert_true(x->key < y->key || (x->key == y->key && x->number < y->number));
		assert_int_equal(y->rest[2039], (char)y->number);
	}
	mt_long_free(&list);
}

static void test_texts_do_not_move(void **state)
{
	static const char *kept[200000];
	struct mt_texts texts = { 0 };
	char text[160];
	int *numbers;

	(void)state;
	for (int i = 0; i < 200000; i++) {
		memset(text, 'a' + i % 26, 100);
		snprintf(text + 100, sizeof(text) - 100, "%d", i);
		kept[i] = mt_texts_add(&texts, mt_span_z(text));
		assert_non_null(kept[i]);
	}
	assert_true(texts.parts.nr > 1 && texts.parts.at[texts.parts.nr - 1].store);
	for (int i = 0; i < 200000; i++) {
		assert_int_equal(*kept[i], 'a' + i % 26);
		assert_int_equal(atoi(kept[i] + 100), i);
	}
	assert_string_equal(mt_texts_add(&texts, mt_span("a\nb", 3)), "a?b");
	assert_string_equal(mt_texts_add(&texts, mt_span(NULL, 0)), "");
	numbers = mt_texts_copy(&texts, (int[]){ 1, 2 }, 2 * sizeof(int));
	assert_int_equal((uintptr_t)numbers % _Alignof(max_align_t), 0);
	assert_int_equal(numbers[1], 2);
	mt_texts_free(&texts);
	assert_int_equal(resident(), -1);
}

static void test_a_full_disk_is_named(void **state)
{
	const struct rlimit few = { 10 << 20, RLIM_INFINITY };
	struct mt_texts texts = { 0 };
	MT_LONG(struct large) list = { 0 };
	struct rlimit all;
	unsigned int nr;

	(void)state;
	assert_int_equal(getrlimit(RLIMIT_FSIZE, &all), 0);
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &few), 0);
	while (mt_long_add(&list))
		;
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &all), 0);
	assert_true(mt_memory_short());
	assert_non_null(strstr(mt_memory_why(), "a temporary file in /tmp cannot grow: File too "
						"large, with 8 MB in such files (set TMPDIR"));
	/* existing elements are kept */
	nr = list.nr;
	assert_int_equal(nr, (8 << 20) / sizeof(struct large));
	assert_int_equal(list.at[nr - 1].key, 0);
	mt_long_free(&list);
	mt_memory_reset();
	assert_string_equal(mt_memory_why(), "out of memory");
	setenv("TMPDIR", "/nowhere", 1);
	while (mt_texts_add(&texts, mt_span_z("0123456789012345678901234567890123456789")))
		;
	unsetenv("TMPDIR");
	assert_non_null(strstr(mt_memory_why(), "a temporary file in /nowhere cannot grow: No such "
						"file"));
	mt_texts_free(&texts);
	mt_memory_reset();
}

static void test_an_index(void **state)
{
	struct mt_index index = { 0 };
	unsigned int *place;

	(void)state;
	for (unsigned int i = 0; i < 50000; i++) {
		place = mt_index_at(&index, (struct mt_index_key){ { i, i % 7, 0, 1 } });
		assert_int_equal(*place, MT_INDEX_NEW);
		*place = i;
	}
	for (unsigned int i = 0; i < 50000; i++) {
		place = mt_index_at(&index, (struct mt_index_key){ { i, i % 7, 0, 1 } });
		assert_int_equal(*place, i);
	}
	place = mt_index_at(&index, (struct mt_index_key){ { 1, 1, 1, 1 } });
	assert_int_equal(*place, MT_INDEX_NEW);
	mt_index_free(&index);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_a_list_is_an_array),
		cmocka_unit_test(test_a_sort_of_many_parts),
		cmocka_unit_test(test_texts_do_not_move),
		cmocka_unit_test(test_a_full_disk_is_named),
		cmocka_unit_test(test_an_index),
	};

	unsetenv("TMPDIR");
	mt_store_enable();
	return cmocka_run_group_tests_name("store", tests, NULL, NULL);
}
