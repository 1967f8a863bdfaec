# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# shellcheck disable=SC2154 # base and work are set by inside/series.sh
#
# Proof `style` of scripts/series: runs the checks of the netdev list's CI, as far as they are
# possible here, under the names of the CI's tests (github.com/linux-netdev/nipa).
# Requires trees.sh, and tap() and nothing() of inside/series.sh.

# The types that the CI's checkpatch ignores, and the sign-off, which the submitter adds.
# Documentation/upstreaming.rst has the reasons.
CHECKPATCH_IGNORES=(COMMIT_LOG_LONG_LINE MACRO_ARG_REUSE ALLOC_SIZEOF_STRUCT NO_AUTHOR_SIGN_OFF GIT_COMMIT_ID
	CAMELCASE FILE_PATH_CHANGES BAD_REPORTED_BY_LINK MISSING_SIGN_OFF)

# checkpatch_ignored SIGNED - print the types that are ignored; if SIGNED is not empty, the sign-off is
# checked
checkpatch_ignored()
{
	printf '%s\n' "${CHECKPATCH_IGNORES[@]}" | { if [[ $1 ]]; then grep -v _SIGN_OFF; else cat; fi; } | paste -sd' ' |
		sed 's/^/ignored types (Documentation\/upstreaming.rst): /' | fold -s -w 78 | sed 's/ *$//; s/^/# /'
}

# each_patch FUNCTION - run the function for each patch, with the lines that the patch adds in
# $work/added, as "FILE:LINE"
each_patch()
{
	local patch status=0

	while read -r patch; do
		awk '/^\+\+\+ b\// { file = substr($0, 7) } /^\+[^+]/ || $0 == "+" { print file ":" substr($0, 2) }' \
			"$patch" >"$work/added"
		"$1" "$patch" >"$work/one" || { status=1; sed "s|^|${patch##*/}: |" "$work/one"; }
	done < <(series_patches "$base")
	return "$status"
}

series_format()
{
	local patches count number nth=0

	mapfile -t patches < <(series_patches "$base")
	count=${#patches[@]}
	((count <= 15)) || { echo "$count patches are more than 15"; return 1; }
	((count > 1)) || return 0
	((count < 3)) || [[ -f $TOP/patches/$base/0000-cover-letter.patch ]] || { echo "no cover letter"; return 1; }
	for patch in "${patches[@]}"; do
		nth=$((nth + 1))
		printf -v number '%0*d' ${#count} "$nth"
		grep -qE "^Subject: \[PATCH [^]]* $number/$count\] " "$patch" || { echo "$patch: not [PATCH ... $number/$count]"; return 1; }
	done
}

# checkpatch_script - print the directory of the newest available source with a checkpatch
checkpatch_script()
{
	local one

	{ bases | tac; } | while read -r one; do
		[[ $(base_value "$one" suite) == lab || -f $(cache_dir)/src/$one.version ]] || continue
		[[ -f $(source_dir "$one")/scripts/checkpatch.pl ]] || continue
		source_dir "$one"
		break
	done
}

checkpatch()
{
	local words ignores

	words=$(find /usr/lib/python3 /usr/share -name dictionary.txt -path '*codespell*' -print -quit)
	[[ $words ]] || { echo "codespell has no dictionary here"; return 1; }
	ignores=$(IFS=,; printf '%s' "${CHECKPATCH_IGNORES[*]}")
	# The checkpatch of a newer kernel recommends kzalloc_obj() and similar functions.
	grep -rqsw kzalloc_obj "$(source_dir "$base")/$CORE" || ignores+=,ALLOC_WITH_SIZEOF
	(cd -- "$checkpatch_tree" && perl scripts/checkpatch.pl --no-tree --strict --max-line-length=80 --codespell \
		--codespellfile "$words" --ignore "$ignores" "$1") >"$work/checkpatch" || true
	cat -- "$work/checkpatch"
	grep -qE '^total: 0 errors, 0 warnings, 0 checks, [1-9]' "$work/checkpatch"
}

# Each include of a header duplicates a static function in it that is not inline.
header_inline()
{
	! grep -E '^[^:]*\.h:static [^=]*\(' "$work/added" | grep -vE '\binline\b'
}

source_inline()
{
	! grep -E '^[^:]*\.c:(static )?(__always_)?inline\b' "$work/added"
}

deprecated_api()
{
	! grep -E '^[^:]*\.[ch]:.*\b(module_param(_named|_string|_array)?|dev_hold|dev_put|__free)\(' "$work/added"
}

# A series that adds features has no Fixes tags.
fixes_present()
{
	! grep -E '^Fixes:' "$1"
}

kdoc()
{
	local headers

	mapfile -t headers < <(series_changed "$base" base series A | grep '\.h$')
	(cd -- "$(series_dir "$base")/repo" && perl "$(source_dir "$(bases_with kernel-doc)")/scripts/kernel-doc" -none -Wall -Werror \
		"${headers[@]}") >"$work/kdoc" 2>&1 || { cat -- "$work/kdoc"; return 1; }
	nothing "$work/kdoc"
}

# rendered COMMIT - print the messages of sphinx for the documentation files that the series
# changes; each file is rendered separately
rendered()
{
	local file in=$work/sphinx

	while read -r file; do
		rm -rf -- "$in" "$in.out"
		mkdir -p -- "$in"
		series_git -C "$(series_dir "$base")/repo" show "$1:$file" >"$in/index.rst" || return
		sphinx-build -q -b html -C -D source_encoding=utf-8 "$in" "$in.out" 2>&1 | sed -E "s|$in/||; s/:[0-9]+:/:/"
		[[ -s $in.out/index.html ]] || echo "$file has no page"
	done < <(series_changed "$base" base series M | grep '\.rst$') | sort -u
}

sphinx()
{
	rendered base >"$work/pages.old" && rendered series >"$work/pages.new" || return
	comm -13 "$work/pages.old" "$work/pages.new" >"$work/pages"
	nothing "$work/pages"
}

# signed PATCH - succeed if its author has signed it off
signed()
{
	local author

	author=$(git_plain mailinfo /dev/null /dev/null <"$1" | sed -n 's/^Author: //p; s/^Email: \(.*\)/<\1>/p' | paste -sd' ')
	grep -qxF "Signed-off-by: $author" "$1" || { echo "no Signed-off-by: $author"; return 1; }
}

# skipped 'NAME: REASON' - print a check that is not made here
skipped()
{
	echo "ok - $base: ${1%%:*} # SKIP ${1#*: }"
}

proof_style()
{
	local one

	checkpatch_tree=$(checkpatch_script)
	tap "series_format: numbered, with a cover letter, not too long" series_format
	tap "checkpatch: --strict of Linux $(tree_release "$checkpatch_tree") reports nothing" each_patch checkpatch
	checkpatch_ignored ""
	for one in header_inline source_inline deprecated_api fixes_present; do
		tap "$one" each_patch "$one"
	done
	tap "kdoc: every event and argument is described" kdoc
	tap "sphinx: the documentation is rendered without new messages" sphinx
	# scripts/series export has determined the recipients of patches that it wrote.
	[[ ${MLX5T_EXPORTED-} ]] || skipped 'cc_maintainers: scripts/series export runs get_maintainer.pl'
	if series_patches "$base" | xargs -d "\n" grep -q "^Signed-off-by: "; then
		tap "signed: each patch has the sign-off of its author" each_patch signed
	else
		skipped 'signed: added by the submitter (scripts/series export --signoff)'
	fi
	skipped 'build_32bit, build_allmodconfig_warn: proof build compiles the files that the series changes'
}
