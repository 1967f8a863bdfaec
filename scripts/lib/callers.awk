# SPDX-License-Identifier: GPL-2.0-only
#
# awk -F'\t' -f callers.awk FUNCTIONS CODE
#
# Prints FUNC and CALLER for each call that a compiler may inline: FUNC is defined in the same file
# as CALLER, or as an inline function in a header.  The input is the output of series/functions.awk.
NR == FNR {
	here[$1, $2]
	if ($1 ~ /\.h$/ && $5 ~ /(^|[ \t])(static|inline|__always_inline)[ \t]/)
		header[$2]
	next
}
{
	text = $4
	while (match(text, /[a-z_][A-Za-z0-9_]*\(/)) {
		word = substr(text, RSTART, RLENGTH - 1)
		if (word != $2 && (($1, word) in here || word in header) && !((word, $2) in seen)) {
			seen[word, $2]
			print word, $2
		}
		text = substr(text, RSTART + RLENGTH)
	}
}
