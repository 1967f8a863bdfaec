/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A call graph that somebody expects, held against the observed one.
 *
 * The file is text in which a call is indented more than its caller, or DOT.
 * It begins with one function; everything observed below that function, by
 * whatever way it was reached, is what it is held against.
 */
#ifndef MLX5TRACE_GRAPH_EXPECT_H
#define MLX5TRACE_GRAPH_EXPECT_H

#include "analysis/model/graph.h"

struct mt_expected {
	struct mt_strpool *names;
	struct mt_tree tree;	/* one child of the root: where it begins */
	bool ordered;		/* the file says in which order calls come */
};

/* False with @err set; free it in both cases. */
bool mt_expected_read(struct mt_expected *e, const char *path, struct mt_error *err);
void mt_expected_free(struct mt_expected *e);

enum mt_deviation_kind {
	MT_DEV_UNSEEN,		/* the graph's first function was not observed */
	MT_DEV_MISSING,		/* expected there, not observed there */
	MT_DEV_EXTRA,		/* observed there, not expected */
	MT_DEV_ORDER,		/* first called before what it should follow */
	MT_DEV_INLINED,		/* not observed, but what it calls is, by its caller */
};

struct mt_deviation {
	enum mt_deviation_kind kind;
	const char *func, *caller;	/* caller "": none */
	const char *after;		/* MT_DEV_ORDER: what it should have followed */
	uint64_t count;			/* observed so often; 0: not */
};

struct mt_deviations {
	MT_VEC(struct mt_deviation) list;
};

/*
 * Strings point into @e and @observed. Events in @observed are compared only
 * where the file names events.
 */
void mt_expected_compare(const struct mt_expected *e, const struct mt_tree *observed,
			 struct mt_deviations *found);

const char *mt_deviation_id(enum mt_deviation_kind kind);

#endif
