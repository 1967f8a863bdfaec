/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A capture file: one interface, its frames, each with a comment.
 */
#ifndef VCX_PCAPNG_H
#define VCX_PCAPNG_H

#include <stddef.h>
#include <stdint.h>

struct pcapng;

enum pcapng_direction {
	PCAPNG_IN = 1,
	PCAPNG_OUT = 2,
};

/**
 * pcapng_open() - create or truncate a capture file
 * @path: a file, or a FIFO with a reader
 * @name: name of the interface
 * @err: set to -errno on failure
 *
 * Return: the file, owned by the caller, or NULL.
 */
struct pcapng *pcapng_open(const char *path, const char *name, int *err);
void pcapng_close(struct pcapng *file);

/**
 * pcapng_write() - append a frame, and flush
 * @file: the file
 * @ns: timestamp, CLOCK_REALTIME
 * @dir: direction
 * @frame: bytes, without FCS
 * @len: length of @frame
 * @comment: comment of the packet
 *
 * Return: 0, or -errno: the file is incomplete.
 */
int pcapng_write(struct pcapng *file, uint64_t ns, enum pcapng_direction dir, const void *frame,
		 size_t len, const char *comment);

#endif
