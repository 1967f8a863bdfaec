# SPDX-License-Identifier: GPL-2.0-only
#
# Prints the sites of events: the lines in functions of the kernel that emit an event, either
# directly or through a function that the series adds.
#
#   awk -f sites.awk EVENTS OLD-FUNCTIONS NEW-FUNCTIONS NEW-CODE
#
# EVENTS has one name per line; the other files are the output of functions.awk without and with the
# series.  Prints FILE, FUNCTION, LINE, CALL and EVENTS (joined by "/"), separated by tabs.

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

# merged A B - return the events of both lists
function merged(a, b,    i, n, part)
{
	n = split(b, part, "/")
	for (i = 1; i <= n; i++)
		if (index("/" a "/", "/" part[i] "/") == 0)
			a = a (a == "" ? "" : "/") part[i]
	return a
}

# calls LINE - set call[1..n] to the calls in the line that emit an event, and return n
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

# spread - make one pass over the functions that the series adds; return whether any of them was
# found to emit a further event
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
