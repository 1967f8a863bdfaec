// SPDX-License-Identifier: GPL-2.0-only
#include "vconnectx/control/ctl_table.h"

#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "vconnectx/host/util.h"

#define CELL	    64 /* longest text in a table */
#define COLUMNS_MAX 16
#define IDS_SHOWN   12 /* maximum number of objects listed for a type */

static int64_t integer(const json_t *object, const char *key)
{
	return json_integer_value(json_object_get(object, key));
}

static const char *string(const json_t *object, const char *key)
{
	const char *s = json_string_value(json_object_get(object, key));

	return s ? s : "?";
}

/* print one line for each rule */
static void print_steering(json_t *tables)
{
	const json_t *table, *rule;
	size_t i, n;

	json_array_foreach(tables, i, table) {
		const json_t *miss = json_object_get(table, "miss");

		printf("table %" PRId64 ", level %" PRId64 "\n", integer(table, "table"),
		       integer(table, "level"));
		json_array_foreach(json_object_get(table, "rules"), n, rule)
			printf("  %s -> %s\n", string(rule, "match"), string(rule, "to"));
		if (json_is_integer(miss))
			printf("  else -> table %" PRId64 "\n", integer(table, "miss"));
		else
			puts("  else -> drop");
	}
}

static int by_value(const void *a, const void *b)
{
	int64_t x = json_integer_value(*(json_t *const *)a);
	int64_t y = json_integer_value(*(json_t *const *)b);

	return (x > y) - (x < y);
}

/* compare rows by their first column, which is a number */
static int by_number(const void *a, const void *b)
{
	json_t *x = *(json_t *const *)a, *y = *(json_t *const *)b;
	json_t *first = json_object_iter_value(json_object_iter(x));
	json_t *second = json_object_iter_value(json_object_iter(y));

	return by_value(&first, &second);
}

/* Return: sorted array of borrowed elements, to be freed by the caller */
static json_t **sorted(json_t *array, size_t *nr, int (*order)(const void *a, const void *b))
{
	json_t **list, *element;
	size_t i;

	*nr = json_array_size(array);
	list = calloc(*nr + 1, sizeof(json_t *));
	if (!list) {
		*nr = 0;
		return NULL;
	}
	json_array_foreach(array, i, element)
		list[i] = element;
	qsort(list, *nr, sizeof(json_t *), order);
	return list;
}

static void print_objects(json_t *types)
{
	const char *type;
	json_t *ids;

	printf("%-20s %6s  %s\n", "type", "count", "numbers");
	json_object_foreach(types, type, ids) {
		json_t **list;
		size_t nr;

		if (!json_array_size(ids))
			continue;
		list = sorted(ids, &nr, by_value);
		printf("%-20s %6zu ", type, nr);
		for (size_t i = 0; i < nr && i < IDS_SHOWN; i++)
			printf(" %" JSON_INTEGER_FORMAT, json_integer_value(list[i]));
		puts(nr > IDS_SHOWN ? " ..." : "");
		free(list);
	}
}

/* null means that the value is unknown, and is shown as ? */
static const char *cell(char text[CELL], const json_t *value)
{
	if (json_is_integer(value))
		snprintf(text, CELL, "%" JSON_INTEGER_FORMAT, json_integer_value(value));
	else if (json_is_boolean(value))
		snprintf(text, CELL, "%s", json_is_true(value) ? "yes" : "-");
	else
		snprintf(text, CELL, "%s", json_is_string(value) ? json_string_value(value) : "?");
	return text;
}

/* print a table with a column for each key of the first row */
static void print_rows(json_t *rows)
{
	int width[COLUMNS_MAX] = { 0 };
	char text[CELL];
	const char *key;
	json_t **list, *value;
	size_t nr;
	int column;

	list = sorted(rows, &nr, by_number);
	for (size_t i = 0; i < nr; i++) {
		column = 0;
		json_object_foreach(list[i], key, value) {
			int len = (int)strlen(cell(text, value));
			int head = (int)strlen(key);

			if (column == COLUMNS_MAX)
				break;
			if (len < head)
				len = head;
			if (len > width[column])
				width[column] = len;
			column++;
		}
	}
	for (size_t i = 0; i <= nr && nr; i++) {
		column = 0;
		json_object_foreach(list[i ? i - 1 : 0], key, value) {
			if (column == COLUMNS_MAX)
				break;
			printf("%s%*s", column ? "  " : "", width[column],
			       i ? cell(text, value) : key);
			column++;
		}
		putchar('\n');
	}
	free(list);
}

static void print_queues(json_t *kinds)
{
	bool first = true;
	const char *kind;
	json_t *rows;

	json_object_foreach(kinds, kind, rows) {
		if (!json_array_size(rows))
			continue;
		if (!first)
			putchar('\n');
		first = false;
		print_rows(rows);
	}
	if (first)
		puts("no queues");
}

/* the name of a counter consists of the keys on its path and the number of its object */
static void print_counters(const char *name, json_t *value)
{
	char longer[CELL], text[CELL];
	const char *key;
	json_t *inner;
	size_t i;

	if (json_is_object(value)) {
		json_object_foreach(value, key, inner) {
			if (!strcmp(key, "id"))
				continue;
			snprintf(longer, sizeof(longer), "%s%s%s", name, *name ? "." : "", key);
			print_counters(longer, inner);
		}
	} else if (json_is_array(value)) {
		json_array_foreach(value, i, inner) {
			snprintf(longer, sizeof(longer), "%s.%" PRId64, name, integer(inner, "id"));
			print_counters(longer, inner);
		}
	} else {
		printf("%-32s %s\n", name, cell(text, value));
	}
}

static void print_counter_table(json_t *counters)
{
	print_counters("", counters);
}

static void print_commands(json_t *commands)
{
	const json_t *line;
	size_t i;

	printf("%8s %10s  %-32s %-19s %9s  %s\n", "seq", "ago s", "command", "status", "syndrome",
	       "object");
	json_array_foreach(commands, i, line) {
		const json_t *made = json_object_get(line, "created");
		const json_t *gone = json_object_get(line, "destroyed");
		const json_t *fault = json_object_get(line, "fault");
		const json_t *op = json_object_get(line, "op");
		int64_t ago = integer(line, "ago_ns") / 1000;
		char number[CELL];

		snprintf(number, sizeof(number), "opcode 0x%" PRIx64, integer(line, "opcode"));
		printf("%8" PRId64 " %3" PRId64 ".%06" PRId64 "  %-32s %-19s %#9" PRIx64 "  ",
		       integer(line, "seq"), ago / 1000000, ago % 1000000,
		       json_is_string(op) ? json_string_value(op) : number,
		       string(line, "status_name"), integer(line, "syndrome"));
		if (made || gone)
			printf("%c%s %" PRId64, made ? '+' : '-',
			       string(made ? made : gone, "type"),
			       integer(made ? made : gone, "id"));
		if (fault)
			printf(" (fault %s)", json_string_value(fault));
		putchar('\n');
	}
}

static void print_link(json_t *state)
{
	printf("link %s\n", json_string_value(state));
}

static void print_fault(json_t *rule)
{
	printf("fault %s\n", json_string_value(rule));
}

static void print_faults(json_t *rules)
{
	const json_t *rule;
	size_t i;

	printf("%8s %8s  rule\n", "matched", "fired");
	json_array_foreach(rules, i, rule)
		printf("%8" PRId64 " %8" PRId64 "  %s\n", integer(rule, "matched"),
		       integer(rule, "fired"), string(rule, "rule"));
}

void vcx_ctl_print(json_t *reply)
{
	static const struct {
		const char *key;
		void (*print)(json_t *value);
	} kinds[] = {
		{ "steering", print_steering }, { "objects", print_objects },
		{ "queues", print_queues },	{ "counters", print_counter_table },
		{ "commands", print_commands }, { "link", print_link },
		{ "fault", print_fault },	{ "faults", print_faults },
	};

	for (size_t i = 0; i < ARRAY_SIZE(kinds); i++) {
		json_t *value = json_object_get(reply, kinds[i].key);

		if (value)
			kinds[i].print(value);
	}
}
