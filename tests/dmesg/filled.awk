# SPDX-License-Identifier: GPL-2.0-only
#
# A function for the awk programs that read formats.

# filled(FORMAT) - the text with value(CONVERSION), of the program, for each conversion
function filled(text,    out, conversion) {
	while (match(text, /%(%|p[a-zA-Z0-9]*|\*pb[l]?|[-#0 +]*[0-9.*]*(hh|h|ll|l|z)?[diuxXsc])/)) {
		conversion = substr(text, RSTART, RLENGTH)
		# letters after %p are part of the conversion or of the following text
		if (conversion ~ /^%p./ && conversion !~ /^%p(M|I6|I4|e|NF|ad|a)/)
			conversion = "%p"
		out = out substr(text, 1, RSTART - 1)
		text = substr(text, RSTART + length(conversion))
		out = out value(conversion)
	}
	return out text
}
