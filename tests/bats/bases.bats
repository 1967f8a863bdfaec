#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-only
#
# Tests of the series of all bases that do not require the kernel source.
# series.bats has the tests that do.

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

# new_files BASE DIR - write the files added by the series of BASE to DIR, in their final state,
# and the lines that it adds to existing trace headers of the kernel to DIR/added
new_files()
{
	local patches files

	mapfile -t patches < <(series "$1")
	mapfile -t files < <(plain_git apply --summary "${patches[@]}" | sed -n 's/^ create mode 100644 //p')
	mkdir -p -- "$2"
	(cd -- "$2" && plain_git apply "${files[@]/#/--include=}" "${patches[@]}")
	mkdir -- "$2/added"
	awk -v dir="$2/added" '
		/^diff --git / { name = $4; sub(/.*\//, "", name); ours = $4 ~ /\/core\/diag\/[a-z_]*\.h$/ && !(name in made) }
		/^new file mode/ { made[name]; ours = 0 }
		/^\+/ && !/^\+\+\+ / && ours { print substr($0, 2) > (dir "/" name) }' "${patches[@]}"
}

# headers - print the trace header code of the series whose files are in this directory
headers()
{
	find "$diag" added -name '*.h' -printf '%f %p\n' | LC_ALL=C sort | cut -d' ' -f2 | xargs cat --
}

# each FUNCTION - run FUNCTION BASE for each base, in the directory with the new files of that base
each()
{
	local base

	while read -r base; do
		(cd -- "$BATS_FILE_TMPDIR/$base" && "$1" "$base") || {
			echo "failed for $base"
			return 1
		}
	done < <(all_bases)
}

# events - print the name and format of each event in the new files of this directory
events()
{
	headers | awk -f "$TOP/tests/bats/series.awk" | LC_ALL=C sort
}

@test "bases: drivers/ has exactly the new files of the newest series" {
	diff -r --exclude=README.md "$BATS_FILE_TMPDIR/$newest/drivers" "$TOP/drivers"
}

# Comments may name a base, but header lines of guest tests may not.  Directories of recordings are
# named after bases.
@test "bases: no script names a base" {
	cd "$TOP"
	run -1 bash -c "git -c safe.directory='*' grep -nE '\\bv[0-9]+\\.[0-9]' -- Makefile '*.mk' .ci scripts 'tests/*.sh' tests/guest \
		':!scripts/lib/series/*.allow' ':!tests/guest/allow' ':!tests/guest/data' ':!tests/guest/expected' |
		grep -vE 'tests/recordings/v|^[^:]*:[0-9]+:[[:space:]]*#( [^a-z]| [a-z.-]+[^a-z:]|$)'"
	[[ -z $output ]]
}

numbered()
{
	local patches

	mapfile -t patches < <(series "$1")
	# A subject may continue on the next line.
	awk -v prefix="[PATCH ${1#v}" -v count=${#patches[@]} '
		function check(at) {
			if (!match(subject, /^\[PATCH [^]]*\] /)) {
				print file " has no subject"
				return
			}
			at = substr(subject, 1, RLENGTH)
			rest = substr(subject, RLENGTH + 1)
			if (index(at, prefix) != 1 || at !~ sprintf(" %0" length(count) "d/%d\\] $", nth, count) ||
			    rest !~ /^net\/mlx5/)
				print file " has the subject " subject
			if (index(file, sprintf("%04d-", nth)) != 1)
				print file " is number " nth
			if (nth && !(("  " rest) in cover))
				print "the cover letter does not have: " rest
		}
		FNR == 1 {
			if (file) check()
			else nth = -1
			nth++
			file = FILENAME
			sub(/.*\//, "", file)
			subject = ""
			reading = 0
		}
		nth == 0 { cover[$0] }
		reading && /^ / { subject = subject $0; next }
		{ reading = 0 }
		/^Subject: / && !subject { subject = substr($0, 10); reading = 1 }
		END { check() }' "$TOP/patches/$1/0000-cover-letter.patch" "${patches[@]}"
}

@test "bases: patches are numbered without a gap, and the cover letter names every patch" {
	run -0 each numbered
	[[ -z $output ]]
}

# A set is exported to a tree that has the sets before it, so its patches must not change lines that
# only a patch outside of these sets adds.
@test "bases: the patches of the sets come first in each series, in the order of patches/sets.tbl" {
	local base patch

	while read -r base; do
		while read -r patch; do
			awk '/^Subject: / { text = substr($0, 10); more = 1; next } more && /^ / { text = text $0; next } more { exit }
				END { sub(/^\[[^]]*\] /, "", text); print text }' "$patch"
		done < <(series "$base") | awk -v base="$base" '
			NR == FNR { if (!/^#/ && NF) { set = $1; sub(/^[^ \t]+[ \t]+/, ""); of[$0] = set; if (!(set in nth)) nth[set] = ++sets } next }
			{ at = $0 in of ? nth[of[$0]] : sets + 1 }
			at < last { print base ": " $0 " follows patches of a later set, or of none"; bad = 1 }
			{ last = at }
			END { exit bad }' "$TOP/patches/sets.tbl" -
	done < <(all_bases)
}

@test "bases: patches/upstream/ changes the files as the patches of the same name leave them" {
	local patch

	for patch in "$TOP"/patches/upstream/*.patch; do
		awk '/^diff --git / { file = $4 }
			/^index / { split($2, id, /\.\./); if (NR == FNR) left[file] = id[2]; else if (file in left) { same++; bad += left[file] != id[1] } }
			END { exit bad || !same }' "$TOP/patches/$newest/${patch##*/}" "$patch"
	done
}

as_table()
{
	diff "$BATS_TEST_TMPDIR/table" <(events)
}

@test "bases: events, their keys and the order of keys match analysis/base/events.tbl" {
	awk 'BEGIN {
		split("s %s u %u d %d b %d x 0x%x l %llu n %s(0x%x)", pair, " ")
		for (i = 1; i in pair; i += 2)
			format[pair[i]] = pair[i + 1]
	}
	$1 == "event" {
		line = $2
		for (i = 3; i <= NF; i++) {
			split($i, f, ":")
			line = line " " f[1] "=" (f[2] in format ? format[f[2]] : "%s")
		}
		print line
	}' "$TOP/analysis/base/events.tbl" | LC_ALL=C sort >"$BATS_TEST_TMPDIR/table"
	[[ -s $BATS_TEST_TMPDIR/table ]]
	each as_table
}

# Print the code of the new headers without comments, line breaks and known differences
# between kernels.  Each rule removes a difference that has a reason.
plain_headers()
{
	headers | sed -E '
		/^\/\*\*/,/^ \*\//d
		# These lines depend on whether the kernel already has the header.
		/^#(undef|include|if|endif|define (TRACE_|_MLX5_))/d
		/^\/\* (SPDX|This part must be)/d' | tr -s ' \t\n' ' ' | sed -E '
		# Before 6.10, __assign_str() also takes the source as an argument.
		s/__assign_str\((\w+), ([^()]|\([^()]*\))*\);/__assign_str(\1);/g
		# Before Socket Direct, the device of a channel is the device of the netdev.
		s/c->priv->mdev->device/c->mdev->device/g
		s/mlx5_sd_ch_ix_get_dev\(priv->mdev, ix\)/priv->mdev/g
		# 5.10 has only one kind of traffic class.
		s/mlx5e_get_dcb_num_tc\(params\)/params->num_tc/g
		# In 5.10, the TTC code is part of mlx5e.
		s/MLX5E_TT_/MLX5_TT_/g
		# Before 6.12, this firmware status has no name.
		s/TRACE_DEFINE_ENUM\(MLX5_CMD_STAT_NOT_READY\); //
		s/\/\* 7 is MLX5_CMD_STAT_NOT_READY of later kernels\. \*\/ //
		s/\{ 7, "NOT_READY" \}/{ MLX5_CMD_STAT_NOT_READY, "NOT_READY" }/
		# Newer kernels have more types of tables and destinations: see value_names().
		# 5.10 has no destination type for a rule without a destination.
		s/TRACE_DEFINE_ENUM\((MLX5_FLOW_DESTINATION_TYPE|FS_FT)_\w+\); ?//g
		s/\/\* Beside MLX5_FLOW_DESTINATION_TYPE_\*, which have none for this \*\/ #define MLX5_FS_TRACE_DST_NONE 255 //
		s/\{ (MLX5_FLOW_DESTINATION_TYPE|FS_FT|MLX5_FS_TRACE_DST)_\w+, "\w+" \},? ?\\? ?//g
		s/__string\(dev, /__string(dev,/g
		s/; /;\n/g'
}

same_code()
{
	diff "$BATS_TEST_TMPDIR/newest" <(plain_headers)
}

@test "bases: the code of the events is the same except for differences in kernel interfaces" {
	(cd "$BATS_FILE_TMPDIR/$newest" && plain_headers) >"$BATS_TEST_TMPDIR/newest"
	[[ $(wc -l <"$BATS_TEST_TMPDIR/newest") -gt 50 ]]
	each same_code
}

# table SET - print the value names of SET, one per line
table()
{
	awk -v set="$1" '$1 ~ /^(values|flags)$/ && $2 == set { for (i = 3; i <= NF; i++) { sub(/=.*/, "", $i); print $i } }' \
		"$TOP/analysis/base/events.tbl"
}

value_names()
{
	local set prefix table headers part names

	headers=$(headers)
	for set in hwtstamp_tx:HWTSTAMP_TX_ hwtstamp_rx:HWTSTAMP_FILTER_; do
		prefix=${set#*:}
		table=$(table "${set%:*}")
		[[ -n $table ]] || return
		diff <(echo "$table") <(sed -nE "s/^\t$prefix([A-Z0-9_]+),.*/\1/p" "$uapi") || return
		diff <(echo "$table") <(sed -nE "s/^TRACE_DEFINE_ENUM\($prefix(.*)\);/\1/p" "$diag/en_hwtstamp_tracepoint.h") ||
			return
		diff <(echo "$table") \
			<(sed -nE "s/.*\{ $prefix([A-Z0-9_]+), \"\1\" \}.*/\1/p" "$diag/en_hwtstamp_tracepoint.h") || return
	done
	# NONE is not a status of the firmware, and NOT_READY has no name in old kernels.
	for set in cmd_status:MLX5_CMD_STAT_ traffic:'MLX5E?_TT_'; do
		prefix=${set#*:}
		diff <(table "${set%:*}") <(sed -E 's/\{ 7, "NOT_READY"/{ MLX5_CMD_STAT_NOT_READY, "NOT_READY"/
			s/\{ MLX5_CMD_TRACE_NO_STATUS, "NONE"/{ MLX5_CMD_STAT_NONE, "NONE"/' <<<"$headers" |
			sed -nE "s/.*\{ $prefix([A-Z0-9_]+), \"\1\" \}.*/\1/p") || return
		diff <(table "${set%:*}" | grep -vxE 'NOT_READY|NONE') \
			<(sed -nE "s/^TRACE_DEFINE_ENUM\($prefix(.*)\);/\1/p" <<<"$headers" | grep -vx NOT_READY) || return
	done
	for part in 's/.*\{ MLX5E_PARAMS_([A-Z_]+), "\1" \}.*/\1/p' 's/^TRACE_DEFINE_ENUM\(MLX5E_PARAMS_(.*)\);/\1/p'; do
		diff <(table params) <(sed -nE "$part" <<<"$headers") || return
	done
	diff <(table hfunc) <(sed -nE 's/.*\{ [124], "([A-Z0-9]+)" \}.*/\1/p' <<<"$headers") || return
	# The newest kernel has all of these names; older kernels have some, in the same order.
	for set in dst_type:MLX5_FLOW_DESTINATION_TYPE_ table_type:FS_FT_; do
		prefix=${set#*:}
		names=$(sed -E 's/\{ MLX5_FS_TRACE_DST_NONE, /{ MLX5_FLOW_DESTINATION_TYPE_NONE, /' <<<"$headers" |
			sed -nE "s/.*\{ $prefix([A-Z_]+), \"\1\" \}.*/\1/p")
		[[ -n $names ]] || return
		diff <(table "${set%:*}" | grep -xF -e "$names") <(echo "$names") || return
		diff <(sed -nE "s/^TRACE_DEFINE_ENUM\($prefix(.*)\);/\1/p" <<<"$headers") \
			<(sed -nE "s/.*\{ $prefix([A-Z_]+), \"\1\" \}.*/\1/p" <<<"$headers") || return
		[[ $1 != "$newest" ]] || diff <(table "${set%:*}") <(echo "$names") || return
	done
}

@test "bases: value names match the uapi header and analysis/base/events.tbl" {
	uapi=$(compgen -G '/usr/src/linux-headers-6.12*-common/include/uapi/linux/net_tstamp.h' | tail -n1)
	each value_names
}

plain_values()
{
	! headers | grep -nE -e 'TP_printk.*(%p|\\n)' -e '__field\([^,]*\*'
}

@test "bases: event formats have no pointers and no newlines" {
	each plain_values
}

explained()
{
	local patches

	mapfile -t patches < <(series "$1")
	comm -23 <(events | cut -d' ' -f1) <(headers | sed -nE 's/^ \* ([a-z0-9_]+) - .*/\1/p' | LC_ALL=C sort) |
		sed 's/^/no kernel-doc for /'
	comm -23 <(events | cut -d' ' -f1) <(sed -nE 's/^\+- ([a-z0-9_]+): .*/\1/p' "${patches[@]}" | LC_ALL=C sort) |
		sed "s/^/the kernel documentation does not describe /"
}

@test "bases: every event is described where it is defined and in the kernel documentation" {
	run -0 each explained
	[[ -z $output ]]
}

used()
{
	local patches

	mapfile -t patches < <(series "$1")
	awk '
		function unused(event) {
			for (event in made)
				if (!(event in used)) print file " defines " event " but does not use it"
			delete made
			delete used
		}
		FNR == 1 { unused(); file = FILENAME }
		/^\+TRACE_EVENT\([a-z0-9_]+,/ { split($0, part, /[(,]/); made[part[2]] }
		/^\+DEFINE_EVENT\([a-z0-9_]+, [a-z0-9_]+,/ { split($0, part, /[ ,]+/); made[part[2]] }
		/^\+/ {
			line = $0
			while (match(line, /(^|[^A-Za-z0-9_])trace_[a-z0-9_]+\(/)) {
				event = substr(line, RSTART, RLENGTH - 1)
				sub(/.*trace_/, "", event)
				used[event]
				line = substr(line, RSTART + RLENGTH)
			}
		}
		END { unused() }' "${patches[@]}"
}

@test "bases: every patch uses the events that it defines" {
	run -0 each used
	[[ -z $output ]]
}

@test "bases: each fix names the commit that introduced the bug, and is not signed off" {
	local patch
	for patch in "$TOP"/patches/fixes/*/*.patch; do
		grep -qE '^Fixes: [0-9a-f]{12} \("' "$patch" || fail "$patch does not name a commit"
		! grep -q '^Signed-off-by:' "$patch" || fail "$patch is signed"
		[[ -d $TOP/patches/$(basename "$(dirname "$patch")") ]] || fail "$patch does not belong to a base"
	done
}
