/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Compares an expected call graph with the observed one.
 *
 * The file is either text in which a call is indented more than its caller, or DOT. It starts with
 * a single function, and is compared with everything that was observed below that function,
 * regardless of its callers. In the text format, marks after a name relax the comparison; see
 * Documentation/graphs.rst.
 */
#ifndef MLX5TRACE_GRAPH_EXPECT_H
#define MLX5TRACE_GRAPH_EXPECT_H

#include "analysis/model/graph.h"

enum mt_mark {
	MT_MARK_OPTIONAL = 1, /* "?": not always called */
	MT_MARK_INLINED = 2,  /* "~": may be part of its caller's code */
	MT_MARK_CLOSED = 4,   /* "...": its callees are not compared */
	MT_MARK_LAST = 8,   /* "^": may be a tail call, whose caller is missing from call stacks */
	MT_MARK_LEADS = 16, /* always leads to an event; set after the file was read */
};

struct mt_expected {
	struct mt_strpool *names;
	struct mt_tree tree;	       /* the root has one child, the start function */
	MT_VEC(const char *) left_out; /* patterns of functions excluded from the comparison */
	bool ordered;		       /* the file also specifies the order of calls */
};

/* Returns false with @err set on failure. Must be followed by mt_expected_free() in both cases. */
bool mt_expected_read(struct mt_expected *e, const char *path, struct mt_error *err);
void mt_expected_free(struct mt_expected *e);

/*
 * The path of an installed graph, given its name, such as "set_channels@v6.12". The caller frees
 * it. Returns NULL if the name is invalid or there is no such graph.
 */
char *mt_expected_shipped(const char *name);

/* "set_channels@v5.10, set_channels@v6.1, ...". The caller frees it. */
char *mt_expected_shipped_names(void);

enum mt_deviation_kind {
	MT_DEV_UNSEEN,	/* the graph's first function was not observed */
	MT_DEV_MISSING, /* expected but not observed at this position */
	MT_DEV_EXTRA,	/* observed but not expected at this position */
	MT_DEV_ORDER,	/* first call was before the expected predecessor */
	MT_DEV_INLINED, /* not observed, but its caller directly calls its callees */
};

struct mt_deviation {
	enum mt_deviation_kind kind;
	const char *func, *caller; /* caller is "" if there is none */
	const char *after;	   /* MT_DEV_ORDER: the expected predecessor */
	uint64_t count;		   /* number of observations */
};

struct mt_deviations {
	MT_VEC(struct mt_deviation) list;
};

/*
 * Strings point into @e and @observed. Events are compared only if the file contains events.
 * @by_stacks: @observed is from call stacks, which only contain functions that lead to an event. If
 * the file contains events, functions that do not lead to any of them are then not reported as
 * missing.
 */
void mt_expected_compare(const struct mt_expected *e, const struct mt_tree *observed,
			 bool by_stacks, struct mt_deviations *found);

const char *mt_deviation_id(enum mt_deviation_kind kind);

#endif
