/* SPDX-License-Identifier: GPL-2.0-only */
/* Queue ids for zero copy. */
#ifndef WORKLOADS_XSK_IDS_H
#define WORKLOADS_XSK_IDS_H

#include <stdint.h>

#include "workloads/nic.h"

/*
 * The queue id for zero copy on channel 0. It is 0, except with mlx5 before Linux 6.1, where it is
 * the number of channels N: the driver has 2 N rx queues, and those for AF_XDP follow the regular
 * ones (mlx5e_qid_get_ch_if_in_group()).
 */
uint32_t xsk_ids_first(const struct nic *nic);

#endif
