# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
#
# Read the expected values for the running kernel: single values from kernels.tbl, sequences of
# events from sequences.tbl, and complete outputs from expected/.  Sourced by guest.sh, and in the
# lab by the *-check.sh scripts, where `base` is the kernel's base.  The tables are read without
# starting a program.

kernels_dir=${BASH_SOURCE[0]%/lib/*}
base=${base-}
# The tests use this variable.
# shellcheck disable=SC2034
driver=''
# shellcheck source=/dev/null # written by scripts/boot
[[ ! -f /out/.task ]] || . /out/.task

# of_base[ROW] is the value in the table for the running kernel; columns are the bases, and column
# is the number of the column that is used
declare -A of_base
columns=() column=1

# kernel_age VERSION - set age to a number that can be compared: 6001 for v6.1 and 6.1.0-50-amd64
kernel_age()
{
	[[ $1 =~ ^v?([0-9]+)\.([0-9]+) ]] || { echo "'$1' is not a kernel version" >&2; return 1; }
	age=$((BASH_REMATCH[1] * 1000 + BASH_REMATCH[2]))
}

# kernels_column - set column to that of the kernel's base or, for any other kernel, to that of the
# newest base that is not newer than the kernel
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

# kernels_read - read kernels.tbl.  The cells of a row are separated by two or more spaces; "
# repeats the previous cell.
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

# expect ROW - print the value in kernels.tbl for the running kernel; `-` is the empty value
expect()
{
	[[ -n ${of_base[$1]-} ]] || { echo "kernels.tbl has no row '$1'" >&2; return 1; }
	[[ ${of_base[$1]} == - ]] || printf '%s\n' "${of_base[$1]}"
}

# expected_file NAME - set file to the file with the expected output.  The first file found is used,
# going from the running base towards `home`, as an output that has changed once stays changed.
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

# base_column BASE - set number to the column number of BASE
base_column()
{
	local i

	number=
	for i in "${!columns[@]}"; do
		[[ ${columns[i]} != "$1" ]] || number=$i
	done
	[[ $number ]] || { echo "sequences.tbl: no base '$1'" >&2; return 1; }
}

# in_range RANGE - succeed if the running kernel is in RANGE: FROM-TO, FROM-, -TO or one base
in_range()
{
	local from=${1%-*} to=${1#*-} number

	base_column "${from:-${columns[1]}}" || return
	((column >= number)) || return
	base_column "${to:-${columns[-1]}}" || return
	((column <= number))
}

# sequence NAME - print the lines of the sequence NAME in sequences.tbl for the running kernel
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

# prints NAME FILE COMMAND... - check that the output of COMMAND equals the expected file FILE, and
# keep the output in /out/printed
prints()
{
	local name=$1 file

	mkdir -p /out/printed
	expected_file "$2"
	check "$name" diff -u "$file" <("${@:3}" 2>&1 | tee "/out/printed/$2")
}

# depends NAME ROW COMMAND... - check that COMMAND is refused with the message in ROW of kernels.tbl,
# or succeeds if that is empty
depends()
{
	local name=$1 want

	want=$(expect "$2") || want="no row"
	if [[ $want ]]; then
		refuse "$name is refused" "$want" "${@:3}"
	else
		check "$name is accepted" "${@:3}"
	fi
}
