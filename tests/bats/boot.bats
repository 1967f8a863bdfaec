#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-only
#
# Usage errors of scripts/boot, reported before anything is built or started.

bats_require_minimum_version 1.5.0

setup()
{
	cd "$BATS_TEST_DIRNAME/../.." || return
	out=$BATS_TEST_TMPDIR/out
}

# refused TEXT ARGUMENT... - expect status 2, and one line on stderr that contains TEXT
# bats sets stderr and stderr_lines
# shellcheck disable=SC2154
refused()
{
	local text=$1
	shift
	run -2 --separate-stderr scripts/boot "$@"
	[[ $stderr == "scripts/boot: "*"$text"* ]] || { echo "stderr: $stderr"; return 1; }
	((${#stderr_lines[@]} == 1))
	[[ -z $output ]]
}

@test "--help names every option and the meaning of the exit status" {
	run -0 scripts/boot --help
	for option in stock patched full nics cpus memory timeout out device-opt wire qemu-opt no-driver socket control reboot cold timing; do
		[[ $output == *"--$option "* ]] || { echo "$option"; return 1; }
	done
	[[ $output == *'124 after the deadline'* ]]
	run -0 scripts/boot v6.12 --help
	[[ $output == Usage:* ]]
}

@test "a missing base, and an unknown base" {
	run -2 scripts/boot
	[[ $output == Usage:* ]]
	run -2 scripts/boot --stock
	[[ $output == Usage:* ]]
	refused "no base 'v9.9': the bases are v5.10 v6.1 v6.12" v9.9 -- true
	refused "no base '6.12'" 6.12 -- true
	refused "no base 'v6.12/..'" v6.12/.. -- true
	refused "no base '6.12.1-amd64/..'" 6.12.1-amd64/.. -- true
	refused "--patched requires a base" 6.12.1-amd64 --patched -- true
}

@test "unknown options, and options without a value" {
	refused "unknown option '--nic'" v6.12 --nic 2 -- true
	refused "unknown option 'true'" v6.12 true
	for option in nics cpus memory timeout out device-opt wire qemu-opt socket control; do
		refused "--$option requires a value" v6.12 "--$option"
	done
}

@test "invalid numbers, and numbers out of range" {
	for value in 9 -1 x 1.5 '' '1 2' 18446744073709551617; do
		refused "--nics requires a number from 0 to 8, not '$value'" v6.12 --nics "$value" -- true
	done
	refused "--cpus requires a number from 1 to 64, not '0'" v6.12 --cpus 0 -- true
	refused "--cpus requires a number from 1 to 64, not '65'" v6.12 --cpus 65 -- true
	refused "--timeout requires a number from 1 to 86400, not '0'" v6.12 --timeout 0 -- true
	for size in 1T G 0G 1g 512 1.5G -1G; do
		refused "--memory requires a size such as 1G or 512M, not '$size'" \
			v6.12 --memory "$size" -- true
	done
}

@test "without a command, a terminal is required" {
	refused 'put the command after --' v6.12 --stock
	refused 'put the command after --' v6.12 --stock --
}

@test "a results directory that cannot be created" {
	echo keep >"$out"
	refused "cannot create the directory '$out'" v6.12 --out "$out" -- true
	[[ $(<"$out") == keep ]]
}

@test "devices without a server, or with conflicting options" {
	refused "no vconnectx listens on '$out'" v6.12 --socket "$out" -- true
	perl -MIO::Socket::UNIX -e 'IO::Socket::UNIX->new(Local => shift, Listen => 1) or die' "$out"
	refused '--socket and --nics exclude each other' v6.12 --socket "$out" --nics 2 -- true
	refused '--socket and --device-opt, --wire or --control exclude each other' \
		v6.12 --socket "$out" --device-opt --trace-rings -- true
	refused '--socket and --device-opt, --wire or --control exclude each other' \
		v6.12 --socket "$out" --wire peer -- true
	refused '--socket and --device-opt, --wire or --control exclude each other' \
		v6.12 --socket "$out" --control build -- true
}

@test "a directory for control sockets that cannot be created" {
	echo keep >"$out"
	refused "cannot create the directory '$out'" v6.12 --control "$out" -- true
}

@test "an invalid wire" {
	refused "--wire requires loop, peer or pcap, not 'cable'" v6.12 --wire cable -- true
}

# stages LINE... - write the stages reported by a guest to a file, as scripts/boot does
stages()
{
	printf '1795958621.700000 begin\n1795958622.100000 QEMU starts\n' >"$BATS_TEST_TMPDIR/timing"
	((!$#)) || printf '1795958630.500000 %s\n' "$@" >>"$BATS_TEST_TMPDIR/timing"
}

@test "the last stage that a guest reached is reported as text" {
	. scripts/lib/boot/stage.sh
	at=$BATS_TEST_TMPDIR/timing
	stages
	[[ -z $(stage_of "$at") && $(stage_text "$at") == "the kernel did not reach its first program" ]]
	stages "initramfs 2.10"
	[[ $(stage_of "$at") == initramfs && $(stage_text "$at") == "the kernel did not mount its root file system" ]]
	stages "initramfs 2.10" "stuck:virtiofs 2.20"
	[[ $(stage_text "$at") == "the kernel cannot mount virtiofs" ]]
	stages "initramfs 2.10" "stuck:12-virtio_console.ko 2.20"
	[[ $(stage_text "$at") == "the kernel cannot load the module 12-virtio_console.ko" ]]
	stages "initramfs 2.10" "root 2.40" "init 3.00"
	[[ $(stage_text "$at") == "the driver was not loaded" ]]
	stages "initramfs 2.10" "root 2.40" "init 3.00" "command 5.00"
	[[ $(stage_text "$at") == "the command did not end" ]]
	rm "$at"
	[[ $(stage_text "$at") == "the kernel did not reach its first program" ]]
}

@test "the timeline shows the seconds of each step and the guest's clock" {
	. scripts/lib/boot/stage.sh
	stages "initramfs 2.10"
	run -0 timing_show "$BATS_TEST_TMPDIR/timing"
	((${#lines[@]} == 4))
	[[ ${lines[2]} =~ ^\ +0\.40\ +0\.40\ +QEMU\ starts$ ]]
	[[ ${lines[3]} =~ ^\ +8\.80\ +8\.40\ +2\.10\ +initramfs$ ]]
}
