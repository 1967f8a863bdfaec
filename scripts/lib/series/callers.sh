# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# shellcheck disable=SC2154 # work is set by those who source this
#
# Finds the calls of the traced functions, and other references to them.  coccinelle distinguishes
# a reference to a function from a field, a string or a comment with the same name.  Requires
# sites.sh, and row() of drift.sh.

# traced_calls - print EVENT FUNCTION from sites.tbl for the events of this series
traced_calls()
{
	sed -e 's/#.*//' -e '/^[[:space:]]*$/d' "$TOP/scripts/lib/series/sites.tbl" | awk '
		NR == FNR { has[$1]; next }
		$1 in has { print $1 "\t" $2 }' "$work/events" -
}

# references TREE - print the references to the functions in $work/names as NAME FUNCTION FILE LINE,
# where FUNCTION is the function with the reference, or - outside of functions
references()
{
	local names files

	names=$(paste -sd'|' "$work/names")
	mapfile -t files < <(cd -- "$work/$1" && { grep -rlwE --include='*.c' --include='*.h' -- "$names" "$CORE" || true; } | LC_ALL=C sort)
	((${#files[@]})) || return 0
	printf '@@\nidentifier g =~ "^\\(%s\\)$";\n@@\n* g\n' "${names//|/\\|}" >"$work/references.cocci"
	(cd -- "$work/$1" && spatch --very-quiet --no-includes --sp-file "$work/references.cocci" "${files[@]}") 2>"$work/spatch.err" |
		awk -F'\t' -v OFS='\t' '
		FILENAME ~ /names$/ { wanted[$1]; next }
		FILENAME ~ /functions$/ { n[$1]++; name[$1, n[$1]] = $2; first[$1, n[$1]] = $3; last[$1, n[$1]] = $4; next }
		/^--- / { file = substr($0, 5); next }
		/^\+\+\+ / { next }
		/^@@ / { split($0, at, /[-, ]+/); line = at[2]; next }
		/^-/ {
			fn = "-"
			for (i = 1; i <= n[file]; i++)
				if (first[file, i] <= line && line <= last[file, i])
					fn = name[file, i]
			text = substr($0, 2)
			while (match(text, /[A-Za-z_][A-Za-z0-9_]*/)) {
				word = substr(text, RSTART, RLENGTH)
				if (word in wanted)
					print word, fn, file, line
				text = substr(text, RSTART + RLENGTH)
			}
		}
		/^[- ]/ { line++ }' "$work/names" "$work/$1.functions" -
}

# mentions TREE - print the lines of the driver that contain one of the names in $work/names
mentions()
{
	(cd -- "$work/$1" && { grep -rwFf "$work/names" --include='*.[ch]' -- "$CORE" || true; } | LC_ALL=C sort)
}

# callers_compare - add rows for functions that are no longer called, for sites whose call is gone,
# and for calls that are not sites
callers_compare()
{
	local status event name file line detail

	{ cut -f3 -- "$work/keys"; traced_calls | cut -f2; } | LC_ALL=C sort -u >"$work/names"
	# If the lines with the names are equal, the references are equal, too.
	! cmp -s <(mentions old) <(mentions new) || return 0
	if ! references old >"$work/old.references" || ! references new >"$work/new.references"; then
		fail "coccinelle cannot read the driver: $(head -n1 "$work/spatch.err")"
	fi
	traced_calls >"$work/traced"
	while IFS=$'\t' read -r status event name file line detail; do
		row "$status" "$event" "$name" "$file" "$line" "$detail"
	done < <(awk -F'\t' -v OFS='\t' '
		FILENAME ~ /traced$/ { events[$2] = $1; next }
		FILENAME ~ /old\.functions$/ { old[$2]; next }
		FILENAME ~ /new\.functions$/ { if (!($2 in fresh)) { fresh[$2] = $1; at[$2] = $3 } next }
		FILENAME ~ /old\.references$/ { had[$1]++; calls[$1, $2]++; next }
		FILENAME ~ /new\.references$/ {
			has[$1]++
			if (!($1 in events))
				next
			if (++now[$1, $2] > calls[$1, $2])
				print "new caller not covered", events[$1], $2, $3, $4, "calls " $1 "()"
			next
		}
		{
			# The sites: FILE FUNCTION LINE CALL EVENTS
			if (!($2 in fresh) || seen[$2, $5]++)
				next
			if (had[$2] && !has[$2])
				print "gone", $5, $2, fresh[$2], at[$2], "nothing calls it"
			for (fn in events)
				if (index("/" $5 "/", "/" events[fn] "/") && calls[fn, $2] && !now[fn, $2])
					print "gone", $5, $2, fresh[$2], at[$2], "it does not call " fn "() any more"
		}
		END {
			for (fn in events)
				if (fn in old && !(fn in fresh))
					print "gone", events[fn], fn, "-", "-", "the function does not exist; its callers emit the event"
		}' "$work/traced" "$work/old.functions" "$work/new.functions" "$work/old.references" "$work/new.references" "$work/sites")
}
