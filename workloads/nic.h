/* SPDX-License-Identifier: GPL-2.0-only */
/* Access to a network device by ioctl. */
#ifndef WORKLOADS_NIC_H
#define WORKLOADS_NIC_H

#include <net/if.h>
#include <stddef.h>

struct nic {
	char name[IFNAMSIZ];
	unsigned int ifindex;
	/* driver name from ETHTOOL_GDRVINFO; empty if there is none */
	char driver[32];
	/* socket for the ioctls; owned */
	int fd;
};

/* Finds the device. Returns 0 or, after a message on stderr, -errno. */
int nic_open(struct nic *nic, const char *name);
void nic_close(struct nic *nic);

/* Calls ioctl(request) with ifr_data = data. Returns 0 or -errno, and prints nothing. */
int nic_ioctl(const struct nic *nic, unsigned long request, void *data);

/* Calls SIOCETHTOOL; command is an ethtool_* structure, which begins with its cmd. */
int nic_ethtool(const struct nic *nic, void *command);

/*
 * Writes "DEV: WHAT: REASON" for a negative errno; REASON includes the remedy.
 * Returns buf.
 */
char *nic_explain(char *buf, size_t size, const struct nic *nic, const char *what, int err);

/* Prints nic_explain() as the program's error line; returns err. */
int nic_error(const struct nic *nic, const char *what, int err);

#endif
