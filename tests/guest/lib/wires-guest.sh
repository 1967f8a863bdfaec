# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
#
# Functions for the guests of wires.test.

# no_carrier DEV - succeed if DEV has no carrier after a second
no_carrier()
{
	sleep 1
	netdev_carrier "$1" 0
}

# neighbour DEV ADDRESS MAC - add a permanent neighbour entry
neighbour()
{
	ip neigh replace "$2" lladdr "$3" nud permanent dev "$1"
}

# min_rtt ADDRESS - print the shortest round-trip time of some pings in whole milliseconds
min_rtt()
{
	busybox ping -c 20 -i 0.2 -W 5 "$1" | sed -nE 's,^round-trip min/avg/max = ([0-9]+)\..*,\1,p'
}

# nc closes the connection at the end of its input, so its input is a FIFO that never ends.
[[ -e /run/silence ]] || mkfifo /run/silence

# receive PORT - start to receive a file on PORT, and write it to /run/received-PORT
receive()
{
	rm -f "/run/received-$1"
	setsid timeout 120 busybox nc -l -p "$1" <>/run/silence >"/run/received-$1" 2>/dev/null &
	listening "$1"
}

# deliver FILE ADDRESS PORT - send FILE to ADDRESS and PORT
deliver()
{
	timeout 120 busybox nc -w 20 "$2" "$3" <"$1" >/dev/null
}

# received FILE PORT - wait until the file received on PORT equals FILE, as the last bytes may still
# be in flight
received()
{
	local tries

	for ((tries = 0; tries < 100; tries++)); do
		! cmp -s "$1" "/run/received-$2" || return 0
		sleep 0.2
	done
	cmp "$1" "/run/received-$2"
}

# burst ADDRESS N - send a datagram to each of the N ports from 10001
burst()
{
	local i

	for ((i = 1; i <= $2; i++)); do
		echo >"/dev/udp/$1/$((10000 + i))"
	done
}

# counts DEV - print the frames and bytes that the port sent, and those that it received
counts()
{
	ethtool -S "$1" | awk '
		/ (tx|rx)_(packets|bytes)_phy: / { count[$1] = $2 }
		END { print count["tx_packets_phy:"], count["tx_bytes_phy:"], count["rx_packets_phy:"], count["rx_bytes_phy:"] }'
}

# serve_ssh KEYS - start an SSH server that accepts the keys in the file KEYS
serve_ssh()
{
	mkdir -p /run/sshd
	# The guest's root account has the password field "!", which sshd considers locked.
	sed 's/^root:!:/root:*:/' /etc/shadow >/run/shadow
	mount --bind /run/shadow /etc/shadow
	install -m 600 "$1" /run/authorized
	ssh-keygen -q -t ed25519 -N '' -f /run/host-key
	/usr/sbin/sshd -f /dev/null -h /run/host-key -E /run/sshd.log -o UsePAM=no -o StrictModes=no \
		-o AuthorizedKeysFile=/run/authorized -o PermitRootLogin=yes -o PidFile=none &&
		listening 22
}

# by_ssh ADDRESS KEY COMMAND - run COMMAND on the host ADDRESS
by_ssh()
{
	install -m 600 "$2" /run/key
	timeout 120 ssh -F none -i /run/key -o StrictHostKeyChecking=no -o UserKnownHostsFile=/dev/null \
		-o LogLevel=ERROR -o BatchMode=yes "root@$1" "$3"
}

# serve_iperf3 ADDRESS - start an iperf3 server for one client
serve_iperf3()
{
	iperf3 -s -1 -D -B "$1" && listening 5201
}
