# SPDX-License-Identifier: GPL-2.0-only
#
# Prints the enums in C files: FILE, LINE, NAME (or -) and BODY without comments, separated by tabs.

function code(line,    end)
{
	while (1) {
		if (inside) {
			end = index(line, "*/")
			if (!end)
				return before
			inside = 0
			line = before " " substr(line, end + 2)
		}
		end = index(line, "/*")
		if (!end)
			return line
		before = substr(line, 1, end - 1)
		line = substr(line, end + 2)
		inside = 1
	}
}

FNR == 1 { inside = open = 0 }
{
	if (inside)
		before = ""
	line = code($0)
	sub(/\/\/.*/, "", line)
}
!open && match(line, /(^|[^A-Za-z0-9_])enum[ \t]*[A-Za-z0-9_]*[ \t]*\{/) {
	name = substr(line, RSTART, RLENGTH)
	gsub(/^.*enum[ \t]*|[ \t]*\{$/, "", name)
	open = FNR
	body = ""
	line = substr(line, RSTART + RLENGTH)
}
open {
	end = index(line, "}")
	body = body " " (end ? substr(line, 1, end - 1) : line)
	if (end) {
		gsub(/[ \t]+/, " ", body)
		print FILENAME "\t" open "\t" (name == "" ? "-" : name) "\t" body
		open = 0
	}
}
