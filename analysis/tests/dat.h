/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Builder for a trace.dat of version 6: any number of one event of the series,
 * mlx5e_set_channels, on any cpu.
 */
#ifndef MLX5TRACE_TESTS_DAT_H
#define MLX5TRACE_TESTS_DAT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define DAT_CPUS   2
#define DAT_EVENTS 100 /* on one cpu: capacity of a page */

/* Metadata of trace-cmd; 0 and NULL are omitted. */
struct dat {
	const char *clock; /* "mono" */
	const char *uname; /* output of uname -a */
	const char *later; /* content of an option that is unknown to this version of trace-cmd */
	bool foreign;	   /* the event has another name, and text that is not name=value */
	uint64_t trace_id;
	const char *guest; /* name of a guest of this host, */
	uint64_t guest_id; /* ... and its session */
	uint64_t host_id;  /* this is a guest of that session, */
	int64_t shift;	   /* ... and the offset to the host's clock */
	unsigned int nr;
	struct dat_event {
		int cpu, pid;
		uint64_t ts; /* ascending on each cpu */
		uint32_t old_count, new_count;
		int32_t err;
	} event[2 * DAT_EVENTS];
};

void dat_add(struct dat *d, int cpu, int pid, uint64_t ts, uint32_t old_count, uint32_t new_count,
	     int err);

/* Contents of the file; to be freed by the caller. */
void *dat_make(const struct dat *d, size_t *size);

#endif
