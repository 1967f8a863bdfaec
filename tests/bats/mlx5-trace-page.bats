#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-only
#
# mlx5-trace export --html: the page and its data. tests/page.sh tests the page in a browser.

bats_require_minimum_version 1.5.0

load recording

top=$BATS_TEST_DIRNAME/../..

setup()
{
	cd "$BATS_TEST_TMPDIR" || return
	PATH=$top/build/bin:$PATH
	recording rec
}

# data FILE - print the data of the page, which is one JSON object
data()
{
	awk '/^<script type="application\/json" id="data">$/ { on = 1; next } on && /^<\/script>$/ { exit } on' "$1"
}

# A jq filter for all bars of a recording, in the format of --json.
unpack='.recordings[].bars | (.base_ns | tonumber) as $base | .count as $count |
	[.columns | to_entries[] | .key as $key | .value as $column |
		if $column.true then [range($count)] | map({ ($key): false }) | reduce $column.true[] as $i (.; .[$i][$key] = true)
		else [range($count)] | map({ ($key): null }) |
			reduce range($column.values | length) as $k (.; .[($column.at // [range($count)])[$k]][$key] =
				($column.values[$k] | if $column.words then $column.words[.]
					elif $key | endswith("_ns") then . + $base
					elif $key == "to_drop_rq" then . == 1 else . end))
		end] | transpose | map(add)'

@test "the page is one file and loads nothing" {
	mlx5-trace export --html rec >page.html
	[[ $(head -n 1 page.html) == '<!DOCTYPE html>' && $(tail -n 1 page.html) == '</html>' ]]
	run ! grep -nE '(src|href)="?(https?:|//)|url\(|@import|<link|fetch\(|XMLHttpRequest|import\(' page.html
	for tag in html head body main style script section table details; do
		open=$(grep -oE "<${tag}[ >]" page.html | wc -l)
		[[ $open -gt 0 && $open == $(grep -o "</$tag>" page.html | wc -l) ]] || { echo "$tag"; return 1; }
	done
	# each element that the script looks for exists exactly once
	grep -oE 'byId\("[a-z-]*"\)' page.html | sort -u | sed 's/byId("\(.*\)")/\1/' >ids
	[[ $(wc -l <ids) -gt 30 ]]
	while read -r id; do
		[[ $(grep -c "id=\"$id\"" page.html) == 1 ]] || { echo "$id"; return 1; }
	done <ids
}

@test "the data of the page matches --json" {
	mlx5-trace export --html rec >page.html
	data page.html | jq -c "$unpack | .[]" >packed
	diff packed <(mlx5-trace export --json rec | jq -c '.recordings[].bars[]')
	[[ $(wc -l <packed) -gt 30 ]]
	for verb in ops findings map xsk stats graph; do
		diff <(data page.html | jq -S ".recordings[0].$verb") \
			<(mlx5-trace "$verb" --json rec | jq -S ".recordings[0].$verb")
	done
	data page.html | jq -e '.schema == "mlx5-trace/page/1" and (.kinds | length == 10)'
}

@test "names in a recording cannot become HTML or script of the page" {
	sed -i 's/  *xsk-402 / <\/script><b>x-402 /; s/netdev=eth0/netdev=<!--\&/' rec/trace.txt
	jq '.devices[0].driver.firmware = "</script><script>alert(1)</script>\u2028"' rec/snapshot.json >new
	mv new rec/snapshot.json
	mv rec '<img src=x onerror=alert(2)>'
	mlx5-trace export --html ./*alert* >page.html
	[[ $(grep -c '</script>' page.html) == 2 ]]
	run ! grep -qE '<img|<b>x|<!--|alert' <(sed '/id="data"/,/<\/script>/d' page.html)
	run ! grep -q '[<>&]' <(data page.html)
	run ! grep -q $'\u2028' page.html
	data page.html | jq -e '.recordings[0].bars.columns.comm.words | index("</script><b>x")'
	data page.html | jq -e '.recordings[0] | .path == "./<img src=x onerror=alert(2)>" and
		.devices[0].firmware == "</script><script>alert(1)</script>\u2028"'
}

@test "several recordings are in one page" {
	recording other
	: >empty.txt
	mlx5-trace export --html rec other >page.html
	data page.html | jq -e '[.recordings[].path] == ["rec", "other"]'
	data page.html | jq -e '.recordings | .[0].bars == .[1].bars and (.[0].bars.count > 30)'
	run -2 --separate-stderr mlx5-trace export --html missing rec
	# shellcheck disable=SC2154 # set by run
	[[ ${#stderr_lines[@]} == 1 ]]
	data <(printf '%s\n' "$output") | jq -e '[.recordings[].path] == ["rec"]'
	run -2 --separate-stderr mlx5-trace export --html missing
	data <(printf '%s\n' "$output") | jq -e '.recordings == []'
}

@test "times since the epoch keep their nanoseconds" {
	# these times in ns exceed the integers that JavaScript can represent
	sed -i -E 's/ 10\.([0-9]{6}): / 1764500010.\1: /' rec/trace.txt
	mlx5-trace export --html rec >page.html
	data page.html | jq -e '.recordings[0].bars.base_ns | startswith("17645000100")'
	data page.html | jq -e '.recordings[0].bars.columns.start_ns.values | max < 1e9'
}

@test "if memory or disk space runs out, no page is printed that looks complete" {
	awk 'BEGIN {
		for (i = 0; i < 30000; i++)
			printf " ethtool-312     [001] .....  %d.%03d000: mlx5e_set_channels: dev=0000:01:00.0 netdev=eth0 ifindex=2 old_count=1 new_count=2 err=0\n", 10 + i / 1000, i % 1000
	}' >many.txt
	run -2 --separate-stderr bash -c 'ulimit -d 6000; mlx5-trace export --html many.txt'
	# shellcheck disable=SC2154 # set by run
	[[ -z $output && ${#stderr_lines[@]} == 1 && $stderr == *'out of memory'* ]]
	run -2 --separate-stderr bash -c 'mlx5-trace export --html rec >/dev/full'
	[[ $stderr == *'cannot write the output: No space left on device'* ]]
}
