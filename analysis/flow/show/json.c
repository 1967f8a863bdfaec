// SPDX-License-Identifier: GPL-2.0-only
#include "analysis/flow/show/json.h"

#include <stdio.h>
#include <stdlib.h>

#include "analysis/base/memory.h"
#include "analysis/base/util.h"

#define SCHEMA "mlx5-trace/flow/1"

static void set_text(json_t *to, const char *key, const char *text)
{
	if (text)
		json_object_set_new(to, key, json_string(text));
}

static void set_time(json_t *to, const char *key, uint64_t ns)
{
	if (ns)
		json_object_set_new(to, key, json_integer((json_int_t)ns));
}

static void set_stack(json_t *to, const char *stack)
{
	json_t *list = stack ? json_array() : NULL;
	size_t len;

	for (; stack; stack = stack[len] ? stack + len + strlen(FLOW_STACK_SEPARATOR) : NULL) {
		const char *end = strstr(stack, FLOW_STACK_SEPARATOR);

		len = end ? (size_t)(end - stack) : strlen(stack);
		json_array_append_new(list, json_stringn(stack, len));
	}
	if (list)
		json_object_set_new(to, "stack", list);
}

static json_t *node_json(const struct flow_node *node)
{
	json_t *o = json_pack("{ss ss}", "type", flow_type_name(node->type), "layer",
			      flow_layer_name(node->layer));
	json_t *children = json_array();

	set_text(o, "name", node->name);
	set_text(o, "module", node->module);
	set_text(o, "via", node->via);
	set_text(o, "args", node->args);
	set_text(o, "outcome", node->outcome);
	set_stack(o, node->stack);
	set_text(o, "comm", node->comm);
	if (node->pid)
		json_object_set_new(o, "pid", json_integer(node->pid));
	set_time(o, "queued_ns", node->queued);
	set_time(o, "start_ns", node->start);
	set_time(o, "end_ns", node->end);
	if (node->has_ret)
		json_object_set_new(o, "result", json_integer(node->ret));
	for (const struct flow_node *c = node->first; c; c = c->next)
		json_array_append_new(children, node_json(c));
	json_object_set_new(o, "children", children);
	return o;
}

json_t *flow_to_json(const struct flow_report *r)
{
	const struct flow_tree *t = r->tree;
	const struct {
		const char *key;
		int64_t value;
	} numbers[] = {
		{ "exit_status", r->status },
		{ "ns", (int64_t)r->ns },
		{ "untraced_ns", (int64_t)r->untraced_ns },
		{ "record_ns", (int64_t)r->record_ns },
		{ "own_records", (int64_t)r->own_records },
		{ "records", (int64_t)r->records },
		{ "lost", (int64_t)r->lost },
		{ "syscalls", t->syscalls },
		{ "functions", t->functions },
		{ "works", t->works },
		{ "commands", t->commands },
		{ "others", t->others },
	};
	json_t *o = json_pack("{ss ss ss ss}", "schema", SCHEMA, "command", r->command, "kernel",
			      r->kernel, "tracer", r->tracer);
	json_t *tasks = json_array();

	for (const struct flow_node *c = t->root->first; c; c = c->next)
		json_array_append_new(tasks, node_json(c));
	for (size_t i = 0; i < ARRAY_SIZE(numbers); i++)
		json_object_set_new(o, numbers[i].key, json_integer(numbers[i].value));
	json_object_set_new(o, "tasks", tasks);
	return o;
}

static const char *text_of(const json_t *o, const char *key)
{
	return json_string_value(json_object_get(o, key));
}

static uint64_t number_of(const json_t *o, const char *key)
{
	return (uint64_t)json_integer_value(json_object_get(o, key));
}

static const char *stack_of(const json_t *o, struct mt_strpool *texts)
{
	const json_t *list = json_object_get(o, "stack");
	char text[1024] = "";
	size_t at = 0;

	for (size_t i = 0; i < json_array_size(list) && at < sizeof(text); i++)
		at += (size_t)snprintf(text + at, sizeof(text) - at, "%s%s",
				       i ? FLOW_STACK_SEPARATOR : "",
				       json_string_value(json_array_get(list, i)) ?: "?");
	return at ? mt_strpool_add(texts, mt_span_z(text)) : NULL;
}

static bool node_from(struct flow_node *parent, const json_t *o, struct mt_strpool *texts)
{
	const char *type = text_of(o, "type"), *layer = text_of(o, "layer");
	const json_t *children = json_object_get(o, "children");
	struct flow_node *node;
	int i = 0;

	while (type && i < FLOW_TYPE_NR && strcmp(type, flow_type_name(i)))
		i++;
	if (!type || i == FLOW_TYPE_NR || !layer || flow_layer_named(layer) == FLOW_LAYER_NR)
		return false;
	node = flow_node_add(parent, i);
	if (!node)
		return false;
	node->layer = flow_layer_named(layer);
	node->name = text_of(o, "name");
	node->module = text_of(o, "module");
	node->via = text_of(o, "via");
	node->args = text_of(o, "args");
	node->outcome = text_of(o, "outcome");
	node->stack = stack_of(o, texts);
	node->comm = text_of(o, "comm");
	node->pid = (int)json_integer_value(json_object_get(o, "pid"));
	node->queued = number_of(o, "queued_ns");
	node->start = number_of(o, "start_ns");
	node->end = number_of(o, "end_ns");
	node->has_ret = json_object_get(o, "result");
	node->ret = json_integer_value(json_object_get(o, "result"));
	if (!node->name && node->type != FLOW_TASK)
		return false;
	for (size_t c = 0; c < json_array_size(children); c++)
		if (!node_from(node, json_array_get(children, c), texts))
			return false;
	return true;
}

bool flow_from_json(struct flow_report *r, json_t *json, const char *path, struct mt_error *err)
{
	const json_t *tasks = json_object_get(json, "tasks");
	const char *schema = text_of(json, "schema");
	struct flow_tree *t;

	if (!schema || strcmp(schema, SCHEMA) || !json_is_array(tasks) ||
	    !text_of(json, "command")) {
		mt_error_set(err, "%s: is not a flow saved by mlx5-trace flow --json", path);
		return false;
	}
	t = r->tree = mt_mem(calloc(1, sizeof(*t)));
	if (t) {
		t->root = flow_node_add(NULL, FLOW_TASK);
		t->names = mt_strpool_new();
	}
	if (!t || !t->root || !t->names) {
		mt_error_set(err, "%s: out of memory", path);
		return false;
	}
	for (size_t i = 0; i < json_array_size(tasks); i++)
		if (!node_from(t->root, json_array_get(tasks, i), t->names)) {
			mt_error_set(err, "%s: tasks[%zu] is damaged", path, i);
			return false;
		}
	snprintf(r->command, sizeof(r->command), "%s", text_of(json, "command") ?: "?");
	snprintf(r->kernel, sizeof(r->kernel), "%s", text_of(json, "kernel") ?: "?");
	snprintf(r->tracer, sizeof(r->tracer), "%s", text_of(json, "tracer") ?: "?");
	r->status = (int)number_of(json, "exit_status");
	r->ns = number_of(json, "ns");
	r->untraced_ns = number_of(json, "untraced_ns");
	r->record_ns = number_of(json, "record_ns");
	r->own_records = number_of(json, "own_records");
	r->records = number_of(json, "records");
	r->lost = number_of(json, "lost");
	t->syscalls = (unsigned int)number_of(json, "syscalls");
	t->functions = (unsigned int)number_of(json, "functions");
	t->works = (unsigned int)number_of(json, "works");
	t->commands = (unsigned int)number_of(json, "commands");
	t->others = (unsigned int)number_of(json, "others");
	return true;
}
