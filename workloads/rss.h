/* SPDX-License-Identifier: GPL-2.0-only */
/* Receive side scaling of a device, by ETHTOOL_GRSSH and ETHTOOL_GRXFH. */
#ifndef WORKLOADS_RSS_H
#define WORKLOADS_RSS_H

#include <linux/ethtool.h>
#include <stdint.h>

#include "workloads/nic.h"
#include "workloads/rxh.h"

/* table and key are owned; function is empty if unnamed */
struct rss {
	char function[ETH_GSTRING_LEN + 1];
	/* RXH_XFRM_*, transformation of addresses and ports before hashing */
	uint8_t transformation;
	uint32_t *table;
	uint32_t table_size;
	uint8_t *key;
	uint32_t key_size;
};

/*
 * Reads the table of an RSS context (0 is the device's own). Returns 0 or
 * -errno, -EOPNOTSUPP also for a device that has neither table nor key; prints
 * nothing. rss_free() only after 0.
 */
int rss_read(const struct nic *nic, uint32_t context, struct rss *rss);
void rss_free(struct rss *rss);

/*
 * Reads or sets the hashed fields of a packet, RXH_*, for a flow type such as UDP_V4_FLOW.
 * Both return 0 or -errno, print nothing.
 */
int rss_read_fields(const struct nic *nic, __u32 flow_type, uint32_t context, __u64 *fields);
int rss_set_fields(const struct nic *nic, __u32 flow_type, __u64 fields);

#endif
