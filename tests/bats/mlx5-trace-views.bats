#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-only
#
# Output of mlx5-trace for each verb: text, JSON and CSV, on a terminal and
# elsewhere, with any locale and with arbitrary bytes in names.

bats_require_minimum_version 1.5.0

load recording

top=$BATS_TEST_DIRNAME/../..

setup()
{
	cd "$BATS_TEST_TMPDIR" || return
	PATH=$top/build/bin:$PATH
	recording rec
	mapfile -t verbs < <(mlx5-trace --help | sed -n 's/^  \([a-z]*\)  *[a-z].*/\1/p')
	# the verbs that read a recording; the other verbs watch the running machine
	readers=()
	for verb in "${verbs[@]}"; do
		[[ $(mlx5-trace "$verb" --help | head -n 1) != *"trace $verb [OPTION]... FILE..." ]] || readers+=("$verb")
	done
}

# show OPTION... - print the output of each verb; status 1 means findings; export has no text
show()
{
	for verb in "${readers[@]}"; do
		[[ $verb != export || $1 == --json ]] || continue
		mlx5-trace "$verb" "$@" || (($? == 1))
	done
}

# narrow FILE - succeed if no line has more than 80 characters
narrow()
{
	LC_ALL=C.UTF-8 awk 'length > 80 { print length ": " $0; bad = 1 } END { exit bad }' "$1"
}

# on_terminal COMMAND - print the output of COMMAND on a terminal with 80 columns
on_terminal()
{
	TERM=xterm COLUMNS=80 script -qec "$1" /dev/null </dev/null | tr -d '\r'
}

@test "text fits in 80 columns" {
	# strings as long as on real machines: firmware with PSID, full release, start time
	jq '.devices[0].driver.firmware = "16.35.3006 (MT_0000000013)" | .devices[0].rss.indir = [range(256)]' \
		rec/snapshot.json >snapshot
	jq '.tool_version = "6.12.117+deb13-amd64" | .started = "2026-11-21T10:20:20.151197Z" |
		.command = ["bash", "-c", "for i in 1 2 3 4; do ethtool -L eth0 combined $i; sleep 1; done\necho done"]' \
		rec/meta.json >meta
	mv snapshot rec/snapshot.json
	mv meta rec/meta.json
	printf 'some garbage of a line that is long enough to be quoted with its place, \xff\xfe and then more of it\n' >>rec/trace.txt
	for cpu in {0..15}; do
		echo "CPU:$cpu [LOST 3$cpu EVENTS]"
	done >>rec/trace.txt
	show rec >out
	narrow out
	show --all rec >out
	narrow out
	mlx5-trace map --at 10.01 --diff 10.025 rec >out
	narrow out
	mlx5-trace ops rec >out
	grep -A 1 '^  skipped  1 ' out | grep -q '^           rec/trace.txt:[0-9]*: not a line'
	grep -A 3 '^  lost ' out | grep -q 'cpu 15: 315)'
	mlx5-trace ops rec | grep -A 2 '^  command ' | grep -q 'echo done'
}

@test "text on a terminal is coloured unless NO_COLOR is set" {
	for verb in "${readers[@]}"; do
		on_terminal "mlx5-trace $verb --json rec" | diff - <(mlx5-trace "$verb" --json rec)
		[[ $verb != export ]] || continue
		on_terminal "mlx5-trace $verb rec" >out
		grep -q $'\e\[' out || { echo "$verb: no colour"; return 1; }
		on_terminal "NO_COLOR=1 mlx5-trace $verb rec" >plain
		diff plain <(mlx5-trace "$verb" rec)
		on_terminal "NO_COLOR= mlx5-trace $verb rec" | diff - out
		diff plain <(sed 's/\x1b\[[0-9]*m//g' out)
	done
	on_terminal 'mlx5-trace ops --csv rec' | diff - <(mlx5-trace ops --csv rec)
}

@test "CSV rows of each verb have as many columns as the header; a verb without CSV reports this" {
	for verb in "${readers[@]}"; do
		if mlx5-trace "$verb" --help | grep -q '^  --csv'; then
			mlx5-trace "$verb" --csv rec >csv || (($? == 1))
			# a comma within quotes is not a separator
			sed 's/"[^"]*"/x/g' csv | awk -F, 'NR == 1 { n = NF } NF != n { print; bad = 1 } END { exit bad || NR < 2 }'
		else
			run -2 mlx5-trace "$verb" --csv rec
			[[ $output == "mlx5-trace: there is no --csv of: $verb"* ]]
		fi
	done
}

@test "the report has the findings in text and in JSON" {
	mlx5-trace report rec >out
	sed -n '/^Findings$/,/^XSK queues/p' out >findings
	grep -q '^3. operation_failed on eth0$' findings
	diff <(mlx5-trace findings --json rec | jq '.recordings[0].findings') \
		<(mlx5-trace report --json rec | jq '.recordings[0].findings')
	sed -i '/ethtool-415\|xsk-402/d' rec/trace.txt
	mlx5-trace report rec | grep -A 1 '^Findings$' | grep -q 'Nothing was found'
}

@test "input and output are independent of the locale" {
	show rec >plain
	show --json rec >json
	# a program that never calls setlocale() has no comma in its numbers
	run ! bash -c "nm -D --undefined-only '$top/build/bin/mlx5-trace' | grep -w setlocale"
	for locale in de_DE.UTF-8 tr_TR.UTF-8 C.UTF-8 POSIX nonsense; do
		LC_ALL=$locale LANG=$locale show rec | diff plain -
		LC_ALL=$locale LANG=$locale show --json rec | diff json -
	done
}

@test "names that are not UTF-8 are shown as text and as valid JSON" {
	sed -i 's/ethtool-312/e\xfft\xe9\x1b[-312/; s/netdev=eth0/netdev=n\xc3/; s/safe_switch/saf\x80_switch/' rec/trace.txt
	printf 'garbage \xff\x1b[\n' >>rec/trace.txt
	mv rec $'r\xffc'
	for verb in "${readers[@]}"; do
		mlx5-trace "$verb" --json $'r\xffc' >json || (($? == 1))
		jq -e '.recordings[0].path == "r\\xffc"' json
	done
	show $'r\xffc' >out
	tail -n +2 out | grep -v $'r\xffc' | iconv -f UTF-8 -t UTF-8 >/dev/null
	run ! grep -q $'\e' out
	mlx5-trace ops --json $'r\xffc' |
		jq -e '.recordings[0].ops[0] | .comm == "e\\xfft\\xe9?[" and .netdev == "n\\xc3"'
	mlx5-trace graph $'r\xffc' | grep -qF 'mlx5e_saf\x80_switch_params'
}

@test "control characters in a snapshot are escaped on the terminal" {
	jq '.command = ["echo", "\u001b[31mred"]' rec/meta.json >meta
	mv meta rec/meta.json
	mlx5-trace ops rec >out
	grep -q '^  command  echo ?\[31mred' out
	run ! grep -q $'\e' out
}

@test "the report shows that the module was built from an edited tree" {
	run -0 mlx5-trace report rec
	run -1 grep edited <<<"$output"
	jq '.module.edited = ["drivers/a.c", "include/b.h"]' rec/snapshot.json >new
	mv new rec/snapshot.json
	run -0 mlx5-trace report rec
	grep -q '^  edited   module built from an edited tree (2 files differ from the series)$' <<<"$output"
	mlx5-trace report --json rec | jq -e '.recordings[0].edited | length == 2'
}
