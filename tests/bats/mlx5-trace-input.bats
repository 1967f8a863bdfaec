#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-only
#
# Input of mlx5-trace that is compressed, truncated, in another encoding, or read from a pipe.

bats_require_minimum_version 1.5.0

bin=$BATS_TEST_DIRNAME/../../build/bin

setup()
{
	cd "$BATS_TEST_TMPDIR" || return
	PATH=$bin:$PATH
	dev='dev=0000:01:00.0 netdev=eth0 ifindex=2'
	{
		echo '# tracer: nop'
		for i in {10..40}; do
			echo "       ethtool-312     [001] .....    $i.000000: mlx5e_open_channel: $dev ix=0 cpu=0 rqn=$i cqn=11$i xsk_rqn=0 num_tc=1 xdp=0 err=0"
			echo "       ethtool-312     [001] .....    $i.001000: mlx5e_set_channels: $dev old_count=1 new_count=$i err=-22"
		done
	} >trace.txt
	mlx5-trace ops --json trace.txt | what >want
}

# what - print the operations in the JSON on standard input
what()
{
	jq -c '.recordings[].ops'
}

# same COMMAND... - expect the same operations as from the plain text
same()
{
	"$@" | what | cmp want -
}

# broken REGEX ARGUMENT... - expect status 2, and one line on stderr that matches
broken()
{
	local want=$1
	shift
	run --separate-stderr -2 "$@"
	# shellcheck disable=SC2154 # set by run
	((${#stderr_lines[@]} == 1)) && [[ ${stderr_lines[0]} =~ $want ]] || {
		printf 'printed: %s\n' "${stderr_lines[@]}"
		return 1
	}
}

# packers - print "PROGRAM SUFFIX" for each supported compression
packers()
{
	printf '%s\n' 'gzip gz' 'xz xz' 'zstd zst' 'bzip2 bz2'
}

@test "compressed text is detected by its content and read directly" {
	while read -r tool suffix; do
		"$tool" -c <trace.txt >"packed.$suffix"
		same mlx5-trace ops --json "packed.$suffix"
		same mlx5-trace ops --json - <"packed.$suffix"
		same mlx5-trace ops --json <(cat "packed.$suffix")
	done < <(packers)
}

@test "zstd data that requires 2 GB of memory is refused" {
	# zstd reads from a pipe, so the length of the data is unknown
	zstd -q --ultra -22 --long=31 <trace.txt | cat >window.zst
	run --separate-stderr -2 mlx5-trace ops window.zst
	[[ ${stderr_lines[0]} == "mlx5-trace: window.zst: the zstd data is truncated or corrupt: "*memory* ]]
}

@test "a small file that unpacks to a large one is refused before the disk is full" {
	local magic='\x17\x08\x44tracing' header
	{
		printf %b "$magic"'6\0\0\x08\0\x10\0\0header_page\0'
		head -c 120M /dev/zero
	} | gzip -1 >bomb.gz
	(($(stat -c %s bomb.gz) < 1000000))
	broken '^mlx5-trace: bomb.gz: unpacks to more than [0-9]+ MB, which is 100 times its size: unpack it first' \
		mlx5-trace ops bomb.gz
	broken '^mlx5-trace: standard input: unpacks to more than' mlx5-trace ops - <bomb.gz
	# data with an invalid header is refused before a temporary file is created
	for header in '9\0' '6\0\3' '6\0\0\5' '6\0\0\x08\1\0\0\0' '6\0\0\x08\0\x10\0\0header'; do
		{ printf %b "$magic$header" && head -c 1000 /dev/zero; } | gzip >bad.gz
		TMPDIR=$PWD/nowhere broken '^mlx5-trace: bad.gz: begins as a trace.dat but is truncated or corrupt: it' \
			mlx5-trace ops bad.gz
	done
}

@test "a compressed file in a recording directory is read" {
	mkdir rec
	gzip -c trace.txt >rec/trace.txt.gz
	same mlx5-trace ops --json rec
}

@test "the readable part of truncated compressed data is shown with an error" {
	while read -r tool suffix; do
		"$tool" -c <trace.txt >"packed.$suffix"
		head -c $(($(stat -c %s "packed.$suffix") - 20)) "packed.$suffix" >"short.$suffix"
		broken "^mlx5-trace: short.$suffix: the $tool data is truncated or corrupt: " \
			mlx5-trace ops "short.$suffix"
	done < <(packers)
	seq 100000 | sed 's/^/# /' >long
	cat trace.txt long | gzip -c >long.gz
	head -c $(($(stat -c %s long.gz) - 20)) long.gz >short.gz
	broken '^mlx5-trace: short.gz: the gzip data is truncated' mlx5-trace ops short.gz
	[[ $output == *'ethtool -L 1 -> 40'* ]]
}

@test "a missing decompression program is named" {
	gzip -c trace.txt >trace.gz
	mkdir none
	broken 'gzip data is read by gzip, which is not in PATH: install it' \
		env "PATH=$PWD/none" "$bin/mlx5-trace" ops trace.gz
}

@test "data may be compressed several times, up to a limit" {
	xz -c trace.txt | gzip -c >twice
	same mlx5-trace ops --json twice
	gzip -c twice | gzip -c >four
	broken 'is compressed more than 3 times' mlx5-trace ops four
}

@test "text with UTF-16, a byte order mark, CR LF or decimal commas is read" {
	iconv -f UTF-8 -t UTF-16 trace.txt >utf16
	same mlx5-trace ops --json utf16
	{ printf '\xef\xbb\xbf' && cat trace.txt; } >bom
	same mlx5-trace ops --json bom
	sed 's/$/\r/' trace.txt >crlf
	same mlx5-trace ops --json crlf
	sed -E 's/ ([0-9]+)\.([0-9]{6}): / \1,\2: /' trace.txt >comma
	grep -q '10,000000: ' comma
	same mlx5-trace ops --json comma
	for f in bom crlf comma; do
		mlx5-trace ops --json $f | jq -e '.recordings[0].malformed.count == 0'
	done
}

@test "a binary format on standard input is copied to a temporary file" {
	printf '\x17\x08\x44tracing6\0' >short.dat
	broken '^mlx5-trace: standard input: begins as a trace.dat' mlx5-trace ops - <short.dat
	broken "^mlx5-trace: standard input: cannot create a temporary file in $PWD/none: .*set TMPDIR" \
		env "TMPDIR=$PWD/none" mlx5-trace ops - <short.dat
	mkdir tmp
	run -2 env "TMPDIR=$PWD/tmp" mlx5-trace ops - <short.dat
	[[ -z $(ls tmp) ]]
}

@test "an overlong line is truncated and reported with its position, and the rest is read" {
	{
		head -n 3 trace.txt
		head -c 300000 /dev/zero | tr '\0' x
		echo
		tail -n +4 trace.txt
	} >long
	same mlx5-trace ops --json long
	mlx5-trace ops long | grep -q 'long:4: line longer than 65536 bytes, truncated'
}

@test "in text followed by binary data, unreadable lines are counted, and the rest is read" {
	{
		cat trace.txt
		head -c 5000 /dev/urandom
	} >mixed
	same mlx5-trace ops --json mixed
	mlx5-trace ops mixed | grep -q 'mixed:64: not a line of a trace'
}

@test "a read error is reported" {
	broken '^mlx5-trace: /proc/self/mem: .*Input/output error' mlx5-trace ops /proc/self/mem
}

@test "perf.data is read from a file, compressed, and from a pipe" {
	perf record -q -k mono -e dummy -o perf.data true || skip "perf is not permitted to record"
	mlx5-trace ops --json perf.data | jq -c .recordings[0].kind >kind
	[[ $(<kind) == '"perf.data"' ]]
	gzip -c perf.data >packed
	mlx5-trace ops --json packed | jq -c .recordings[0].kind | cmp kind -
	mlx5-trace ops --json - <packed | jq -c .recordings[0].kind | cmp kind -
	mlx5-trace ops --json <(cat perf.data) | jq -c .recordings[0].kind | cmp kind -
	broken '^mlx5-trace: standard input: perf script failed' \
		mlx5-trace ops - < <(head -c 500 perf.data)
}

@test "a trace.dat is read regardless of its path, its owner and TMPDIR" {
	dat=$BATS_TEST_DIRNAME/../recordings/v6.12/binary/trace.dat.gz
	gunzip -c "$dat" >t.dat
	mlx5-trace ops --json t.dat | what >want
	[[ -s want ]]
	same mlx5-trace ops --json "$dat"
	same mlx5-trace ops --json <(cat t.dat)
	same mlx5-trace ops --json - <t.dat
	same mlx5-trace ops --json /dev/fd/7 7<t.dat
	same mlx5-trace ops --json ./t.dat 7<want
	TMPDIR=/nonexistent same mlx5-trace ops --json t.dat
	((EUID == 0)) || return 0
	# root reads files of other users
	chown 65534 t.dat
	chmod 600 t.dat
	same mlx5-trace ops --json t.dat
}

@test "the process that reads a trace.dat has no other open files, and no capabilities except for reading" {
	gunzip -c "$BATS_TEST_DIRNAME/../recordings/v6.12/binary/trace.dat.gz" >t.dat
	run -0 strace -f -qq -e trace=openat,close_range,capset,seccomp,socket,execve -o calls mlx5-trace ops t.dat
	reader=$(sed -n 's/^\([0-9]*\) .*SECCOMP_SET_MODE_FILTER, 0,.* = 0$/\1/p' calls)
	[[ $reader ]]
	grep -E "^$reader .*capset\(.*effective=(0|1<<CAP_DAC_READ_SEARCH), permitted=(0|1<<CAP_DAC_READ_SEARCH), inheritable=0" calls
	grep -E "^$reader .*close_range\(6, 4294967295, 0\) += 0" calls
	# after the seccomp filter is set, only the file is opened
	run -0 awk -v reader="$reader" '
		$1 == reader && seen { print $2, $3, $4 }
		$1 == reader && /SECCOMP_SET_MODE_FILTER, 0,/ { seen = 1 }' calls
	[[ $output == 'openat(AT_FDCWD, "/proc/self/fd/4", O_RDONLY)' ]]
}
