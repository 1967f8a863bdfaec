#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-only
#
# Recordings of every base and of every format that its events have had. They were recorded in
# guests by tests/recordings/record.sh; the expected output of mlx5-trace is in the same
# directories. To rewrite it for review, run: WRITE=1 bats tests/bats/recordings.bats

bats_require_minimum_version 1.5.0

top=$BATS_TEST_DIRNAME/../..

setup()
{
	PATH=$top/build/bin:$PATH
	out=$BATS_TEST_TMPDIR/out
	# a value added in a later version is unknown in older formats
	known='.recordings[0].map | walk(if type == "object" then with_entries(select(.value != null)) else . end)'
}

# reads KIND - expect the recorded output of every verb for each recording of KIND
reads()
{
	local kept verb status bad=0

	for kept in "$top"/tests/recordings/*/"$1"; do
		cd "$kept"
		for verb in ops "map --json" xsk findings stats; do
			status=0
			# shellcheck disable=SC2086 # an option
			mlx5-trace $verb . >"$out" || status=$?
			[[ $status == 0 || ($status == 1 && $verb == findings) ]]
			[[ $verb != map* ]] || { jq "$known" "$out" >"$out.map" && mv "$out.map" "$out"; }
			verb=${verb%% *}
			[[ -z ${WRITE-} ]] || cp "$out" "$verb.expected"
			diff -u "$verb.expected" "$out" || bad=1
		done
	done
	((!bad))
}

@test "text recordings of every base and format are read as expected" {
	reads text
}

@test "trace.dat files of every base and format are read as expected" {
	reads binary
}

@test "the demo's summary counts the channels that are open at the end" {
	run -0 jq -nr --argjson channels '[{"state":"active"},{"state":"opened"},{"state":"closed"}]' '{recordings: [{
		events: 0, kernel: "6.12", lost: {events: 0}, ops: [], changes: [], findings: [],
		map: [{netdev: "eth0", channels: $channels}]}]}'
	run -0 jq -r -f "$BATS_TEST_DIRNAME/../../scripts/lib/demo-summary.jq" <<<"$output"
	[[ $output == *"channels: 0 opened, 0 closed; at the end 2 on eth0"* ]]
}
