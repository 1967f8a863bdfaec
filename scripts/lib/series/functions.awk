# SPDX-License-Identifier: GPL-2.0-only
#
# Lists the functions in C files in the kernel's style, whose bodies begin and end with a brace in
# the first column.  Comments are removed, but not comment markers in strings.
#
#   awk -f functions.awk [-v code=FILE] C-FILE...
#
# Prints FILE, NAME, FIRST LINE, LAST LINE and SIGNATURE, separated by tabs.  With `code`, also
# writes FILE, NAME, LINE NUMBER and CODE (without indentation) of each line of each function to
# that file.

# uncommented LINE - return the code in the line; `inside` is set if a comment has not ended
function uncommented(line,    out, end)
{
	out = ""
	while (line != "") {
		if (inside) {
			end = index(line, "*/")
			if (!end)
				return out
			inside = 0
			line = " " substr(line, end + 2)
		}
		if (!match(line, /"([^"\\]|\\.)*"|'([^'\\]|\\.)*'|\/\*|\/\//))
			return out line
		out = out substr(line, 1, RSTART - 1)
		if (substr(line, RSTART, 2) == "//")
			return out
		if (substr(line, RSTART, 2) == "/*") {
			inside = 1
		} else {
			out = out substr(line, RSTART, RLENGTH)
			RLENGTH_ = RLENGTH
		}
		line = substr(line, RSTART + (inside ? 2 : RLENGTH_))
	}
	return out
}

# name_of SIGNATURE - return the identifier before the first parenthesis, ignoring attributes
function name_of(text)
{
	gsub(/(__printf|__attribute__|__releases|__acquires|__must_hold)\(+[^()]*\)+/, "", text)
	if (!match(text, /[A-Za-z_][A-Za-z0-9_]* *\(/))
		return ""
	text = substr(text, RSTART, RLENGTH - 1)
	sub(/ +$/, "", text)
	return text
}

function squeezed(text)
{
	gsub(/[ \t]+/, " ", text)
	sub(/^ /, "", text)
	sub(/ $/, "", text)
	return text
}

FNR == 1 {
	inside = 0
	open = 0
	head = ""
}
{
	line = uncommented($0)
	sub(/[ \t]+$/, "", line)
}
!open && line == "{" {
	name = name_of(head)
	if (name == "") {
		head = ""
		next
	}
	open = FNR
	if (code) {
		n = split(lines, part, "\n")
		for (i = 1; i < n; i++)
			print FILENAME "\t" name "\t" first + i - 1 "\t" squeezed(part[i]) >code
	}
}
open {
	if (code)
		print FILENAME "\t" name "\t" FNR "\t" squeezed(line) >code
	if (line ~ /^}/) {
		print FILENAME "\t" name "\t" first "\t" FNR "\t" squeezed(head)
		open = 0
		head = ""
	}
	next
}
# A blank line, a directive, a declaration or a label is not part of a signature.
line == "" || line ~ /^#/ || line ~ /[;}\\]$/ || line ~ /^[ \t]*$/ {
	head = ""
	next
}
{
	if (head == "") {
		first = FNR
		lines = ""
	}
	head = head " " line
	lines = lines line "\n"
}
