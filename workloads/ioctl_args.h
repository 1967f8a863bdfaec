/* SPDX-License-Identifier: GPL-2.0-only */
/* The arguments of the requests of sockets. */
#ifndef WORKLOADS_IOCTL_ARGS_H
#define WORKLOADS_IOCTL_ARGS_H

#include <stdbool.h>
#include <sys/socket.h>

#include <linux/if.h>
#include <linux/if_arp.h>
#include <linux/if_vlan.h>
#include <linux/route.h>
#include <linux/wireless.h>

union ioctl_arg {
	int number;
	unsigned long words[4];
	char name[IFNAMSIZ];
	struct ifreq ifr;
	struct ifconf ifc;
	struct arpreq arp;
	struct rtentry route;
	struct iwreq iw;
	struct vlan_ioctl_args vlan;
	char raw[256];
};

/*
 * Fill in valid arguments of the request @name for the device @dev, with present values read from
 * the socket @fd where the request sets one.
 */
void ioctl_arg_fill(union ioctl_arg *arg, const char *name, const char *dev, int fd);

/*
 * Replace the device in the arguments with one that does not exist. Returns false if the request
 * has no device.
 */
bool ioctl_arg_misname(union ioctl_arg *arg, const char *name);

#endif
