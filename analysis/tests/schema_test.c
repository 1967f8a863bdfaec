// SPDX-License-Identifier: GPL-2.0-only
/* Tests that the published schema has the keys and types of the tables of the JSON output. */
#include "analysis/tests/samples.h"

#include <string.h>

#include <jansson.h>

#include "analysis/view/header.h"
#include "analysis/view/verbs.h"

#define SCHEMA "Documentation/mlx5-trace.schema.json"
#define SEEN   "seen by the test"

static json_t *schema;
static unsigned int faults;

/* All errors are reported, not only the first. */
#define FAULT(...) (faults++, print_error(__VA_ARGS__))

/* The target of a "$ref". */
static json_t *resolve(json_t *def)
{
	const char *ref = json_string_value(json_object_get(def, "$ref"));

	if (!ref)
		return def;
	assert_true(!strncmp(ref, "#/$defs/", strlen("#/$defs/")));
	return json_object_get(json_object_get(schema, "$defs"), ref + strlen("#/$defs/"));
}

/* Returns the types of a definition, such as "integer or null"; for an enum, those of its values. */
static const char *types_of(json_t *def)
{
	json_t *type = json_object_get(def, "type");
	static char text[64];
	json_t *values = json_object_get(def, "enum"), *value;
	size_t i;

	json_array_foreach(values, i, value)
		if (json_is_null(value))
			return "string or null";
	if (values)
		return "string";
	if (json_is_string(type))
		return json_string_value(type);
	snprintf(text, sizeof(text), "%s or %s", json_string_value(json_array_get(type, 0)),
		 json_string_value(json_array_get(type, 1)));
	return text;
}

static const char *const types[] = {
	[MT_COL_ID] = "string",
	[MT_COL_TEXT] = "string or null",
	[MT_COL_COUNT] = "integer",
	[MT_COL_NUMBER] = "integer or null",
	[MT_COL_TEXTS] = "array or null",
	[MT_COL_FLAG] = "boolean",
	[MT_COL_BOOL] = "boolean or null",
	[MT_COL_ERRNO] = "string or null",
	[MT_COL_FIELDS] = "object or null",
	[MT_COL_LIST] = "array",
	[MT_COL_OBJECT] = "object",
};

static void hold(const struct mt_table *table, json_t *def, const char *where)
{
	for (unsigned int i = 0; i < table->nr; i++) {
		const struct mt_column *column = &table->columns[i];
		json_t *property = json_object_get(json_object_get(def, "properties"), column->key);
		json_t *is = resolve(property);
		bool first = !json_object_get(property, SEEN);

		if (!(column->in & MT_IN_JSON))
			continue;
		if (!property)
			FAULT("%s: the schema has no %s\n", where, column->key);
		if (!property)
			continue;
		json_object_set_new(property, SEEN, json_true());
		if (column->kind == MT_COL_NUMBERS)
			assert_false(strncmp(types_of(is), "array", 5));
		else if (strcmp(types_of(is), types[column->kind]))
			FAULT("%s: %s is %s in the schema, %s in the table\n", where, column->key,
			      types_of(is), types[column->kind]);
		if (column->kind == MT_COL_LIST)
			is = resolve(json_object_get(is, "items"));
		/* a table may be nested in itself (nodes) or be part of two tables (devices) */
		if (column->rows && (first || column->rows != table))
			hold(column->rows, is, column->key);
	}
}

static void nothing_unseen(json_t *def, const char *where)
{
	const char *key;
	json_t *property;

	json_object_foreach(json_object_get(def, "properties"), key, property) {
		json_t *is = resolve(property);

		if (!json_object_get(property, SEEN))
			FAULT("%s: no table has %s\n", where, key);
		if (json_object_get(is, "items"))
			is = resolve(json_object_get(is, "items"));
		if (is != def)
			nothing_unseen(is, key);
	}
}

static void test_schema_and_tables(void **state)
{
	json_t *recording;
	json_error_t error;

	(void)state;
	schema = json_load_file(SCHEMA, 0, &error);
	if (!schema)
		fail_msg("%s:%d: %s", SCHEMA, error.line, error.text);
	recording = json_object_get(json_object_get(schema, "$defs"), "recording");
	hold(&mt_table_recording, recording, "recording");
	for (size_t i = 0; i < mt_nr_verbs; i++)
		for (size_t p = 0; mt_verbs[i].parts[p]; p++)
			hold(mt_verbs[i].parts[p], recording, mt_verbs[i].name);
	nothing_unseen(recording, "recording");
	json_decref(schema);
	assert_int_equal(faults, 0);
}

/* A format that shows lists requires that the name of each column is unique. */
static void test_lists_are_complete(void **state)
{
	(void)state;
	for (size_t i = 0; i < mt_nr_verbs; i++) {
		const struct mt_table *list = mt_verbs[i].list;

		for (unsigned int c = 0; list && c < list->nr; c++) {
			if (!(list->columns[c].in & MT_IN_CSV))
				continue;
			assert_non_null(list->columns[c].get);
			for (unsigned int k = 0; k < c; k++)
				if (list->columns[k].in & list->columns[c].in)
					assert_string_not_equal(list->columns[k].key,
								list->columns[c].key);
		}
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_schema_and_tables),
		cmocka_unit_test(test_lists_are_complete),
	};

	return cmocka_run_group_tests_name("schema", tests, NULL, NULL);
}
