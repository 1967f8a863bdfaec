# SPDX-License-Identifier: GPL-2.0-only
#
# The origins of messages of one kernel from the output of formats.awk: sorted, each once.
#   FILE <tab> FUNCTION <tab> PATTERN
# PATTERN is the format with * for each conversion. A format that has no text names no
# origin.

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
