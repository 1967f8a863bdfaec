/* SPDX-License-Identifier: GPL-2.0-only */
/* How a child process hands its records to the one that started it. */
#ifndef MLX5TRACE_WIRE_H
#define MLX5TRACE_WIRE_H

#include "analysis/source/source.h"

enum mt_wire_type {
	MT_WIRE_OPENED, /* struct mt_source_info, kind */
	MT_WIRE_GUEST,	/* answer: the name, "" when it is none */
	MT_WIRE_RECORD,
	MT_WIRE_STATS,
	MT_WIRE_FAILED, /* a message for the user */
	MT_WIRE_END,
};

/* What the parent asks for. */
struct mt_wire_ask {
	bool start; /* the records; else: is this a guest of yours? */
	uint64_t trace_id;
};

struct mt_wire_head {
	uint32_t type, size; /* of what follows */
};

/* Messages that wait to be written, or were read. */
struct mt_wire {
	int fd;
	char *buf;
	size_t at, len, room;
	size_t whole; /* end of the last message that was put */
};

/* One message into the buffer. False when memory is short. */
bool mt_wire_put(struct mt_wire *w, enum mt_wire_type type, const void *data, size_t size);
bool mt_wire_put_record(struct mt_wire *w, const struct mt_record *r);
bool mt_wire_put_stats(struct mt_wire *w, const struct mt_stats *stats);
/* Write all that waits; safe in a signal handler. */
bool mt_wire_flush(struct mt_wire *w);

/* The next message; 0 when the other side is gone, -1 when memory is short. */
int mt_wire_get(struct mt_wire *w, struct mt_wire_head *head, struct mt_span *data);
/* False when the message is none. Frames and functions go to the others. */
bool mt_wire_record(struct mt_span data, struct mt_record *r, struct mt_strpool *names,
		    struct mt_frames *frames);
bool mt_wire_stats(struct mt_span data, struct mt_stats *stats);

#endif
