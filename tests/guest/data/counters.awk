# SPDX-License-Identifier: GPL-2.0-only
#
# Print the names in the output of ethtool -S, in order.  A counter that exists for each channel or
# queue is printed once, for example as rx0-7_packets, at the position of the first one.
{ sub(/: [0-9]+$/, "") }
match($0, /^ *(ch|rx|tx)[0-9]+_/) {
	kind = substr($0, 1, RLENGTH - 1)
	sub(/[0-9]+$/, "", kind)
	number = substr($0, length(kind) + 1, RLENGTH - 1 - length(kind))
	name = kind "#" substr($0, RLENGTH)
	if (!(name in last)) {
		line[++lines] = name
		first[name] = number
	} else if (number != last[name] + 1) {
		line[++lines] = $0 " out of order"
	}
	last[name] = number
	next
}
{ line[++lines] = $0 }
END {
	for (i = 1; i <= lines; i++) {
		name = line[i]
		if (name in last)
			sub(/#/, first[name] "-" last[name], name)
		print name
	}
}
