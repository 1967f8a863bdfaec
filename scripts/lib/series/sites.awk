# SPDX-License-Identifier: GPL-2.0-only
#
# The sites of events: the lines of functions of the kernel that emit an event, directly or by
# a function which the series adds.
#
#   awk -f sites.awk EVENTS OLD-FUNCTIONS NEW-FUNCTIONS NEW-CODE
#
# EVENTS has one name per line; the others are the output of functions.awk without the series and
# with it.  Prints FILE, FUNCTION, LINE, CALL, EVENTS ("/" between them), separated by tabs.

BEGIN { FS = "\t" }
FNR == 1 { nth++ }
nth == 1 { emits["trace_" $1] = $1; next }
nth == 2 { known[$1, $2]; next }
nth == 3 { next }
{
	file[++lines] = $1
	name[lines] = $2
	at[lines] = $3
	text[lines] = $4
	gsub(/"([^"\\]|\\.)*"/, "\"\"", text[lines])
}

# merged A B - the events of both
function merged(a, b,    i, n, part)
{
	n = split(b, part, "/")
	for (i = 1; i <= n; i++)
		if (index("/" a "/", "/" part[i] "/") == 0)
			a = a (a == "" ? "" : "/") part[i]
	return a
}

# calls LINE - sets call[1..n] to the calls in it that emit an event; returns n
function calls(line,    n, word)
{
	n = 0
	while (match(line, /[A-Za-z_][A-Za-z0-9_]*[ \t]*\(/)) {
		word = substr(line, RSTART, RLENGTH - 1)
		sub(/[ \t]+$/, "", word)
		if (word in emits)
			call[++n] = word
		line = substr(line, RSTART + RLENGTH)
	}
	return n
}

# spread - one pass over the functions that the series adds; returns whether any was found to
# emit another event
function spread(    i, k, n, old, all, changed)
{
	changed = 0
	for (i = 1; i <= lines; i++) {
		if ((file[i], name[i]) in known)
			continue
		n = calls(text[i])
		for (k = 1; k <= n; k++) {
			old = name[i] in emits ? emits[name[i]] "" : ""
			all = merged(old, emits[call[k]] "")
			if (call[k] != name[i] && all != old) {
				emits[name[i]] = all
				changed = 1
			}
		}
	}
	return changed
}

END {
	while (spread())
		;
	for (i = 1; i <= lines; i++) {
		if (!((file[i], name[i]) in known))
			continue
		n = calls(text[i])
		for (k = 1; k <= n; k++)
			print file[i] "\t" name[i] "\t" at[i] "\t" call[k] "\t" emits[call[k]]
	}
}
