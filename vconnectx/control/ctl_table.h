/* SPDX-License-Identifier: GPL-2.0-only */
/* Answers of the control socket as a person reads them. */
#ifndef VCX_CTL_TABLE_H
#define VCX_CTL_TABLE_H

#include <jansson.h>

/* writes an answer that is no error to standard output */
void vcx_ctl_print(json_t *reply);

#endif
