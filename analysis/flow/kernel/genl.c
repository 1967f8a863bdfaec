// SPDX-License-Identifier: GPL-2.0-only
#include "analysis/flow/kernel/genl.h"

#include <linux/genetlink.h>
#include <linux/netlink.h>
#include <stdint.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

struct request {
	struct nlmsghdr head;
	struct genlmsghdr genl;
	struct nlattr attr;
	char name[GENL_NAMSIZ];
};

static int family_in(const char *answer, size_t len)
{
	const struct nlmsghdr *head = (const void *)answer;
	size_t at = NLMSG_HDRLEN + GENL_HDRLEN;

	if (len < at || head->nlmsg_type != GENL_ID_CTRL)
		return -1;
	while (at + NLA_HDRLEN <= len) {
		const struct nlattr *attr = (const void *)(answer + at);

		if (attr->nla_len < NLA_HDRLEN || at + attr->nla_len > len)
			return -1;
		if (attr->nla_type == CTRL_ATTR_FAMILY_ID && attr->nla_len >= NLA_HDRLEN + 2) {
			uint16_t id;

			memcpy(&id, answer + at + NLA_HDRLEN, sizeof(id));
			return id;
		}
		at += NLA_ALIGN(attr->nla_len);
	}
	return -1;
}

int flow_genl_family(const char *name)
{
	struct request request = {
		.head = { .nlmsg_len = sizeof(request),
			  .nlmsg_type = GENL_ID_CTRL,
			  .nlmsg_flags = NLM_F_REQUEST },
		.genl = { .cmd = CTRL_CMD_GETFAMILY, .version = 1 },
		.attr = { .nla_len = NLA_HDRLEN + GENL_NAMSIZ, .nla_type = CTRL_ATTR_FAMILY_NAME },
	};
	_Alignas(struct nlmsghdr) char answer[8192];
	int fd = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_GENERIC), family = -1;
	ssize_t len;

	strncpy(request.name, name, sizeof(request.name) - 1);
	if (fd >= 0 && send(fd, &request, sizeof(request), 0) == (ssize_t)sizeof(request)) {
		len = recv(fd, answer, sizeof(answer), 0);
		if (len > 0)
			family = family_in(answer, (size_t)len);
	}
	if (fd >= 0)
		close(fd);
	return family;
}
