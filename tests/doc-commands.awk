# SPDX-License-Identifier: GPL-2.0-only
#
# doc-commands.awk FILE... - the command lines of documentation: FILE:LINE, a tab, the command.
#
# A literal block has commands: `::` in .rst; in .md, lines that are indented by four blanks, and
# fences without a language.  In a block with lines that begin with `$ `, those are the commands,
# and the rest is their output.  Other text is in `.. code-block:: LANGUAGE` or ```LANGUAGE, or
# is generated (`.. shown:`, scripts/journeys).
#
# A command ends with its line, unless a quote is open or the line ends with \ | or &&.  Comments
# are left out, and the lines of a command are joined by a blank.

# scan(TEXT) - TEXT without its comment; sets quote, the quote that is open at its end
function scan(text,   i, c)
{
	for (i = 1; i <= length(text); i++) {
		c = substr(text, i, 1)
		if (quote == "") {
			if (c == "#" && (i == 1 || substr(text, i - 1, 1) ~ /[ \t]/)) {
				text = substr(text, 1, i - 1)
				break
			}
			if (c == "\\")
				i++
			else if (c == "'" || c == "\"")
				quote = c
		} else if (c == quote) {
			quote = ""
		} else if (c == "\\" && quote == "\"") {
			i++
		}
	}
	sub(/[ \t]+$/, "", text)
	return text
}

# add(TEXT, PLACE) - a line of commands
function add(text, at)
{
	sub(/^[ \t]+/, "", text)
	text = scan(text)
	if (command == "")
		place = at
	command = command (command == "" || text == "" ? "" : " ") text
	if (!sub(/[ \t]*\\$/, "", command) && quote == "" && command !~ /(\||&&)$/)
		print_command()
}

function print_command()
{
	if (command != "")
		print place "\t" command
	command = quote = ""
}

# block_end() - print the commands of the block
function block_end(   i, prompts)
{
	for (i = 1; i <= lines; i++)
		prompts += block[i] ~ /^\$ /
	for (i = 1; i <= lines; i++)
		if (!prompts || sub(/^\$ /, "", block[i]) || command != "")
			add(block[i], places[i])
	print_command()
	lines = 0
	inside = 0
}

function block_line(text)
{
	block[++lines] = text
	places[lines] = FILENAME ":" FNR
}

FNR == 1 {
	block_end()
	before = blank = 1
	waiting = generated = fence = 0
	markdown = FILENAME ~ /\.md$/
}

{
	before = blank
	blank = /^[ \t]*$/
	match($0, /^ */)
	indent = RLENGTH
}

markdown && /^```/ {
	if (!fence)
		fence = $0 == "```" ? 2 : 1
	else {
		block_end()
		fence = 0
	}
	next
}

markdown {
	if (fence == 2 || (!fence && (indent >= 4 && (before || inside) || blank && inside))) {
		inside = 1
		block_line(substr($0, fence ? 1 : 5))
	} else if (inside) {
		block_end()
	}
	next
}

inside && !blank && indent < margin { block_end() }

inside {
	block_line(substr($0, margin + 1))
	next
}

waiting && !blank {
	waiting = 0
	if (indent > base) {
		inside = 1
		margin = indent
		block_line(substr($0, margin + 1))
		next
	}
}

/^\.\. shown:/ { generated = 1 }

/::$/ && !/^ *\.\. / {
	waiting = !generated
	base = indent
	generated = 0
}

END { block_end() }
