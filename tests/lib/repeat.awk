# SPDX-License-Identifier: GPL-2.0-only
#
# Repeat a text recording at later times until the output has -v most=MB.  The queues have the
# same numbers in each repetition.  With -v vary=1 the queue numbers and the durations of commands
# differ, so that no two events have the same text.

{
	line[NR] = $0
}

match($0, / [0-9]+\.[0-9]+: /) {
	at[NR] = RSTART
	after[NR] = RSTART + RLENGTH
	time[NR] = substr($0, RSTART + 1, RLENGTH - 3) + 0
	if (!first)
		first = time[NR]
	last = time[NR]
}

# shifted(TEXT, KEY, BY) - return TEXT with the number of KEY increased by BY, unless it is 0
function shifted(text, key, by,    value)
{
	if (!match(text, " " key "=[1-9][0-9]*"))
		return text
	value = substr(text, RSTART + length(key) + 2, RLENGTH - length(key) - 2) + by
	return substr(text, 1, RSTART - 1) " " key "=" value % 16777216 substr(text, RSTART + RLENGTH)
}

function varied(text, n)
{
	text = shifted(text, "ns", n)
	text = shifted(text, "rqn", n * 64)
	text = shifted(text, "xsk_rqn", n * 64)
	return shifted(text, "cqn", n * 64)
}

END {
	for (n = 0; size < most * 1000000; n++)
		for (i = 1; i <= NR; i++) {
			text = line[i]
			if (i in at)
				text = sprintf("%s %.6f: %s", substr(text, 1, at[i] - 1),
					time[i] + n * (last - first + 1),
					vary ? varied(substr(text, after[i]), n) : substr(text, after[i]))
			print text
			size += length(text) + 1
		}
}
