#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-only
#
# What all programs and scripts have in common: --help and --version.

bats_require_minimum_version 1.5.0

setup()
{
	cd "$BATS_TEST_DIRNAME/../.." || return
	local file
	commands=()
	for file in scripts/* build/bin/*; do
		# kernsyms, flows and insns are run by scripts only.
		[[ ! -f $file || ! -x $file || $file =~ bin/(kernsyms|flows|insns)$ ]] || commands+=("$file")
	done
}

@test "every command has --version, that of the packages" {
	local command version bad=0

	version=$(sed -n '1s/.*(\(.*\)).*/\1/p' debian/changelog)
	for command in "${commands[@]}"; do
		run -0 --separate-stderr "$command" --version
		[[ $output == *" $version" && ${#lines[@]} == 1 && -z $stderr ]] || { echo "$command: $output $stderr"; bad=1; }
	done
	((bad == 0))
}

@test "every program has --help, of at most 80 columns, on standard output" {
	local command bad=0

	for command in build/bin/*; do
		[[ " ${commands[*]} " == *" $command "* ]] || continue
		run -0 --separate-stderr "$command" --help
		[[ ${output,,} == usage:* && -z $stderr ]] || { echo "$command: ${lines[0]} $stderr"; bad=1; }
		run awk 'length > 80' <<<"$output"
		[[ -z $output ]] || { echo "$command: too wide: $output"; bad=1; }
	done
	((bad == 0))
}
