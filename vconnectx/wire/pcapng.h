/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A capture file with one interface.  Each frame has a comment.
 *
 * No call blocks, except those that open and close a FIFO.  Data that the reader of a FIFO
 * has not read waits in a queue of PCAPNG_QUEUE_MAX bytes.  Frames that do not fit into the
 * queue are dropped, and the next frame carries their number (epb_dropcount).
 */
#ifndef VCX_PCAPNG_H
#define VCX_PCAPNG_H

#include <stddef.h>
#include <stdint.h>

struct pcapng;

#define PCAPNG_QUEUE_MAX (4u << 20)

enum pcapng_direction {
	PCAPNG_IN = 1,
	PCAPNG_OUT = 2,
};

/**
 * pcapng_open() - create or truncate a capture file
 * @path: a file or a FIFO.  The call waits until a FIFO has a reader, or until SIGTERM or
 *	SIGINT is pending (-EINTR).
 * @name: name of the interface
 * @err: set to -errno on failure
 *
 * Return: the file, owned by the caller, or NULL.
 */
struct pcapng *pcapng_open(const char *path, const char *name, int *err);
/* close the file; waits for up to a second for the reader of a FIFO to read the rest */
void pcapng_close(struct pcapng *file);

/**
 * pcapng_write() - append a frame
 * @file: the file
 * @ns: timestamp, CLOCK_REALTIME
 * @dir: direction
 * @frame: bytes, without FCS
 * @len: length of @frame
 * @comment: comment of the packet
 *
 * Return: 0; -ENOBUFS if the frame was dropped; another -errno if the file is incomplete.
 */
int pcapng_write(struct pcapng *file, uint64_t ns, enum pcapng_direction dir, const void *frame,
		 size_t len, const char *comment);

/* Return: descriptor to poll for POLLOUT, or -1 if the queue is empty */
int pcapng_poll_fd(const struct pcapng *file);
/* write what the reader accepts of the queue; Return: 0, or -errno as pcapng_write() */
int pcapng_flush(struct pcapng *file);
/* Return: number of frames dropped */
uint64_t pcapng_dropped(const struct pcapng *file);

#endif
