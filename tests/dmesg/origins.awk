# SPDX-License-Identifier: GPL-2.0-only
#
# Convert the output of formats.awk to the origins of the messages of one kernel:
#   FILE <tab> FUNCTION <tab> PATTERN
# PATTERN is the format with * for each conversion.  A format without text is skipped, as it does
# not identify an origin.

function value(conversion) {
	return conversion == "%%" ? "%" : "*"
}

BEGIN { FS = OFS = "\t" }

{
	out = filled($4)
	gsub(/\*[*]+/, "*", out)
	sub(/[ \t]+$/, "", out)
	if (out ~ /[a-zA-Z][a-zA-Z]/ && $2 != "")
		print $1, $2, out
}
