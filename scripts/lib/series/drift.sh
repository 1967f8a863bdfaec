# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# shellcheck disable=SC2154 # work is set by those who source this
#
# Compares the sites of a series in the kernel that it was written for with another kernel.
# Requires sites.sh, callers.sh and symbols.sh.
#
# Each function with a site is compared without comments and white space.  If the function differs,
# the series is merged into it, as git would merge it, and coccinelle lists the returns in both
# kernels that are reached without emitting the event.
#
#   $work/rows   STATUS EVENT FUNCTION FILE LINE DETAIL, separated by tabs; an empty field is -

# The prefixes without which paths are printed.
SHORT=$CORE/
SHORT_DOCUMENTATION=Documentation/networking/device_drivers/ethernet/mellanox/

# row STATUS EVENT FUNCTION FILE LINE DETAIL - add a row to $work/rows
row()
{
	local file=${4#"$SHORT"}

	printf '%s\t%s\t%s\t%s\t%s\t%s\n' "$1" "${2:--}" "${3:--}" "${file#"$SHORT_DOCUMENTATION"}" "${5:--}" "${6:--}" >>"$work/rows"
}

# keys_of_functions - number the functions with sites: $work/keys has KEY FILE FUNCTION
keys_of_functions()
{
	cut -f1,2 -- "$work/sites" | LC_ALL=C sort -u | awk '{ print NR "\t" $0 }' >"$work/keys"
}

# find_functions - locate the functions in the new kernel: $work/found has KEY FILE FUNCTION HOW of
# those that exist, where HOW is same or moved; $work/gone has KEY FILE FUNCTION of the others
find_functions()
{
	awk -F'\t' -v OFS='\t' -v found="$work/found" -v gone="$work/gone" '
		BEGIN { printf "" >found; printf "" >gone }
		FILENAME ~ /old\.functions$/ { old[$1, $2]; next }
		FILENAME ~ /new\.functions$/ {
			new[$1, $2]
			if (!(($1, $2) in old))
				elsewhere[$2] = $1
			next
		}
		($2, $3) in new { print $0, "same" >found; next }
		$3 in elsewhere { print $1, elsewhere[$3], $3, "moved" >found; next }
		{ print >gone }' "$work/old.functions" "$work/new.functions" "$work/keys"
}

# likely_names - for each function that is gone, print the new function with the most similar code
# as KEY FILE FUNCTION LINE
likely_names()
{
	[[ -s $work/gone ]] || return 0
	awk -F'\t' -v OFS='\t' '
		FILENAME ~ /gone$/ { gone[$2, $3] = $1; next }
		FILENAME ~ /old\.functions$/ { known[$2]; next }
		FILENAME ~ /new\.functions$/ { if (!($2 in known)) { fresh[$1, $2]; at[$1, $2] = $3 } next }
		$4 == "" || length($4) < 4 { next }
		FILENAME ~ /old\.code$/ {
			if (($1, $2) in gone) {
				key = gone[$1, $2]
				lines[key]++
				has[key, $4]++
			}
			next
		}
		($1, $2) in fresh {
			size[$1, $2]++
			for (key in lines)
				if (seen[key, $1, $2, $4]++ < has[key, $4])
					same[key, $1, $2]++
		}
		END {
			for (pair in same) {
				split(pair, part, SUBSEP)
				key = part[1]
				share = 2 * same[pair] / (lines[key] + size[part[2], part[3]])
				if (share > best[key] && share >= 0.5) {
					best[key] = share
					name[key] = part[2] OFS part[3] OFS at[part[2], part[3]]
				}
			}
			for (key in name)
				print key, name[key]
		}' "$work/gone" "$work/old.functions" "$work/new.functions" "$work/old.code" "$work/new.code"
}

# compare_functions - print KEY FILE FUNCTION HOW OLD-FILE SIGNATURE BODY of the functions in
# $work/found: SIGNATURE is the old signature if it differs, else -; BODY is same or changed
compare_functions()
{
	awk -F'\t' -v OFS='\t' '
		FILENAME ~ /keys$/ { old_key[$2, $3] = $1; old_file[$1] = $2; next }
		FILENAME ~ /found$/ { new_key[$2, $3] = $1; row[++n] = $0; key[n] = $1; next }
		FILENAME ~ /old\.functions$/ { if (($1, $2) in old_key) signature[old_key[$1, $2]] = $5; next }
		FILENAME ~ /new\.functions$/ { if (($1, $2) in new_key) new_signature[new_key[$1, $2]] = $5; next }
		$4 == "" { next }
		FILENAME ~ /old\.code$/ {
			if (($1, $2) in old_key) {
				k = old_key[$1, $2]
				if (k in begun) body[k] = body[k] $4 "\n"
				else if ($4 == "{") begun[k]
			}
			next
		}
		($1, $2) in new_key {
			k = new_key[$1, $2]
			if (k in new_begun) new_body[k] = new_body[k] $4 "\n"
			else if ($4 == "{") new_begun[k]
		}
		END {
			for (i = 1; i <= n; i++) {
				k = key[i]
				print row[i], old_file[k], signature[k] == new_signature[k] ? "-" : signature[k],
					body[k] == new_body[k] ? "same" : "changed"
			}
		}' "$work/keys" "$work/found" "$work/old.functions" "$work/new.functions" "$work/old.code" "$work/new.code"
}

# merge_function KEY - create $work/text/merged/KEY; returns 1 if the series and the new kernel
# change the same lines
merge_function()
{
	mkdir -p -- "$work/text/merged"
	git merge-file -p --quiet "$work/text/new/$1" "$work/text/old/$1" "$work/text/patched/$1" >"$work/text/merged/$1"
}

# covered FILE KEY EVENT - print the function in FILE as exit_N(), where covers__() replaces each
# call that emits the event or tests whether the event is enabled
covered()
{
	local calls name

	calls=$(awk -F'\t' -v event="$3" 'index("/" $5 "/", "/" event "/") { print $4 }' "$work/sites" | sort -u | paste -sd'|')
	name=$(awk -F'\t' -v key="$2" '$1 == key { print $3 }' "$work/keys")
	sed -E -e "s/\b(${calls:-covers__}) ?\(/covers__(/g" -e "/^(\} else )?if \(/s/\btrace_\w+_enabled\(/covers__(/g" \
		-e "1,/^\{/s/\b$name ?\(/exit_$exit(/" -- "$1"
}

# marked KEY NAME LINES - print the function of the kernel NAME, with covers__() inserted after the
# lines whose numbers are in the file LINES
marked()
{
	awk 'NR == FNR { mark[$1]; next } { print } FNR in mark { print "covers__();" }' "$3" "$work/text/$2/$1"
}

# exits_add KEY EVENT CONFLICT - prepare exit_N of both kernels, whose exits are compared
exits_add()
{
	exit=$((exit + 1))
	printf '%s\t%s\t%s\t%s\n' "$exit" "$1" "$2" "$3" >>"$work/exits"
	if [[ $3 ]]; then
		marked "$1" old "$work/at/$1.$2.old" >"$work/exit/marked"
		covered "$work/exit/marked" "$1" "$2" >"$work/exit/$exit.old"
		marked "$1" new "$work/at/$1.$2.new" >"$work/exit/marked"
		covered "$work/exit/marked" "$1" "$2" >"$work/exit/$exit.new"
	else
		covered "$work/text/patched/$1" "$1" "$2" >"$work/exit/$exit.old"
		covered "$work/text/merged/$1" "$1" "$2" >"$work/exit/$exit.new"
	fi
}

# matched - print the lines that spatch marks in its output on standard input, as NUMBER TEXT
matched()
{
	awk '/^@@ / { split(substr($2, 2), at, ","); line = at[1]; next }
		/^(---|\+\+\+) / { next }
		/^-/ { print line "\t" substr($0, 2) }
		/^[- ]/ { line++ }'
}

# exits_list old|new - print the uncovered returns as N LINE TEXT
exits_list()
{
	cat -- /dev/null "$work"/exit/[0-9]*."$1" >"$work/exit/all-$1.c"
	spatch --very-quiet --no-includes --sp-file "$TOP/scripts/lib/series/exits.cocci" "$work/exit/all-$1.c" \
		2>"$work/spatch.err" | matched | awk -F'\t' -v OFS='\t' '
		NR == FNR { first[FNR] = $1; which[FNR] = $2; n = FNR; next }
		{
			for (i = n; i > 0 && first[i] > $1; i--)
				;
			print which[i], $1 - first[i] + 1, $2
		}' <(wc -l -- /dev/null "$work"/exit/[0-9]*."$1" | awk '
			$2 ~ /\.(old|new)$/ { sub(/.*\//, "", $2); print total + 1 "\t" $2 + 0; total += $1 }') -
}

# exits_compare - add a row for each new uncovered return
exits_compare()
{
	local nth key event conflict line text file name at

	[[ -s $work/exits ]] || return 0
	if ! exits_list old >"$work/exit/old.list" || ! exits_list new >"$work/exit/new.list"; then
		fail "coccinelle cannot read the functions: $(head -n1 "$work/spatch.err")"
	fi
	while IFS=$'\t' read -r nth key event conflict; do
		steps "$work/exit/$nth.old" "$work/exit/$nth.new" >"$work/exit/steps"
		# If there are more returns with the same text than before, those in new lines are
		# preferred.
		awk -F'\t' -v nth="$nth" '
			FILENAME ~ /steps$/ { if (/^[=>]/) { b++; if (/^>/) fresh[b] } next }
			$1 != nth { next }
			FILENAME ~ /old\.list$/ { had[$3]++; next }
			{ line[++n] = $2; text[n] = $3; has[$3]++ }
			END {
				for (pass = 1; pass <= 2; pass++)
					for (i = 1; i <= n; i++)
						if (!(i in done) && has[text[i]] > had[text[i]] && ((line[i] in fresh) || pass == 2)) {
							done[i]
							has[text[i]]--
							print line[i] "\t" text[i]
						}
			}' "$work/exit/steps" "$work/exit/old.list" "$work/exit/new.list" >"$work/exit/fresh"
		while IFS=$'\t' read -r line text; do
			IFS=$'\t' read -r file name < <(awk -F'\t' -v OFS='\t' -v key="$key" '$1 == key { print $2, $3 }' "$work/found")
			if [[ $conflict ]]; then
				# The lines that marked() inserted do not count.
				at=$(head -n "$line" "$work/exit/$nth.new" | grep -cvx 'covers__();')
			else
				at=$(line_after "$work/text/merged/$key" "$work/text/new/$key" <<<"$line")
			fi
			row "new exit not covered" "$event" "$name" "$file" "$(sed -n "${at}p" "$work/text/new/$key.n")" "$text"
		done <"$work/exit/fresh"
	done <"$work/exits"
}

# judge_function KEY HOW SIGNATURE BODY - set status (joined by ", "), why and conflict
judge_function()
{
	status='' why='' conflict=''
	[[ $2 == same ]] || status=moved
	if [[ $3 != - ]]; then
		status+="${status:+, }signature changed"
		why="was $3"
	fi
	if [[ $4 == changed ]]; then
		status+="${status:+, }body changed"
		merge_function "$1" || conflict=1
	fi
	: "${status:=unchanged}"
}

# compare_sites KEY - add a row for each site of the function
compare_sites()
{
	local kind one two three four five six text=$work/text

	steps "$text/patched/$1" "$text/old/$1" >"$work/steps1"
	steps "$text/old/$1" "$text/new/$1" >"$work/steps2"
	awk -F'\t' -v file="$old_file" -v name="$name" '$1 == file && $2 == name' "$work/sites" >"$work/sites-here"
	while IFS=$'\t' read -r kind one two three four five six; do
		if [[ $kind == row ]]; then
			row "$one" "$two" "$three" "$four" "$five" "$six"
		else
			printf '%s\n' "$two" >>"$work/at/$1.$one.old"
			printf '%s\n' "$three" >>"$work/at/$1.$one.new"
		fi
	done < <(awk -v status="$status" -v name="$name" -v file="$file" -v conflict="$conflict" -v why="$why" \
		-f "$TOP/scripts/lib/series/site-rows.awk" "$work/sites-here" "$text/patched/$1.n" "$work/steps1" "$work/steps2" \
		"$text/old/$1" "$text/new/$1" "$text/new/$1.n")
}

# gone_rows - add rows for the sites in functions that no longer exist
gone_rows()
{
	local key file name line events hint

	likely_names >"$work/likely"
	while IFS=$'\t' read -r key file name; do
		hint=$(awk -F'\t' -v key="$key" -v short="$SHORT" '$1 == key { sub(short, "", $2); print "renamed to " $3 "()? " $2 ":" $4 }' "$work/likely")
		while IFS=$'\t' read -r line events; do
			row gone "$events" "$name" "$file" - "the function does not exist${hint:+; $hint}"
		done < <(awk -F'\t' -v OFS='\t' -v file="$file" -v name="$name" '$1 == file && $2 == name { print $3, $5 }' "$work/sites")
	done <"$work/gone"
}

# drift_rows NEW-DIR - compare the sites with the kernel in NEW-DIR, after sites_find; the result is
# in $work/rows
drift_rows()
{
	local key file name how old_file signature body status why conflict exit=0 event

	ln -sfn -- "$1" "$work/new"
	driver_sources new | functions_in new || return
	rm -rf -- "$work/text" "$work/exit" "$work/at"
	mkdir -p -- "$work/exit" "$work/at"
	: >"$work/rows"
	: >"$work/exits"
	keys_of_functions
	find_functions
	texts old <"$work/keys"
	texts patched <"$work/keys"
	texts new <"$work/found"
	while IFS=$'\t' read -r key file name how old_file signature body; do
		judge_function "$key" "$how" "$signature" "$body"
		compare_sites "$key"
		[[ $body == changed ]] || continue
		for event in $(cut -f5 -- "$work/sites-here" | tr '/' '\n' | LC_ALL=C sort -u); do
			exits_add "$key" "$event" "$conflict"
		done
	done < <(compare_functions)
	gone_rows
	exits_compare
	callers_compare
	symbols_compare
	files_compare
}

# drift_print diff|"" NAME - print the rows as a table, the totals and, with diff, the difference of
# each function; returns 1 if any row requires a review
drift_print()
{
	local name file key

	LC_ALL=C sort -t $'\t' -k4,4 -k5,5n -s -- "$work/rows" | awk -F'\t' -v OFS='\t' '
		{ kind = $2 == "enum" ? 2 : $2 == "documentation" ? 3 : $2 == "file" ? 4 : 1; print kind, $0 }' |
		LC_ALL=C sort -t $'\t' -k1,1n -s | cut -f2- >"$work/sorted"
	awk -F'\t' '
		NR == FNR {
			where[FNR] = $4 ($5 == "-" ? "" : ":" $5)
			if (length($1) > a) a = length($1)
			if (length($2) > b) b = length($2)
			if (length($3) > c) c = length($3)
			if (length(where[FNR]) > d) d = length(where[FNR])
			next
		}
		{
			line = sprintf("%-*s  %-*s  %-*s  %-*s  %s", a, $1, b, $2, c, $3, d, where[FNR], $6 == "-" ? "" : $6)
			sub(/ +$/, "", line)
			print line
			if ($2 ~ /^mlx5/ && ($1 !~ /^new/)) sites++
			total[$1]++
		}
		END {
			printf "%d sites;", sites
			PROCINFO["sorted_in"] = "@val_num_desc"
			for (status in total)
				printf " %s%s: %d", sep++ ? "| " : "", status, total[status]
			printf "\n"
		}' "$work/sorted" "$work/sorted"
	if [[ $1 == diff ]]; then
		while IFS=$'\t' read -r key file name _; do
			cmp -s "$work/text/old/$key" "$work/text/new/$key" || {
				echo
				diff -U3 --label "$name() of $base" --label "$name() of $2, $file" "$work/text/old/$key" "$work/text/new/$key" || true
			}
		done <"$work/found"
	fi
	! cut -f1 "$work/rows" | grep -vxE 'unchanged|not compared|changed, merges' >/dev/null
}
