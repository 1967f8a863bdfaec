#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-only
#
# Many recordings: a directory of recordings is one argument, and the durations of a host are
# added up.

bats_require_minimum_version 1.5.0

load recording

top=$BATS_TEST_DIRNAME/../..

setup()
{
	cd "$BATS_TEST_TMPDIR" || return
	PATH=$top/build/bin:$PATH
	samples=$top/tests/recordings
	# a recording, and files written by trace-cmd listen
	mkdir all
	cp -r "$samples/v7.3/binary" all/first
	cp "$samples/v7.3/binary/trace.dat.gz" "all/trace.10.0.0.2:4711.dat.gz"
	cp "$samples/v6.12/binary/trace.dat.gz" "all/trace.10.0.0.3:4712.dat.gz"
	echo "not a trace" >all/notes
	mkdir all/empty
}

@test "a directory of recordings stands for all recordings in it, sorted by name" {
	mlx5-trace ops --json all >json
	[[ $(jq -r '.recordings[] | "\(.path) \(.host)"' json) == "all/first mlx5-v7.3
all/trace.10.0.0.2:4711.dat.gz mlx5-v7.3
all/trace.10.0.0.3:4712.dat.gz mlx5-v6.12" ]]
	mlx5-trace ops --json all/ | jq -r '.recordings[].path' | head -n 1 | grep -qx all/first
	# with another recording
	recording rec
	[[ $(mlx5-trace ops --json rec all | jq '.recordings | length') == 4 ]]
	run -2 --separate-stderr mlx5-trace ops all/empty
	[[ $stderr == "mlx5-trace: all/empty: not a recording: contains neither a trace.dat, perf.data or trace.txt nor recordings" ]]
}

@test "a file that cannot be read is named, and the others are shown" {
	head -c 3000 "$samples/v6.12/binary/trace.dat.gz" >all/broken.dat.gz
	run -2 --separate-stderr mlx5-trace ops --json all
	[[ $stderr == *all/broken.dat.gz* && $(jq '.recordings | length' <<<"$output") -ge 3 ]]
}

@test "stats --by-host: counts and durations are the sums over the host's recordings" {
	mlx5-trace stats --by-host --json all >hosts
	mlx5-trace stats --json all >each
	[[ $(jq -r '.recordings[].host' hosts) == "mlx5-v7.3
mlx5-v6.12" ]]
	jq -e --slurpfile each each 'all(.recordings[]; . as $host |
		[$each[0].recordings[] | select(.host == $host.host)] as $own |
		.events == ([$own[].events] | add) and
		all(.stats[]; . as $row |
			[$own[].stats[] | select(.group == $row.group and .name == $row.name)] as $same |
			.count == ([$same[].count] | add) and .sum_ns == ([$same[].sum_ns // 0] | add) or
				(.timed == 0 and .sum_ns == null)))' hosts
	# two equal recordings have the same median
	jq -e --slurpfile each each '[.recordings[0].stats[].p50_ns] == [$each[0].recordings[0].stats[].p50_ns]' hosts
	mlx5-trace stats --by-host all >text
	grep -qx 'mlx5-v7.3  (2 recordings, 948 events)' text
	grep -q '^mlx5-v6.12  (1 recording, ' text
	mlx5-trace stats --by-host --csv all | awk -F, 'NR > 1 { hosts[$NF] } END { exit length(hosts) != 2 }'
}

@test "--by-host for another verb or with --merge is rejected in one line" {
	run -2 --separate-stderr mlx5-trace ops --by-host all
	[[ $stderr == 'mlx5-trace: --by-host is for stats, not for: ops'* ]]
	run -2 --separate-stderr mlx5-trace stats --by-host --merge all
	[[ $stderr == 'mlx5-trace: --by-host and --merge exclude each other'* ]]
}
