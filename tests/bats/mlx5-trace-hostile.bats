#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-only
#
# mlx5-trace never prints terminal control sequences, regardless of the names in its input.

bats_require_minimum_version 1.5.0

bin=$BATS_TEST_DIRNAME/../../build/bin
recordings=$BATS_TEST_DIRNAME/../recordings
# a colour, a window title, the C1 control sequence introducer, and a partial character
evil=$'\e[31m\e]0;owned\a\xc2\x9b8m\xe2\x82'

setup()
{
	cd "$BATS_TEST_TMPDIR" || return
	PATH=$bin:$PATH
}

# plain TEXT - succeed if TEXT is UTF-8 without control characters
plain()
{
	! LC_ALL=C grep -aqP '[\x00-\x08\x0b-\x1f\x7f]|\xc2[\x80-\x9f]' <<<"$1" || {
		LC_ALL=C grep -aP '[\x00-\x08\x0b-\x1f\x7f]|\xc2[\x80-\x9f]' <<<"$1" | head -n 3 | cat -v
		return 1
	}
	iconv -f UTF-8 -t UTF-8 <<<"$1" >/dev/null
}

# both COMMAND... - expect plain output and messages of COMMAND, with the name in one of them
both()
{
	run "$@"
	plain "$output"
	[[ $output == *owned* ]]
}

@test "each verb escapes the names of tasks, devices and files in each output format" {
	local verb how

	zcat "$recordings/v6.12/text/trace.txt.gz" | LC_ALL=C awk -v evil="$evil" '
		{ gsub(/ethtool-/, evil "-"); gsub(/netdev=eth0/, "netdev=" evil); print }' >"trace$evil.txt"
	for verb in report ops channels map findings graph commands xsk stats events; do
		for how in '' --json --csv; do
			run mlx5-trace "$verb" $how "trace$evil.txt"
			((status < 3))
			plain "$output"
		done
	done
	both mlx5-trace report "trace$evil.txt"
}

@test "strings of a snapshot are escaped" {
	cp -r "$recordings/v6.12-2/text" rec
	gunzip rec/trace.txt.gz
	jq --arg evil "owned$(printf '\033[31m\302\2338m')" 'walk(if type == "string" and test("^[a-z]") then . + $evil else . end)' \
		"$recordings/v6.12-2/text/snapshot.json" >rec/snapshot.json
	cp rec/snapshot.json rec/after.json
	for verb in report channels map findings xsk; do
		run mlx5-trace "$verb" rec
		plain "$output"
	done
}

@test "files and arguments are escaped in messages" {
	both mlx5-trace report "no such $evil"
	both mlx5-trace "$evil"
	both mlx5-trace graph --from "$evil" "$recordings/v6.12/text/trace.txt.gz"
	printf 'owned%s\n' "$evil" >"text$evil"
	both mlx5-trace report "text$evil"
	both mlx5-trace graph --expect "text$evil" "$recordings/v6.12/text/trace.txt.gz"
	both mlx5-trace flow "owned$evil"
}

@test "strings of a saved flow are escaped in text and in pictures" {
	local how

	jq --arg evil "$(printf 'owned\033[31m\302\2338m"\\<&')" '.command += "owned" + $evil | .kernel += $evil |
		walk(if type == "object" then with_entries(if (.key | IN("name", "comm", "args", "module")) then .value += $evil else . end) else . end)' >evil.json <<-'END'
	{"schema":"mlx5-trace/flow/1","command":"ethtool","kernel":"6.12.0","tracer":"x",
	 "exit_status":0,"ns":5000000,"untraced_ns":0,"records":9,"lost":0,"syscalls":1,"functions":2,"works":0,
	 "commands":1,"others":2,"tasks":[{"type":"task","layer":"user","comm":"owned","pid":7,"children":[
	 {"type":"syscall","layer":"syscall","name":"ioctl","args":"owned","start_ns":1,"end_ns":9,"pid":7,"result":0,"children":[
	 {"type":"call","layer":"driver","module":"mlx5_core","name":"mlx5e_ethtool_set_channels_name_that_is_cut_somewhere",
	  "start_ns":2,"end_ns":8,"pid":7,"children":[]}]}]}]}
	END
	for how in '' --full '--svg flow.svg'; do
		# shellcheck disable=SC2086 # several words
		both mlx5-trace flow $how evil.json
	done
	plain "$(<flow.svg)"
	xmllint --noout flow.svg
	run ! grep -qE '<&|&[^a-z#]' flow.svg
}

@test "no program bypasses the streams that escape its output" {
	cd "$BATS_TEST_DIRNAME/../.."
	run grep -rnE '\b(v?dprintf|perror|psignal)\(|\bwrite\((1|2|STD(OUT|ERR)_FILENO),|<err\.h>' \
		--include='*.c' --exclude-dir=tests analysis
	echo "$output"
	((status == 1))
}
