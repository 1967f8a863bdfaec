#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-only
#
# The plugin in the stock KernelShark. This is part of make check-series, because it requires the
# lab layer pictures and takes minutes.

bats_require_minimum_version 1.5.0

setup_file()
{
	local base rec

	export top=$BATS_TEST_DIRNAME/../../..
	cd "$top" || return
	make --no-print-directory -s all kernelshark-tests
	for base in v5.10 v6.1 v6.12 v6.12-2 v7.3; do
		rec=$BATS_FILE_TMPDIR/$base
		mkdir "$rec"
		cp tests/recordings/$base/binary/*.json "$rec"
		gzip -dc tests/recordings/$base/binary/trace.dat.gz >"$rec/trace.dat"
	done
	# The same events with other names are not events of the driver.
	trace-cmd convert -i "$rec/trace.dat" -o "$BATS_FILE_TMPDIR/plain.dat" --compression none >/dev/null
	mkdir "$BATS_FILE_TMPDIR/other"
	sed 's/mlx5/xlx5/g' "$BATS_FILE_TMPDIR/plain.dat" >"$BATS_FILE_TMPDIR/other/trace.dat"
}

setup()
{
	PATH=$top/build/bin:$PATH
	cd "$top" || return
	files=("$BATS_FILE_TMPDIR"/v*/trace.dat)
	shot=$BATS_TEST_TMPDIR/shot.png
}

# switches TIMES FILE... - open the files in turn with the plugin, TIMES times in total; the leak of a
# stream name in libkshark is ignored
switches()
{
	echo leak:kshark_add_stream >"$BATS_TEST_TMPDIR/leaks"
	LSAN_OPTIONS=suppressions=$BATS_TEST_TMPDIR/leaks:print_suppressions=0 \
		build/test/kernelshark_switches "$PWD/build/test/plugin-mlx5_bars.so" "$@"
}

# colours FILE - print the expected number of bars of each colour
colours()
{
	mlx5-trace export --jsonl "${1%/*}" |
		jq -r 'select(.list == "bars") | if .to_drop_rq then "drop" else .kind end' | sort | uniq -c |
		awk -v file="$1" 'NR == FNR { colour[$1] = $2; next } { print file, colour[$2], $1 }' \
			<(kslanes --colours) - | sort
}

# bars COLOUR - count the bars of COLOUR in the picture: connected regions that are higher than a
# hole in a letter
bars()
{
	convert "$shot" -alpha off -fill black +opaque "$1" -fill white -opaque "$1" -type bilevel \
		-define connected-components:verbose=true -connected-components 8 null: |
		awk '$5 ~ /255|white/ { split($2, g, /[x+]/); if (g[2] >= 10) n++ } END { print n + 0 }'
}

@test "KernelShark's library opens files 100 times with the plugin without errors or leaks, and each bar has a shape" {
	local file

	switches 100 "${files[@]}" >"$BATS_TEST_TMPDIR/got"
	for file in "${files[@]}"; do
		diff <(colours "$file") <(grep -F "$file #" "$BATS_TEST_TMPDIR/got" | sort)
	done
}

@test "the plugin draws nothing for a trace without events of the driver, and reports no failure" {
	run -0 --separate-stderr switches 2 "$BATS_FILE_TMPDIR/other/trace.dat"
	[[ $output != *'#'* ]]
	# shellcheck disable=SC2154 # set by run
	[[ $stderr != *mlx5_bars:* && $stderr != *failed* ]]
	scripts/kernelshark --screenshot "$shot" "$BATS_FILE_TMPDIR/other"
	[[ $(bars "$(kslanes --colours | sed -n 's/^command //p')") == 0 ]]
}

@test "the picture has a bar for each channel, XSK queue and operation" {
	local kind rec=$BATS_FILE_TMPDIR/v6.12-2

	scripts/kernelshark --screenshot "$shot" "$rec"
	[[ $(identify -format %wx%h "$shot") == 1600x1100 ]]
	kslanes --bars "$rec" | cut -f 3 >"$BATS_TEST_TMPDIR/kinds"
	for kind in channel channel_active xsk_active operation rule; do
		echo "$kind: $(bars "$(kslanes --colours | sed -n "s/^$kind //p")") of $(grep -cx "$kind" "$BATS_TEST_TMPDIR/kinds")"
		[[ $(bars "$(kslanes --colours | sed -n "s/^$kind //p")") == $(grep -cx "$kind" "$BATS_TEST_TMPDIR/kinds") ]]
	done
	[[ $(bars "$(kslanes --colours | sed -n 's/^channel //p')") == $(mlx5-trace channels --json "$rec" |
		jq '[.recordings[0].changes[] | select(.event | test("^mlx5e_(open|activate|deactivate|close)_channel$")) |
			[.dev, .ix, .rqn]] | unique | length') ]]
}

@test "a double click on a bar shows its text and sets both markers" {
	local plain=$BATS_TEST_TMPDIR/plain.png

	scripts/kernelshark --screenshot "$plain" "$BATS_FILE_TMPDIR/v6.12-2"
	scripts/kernelshark --screenshot "$shot" --pick xsk_active "$BATS_FILE_TMPDIR/v6.12-2"
	# the text covers some of the RQT bars below
	[[ $(bars "$(kslanes --colours | sed -n 's/^steering //p')") != 0 ]]
	run -1 compare -metric AE "$plain" "$shot" null:
	((${output%%[. ]*} > 2000))
}

@test "scripts/kernelshark reports what is missing in one line" {
	run -1 env -u DISPLAY scripts/kernelshark "$BATS_FILE_TMPDIR/v7.3"
	[[ $output == "scripts/kernelshark: there is no display: DISPLAY is not set"* && $output != *$'\n'* ]]
	run -2 scripts/kernelshark --screenshot "$shot" tests/recordings/v6.12/text
	[[ $output == "scripts/kernelshark: tests/recordings/v6.12/text: no trace.dat"* && $output != *$'\n'* ]]
	run -2 scripts/kernelshark --pick nothing x
	run -2 scripts/kernelshark
	run -0 scripts/kernelshark --help
	[[ $output == "Usage: scripts/kernelshark "* ]]
}
