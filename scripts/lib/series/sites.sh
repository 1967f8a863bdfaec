# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# shellcheck disable=SC2154 # work is set by those who source this
#
# The sites of a series, and the functions of a kernel tree.  Inside the lab only.  Requires
# common.sh, bases.sh, series.sh and kernel/build.sh.
#
#   $work/old, $work/new      links to the trees without the series
#   $work/patched             the files that the series changes or adds, with the series applied
#   $work/{old,new,patched}.functions, .code   output of functions.awk
#   $work/events              the names of the events, one per line
#   $work/sites               FILE FUNCTION LINE CALL EVENTS, of `patched`

# events_of TREE - print the events that its headers define, whose names may be on the next line
events_of()
{
	{ grep -rhE -A1 '(TRACE_EVENT|DEFINE_EVENT)(_[A-Z]+)?\(' --include='*.h' -- "$1/$CORE" || true; } | tr '\n' ' ' |
		grep -oE '\bTRACE_EVENT\(\s*\w+|\bDEFINE_EVENT(_PRINT)?\(\s*\w+,\s*\w+' | sed -E 's/.*[(,[:space:]]//' | LC_ALL=C sort -u
}

# functions_in NAME - list the functions in the C files of $work/NAME that standard input names
functions_in()
{
	: >"$work/$1.code"
	(cd -- "$work/$1" && xargs -r -d '\n' awk -v code="$work/$1.code.new" -f "$TOP/scripts/lib/series/functions.awk") \
		>"$work/$1.functions" || return
	[[ ! -f $work/$1.code.new ]] || mv -- "$work/$1.code.new" "$work/$1.code"
}

# driver_sources NAME - print the C files of the driver in $work/NAME
driver_sources()
{
	(cd -- "$work/$1" && find -H "$CORE" -name '*.c' | LC_ALL=C sort)
}

# sites_find BASE OLD-DIR - create all files of `old` and `patched`, and $work/sites
sites_find()
{
	ln -sfn -- "$2" "$work/old"
	series_stage "$1" "$2" "$work/patched" apply ||
		fail "the series for $1 does not apply to its source: $(series_why "$work/patched")"
	series_files "$1" >"$work/files"
	comm -13 <(events_of "$work/old") <(events_of "$work/patched") >"$work/events"
	driver_sources old | functions_in old || return
	(cd -- "$work/patched" && find . -name '*.[ch]' -printf '%P\n' | LC_ALL=C sort) | functions_in patched || return
	awk -f "$TOP/scripts/lib/series/sites.awk" "$work/events" "$work/old.functions" "$work/patched.functions" \
		"$work/patched.code" >"$work/sites" || return
	[[ -s $work/sites ]] || fail "the series for $1 has no site: no function of its kernel emits an event"
}

# texts NAME - write the code of the functions that standard input lists as KEY FILE FUNCTION to
# $work/text/NAME/KEY, without empty lines, and the number of each line to KEY.n
texts()
{
	mkdir -p -- "$work/text/$1"
	awk -F'\t' -v dir="$work/text/$1" '
		NR == FNR { key[$2, $3] = $1; next }
		($1, $2) in key && $4 != "" {
			out = dir "/" key[$1, $2]
			print $4 >out
			print $3 >(out ".n")
		}' - "$work/$1.code"
}

# steps A B - compare two files; for each line print `=` if it is in both, `<` if it is only in A,
# and `>` if it is only in B
steps()
{
	diff --old-line-format=$'<\n' --new-line-format=$'>\n' --unchanged-line-format=$'=\n' -- "$1" "$2" || (($? == 1))
}

# line_after A B - for each line number of A on standard input, print the number of the last line in
# B that is also in A at or before that line; 0 if there is none
line_after()
{
	awk 'NR == FNR { want[++n] = $1; next }
		/^[=<]/ { a++ }
		/^[=>]/ { b++ }
		/^=/ { last = b }
		!/^>/ { at[a] = last + 0 }
		END { for (i = 1; i <= n; i++) print at[want[i]] + 0 }' - <(steps "$1" "$2")
}
