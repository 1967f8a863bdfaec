#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-only
#
# scripts/socket-ioctls and its page.  The guest test socket-ioctls compares the page with a recording.

bats_require_minimum_version 1.5.0

top=$BATS_TEST_DIRNAME/../..
page=$top/Documentation/socket-ioctls.rst

@test "the page is the output for the recordings of build/socket-ioctls" {
	run --separate-stderr "$top/scripts/socket-ioctls" page --check
	# shellcheck disable=SC2154 # set by run
	[[ $stderr != *"was not recorded"* ]] || skip "not all kernels of the page were recorded"
	((status == 0)) || { echo "$output$stderr"; return 1; }
}

@test "the page has a row for each request of the headers, on each kernel" {
	local base name missing=0

	while read -r name _; do
		for base in v5.10 v6.12 v7.3; do
			grep -qE "^   \"$name\", .*\"([^\"]* )?($base|all)( [^\"]*)?\"$" "$page" || {
				echo "$name is missing on $base"
				missing=1
			}
		done
	done < <("$top/build/bin/ioctls" --list)
	((missing == 0))
}

@test "a request that the program issued, but that is not in the flow, is an error" {
	echo '{"lost":0,"tasks":[{"type":"task","children":[]}]}' >"$BATS_TEST_TMPDIR/flow.json"
	echo '100 SIOCGIFMTU 0x8921 normal 0' >"$BATS_TEST_TMPDIR/results.txt"
	run --separate-stderr bash "$top/scripts/inside/socket-ioctls-page.sh" --check --base v6.12 --from "$BATS_TEST_TMPDIR"
	((status == 1))
	[[ $stderr == *"the flow has 0 requests, and the program issued 1"* ]]
}

@test "a flow with lost events is an error" {
	echo '{"lost":3,"tasks":[{"type":"task","children":[]}]}' >"$BATS_TEST_TMPDIR/flow.json"
	: >"$BATS_TEST_TMPDIR/results.txt"
	run --separate-stderr bash "$top/scripts/inside/socket-ioctls-page.sh" --check --base v6.12 --from "$BATS_TEST_TMPDIR"
	((status == 1))
	[[ $stderr == *"3 events of the flow were lost"* ]]
}

@test "the locks of a request are shown in the order in which they were taken" {
	local jq=$top/scripts/lib/socket-ioctls.jq

	cat >"$BATS_TEST_TMPDIR/flow.json" <<-'END'
	{"lost":0,"tasks":[{"type":"task","children":[{"type":"syscall","name":"ioctl","args":"fd=100, SIOCSIFMTU, arg","children":[
	{"type":"call","name":"sock_ioctl","children":[{"type":"call","name":"dev_ioctl","children":[
	{"type":"check","name":"capable","args":"CAP_NET_ADMIN","children":[]},
	{"type":"lock","name":"rtnl_mutex","start_ns":10,"end_ns":20,"children":[]},
	{"type":"call","name":"dev_ifsioc","children":[
	{"type":"lock","name":"netdev_lock(dummy0)","start_ns":11,"end_ns":12,"children":[]},
	{"type":"lock","name":"pcpu_alloc_mutex","start_ns":13,"end_ns":14,"children":[]}]},
	{"type":"lock","name":"br_ioctl_mutex","start_ns":21,"end_ns":22,"children":[]}]}]}]}]}]}
	END
	echo '100 SIOCSIFMTU 0x8922 normal 0' >"$BATS_TEST_TMPDIR/results.txt"
	run -0 jq -r --arg base v6.12 --rawfile results "$BATS_TEST_TMPDIR/results.txt" -f "$jq" "$BATS_TEST_TMPDIR/flow.json"
	[[ $output == v6.12$'\t'udp$'\t'0x8922$'\t'SIOCSIFMTU$'\t'"dev: privileged"$'\t'"dev_ioctl > dev_ifsioc"$'\t'CAP_NET_ADMIN$'\t'"rtnl_mutex > netdev_lock(dummy0), br_ioctl_mutex"$'\t'0$'\t'-$'\t'-$'\t'- ]]
}

@test "usage errors are named" {
	local words

	for words in nosuch 'record nosuch' 'record --nosuch' 'page v6.12' 'page --check --check'; do
		# shellcheck disable=SC2086 # several words
		run -2 --separate-stderr "$top/scripts/socket-ioctls" $words
		[[ $stderr == *"--help"* || $stderr == *"the bases are"* ]]
	done
}
