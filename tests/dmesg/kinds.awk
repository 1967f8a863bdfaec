# SPDX-License-Identifier: GPL-2.0-only
#
# Print the kinds in the tables of kernel log messages as rows of a list-table, for
# Documentation/dmesg.rst.

function flush_kind(    text) {
	if (!id)
		return
	text = says
	gsub(/\|[a-z]+}/, "}", text)
	printf "   * - %s\n     - %s\n     - %s\n", id, severity, text
}

$1 == "kind" {
	flush_kind()
	id = $2
	severity = $3
}

$1 == "says" {
	says = $0
	sub(/^[ \t]*says[ \t]+/, "", says)
	if (says == "{silence}")
		says = "The firmware stopped answering. The text gives the number and names of the commands, and the time."
	if (says == "{cqe_words}")
		says = "A descriptor of a queue completed with an error. The completion and the descriptor are decoded."
}

END { flush_kind() }
