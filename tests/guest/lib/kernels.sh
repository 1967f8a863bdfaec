# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
#
# What is expected of the running kernel: kernels.tbl for single values, sequences.tbl for
# what events tell, expected/ for whole outputs.  Sourced by guest.sh, and in the lab by what judges a guest, where
# `base` says which.  No program is started to read the table.

kernels_dir=${BASH_SOURCE[0]%/lib/*}
base=${base-}
# used by the tests
# shellcheck disable=SC2034
driver=''
# shellcheck source=/dev/null # written by scripts/boot
[[ ! -f /out/.task ]] || . /out/.task

# of_base[ROW] is what the table says of the running kernel; columns are the bases,
# column is the number of the one that counts
declare -A of_base
columns=() column=1

# kernel_age VERSION - sets age: v6.12 and 6.12.117+deb13-amd64 are 6012
kernel_age()
{
	[[ $1 =~ ^v?([0-9]+)\.([0-9]+) ]] || { echo "no version: '$1'" >&2; return 1; }
	age=$((BASH_REMATCH[1] * 1000 + BASH_REMATCH[2]))
}

# The column of the kernel's own base; for another kernel, of the newest that is not
# newer than it is.
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

# Two blanks or more part the cells of a row; " is the cell before it.
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

# expect ROW - what kernels.tbl says of the running kernel; `-` is nothing
expect()
{
	[[ -n ${of_base[$1]-} ]] || { echo "kernels.tbl has no row '$1'" >&2; return 1; }
	[[ ${of_base[$1]} == - ]] || printf '%s\n' "${of_base[$1]}"
}

# expected_file NAME - sets file to what a whole output is compared with.  Of the
# bases from the running one to v6.12 the first that has a file of its own counts:
# what changed once stays so.
expected_file()
{
	local i home

	for home in "${!columns[@]}"; do
		[[ ${columns[home]} != v6.12 ]] || break
	done
	for ((i = column; i != home; i += i < home ? 1 : -1)); do
		file=$kernels_dir/expected/${columns[i]}/$1
		[[ ! -f $file ]] || return 0
	done
	file=$kernels_dir/expected/$1
}

# base_column BASE - sets its number among the columns
base_column()
{
	local i

	number=
	for i in "${!columns[@]}"; do
		[[ ${columns[i]} != "$1" ]] || number=$i
	done
	[[ $number ]] || { echo "sequences.tbl: no base '$1'" >&2; return 1; }
}

# in_range RANGE - the running kernel is in FROM-TO, FROM-, -TO, or it is that one base
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

# prints NAME FILE COMMAND... - the command's output is what expected_file says; it
# is left in /out/printed
prints()
{
	local name=$1 file

	mkdir -p /out/printed
	expected_file "$2"
	check "$name" diff -u "$file" <("${@:3}" 2>&1 | tee "/out/printed/$2")
}

# depends NAME ROW COMMAND... - refused with what kernels.tbl has in this row, or,
# where that is nothing, done
depends()
{
	local name=$1 says

	says=$(expect "$2") || says="no row"
	if [[ $says ]]; then
		refuse "$name: refused" "$says" "${@:3}"
	else
		check "$name: done" "${@:3}"
	fi
}
