// SPDX-License-Identifier: GPL-2.0-only
#include "analysis/flow/kernel/socket_layers.h"

#include <fnmatch.h>
#include <string.h>

#include "analysis/base/util.h"

static const struct flow_socket_rule rules[] = {
	{ "__sys_socketpair", FLOW_SOCKET, false, false },
	{ "__sys_connect*", FLOW_SOCKET, false, false },
	{ "__sys_listen*", FLOW_SOCKET, false, false },
	{ "__sys_accept4*", FLOW_SOCKET, false, false },
	{ "__sys_shutdown*", FLOW_SOCKET, false, false },
	{ "__sys_getsockopt", FLOW_SOCKET, false, false },
	{ "__sys_sendmmsg", FLOW_SOCKET, false, false },
	{ "__sys_recvmmsg", FLOW_SOCKET, false, false },
	/* The inode, the file and the descriptor. */
	{ "__sock_create", FLOW_SOCKET, false, true },
	{ "do_accept", FLOW_SOCKET, false, true },
	{ "sock_alloc", FLOW_SOCKET, false, true },
	{ "new_inode_pseudo", FLOW_SOCKET, false, true },
	{ "alloc_inode", FLOW_SOCKET, false, true },
	{ "sock_alloc_inode", FLOW_SOCKET, false, true },
	{ "sock_alloc_file", FLOW_SOCKET, false, true },
	{ "alloc_file_pseudo", FLOW_SOCKET, false, true },
	{ "get_unused_fd_flags", FLOW_SOCKET, false, true },
	{ "fd_install", FLOW_SOCKET, false, true },
	{ "do_sock_[gs]etsockopt", FLOW_SOCKET, false, true },
	{ "so[ck]*_[gs]etsockopt", FLOW_SOCKET, false, true },
	{ "sk_[gs]etsockopt", FLOW_SOCKET, false, true },
	{ "sock_def_readable", FLOW_SOCKET, false, true },
	{ "sock_def_wakeup", FLOW_SOCKET, false, true },
	{ "sock_queue_rcv_skb*", FLOW_SOCKET, false, true },
	{ "__sock_queue_rcv_skb", FLOW_SOCKET, false, true },
	{ "security_socket_post_create", FLOW_SECURITY, false, true },
	{ "security_socket_[abclrs]*", FLOW_SECURITY, true, true },
	{ "security_socket_getsockopt", FLOW_SECURITY, true, true },
	{ "security_unix_*", FLOW_SECURITY, true, true },
	{ "inet_create", FLOW_PROTOCOL, true, false },
	{ "inet6_create", FLOW_PROTOCOL, true, false },
	{ "inet*_bind*", FLOW_PROTOCOL, false, true },
	{ "__inet*_bind*", FLOW_PROTOCOL, false, true },
	{ "inet_dgram_connect", FLOW_PROTOCOL, false, false },
	{ "inet_stream_connect", FLOW_PROTOCOL, false, false },
	{ "inet_listen", FLOW_PROTOCOL, false, false },
	{ "inet_accept", FLOW_PROTOCOL, false, false },
	{ "inet_csk_listen_start", FLOW_PROTOCOL, false, false },
	{ "inet_csk_accept", FLOW_PROTOCOL, false, false },
	{ "inet*_sendmsg", FLOW_PROTOCOL, false, false },
	{ "inet*_recvmsg", FLOW_PROTOCOL, false, false },
	{ "inet_shutdown", FLOW_PROTOCOL, false, false },
	{ "inet*_release", FLOW_PROTOCOL, false, false },
	{ "ip*_[gs]etsockopt", FLOW_PROTOCOL, false, true },
	{ "tcp_v[46]_connect", FLOW_PROTOCOL, true, false },
	{ "tcp_sendmsg", FLOW_PROTOCOL, false, false },
	{ "tcp_recvmsg", FLOW_PROTOCOL, false, false },
	{ "tcp_close", FLOW_PROTOCOL, false, false },
	{ "tcp_shutdown", FLOW_PROTOCOL, false, false },
	{ "tcp_[gs]etsockopt", FLOW_PROTOCOL, true, false },
	{ "tcp_connect", FLOW_PROTOCOL, false, true },
	{ "tcp_send_*", FLOW_PROTOCOL, false, true },
	{ "tcp_write_xmit", FLOW_PROTOCOL, false, true },
	{ "tcp_v[46]_rcv", FLOW_PROTOCOL, false, true },
	{ "tcp_v[46]_do_rcv", FLOW_PROTOCOL, false, true },
	{ "tcp_rcv_*", FLOW_PROTOCOL, false, true },
	{ "tcp_data_queue", FLOW_PROTOCOL, false, true },
	{ "udp*_sendmsg", FLOW_PROTOCOL, false, false },
	{ "udp*_recvmsg", FLOW_PROTOCOL, false, false },
	{ "udp_lib_close", FLOW_PROTOCOL, false, false },
	{ "udp*_rcv", FLOW_PROTOCOL, false, true },
	{ "__udp_enqueue_schedule_skb", FLOW_PROTOCOL, false, true },
	{ "raw*_bind", FLOW_PROTOCOL, false, false },
	{ "raw*_sendmsg", FLOW_PROTOCOL, false, false },
	{ "raw*_recvmsg", FLOW_PROTOCOL, false, false },
	{ "raw_close", FLOW_PROTOCOL, false, false },
	{ "raw_rcv", FLOW_PROTOCOL, false, true },
	{ "packet_create", FLOW_PROTOCOL, true, false },
	{ "packet_bind", FLOW_PROTOCOL, false, false },
	{ "packet_sendmsg", FLOW_PROTOCOL, false, false },
	{ "packet_recvmsg", FLOW_PROTOCOL, false, false },
	{ "packet_release", FLOW_PROTOCOL, false, false },
	{ "packet_[gs]etsockopt", FLOW_PROTOCOL, true, false },
	{ "packet_rcv*", FLOW_PROTOCOL, false, true },
	{ "unix_create", FLOW_PROTOCOL, true, false },
	{ "unix_bind", FLOW_PROTOCOL, false, false },
	{ "unix_listen", FLOW_PROTOCOL, false, false },
	{ "unix_accept", FLOW_PROTOCOL, false, false },
	{ "unix_shutdown", FLOW_PROTOCOL, false, false },
	{ "unix_release", FLOW_PROTOCOL, false, false },
	{ "unix_*_connect", FLOW_PROTOCOL, false, false },
	{ "unix_*_sendmsg", FLOW_PROTOCOL, false, false },
	{ "unix_*_recvmsg", FLOW_PROTOCOL, false, false },
	/* A packet on its way out, and back in if the sender runs the softirq. */
	{ "ip_queue_xmit", FLOW_NETWORK, false, true },
	{ "__ip_queue_xmit", FLOW_NETWORK, false, true },
	{ "ip6_xmit", FLOW_NETWORK, false, true },
	{ "ip*_send_skb", FLOW_NETWORK, false, true },
	{ "ip*_local_out", FLOW_NETWORK, false, true },
	{ "ip_output", FLOW_NETWORK, false, true },
	{ "ip6_output", FLOW_NETWORK, false, true },
	{ "ip*_finish_output2", FLOW_NETWORK, false, true },
	{ "neigh_*_output", FLOW_NETWORK, false, true },
	{ "arp_solicit", FLOW_NETWORK, false, true },
	{ "arp_xmit", FLOW_NETWORK, false, true },
	{ "ip_rcv", FLOW_NETWORK, false, true },
	{ "ipv6_rcv", FLOW_NETWORK, false, true },
	{ "ip_local_deliver*", FLOW_NETWORK, false, true },
	{ "__dev_queue_xmit", FLOW_QDISC, false, true },
	{ "dev_queue_xmit", FLOW_QDISC, false, true },
	{ "__dev_direct_xmit", FLOW_QDISC, false, true },
	{ "__qdisc_run", FLOW_QDISC, false, true },
	{ "sch_direct_xmit", FLOW_QDISC, false, true },
	{ "dev_hard_start_xmit", FLOW_QDISC, true, true },
	{ "loopback_xmit", FLOW_DRIVER, false, true },
	{ "do_softirq", FLOW_RECEIVE, false, true },
	{ "do_softirq.*", FLOW_RECEIVE, false, true }, /* where the compiler split it */
	{ "net_rx_action", FLOW_RECEIVE, false, true },
	{ "__napi_poll", FLOW_RECEIVE, false, true },
	{ "process_backlog", FLOW_RECEIVE, false, true },
	{ "napi_gro_receive", FLOW_RECEIVE, false, true },
	{ "netif_receive_skb*", FLOW_RECEIVE, false, true },
	{ "__netif_receive_skb*", FLOW_RECEIVE, false, true },
};

/*
 * Each pattern begins with a literal letter. The literal text is compared first, as fnmatch() is slow
 * and this is called for each symbol of the kernel.
 */
static bool matches(const char *pattern, const char *func)
{
	return *pattern == *func && !strncmp(pattern, func, strcspn(pattern, "*[")) &&
	       !fnmatch(pattern, func, 0);
}

const struct flow_socket_rule *flow_socket_rule(const char *func)
{
	for (size_t i = 0; i < ARRAY_SIZE(rules); i++)
		if (matches(rules[i].pattern, func))
			return &rules[i];
	return NULL;
}
