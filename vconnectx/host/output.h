/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Output files at a path given by the user.  They can also be pipes or terminals, so they are
 * opened in place instead of being replaced by a rename.
 */
#ifndef VCX_OUTPUT_H
#define VCX_OUTPUT_H

/**
 * vcx_output_open() - open a file for writing
 * @path: path of the file; a symbolic link as the last component is followed only in a
 *	  directory in which only root and the user of this process can create files
 * @flags: flags of open(2) in addition to O_WRONLY and O_CLOEXEC; with O_CREAT, the mode is 0666
 *
 * Return: descriptor, or -errno, such as -ELOOP for a link that is not followed.
 */
int vcx_output_open(const char *path, int flags);

/* the reason for @err, a result of vcx_output_open(), as a string that remains valid */
const char *vcx_output_error(int err);

#endif
