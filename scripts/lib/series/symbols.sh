# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# shellcheck disable=SC2154 # work is set by those who source this
#
# Compares the enums whose names the series prints, and the files that the series changes outside of
# functions.  Requires sites.sh, and row() of drift.sh.

# symbols - print the names of values in the tables for printing that the series adds
symbols()
{
	comm -13 <(symbols_in old) <(symbols_in patched)
}

symbols_in()
{
	(cd -- "$work/$1" && { xargs -d '\n' grep -hsoE '\{ *[A-Z][A-Z0-9_]+, *"|TRACE_DEFINE_ENUM\( *\w+' || true; }) <"$work/files" |
		grep -oE '[A-Z][A-Z0-9_]+' | { grep -vx TRACE_DEFINE_ENUM || true; } | LC_ALL=C sort -u
}

# enums NAME - list the enums of a tree, including those in user-space headers if these exist
enums()
{
	(cd -- "$work/$1" && { find -H "$CORE" include/linux/mlx5 include/uapi/linux/net_tstamp.h include/uapi/linux/ethtool.h \
		-name '*.[ch]' 2>/dev/null || true; } | LC_ALL=C sort | xargs -d '\n' awk -f "$TOP/scripts/lib/series/enums.awk") >"$work/$1.enums"
}

# enum_values BODY - print NAME VALUE of each constant in the enum, evaluated by the compiler; if
# the enum refers to anything outside of it, print the text of each value instead
enum_values()
{
	local name names

	mapfile -t names < <(tr ',' '\n' <<<"$1" | sed -nE 's/^ *([A-Za-z_][A-Za-z0-9_]*).*/\1/p')
	{
		printf '#include <stdio.h>\n#define BIT(n) (1UL << (n))\nenum { %s };\nint main(void)\n{\n' "$1"
		for name in "${names[@]}"; do
			printf '\tprintf("%%s\\t%%lld\\n", "%s", (long long)%s);\n' "$name" "$name"
		done
		printf '\treturn 0;\n}\n'
	} >"$work/enum.c"
	if gcc -w -o "$work/enum" "$work/enum.c" 2>/dev/null; then
		"$work/enum"
	else
		tr ',' '\n' <<<"$1" | sed -nE 's/^ *([A-Za-z_][A-Za-z0-9_]*) *=? *(.*)$/\1\t\2/p'
	fi | LC_ALL=C sort
}

# enums_with NAME FILE-OF-SYMBOLS - print the enums of the tree that contain one of the symbols, as
# FILE LINE NAME BODY
enums_with()
{
	awk -F'\t' 'NR == FNR { wanted[$1]; next }
		{
			body = $4
			while (match(body, /[A-Za-z_][A-Za-z0-9_]*/)) {
				if (substr(body, RSTART, RLENGTH) in wanted) {
					print
					next
				}
				body = substr(body, RSTART + RLENGTH)
			}
		}' "$2" "$work/$1.enums"
}

# enum_compare NAME FILE LINE OLD-BODY NEW-BODY - add a row for each kind of difference, or one row
# if there is no difference
enum_compare()
{
	local kind detail differs=''

	enum_values "$4" >"$work/values.old"
	enum_values "$5" >"$work/values.new"
	while IFS=$'\t' read -r kind detail; do
		row "$kind" enum "$1" "$2" "$3" "$detail"
		differs=1
	done < <(join -t $'\t' -a 1 -a 2 -e - -o 0,1.2,2.2 "$work/values.old" "$work/values.new" | awk -F'\t' '
		NR == FNR { printed[$1]; next }
		$2 == $3 { next }
		$2 == "-" { fresh = fresh (fresh == "" ? "" : ", ") $1 " = " $3; next }
		!($1 in printed) { next }
		$3 == "-" { gone = gone (gone == "" ? "" : ", ") $1; next }
		{ changed = changed (changed == "" ? "" : ", ") $1 " was " $2 " and is " $3 }
		END {
			if (fresh != "") print "new value\t" fresh
			if (changed != "") print "value changed\t" changed
			if (gone != "") print "gone\t" gone ", which the series prints"
		}' "$work/symbols" -)
	[[ $differs ]] || row unchanged enum "$1" "$2" "$3" "$(grep -cxFf "$work/symbols" <(cut -f1 "$work/values.old")) of its names are printed"
}

# symbols_compare - add rows for the enums whose names the series prints
symbols_compare()
{
	local file name body new_file new_line new_body missing

	symbols >"$work/symbols"
	[[ -s $work/symbols ]] || return 0
	enums old && enums new && enums patched || return
	enums_with old "$work/symbols" >"$work/enums"
	while IFS=$'\t' read -r file _ name body; do
		grep -oE '\w+' <<<"$body" | grep -xFf "$work/symbols" >"$work/wanted"
		IFS=$'\t' read -r new_file new_line _ new_body < <({
			# Search by name first, then by contents.
			awk -F'\t' -v name="$name" '$3 == name && name != "-"' "$work/new.enums"
			enums_with new "$work/wanted"
		} | head -n1) || new_file=''
		if [[ $new_file ]]; then
			[[ $name != - ]] || name=$(head -n1 "$work/wanted")
			enum_compare "$name" "$new_file" "$new_line" "$body" "$new_body"
		else
			row gone enum "$name" "$file" - "$(head -n1 "$work/wanted") and the others do not exist"
		fi
	done <"$work/enums"
	# Enums defined by the series itself are not compared.
	missing=$(cut -f4 "$work/enums" "$work/patched.enums" | grep -oE '\w+' | LC_ALL=C sort -u | comm -13 - "$work/symbols" | wc -l)
	((missing == 0)) || row "not compared" enum - - - "$missing names of values that are defined outside of the driver and its headers"
}

# files_compare - add rows for the files that the series changes outside of functions, which show
# whether git can merge the changes into the new kernel
files_compare()
{
	local file kind to status

	while IFS= read -r file; do
		[[ -f $work/old/$file && -f $work/patched/$file ]] || continue
		case $file in
		Documentation/*) kind=documentation ;;
		*) kind='file' ;;
		esac
		to=$file status=
		if [[ ! -f $work/new/$file ]]; then
			to=$(cd -- "$work/new" && find -H . -name "${file##*/}" -printf '%P\n' | head -n1)
			status=moved
		fi
		if [[ ! $to ]]; then
			row gone "$kind" - "$file" - "the series changes it"
		elif cmp -s "$work/old/$file" "$work/new/$to"; then
			row "${status:-unchanged}" "$kind" - "$to" -
		elif git merge-file -p --quiet "$work/new/$to" "$work/old/$file" "$work/patched/$file" >"$work/merged"; then
			row "${status:+$status, }changed, merges" "$kind" - "$to" -
		else
			row "${status:+$status, }changed, conflicts" "$kind" - "$to" "$(grep -nm1 '^<<<<<<< ' "$work/merged" | cut -d: -f1)" \
				"git cannot merge $(grep -c '^<<<<<<< ' "$work/merged") of its places"
		fi
	done <"$work/files"
}
