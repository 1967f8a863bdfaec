/* SPDX-License-Identifier: GPL-2.0-only */
/* The receive side scaling of a device, read with ETHTOOL_GRSSH and ETHTOOL_GRXFH. */
#ifndef WORKLOADS_RSS_H
#define WORKLOADS_RSS_H

#include <linux/ethtool.h>
#include <stdint.h>

#include "workloads/nic.h"
#include "workloads/rxh.h"

/* table and key are owned; function is empty if the kernel has no name for it */
struct rss {
	char function[ETH_GSTRING_LEN + 1];
	/* RXH_XFRM_*: how addresses and ports are transformed before they are hashed */
	uint8_t transformation;
	uint32_t *table;
	uint32_t table_size;
	uint8_t *key;
	uint32_t key_size;
};

/*
 * Reads the table and the key of an RSS context (0 is that of the device itself). Returns
 * 0 or -errno, and prints nothing; the error is also -EOPNOTSUPP if the device has neither
 * table nor key. rss_free() must be called only if the result is 0.
 */
int rss_read(const struct nic *nic, uint32_t context, struct rss *rss);
void rss_free(struct rss *rss);

/*
 * Read or set which fields of a packet (RXH_*) are hashed for a flow type such as UDP_V4_FLOW.
 * Both functions return 0 or -errno, and print nothing.
 */
int rss_read_fields(const struct nic *nic, __u32 flow_type, uint32_t context, __u64 *fields);
int rss_set_fields(const struct nic *nic, __u32 flow_type, __u64 fields);

#endif
