/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Builds a trace.dat of version 6 with any number of mlx5e_set_channels, an event of the series,
 * on any CPU.
 */
#ifndef MLX5TRACE_TESTS_DAT_H
#define MLX5TRACE_TESTS_DAT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define DAT_CPUS   2
#define DAT_EVENTS 100 /* maximum on one CPU, as they must fit on one page */

/* Metadata of trace-cmd. Values that are 0 or NULL are omitted. */
struct dat {
	const char *clock; /* "mono" */
	const char *uname; /* output of uname -a */
	const char *later; /* content of an option that this version of trace-cmd does not know */
	bool foreign;	   /* the event has another name, and its text is not name=value */
	uint64_t trace_id;
	const char *guest; /* name of a guest of this host ... */
	uint64_t guest_id; /* ... and the guest's session */
	uint64_t host_id;  /* if this is a guest, the host's session ... */
	int64_t shift;	   /* ... and the offset to the host's clock */
	unsigned int nr;
	struct dat_event {
		int cpu, pid;
		uint64_t ts; /* ascending on each CPU */
		uint32_t old_count, new_count;
		int32_t err;
	} event[2 * DAT_EVENTS];
};

void dat_add(struct dat *d, int cpu, int pid, uint64_t ts, uint32_t old_count, uint32_t new_count,
	     int err);

/* Returns the contents of the file, which the caller must free. */
void *dat_make(const struct dat *d, size_t *size);

#endif
