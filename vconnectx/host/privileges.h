/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The user and the capabilities of the process.
 */
#ifndef VCX_PRIVILEGES_H
#define VCX_PRIVILEGES_H

#include <stddef.h>
#include <sys/types.h>

/* Switch to user @uid and group @gid, without supplementary groups.  Return: 0 or -errno */
int vcx_become(uid_t uid, gid_t gid);

/* Drop all capabilities, also those that an executed program could gain.  Return: 0 or -errno */
int vcx_capabilities_drop(void);

#endif
