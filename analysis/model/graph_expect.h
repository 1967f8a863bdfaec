/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Comparison of an expected call graph with the observed one.
 *
 * The file is text in which a call is indented more than its caller, or DOT.
 * It starts with one function, and is compared with everything observed below that
 * function, independent of its callers. Marks after a name, in the text format only,
 * relax the comparison; see Documentation/graphs.rst.
 */
#ifndef MLX5TRACE_GRAPH_EXPECT_H
#define MLX5TRACE_GRAPH_EXPECT_H

#include "analysis/model/graph.h"

enum mt_mark {
	MT_MARK_OPTIONAL = 1, /* "?": not always called */
	MT_MARK_INLINED = 2,  /* "~": may be part of its caller's code */
	MT_MARK_CLOSED = 4,   /* "...": its callees are not compared */
	MT_MARK_LAST = 8, /* "^": may be a tail call; its caller is then missing from call stacks */
	MT_MARK_LEADS = 16, /* always leads to an event; set after the file is read */
};

struct mt_expected {
	struct mt_strpool *names;
	struct mt_tree tree;	       /* one child of the root: the start function */
	MT_VEC(const char *) left_out; /* patterns of functions excluded from the comparison */
	bool ordered;		       /* the file specifies the order of calls */
};

/* False with @err set; free it in both cases. */
bool mt_expected_read(struct mt_expected *e, const char *path, struct mt_error *err);
void mt_expected_free(struct mt_expected *e);

/*
 * Path of an installed graph by its name: "set_channels@v6.12". Freed by the caller.
 * NULL: invalid name, or no such graph.
 */
char *mt_expected_shipped(const char *name);

/* "set_channels@v5.10, set_channels@v6.1, ..."; the caller frees it. */
char *mt_expected_shipped_names(void);

enum mt_deviation_kind {
	MT_DEV_UNSEEN,	/* the graph's first function was not observed */
	MT_DEV_MISSING, /* expected there, not observed there */
	MT_DEV_EXTRA,	/* observed there, not expected */
	MT_DEV_ORDER,	/* first called before its expected predecessor */
	MT_DEV_INLINED, /* not observed, but its callees are, called by its caller */
};

struct mt_deviation {
	enum mt_deviation_kind kind;
	const char *func, *caller; /* caller "": none */
	const char *after;	   /* MT_DEV_ORDER: its expected predecessor */
	uint64_t count;		   /* number of observations; 0: none */
};

struct mt_deviations {
	MT_VEC(struct mt_deviation) list;
};

/*
 * Strings point into @e and @observed. Events are compared only if the file names events.
 * @by_stacks: @observed is from call stacks, which contain only functions that lead to an
 * event; if the file names events, functions that lead to none of them are not reported
 * as missing.
 */
void mt_expected_compare(const struct mt_expected *e, const struct mt_tree *observed,
			 bool by_stacks, struct mt_deviations *found);

const char *mt_deviation_id(enum mt_deviation_kind kind);

#endif
