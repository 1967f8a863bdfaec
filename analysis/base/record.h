/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A record of a recording: for example an event with its fields, a call stack or a function call.
 */
#ifndef MLX5TRACE_RECORD_H
#define MLX5TRACE_RECORD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "analysis/base/events_ids.h" /* enum mt_event, enum mt_key: from events.tbl */
#include "analysis/base/span.h"

enum mt_kind {
	MT_REC_EVENT,  /* a trace event */
	MT_REC_STACK,  /* the call stack of the event named in the record */
	MT_REC_CALL,   /* function_graph: function entry */
	MT_REC_RETURN, /* function_graph: return from the function at this depth */
	MT_REC_QUIET,  /* mt_open_live() only: no more events up to ts */
	MT_REC_LOG,    /* a line of a kernel log */
};

enum mt_log_clock {
	MT_LOG_NO_TIME,
	MT_LOG_BOOT, /* ns since boot, the clock of printk */
	MT_LOG_WALL, /* ns since 1970, from a date without time zone; in 1972 if it has no year */
};

/* For MT_REC_LOG. The message is in the text of the record. */
struct mt_log_fields {
	enum mt_log_clock clock; /* the clock of ts */
	int level;		 /* 0 emergency .. 7 debug; -1: not printed */
	bool of_log;		 /* has the format of a kernel log line; otherwise any text */
	struct mt_span stamp;	 /* the time as printed */
	struct mt_span host;	 /* empty if not printed */

	/* a report of the kernel with a call stack (MT_REC_STACK), whose first line is the text */
	bool report;
	struct mt_span at;	 /* "en_main.c:2703"; empty if not printed */
	const bool *driver;	 /* for each frame of the stack: whether it is in the driver */
	unsigned int unreliable; /* omitted frames */
	uint64_t times;		 /* number of such stacks */
};

/* A call stack, innermost frame first. Names are interned and never NULL. */
struct mt_stack {
	const char *const *func;
	const bool *kernel; /* false: a frame in user space */
	unsigned int nr;
	unsigned int nr_unresolved; /* frames without a symbol */
};

#define MT_DURATION_UNKNOWN UINT64_MAX

/*
 * All data referenced by a record is owned by the recording and valid until the next mt_next().
 * Interned names (func) are valid for the lifetime of the recording.
 */
struct mt_record {
	enum mt_kind kind;
	uint64_t ts; /* ns, or ticks if mt_stats.ticks */
	int cpu;     /* -1: not in the recording */
	int pid;     /* thread id; -1: not in the recording */
	bool irq;    /* recorded in hard or soft interrupt context, if known */
	struct mt_span comm;
	struct mt_span system; /* empty if not printed in the text */
	struct mt_span name;   /* the event; MT_REC_STACK: the event that the stack belongs to */
	enum mt_event event;   /* MT_EV_OTHER: not in events.tbl */
	struct mt_span text;   /* the event as formatted by TP_printk */
	/* mt_options.formatted: the fields of the binary record, "name" NUL "value" NUL ... */
	struct mt_span fields;
	uint64_t line;	  /* line number in text input, 1-based; 0: binary input */
	const char *file; /* the file of that line; owned by the recording */

	/* fields of an event in the table, see mt_num() and mt_str() */
	uint64_t have; /* a bit for each enum mt_key */
	int64_t num[MT_KEY_NR];
	struct mt_span str[MT_KEY_NR];

	struct mt_stack stack; /* MT_REC_STACK */

	struct mt_log_fields log; /* MT_REC_LOG */

	/*
	 * of a MT_REC_CALL; NULL if unknown for a MT_REC_RETURN; of a report: the function at fault
	 * or NULL
	 */
	const char *func;
	int depth;	   /* MT_REC_CALL and _RETURN; 0 is the outermost */
	uint64_t duration; /* in ns, for the CALL of a leaf or for a RETURN */
	bool leaf;	   /* MT_REC_CALL without a separate RETURN */
};

static inline bool mt_has(const struct mt_record *r, enum mt_key key)
{
	return r->have & (UINT64_C(1) << key);
}

/* The number of a field, or @unknown if absent. */
static inline int64_t mt_num(const struct mt_record *r, enum mt_key key, int64_t unknown)
{
	return mt_has(r, key) ? r->num[key] : unknown;
}

/* The text of a field; an empty span if absent. */
static inline struct mt_span mt_str(const struct mt_record *r, enum mt_key key)
{
	return mt_has(r, key) ? r->str[key] : (struct mt_span){ NULL, 0 };
}

/* The name of an event in the table, "?" for MT_EV_OTHER. */
const char *mt_event_name(enum mt_event event);
const char *mt_key_name(enum mt_key key);

#endif
