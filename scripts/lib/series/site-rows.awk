# SPDX-License-Identifier: GPL-2.0-only
#
# Prints the rows of the sites in one function.
#
#   awk -f site-rows.awk SITES PATCHED.n STEPS1 STEPS2 OLD NEW NEW.n
#
# SITES has the lines of $work/sites for this function.  OLD and NEW have the lines of the function,
# and PATCHED.n and NEW.n their line numbers (texts() in sites.sh).  STEPS1 compares `patched` with
# `old`, and STEPS2 compares `old` with `new` (steps() in sites.sh).  The variables are status,
# name, file, conflict and why.
#
# Prints "row" and the fields of a row, and "at", EVENT, and the numbers of the lines of OLD and NEW
# that precede the site: 0 if the site is at the beginning.

BEGIN { FS = OFS = "\t" }
FNR == 1 { nth++ }
nth == 1 { at[++sites] = $3; events[sites] = $5; next }
nth == 2 { nth_of[$1] = FNR; next }
nth == 3 || nth == 4 {
	if ($0 ~ /^[=<]/) a[nth]++
	if ($0 ~ /^[=>]/) b[nth]++
	if ($0 ~ /^=/) last[nth] = b[nth]
	if ($0 !~ /^>/) after[nth, a[nth]] = last[nth] + 0
	next
}
nth == 5 { old[FNR] = $0; next }
nth == 6 { fresh[FNR] = $0; next }
{ number[FNR] = $1 }

# statement LINE - return the statement that ends in this line; for the end of a block, including
# the statement before it
function statement(n,    i, text, done)
{
	for (i = 1; i <= n; i++) {
		if (done && old[i] != "}")
			text = ""
		text = text (text == "" ? "" : " ") old[i]
		done = old[i] ~ /[;{}:]$/
	}
	return text
}

END {
	for (i = 1; i <= sites; i++) {
		from = after[3, nth_of[at[i]]] + 0
		to = after[4, from] + 0
		detail = "after: " statement(from)
		if (conflict)
			detail = detail "  (git cannot merge the function)"
		else if (status ~ /body/ && fresh[to] != old[from])
			detail = detail "  (this line is gone)"
		if (why != "")
			detail = detail "  (" why ")"
		print "row", status, events[i], name, file, (to in number) ? number[to] : "-", detail
		n = split(events[i], part, "/")
		for (k = 1; k <= n; k++)
			print "at", part[k], from, to
	}
}
