/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Descriptors that the process was started with.  Its own are close-on-exec.
 */
#ifndef VCX_DESCRIPTORS_H
#define VCX_DESCRIPTORS_H

/*
 * To be called before files are opened, so that none of them becomes descriptor 0 to 2.
 * Return: 0 or -errno
 */
int vcx_stdio_open(void);

/* Standard input and output become /dev/null.  Return: 0 or -errno */
int vcx_stdio_leave(void);

/* Close all inherited descriptors but 0 to 2.  Return: 0 or -errno */
int vcx_inherited_close(void);

#endif
