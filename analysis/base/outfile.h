/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Safe creation of output files, even when running as root: a file is created completely or not at
 * all, and symbolic links are not followed. The data is written to a file with a random name in the
 * same directory, which is then renamed to the target. Only a regular file is replaced.
 */
#ifndef MLX5TRACE_OUTFILE_H
#define MLX5TRACE_OUTFILE_H

#include <signal.h>
#include <stdbool.h>
#include <stdio.h>

#include "analysis/base/error.h"

enum mt_outfile_mode {
	MT_OUT_REPLACE = 0, /* an existing file may be replaced */
	MT_OUT_NEW = 1,	    /* the file must not exist */
	MT_OUT_PRIVATE = 2, /* readable only by the owner, regardless of the umask */
};

struct mt_outfile {
	FILE *to;	  /* stream for the caller */
	const char *path; /* owned by the caller */
	const char *name; /* file name within the directory */
	int dir;
	unsigned int mode;
	char part[32];
	sigset_t before;	/* previous signal mask */
	void (*large)(int sig); /* previous handler of SIGXFSZ */
};

/**
 * mt_outfile_check() - check early that @path can be written
 *
 * Return: false with @err set if @path is not a regular file or its directory does not exist.
 */
bool mt_outfile_check(const char *path, struct mt_error *err);

/**
 * mt_outfile_open() - create the temporary file
 * @mode: bits of enum mt_outfile_mode
 *
 * Terminating signals are blocked until mt_outfile_end(), so that no partial file remains. Return:
 * false with @err set on failure.
 */
bool mt_outfile_open(struct mt_outfile *f, const char *path, unsigned int mode,
		     struct mt_error *err);

/**
 * mt_outfile_end() - rename the file to its target
 * @good: whether all data was written; if false, the file is discarded and @err is unchanged
 *
 * Return: false if @good is false or if writing fails; @err is set in the second case. An existing
 * file is then unchanged.
 */
bool mt_outfile_end(struct mt_outfile *f, bool good, struct mt_error *err);

/* Write a file with the contents @text in one call. */
bool mt_outfile_write(const char *path, unsigned int mode, const char *text, struct mt_error *err);

#endif
