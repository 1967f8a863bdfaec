/* SPDX-License-Identifier: GPL-2.0-only */
/* Internal declarations for the public interface. */
#ifndef MLX5TRACE_LIB_H
#define MLX5TRACE_LIB_H

#include "analysis/include/mlx5trace/mlx5trace.h"
#include "analysis/model/bars.h"
#include "analysis/model/channels.h"
#include "analysis/model/findings.h"
#include "analysis/model/map.h"
#include "analysis/model/stats.h"
#include "analysis/source/source.h"

struct mlx5trace_recording {
	struct mt_recording *rec;
	struct mt_record now;
	bool has_now;
	bool partial;	    /* out of memory while a record was processed */
	char *text, *field; /* NUL-terminated copies for the caller */
};

enum mt_lib_model {
	LIB_OPS,
	LIB_CHANNELS,
	LIB_XSK,
	LIB_COMMANDS,
	LIB_RQS,
	LIB_MAP,
	LIB_STOCK,
	LIB_BARS,
	LIB_NR
};

struct mlx5trace_analysis {
	struct mlx5trace_recording *rec;
	void *model[LIB_NR];
	bool finished, partial; /* partial: out of memory */
	struct mt_snapshot snapshot;
	struct mt_findings findings;
	struct mt_stat *stats;
	struct mt_xsk_answers answers;
	struct mt_bar_list bars;
	unsigned int nr_stats;
};

/*
 * Copy between different versions of a structure: common members are copied, and the rest of @to is
 * set to 0.
 */
static inline void mt_lib_copy(void *to, size_t to_size, const void *from, size_t from_size)
{
	size_t both = to_size < from_size ? to_size : from_size;

	memcpy(to, from, both);
	if (to_size > both)
		memset((char *)to + both, 0, to_size - both);
}

/* The source for mlx5trace_open_tep(), which is opened with a tep_handle. */
extern const struct mt_source_ops mt_source_fed;

/* Returns 1 if the record was decoded to @r. */
int mt_fed_decode(struct mt_recording *rec, struct tep_record *record, struct mt_record *r);

#endif
