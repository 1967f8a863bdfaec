# SPDX-License-Identifier: GPL-2.0-only
#
# For the programs that turn a table of this directory into C.  A wrong line ends the build
# with its number.

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
