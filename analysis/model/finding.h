/* SPDX-License-Identifier: GPL-2.0-only */
/* A finding: construction and display. */
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
	MT_FIND_DEAD_RULE,
	MT_FIND_NOT_READ,
	MT_FIND_NR,
};

#define MT_FINDING_EVIDENCE MT_CMD_FAILURES_KEPT

struct mt_finding {
	enum mt_finding_kind kind;
	const char *id;
	unsigned int seq;	  /* order of those at the same time */
	unsigned int clock;	  /* findings with equal numbers have times of the same clock */
	uint64_t wall;		  /* of a kernel log with dates: order within its clock; 0 */
	uint64_t ts;		  /* time; 0: not at a single time */
	const char *dev, *netdev; /* "": none, or unknown */
	int64_t queue;		  /* number of the queue it is about; 0: none, or unknown */
	char words[1400];	  /* description, one or two sentences */
	const char *advice;	  /* remedy, one line */
	const char *severity;	  /* "warning" ...; "" */
	const char *normal;	  /* when it is not a sign of a fault; "" */
	const char *host;	  /* of a kernel log; "" */
	const char *from, *to;	  /* of a kernel log: the first and last time, as printed; "" */
	unsigned int nr_origins;  /* of a kernel log: places that print it */
	struct mt_origin origins[MT_ORIGINS];
	bool unsafe;	/* may be contradicted by lost events */
	uint64_t count; /* number of occurrences */
	bool joined;	/* count is the number of different messages about it */
	unsigned int nr;
	struct mt_evidence evidence[MT_FINDING_EVIDENCE]; /* the first ones */
};

struct mt_findings {
	MT_LONG(struct mt_finding) list; /* by time */
};

/* "op_failed" ... */
const char *mt_finding_id(enum mt_finding_kind kind);

/* Add a finding with its first evidence; NULL when out of memory. */
struct mt_finding *mt_finding_add(struct mt_findings *f, enum mt_finding_kind kind, const char *dev,
				  const char *netdev);
void mt_finding_show(struct mt_finding *finding, const struct mt_evidence *evidence);

#endif
