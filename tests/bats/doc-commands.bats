#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-only
#
# The commands of the documentation: each has a row in tests/doc-commands.tbl, which names the
# test that runs it, or why none does.  Those that require no guest are run here, as they are
# written, on sample recordings.

bats_require_minimum_version 1.5.0

setup()
{
	top=$BATS_TEST_DIRNAME/../..
	cd "$BATS_TEST_TMPDIR" || return
}

@test "each command of the documentation has a row, each row a command, and its test exists" {
	"$top/tests/doc-commands.sh" rows
}

@test "a command without a row, a row without a command, a test that is not there: by file and line" {
	{
		grep -vF 'podman *' "$top/tests/doc-commands.tbl"
		printf '%s\n' 'tests/bats/nosuch.bats: x' 'tests/bats/docs.bats: podman' 'run' $'\tnosuch command'
	} >table
	run -1 "$top/tests/doc-commands.sh" rows "$PWD/table"
	echo "$output"
	((${#lines[@]} == 4))
	[[ $output == *"table:"[0-9]*": no such test: tests/bats/nosuch.bats"$'\n'* ]]
	[[ $output == *"table:"[0-9]*": tests/bats/docs.bats does not contain: podman"$'\n'* ]]
	[[ $output == *$'\n'"Documentation/installing.rst:"[0-9]*" is for: podman run "* ]]
	[[ $output == *"table:"[0-9]*": no page has: nosuch command" ]]
}

@test "commands that require no guest work as they are written" {
	"$top/tests/doc-commands.sh" run
}

@test "options in the documentation are those of --help" {
	"$top/tests/doc-commands.sh" options
}

@test "a command that fails, and an option that does not exist, are found" {
	printf '%s\n' 'Text::' '' '    mlx5-trace ops --nosuch rec' "    --fault 'opcode=NOSUCH drop=1'" \
		'    scripts/boot v6.12 --cpu 4 -- ip --nosuch' '    mlx5-trace xsk rec' >page.rst
	run -1 "$top/tests/doc-commands.sh" run tests/doc-commands.tbl "$PWD/page.rst"
	echo "$output"
	[[ $output == *"/page.rst:3: does not work: mlx5-trace ops --nosuch rec"$'\n'* ]]
	[[ $output == *"/page.rst:4: does not work: --fault "* && $output != *page.rst:[56]:* ]]
	run -1 "$top/tests/doc-commands.sh" options tests/doc-commands.tbl "$PWD/page.rst"
	echo "$output"
	[[ ${lines[*]} == *"/page.rst:3: build/bin/mlx5-trace has no option --nosuch "*"/page.rst:5: scripts/boot has no option --cpu" ]]
}
