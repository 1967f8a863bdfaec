#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-only
#
# The documentation is rendered without a message, and its links lead to files.

bats_require_minimum_version 1.5.0

setup()
{
	cd "$BATS_TEST_DIRNAME/../.." || return
}

# targets FILE... - print the paths of the files that the rendered pages link to
targets()
{
	local file

	for file; do
		grep -oE '(href|src)="[^"#?:]+["#?]' -- "$file" | sed -E "s/.$//;s|^[a-z]+=\"|${file%/*}/|"
	done | sort -u
}

@test "docs: pages are rendered without a message, all are in the index, and links lead to files" {
	scripts/inside/docs.sh
	local page path broken=0

	for page in Documentation/*.rst Documentation/{journeys,recipes}/*.rst; do
		page=${page#Documentation/}
		[[ $page == index.rst ]] || grep -qF "href=\"${page%.rst}.html\"" build/docs/index.html || { echo "not in the index: $page"; broken=1; }
	done
	while read -r path; do
		[[ -e $path ]] || { echo "no such file: $path"; broken=1; }
	done < <(targets build/docs/*.html build/docs/{journeys,recipes}/*.html)
	((broken == 0))
}

@test "docs: the links in README.md and CONTRIBUTING.md lead to files" {
	local path broken=0

	while read -r path; do
		[[ -e $path ]] || { echo "no such file: $path"; broken=1; }
	done < <(grep -oE '\]\([^)#:]+' README.md CONTRIBUTING.md | sed 's/.*](//')
	((broken == 0))
}

@test "docs: transcripts in the pages of recipes may differ in numbers, but not in commands and names" {
	local base=v6.12 from=$BATS_TEST_TMPDIR/recorded page=Documentation/recipes/ftrace.rst

	mkdir -p "$from/ftrace"
	awk '/^\.\. shown: / { name = $4; next } /^::$/ { on = NR; next } on && /^[^ ]/ { on = 0 }
		on && NF { sub(/^    /, ""); print > dir "/" name }' dir="$from" "$page"
	run -0 scripts/inside/journey-pages.sh --recipes --check --base $base --from "$from" ftrace
	sed -i 's/[0-9]\+\.[0-9]\{6\}:/99.000001:/' "$from/ftrace/hand.txt"
	run -0 scripts/inside/journey-pages.sh --recipes --check --base $base --from "$from" ftrace
	sed -i 's/mlx5e_open_channel:/mlx5e_reopen_channel:/' "$from/ftrace/hand.txt"
	run -1 scripts/inside/journey-pages.sh --recipes --check --base $base --from "$from" ftrace
	[[ $output == *"ftrace.rst: v6.12 ftrace/hand.txt: the page differs"*-mlx5e_reopen_channel* ]]
}
