/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A file that a program writes which may run as root: it appears whole or not at all, and
 * never at the end of somebody's link. What is written goes to a file of a random name in
 * the same directory, which takes the place of the one that is there, if that is a regular
 * file; of nothing else.
 */
#ifndef MLX5TRACE_OUTFILE_H
#define MLX5TRACE_OUTFILE_H

#include <signal.h>
#include <stdbool.h>
#include <stdio.h>

#include "analysis/base/error.h"

enum mt_outfile_mode {
	MT_OUT_REPLACE = 0, /* what is there may be replaced */
	MT_OUT_NEW = 1,	    /* nothing may be there */
	MT_OUT_PRIVATE = 2, /* and only the owner may read it, whatever the umask */
};

struct mt_outfile {
	FILE *to;	  /* to be written by the caller */
	const char *path; /* the caller's */
	const char *name; /* in the directory */
	int dir;
	unsigned int mode;
	char part[32];
	sigset_t before;	/* the signals that were blocked */
	void (*large)(int sig); /* what a file that grows too large did */
};

/**
 * mt_outfile_check() - could @path be written? For before a long or costly work
 *
 * Return: false with @err set: it is there and no regular file, or its directory is not.
 */
bool mt_outfile_check(const char *path, struct mt_error *err);

/**
 * mt_outfile_open() - begin to write it
 * @mode: bits of enum mt_outfile_mode
 *
 * Signals that end a program wait until mt_outfile_end(), so that nothing half is left.
 * Return: false with @err set.
 */
bool mt_outfile_open(struct mt_outfile *f, const char *path, unsigned int mode,
		     struct mt_error *err);

/**
 * mt_outfile_end() - put it in its place
 * @good: all of it was written; false gives it up, with @err as it is
 *
 * Return: false, with @err set unless @good was false: it could not be written, and what
 * was there is as it was.
 */
bool mt_outfile_end(struct mt_outfile *f, bool good, struct mt_error *err);

/* All in one: @text is what the file has then. */
bool mt_outfile_write(const char *path, unsigned int mode, const char *text, struct mt_error *err);

#endif
