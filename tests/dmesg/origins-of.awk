# SPDX-License-Identifier: GPL-2.0-only
#
# Print the origins of the messages of one base in origins.tbl, one per line: FILE FUNCTION
# PATTERN.  Usage: awk -v base=NAME -f origins-of.awk FILE

$1 == "base" {
	for (i = 2; i <= NF; i++)
		if ($i == base)
			number = i - 1
}

$1 == "file" { file = $2 }

/^\t/ && index($1, number) {
	sub(/^\t[^ ]+ /, "")
	print file, $0
}
