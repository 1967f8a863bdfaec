#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-only
#
# The documentation: rendered without a message, and its links.

bats_require_minimum_version 1.5.0

setup()
{
	cd "$BATS_TEST_DIRNAME/../.." || return
}

# targets FILE... - the files that a rendered page links, as paths
targets()
{
	local file

	for file; do
		grep -oE '(href|src)="[^"#?:]+["#?]' -- "$file" | sed -E "s/.$//;s|^[a-z]+=\"|${file%/*}/|"
	done | sort -u
}

@test "docs: rendered without a message, every page is in the index, and links lead to files" {
	scripts/inside/docs.sh
	local page path broken=0

	for page in Documentation/*.rst Documentation/journeys/*.rst; do
		page=${page#Documentation/}
		[[ $page == index.rst ]] || grep -qF "href=\"${page%.rst}.html\"" build/docs/index.html || { echo "not in the index: $page"; broken=1; }
	done
	while read -r path; do
		[[ -e $path ]] || { echo "no such file: $path"; broken=1; }
	done < <(targets build/docs/*.html build/docs/journeys/*.html)
	((broken == 0))
}

@test "docs: the links of README lead to files" {
	local path broken=0

	while read -r path; do
		[[ -e $path ]] || { echo "no such file: $path"; broken=1; }
	done < <(grep -oE '\]\([^)#:]+' README.md CONTRIBUTING.md | sed 's/.*](//')
	((broken == 0))
}
