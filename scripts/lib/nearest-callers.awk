# SPDX-License-Identifier: GPL-2.0-only
#
# awk -v func_=FUNC -v release=RELEASE [-v exists=1] -f nearest-callers.awk callers.tbl AVAILABLE
#
# Prints why the function FUNC cannot be traced: it was inlined into its callers, and then the
# nearest callers that can be traced, or it does not exist, and then functions with similar names.
# With exists, FUNC can be traced, but was not entered: prints the callers in its file, if any.
# AVAILABLE is tracefs' list of the functions that can be traced.

function least(a, b, c)
{
	if (b < a)
		a = b
	return c < a ? c : a
}

# distance A B - return the number of characters to insert, delete or replace
function distance(a, b,    i, j, m, n, row, left, above)
{
	m = length(a)
	n = length(b)
	for (j = 0; j <= n; j++)
		row[j] = j
	for (i = 1; i <= m; i++) {
		left = row[0]
		row[0] = i
		for (j = 1; j <= n; j++) {
			above = row[j]
			row[j] = least(above + 1, row[j - 1] + 1, left + (substr(a, i, 1) != substr(b, j, 1)))
			left = above
		}
	}
	return row[n]
}

function number(version,    part)
{
	split(version, part, /[.-]/)
	return part[1] * 1000 + part[2]
}

# "# bases: 5.10 6.1 ..." - select the newest base that is not later than this kernel
NR == FNR && /^# bases: / {
	column = 1
	source = $3
	for (i = 3; i <= NF; i++) {
		if (number($i) <= number(release)) {
			column = i - 2
			source = $i
		}
	}
	next
}
NR == FNR && (/^#/ || !NF) { next }
NR == FNR {
	if (NF == 2 || substr($3, column, 1) == "x")
		callers[$1] = callers[$1] " " $2
	next
}
{
	name = $1
	sub(/\..*/, "", name)
	can[name]
}

END {
	if (callers[func_] != "") {
		# Breadth first: each path ends at the first function that can be traced.
		queue[1] = func_
		last = 1
		seen[func_]
		for (at = 1; at <= last; at++) {
			n = split(callers[queue[at]], list, " ")
			for (i = 1; i <= n; i++) {
				if (list[i] in seen)
					continue
				seen[list[i]]
				if (list[i] in can)
					found = found (found ? ", " : "") list[i]
				else
					queue[++last] = list[i]
			}
		}
		if (exists) {
			if (found)
				printf "its nearest traceable callers are %s, by the source of Linux %s\n", found, source
			exit
		}
		printf "this kernel has no code of its own for it (inlined into its callers, or not configured); %s, by the source of Linux %s\n",
			found ? "its nearest traceable callers are " found : "no caller can be traced either", source
		exit
	}
	if (exists)
		exit
	best = int(length(func_) / 4) + 1
	if (best > 4)
		best = 4
	for (name in can) {
		if (substr(name, 1, 3) != substr(func_, 1, 3) || length(name) - length(func_) > best ||
		    length(func_) - length(name) > best)
			continue
		d = distance(name, func_)
		if (d < best) {
			best = d
			similar = name
		} else if (d == best) {
			similar = similar (similar ? ", " : "") name
		}
	}
	if (split(similar, list, ", ") > 5)
		similar = ""
	printf "there is no such function in this kernel%s\n",
		similar ? "; similar names: " similar : ""
}
