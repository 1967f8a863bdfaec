# SPDX-License-Identifier: GPL-2.0-only
#
# jq -r --arg base BASE --rawfile results RESULTS -f socket-ioctls.jq FLOW
#
# Prints one line for each request that build/bin/ioctls issued, from the saved flow of the program
# and its output, as tab-separated fields:
#
#   BASE SOCKET NUMBER REQUEST BRANCH FUNCTIONS CAPABILITIES LOCKS NORMAL UNCAPABLE DEVICE POINTER

# The functions that pass a request on, or take it.
def branches: [
	"sock_ioctl", "sock_do_ioctl", "f_setown", "f_getown", "sock_gettstamp", "open_related_ns",
	"inet_ioctl", "inet6_ioctl", "packet_ioctl", "unix_ioctl",
	"sk_ioctl", "udp_ioctl", "tcp_ioctl", "raw_ioctl", "ipmr_ioctl", "ipmr_sk_ioctl",
	"arp_ioctl", "ip_rt_ioctl", "devinet_ioctl",
	"ipv6_route_ioctl", "addrconf_add_ifaddr", "addrconf_del_ifaddr", "addrconf_set_dstaddr",
	"br_ioctl_call", "br_ioctl_stub", "br_ioctl_deviceless_stub", "vlan_ioctl_handler", "wext_handle_ioctl", "compat_wext_handle_ioctl",
	"dev_ioctl", "dev_ifconf", "dev_ethtool", "dev_ifsioc", "dev_ifsioc_locked"
];

# The locks of the network stack; the others are those of the allocator and of the device model,
# which a branch takes while it adds or removes a device.  The second and third lines have names of
# lockdep.
def is_network_lock: test("^(rtnl_mutex|netdev_lock\\(.*\\)|[a-z_]*_ioctl_mutex|net_mutex" +
	"|rcu_read_lock|s(k_)?lock-.*|dev_addr_sem|dev_base_lock|devnet_rename_sem|netdev_rename_lock" +
	"|&?dev_instance_lock_key.*|&dev->lock.*|&tbl->lock|&n->lock|&(rdev->)?wiphy[.>-]*mtx)$");

# The last branch that was entered, with those that led to it.
def taken:
	def paths($above): .children[] | select(.type == "call" and (.name | IN(branches[]))) |
		($above + [.name]) as $path | $path, paths($path);
	[paths([])] | last // ["none"] | map(select(IN("sock_ioctl", "sock_do_ioctl") | not)) as $rest |
	if $rest == [] then "sock_ioctl" else $rest | join(" > ") end;

# The branch that the functions belong to.  Those of dev_ioctl are its classes: read (no capability and
# no RTNL), conf, ethtool, privileged and unprivileged (both with RTNL), none (rejected).
def branch($functions; $capabilities; $result):
	$functions | split(" > ")[-1] |
	if IN("sock_ioctl", "f_setown", "f_getown", "sock_gettstamp", "open_related_ns") then "socket"
	elif IN("inet_ioctl", "inet6_ioctl") then "inet"
	elif . == "arp_ioctl" then "inet: arp"
	elif . == "ip_rt_ioctl" then "inet: route"
	elif . == "devinet_ioctl" then "inet: devinet"
	elif . == "ipv6_route_ioctl" then "inet6: route"
	elif startswith("addrconf_") then "inet6: addrconf"
	elif startswith("br_ioctl") then "bridge"
	elif . == "vlan_ioctl_handler" then "vlan"
	elif endswith("wext_handle_ioctl") then "wext"
	elif . == "dev_ifconf" then "dev: conf"
	elif . == "dev_ethtool" then "dev: ethtool"
	elif . == "dev_ifsioc" then "dev: " + (if $capabilities == "none" then "unprivileged" else "privileged" end)
	elif startswith("dev_") then "dev: " + (if $result == "ENOTTY" then "none" else "read" end)
	else "protocol" end;

def below($type): [recurse(.children[]) | select(.type == $type)];

def unique_in_order: reduce .[] as $one ([]; if index([$one]) then . else . + [$one] end);

def capabilities: [below("check")[].args] | unique_in_order | if . == [] then "none" else join(" + ") end;

# "A > B": B is taken while A is held; "A, B": one after the other
def locks: [below("lock")[] | select(.name | is_network_lock)] as $locks |
	[range($locks | length) as $i | $locks[$i] as $one |
		[$locks[:$i][] | select((.end_ns // 0) > $one.start_ns) | .name] + [$one.name] | join(" > ")] |
	unique_in_order as $all |
	[$all[] | . as $one | select([$all[] | startswith($one + " > ")] | any | not)] |
	if . == [] then "unknown" else join(", ") end;

def fd: .args | capture("^fd=(?<fd>[0-9]+),").fd;

[$results | split("\n")[] | select(. != "") | split(" ") |
	{fd: .[0], name: .[1], number: .[2], variant: .[3], result: .[4]}] as $lines |
[.tasks[] | below("syscall")[] | select(.name == "ioctl" and (fd | test("^1[01][0-9]$")))] as $calls |
if .lost > 0 then
	error("\(.lost) events of the flow were lost: record it again, with more memory")
elif ($calls | map(fd)) != ($lines | map(.fd)) then
	error("the flow has \($calls | length) requests, and the program issued \($lines | length)")
else . end |
[range($lines | length) | $lines[.] + {call: $calls[.]}] |
map(.socket = (if .fd | test("^10") then "udp" else .variant end)) |
group_by([.socket, .number, .name])[] |
(map({key: .variant, value: .result}) | from_entries) as $result |
(first(.[] | select(.variant == "normal")) // .[0]) as $normal |
($normal.call | taken) as $functions | ($normal.call | capabilities) as $capabilities |
[$base, $normal.socket, $normal.number, $normal.name,
	branch($functions; $capabilities; $normal.result), $functions, $capabilities, ($normal.call | locks),
	$normal.result, (("uncapable", "device", "pointer") as $variant | $result[$variant] // "-")] | join("\t")
