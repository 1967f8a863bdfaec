# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
#
# Expected values of the running kernel: kernels.tbl for single values, sequences.tbl for
# sequences of events, expected/ for complete outputs.  Sourced by guest.sh, and in the lab by
# the *-check.sh scripts, where `base` names the kernel.  The table is read without starting
# a program.

kernels_dir=${BASH_SOURCE[0]%/lib/*}
base=${base-}
# used by the tests
# shellcheck disable=SC2034
driver=''
# shellcheck source=/dev/null # written by scripts/boot
[[ ! -f /out/.task ]] || . /out/.task

# of_base[ROW] is the table's value for the running kernel; columns are the bases,
# column is the number of the applicable one
declare -A of_base
columns=() column=1

# kernel_age VERSION - sets age: v6.1 and 6.1.0-50-amd64 are 6001
kernel_age()
{
	[[ $1 =~ ^v?([0-9]+)\.([0-9]+) ]] || { echo "no version: '$1'" >&2; return 1; }
	age=$((BASH_REMATCH[1] * 1000 + BASH_REMATCH[2]))
}

# The column of the kernel's base; for another kernel, that of the newest base that is
# not newer.
kernels_column()
{
	local age mine i

	kernel_age "${base:-$(uname -r)}"
	mine=$age
	for ((i = 1; i < ${#columns[@]}; i++)); do
		kernel_age "${columns[i]}"
		((age > mine)) || column=$i
	done
}

# Cells of a row are separated by two or more blanks; " repeats the previous cell.
kernels_read()
{
	local line cells i

	shopt -s extglob
	while IFS= read -r line; do
		[[ $line == [a-z]* ]] || continue
		IFS=$'\t' read -ra cells <<<"${line//  *( )/$'\t'}"
		if [[ ${cells[0]} == row ]]; then
			columns=("${cells[@]}")
			kernels_column
			continue
		fi
		for ((i = column; i > 1; i--)); do
			[[ ${cells[i]} == '"' ]] || break
		done
		of_base[${cells[0]}]=${cells[i]}
	done <"$kernels_dir/data/kernels.tbl"
}
kernels_read

# expect ROW - the value in kernels.tbl for the running kernel; `-` is the empty value
expect()
{
	[[ -n ${of_base[$1]-} ]] || { echo "kernels.tbl has no row '$1'" >&2; return 1; }
	[[ ${of_base[$1]} == - ]] || printf '%s\n' "${of_base[$1]}"
}

# expected_file NAME - sets file to the expected output: that of the first base from the
# running one to `home` which has such a file, as an output that changed once stays changed.
expected_file()
{
	local i home

	for home in "${!columns[@]}"; do
		[[ ${columns[home]} != "${of_base[home]}" ]] || break
	done
	for ((i = column; i != home; i += i < home ? 1 : -1)); do
		file=$kernels_dir/expected/${columns[i]}/$1
		[[ ! -f $file ]] || return 0
	done
	file=$kernels_dir/expected/$1
}

# base_column BASE - sets number, that of its column
base_column()
{
	local i

	number=
	for i in "${!columns[@]}"; do
		[[ ${columns[i]} != "$1" ]] || number=$i
	done
	[[ $number ]] || { echo "sequences.tbl: no base '$1'" >&2; return 1; }
}

# in_range RANGE - the running kernel is in FROM-TO, FROM- or -TO, or is that base
in_range()
{
	local from=${1%-*} to=${1#*-} number

	base_column "${from:-${columns[1]}}" || return
	((column >= number)) || return
	base_column "${to:-${columns[-1]}}" || return
	((column <= number))
}

# sequence NAME - the lines of sequences.tbl for the running kernel
sequence()
{
	local line section='' found=1

	while IFS= read -r line; do
		case $line in
		'' | '#'*) continue ;;
		'sequence '*) section=${line#sequence }; continue ;;
		esac
		[[ $section == "$1" ]] || continue
		found=0
		if [[ $line =~ ^\[(.*)\]\ (.*) ]]; then
			line=${BASH_REMATCH[2]}
			in_range "${BASH_REMATCH[1]}" || continue
		fi
		printf '%s\n' "$line"
	done <"$kernels_dir/data/sequences.tbl"
	return "$found"
}

# prints NAME FILE COMMAND... - the command's output equals that of expected_file; it is
# kept in /out/printed
prints()
{
	local name=$1 file

	mkdir -p /out/printed
	expected_file "$2"
	check "$name" diff -u "$file" <("${@:3}" 2>&1 | tee "/out/printed/$2")
}

# depends NAME ROW COMMAND... - refused with the message in this row of kernels.tbl, or
# successful if that is empty
depends()
{
	local name=$1 want

	want=$(expect "$2") || want="no row"
	if [[ $want ]]; then
		refuse "$name: refused" "$want" "${@:3}"
	else
		check "$name: done" "${@:3}"
	fi
}
