# SPDX-License-Identifier: GPL-2.0-only
#
# The rows of the sites in one function.
#
#   awk -f site-rows.awk SITES PATCHED.n STEPS1 STEPS2 OLD NEW NEW.n
#
# SITES are the lines of $work/sites of the function; PATCHED.n and NEW.n the line numbers of its
# lines, OLD and NEW these lines (texts() in sites.sh); STEPS1 leads from `patched` to `old`,
# STEPS2 from `old` to `new` (steps() in sites.sh).  Variables: status, name, file,
# conflict, why.
#
# Prints "row" and the fields of a row, and "at", EVENT, and the line of OLD and of NEW after
# which the site is: 0 for the beginning.

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

# statement LINE - the statement that ends in this line; for the end of a block, with the statement
# before it
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
