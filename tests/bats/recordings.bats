#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-only
#
# Recordings of every base and of every form that its events have had, made in guests by
# tests/recordings/record.sh: what mlx5-trace reads in them is in files beside them.
# Written anew for review by: WRITE=1 bats tests/bats/recordings.bats

bats_require_minimum_version 1.5.0

top=$BATS_TEST_DIRNAME/../..

setup()
{
	cd "$BATS_TEST_TMPDIR" || return
	PATH=$top/build/bin:$PATH
}

# reads KIND - in each recording of this kind every verb reads what is expected
reads()
{
	local kept rec packed verb status bad=0

	for kept in "$top"/tests/recordings/*/"$1"; do
		rec=${kept%/*}
		rec=${rec##*/}
		mkdir -p "$rec"
		cp "$kept"/*.json "$rec"
		for packed in "$kept"/*.gz; do
			gzip -dc "$packed" >"$rec/$(basename "$packed" .gz)"
		done
		for verb in ops map xsk findings stats; do
			status=0
			if [[ $verb == map ]]; then
				mlx5-trace map --json "$rec" | jq . >out
			else
				mlx5-trace "$verb" "$rec" >out || status=$?
			fi
			[[ $status == 0 || ($status == 1 && $verb == findings) ]]
			[[ -z ${WRITE-} ]] || cp out "$kept/$verb.expected"
			diff -u "$kept/$verb.expected" out || bad=1
		done
	done
	((!bad))
}

@test "text recordings of every base and form" {
	reads text
}

@test "trace.dat of every base and form" {
	reads binary
}
