#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-only
#
# mlx5-trace --svg: each picture is well-formed, readable at its width, and shows the same data
# as the other formats.

bats_require_minimum_version 1.5.0

load recording

top=$BATS_TEST_DIRNAME/../..
recordings=$BATS_TEST_DIRNAME/../recordings

setup()
{
	cd "$BATS_TEST_TMPDIR" || return
	PATH=$top/build/bin:$PATH
}

# readable FILE... - succeed if each FILE is well-formed and 900 pixels wide, with a font size of
# 11 or more, no box or text outside, and a title in each box
readable()
{
	local file least boxes

	xmllint --noout "$@" || return
	for file in "$@"; do
		head -n 1 "$file" | grep -q '^<svg .* width="900" ' || { echo "$file: not 900 wide"; return 1; }
		least=$(grep -oE 'font(-size)?: *[0-9.]+' "$file" | grep -oE '[0-9.]+$' | sort -n | head -n 1)
		((${least%.*} >= 11)) || { echo "$file: font size $least"; return 1; }
		grep -q '<rect width="100%" height="100%" fill="#fff"/>' "$file" || { echo "$file: no background"; return 1; }
		boxes=$(grep -c '<g class="box' "$file") || true
		(($(grep -cE '<g class="box[^>]*><title>[^<]+</title>' "$file") == boxes)) ||
			{ echo "$file: a box without a title"; return 1; }
		grep -oE '(<text|<rect|<path class="bar)[^>]*>([^<]*)' "$file" | awk -v file="$file" '
			{ x = width = 0; text = $0; sub(/^[^>]*>/, "", text) }
			match($0, / x="[0-9.-]+/) { x = substr($0, RSTART + 4, RLENGTH - 4) + 0 }
			match($0, / d="M[0-9.-]+/) { x = substr($0, RSTART + 5, RLENGTH - 5) + 0 }
			match($0, /h[0-9.]+/) && /^<path/ { width = substr($0, RSTART + 1, RLENGTH - 1) + 0 }
			match($0, / width="[0-9.-]+"/) { width = substr($0, RSTART + 8, RLENGTH - 9) + 0 }
			/^<text/ && !/class="[a-z ]*(end|mid)/ { gsub(/&[a-z]+;/, "x", text); gsub(/…/, "x", text); width = length(text) * 7.25 }
			x < 0 || x + width > 901 || width < 0 { print file ": outside: " $0; bad = 1 }
			END { exit bad }' || return
	done
}

@test "channels: there are as many boxes as channels in JSON, and the failed channel is marked" {
	local dir json drawn

	for dir in "$recordings"/*/binary; do
		mlx5-trace channels --svg "$dir" >a.svg
		readable a.svg
		# each RQ that is opened, or that first appears when it is deactivated or closed
		json=$(mlx5-trace channels --json "$dir" | jq '[.recordings[].changes[] |
			select(.event | test("_(open|activate|deactivate|close)_channel$")) | [.dev, .ix, .rqn]] | unique | length')
		drawn=$(grep -c '<g class="box channel">' a.svg)
		((json > 5 && drawn == json)) || { echo "$dir: $drawn of $json"; return 1; }
		(($(grep -c '<g class="box xsk">' a.svg) == 1))
		grep '<g class="box channel">' a.svg | grep 'failed: EINVAL' | grep -q 'class="x"'
		# the drop RQ has a pattern, and both marks are in the legend
		grep '<g class="box steering"><title>RQT [0-9]* -&gt; drop RQ' a.svg | grep -q 'class="bar drop"'
		grep -q '>to the drop RQ<' a.svg
		grep -q '>failed<' a.svg
	done
}

@test "channels: the scale and the boxes match the times in JSON" {
	local ns x left right

	mlx5-trace channels --svg "$recordings/v6.12/binary" >a.svg
	# the position of a box is compared with two labels of the scale
	ns=$(mlx5-trace channels --json "$recordings/v6.12/binary" |
		jq '[.recordings[].changes[] | select(.event == "mlx5e_open_channel" and .rqn == 196625)][0].time_ns')
	left=$(grep -m1 'class="scale"' a.svg | grep -oE ' x="[0-9.]+" y="[0-9.]+">46<' | grep -oE '[0-9.]+' | head -n 1)
	right=$(grep -m1 'class="scale"' a.svg | grep -oE ' x="[0-9.]+" y="[0-9.]+">49<' | grep -oE '[0-9.]+' | head -n 1)
	x=$(grep '<title>channel 0, RQ 196625' a.svg | grep -oE ' d="M[0-9.]+' | grep -oE '[0-9.]+')
	awk -v ns="$ns" -v l="$left" -v r="$right" -v x="$x" 'BEGIN {
		want = l + (ns / 1e9 - 46) / 3 * (r - l); print want, x; exit !(x - want < 0.3 && want - x < 0.3) }'
}

@test "export: there is a box for each bar, except that narrow commands are merged" {
	local dir kind bars boxes

	for dir in "$recordings"/{v5.10,v7.3}/binary; do
		mlx5-trace export --svg "$dir" >a.svg
		readable a.svg
		mlx5-trace export --csv "$dir" >bars.csv
		for kind in channel channel_active xsk steering rss rule; do
			bars=$(cut -d, -f2 bars.csv | grep -cx "$kind")
			boxes=$(grep -c "<g class=\"box $kind\">" a.svg)
			((bars && bars == boxes)) || { echo "$dir: $kind: $boxes of $bars"; return 1; }
		done
		# each command has its own box or is counted in a merged box
		bars=$(cut -d, -f2 bars.csv | grep -cx command)
		boxes=$(sed -nE 's/^<g class="box command"><title>(Firmware commands: ([0-9]+))?.*/\2/p' a.svg |
			awk '{ n += $1 ? $1 : 1 } END { print n }')
		((bars == boxes)) || { echo "$dir: commands: $boxes of $bars"; return 1; }
		(($(grep -c '^<g class="box command"' a.svg) < bars))
	done
}

@test "map: rule, TIR, RQT, RQ, channel and socket are connected by lines" {
	local dir

	for dir in "$recordings"/*/binary; do
		mlx5-trace map --svg "$dir" >a.svg
		readable a.svg
		(($(grep -c '<g class="box [a-z_]*"><title>channel ' a.svg) == $(mlx5-trace map --json "$dir" |
			jq '[.recordings[].map[].channels[] | select(.state != "closed" and .state != "unknown")] | length')))
		grep -q '<g class="box drop"><title>RQ .*drop RQ' a.svg
	done
	recording rec
	mlx5-trace map --svg rec >a.svg
	readable a.svg
	for box in 'rule rule 5' 'TIR TIR 31: channel 1' 'RQT RQT 22: channel 1' 'RQ RQ 300: XSK' 'channel channel 1' 'socket queue 1: xsk'; do
		grep -q "<title>$box" a.svg || { echo "no $box"; return 1; }
	done
	(($(grep -c '<path class="edge"' a.svg) == 11))
	# at this time, the socket is not yet bound
	mlx5-trace map --svg --at 10.020 rec >b.svg
	grep -q '>at 10.020' b.svg
	run ! grep -q '<title>socket' b.svg
}

@test "graph: the width of a box is proportional to its share of the stacks" {
	mlx5-trace graph --svg "$top/tests/dmesg/fixtures/stacks/warn.txt" >warn.svg
	readable warn.svg
	printf '%s\n' '            task-1 [000] ..... 1.000000: mlx5e_open_channel: dev=0000:01:00.0 netdev=eth0 ix=0 rqn=1' \
		'            task-1 [000] ..... 1.000001: <stack trace>' ' => inner_a' ' => outer' \
		'            task-1 [000] ..... 1.000002: mlx5e_open_channel: dev=0000:01:00.0 netdev=eth0 ix=1 rqn=2' \
		'            task-1 [000] ..... 1.000003: <stack trace>' ' => inner_b' ' => outer' \
		'            task-1 [000] ..... 1.000004: mlx5e_open_channel: dev=0000:01:00.0 netdev=eth0 ix=2 rqn=3' \
		'            task-1 [000] ..... 1.000005: <stack trace>' ' => inner_b' ' => outer' >trace.txt
	mlx5-trace graph --svg trace.txt >a.svg
	readable a.svg
	cat a.svg
	width() { grep "<title>$1: " a.svg | grep -oE ' width="[0-9.]+' | grep -oE '[0-9.]+'; }
	[[ $(width outer) == 876.0 && $(width inner_a) == 292.0 && $(width inner_b) == 584.0 ]]
	grep -q '<title>inner_b: 2 of 3, 66.7 %' a.svg
	mlx5-trace graph --svg "$recordings/v6.12/binary" >none.svg
	readable none.svg
	grep -q '>no call stack or call matches<' none.svg
}

@test "several recordings are drawn below each other; an unreadable recording does not affect the others" {
	mlx5-trace channels --svg "$recordings/v6.12/binary" >one.svg
	mlx5-trace channels --svg "$recordings"/v6.12{,-2}/binary >two.svg
	readable two.svg
	(($(grep -c '<svg' two.svg) == 1 && $(grep -c 'class="box channel"' two.svg) == 20))
	run -2 --separate-stderr mlx5-trace channels --svg nosuch "$recordings/v6.12/binary"
	[[ $output == "$(<one.svg)" ]]
	run -2 --separate-stderr mlx5-trace channels --svg nosuch
	[[ -z $output ]]
}

@test "other verbs report that they have no picture" {
	for verb in ops stats findings xsk events report; do
		run -2 --separate-stderr mlx5-trace "$verb" --svg "$recordings/v6.12/binary"
		# shellcheck disable=SC2154 # set by run
		[[ $stderr == *"--svg is for channels, map, graph, export, not for: $verb"* ]]
	done
}

@test "strings from the kernel cannot break a picture" {
	local evil=$'\e[31m<script>alert(1)"&\'\xc2\x9b\xe2\x82\xef\xbf\xbf]]>-->' verb

	zcat "$recordings/v6.12/text/trace.txt.gz" | LC_ALL=C awk -v evil="${evil//&/\\\\&}" '
		{ gsub(/ethtool-/, evil "-"); gsub(/netdev=eth0/, "netdev=" evil); gsub(/dev=0000:01:00.0/, "dev=" evil); print }' >"trace$evil"
	grep -aq '<script>' "trace$evil"
	for verb in channels map export graph; do
		mlx5-trace "$verb" --svg "trace$evil" >a.svg
		readable a.svg
		run ! grep -q '<script' a.svg
		grep -q '&lt;script&gt;' a.svg
	done
}

@test "the pictures in the documentation are readable and small" {
	local file

	readable "$top"/Documentation/pictures/*.svg "$top"/Documentation/journeys/*.svg
	for file in "$top"/Documentation/{pictures,journeys}/*.svg; do
		(($(stat -c %s "$file") < 60000)) || { echo "$file is too large"; return 1; }
	done
	# each journey has a picture, which is shown on its page
	for file in "$top"/Documentation/journeys/*.rst; do
		[[ -f ${file%.rst}.svg ]]
		grep -q "^\.\. image:: $(basename "${file%.rst}").svg" "$file"
	done
	grep -qE '^!\[.*\]\(Documentation/pictures/.*\.svg\)' "$top/README.md"
}
