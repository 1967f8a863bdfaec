// SPDX-License-Identifier: GPL-2.0-only
#include "workloads/ioctl_args.h"

#include <arpa/inet.h>
#include <fnmatch.h>
#include <linux/ethtool.h>
#include <linux/net_tstamp.h>
#include <linux/sockios.h>
#include <netinet/in.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "workloads/ioctl_requests.h"

/* The bridge that SIOCBRADDBR adds. */
#define BRIDGE "iocbr0"
/* A device that does not exist. */
#define NO_DEVICE "nosuch0"
#define NO_INDEX  999999

/* Memory to which pointers in the arguments refer. */
static char route_device[IFNAMSIZ];
static union {
	struct ethtool_value ethtool;
	struct hwtstamp_config hwtstamp;
	char raw[4096];
} memory;

static void put_name(char *to, const char *dev)
{
	snprintf(to, IFNAMSIZ, "%s", dev);
}

static int index_of(const char *dev, int fd)
{
	struct ifreq ifr = {};

	put_name(ifr.ifr_name, dev);
	return ioctl(fd, SIOCGIFINDEX, &ifr) ? NO_INDEX : ifr.ifr_ifindex;
}

static void put_address(struct sockaddr *to, const char *address)
{
	struct sockaddr_in in = { .sin_family = AF_INET };

	inet_pton(AF_INET, address, &in.sin_addr);
	memcpy(to, &in, sizeof(in));
}

static void fill_number(union ioctl_arg *arg, const char *name, const char *dev, int fd)
{
	(void)name;
	(void)dev;
	(void)fd;
	arg->number = getpid();
}

static void fill_none(union ioctl_arg *arg, const char *name, const char *dev, int fd)
{
	(void)arg;
	(void)name;
	(void)dev;
	(void)fd;
}

/* A request that sets a value of a device sets the present value. */
static void fill_ifreq(union ioctl_arg *arg, const char *name, const char *dev, int fd)
{
	const struct ioctl_request *getter = NULL;
	char get[32];

	put_name(arg->ifr.ifr_name, dev);
	if (!strncmp(name, "SIOCSIF", 7)) {
		snprintf(get, sizeof(get), "SIOCGIF%s", name + 7);
		getter = ioctl_request_named(strcmp(get, "SIOCGIFHWBROADCAST") ? get :
										 "SIOCGIFHWADDR");
	}
	if (getter)
		ioctl(fd, getter->number, arg);
}

static void fill_index(union ioctl_arg *arg, const char *name, const char *dev, int fd)
{
	(void)name;
	arg->ifr.ifr_ifindex = index_of(dev, fd);
}

static void fill_rename(union ioctl_arg *arg, const char *name, const char *dev, int fd)
{
	(void)name;
	(void)fd;
	put_name(arg->ifr.ifr_name, dev);
	put_name(arg->ifr.ifr_newname, dev);
}

static void fill_multicast(union ioctl_arg *arg, const char *name, const char *dev, int fd)
{
	static const unsigned char address[] = { 0x01, 0x00, 0x5e, 0x00, 0x00, 0x07 };

	(void)name;
	(void)fd;
	put_name(arg->ifr.ifr_name, dev);
	arg->ifr.ifr_hwaddr.sa_family = AF_UNSPEC;
	memcpy(arg->ifr.ifr_hwaddr.sa_data, address, sizeof(address));
}

static void fill_memory(union ioctl_arg *arg, const char *name, const char *dev, int fd)
{
	(void)fd;
	memset(&memory, 0, sizeof(memory));
	put_name(arg->ifr.ifr_name, dev);
	if (!strcmp(name, "SIOCETHTOOL"))
		memory.ethtool.cmd = ETHTOOL_GLINK;
	arg->ifr.ifr_data = &memory;
}

static void fill_ifconf(union ioctl_arg *arg, const char *name, const char *dev, int fd)
{
	(void)name;
	(void)dev;
	(void)fd;
	arg->ifc.ifc_len = sizeof(memory);
	arg->ifc.ifc_buf = memory.raw;
}

static void fill_arp(union ioctl_arg *arg, const char *name, const char *dev, int fd)
{
	static const unsigned char address[] = { 0x02, 0x00, 0x00, 0x00, 0x00, 0x07 };

	(void)name;
	(void)fd;
	put_address(&arg->arp.arp_pa, "192.0.2.7");
	arg->arp.arp_ha.sa_family = ARPHRD_ETHER;
	memcpy(arg->arp.arp_ha.sa_data, address, sizeof(address));
	arg->arp.arp_flags = ATF_COM;
	put_name(arg->arp.arp_dev, dev);
}

static void fill_route(union ioctl_arg *arg, const char *name, const char *dev, int fd)
{
	(void)name;
	(void)fd;
	put_name(route_device, dev);
	put_address(&arg->route.rt_dst, "198.51.100.0");
	put_address(&arg->route.rt_genmask, "255.255.255.0");
	arg->route.rt_flags = RTF_UP;
	arg->route.rt_dev = route_device;
}

static void fill_vlan(union ioctl_arg *arg, const char *name, const char *dev, int fd)
{
	(void)fd;
	arg->vlan.cmd = !strcmp(name, "SIOCSIFVLAN") ? ADD_VLAN_CMD : GET_VLAN_VID_CMD;
	put_name(arg->vlan.device1, dev);
	/* above the last identifier, so that no device is added */
	arg->vlan.u.VID = 4096;
}

static void fill_bridge(union ioctl_arg *arg, const char *name, const char *dev, int fd)
{
	(void)name;
	(void)dev;
	(void)fd;
	put_name(arg->name, BRIDGE);
}

static void fill_port(union ioctl_arg *arg, const char *name, const char *dev, int fd)
{
	fill_bridge(arg, name, dev, fd);
	arg->ifr.ifr_ifindex = index_of(dev, fd);
}

static void fill_wireless(union ioctl_arg *arg, const char *name, const char *dev, int fd)
{
	(void)fd;
	memset(&memory, 0, sizeof(memory));
	put_name(arg->iw.ifr_name, dev);
	arg->iw.u.data.pointer = &memory;
	arg->iw.u.data.length = !strncmp(name, "SIOCGIW", 7) ? sizeof(memory) :
				!strcmp(name, "SIOCSIWMLME") ? sizeof(struct iw_mlme) :
							       8;
}

static void misname_first(union ioctl_arg *arg)
{
	put_name(arg->name, NO_DEVICE);
}

static void misname_index(union ioctl_arg *arg)
{
	arg->ifr.ifr_ifindex = NO_INDEX;
}

static void misname_arp(union ioctl_arg *arg)
{
	put_name(arg->arp.arp_dev, NO_DEVICE);
}

static void misname_route(union ioctl_arg *arg)
{
	(void)arg;
	put_name(route_device, NO_DEVICE);
}

static void misname_vlan(union ioctl_arg *arg)
{
	put_name(arg->vlan.device1, NO_DEVICE);
}

/* The first matching row applies; all other requests have a struct ifreq. */
static const struct shape {
	const char *pattern;
	void (*fill)(union ioctl_arg *arg, const char *name, const char *dev, int fd);
	void (*misname)(union ioctl_arg *arg);
} shapes[] = {
	{ "FIO*", fill_number, NULL },
	{ "SIOC[SG]PGRP", fill_number, NULL },
	{ "SIOCATMARK", fill_number, NULL },
	{ "SIOC@(IN|OUT)Q", fill_number, NULL },
	{ "SIOCOUTQNSD", fill_number, NULL },
	{ "SIOCGSTAMP*", fill_none, NULL },
	{ "SIOCGSKNS", fill_none, NULL },
	{ "SIOCRTMSG", fill_none, NULL },
	{ "0x1234", fill_none, NULL },
	{ "SIOCGIFCONF", fill_ifconf, NULL },
	{ "SIOCGIFNAME", fill_index, misname_index },
	{ "SIOCSIFNAME", fill_rename, misname_first },
	{ "SIOC*MULTI", fill_multicast, misname_first },
	{ "SIOCETHTOOL", fill_memory, misname_first },
	{ "SIOC[SG]HWTSTAMP", fill_memory, misname_first },
	{ "SIOC*ARP", fill_arp, misname_arp },
	{ "SIOC*RT", fill_route, misname_route },
	{ "SIOC[SG]IFVLAN", fill_vlan, misname_vlan },
	{ "SIOC[SG]IFBR", fill_none, NULL },
	{ "SIOCBRADDBR", fill_bridge, NULL },
	{ "SIOCBRDELBR", fill_bridge, misname_first },
	{ "SIOCBR*IF", fill_port, misname_first },
	{ "SIOC[SG]IW*", fill_wireless, misname_first },
	{ "SIOCIW*", fill_wireless, misname_first },
	{ "0x8b*", fill_wireless, misname_first },
	{ "*", fill_ifreq, misname_first },
};

static const struct shape *shape_of(const char *name)
{
	const struct shape *shape = shapes;

	while (fnmatch(shape->pattern, name, FNM_EXTMATCH))
		shape++;
	return shape;
}

void ioctl_arg_fill(union ioctl_arg *arg, const char *name, const char *dev, int fd)
{
	memset(arg, 0, sizeof(*arg));
	shape_of(name)->fill(arg, name, dev, fd);
}

bool ioctl_arg_misname(union ioctl_arg *arg, const char *name)
{
	const struct shape *shape = shape_of(name);

	if (shape->misname)
		shape->misname(arg);
	return shape->misname;
}
