#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-only
#
# scripts/annotate, which adds the operations of a recording to a capture as frame comments.

bats_require_minimum_version 1.5.0

load recording

top=$BATS_TEST_DIRNAME/../..

setup()
{
	cd "$BATS_TEST_TMPDIR" || return
	PATH=$top/build/bin:$PATH
	recording rec
	# timestamps with the date
	sed -E 's/ 10\.([0-9]{6}): / 1796000010.\1: /' rec/trace.txt >dated.txt
	# one frame at 1796000009.9, and one every 5 ms from 1796000010.000 to .045
	for at in 09.900 10.000 10.005 10.010 10.015 10.020 10.025 10.030 10.035 10.040 10.045; do
		echo "17960000$at"
		echo '0000 ff ff ff ff ff ff 02 00 00 00 00 01 88 b5 00 00 00 00 00 00'
	done | text2pcap -q -t %s.%f - frames.pcapng 2>/dev/null
}

# comments CAPTURE
comments()
{
	tshark -n -r "$1" -Y frame.comment -T fields -e frame.number -e frame.comment 2>/dev/null
}

@test "annotate: the start and end of each operation are noted at the next frame" {
	"$top/scripts/annotate" dated.txt frames.pcapng out.pcapng
	comments out.pcapng >got
	[[ $(tshark -n -r out.pcapng 2>/dev/null | wc -l) == 11 ]]
	mlx5-trace ops --json dated.txt >ops.json
	n=$(jq '.recordings[0].ops | length' ops.json)
	((n > 3 && $(grep -o ' begins' got | wc -l) == n && $(grep -oE ' ends, [a-zA-Z]+' got | wc -l) == n))
	# the first operation starts at 10.000786 and ends at 10.016
	grep -qP '^3\tset_channels 1 -> 2 on eth0 by ethtool\[312\] begins$' got
	grep -qP '^6\t(.*; )?set_channels 1 -> 2 on eth0 by ethtool\[312\] ends, ok' got
	grep -q ' ends, EINVAL' got
}

@test "annotate: existing comments are kept, and later operations are noted at the last frame" {
	editcap -F pcapng -a '3:from the card' frames.pcapng own.pcapng
	"$top/scripts/annotate" dated.txt own.pcapng out.pcapng
	comments out.pcapng | grep -qP '^3\tfrom the card; set_channels .* begins$'
	# operations after the last frame
	editcap -F pcapng -r frames.pcapng few.pcapng 1-2
	"$top/scripts/annotate" dated.txt few.pcapng out.pcapng
	comments out.pcapng | grep -qP '^2\tafter this frame: set_channels .* begins; after this frame: .* ends, '
}

# bats sets stderr
# shellcheck disable=SC2154
@test "annotate: an unusable recording or capture is reported in one line, and nothing is written" {
	refused()
	{
		local want=$1

		shift
		run --separate-stderr "$top/scripts/annotate" "$@"
		((status)) && [[ $stderr == "scripts/annotate: "*"$want"* && ${#stderr_lines[@]} == 1 && ! -e out.pcapng ]]
	}
	refused 'rec: has no time of day: record with --date' rec frames.pcapng out.pcapng
	refused 'nosuch: does not exist' nosuch frames.pcapng out.pcapng
	refused 'nosuch: cannot be read' dated.txt nosuch out.pcapng
	refused 'no such directory' dated.txt frames.pcapng no/out.pcapng
	refused 'is the capture' dated.txt frames.pcapng ./frames.pcapng
	echo nothing >bad.pcapng
	refused 'bad.pcapng' dated.txt bad.pcapng out.pcapng
}

# shellcheck disable=SC2154
@test "annotate: only a regular file is replaced, even by root" {
	echo mine >target
	ln -s target link
	ln -s nowhere dangling
	mkfifo pipe
	mkdir directory
	mknod null c 1 3 2>/dev/null || ln -s /dev/null null
	for out in link dangling pipe directory null; do
		run --separate-stderr "$top/scripts/annotate" dated.txt frames.pcapng "$out"
		((status == 2)) && [[ $stderr == "scripts/annotate: cannot write $out: "*"give the name of a regular file" && ${#stderr_lines[@]} == 1 ]]
		run --separate-stderr "$top/scripts/kernelshark" --screenshot "$out" /dev/null
		((status == 2)) && [[ $stderr == "scripts/kernelshark: cannot write $out: "* && ${#stderr_lines[@]} == 1 ]]
	done
	[[ $(<target) == mine && -L link && ! -e nowhere && -p pipe && ! -f null && -z $(ls directory) ]]
	# the mode is that of the replaced file, or else the one given by the umask
	umask 027
	"$top/scripts/annotate" dated.txt frames.pcapng target
	"$top/scripts/annotate" dated.txt frames.pcapng new
	[[ $(stat -c %a target new) == $'644\n640' && $(comments target) == *begins* ]]
	# the old file is kept if the disk is full
	mkdir small
	mount -t tmpfs -o size=4k small small || skip "cannot mount a tmpfs"
	echo mine >small/out
	run --separate-stderr "$top/scripts/annotate" dated.txt frames.pcapng small/out
	((status == 1)) && [[ $stderr == "scripts/annotate: cannot write small/out: no space is left" && ${#stderr_lines[@]} == 1 ]]
	[[ $(<small/out) == mine && $(ls -A small) == out ]]
	umount small
}
