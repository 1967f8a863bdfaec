/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A call graph that somebody expects, held against the observed one.
 *
 * The file is text in which a call is indented more than its caller, or DOT.
 * It begins with one function; everything observed below that function, by
 * whatever way it was reached, is what it is held against. Marks behind a name,
 * in the text only, say what need not be so; Documentation/graphs.rst has them.
 */
#ifndef MLX5TRACE_GRAPH_EXPECT_H
#define MLX5TRACE_GRAPH_EXPECT_H

#include "analysis/model/graph.h"

enum mt_mark {
	MT_MARK_OPTIONAL = 1, /* "?": not always called */
	MT_MARK_INLINED = 2,  /* "~": may be part of its caller's code */
	MT_MARK_CLOSED = 4,   /* "...": what it calls is not compared */
	MT_MARK_LAST = 8,     /* "^": its caller may jump there, and is in no call stack then */
	MT_MARK_LEADS = 16,   /* to an event, in any case; set when the file was read */
};

struct mt_expected {
	struct mt_strpool *names;
	struct mt_tree tree;	       /* one child of the root: where it begins */
	MT_VEC(const char *) left_out; /* patterns: not compared wherever they are called */
	bool ordered;		       /* the file says in which order calls come */
};

/* False with @err set; free it in both cases. */
bool mt_expected_read(struct mt_expected *e, const char *path, struct mt_error *err);
void mt_expected_free(struct mt_expected *e);

/*
 * Where a graph lies that comes with the program, by its name: "set_channels@v6.12".
 * The caller frees it. NULL: @name is not such a name, or there is none.
 */
char *mt_expected_shipped(const char *name);

/* "set_channels@v5.10, set_channels@v6.1, ..."; the caller frees it. */
char *mt_expected_shipped_names(void);

enum mt_deviation_kind {
	MT_DEV_UNSEEN,	/* the graph's first function was not observed */
	MT_DEV_MISSING, /* expected there, not observed there */
	MT_DEV_EXTRA,	/* observed there, not expected */
	MT_DEV_ORDER,	/* first called before what it should follow */
	MT_DEV_INLINED, /* not observed, but what it calls is, by its caller */
};

struct mt_deviation {
	enum mt_deviation_kind kind;
	const char *func, *caller; /* caller "": none */
	const char *after;	   /* MT_DEV_ORDER: what it should have followed */
	uint64_t count;		   /* observed so often; 0: not */
};

struct mt_deviations {
	MT_VEC(struct mt_deviation) list;
};

/*
 * Strings point into @e and @observed. Events are compared only where the file
 * names events. @by_stacks: @observed is of call stacks, which do not show a
 * function that leads to no event; where the file names events, those that lead
 * to none of them are not missed.
 */
void mt_expected_compare(const struct mt_expected *e, const struct mt_tree *observed,
			 bool by_stacks, struct mt_deviations *found);

const char *mt_deviation_id(enum mt_deviation_kind kind);

#endif
