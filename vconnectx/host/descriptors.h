/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Descriptors that the process has inherited.  Those that it opens itself are close-on-exec.
 */
#ifndef VCX_DESCRIPTORS_H
#define VCX_DESCRIPTORS_H

/*
 * Open /dev/null for each of the descriptors 0 to 2 that is closed.  Call this before other
 * files are opened, so that none of them uses these numbers.  Return: 0 or -errno
 */
int vcx_stdio_open(void);

/* Replace standard input and output by /dev/null.  Return: 0 or -errno */
int vcx_stdio_leave(void);

/* Close all inherited descriptors except 0 to 2.  Return: 0 or -errno */
int vcx_inherited_close(void);

#endif
