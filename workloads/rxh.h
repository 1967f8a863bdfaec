/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The transformations of the RSS hash, for kernel headers that do not define them: input_xfrm was a
 * reserved byte before 6.8, and RXH_XFRM_SYM_OR_XOR was added in 6.15.
 */
#ifndef WORKLOADS_RXH_H
#define WORKLOADS_RXH_H

#include <linux/ethtool.h>

#ifndef RXH_XFRM_SYM_XOR
#define RXH_XFRM_SYM_XOR (1 << 0)
#define input_xfrm	 rsvd8[0]
#endif

#ifndef RXH_XFRM_SYM_OR_XOR
#define RXH_XFRM_SYM_OR_XOR (1 << 1)
#endif

#endif
