# SPDX-License-Identifier: GPL-2.0-only
#
# The origins of messages of one kernel from the output of formats.awk: sorted, each once.
#   FILE <tab> FUNCTION <tab> PATTERN
# PATTERN is the format with * for each conversion.  A format without a text of its own
# names no origin.

BEGIN { FS = OFS = "\t" }

{
	text = $4
	out = ""
	while (match(text, /%(%|p[a-zA-Z0-9]*|\*pb[l]?|[-#0 +]*[0-9.*]*(hh|h|ll|l|z)?[diuxXsc])/)) {
		conversion = substr(text, RSTART, RLENGTH)
		# %p takes letters that may be the text after it
		if (conversion ~ /^%p./ && conversion !~ /^%p(M|I6|I4|e|NF|ad|a)/)
			conversion = "%p"
		out = out substr(text, 1, RSTART - 1) (conversion == "%%" ? "%" : "*")
		text = substr(text, RSTART + length(conversion))
	}
	out = out text
	gsub(/\*[*]+/, "*", out)
	sub(/[ \t]+$/, "", out)
	if (out ~ /[a-zA-Z][a-zA-Z]/ && $2 != "")
		print $1, $2, out
}
