# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
#
# Functions of tests/guest/run that read the header lines of a guest test, assign tests to guests,
# and divide the output of a guest among its tests.  `here` is tests/guest; `base` and `driver` are
# the kernel and the driver that are booted.
# shellcheck disable=SC2154 # here, base, driver and DEFAULT are set by tests/guest/run

# The limit for the total duration of the tests that share a guest, in seconds.  With a larger
# limit the last guest would run alone, while the other CPU is idle.
GUEST_SECONDS=300

# header KEY NAME - print the values of the header lines KEY of the test NAME.  No program is
# started, as header lines are read often.
header()
{
	local line

	while IFS= read -r line && [[ $line == '#'* ]]; do
		[[ $line != "# $1: "* ]] || printf '%s\n' "${line#"# $1: "}"
	done <"$here/$2.test"
}

# takes NAME - print the duration in the test's header, in seconds
takes()
{
	local seconds

	seconds=$(header takes "$1")
	printf '%s\n' "${seconds:-20}"
}

# limit_of NAME - print the time limit of a test in seconds: many times its duration, as the host
# may be loaded
limit_of()
{
	echo $(($(takes "$1") * 5 + 600))
}

# boot_options NAME - print the options for scripts/boot, one per line; `driver` overrides the
# driver in the test's header
boot_options()
{
	{
		header boot "$1"
		header "boot.$base" "$1" | grep . || header "boot.$DEFAULT" "$1"
	} | xargs printf '%s\n' | if [[ $driver ]]; then
		grep -vxE -- '--(stock|patched)'
		printf -- '--%s\n' "$driver"
	else
		cat
	fi
}

# fault_rules [not] NAME - print the boot options that arm a fault only while a file of the test
# exists; with `not`, print the other boot options
fault_rules()
{
	local option rule keep=

	[[ $1 != not ]] || { keep=1; shift; }
	while IFS= read -r option; do
		rule=
		if [[ $option == --device-opt ]]; then
			IFS= read -r rule
		fi
		if [[ $rule == --fault=while=/out/* ]]; then
			[[ $keep ]] || printf '%s\n' "$option" "$rule"
		elif [[ $keep ]]; then
			printf '%s\n' "$option" ${rule:+"$rule"}
		fi
	done < <(boot_options "$1")
}

# machine_of NAME - print the options that describe the machine required by the test, or nothing if
# the test boots guests itself.  Fault rules armed by a file are omitted: they do not affect other
# tests.
machine_of()
{
	[[ $(header where "$1") != lab ]] || return 0
	fault_rules not "$1" | paste -sd' ' | sed 's/ --/\n--/g' | sort
}

# guests NAME[+NAME]... - assign the tests to guests, and print one line NAME+NAME per guest, the
# longest first; tests joined by + share a guest
guests()
{
	local name machine key nth=0 line
	local -A names=() seconds=() at=()

	for name; do
		machine='' key=''
		[[ $name == *+* ]] || machine=$(machine_of "$name")
		[[ -z $machine ]] || key=${at[$machine]-}
		if [[ -z $key ]] || ((seconds[$key] + $(takes "$name") > GUEST_SECONDS)); then
			key=$((nth++))
			[[ -z $machine ]] || at[$machine]=$key
			seconds[$key]=0
		fi
		names[$key]+=${names[$key]:++}$name
		for line in ${name//+/ }; do
			seconds[$key]=$((seconds[$key] + $(takes "$line")))
		done
	done
	for key in "${!names[@]}"; do
		printf '%s %s\n' "${seconds[$key]}" "${names[$key]}"
	done | sort -k1,1rn -k2 | cut -d' ' -f2
}

# part NAME FILE - print the lines of FILE that belong to the test NAME, up to the mark of the next
# test; for the first test, also the lines before its mark
part()
{
	awk -v name="$1" '
		match($0, /guest test [^ ]+ begins$/) {
			split(substr($0, RSTART), word, " ")
			mine = word[3] == name
			if (mine) printf "%s", before
			before = ""
			seen = 1
			next
		}
		!seen { before = before $0 "\n" }
		seen && mine && !/guest test [^ ]+ ended: status/' "$2"
}

# part_of_log LOG BEFORE [COUNT] - print the lines of a device's command log that follow BEFORE leak
# ledgers, up to and including the next COUNT ledgers or, without COUNT, the end
part_of_log()
{
	awk -v before="$2" -v count="${3-}" '
		n >= before && (count == "" || n < before + count)
		/"ledger":"/ { n++ }' "$1"
}

# ended FILE NAME - set status and ms to those of the test NAME; fail if the test has not ended
ended()
{
	local line

	line=$(grep -E "^# guest test $2 ended: " "$1") || return
	[[ $line =~ status\ ([0-9]+),\ ([0-9]+)\ ms ]] || return
	# shellcheck disable=SC2034 # used by the caller
	status=${BASH_REMATCH[1]} ms=${BASH_REMATCH[2]}
}
