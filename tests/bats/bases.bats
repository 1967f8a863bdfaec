#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-only
#
# The series of all bases, as far as the patches alone tell: no source is needed.
# series.bats has what needs the kernel's source.

bats_require_minimum_version 1.5.0

setup_file()
{
	load tree
	local base
	while read -r base; do
		new_files "$base" "$BATS_FILE_TMPDIR/$base"
	done < <(all_bases)
}

setup()
{
	load tree
	diag=drivers/net/ethernet/mellanox/mlx5/core/diag
	newest=$(all_bases | tail -n1)
}

all_bases()
{
	# shellcheck source=scripts/lib/common.sh
	(. "$TOP/scripts/lib/common.sh" && . "$TOP/scripts/lib/bases.sh" && bases)
}

# new_files BASE DIR - the files that its series makes, as it leaves them
new_files()
{
	local patches files

	mapfile -t patches < <(series "$1")
	mapfile -t files < <(plain_git apply --summary "${patches[@]}" | sed -n 's/^ create mode 100644 //p')
	mkdir -p -- "$2"
	(cd -- "$2" && plain_git apply "${files[@]/#/--include=}" "${patches[@]}")
}

# each FUNCTION - run it for each base, as FUNCTION BASE, in the folder of its new files
each()
{
	local base

	while read -r base; do
		(cd -- "$BATS_FILE_TMPDIR/$base" && "$1" "$base") || {
			echo "not so for $base"
			return 1
		}
	done < <(all_bases)
}

# events - of the new files in this folder: name and what is printed
events()
{
	awk -f "$TOP/tests/bats/series.awk" "$diag"/*.h | LC_ALL=C sort
}

@test "bases: the new files of the newest stand under drivers/ as its series leaves them, and no others" {
	diff -r "$BATS_FILE_TMPDIR/$newest/drivers" "$TOP/drivers"
}

numbered()
{
	local patches i count prefix subject

	mapfile -t patches < <(series "$1")
	count=${#patches[@]}
	prefix="Subject: \[PATCH ${1#v}"
	for ((i = 0; i < count; i++)); do
		[[ ${patches[i]##*/} == $(printf '%04d' $((i + 1)))-* ]] || return
		grep -q "^$prefix $((i + 1))/$count\] net/mlx5" "${patches[i]}" || return
		# The subject may go on in the next line.
		subject=$(sed -n '/^Subject: /{N;s/\n\( [^ ]\)/\1/;s/^Subject: \[[^]]*\] //;s/\n.*//;p;q}' "${patches[i]}")
		grep -qxF "  $subject" "$TOP/patches/$1/0000-cover-letter.patch" || {
			echo "the cover letter does not have: $subject"
			return 1
		}
	done
	grep -q "^$prefix 0/$count\] net/mlx5" "$TOP/patches/$1/0000-cover-letter.patch"
}

@test "bases: numbered without a gap, the cover letter names every patch" {
	each numbered
}

as_table()
{
	diff "$BATS_TEST_TMPDIR/table" <(events)
}

@test "bases: the events, their keys and their order are those of analysis/events.tbl" {
	awk '$1 == "event" {
		line = $2
		for (i = 3; i <= NF; i++) {
			split($i, f, ":")
			line = line " " f[1] "=%" (f[2] == "u" || f[2] == "s" ? f[2] : f[2] == "d" || f[2] == "b" ? "d" : "s")
		}
		print line
	}' "$TOP/analysis/events.tbl" | LC_ALL=C sort >"$BATS_TEST_TMPDIR/table"
	[[ -s $BATS_TEST_TMPDIR/table ]]
	each as_table
}

# The code of the new headers, without comments and line breaks, with what differs
# between kernels made the same.  Each rule is a difference that there is a reason for.
plain_headers()
{
	cat "$diag"/*.h | sed '/^\/\*\*/,/^ \*\//d' | tr -s ' \t\n' ' ' | sed -E '
		# Before 6.10 __assign_str() is told the source again.
		s/__assign_str\((\w+), ([^()]|\([^()]*\))*\);/__assign_str(\1);/g
		# Before Socket Direct the device of a channel is that of the netdev.
		s/c->priv->mdev->device/c->mdev->device/g
		# 5.10 has no traffic classes but those of one kind.
		s/mlx5e_get_dcb_num_tc\(params\)/params->num_tc/g
		s/__string\(dev, /__string(dev,/g
		s/; /;\n/g'
}

same_code()
{
	diff "$BATS_TEST_TMPDIR/newest" <(plain_headers)
}

@test "bases: the code of the events is the same but for what the kernel's interfaces ask for" {
	(cd "$BATS_FILE_TMPDIR/$newest" && plain_headers) >"$BATS_TEST_TMPDIR/newest"
	[[ $(wc -l <"$BATS_TEST_TMPDIR/newest") -gt 50 ]]
	each same_code
}

value_names()
{
	local set prefix table

	for set in hwtstamp_tx:HWTSTAMP_TX_ hwtstamp_rx:HWTSTAMP_FILTER_; do
		prefix=${set#*:}
		table=$(awk -v set="${set%:*}" '$1 == "values" && $2 == set { for (i = 3; i <= NF; i++) print $i }' \
			"$TOP/analysis/events.tbl")
		[[ -n $table ]] || return
		diff <(echo "$table") <(sed -nE "s/^\t$prefix([A-Z0-9_]+),.*/\1/p" "$uapi") || return
		diff <(echo "$table") <(sed -nE "s/^TRACE_DEFINE_ENUM\($prefix(.*)\);/\1/p" "$diag/en_hwtstamp_tracepoint.h") ||
			return
		diff <(echo "$table") \
			<(sed -nE "s/.*\{ $prefix([A-Z0-9_]+), \"\1\" \}.*/\1/p" "$diag/en_hwtstamp_tracepoint.h") || return
	done
}

@test "bases: the value names are those of the uapi header and of analysis/events.tbl" {
	uapi=$(compgen -G '/usr/src/linux-headers-6.12*-common/include/uapi/linux/net_tstamp.h' | tail -n1)
	each value_names
}

plain_values()
{
	! grep -nE -e 'TP_printk.*(%p|\\n)' -e '__field\([^,]*\*' "$diag"/*.h
}

@test "bases: no pointer and no newline in what is printed" {
	each plain_values
}

explained()
{
	local event

	while read -r event _; do
		grep -qE "^ \* $event - " "$diag"/*.h || {
			echo "no kernel-doc for $event"
			return 1
		}
		series "$1" | xargs -d '\n' grep -qE "^\+- $event: " || {
			echo "the kernel's document has no $event"
			return 1
		}
	done < <(events)
}

@test "bases: every event is explained where it is defined and in the kernel's document" {
	each explained
}

used()
{
	local patch event

	while read -r patch; do
		while read -r event; do
			grep -qE "^\+.*\btrace_$event\(" "$patch" || {
				echo "${patch##*/} defines $event and does not use it"
				return 1
			}
		done < <(sed -nE -e 's/^\+TRACE_EVENT\(([a-z0-9_]+),.*/\1/p' \
			-e 's/^\+DEFINE_EVENT\([a-z0-9_]+, ([a-z0-9_]+),.*/\1/p' "$patch")
	done < <(series "$1")
}

@test "bases: every patch uses the events that it defines" {
	each used
}
