#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Each directory uses only what its row in a table allows (tests/layers.tbl says how
# it is read).
#
#   tests/layers.sh includes TABLE         the table itself, and every #include
#   tests/layers.sh calls TABLE OBJECTS    every symbol of the objects in OBJECTS,
#                                          build/obj, so that a prototype written by
#                                          hand leads past no row
#
# What breaks it is printed, a line each; exit status 1.
set -euo pipefail

die()
{
	echo "tests/layers.sh: $*" >&2
	exit 2
}

# drivers/ is of the kernel.
sources()
{
	git -c safe.directory="$PWD" ls-files -co --exclude-standard -- '*.c' '*.h' |
		grep -v '^drivers/' | while read -r f; do
		[[ ! -e $f ]] || echo "$f"
	done
}

# Rows: "row FOLDER WORD..."; files: "file PATH"; uses: "use PATH PATH WHY", of the
# first path on the second.
judge()
{
	awk -v table="$table" '
	function directory(path) { return path ~ /\// ? substr(path, 1, match(path, /\/[^\/]*$/) - 1) : "." }
	function stem(path) { sub(/\.[ch]$/, "", path); return path }
	function bad(text) { print text; failed = 1 }
	# 2: by a header of its own, 1: otherwise, 0: not allowed
	function allows(from, to,    n, i, w, dir, by) {
		dir = directory(to)
		if (dir == from)
			return 1
		n = split(row[from], w, " ")
		for (i = 1; i <= n; i++) {
			if (w[i] == dir || (w[i] ~ /\/\.\.\.$/ && index(dir "/", substr(w[i], 1, length(w[i]) - 3)) == 1))
				return 1
			if (w[i] ~ /\.[ch]$/ && stem(w[i]) == stem(to))
				by = 2
		}
		return by
	}
	function edge(a, b) { if (a != b) print a, b >"/dev/fd/3" }
	# what a header that a row names by itself goes on to, with its file and with those
	# of its directory that they use
	function follow(from, s,    n, i, t) {
		if (seen[from, s]++)
			return
		n = split(uses[s], t, " ")
		for (i = 1; i <= n; i++) {
			if (directory(t[i]) == directory(s)) {
				follow(from, t[i])
			} else if (allows(directory(s), t[i]) == 2) {
				edge(from, t[i])
				follow(t[i], t[i])
			} else {
				edge(from, directory(t[i]))
			}
		}
	}
	$1 == "row" {
		if ($2 in row)
			bad(table ": two rows for " $2)
		row[$2] = ""
		for (i = 3; i <= NF; i++)
			row[$2] = row[$2] " " $i
	}
	$1 == "file" { exists[$2] = 1; has[directory($2)] = 1 }
	$1 == "use" {
		uses[stem($2)] = uses[stem($2)] " " stem($3)
		if (!(directory($2) in row))
			next
		if (!allows(directory($2), $3))
			bad($2 ": " $4 " " $3 ", which the row of " directory($2) " does not allow")
	}
	END {
		for (d in has)
			if (!(d in row))
				bad(table ": no row for " d)
		for (d in row) {
			if (!(d in has))
				bad(table ": there is no C in " d)
			n = split(row[d], w, " ")
			for (i = 1; i <= n; i++) {
				if (w[i] ~ /\.[ch]$/) {
					if (!(w[i] in exists))
						bad(table ": " d ": there is no " w[i])
					edge(d, stem(w[i]))
					follow(stem(w[i]), stem(w[i]))
				} else if (w[i] ~ /\/\.\.\.$/) {
					p = substr(w[i], 1, length(w[i]) - 3)
					for (e in row)
						if (index(e "/", p) == 1 && e "/" != p)
							edge(d, e)
				} else if (w[i] in row) {
					edge(d, w[i])
				} else {
					bad(table ": " d ": there is no row for " w[i])
				}
			}
		}
		exit failed
	}' 3>"$tmp/edges"
}

rows()
{
	sed -e 's/#.*//' -e '/^[[:space:]]*$/d' "$table" |
		awk '!/^[ \t]/ { if (line) print line; sub(/:/, " "); line = "row" } { line = line " " $0 } END { if (line) print line }'
}

# "use FILE HEADER": a path from the top; one without a directory is beside the file,
# or made by the build.
includes()
{
	sources | xargs -d '\n' grep -oE '^[[:space:]]*#[[:space:]]*include "[^"]+"' /dev/null |
		sed -E 's/:[[:space:]]*#[[:space:]]*include "([^"]+)"/ \1/' | while read -r file header; do
		if [[ $header != */* ]]; then
			[[ ! -e ${file%/*}/$header ]] || continue
			[[ $header == *.inc ]] || echo "use $file ./$header includes"
			continue
		fi
		echo "use $file $header includes"
	done
}

# "use FILE FILE": the object of the one needs a symbol that the other's defines.  One
# that several programs define is any of theirs; an allocator that a test puts in the
# place of libc's is nobody's.
calls()
{
	find "$objects" -name '*.o' | while read -r o; do
		src=${o#"$objects"/}
		[[ ! -e ${src%.o}.c ]] || echo "$o"
	done | xargs -r -d '\n' nm -A -g -P | sed -E "s|^$objects/([^:]*)\\.o: |\\1.c |" | awk '
		$2 ~ /^(malloc|calloc|realloc|free)$/ { next }
		$3 != "U" && $3 != "w" { by[$2] = by[$2] " " $1; next }
		{ need[++n] = $1 " " $2 }
		END {
			for (i = 1; i <= n; i++) {
				split(need[i], w, " ")
				if (w[2] in by)
					print w[1], w[2], by[w[2]]
			}
		}' | sort -u
}

(($# >= 2)) || die "usage: tests/layers.sh includes TABLE, or calls TABLE OBJECTS"
mode=$1 table=$2
[[ -r $table ]] || die "$table: no such table"
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
rows >"$tmp/rows"
sources | sed 's/^/file /' >"$tmp/files"
status=0
case $mode in
includes)
	(($# == 2)) || die "includes takes a table"
	{ cat "$tmp/rows" "$tmp/files"; includes; } | judge || status=1
	if ! tsort "$tmp/edges" >"$tmp/order" 2>"$tmp/circle"; then
		sed -n "s|^tsort: [^:]*: *input contains a loop:|$table: the rows make a circle:|p; s/^tsort: \([^:]*\)$/  \1/p" "$tmp/circle"
		status=1
	fi
	;;
calls)
	(($# == 3)) || die "calls takes a table and a directory of objects"
	objects=$3
	calls >"$tmp/calls"
	[[ -s $tmp/calls ]] || die "no object in $objects needs another one: build first (make all)"
	# one use for each that may define it; a need is met when one of them is allowed
	awk '{ for (i = 3; i <= NF; i++) print "use", $1, $i, "calls(" $2 "),in" }' "$tmp/calls" >"$tmp/uses"
	cat "$tmp/rows" "$tmp/files" "$tmp/uses" | judge >"$tmp/bad" || true
	grep ': calls(' "$tmp/bad" | sed -E 's/^([^:]*): calls\(([^)]*)\),in .*/\1 \2/' | sort | uniq -c >"$tmp/unmet" || true
	while read -r nr file symbol; do
		read -r -a by < <(awk -v f="$file" -v s="$symbol" '$1 == f && $2 == s' "$tmp/calls")
		((nr == ${#by[@]} - 2)) || continue
		echo "$file: calls $symbol of ${by[*]:2}, which the row of ${file%/*} does not allow"
		status=1
	done <"$tmp/unmet"
	;;
*)
	die "'$mode' is neither includes nor calls"
	;;
esac
exit "$status"
