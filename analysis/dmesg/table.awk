# SPDX-License-Identifier: GPL-2.0-only
#
# Shared by the programs that convert a table of this directory to C. An invalid line ends the build
# and is reported with its number.

function bad(why) {
	printf "%s:%d: %s\n", FILENAME, FNR, why > "/dev/stderr"
	failed = 1
	exit 1
}

function quoted(s) {
	gsub(/\\/, "\\\\", s)
	gsub(/"/, "\\\"", s)
	return "\"" s "\""
}
