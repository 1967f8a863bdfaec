#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-only
#
# Features common to all programs and scripts: --help, --version, and the exit status without
# root permissions.

bats_require_minimum_version 1.5.0

setup()
{
	cd "$BATS_TEST_DIRNAME/../.." || return
	local file
	commands=()
	for file in scripts/* build/bin/*; do
		# kernsyms, constants, flows and insns are run by scripts only.
		[[ ! -f $file || ! -x $file || $file =~ bin/(kernsyms|constants|flows|insns)$ ]] || commands+=("$file")
	done
}

# helped COMMAND... - expect COMMAND --help to print the synopsis, the purpose, examples and the
# rest to standard output, in at most 80 columns
helped()
{
	run --separate-stderr "$@" --help
	if ((status)) || [[ -n $stderr || ${output,,} != usage:* ]]; then
		echo "$*: status $status, ${lines[0]} $stderr"
		return 1
	fi
	awk -v command="$*" '
		function bad(why) { print command ": " why; faults++ }
		length > 80 { bad("too wide: " $0) }
		NR > 1 && !purpose && /^[A-Z]/ { purpose = NR }
		/^Examples:$/ { heading = NR; on = 1; next }
		/^$/ { on = 0 }
		on && !/^  [^ ]/ { bad("not an example: " $0) }
		on { examples++ }
		END {
			if (!purpose || purpose > 7 || heading <= purpose)
				bad("the purpose is not between synopsis and examples")
			if (heading > 12)
				bad("examples begin in line " heading)
			if (examples < 1 || examples > 3)
				bad(examples + 0 " examples")
			exit faults > 0
		}' <<<"$output"
}

@test "every command has --version, which prints the version of the packages" {
	local command version bad=0

	version=$(sed -n '1s/.*(\(.*\)).*/\1/p' debian/changelog)
	for command in "${commands[@]}"; do
		run -0 --separate-stderr "$command" --version
		[[ $output == *" $version" && ${#lines[@]} == 1 && -z $stderr ]] || { echo "$command: $output $stderr"; bad=1; }
	done
	((bad == 0))
}

@test "every command has --help, with its purpose and examples, in at most 80 columns" {
	local command bad=0

	((${#commands[@]} > 20))
	for command in "${commands[@]}"; do
		helped "$command" || bad=1
	done
	((bad == 0))
}

@test "the verbs of mlx5-trace and vconnectx ctl have --help in the same format" {
	local verb verbs bad=0

	mapfile -t verbs < <(build/bin/mlx5-trace --help | sed -n 's/^  \([a-z]*\)  *[a-z].*/\1/p')
	((${#verbs[@]} >= 12))
	for verb in "${verbs[@]}"; do
		helped build/bin/mlx5-trace "$verb" || bad=1
	done
	helped build/bin/vconnectx ctl || bad=1
	((bad == 0))
}

# needs_root PATTERN COMMAND... - expect COMMAND to fail with status 1 and one line that
# matches PATTERN when an ordinary user runs it
needs_root()
{
	local pattern=$1
	shift

	run --separate-stderr timeout 60 setpriv --reuid=65534 --regid=65534 --clear-groups env HOME="$user" "$@"
	# shellcheck disable=SC2053 # it is a pattern
	if ((status != 1)) || [[ $stderr == *$'\n'* || $stderr != $pattern ]]; then
		echo "$*: status $status: $stderr"
		return 1
	fi
}

@test "commands that require root fail with status 1 and one line for an ordinary user" {
	local bin=build/bin bad=0 tool

	((EUID == 0)) || skip "this requires root"
	user=$BATS_TEST_TMPDIR/user
	install -d -o 65534 -g 65534 "$user"
	chmod a+x "$BATS_RUN_TMPDIR" "$BATS_TEST_TMPDIR" "${BATS_TEST_TMPDIR%/*}"
	setpriv --reuid=65534 --regid=65534 --clear-groups test -x build/bin/xsk || skip "the checkout is private"
	needs_root '*only root can trace: run it with sudo' $bin/mlx5-trace flow -- true || bad=1
	needs_root '*only root can restore the tracing state: *' $bin/mlx5-trace flow --restore || bad=1
	needs_root '*: live: *root*' $bin/mlx5-trace live --duration 1 || bad=1
	needs_root '*root*/sys/kernel/tracing' $bin/mlx5-trace ops tracefs || bad=1
	needs_root '*root*/sys/kernel/tracing' $bin/mlx5-trace findings tracefs || bad=1
	needs_root '*CAP_NET_RAW: run it as root)' $bin/xsk lo || bad=1
	needs_root '*CAP_NET_ADMIN: run it as root)' $bin/steer lo delete 1 || bad=1
	needs_root '*CAP_NET_ADMIN: run it as root)' $bin/hwtstamp set --tx ON --rx ALL lo || bad=1
	needs_root '*only root can switch to another user' $bin/vconnectx --socket "$user/s" --user root || bad=1
	for tool in perf trace-cmd ftrace; do
		needs_root '*only root can record events: *' scripts/record "$tool" -o "$user/rec" -- true || bad=1
	done
	needs_root '*only root can remove a driver: *' scripts/kernel uninstall || bad=1
	needs_root '*only root can trace and change devices: *' scripts/journeys run mtu || bad=1
	((bad == 0))
}
