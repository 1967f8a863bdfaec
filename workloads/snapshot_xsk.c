// SPDX-License-Identifier: GPL-2.0-only
#include <libmnl/libmnl.h>
#include <linux/sock_diag.h>
#include <linux/xdp_diag.h>
#include <sys/socket.h>
#include <time.h>

#include "workloads/snapshot_device.h"

/* MNL_SOCKET_DUMP_SIZE, which libmnl defines since 1.0.5 */
#define DUMP_SIZE 32768

struct list {
	const struct nic *nic;
	json_t *sockets;
};

static int take_attribute(const struct nlattr *attr, void *data)
{
	const struct nlattr **at = data;
	uint16_t type = mnl_attr_get_type(attr);

	if (type <= XDP_DIAG_MAX)
		at[type] = attr;
	return MNL_CB_OK;
}

/* The attribute as a structure of this size, or NULL if it is missing or too short. */
static const void *payload(const struct nlattr *attr, size_t size)
{
	return attr && mnl_attr_get_payload_len(attr) >= size ? mnl_attr_get_payload(attr) : NULL;
}

static json_t *stats_of(const struct xdp_diag_stats *stats)
{
	if (!stats)
		return json_null();
	return json_pack("{sI sI sI sI sI sI}", "rx_dropped", (json_int_t)stats->n_rx_dropped,
			 "rx_invalid", (json_int_t)stats->n_rx_invalid, "rx_full",
			 (json_int_t)stats->n_rx_full, "fill_ring_empty",
			 (json_int_t)stats->n_fill_ring_empty, "tx_invalid",
			 (json_int_t)stats->n_tx_invalid, "tx_ring_empty",
			 (json_int_t)stats->n_tx_ring_empty);
}

static int take_socket(const struct nlmsghdr *nlh, void *data)
{
	const struct xdp_diag_msg *msg = mnl_nlmsg_get_payload(nlh);
	const struct nlattr *at[XDP_DIAG_MAX + 1] = {};
	const struct xdp_diag_info *info;
	const struct xdp_diag_umem *umem;
	struct list *list = data;
	json_t *socket;

	mnl_attr_parse(nlh, sizeof(*msg), take_attribute, at);
	info = payload(at[XDP_DIAG_INFO], sizeof(*info));
	if (!info || info->ifindex != list->nic->ifindex)
		return MNL_CB_OK;
	umem = payload(at[XDP_DIAG_UMEM], sizeof(*umem));
	socket = json_pack("{sI so sI so so}", "queue", (json_int_t)info->queue_id, "zero_copy",
			   umem ? json_boolean(umem->flags & XDP_DU_F_ZEROCOPY) : json_null(),
			   "socket", (json_int_t)msg->xdiag_ino, "uid",
			   at[XDP_DIAG_UID] ? json_integer(mnl_attr_get_u32(at[XDP_DIAG_UID])) :
					      json_null(),
			   "stats",
			   stats_of(payload(at[XDP_DIAG_STATS], sizeof(struct xdp_diag_stats))));
	json_array_append_new(list->sockets, socket);
	return MNL_CB_OK;
}

static bool send_request(const struct mnl_socket *nl, char *buf, unsigned int seq)
{
	struct nlmsghdr *nlh = mnl_nlmsg_put_header(buf);
	struct xdp_diag_req *req;

	nlh->nlmsg_type = SOCK_DIAG_BY_FAMILY;
	nlh->nlmsg_flags = NLM_F_REQUEST | NLM_F_DUMP;
	nlh->nlmsg_seq = seq;
	req = mnl_nlmsg_put_extra_header(nlh, sizeof(*req));
	req->sdiag_family = AF_XDP;
	req->xdiag_show = XDP_SHOW_INFO | XDP_SHOW_UMEM | XDP_SHOW_STATS;
	return mnl_socket_sendto(nl, nlh, nlh->nlmsg_len) >= 0;
}

json_t *snapshot_xsk(const struct nic *nic)
{
	struct mnl_socket *nl = mnl_socket_open2(NETLINK_SOCK_DIAG, SOCK_CLOEXEC);
	struct list list = { .nic = nic, .sockets = json_array() };
	unsigned int seq = (unsigned int)time(NULL);
	char buf[DUMP_SIZE];
	int more = -1;

	if (nl && !mnl_socket_bind(nl, 0, MNL_SOCKET_AUTOPID) && send_request(nl, buf, seq))
		do {
			ssize_t len = mnl_socket_recvfrom(nl, buf, sizeof(buf));

			more = len < 0 ? -1 :
					 mnl_cb_run(buf, (size_t)len, seq,
						    mnl_socket_get_portid(nl), take_socket, &list);
		} while (more > 0);
	if (nl)
		mnl_socket_close(nl);
	if (!more)
		return list.sockets;
	json_decref(list.sockets);
	return json_null();
}
