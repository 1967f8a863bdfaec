/* SPDX-License-Identifier: GPL-2.0-only */
/* The reason why a zero-copy socket has no queue although it was bound successfully. */
#ifndef WORKLOADS_XSK_IDLE_H
#define WORKLOADS_XSK_IDLE_H

#include "workloads/nic.h"

/*
 * A driver opens the queues of a pool only while the interface is up and an XDP program is attached
 * in driver mode (mlx5: mlx5e_xsk_enable_locked()). Returns a text that names the unmet condition
 * and the remedy, or NULL.
 */
const char *xsk_idle_reason(const struct nic *nic);

#endif
