# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
#
# The sets of patches in a series: patches/sets.tbl.  Requires common.sh, bases.sh and series.sh.

# series_subject PATCH - print the subject of the patch without [PATCH ...]
series_subject()
{
	awk '/^Subject: / { text = substr($0, 10); more = 1; next }
		more && /^ / { text = text $0; next }
		more { exit }
		END { sub(/^\[[^]]*\] /, "", text); print text }' "$1"
}

# sets_known - print the names of the sets
sets_known()
{
	sed -e '/^#/d' -e '/^[[:space:]]*$/d' "$TOP/patches/sets.tbl" | awk '!seen[$1]++ { print $1 }'
	echo all
}

# set_patches BASE SET - print the patches of a set in order: first those in the series, then the
# kernel selftest, which is the same for all bases
set_patches()
{
	local patch subject

	{ series_patches "$1" && printf '%s\n' "$TOP"/patches/selftest/*.patch; } | while IFS= read -r patch; do
		subject=$(series_subject "$patch")
		if [[ $2 == all ]] || awk -v set="$2" -v subject="$subject" '
			$1 == set { sub(/^[^ \t]+[ \t]+/, ""); if ($0 == subject) found = 1 }
			END { exit !found }' "$TOP/patches/sets.tbl"; then
			printf '%s\n' "$patch"
		fi
	done
}

# set_cover BASE SET - print the subject of the cover letter, an empty line, and its text
set_cover()
{
	local file=$TOP/patches/sets/$2.txt

	if [[ -f $file ]]; then
		cat -- "$file"
		return
	fi
	file=$TOP/patches/$1/0000-cover-letter.patch
	[[ -f $file ]] || return 0
	series_subject "$file"
	# The list of patches, which follows the name of the author, is omitted.
	awk '!body { if ($0 == "") { body = 1; print "" } next }
		/^[^ ].* \([0-9]+\):$/ { exit }
		{ print }' "$file"
}

# cover_fill MAIL COVER - replace the placeholders of git format-patch in MAIL by the parts of
# COVER, which has the format of set_cover's output
cover_fill()
{
	awk -v text="$2" '
		BEGIN { getline subject <text; getline line <text }
		/\*\*\* SUBJECT HERE \*\*\*/ { sub(/\*\*\* SUBJECT HERE \*\*\*/, subject) }
		/^\*\*\* BLURB HERE \*\*\*$/ { while ((getline line <text) > 0) print line; next }
		{ print }' "$1" >"$2.mail" && mv -- "$2.mail" "$1"
}

# log_of PATCH - print the commit message of the patch
log_of()
{
	awk '/^---$/ || /^diff --git / { exit } body { print } $0 == "" { body = 1 }' "$1"
}
