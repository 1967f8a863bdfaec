# SPDX-License-Identifier: GPL-2.0-only
#
# Turn the tables of messages into C: the rules in their order, and the kinds. An invalid line is
# reported with its number and stops the build.

function rest_from(n,    s) {
	s = $0
	sub(/^[ \t]+/, "", s)
	while (n-- > 1)
		sub(/^[^ \t]+[ \t]+/, "", s)
	return s
}

function flush_kind() {
	if (!id)
		return
	if (!says || !check)
		bad("kind " id " lacks says or check")
	if (!nr_lines)
		bad("kind " id " has no line")
	kinds = kinds sprintf("\t{ %s, MT_SEVERITY_%s,\n\t  %s,\n\t  %s,\n\t  %s,\n\t  %s, %s },\n",
		quoted(id), toupper(severity), quoted(says), quoted(check),
		quoted(normal ? normal : "No."), quoted(same), quoted(join))
	nr_kinds++
}

/^#/ || NF == 0 { next }

$1 == "kind" {
	flush_kind()
	id = $2
	severity = $3
	if (id in seen)
		bad("kind " id " is listed twice")
	if (severity !~ /^(fatal|error|warning|note)$/)
		bad("the severity must be fatal, error, warning or note")
	seen[id] = 1
	says = check = normal = same = join = ""
	nr_lines = 0
	next
}

!id { bad("a kind must come first") }

$1 == "says" { says = rest_from(2); next }
$1 == "check" { check = rest_from(2); next }
$1 == "normal" { normal = rest_from(2); next }
$1 == "same" { same = " " rest_from(2) " "; next }
$1 == "join" { join = $2; next }

$1 == "line" {
	func_globs = area = ""
	at = 2
	if ($at ~ /^func=/)
		func_globs = substr($(at++), 6)
	if ($at ~ /^area=/)
		area = substr($(at++), 6)
	pattern = rest_from(at)
	if (pattern == "")
		bad("a line requires a pattern")
	if (pattern ~ /\*[*{]|}[*{]/)
		bad("there is no text between two parts that match any text")
	rules = rules sprintf("\t{ %s, %s, %s, %d },\n", quoted(pattern), quoted(func_globs),
		quoted(area), nr_kinds)
	nr_lines++
	next
}

{ bad("\"" $1 "\" is not one of kind, says, check, normal, same, join, line") }

END {
	if (failed)
		exit 1
	flush_kind()
	print "/* SPDX-License-Identifier: GPL-2.0-only */"
	print "/* Generated from the tables of messages by messages.awk. */"
	printf "static const struct mt_message_kind kinds[] = {\n%s};\n\n", kinds
	printf "static const struct rule rules[] = {\n%s};\n", rules
}
