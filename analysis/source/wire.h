/* SPDX-License-Identifier: GPL-2.0-only */
/* Protocol with which a child process sends records to its parent. */
#ifndef MLX5TRACE_WIRE_H
#define MLX5TRACE_WIRE_H

#include "analysis/source/source.h"

enum mt_wire_type {
	MT_WIRE_OPENED, /* struct mt_source_info, kind */
	MT_WIRE_GUEST,	/* reply: the name of the guest; "" if it is not a guest */
	MT_WIRE_RECORD,
	MT_WIRE_STATS,
	MT_WIRE_FORBIDDEN, /* int: the number of a system call */
	MT_WIRE_FAILED,	   /* a message for the user */
	MT_WIRE_END,
};

/* A request from the parent. */
struct mt_wire_request {
	bool start; /* send the records; if false, look up the guest */
	uint64_t trace_id;
};

struct mt_wire_head {
	uint32_t type, size; /* of the payload */
};

/* A buffer of messages to write or of messages that were read. */
struct mt_wire {
	int fd;
	char *buf;
	size_t at, len, room;
	size_t whole; /* end of the last complete message */
};

/* Append a message to the buffer. Returns false when out of memory. */
bool mt_wire_put(struct mt_wire *w, enum mt_wire_type type, const void *data, size_t size);
bool mt_wire_put_record(struct mt_wire *w, const struct mt_record *r);
bool mt_wire_put_stats(struct mt_wire *w, const struct mt_stats *stats);
/* Write all buffered messages. Async-signal-safe. */
bool mt_wire_flush(struct mt_wire *w);

/*
 * Get the next message. Returns 1 for a message, 0 at the end of the file, and -1 when out of
 * memory.
 */
int mt_wire_get(struct mt_wire *w, struct mt_wire_head *head, struct mt_span *data);
/* Both return false for an invalid message. Names are interned in @names. */
bool mt_wire_record(struct mt_span data, struct mt_record *r, struct mt_strpool *names,
		    struct mt_frames *frames);
bool mt_wire_stats(struct mt_span data, struct mt_stats *stats);

#endif
