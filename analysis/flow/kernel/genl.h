/* SPDX-License-Identifier: GPL-2.0-only */
/* The id of a generic netlink family on this machine. */
#ifndef MLX5TRACE_FLOW_GENL_H
#define MLX5TRACE_FLOW_GENL_H

/* Returns -1 if the family does not exist. */
int flow_genl_family(const char *name);

#endif
