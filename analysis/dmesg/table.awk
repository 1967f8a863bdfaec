# SPDX-License-Identifier: GPL-2.0-only
#
# Shared by the programs that convert a table in this directory to C. An invalid line is reported
# with its number and stops the build.

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
