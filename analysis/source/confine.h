/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Confinement of the process that reads a file with a library: it can read that file, write a
 * temporary one and its records, and nothing else.
 */
#ifndef MLX5TRACE_CONFINE_H
#define MLX5TRACE_CONFINE_H

#include <stdbool.h>

/* Its descriptors, besides 0 to 2, which are /dev/null. */
enum {
	MT_CONFINED_WIRE = 3,
	MT_CONFINED_FILE,  /* read-only */
	MT_CONFINED_SPARE, /* the temporary file */
};

/* Their paths: only these can be opened, for reading, and only through these pointers. */
extern const char mt_confined_file[], mt_confined_spare[];

/**
 * mt_confined_descriptors() - give descriptors these numbers, and close all others
 * @file: -1: none
 * @spare: -1: none
 *
 * Return: false with errno set.
 */
bool mt_confined_descriptors(int wire, int file, int spare);

/**
 * mt_confine() - drop all capabilities but the one to read the file, disable core dumps, and permit
 * only the system calls required for reading
 *
 * A forbidden call raises SIGSYS. On a kernel without seccomp no call is forbidden.
 * Return: false with errno set.
 */
bool mt_confine(void);

#endif
