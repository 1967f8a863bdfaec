/* SPDX-License-Identifier: GPL-2.0-only */
/* The driver's messages in a kernel log and their meaning. Equal messages are grouped. */
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
	enum mt_severity severity;
	const char *host, *dev, *netdev; /* "" if not printed */
	unsigned int file;		 /* index of the log */
	const char *key, *func;
	const char *text;    /* text of the first message, without its prefix */
	const char *release; /* kernel release, as given in the log, or "" */
	enum mt_log_clock clock;
	uint64_t first_ts, last_ts;
	const char *first_stamp, *last_stamp; /* as printed, or "" */
	uint64_t count;			      /* includes suppressed messages */
	uint64_t suppressed;		      /* suppressed by the kernel's rate limit */
	int64_t sqn, rqn;		      /* number of the affected queue, or -1 */
	char words[MT_LOG_WORDS];
	const char *check;
	const char *texts; /* the different messages, for a kind that joins messages */
	const char *ops;   /* names of the commands, for firmware_silent */
	uint64_t leaked, waited, unfinished, late;
	unsigned int nr;
	struct mt_evidence lines[MT_LOG_SHOWN]; /* the first lines */
};

/* A host in a log. Hosts without a name in two logs are distinct. */
struct mt_log_host {
	const char *name;
	unsigned int file; /* index of the log */
	uint64_t lines;
	const char *release; /* kernel release of the last boot, or "" */
	int last;	     /* entry of the driver's last message, or -1 */
	int dumping;	     /* entry that a hex dump belongs to, or -1 */
	bool dump_wqe;
	struct mt_dump dump;
	struct mt_wqe_dump wqe;
};

/* A message of the driver below level warning that is not in the table. */
struct mt_log_unknown {
	const char *text;
	uint64_t count;
};

struct mt_log {
	struct mt_model base;
	const char *only_host;	    /* NULL for all hosts */
	const char *kernel;	    /* kernel given by the user, or NULL */
	MT_VEC(const char *) files; /* the logs in the order in which they were given */
	MT_VEC(struct mt_log_entry) entries;
	MT_VEC(struct mt_log_host) hosts;
	MT_VEC(struct mt_log_unknown) unknown;
	uint64_t lines;	      /* lines of a kernel log, from the selected hosts */
	uint64_t driver;      /* messages of the driver or about it */
	uint64_t usual;	      /* driver messages that are in the table and not a sign of a fault */
	uint64_t not_known;   /* driver messages that are not in the table */
	uint64_t others;      /* lines that are not lines of a kernel log */
	uint64_t first_other; /* number of the first other line */
};

extern const struct mt_model_ops mt_model_log;

/* An entry is a finding if its level is warning or above. */
static inline bool mt_log_is_finding(const struct mt_log_entry *entry)
{
	return entry->kind->severity > MT_SEVERITY_NOTE;
}

/*
 * Whether the times in the log can be compared with a trace that has this clock. Returns -1 if
 * unknown; "" is assumed to be "local".
 */
int mt_log_comparable(const char *clock);

/* In log_words.c: complete the sentences at the end of the log. */
void mt_log_finish_words(struct mt_log *log, struct mt_log_entry *entry);

#endif
