#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-only
#
# The test runners, without kernels and guests.

bats_require_minimum_version 1.5.0

setup()
{
	cd "$BATS_TEST_DIRNAME/../.." || return
}

# refused TEXT COMMAND... - expect status 2, and one line on stderr that contains TEXT
# bats sets stderr and stderr_lines
# shellcheck disable=SC2154
refused()
{
	local text=$1
	shift
	run -2 --separate-stderr "$@"
	[[ $stderr == *": "*"$text"* ]] || { echo "stderr: $stderr"; return 1; }
	((${#stderr_lines[@]} == 1))
	[[ -z $output ]]
}

@test "check: unknown suites and bases" {
	refused "no suite 'series-all': the suites are lint host unit bats patches guest user deb series proofs debug" scripts/check series-all
	refused "no base 'v9.9': the bases are v5.10 v6.1 v6.12" scripts/check series v6.12 v9.9
	refused "no guest test 'contol' in tests/guest" scripts/check guest control contol
	refused "no suite 'sid': the suites are bookworm trixie" scripts/check user trixie sid
	run -0 scripts/check --help
	[[ $output == *"series [BASE]..."* ]]
}

@test "check: unknown names are found before the lab is created" {
	local tree=$BATS_TEST_TMPDIR/tree
	mkdir -p "$tree/tests/guest"
	cp -r scripts patches "$tree/"
	cp version.mk "$tree/"
	cp -r tests/lib tests/check-user.sh tests/check-deb.sh "$tree/tests/"
	cp -r tests/guest/run tests/guest/lib "$tree/tests/guest/"
	printf '#!/bin/bash\necho "the lab was entered" >&2\nexit 9\n' >"$tree/scripts/lab"
	cd "$tree" || return
	refused "no guest test 'contol' in tests/guest" scripts/check lint guest contol
	refused "no suite 'sid': the suites are bookworm trixie" scripts/check deb sid
	refused "no suite 'sid': the suites are bookworm trixie" scripts/check lint user sid
	refused "no suite 'sid': the suites are bookworm trixie" scripts/check lint deb trixie sid
	refused "no base 'v9': the bases are v5.10" scripts/check lint series v9
	refused "unknown option '--all'" scripts/journeys pages --all
	refused "no page 'mto' in Documentation/journeys" scripts/journeys pages --check mto
	refused "list takes no argument" scripts/journeys list mtu
	run -9 scripts/check deb trixie
}

@test "guest tests: unknown bases, drivers and names" {
	refused "no base 'v9.9': the bases are v5.10 v6.1" tests/guest/run --base v9.9 control
	refused "no driver 'mine': the drivers are stock, patched, full and debug" tests/guest/run --driver mine control
	refused "--base requires a value" tests/guest/run --base
	refused "--driver requires a value" tests/guest/run control --driver
	refused "unknown option '--bse'" tests/guest/run --bse v6.1
	refused "no guest test 'contol' in tests/guest" tests/guest/run --base v6.1 control contol
}

# of BASE ROW - print the cell of ROW in kernels.tbl for BASE
of()
{
	base=$1 bash -c '. tests/guest/lib/kernels.sh && expect "$1"' - "$2"
}

@test "kernels.tbl: any other kernel uses the column of the newest base that is not newer than it" {
	run -0 of v6.1 rx_queues_of_channel
	[[ $output == 1 ]]
	run -0 of v5.10 rx_queues_of_channel
	[[ $output == 2 ]]
	run -0 of 5.15.0-1-amd64 rx_queues_of_channel
	[[ $output == 2 ]]
	run -0 of 6.17.13+deb13-amd64 queue_operations
	[[ $output == no ]]
	run -0 of 6.19.1+deb13-amd64 queue_operations
	[[ $output == yes ]]
	run -0 of v7.3 tsconfig
	[[ -z $output ]]
	run -1 of v7.3 no_such_row
	[[ $output == "kernels.tbl has no row 'no_such_row'" ]]
}

@test "kernels.tbl: each row has a cell for each base, and each expected output has a reason" {
	run -0 bash -c '. tests/guest/lib/kernels.sh; shopt -s extglob
		while IFS= read -r line; do
			[[ $line == [a-z]* ]] || continue
			IFS=$'\''\t'\'' read -ra cells <<<"${line//  *( )/$'\''\t'\''}"
			((${#cells[@]} == ${#columns[@]})) || echo "${cells[0]}"
		done <tests/guest/data/kernels.tbl'
	[[ -z $output ]]
	for file in tests/guest/expected/v*/*; do
		dir=${file%/*} explained=
		while read -r pattern; do
			# shellcheck disable=SC2053 # it is a pattern
			[[ ${file##*/} != $pattern ]] || explained=1
		done < <(sed -nE "/^# ${dir##*/}\/$/,/^# v[0-9.]*\/$/s/^#   ([a-z].*)/\1/p" tests/guest/data/kernels.tbl | cut -d" " -f1)
		[[ $explained ]] || { echo "$file"; return 1; }
	done
}

# Create a checkout in which no kernel is built and no guest is booted.  The arguments of
# scripts/kernel and tests/guest/run are logged in $tree/asked.
fake_tree()
{
	tree=$BATS_TEST_TMPDIR/tree
	mkdir -p "$tree/scripts/lib" "$tree/tests/guest"
	cp scripts/lib/common.sh scripts/lib/bases.sh "$tree/scripts/lib/"
	cp tests/run-series.sh "$tree/tests/"
	for base in patches/v*; do
		mkdir -p "$tree/$base"
		cp "$base/base" "$tree/$base/"
	done
	cat >"$tree/scripts/kernel" <<-'END'
		#!/bin/bash
		echo "kernel $*" >>asked
		case $* in
		*v6.1) echo "v6.1: UNAVAILABLE (linux-image-6.1)" >&2; exit 1 ;;
		'fetch v7.3') echo "v7.3: UNAVAILABLE (linux-source-7.3)" >&2; exit 1 ;;
		'build --debug v6.12') echo "no room left" >&2; exit 1 ;;
		esac
	END
	cat >"$tree/tests/guest/run" <<-'END'
		#!/bin/bash
		echo "run $*" >>asked
		out=build/guest/$2-$4/$5
		mkdir -p "$out"
		printf 'netdev 20.5\nend 50.9\n' >"$out/times"
		echo "ok - $2 $4 $5: it works"
		[[ $2-$5 != v5.10-xsk* ]] || echo "not ok - $2 $4 $5: it does not"
	END
	chmod +x "$tree/scripts/kernel"
	cd "$tree" || return
}

@test "check-series: unavailable kernels are skipped and named, and the others are run and timed" {
	fake_tree
	run -0 --separate-stderr bash tests/run-series.sh
	[[ $output == *"ok - v6.1: fetch # SKIP UNAVAILABLE (linux-image-6.1)"* ]]
	[[ $output == *"ok - v6.1: image # SKIP UNAVAILABLE (linux-image-6.1)"* ]]
	[[ $output == *"not ok - v5.10 stock xsk+devlink+ib+kernels: it does not"* ]]
	# v7.3 has an image but no source, so only the stock driver is tested.
	grep -q "^run --base v7.3 --driver stock control$" asked
	seconds=$stderr
	run -1 grep -E "run --base (v6.1 |v7.3 --driver patched)|build.* v7.3|debug" asked
	# v6.18 has no headers; the series on v6.12 is tested by make check.
	grep -q "^kernel build --full v6.18$" asked
	grep -q "^run --base v6.18 --driver patched control$" asked
	run -1 grep -E "v6.12 --driver patched (control|answers)" asked
	# The journeys run on each base that can be built.
	for base in v5.10 v6.12 v6.18; do
		grep -q "^run --base $base --driver patched journey-channels+" asked
	done
	[[ $seconds == *"v6.18 "*" 20 "* ]]
	cmp <(printf '%s\n' "$seconds" | grep "^v\|^seconds") build/log/series-times
}

@test "check-series: an unreachable archive is a failure, not a skip" {
	fake_tree
	sed -i 's/UNAVAILABLE (linux-image-6.1)/NOT REACHABLE (Could not resolve host)/' scripts/kernel
	run -0 --separate-stderr bash tests/run-series.sh v6.1
	[[ $output == *"not ok - v6.1: fetch"*"# v6.1: NOT REACHABLE (Could not resolve host)"* ]]
	run -1 grep SKIP <<<"$output"
}

@test "check-series: if a base is given, only that base is tested" {
	fake_tree
	run -0 --separate-stderr bash tests/run-series.sh v5.10
	[[ $(grep -c ^ok <<<"$output") -gt 2 ]]
	run -1 grep -v v5.10 asked
}

@test "check-patches: the event tests are run on all bases" {
	fake_tree
	sed -i "s/'fetch v7.3'/never/" scripts/kernel
	run -0 --separate-stderr bash tests/run-series.sh --events
	for base in v5.10 v6.12 v6.18 v7.3; do
		[[ $output == *"ok - $base patched events: it works"*  && $output == *"ok - $base patched faults: it works"* ]]
	done
	[[ $output == *"ok - v6.1: fetch # SKIP UNAVAILABLE (linux-image-6.1)"* ]]
	run -1 grep -E "stock|run.* v6.1 " asked
	[[ -s build/log/events-times ]]
}

@test "check-debug: the debug kernels are tested on two bases" {
	fake_tree
	sed -i "s/'fetch v7.3'/never/" scripts/kernel
	run -0 --separate-stderr bash tests/run-series.sh --debug
	[[ $output == *"not ok - v6.12: build debug"*"# no room left"* ]]
	[[ $output == *"ok - v7.3 debug control: it works"* && $output == *"ok - v7.3 debug xsk: it works"* ]]
	run -1 grep -v debug <(grep -v "^kernel fetch" asked)
	[[ -s build/log/debug-times ]]
}

# guest_tree - create a checkout in which no guest is booted.  The options and tests of each boot
# are logged as a line of $tree/asked.  A test named *bad* fails, and a test named *deadly* ends
# the guest.
guest_tree()
{
	tree=$BATS_TEST_TMPDIR/tree
	mkdir -p "$tree/scripts/lib" "$tree/tests/guest/lib" "$tree/tests/lib"
	cp scripts/lib/common.sh scripts/lib/bases.sh "$tree/scripts/lib/"
	cp -r patches "$tree/"
	cp tests/guest/run "$tree/tests/guest/"
	cp tests/guest/lib/parts.sh "$tree/tests/guest/lib/"
	cp tests/lib/took.sh "$tree/tests/lib/"
	cat >"$tree/scripts/boot" <<-'END'
		#!/bin/bash
		options=("$@")
		until [[ $1 == *in-guest.sh ]]; do shift; done
		shift
		[[ $1 == *slow* || ! -e tests/guest/slow.test ]] || for ((i = 0; i < 30; i++)); do
			! grep -q slow asked 2>/dev/null || break
			sleep 0.1
		done
		echo "${options[*]}" >>asked
		while (($#)); do
			status=0
			echo "# guest test $1 begins"
			echo "# guest test $1 begins" >&2
			echo "ok 1 - begin"
			sleep 0.2
			case $1 in
			*deadly*) echo "Oops" >&2; exit 1 ;;
			*bad*) status=7; echo "not so" >&2 ;;
			*) echo "ok 2 - end" ;;
			esac
			echo "# guest test $1 ended: status $status, 1234 ms"
			shift 2
		done
	END
	chmod +x "$tree/scripts/boot"
	cd "$tree" || return
}

# guest_test NAME LINE... - create the guest test NAME with each LINE as a comment
guest_test()
{
	local name=$1
	shift
	printf '# %s\n' "$@" >"$tree/tests/guest/$name.test"
}

@test "guest tests: guests run in parallel, the longest first, and are not mixed in the output" {
	guest_tree
	guest_test slow 'boot: --stock' 'takes: 90'
	guest_test quick 'boot: --stock --cpus 1'
	guest_test bad 'boot: --stock --cpus 2'
	guest_test last 'boot: --stock --cpus 3'
	run -0 --separate-stderr bash tests/guest/run --jobs 2 last bad quick slow
	[[ $(head -n1 asked) == *slow* ]]
	[[ $output == *$'ok - quick: begin\nok - quick: end\nok - quick: the test ran'* ]]
	[[ $output == *$'not ok - bad: the test ran to completion\n# not so'* ]]
	[[ $output == *"# took 1.234 s: quick"* ]]
	[[ $(grep -c '^ok' <<<"$output") -eq 10 ]]
}

@test "guest tests: tests with the same machine share a guest, which has the fault rules of all of them" {
	guest_tree
	guest_test a 'boot: --stock --cpus 4' "boot: --device-opt '--fault=while=/out/a opcode=X'"
	guest_test b 'boot: --cpus 4 --stock' "boot: --device-opt '--fault=while=/out/b opcode=X'"
	guest_test c 'boot: --stock --cpus 4 --device-opt --set=x=1'
	guest_test d 'boot: --stock --cpus 4' 'takes: 290'
	guest_test e 'boot: --patched --cpus 4'
	run -0 --separate-stderr bash tests/guest/run a b c d e
	sort -o asked asked
	run -0 cat asked
	[[ ${#lines[@]} -eq 4 ]]
	grep -q -- "--stock --cpus 4 --device-opt --fault=while=/out/a opcode=X --device-opt --fault=while=/out/b opcode=X --out .* a 700 b 700$" asked
	grep -q -- "--set=x=1 .* c 700$" asked
	grep -q -- " d 2050$" asked
	[[ -s build/guest/a/b.tap && -s build/guest/b/a.tap && ! -e build/guest/c/a.tap ]]
	# A test that is run alone has a separate guest, without the rules of other tests.
	rm asked
	run -0 --separate-stderr bash tests/guest/run b
	run -1 grep -q "/out/a" asked
}

@test "guest tests: if the guest ends, the test is reported, and the remaining tests have a new guest" {
	guest_tree
	for name in a deadly x y; do
		guest_test "$name" 'boot: --stock'
	done
	run -0 --separate-stderr bash tests/guest/run a deadly x y
	[[ $(wc -l <asked) -eq 2 && $(tail -n 1 asked) == *"in-guest.sh x 700 y 700" ]]
	[[ $(grep -c '^not ok' <<<"$output") -eq 1 ]]
	[[ $output == *$'not ok - deadly: the test ran to completion\n'*"Oops"*"the guest ended with status 1 in this test: build/guest/a+deadly"*console.log* ]]
	[[ $output == *$'ok - y: end\nok - y: the test ran to completion'* ]]
	# A guest that does not reach its first test is not retried.
	printf '#!/bin/bash\necho again >>asked\nexit 1\n' >scripts/boot
	rm asked
	run -0 --separate-stderr bash tests/guest/run a x
	[[ $(grep -c '^not ok' <<<"$output") -eq 2 && $(cat asked) == again ]]
}

@test "guest tests: each test has its own part of the kernel log and of the leak ledgers" {
	guest_tree
	cp -r "$BATS_TEST_DIRNAME/../guest/"{dmesg-check.sh,ledger-check.sh,allow} tests/guest/
	printf '#!/bin/bash\nshift\nexec "$@"\n' >scripts/lab
	guest_test one 'boot: --stock' 'must-log: boom'
	guest_test two 'boot: --stock' 'ledgers: 2'
	cat >"$BATS_TEST_TMPDIR/dmesg.raw" <<-'END'
		<5>[    0.000000] Linux version 6
		<14>[    5.000000] guest test one begins
		<4>[    6.000000] boom one
		<14>[    6.500000] guest test one ended: status 0, 1 ms
		<14>[    7.000000] guest test two begins
		<4>[    8.000000] boom two
		<14>[    9.000000] guest test two ended: status 0, 1 ms
	END
	printf '%s\n' '{"ledger":"a","count":0,"left":[]}' '{"ledger":"b","count":0,"left":[]}' \
		'{"ledger":"c","count":1,"left":[{"type":"RQ","id":"0x1"}]}' >"$BATS_TEST_TMPDIR/vconnectx-0.jsonl"
	sed -i "2i while [[ \$* == *--out* && \$1 != --out ]]; do set -- \"\${@:2}\" \"\$1\"; done; cp $BATS_TEST_TMPDIR/{dmesg.raw,vconnectx-0.jsonl} \"\$2\"; set -- \"\${@:3}\"; until [[ \$1 == -- ]]; do set -- \"\${@:2}\"; done" scripts/boot
	run -0 --separate-stderr bash tests/guest/run one two
	[[ $output == *"not ok - one: no kernel message"*$'\n# boom one\n'*"ok - one: the kernel printed: boom"* ]]
	[[ $output == *$'\n# boom two\n'* && $(grep -c 'boom one' <<<"$output") -eq 1 ]]
	[[ $output == *"ok - one: vconnectx-0.jsonl: the leak ledger is empty"* ]]
	[[ $output == *"not ok - two: vconnectx-0.jsonl: the leak ledger is empty"*"1 objects left at c: RQ 0x1"* ]]
}

@test "check: failures are repeated at the end, with their reasons" {
	tree=$BATS_TEST_TMPDIR/tree
	mkdir -p "$tree/scripts/lib" "$tree/tests"
	cp scripts/check "$tree/scripts/"
	cp scripts/lib/common.sh scripts/lib/bases.sh "$tree/scripts/lib/"
	printf '#!/bin/bash\n' >"$tree/scripts/lab"
	chmod +x "$tree/scripts/lab"
	printf 'all:\n' >"$tree/Makefile"
	printf 'echo "not ok 1 - one thing"; echo "# its reason"; echo "ok 2 - another"; echo "# chatter"\n' >"$tree/tests/lint.sh"
	printf 'echo "ok 1 - x"; exit 3\n' >"$tree/tests/run-bats.sh"
	cd "$tree" || return
	run -1 --separate-stderr scripts/check lint bats
	[[ $output == "2 passed, 2 failed, 0 skipped" ]]
	[[ ${stderr#*failed:$'\n'} == $'  lint: 1 - one thing\n    # its reason\n  bats: - suite bats ended with status 3\nscripts/check: '*" s" ]]
}
