/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The values in snapshot.json, after.json and meta.json: the state before the first event, the
 * state after the last event, and the parameters of the recording. Missing values are "" or -1,
 * which means unknown.
 */
#ifndef MLX5TRACE_SNAPSHOT_H
#define MLX5TRACE_SNAPSHOT_H

#include "analysis/source/recording.h"
#include "analysis/base/vec.h"

/* The time to which the state of a device belongs. */
enum mt_snapshot_side {
	MT_SNAPSHOT_BEFORE, /* before the first event; later events show the changes */
	MT_SNAPSHOT_STALE,  /* before the first event, and no event shows changes */
	MT_SNAPSHOT_AFTER,  /* after the command */
};

/* The recording owns the strings and JSON values. */
struct mt_snapshot_dev {
	const char *netdev, *pci;
	int64_t ifindex;
	const char *driver, *version, *firmware;
	int64_t combined, max_combined;
	const char *rss_hash;
	int64_t rss_entries; /* size of the indirection table */
	json_t *indir;	     /* the table, or NULL */
	json_t *rqs;	     /* "RQs" of devlink's rx reporter, or NULL */
	json_t *sqs;	     /* "SQs" of its tx reporter, or NULL */
	json_t *direct_tirs; /* "Direct TIRs" of the rx reporter, or NULL */
	json_t *rss_tirs;    /* "RSS" of the rx reporter, or NULL; both since 6.18 */
	json_t *rules;	     /* rules of ethtool -N, or NULL */
	json_t *missing;     /* names of the parts that the device did not report, or NULL */
	enum mt_snapshot_side side;
	json_t *before; /* the whole device in snapshot.json */
	json_t *after;	/* the whole device in after.json, or NULL */
};

struct mt_snapshot {
	const char *release, *machine;
	const char *srcversion;
	int patched;	/* 1 yes, 0 no, -1 unknown */
	json_t *edited; /* module source files modified relative to the series; array
				 * or NULL */
	MT_VEC(struct mt_snapshot_dev) devs;

	const char *tool, *tool_version, *clock, *started;
	json_t *command; /* array or NULL */
	json_t *events;	 /* array or NULL */
	int64_t exit_status;
	int64_t lost; /* lost events counted by the recorder, or -1 */
};

void mt_snapshot_read(struct mt_snapshot *s, const struct mt_recording *rec);
/*
 * If events that show changes of channels, steering and rules were not selected for the recording,
 * @end replaces this state by that of after.json, for the devices whose queues are in after.json.
 * Otherwise the state is marked as stale.
 */
void mt_snapshot_without_events(struct mt_snapshot *s, bool end);
void mt_snapshot_free(struct mt_snapshot *s);

/* The device with this name; NULL if there is none. */
const struct mt_snapshot_dev *mt_snapshot_netdev(const struct mt_snapshot *s, const char *netdev);

/*
 * Whether an XDP program was attached in this mode (such as "generic") before or after the
 * recording.
 */
bool mt_snapshot_xdp_is(const struct mt_snapshot *s, const char *netdev, const char *mode);

/* Whether this event was selected for the recording: 1 yes, 0 no, -1 unknown. */
int mt_snapshot_recorded(const struct mt_snapshot *s, enum mt_event event);

/* Whether a kernel release is at least @major.@minor; -1 if unknown. */
int mt_release_at_least(const char *release, int major, int minor);

#endif
