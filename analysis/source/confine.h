/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Confinement of a process that reads a file with a library: it can only read that file, and write
 * a temporary file and its records.
 */
#ifndef MLX5TRACE_CONFINE_H
#define MLX5TRACE_CONFINE_H

#include <stdbool.h>

/* The descriptors of the process, in addition to 0 to 2, which are /dev/null. */
enum {
	MT_CONFINED_WIRE = 3,
	MT_CONFINED_FILE,  /* read-only */
	MT_CONFINED_SPARE, /* the temporary file */
};

/*
 * Paths of the two files. No other path can be opened, and these only for reading and through these
 * pointers.
 */
extern const char mt_confined_file[], mt_confined_spare[];

/**
 * mt_confined_descriptors() - move descriptors to these numbers, and close all others
 * @file: -1 for none
 * @spare: -1 for none
 *
 * Return: false with errno set on failure.
 */
bool mt_confined_descriptors(int wire, int file, int spare);

/**
 * mt_confine() - drop all capabilities except the one to read the file, disable core dumps, and
 * permit only the system calls that are required for reading
 *
 * A forbidden system call raises SIGSYS. On a kernel without seccomp all calls are permitted.
 * Return: false with errno set on failure.
 */
bool mt_confine(void);

#endif
