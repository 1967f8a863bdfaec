# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
#
# The progress of a guest, according to the file `timing` in the results of scripts/boot.  Each line
# has a time and a stage; lines reported by the guest also have its uptime.

# stage_of TIMING - print the last stage reported by the guest, or nothing
stage_of()
{
	sed -nE 's/^[0-9.]+ ([a-z]+(:[^ ]*)?) [0-9.]+$/\1/p' "$1" 2>/dev/null | tail -n 1
}

# reached TIMING STAGE - print the time at which the guest reached STAGE; fail if it did not
reached()
{
	awk -v stage="$2" '$2 == stage && NF == 3 { print $1; found = 1; exit } END { exit !found }' "$1"
}

# stage_text TIMING - print a sentence about the last stage reported by the guest
stage_text()
{
	local stage

	stage=$(stage_of "$1")
	case $stage in
	'') echo "the kernel did not reach its first program" ;;
	initramfs) echo "the kernel did not mount its root file system" ;;
	stuck:virtiofs) echo "the kernel cannot mount virtiofs" ;;
	stuck:overlay) echo "the kernel cannot mount an overlay" ;;
	stuck:*) echo "the kernel cannot load the module ${stage#stuck:}" ;;
	root | restored) echo "scripts/guest/init.sh did not start" ;;
	init) echo "the driver was not loaded" ;;
	command) echo "the command did not end" ;;
	*) echo "the guest did not continue after '$stage'" ;;
	esac
}

# timing_show TIMING - print each step with its duration in seconds and the guest's uptime
timing_show()
{
	awk 'NR == 1 { first = last = $1 }
		{
			up = ""
			name = $0
			sub(/^[^ ]+ /, "", name)
			if (match(name, / [0-9.]+$/)) {
				up = substr(name, RSTART + 1)
				name = substr(name, 1, RSTART - 1)
			}
			printf "%8.2f %7.2f  %8s  %s\n", $1 - first, $1 - last, up, name
			last = $1
		}
		BEGIN { printf "%8s %7s  %8s  %s\n", "SECONDS", "STEP", "UPTIME", "REACHED" }' "$1"
}
