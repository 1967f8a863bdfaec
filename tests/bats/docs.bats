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
