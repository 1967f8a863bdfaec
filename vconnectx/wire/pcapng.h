/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A capture file: one interface, its frames, and a comment on each.
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
 * pcapng_open() - begin a file, which is emptied first
 * @path: a file, or a FIFO that somebody reads
 * @name: of the interface
 * @err: set to -errno on failure
 *
 * Return: the file, owned by the caller, or NULL.
 */
struct pcapng *pcapng_open(const char *path, const char *name, int *err);
void pcapng_close(struct pcapng *file);

/**
 * pcapng_write() - add a frame, and flush
 * @file: the file
 * @ns: time of it, CLOCK_REALTIME
 * @dir: which way it went
 * @frame: bytes, without FCS
 * @len: how many
 * @comment: shown with it
 *
 * Return: 0, or -errno: the file is not complete.
 */
int pcapng_write(struct pcapng *file, uint64_t ns, enum pcapng_direction dir, const void *frame,
		 size_t len, const char *comment);

#endif
