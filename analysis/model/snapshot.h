/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * snapshot.json and meta.json as values: the state before the first event and
 * how the recording was made. What is missing is "" or -1: unknown.
 */
#ifndef MLX5TRACE_SNAPSHOT_H
#define MLX5TRACE_SNAPSHOT_H

#include "analysis/source/recording.h"
#include "analysis/base/vec.h"

/* Strings and JSON are the recording's. */
struct mt_snapshot_dev {
	const char *netdev, *pci;
	int64_t ifindex;
	const char *driver, *version, *firmware;
	int64_t combined, max_combined;
	const char *rss_hash;
	int64_t rss_entries; /* of the indirection table */
	json_t *rqs;	     /* "RQs" of devlink's rx reporter, or NULL */
	json_t *sqs;	     /* "SQs" of its tx reporter, or NULL */
	json_t *direct_tirs; /* "Direct TIRs" and "RSS" of the rx reporter, or NULL: */
	json_t *rss_tirs;    /* kernels before 6.18 do not tell them */
	json_t *rules;	     /* of ethtool -N, or NULL */
};

struct mt_snapshot {
	const char *release, *machine;
	const char *srcversion;
	int patched;	/* 1, 0, -1 */
	json_t *edited; /* files that the module was not built from as the series
				 * has them; array or NULL */
	MT_VEC(struct mt_snapshot_dev) devs;

	const char *tool, *tool_version, *clock, *started;
	json_t *command; /* array or NULL */
	json_t *events;	 /* array or NULL */
	int64_t exit_status;
	int64_t lost; /* as the recorder counted them; -1 */
};

void mt_snapshot_read(struct mt_snapshot *s, const struct mt_recording *rec);
void mt_snapshot_free(struct mt_snapshot *s);

/*
 * Was this event asked for when the recording was made? 1 yes, 0 no, -1 when
 * nothing says it.
 */
int mt_snapshot_recorded(const struct mt_snapshot *s, enum mt_event event);

/* Is a kernel release at least major.minor? -1 when it cannot be told. */
int mt_release_at_least(const char *release, int major, int minor);

#endif
