/* SPDX-License-Identifier: GPL-2.0-only */
/* The number by which generic netlink knows a family on this machine. */
#ifndef MLX5TRACE_FLOW_GENL_H
#define MLX5TRACE_FLOW_GENL_H

/* -1 when there is none of that name. */
int flow_genl_family(const char *name);

#endif
