// SPDX-License-Identifier: GPL-2.0-only
/* Tests of socket calls: their arguments and addresses as text, and their trees. */
#include "analysis/tests/flow_records.h"

#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

#include "analysis/flow/kernel/socket_names.h"

static void expect_argument(const char *syscall, const char *name, uint64_t first, uint64_t second,
			    uint64_t value, const char *text)
{
	const uint64_t args[6] = { first, second };
	char got[160];

	if (!text) {
		assert_false(flow_socket_argument(syscall, name, args, value, got, sizeof(got)));
		return;
	}
	assert_true(flow_socket_argument(syscall, name, args, value, got, sizeof(got)));
	assert_string_equal(got, text);
}

static void arguments_by_name(void **state)
{
	(void)state;
	expect_argument("socket", "family", AF_INET, 0, AF_INET, "AF_INET");
	expect_argument("socket", "type", AF_INET, 0, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK,
			"SOCK_STREAM|SOCK_CLOEXEC|SOCK_NONBLOCK");
	expect_argument("socket", "type", AF_INET, 0, 9, NULL);
	expect_argument("socket", "protocol", AF_INET, 0, IPPROTO_UDP, "IPPROTO_UDP");
	expect_argument("socket", "protocol", AF_INET, 0, 0, NULL);
	expect_argument("socket", "protocol", AF_PACKET, 0, htons(3), "htons(ETH_P_ALL)");
	expect_argument("socket", "protocol", AF_PACKET, 0, htons(0x88b5), "htons(ETH_P_802_EX1)");
	expect_argument("socket", "protocol", AF_NETLINK, 0, 16, "NETLINK_GENERIC");
	expect_argument("setsockopt", "level", 3, SOL_SOCKET, SOL_SOCKET, "SOL_SOCKET");
	expect_argument("setsockopt", "level", 3, IPPROTO_TCP, IPPROTO_TCP, "IPPROTO_TCP");
	expect_argument("setsockopt", "level", 3, 0, 0, "SOL_IP");
	expect_argument("setsockopt", "optname", 3, SOL_SOCKET, SO_RCVTIMEO, "SO_RCVTIMEO");
	expect_argument("getsockopt", "optname", 3, IPPROTO_TCP, TCP_NODELAY, "TCP_NODELAY");
	expect_argument("getsockopt", "optname", 3, IPPROTO_TCP, 9999, NULL);
	expect_argument("shutdown", "how", 3, SHUT_WR, SHUT_WR, "SHUT_WR");
	expect_argument("sendto", "flags", 3, 0, MSG_NOSIGNAL | MSG_MORE, "MSG_MORE|MSG_NOSIGNAL");
	expect_argument("sendto", "flags", 3, 0, 0, NULL);
	expect_argument("accept4", "flags", 3, 0, SOCK_CLOEXEC, "SOCK_CLOEXEC");
	expect_argument("openat", "flags", 3, 0, MSG_OOB, NULL);
}

static void expect_address(const struct flow_sockaddr *a, const char *text)
{
	char got[160];

	flow_socket_address(a, got, sizeof(got));
	assert_string_equal(got, text);
}

static void addresses(void **state)
{
	struct flow_sockaddr six = { .family = AF_INET6, .port = htons(80) };

	(void)state;
	six.ipv6[15] = 1;
	expect_address(&six, "[::1]:80");
	expect_address(&(struct flow_sockaddr){ .family = AF_INET,
						.port = htons(8080),
						.word = htonl(INADDR_LOOPBACK) },
		       "127.0.0.1:8080");
	expect_address(&(struct flow_sockaddr){ .family = AF_UNIX,
						.path = "/run/x",
						.name = "run/x" },
		       "/run/x");
	expect_address(&(struct flow_sockaddr){ .family = AF_UNIX, .path = "", .name = "x" }, "@x");
	expect_address(&(struct flow_sockaddr){ .family = AF_UNIX }, "@");
	expect_address(&(struct flow_sockaddr){ .family = AF_PACKET, .word = 99999 },
		       "ll:ifindex 99999");
	expect_address(&(struct flow_sockaddr){ .family = AF_NETLINK }, "AF_NETLINK");
	expect_address(&(struct flow_sockaddr){ .family = 999 }, "family 999");
}

/* A call that reaches no traced function is shown, with the address in place of the pointer. */
static void calls_without_functions(void **state)
{
	(void)state;
	expect("7 sys brk addr\n7 sysret 0\n"
	       "7 sys listen fd=3, backlog=8\n7 sysret 0\n"
	       "7 sys connect fd=4, uservaddr, addrlen=16\n7 addr uservaddr [::1]:80\n7 sysret -111\n",
	       "user: ?[7]\n"
	       " syscall: listen(fd=3, backlog=8) = 0\n"
	       " syscall: connect(fd=4, [::1]:80, addrlen=16) = -ECONNREFUSED\n");
}

/* Before 6.6 the protocol releases the socket after the end of close() is recorded. */
static void release_after_close(void **state)
{
	(void)state;
	expect("7 sys close fd=3\n7 sysret 0\n"
	       "7 > inet_release\n7 > tcp_close\n7 < tcp_close\n7 < inet_release\n"
	       "7 sys brk addr\n7 sysret 0\n",
	       "user: ?[7]\n"
	       " syscall: close(fd=3) = 0\n"
	       "  protocol: inet_release\n");
}

static void hooks_beside_protocols(void **state)
{
	(void)state;
	expect("7 sys sendmsg fd=3\n7 > __sys_sendmsg\n"
	       "7 > security_socket_sendmsg\n7 < security_socket_sendmsg\n"
	       "7 > netlink_sendmsg\n7 < netlink_sendmsg\n7 < __sys_sendmsg\n7 sysret 0\n"
	       "7 sys sendmsg fd=4\n7 > __sys_sendmsg\n"
	       "7 > security_socket_sendmsg\n7 < security_socket_sendmsg\n"
	       "7 > inet_sendmsg\n7 < inet_sendmsg\n7 < __sys_sendmsg\n7 sysret 0\n",
	       "user: ?[7]\n"
	       " syscall: sendmsg(fd=3) = 0\n"
	       " syscall: sendmsg(fd=4) = 0\n"
	       "  socket: __sys_sendmsg\n"
	       "   security: security_socket_sendmsg\n"
	       "   protocol: inet_sendmsg\n");
}

/* The sender runs the softirq that receives its packet. Other softirqs interrupt it. */
static void down_and_up(void **state)
{
	(void)state;
	expect("7 sys sendto fd=4\n7 > __sys_sendto\n7 > udp_sendmsg\n7 > ip_output\n"
	       "7 >~ udp_rcv\n7 <~ udp_rcv\n"
	       "7 > __dev_queue_xmit\n7 > loopback_xmit\n7 < loopback_xmit\n"
	       "7 > do_softirq\n7 >~ ip_rcv\n7 >~ udp_rcv\n7 >! udp_rcv\n7 <! udp_rcv\n"
	       "7 <~ udp_rcv\n7 <~ ip_rcv\n7 < do_softirq\n"
	       "7 < __dev_queue_xmit\n7 < ip_output\n7 < udp_sendmsg\n7 < __sys_sendto\n7 sysret 4\n",
	       "user: ?[7]\n"
	       " syscall: sendto(fd=4) = 4\n"
	       "  socket: __sys_sendto\n"
	       "   protocol: udp_sendmsg\n"
	       "    network: ip_output\n"
	       "     qdisc: __dev_queue_xmit\n"
	       "      driver: loopback_xmit\n"
	       "      receive: do_softirq\n"
	       "       network: ip_rcv\n"
	       "        protocol: udp_rcv\n");
}

/* Functions that the whole kernel uses are recorded only below socket calls. */
static void nothing_of_others(void **state)
{
	(void)state;
	expect("7 sys openat dfd\n7 > fd_install\n7 < fd_install\n7 sysret 3\n"
	       "7 sys ioctl fd=3\n7 > dev_ioctl\n7 > drv:open\n7 > __dev_queue_xmit\n"
	       "7 > do_softirq\n7 < do_softirq\n7 < __dev_queue_xmit\n7 < drv:open\n7 < dev_ioctl\n"
	       "7 sysret 0\n",
	       "user: ?[7]\n"
	       " syscall: ioctl(fd=3) = 0\n"
	       "  dispatch: dev_ioctl\n"
	       "   driver: open\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(arguments_by_name),	   cmocka_unit_test(addresses),
		cmocka_unit_test(calls_without_functions), cmocka_unit_test(release_after_close),
		cmocka_unit_test(hooks_beside_protocols),  cmocka_unit_test(down_and_up),
		cmocka_unit_test(nothing_of_others),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
