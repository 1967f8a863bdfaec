#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# record.sh BASE NAME - records changes.sh in a guest of this base, by ftrace and by
# trace-cmd, into the directory NAME here.  For a new form of the events it is a new
# directory: the recordings of the older forms are kept, as they must remain readable.
set -euo pipefail
here=$(dirname -- "$(readlink -f -- "${BASH_SOURCE[0]}")")
cd -- "$here/../.."
base=$1 name=$2
work=$(mktemp -d)
trap 'rm -rf -- "$work"' EXIT

# The names of kernel functions are not needed without stacks, and are most of a trace.dat.
scripts/boot "$base" --out "$work" --timeout 500 \
	--device-opt '--fault=while=/out/rq opcode=CREATE_RQ nth=2 status=BAD_RESOURCE syndrome=0x5e1f01' -- bash -c '
	set -e
	PATH=$PWD/build/bin:$PATH
	ip link set eth0 up
	until [[ $(</sys/class/net/eth0/carrier) == 1 ]]; do sleep 0.1; done
	ethtool -L eth0 combined 2
	scripts/record ftrace -o /out/text -- bash tests/recordings/changes.sh eth0
	ethtool -L eth0 combined 2
	ethtool -G eth0 rx 1024
	mount --bind /dev/null /proc/kallsyms
	scripts/record trace-cmd --no-stack -o /out/binary -- bash tests/recordings/changes.sh eth0'
for file in text/trace.txt binary/trace.dat; do
	mkdir -p -- "$here/$name/${file%/*}"
	gzip -9nc -- "$work/$file" >"$here/$name/$file.gz"
	for part in snapshot meta; do
		jq -c . "$work/${file%/*}/$part.json" >"$here/$name/${file%/*}/$part.json"
	done
done
