/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Output files at a path given by the user: a regular file, or a pipe or terminal, which cannot be
 * replaced by a rename.
 */
#ifndef VCX_OUTPUT_H
#define VCX_OUTPUT_H

/**
 * vcx_output_open() - open a file for writing
 * @path: path of the file; a symbolic link as its last component is followed only in a
 *	  directory in which only root and the user of this process can create files
 * @flags: of open(2), besides O_WRONLY and O_CLOEXEC; with O_CREAT, the mode is 0666
 *
 * Return: descriptor, or -errno: -ELOOP for a link that is not followed.
 */
int vcx_output_open(const char *path, int flags);

/* the reason for @err, a result of vcx_output_open(), as a string that remains valid */
const char *vcx_output_error(int err);

#endif
