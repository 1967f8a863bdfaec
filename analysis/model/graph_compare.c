// SPDX-License-Identifier: GPL-2.0-only
/* Compares the observed call graph with the expected one. */
#include "analysis/model/graph_expect.h"

#include <fnmatch.h>

struct comparison {
	const struct mt_tree *expected;
	struct mt_tree have; /* the observed calls below the first function */
	const struct mt_expected *e;
	bool events; /* compare events, as the file contains events */
	bool by_stacks;
	struct mt_deviations *found;
};

const char *mt_deviation_id(enum mt_deviation_kind kind)
{
	static const char *const ids[] = {
		[MT_DEV_UNSEEN] = "not_observed", [MT_DEV_MISSING] = "missing",
		[MT_DEV_EXTRA] = "extra",	  [MT_DEV_ORDER] = "other_order",
		[MT_DEV_INLINED] = "inlined",
	};

	return ids[kind];
}

/* Find the call or event equal to @like. A call and an event may have the same name. */
static unsigned int find_child(const struct mt_tree *tree, unsigned int parent,
			       const struct mt_node *like)
{
	unsigned int at = tree->nodes.at[parent].first;

	while (at && (strcmp(tree->nodes.at[at].name, like->name) ||
		      (tree->nodes.at[at].kind == MT_NODE_EVENT) != (like->kind == MT_NODE_EVENT)))
		at = tree->nodes.at[at].next;
	return at;
}

/* Add the calls below @from in @tree to the calls below @to in the merged tree. */
static void merge(struct comparison *c, unsigned int to, const struct mt_tree *tree,
		  unsigned int from)
{
	for (unsigned int i = tree->nodes.at[from].first; i; i = tree->nodes.at[i].next) {
		unsigned int at = find_child(&c->have, to, &tree->nodes.at[i]), *link;

		if (!at) {
			struct mt_node *node = mt_vec_add(&c->have.nodes);

			if (!node)
				return;
			*node = tree->nodes.at[i];
			node->first = node->next = 0;
			node->count = 0;
			at = c->have.nodes.nr - 1;
			for (link = &c->have.nodes.at[to].first; *link;)
				link = &c->have.nodes.at[*link].next;
			*link = at;
		}
		c->have.nodes.at[at].count += tree->nodes.at[i].count;
		merge(c, at, tree, i);
	}
}

static void deviate(struct comparison *c, enum mt_deviation_kind kind, const char *func,
		    const char *caller, const char *after, uint64_t count)
{
	struct mt_deviation *d = mt_vec_add(&c->found->list);

	if (d)
		*d = (struct mt_deviation){ kind, func, caller, after, count };
}

/* The calls made by a function, while they are compared. */
struct calls {
	unsigned int have;	   /* node of the function */
	struct calls *caller;	   /* its caller; NULL for the first function */
	MT_VEC(unsigned int) seen; /* observed nodes that are expected */
	unsigned int last;	   /* the last of them in order of observation */
};

static void compare(struct comparison *c, unsigned int expected, unsigned int have,
		    struct calls *caller);

static bool is_seen(const struct calls *calls, unsigned int node)
{
	for (unsigned int i = 0; i < calls->seen.nr; i++)
		if (calls->seen.at[i] == node)
			return true;
	return false;
}

/* Whether the call must be in the observed graph. */
static bool must_be_seen(const struct comparison *c, const struct mt_node *expected)
{
	return !c->by_stacks || !c->events || expected->marks & MT_MARK_LEADS;
}

/*
 * Whether the call determines the order. A call that is made only for some channels may first occur
 * after its successors.
 */
static bool is_sure(const struct comparison *c, const struct mt_node *expected)
{
	return !(expected->marks & (MT_MARK_OPTIONAL | MT_MARK_LAST)) && must_be_seen(c, expected);
}

/*
 * Record that an expected call was observed, and check the order: nodes are numbered in order of
 * first occurrence.
 */
static void match(struct comparison *c, unsigned int expected, unsigned int have,
		  struct calls *calls)
{
	unsigned int *kept = mt_vec_add(&calls->seen);
	const struct mt_node *nodes = c->have.nodes.at;

	if (kept)
		*kept = have;
	/* the caller and order of a tail call are not determined */
	if (c->e->ordered && have < calls->last &&
	    !(c->expected->nodes.at[expected].marks & MT_MARK_LAST))
		deviate(c, MT_DEV_ORDER, nodes[have].name, nodes[calls->have].name,
			nodes[calls->last].name, nodes[have].count);
	else if (is_sure(c, &c->expected->nodes.at[expected]))
		calls->last = have;
	if (!(c->expected->nodes.at[expected].marks & MT_MARK_CLOSED))
		compare(c, expected, have, calls);
}

static bool is_left_out(const struct comparison *c, const char *name)
{
	for (unsigned int i = 0; i < c->e->left_out.nr; i++)
		if (!fnmatch(c->e->left_out.at[i], name, 0))
			return true;
	return false;
}

/* Whether @have directly calls one of the functions that @expected should call. */
static bool calls_any_of(const struct comparison *c, unsigned int have, unsigned int expected)
{
	for (unsigned int i = c->expected->nodes.at[expected].first; i;
	     i = c->expected->nodes.at[i].next)
		if (find_child(&c->have, have, &c->expected->nodes.at[i]) ||
		    (c->expected->nodes.at[i].marks & MT_MARK_INLINED && calls_any_of(c, have, i)))
			return true;
	return false;
}

/*
 * Find the observed call, made by @calls or, for a tail call, by one of its callers. Returns 0 if
 * there is none.
 */
static unsigned int find_call(const struct comparison *c, const struct mt_node *expected,
			      struct calls **calls)
{
	unsigned int found = find_child(&c->have, (*calls)->have, expected);

	if (found || !(expected->marks & MT_MARK_LAST))
		return found;
	for (struct calls *up = (*calls)->caller; up; up = up->caller) {
		found = find_child(&c->have, up->have, expected);
		if (!found)
			continue;
		*calls = up;
		return found;
	}
	return 0;
}

/*
 * Whether @have jumped to the next function: a call stack does not contain functions that made a
 * tail call.
 */
static bool has_jumped(const struct comparison *c, unsigned int have, unsigned int expected)
{
	for (unsigned int i = c->expected->nodes.at[expected].first; i;
	     i = c->expected->nodes.at[i].next)
		if (c->by_stacks && c->expected->nodes.at[i].marks & MT_MARK_LAST &&
		    find_child(&c->have, have, &c->expected->nodes.at[i]))
			return true;
	return false;
}

static void compare_calls(struct comparison *c, unsigned int expected, struct calls *calls);

static void compare_call(struct comparison *c, unsigned int expected, struct calls *calls)
{
	const struct mt_node *node = &c->expected->nodes.at[expected];
	const char *caller = c->have.nodes.at[calls->have].name;
	unsigned int found = find_call(c, node, &calls);
	bool parts;

	if (found) {
		if (!is_seen(calls, found)) /* not a repeated call */
			match(c, expected, found, calls);
		return;
	}
	parts = calls_any_of(c, calls->have, expected);
	if ((node->marks & MT_MARK_INLINED && (parts || !(node->marks & MT_MARK_OPTIONAL))) ||
	    has_jumped(c, calls->have, expected)) {
		compare_calls(c, expected, calls);
		return;
	}
	if (node->marks & MT_MARK_OPTIONAL || !must_be_seen(c, node))
		return;
	deviate(c, parts ? MT_DEV_INLINED : MT_DEV_MISSING, node->name, caller, NULL, 0);
	if (parts)
		compare_calls(c, expected, calls);
}

static void compare_calls(struct comparison *c, unsigned int expected, struct calls *calls)
{
	for (unsigned int w = c->expected->nodes.at[expected].first; w;
	     w = c->expected->nodes.at[w].next)
		compare_call(c, w, calls);
}

static void compare(struct comparison *c, unsigned int expected, unsigned int have,
		    struct calls *caller)
{
	struct calls calls = { .have = have, .caller = caller };

	compare_calls(c, expected, &calls);
	for (unsigned int h = c->have.nodes.at[have].first; h; h = c->have.nodes.at[h].next) {
		const struct mt_node *node = &c->have.nodes.at[h];

		if (!is_seen(&calls, h) && (node->kind != MT_NODE_EVENT || c->events) &&
		    !is_left_out(c, node->name))
			deviate(c, MT_DEV_EXTRA, node->name, c->have.nodes.at[have].name, NULL,
				node->count);
	}
	free(calls.seen.at);
}

void mt_expected_compare(const struct mt_expected *e, const struct mt_tree *observed,
			 bool by_stacks, struct mt_deviations *found)
{
	struct comparison c = {
		.expected = &e->tree,
		.e = e,
		.by_stacks = by_stacks,
		.found = found,
	};
	unsigned int start = e->tree.nodes.at[0].first;
	const char *name = e->tree.nodes.at[start].name;
	bool seen = false;

	for (unsigned int i = 0; i < e->tree.nodes.nr; i++)
		c.events |= e->tree.nodes.at[i].kind == MT_NODE_EVENT;
	if (!mt_vec_add(&c.have.nodes))
		return;
	c.have.nodes.at[0].name = name;
	for (unsigned int i = 1; i < observed->nodes.nr; i++) {
		if (strcmp(observed->nodes.at[i].name, name))
			continue;
		seen = true;
		merge(&c, 0, observed, i);
	}
	if (seen)
		compare(&c, start, 0, NULL);
	else
		deviate(&c, MT_DEV_UNSEEN, name, "", NULL, 0);
	free(c.have.nodes.at);
}
