/* SPDX-License-Identifier: GPL-2.0-only */
/* The messages of the driver in a kernel log: equal ones are grouped, with their meaning. */
#ifndef MLX5TRACE_LOG_H
#define MLX5TRACE_LOG_H

#include "analysis/base/vec.h"
#include "analysis/dmesg/cqe.h"
#include "analysis/dmesg/message.h"
#include "analysis/model/evidence.h"

#define MT_LOG_SHOWN 6
#define MT_LOG_WORDS 1400

struct mt_log_entry {
	const struct mt_message_kind *kind;
	const char *host, *dev, *netdev; /* "": not printed */
	unsigned int file;		 /* index of the log */
	const char *key, *func;
	const char *text;    /* of the first message, without its prefix */
	const char *release; /* of the kernel, as given in the log; "" */
	enum mt_log_clock clock;
	uint64_t first_ts, last_ts;
	const char *first_stamp, *last_stamp; /* as printed, "" */
	uint64_t count;			      /* with the suppressed ones */
	uint64_t suppressed;		      /* by the kernel's rate limit */
	int64_t sqn, rqn;		      /* of the queue it is about; -1 */
	char words[MT_LOG_WORDS];
	const char *check;
	const char *texts; /* for a kind that joins messages: the different messages */
	const char *ops;   /* firmware_silent: the commands */
	uint64_t leaked, waited, unfinished, late;
	unsigned int nr;
	struct mt_evidence lines[MT_LOG_SHOWN]; /* the first ones */
};

/* A host of one log: hosts without a name in two logs are distinct. */
struct mt_log_host {
	const char *name;
	unsigned int file; /* index of the log */
	uint64_t lines;
	const char *release; /* of the last boot; "" */
	int last;	     /* entry of the last message of the driver; -1 */
	int dumping;	     /* entry that a hex dump belongs to; -1 */
	bool dump_wqe;
	struct mt_dump dump;
	struct mt_wqe_dump wqe;
};

/* A message of the driver that is not in the table, below level warning. */
struct mt_log_unknown {
	const char *text;
	uint64_t count;
};

struct mt_log {
	struct mt_model base;
	const char *only_host;	    /* NULL: all */
	const char *kernel;	    /* given by the user; NULL */
	MT_VEC(const char *) files; /* the logs, in their order */
	MT_VEC(struct mt_log_entry) entries;
	MT_VEC(struct mt_log_host) hosts;
	MT_VEC(struct mt_log_unknown) unknown;
	uint64_t lines;	      /* of a kernel log, of the selected hosts */
	uint64_t driver;      /* messages of the driver, or about it */
	uint64_t usual;	      /* of them: in the table, and not a sign of a fault */
	uint64_t not_known;   /* of them: not in the table */
	uint64_t others;      /* lines that are not of a kernel log */
	uint64_t first_other; /* number of the first of them */
};

extern const struct mt_model_ops mt_model_log;

/* An entry is a finding if its level is warning or above. */
static inline bool mt_log_is_finding(const struct mt_log_entry *entry)
{
	return entry->kind->severity > MT_SEVERITY_NOTE;
}

/* Are the times of the log those of a trace with this clock? -1: unknown, "" assumed local. */
int mt_log_comparable(const char *clock);

/* log_words.c: complete the sentences at the end of the log. */
void mt_log_finish_words(struct mt_log *log, struct mt_log_entry *entry);

#endif
