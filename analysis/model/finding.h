/* SPDX-License-Identifier: GPL-2.0-only */
/* Findings: their construction and display. */
#ifndef MLX5TRACE_FINDING_H
#define MLX5TRACE_FINDING_H

#include "analysis/base/longlist.h"
#include "analysis/dmesg/origin.h"
#include "analysis/model/commands.h"

enum mt_finding_kind {
	MT_FIND_LOST,
	MT_FIND_OP_FAILED,
	MT_FIND_CMD_FAILED,
	MT_FIND_CMD_PENDING,
	MT_FIND_COPY_MODE,
	MT_FIND_NO_XSK_QUEUE,
	MT_FIND_LEFT_OPEN,
	MT_FIND_STRAY,
	MT_FIND_LOG, /* a message in the kernel log, with its own id */
	MT_FIND_RECOVERED,
	MT_FIND_ANSWERED,
	MT_FIND_HEALTH,
	MT_FIND_STATUS,
	MT_FIND_COUNTED,
	MT_FIND_GENERIC,
	MT_FIND_NO_PROGRAM,
	MT_FIND_DEAD_RULE,
	MT_FIND_NOT_READ,
	MT_FIND_NR,
};

#define MT_FINDING_EVIDENCE MT_CMD_FAILURES_KEPT

struct mt_finding {
	enum mt_finding_kind kind;
	const char *id;
	unsigned int seq;	  /* order of findings with the same time */
	unsigned int clock;	  /* findings with the same number have times of the same clock */
	uint64_t wall;		  /* kernel log with dates: order within the clock; otherwise 0 */
	uint64_t ts;		  /* time; 0 if not at a single time */
	const char *dev, *netdev; /* "" if none or unknown */
	int64_t queue;		  /* number of the affected queue; 0 if none or unknown */
	char words[1400];	  /* description in one or two sentences */
	const char *advice;	  /* remedy in one line */
	const char *severity;	  /* "warning" etc., or "" */
	int level;		  /* kernel log without a recording: enum mt_severity */
	const char *normal;	  /* when it is not a sign of a fault, or "" */
	const char *host;	  /* host of a kernel log, or "" */
	const char *from, *to;	  /* kernel log: first and last time, as printed, or "" */
	unsigned int nr_origins;  /* kernel log: number of functions that print it */
	struct mt_origin origins[MT_ORIGINS];
	bool unsafe;	/* may be contradicted by lost events */
	uint64_t count; /* number of occurrences */
	bool joined;	/* count is the number of different messages */
	unsigned int nr;
	struct mt_evidence evidence[MT_FINDING_EVIDENCE]; /* the first events */
};

struct mt_findings {
	MT_LONG(struct mt_finding) list; /* sorted by time */
};

/* "op_failed" etc. */
const char *mt_finding_id(enum mt_finding_kind kind);

/* Add a finding. Returns NULL when out of memory. */
struct mt_finding *mt_finding_add(struct mt_findings *f, enum mt_finding_kind kind, const char *dev,
				  const char *netdev);
void mt_finding_show(struct mt_finding *finding, const struct mt_evidence *evidence);

#endif
