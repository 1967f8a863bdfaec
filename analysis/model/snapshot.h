/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Values of snapshot.json, after.json and meta.json: the state before the first event and
 * after the last, and the parameters of the recording. Missing values are "" or -1: unknown.
 */
#ifndef MLX5TRACE_SNAPSHOT_H
#define MLX5TRACE_SNAPSHOT_H

#include "analysis/source/recording.h"
#include "analysis/base/vec.h"

/* Strings and JSON are owned by the recording. */
struct mt_snapshot_dev {
	const char *netdev, *pci;
	int64_t ifindex;
	const char *driver, *version, *firmware;
	int64_t combined, max_combined;
	const char *rss_hash;
	int64_t rss_entries; /* of the indirection table */
	json_t *indir;	     /* the table, or NULL */
	json_t *rqs;	     /* "RQs" of devlink's rx reporter, or NULL */
	json_t *sqs;	     /* "SQs" of its tx reporter, or NULL */
	json_t *direct_tirs; /* "Direct TIRs" and "RSS" of the rx reporter, or NULL: */
	json_t *rss_tirs;    /* not reported by kernels before 6.18 */
	json_t *rules;	     /* of ethtool -N, or NULL */
	json_t *missing;     /* names of parts for which the device did not respond, or NULL */
	json_t *before;	     /* all of snapshot.json */
	json_t *after;	     /* of after.json, or NULL */
};

struct mt_snapshot {
	const char *release, *machine;
	const char *srcversion;
	int patched;	/* 1, 0, -1 */
	json_t *edited; /* module source files modified relative to the series; array
				 * or NULL */
	MT_VEC(struct mt_snapshot_dev) devs;

	const char *tool, *tool_version, *clock, *started;
	json_t *command; /* array or NULL */
	json_t *events;	 /* array or NULL */
	int64_t exit_status;
	int64_t lost; /* counted by the recorder; -1 */
};

void mt_snapshot_read(struct mt_snapshot *s, const struct mt_recording *rec);
void mt_snapshot_free(struct mt_snapshot *s);

/* The device of this name; NULL: none. */
const struct mt_snapshot_dev *mt_snapshot_netdev(const struct mt_snapshot *s, const char *netdev);

/* Was the XDP program in this mode ("generic") before or after the recording? */
bool mt_snapshot_xdp_is(const struct mt_snapshot *s, const char *netdev, const char *mode);

/*
 * Was this event selected for the recording? 1 yes, 0 no, -1 unknown.
 */
int mt_snapshot_recorded(const struct mt_snapshot *s, enum mt_event event);

/* Is a kernel release at least major.minor? -1: unknown. */
int mt_release_at_least(const char *release, int major, int minor);

#endif
