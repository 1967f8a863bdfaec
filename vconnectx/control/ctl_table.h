/* SPDX-License-Identifier: GPL-2.0-only */
/* Prints replies from the control socket in a human-readable format. */
#ifndef VCX_CTL_TABLE_H
#define VCX_CTL_TABLE_H

#include <jansson.h>

/* print a successful reply to standard output */
void vcx_ctl_print(json_t *reply);

#endif
