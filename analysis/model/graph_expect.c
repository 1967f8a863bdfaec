// SPDX-License-Identifier: GPL-2.0-only
/* Parses the expected call graph. */
#include "analysis/model/graph_expect.h"

#include <errno.h>
#include <stdio.h>

#include "analysis/base/memory.h"

#define MAX_DEPTH MT_GRAPH_DEPTH
/* A function has a node for each place that calls it. */
#define MAX_NODES 65536

static const char no_memory[] = "out of memory";

struct edge {
	const char *from, *to;
};

struct reader {
	struct mt_expected *e;
	const char *path;
	unsigned int line;
	struct mt_error *err;
	/* indented text: the nodes that are open, and their columns */
	unsigned int open[MAX_DEPTH], column[MAX_DEPTH], depth;
	MT_VEC(struct edge) edges;	   /* edges of DOT */
	const char *path_names[MAX_DEPTH]; /* from the first function down to the current one */
};

static unsigned int add_node(struct mt_tree *tree, unsigned int parent, const char *name,
			     enum mt_node_kind kind)
{
	struct mt_node *node = mt_vec_add(&tree->nodes);
	unsigned int at = tree->nodes.nr - 1, *link;

	if (!node)
		return 0;
	node->name = name;
	node->kind = kind;
	for (link = &tree->nodes.at[parent].first; *link;)
		link = &tree->nodes.at[*link].next;
	*link = at;
	return at;
}

static bool is_dot(struct mt_span line)
{
	return mt_span_starts(line, "digraph") || mt_span_starts(line, "strict");
}

static bool refuse(struct reader *r, const char *why)
{
	mt_error_set(r->err, "%s:%u: %s", r->path, r->line, why);
	return false;
}

static unsigned int column_of(struct mt_span line)
{
	unsigned int column = 0;

	for (; line.len && (*line.p == ' ' || *line.p == '\t'); line = mt_span_skip(line, 1))
		column = *line.p == '\t' ? (column / 8 + 1) * 8 : column + 1;
	return column;
}

/* Add a pattern of functions that are excluded from the comparison. */
static bool take_left_out(struct reader *r, struct mt_span pattern)
{
	const char **kept = mt_vec_add(&r->e->left_out);

	if (kept)
		*kept = mt_strpool_add(r->e->names, pattern);
	return true;
}

/* Parse the marks, which may be preceded by arguments and followed by a comment. */
static bool take_marks(struct mt_span rest, bool in_arguments, unsigned int *marks)
{
	*marks = 0;
	while (in_arguments) {
		struct mt_span word = mt_span_word(&rest);

		in_arguments = word.len && word.p[word.len - 1] != ')';
	}
	for (struct mt_span word = mt_span_word(&rest); word.len; word = mt_span_word(&rest)) {
		if (mt_span_eq(word, "?"))
			*marks |= MT_MARK_OPTIONAL;
		else if (mt_span_eq(word, "~"))
			*marks |= MT_MARK_INLINED;
		else if (mt_span_eq(word, "..."))
			*marks |= MT_MARK_CLOSED;
		else if (mt_span_eq(word, "^"))
			*marks |= MT_MARK_LAST;
		else if (*word.p == '#')
			return true;
		else
			return false;
	}
	return true;
}

static bool take_indented(struct reader *r, struct mt_span line)
{
	unsigned int column = column_of(line), parent, at;
	enum mt_node_kind kind = MT_NODE_KERNEL;
	struct mt_span name;
	unsigned int marks;
	bool in_arguments;

	line = mt_span_trim(line);
	if (!r->e->tree.nodes.at[0].first && mt_span_starts(line, "- "))
		return take_left_out(r, mt_span_trim(mt_span_skip(line, 2)));
	if (mt_span_starts(line, "* ")) {
		kind = MT_NODE_EVENT;
		line = mt_span_skip(line, 2);
	}
	name = mt_span_word(&line);
	/* "f()" and "f(a, b)" are f */
	in_arguments = name.len && name.p[name.len - 1] != ')' && memchr(name.p, '(', name.len);
	for (size_t i = 0; i < name.len; i++)
		if (name.p[i] == '(')
			name.len = i;
	if (!take_marks(line, in_arguments, &marks))
		return refuse(r, "only the marks ?, ~, ^ and ... may follow a name");
	while (r->depth && r->column[r->depth - 1] >= column)
		r->depth--;
	if (!r->depth && r->e->tree.nodes.at[0].first)
		return refuse(r, "a second root function: a graph must have only one");
	if (r->depth == MAX_DEPTH)
		return refuse(r, "nested too deeply");
	parent = r->depth ? r->open[r->depth - 1] : 0;
	at = add_node(&r->e->tree, parent, mt_strpool_add(r->e->names, name), kind);
	if (!at)
		return refuse(r, no_memory);
	r->e->tree.nodes.at[at].marks = marks;
	r->open[r->depth] = at;
	r->column[r->depth++] = column;
	return true;
}

/* Take a name in DOT, quoted or not. It is empty at "->", "[", ";" and so on. */
static struct mt_span dot_name(struct mt_span *line)
{
	struct mt_span name;
	size_t len = 0;

	*line = mt_span_trim(*line);
	if (mt_span_starts(*line, "\"")) {
		*line = mt_span_skip(*line, 1);
		while (len < line->len && line->p[len] != '"')
			len++;
		name = mt_span(line->p, len);
		*line = mt_span_skip(*line, len + 1);
		return name;
	}
	while (len < line->len && (line->p[len] == '_' || line->p[len] == '.' ||
				   (line->p[len] >= '0' && line->p[len] <= '9') ||
				   (line->p[len] >= 'a' && line->p[len] <= 'z') ||
				   (line->p[len] >= 'A' && line->p[len] <= 'Z')))
		len++;
	name = mt_span(line->p, len);
	*line = mt_span_skip(*line, len);
	return name;
}

/* "a" -> b -> c [label=x]; other statements are ignored. */
static bool take_dot(struct reader *r, struct mt_span line)
{
	struct mt_span from = dot_name(&line), to;
	struct edge *edge;

	for (line = mt_span_trim(line); from.len && mt_span_starts(line, "->");
	     line = mt_span_trim(line), from = to) {
		line = mt_span_skip(line, 2);
		to = dot_name(&line);
		if (!to.len)
			return refuse(r, "no name after ->");
		edge = mt_vec_add(&r->edges);
		if (edge)
			*edge = (struct edge){ mt_strpool_add(r->e->names, from),
					       mt_strpool_add(r->e->names, to) };
	}
	return true;
}

/*
 * Process statements, which end at a semicolon or the end of the line and are enclosed in braces.
 */
static bool take_statements(struct reader *r, struct mt_span line)
{
	while (line.len) {
		size_t len = 0;

		while (len < line.len && !strchr(";{}", line.p[len]))
			len++;
		if (!take_dot(r, mt_span_trim(mt_span(line.p, len))))
			return false;
		line = mt_span_skip(line, len + 1);
	}
	return true;
}

/*
 * Add a function and its callees. A function may have several callers, but must not be recursive.
 */
static bool grow(struct reader *r, unsigned int parent, const char *name, unsigned int depth)
{
	unsigned int at;

	for (unsigned int i = 0; i < depth; i++)
		if (r->path_names[i] == name)
			return refuse(r, "the graph contains a cycle");
	if (depth == MAX_DEPTH || r->e->tree.nodes.nr == MAX_NODES)
		return refuse(r, "the graph is too large");
	r->path_names[depth] = name;
	at = add_node(&r->e->tree, parent, name, MT_NODE_KERNEL);
	if (!at)
		return refuse(r, no_memory);
	for (unsigned int i = 0; i < r->edges.nr; i++)
		if (r->edges.at[i].from == name && !grow(r, at, r->edges.at[i].to, depth + 1))
			return false;
	return true;
}

static bool build_dot(struct reader *r)
{
	const char *start = NULL;

	for (unsigned int i = 0; i < r->edges.nr; i++) {
		bool called = false;

		for (unsigned int k = 0; k < r->edges.nr && !called; k++)
			called = r->edges.at[k].to == r->edges.at[i].from;
		if (called || start == r->edges.at[i].from)
			continue;
		if (start)
			return refuse(r, "a second root function: a graph must have only one");
		start = r->edges.at[i].from;
	}
	return start ? grow(r, 0, start, 0) : refuse(r, "no root function");
}

/* Copy the children of @from to @to. */
static bool copy(struct reader *r, unsigned int to, unsigned int from, unsigned int depth)
{
	struct mt_tree *tree = &r->e->tree;

	for (unsigned int i = tree->nodes.at[from].first; i; i = tree->nodes.at[i].next) {
		unsigned int at;

		if (depth == MAX_DEPTH || tree->nodes.nr == MAX_NODES)
			return refuse(r, "the graph is too large");
		at = add_node(tree, to, tree->nodes.at[i].name, tree->nodes.at[i].kind);
		if (!at)
			return refuse(r, no_memory);
		tree->nodes.at[at].marks = tree->nodes.at[i].marks;
		if (!copy(r, at, i, depth + 1))
			return false;
	}
	return true;
}

static bool is_below(const struct mt_tree *tree, unsigned int node, unsigned int above)
{
	for (unsigned int i = tree->nodes.at[above].first; i; i = tree->nodes.at[i].next)
		if (i == node || is_below(tree, node, i))
			return true;
	return false;
}

/*
 * Copy the callees of a function, which are only listed at its first occurrence, to its other
 * occurrences.
 */
static bool repeat_all(struct reader *r)
{
	struct mt_tree *tree = &r->e->tree;
	unsigned int nr = tree->nodes.nr;

	for (unsigned int i = 1; i < nr; i++) {
		if (tree->nodes.at[i].first || tree->nodes.at[i].kind == MT_NODE_EVENT ||
		    tree->nodes.at[i].marks & MT_MARK_CLOSED)
			continue;
		for (unsigned int first = 1; first < i; first++) {
			if (tree->nodes.at[first].name != tree->nodes.at[i].name ||
			    !tree->nodes.at[first].first ||
			    tree->nodes.at[first].kind == MT_NODE_EVENT)
				continue;
			if (is_below(tree, i, first))
				break;
			if (!copy(r, i, first, 0))
				return false;
			break;
		}
	}
	return true;
}

/* Mark the functions that lead to an event regardless of which optional calls are made. */
static bool leads(struct mt_tree *tree, unsigned int at)
{
	bool any = tree->nodes.at[at].kind == MT_NODE_EVENT;

	for (unsigned int i = tree->nodes.at[at].first; i; i = tree->nodes.at[i].next)
		any |= leads(tree, i) && !(tree->nodes.at[i].marks & MT_MARK_OPTIONAL);
	if (any)
		tree->nodes.at[at].marks |= MT_MARK_LEADS;
	return any;
}

static bool read_lines(struct reader *r, FILE *f)
{
	bool dot = false, good = true, first = true;
	char *text = NULL;
	size_t room = 0;
	ssize_t len = 0;

	errno = 0;
	while (good && (len = getline(&text, &room, f)) > 0) {
		struct mt_span line = mt_span(text, (size_t)len - (text[len - 1] == '\n')), bare;

		r->line++;
		bare = mt_span_trim(line);
		if (!bare.len || *bare.p == '#' || mt_span_starts(bare, "//"))
			continue;
		if (first)
			dot = is_dot(bare);
		good = dot ? take_statements(r, bare) : take_indented(r, line);
		first = false;
	}
	free(text);
	mt_mem_ok(!good || len >= 0 || errno != ENOMEM);
	/* this includes names that could not be stored */
	if (good && mt_memory_short())
		return refuse(r, no_memory);
	if (good && ferror(f))
		return refuse(r, strerror(errno));
	if (good && first)
		return refuse(r, "contains no function");
	r->e->ordered = !dot;
	good = good && (dot ? build_dot(r) : repeat_all(r));
	if (good)
		leads(&r->e->tree, 0);
	return good;
}

bool mt_expected_read(struct mt_expected *e, const char *path, struct mt_error *err)
{
	struct reader r = { .e = e, .path = path, .err = err };
	FILE *f = mt_mem(fopen(path, "re"));
	bool good;

	*e = (struct mt_expected){ .names = mt_strpool_new() };
	if (!f || !e->names || !mt_vec_add(&e->tree.nodes)) {
		mt_error_set(err, "%s: %s", path, f ? no_memory : strerror(errno));
		good = false;
	} else {
		good = read_lines(&r, f);
	}
	free(r.edges.at);
	if (f)
		fclose(f);
	return good;
}

void mt_expected_free(struct mt_expected *e)
{
	free(e->tree.nodes.at);
	free(e->left_out.at);
	mt_strpool_free(e->names);
	*e = (struct mt_expected){ 0 };
}
