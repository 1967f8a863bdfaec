#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# exports.sh - read the output of mlx5-trace export with the programs it is intended for: CTF
# with babeltrace2, and CSV and JSON lines with SQLite.  TAP is written to standard output.  Runs
# in the lab with the layer pictures.
set -uo pipefail
cd "$(dirname -- "${BASH_SOURCE[0]}")/.." || exit
# shellcheck source=tests/lib/tap.sh
. tests/lib/tap.sh
PATH=$PWD/build/bin:$PATH
work=$(mktemp -d)
trap 'rm -rf -- "$work"' EXIT
# recordings of the oldest and the newest base
recordings=(tests/recordings/v*/)
text=${recordings[0]}text
binary=${recordings[-1]}binary

# events RECORDING... - print the time, name, task and fields of each event in the JSON output
events()
{
	mlx5-trace events --json "$@" | jq -r '.recordings[].trace_events[] |
		"\(.time_ns) \(if .system then .system + ":" else "" end)\(.event) \(.comm) \(.pid) " +
		([.fields // { text } | to_entries[] | "\(.key)=\(.value)"] | join(" "))' | sort
}

# ctf_events DIR - print the events in DIR in the same format with babeltrace2
ctf_events()
{
	babeltrace2 --clock-cycles --no-delta "$1" |
		sed -nE 's/^\[0*([0-9]+)\] ([^ ]+): \{ cpu = -?[0-9]+, pid = (-?[0-9]+), comm = "(.*)" \}, \{ (.*) \}$/\1 \2 \4 \3 \5/p' |
		sed -E 's/([A-Za-z0-9_]+) = ("([^"]*)"|(-?[0-9]+))(, )?/\1=\3\4 /g; s/ $//' | sort
}

ctf_is_read()
{
	rm -rf -- "$work/ctf"
	mlx5-trace export --ctf --output "$work/ctf" "$1" && ctf_events "$work/ctf" >"$work/got" &&
		events "$1" >"$work/want" && [[ -s $work/got ]] && diff "$work/want" "$work/got" | head -n 20 &&
		cmp "$work/want" "$work/got"
}

several_are_read()
{
	rm -rf -- "$work/ctf"
	mlx5-trace export --ctf --output "$work/ctf" "$binary" "$text" &&
		[[ $(ctf_events "$work/ctf" | wc -l) == "$(events "$binary" "$text" | wc -l)" ]]
}

# hostile_is_read - succeed if names and texts that contain CTF syntax are read
hostile_is_read()
{
	rm -rf -- "$work/ctf"
	printf '  a"};-312  [001] .....  10.000000: my\\"event: x"y=1 };=2 int=z x"y=3\n' >"$work/trace.txt"
	printf '  b-313  [001] .....  9.000000: plain: some text\n' >>"$work/trace.txt"
	mlx5-trace export --ctf --output "$work/ctf" "$work/trace.txt" &&
		[[ $(babeltrace2 "$work/ctf" | wc -l) == 2 ]]
}

sql()
{
	sqlite3 -csv "$work/db" "$@"
}

csv_is_loaded()
{
	rm -f "$work/db"
	mlx5-trace export --csv "$binary" "$text" >"$work/bars.csv" && sql ".import $work/bars.csv bars" &&
		[[ $(sql 'SELECT kind, count(*), sum(end_ns - start_ns) FROM bars GROUP BY kind ORDER BY kind' | tr -d '\r') == \
			"$(mlx5-trace export --json "$binary" "$text" | jq -r '[.recordings[].bars[]] | group_by(.kind)[] |
				[.[0].kind, length, (map(.end_ns - .start_ns) | add)] | "\(.[0]),\(.[1]),\(.[2])"')" ]]
}

# page_is_right - succeed if SQLite executes the statement from the manual page
page_is_right()
{
	[[ $(sqlite3 -csv :memory: ".import $work/bars.csv bars" \
		"SELECT name, end_ns - start_ns AS ns FROM bars
		 WHERE kind = 'command' ORDER BY ns DESC LIMIT 5" | wc -l) == 5 ]]
}

jsonl_is_loaded()
{
	mlx5-trace export --jsonl "$binary" >"$work/lines" &&
		sql 'CREATE TABLE lines (line TEXT)' && sqlite3 "$work/db" -cmd '.mode ascii' -cmd '.separator "\t" "\n"' ".import $work/lines lines" &&
		[[ $(sql "SELECT count(*) FROM lines WHERE json_extract(line, '\$.list') = 'bars'") == \
			"$(mlx5-trace export --json "$binary" | jq '.recordings[0].bars | length')" ]]
}

check "CTF: babeltrace2 reads each event of a trace.dat with its fields" ctf_is_read "$binary"
check "CTF: babeltrace2 reads each event of a text recording with its fields" ctf_is_read "$text"
check "CTF: babeltrace2 reads the events of two recordings" several_are_read
check "CTF: babeltrace2 reads names and texts that contain CTF syntax" hostile_is_read
check "CSV: SQLite imports the bars" csv_is_loaded
check "CSV: SQLite executes the statement from the manual page" page_is_right
check "JSON lines: SQLite imports the bars" jsonl_is_loaded
done_testing
