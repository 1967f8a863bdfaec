# SPDX-License-Identifier: GPL-2.0-only
#
# awk -v set=SET -v cpp="COMPILER" -f names.awk names.tbl
#
# Prints the names of one set, each as NAME(X), from the header given in the table: the macros
# of the header and, as enumerators are not macros, all words left after preprocessing.

function take(command, whole, not,	line, n, words, i)
{
	while ((command | getline line) > 0) {
		n = split(line, words, /[^A-Za-z0-9_]+/)
		for (i = 1; i <= n; i++)
			if (words[i] ~ whole && (not == "^()$" || words[i] !~ not))
				found[words[i]]
	}
	close(command)
}

$1 == set {
	whole = "^(" $3 ")$"
	not = "^(" $4 ")$"
	source = "printf '#include <sys/types.h>\\n#include <" $2 ">\\n' | " cpp " -E "
	take(source "-dM -x c -", whole, not)
	take(source "-P -x c -", whole, not)
	seen = 1
}

END {
	if (!seen)
		exit 1
	for (name in found)
		print "NAME(" name ")" | "LC_ALL=C sort"
}
