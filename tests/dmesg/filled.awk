# SPDX-License-Identifier: GPL-2.0-only
#
# A function shared by the awk programs that read format strings.

# filled(FORMAT) - return FORMAT with each conversion replaced by value(CONVERSION), which the
# program defines
function filled(text,    out, conversion) {
	while (match(text, /%(%|p[a-zA-Z0-9]*|\*pb[l]?|[-#0 +]*[0-9.*]*(hh|h|ll|l|z)?[diuxXsc])/)) {
		conversion = substr(text, RSTART, RLENGTH)
		# The letters after %p are part of either the conversion or the following text.
		if (conversion ~ /^%p./ && conversion !~ /^%p(M|I6|I4|e|NF|ad|a)/)
			conversion = "%p"
		out = out substr(text, 1, RSTART - 1)
		text = substr(text, RSTART + length(conversion))
		out = out value(conversion)
	}
	return out text
}
