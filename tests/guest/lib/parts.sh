# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
#
# What a guest test says of itself in its comment lines, which tests can share a guest, and
# how what one guest printed is taken apart into what each of its tests did.  For
# tests/guest/run; `here` is tests/guest, `base` and `driver` are what is booted.
# shellcheck disable=SC2154 # here, base, driver, DEFAULT of tests/guest/run

# A guest ends when its tests take more than this together, seconds, and another begins:
# or one processor would have the last of them, and the other nothing.
GUEST_SECONDS=300

# header KEY NAME - the values of a comment line at the beginning of the test; by the
# shell alone, as these are read often
header()
{
	local line

	while IFS= read -r line && [[ $line == '#'* ]]; do
		[[ $line != "# $1: "* ]] || printf '%s\n' "${line#"# $1: "}"
	done <"$here/$2.test"
}

# takes NAME - seconds
takes()
{
	local seconds

	seconds=$(header takes "$1")
	printf '%s\n' "${seconds:-20}"
}

# limit_of NAME - the seconds after which a test is ended: many times what it takes, as
# the host may be busy
limit_of()
{
	echo $(($(takes "$1") * 5 + 600))
}

# boot_options NAME - options of scripts/boot, a line each; DRIVER replaces the test's
# own choice
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

# fault_rules [not] NAME - of these options, those that only arm a fault while a file of
# the test's is there; or the others
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

# machine_of NAME - what machine the test needs, as lines; nothing when it boots guests
# itself.  Fault rules that wait for a file do nothing to other tests.
machine_of()
{
	[[ $(header where "$1") != lab ]] || return 0
	fault_rules not "$1" | paste -sd' ' | sed 's/ --/\n--/g' | sort
}

# guests NAME... - the same tests, a line for each guest, as NAME+NAME; NAME+NAME of the
# arguments stays together.  Those that take longest are first.
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

# part NAME FILE - the lines of FILE that are of this test; of the first, those before as
# well, and of each, those up to the next
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

# part_of_log LOG BEFORE [COUNT] - of a device's command log, what comes after BEFORE leak
# ledgers: up to the next COUNT, or all
part_of_log()
{
	awk -v before="$2" -v count="${3-}" '
		n >= before && (count == "" || n < before + count)
		/"ledger":"/ { n++ }' "$1"
}

# ended FILE NAME - sets status and ms of this test; fails when it has not ended
ended()
{
	local line

	line=$(grep -E "^# guest test $2 ended: " "$1") || return
	[[ $line =~ status\ ([0-9]+),\ ([0-9]+)\ ms ]] || return
	# shellcheck disable=SC2034 # for the caller
	status=${BASH_REMATCH[1]} ms=${BASH_REMATCH[2]}
}
