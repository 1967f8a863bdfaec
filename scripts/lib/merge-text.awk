# SPDX-License-Identifier: GPL-2.0-only
#
# Prints the lines of several texts of ftrace as TIME, NUMBER and LINE, with tabs, so that they can
# be sorted by time.  A call stack has the time of its event, and the head of the first text comes
# first; that of the others is omitted.

FNR == 1 { file++; time = 0 }
/^#/ {
	if (file == 1)
		printf "0\t%d\t%s\n", NR, $0
	next
}
match($0, /\[[0-9]+\] +[^ ]+ +[0-9]+\.[0-9]+: /) && !/: <stack trace>$/ {
	split(substr($0, RSTART, RLENGTH), part, /[ :]+/)
	time = part[3]
}
{ printf "%s\t%d\t%s\n", time, NR, $0 }
