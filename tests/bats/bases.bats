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

# new_files BASE DIR - the files that its series makes, as it leaves them; in added/ what
# it adds to trace headers that the kernel has
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

# headers - the code of the series in trace headers, of the base whose directory this is
headers()
{
	local name

	while read -r name; do
		cat -- "$(find "$diag" added -name "$name")"
	done < <(find "$diag" added -name '*.h' -printf '%f\n' | LC_ALL=C sort)
}

# each FUNCTION - run it for each base, as FUNCTION BASE, in the directory of its new files
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

# events - of the new files in this directory: name and what is printed
events()
{
	headers | awk -f "$TOP/tests/bats/series.awk" | LC_ALL=C sort
}

@test "bases: the new files of the newest stand under drivers/ as its series leaves them, and no others" {
	diff -r --exclude=README.md "$BATS_FILE_TMPDIR/$newest/drivers" "$TOP/drivers"
}

numbered()
{
	local patches i count prefix subject

	mapfile -t patches < <(series "$1")
	count=${#patches[@]}
	prefix="Subject: \[PATCH ${1#v}"
	for ((i = 0; i < count; i++)); do
		[[ ${patches[i]##*/} == $(printf '%04d' $((i + 1)))-* ]] || return
		grep -q "^$prefix $(printf '%0*d' ${#count} $((i + 1)))/$count\] net/mlx5" "${patches[i]}" || return
		# The subject may go on in the next line.
		subject=$(sed -n '/^Subject: /{N;s/\n\( [^ ]\)/\1/;s/^Subject: \[[^]]*\] //;s/\n.*//;p;q}' "${patches[i]}")
		grep -qxF "  $subject" "$TOP/patches/$1/0000-cover-letter.patch" || {
			echo "the cover letter does not have: $subject"
			return 1
		}
	done
	grep -q "^$prefix $(printf '%0*d' ${#count} 0)/$count\] net/mlx5" "$TOP/patches/$1/0000-cover-letter.patch"
}

@test "bases: numbered without a gap, the cover letter names every patch" {
	each numbered
}

as_table()
{
	diff "$BATS_TEST_TMPDIR/table" <(events)
}

@test "bases: the events, their keys and their order are those of analysis/base/events.tbl" {
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

# The code of the new headers, without comments and line breaks, with what differs
# between kernels made the same.  Each rule is a difference that there is a reason for.
plain_headers()
{
	headers | sed -E '
		/^\/\*\*/,/^ \*\//d
		# Whether the kernel has the header already.
		/^#(undef|include|if|endif|define (TRACE_|_MLX5_))/d
		/^\/\* (SPDX|This part must be)/d' | tr -s ' \t\n' ' ' | sed -E '
		# Before 6.10 __assign_str() is told the source again.
		s/__assign_str\((\w+), ([^()]|\([^()]*\))*\);/__assign_str(\1);/g
		# Before Socket Direct the device of a channel is that of the netdev.
		s/c->priv->mdev->device/c->mdev->device/g
		# 5.10 has no traffic classes but those of one kind.
		s/mlx5e_get_dcb_num_tc\(params\)/params->num_tc/g
		# 5.10 has its TTC in mlx5e.
		s/MLX5E_TT_/MLX5_TT_/g
		# Before 6.12 there is no name for this answer of the firmware.
		s/TRACE_DEFINE_ENUM\(MLX5_CMD_STAT_NOT_READY\); //
		s/\/\* 7 is MLX5_CMD_STAT_NOT_READY of later kernels\. \*\/ //
		s/\{ 7, "NOT_READY" \}/{ MLX5_CMD_STAT_NOT_READY, "NOT_READY" }/
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

# table SET - its texts, one a line
table()
{
	awk -v set="$1" '$1 == "values" && $2 == set { for (i = 3; i <= NF; i++) { sub(/=.*/, "", $i); print $i } }' \
		"$TOP/analysis/base/events.tbl"
}

value_names()
{
	local set prefix table

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
	# NONE is not the firmware's, NOT_READY has no name on old kernels.
	for set in cmd_status:MLX5_CMD_STAT_ traffic:'MLX5E?_TT_'; do
		prefix=${set#*:}
		diff <(table "${set%:*}") <(headers | sed -E 's/\{ 7, "NOT_READY"/{ MLX5_CMD_STAT_NOT_READY, "NOT_READY"/
			s/\{ MLX5_CMD_TRACE_NO_ANSWER, "NONE"/{ MLX5_CMD_STAT_NONE, "NONE"/' |
			sed -nE "s/.*\{ $prefix([A-Z0-9_]+), \"\1\" \}.*/\1/p") || return
		diff <(table "${set%:*}" | grep -vxE 'NOT_READY|NONE') \
			<(headers | sed -nE "s/^TRACE_DEFINE_ENUM\($prefix(.*)\);/\1/p" | grep -vx NOT_READY) || return
	done
}

@test "bases: the value names are those of the uapi header and of analysis/base/events.tbl" {
	uapi=$(compgen -G '/usr/src/linux-headers-6.12*-common/include/uapi/linux/net_tstamp.h' | tail -n1)
	each value_names
}

plain_values()
{
	! headers | grep -nE -e 'TP_printk.*(%p|\\n)' -e '__field\([^,]*\*'
}

@test "bases: no pointer and no newline in what is printed" {
	each plain_values
}

explained()
{
	local event

	while read -r event _; do
		grep -qE "^ \* $event - " <(headers) || {
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
