#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# journey-pages.sh [--recipes] [--check [--base BASE --from DIR]] [PAGE...] - update the outputs in
# the pages of the journeys, or of the recipes, inside the lab.  A comment in the page specifies the
# output that follows it:
#
#   .. shown: BASE NAME/FLOW [OPTION]...          a tree of mlx5-trace flow, with its options
#   .. shown: BASE NAME/FILE.txt                  a file of the recipe
#   .. shown: diff BASE NAME/FLOW BASE NAME/FLOW [OPTION]...
#   .. drawn: BASE NAME/FLOW [OPTION]...          NAME.svg next to the page
#
# The outputs are generated from build/journeys/BASE, which scripts/journeys record created.  With
# --check, write nothing, and exit with status 1 if a tree shows a function that was not recorded.
# With --recipes, the pages are those of scripts/recipes, the outputs are in build/recipes/BASE, and
# --check compares the commands and the names of events and fields in each file of a recipe.
# With --base, check only the outputs of that base, with the files in DIR.  PAGE is a name without
# directory and .rst; default: all pages.
set -euo pipefail
PROG=scripts/journeys
# shellcheck source=scripts/lib/common.sh
. "$(dirname -- "${BASH_SOURCE[0]}")/../lib/common.sh"
pages=$TOP/Documentation/journeys
kept=$TOP/build/journeys recorder=scripts/journeys
check='' only='' from=''
while (($#)); do
	case $1 in
	--check) check=1 ;;
	--recipes)
		pages=$TOP/Documentation/recipes kept=$TOP/build/recipes recorder=scripts/recipes
		PROG=$recorder
		;;
	--base | --from)
		(($# > 1)) || die "$1 requires a value"
		[[ $1 == --base ]] && only=$2 || from=$2
		shift
		;;
	-*) die "unknown option '$1'" ;;
	*) break ;;
	esac
	shift
done
PATH=$TOP/build/bin:$PATH
work=$(mktemp -d)
trap 'rm -rf -- "$work"' EXIT

# kept BASE NAME/FLOW - set file to the path of the saved flow
kept()
{
	file=${from:-$kept/$1}/$2
	[[ $2 == *.txt ]] || file+=.json
	[[ -f $file ]] || fail "$1's $2 was not recorded: $recorder record $1"
}

# typed WORD... - print the words as they are typed in a shell, with patterns quoted
typed()
{
	local word

	for word in "$@"; do
		case $word in
		*['*?@()[|']*) printf " '%s'" "$word" ;;
		*) printf ' %s' "$word" ;;
		esac
	done
}

# tree FILE OPTION... - print the command, and its tree without the notes that follow the tree
tree()
{
	local command

	command=$(jq -r .command "$1")
	printf '# Linux %s\n' "$(jq -r .kernel "$1")"
	printf 'mlx5-trace%s -- %s\n\n' "$(typed flow "${@:2}")" "$command"
	mlx5-trace flow "${@:2}" "$1" | sed '/^$/,$d'
}

# block ARGUMENT... - print the output that a comment specifies
block()
{
	local first

	if [[ $1 == diff ]]; then
		kept "$2" "$3"
		first=$file
		kept "$4" "$5"
		mlx5-trace flow "${@:6}" diff "$first" "$file" || (($? == 1))
		return
	fi
	kept "$1" "$2"
	if [[ $file == *.txt ]]; then
		cat -- "$file"
	else
		tree "$file" "${@:3}"
	fi
}

# renew PAGE - print the page with new outputs
# shellcheck disable=SC2094 # the picture has another name
renew()
{
	local line words skip=''

	while IFS= read -r line; do
		if [[ $skip ]]; then
			[[ -z $line || $line == '::' || $line == ' '* ]] && continue
			skip=
		fi
		printf '%s\n' "$line"
		read -ra words <<<"${line#.. *: }"
		case $line in
		'.. shown: '*)
			printf '\n::\n\n'
			block "${words[@]}" | sed 's/^\(.\)/    \1/'
			printf '\n'
			skip=1
			;;
		'.. drawn: '*)
			kept "${words[0]}" "${words[1]}"
			mlx5-trace flow "${words[@]:2}" --svg "${1%.rst}.svg" "$file" >/dev/null
			;;
		esac
	done <"$1"
}

# words - print the names of functions, requests and commands in the trees on standard input, except
# those in deferred work and interrupts, which vary
words()
{
	awk '
		{ at = match($0, /(syscall|socket|security|protocol|network|qdisc|receive|dispatch|core|driver|deferred|firmware|interrupt) /) }
		at && below && at <= below { below = 0 }
		at && !below && /(deferred|interrupt) / { below = at }
		!below { print }' | grep -oE '[A-Za-z0-9_]+_[A-Za-z0-9_]+' | sort -u
}

# names - print what the transcript on standard input must have in common with the recorded one: its
# commands, and the names of events, of fields and of the driver's functions, each once.  A line of 96
# columns was cut, and its last field is omitted.
names()
{
	awk '
		/^\$ / { print; next }
		length == 96 { sub(/ [^ ]*$/, "") }
		{
			while (match($0, /[A-Za-z_][A-Za-z0-9_]*=|mlx5[a-z0-9_]*|[a-z0-9_]+:[a-z0-9_]+:?/)) {
				word = substr($0, RSTART, RLENGTH)
				$0 = substr($0, RSTART + RLENGTH)
				if (word !~ /^[0-9:]+$/ && word !~ /^mlx5_core$/)
					print word
			}
		}' | LC_ALL=C sort -u
}

# shown_at PAGE MARKER - print the output in the page that this comment specifies
shown_at()
{
	awk -v marker="$2" '
		on && NF && !/^ / && $0 != "::" { exit }
		on { sub(/^    /, ""); print }
		$0 == marker { on = 1 }' "$1"
}

# same_names PAGE - check that the transcripts in the page have the recorded commands and names
same_names()
{
	local line words status=0

	while IFS= read -r line; do
		read -ra words <<<"${line#*: }"
		[[ -z $only || ${words[0]} == "$only" ]] || continue
		kept "${words[0]}" "${words[1]}"
		shown_at "$1" "$line" | names >"$work/shown"
		names <"$file" >"$work/recorded"
		diff -U0 "$work/recorded" "$work/shown" >"$work/differs" || {
			printf '%s: %s: the page differs from the recorded transcript:\n' "$(basename -- "$1")" "${words[*]:0:2}"
			sed 1,2d "$work/differs" | grep -v '^@'
			status=1
		}
	done < <(grep '^\.\. shown: ' "$1")
	return "$status"
}

# holds PAGE - check that the trees in the page contain only names from their flows; print the
# others
holds()
{
	local line words status=0

	while IFS= read -r line; do
		read -ra words <<<"${line#*: }"
		[[ -z $only || ${words[0]} == "$only" ]] || continue
		[[ ${words[0]} != diff && ${words[1]} != *.txt ]] || continue
		kept "${words[0]}" "${words[1]}"
		mlx5-trace flow --full "$file" | grep -oE '[A-Za-z0-9_]+_[A-Za-z0-9_]+' | sort -u >"$work/recorded"
		awk -v marker="$line" '
			on && NF && !/^ / && $0 != "::" { exit }
			$0 == marker { on = 1; next }
			on && !/^ *(mlx5-trace flow|# Linux) /' "$1" | words >"$work/shown"
		[[ -s $work/shown ]] || {
			printf '%s: %s: the page shows nothing\n' "$(basename -- "$1")" "${words[*]:0:2}"
			status=1
		}
		comm -23 "$work/shown" "$work/recorded" >"$work/lacks"
		[[ ! -s $work/lacks ]] || {
			printf '%s: %s: not recorded: %s\n' "$(basename -- "$1")" "${words[*]:0:2}" \
				"$(paste -sd' ' "$work/lacks")"
			status=1
		}
	done < <(grep '^\.\. shown: ' "$1")
	return "$status"
}

status=0 list=("${@/%/.rst}")
(($#)) || mapfile -t list < <(cd -- "$pages" && printf '%s\n' *.rst)
for page in "${list[@]}"; do
	page=$pages/$page
	[[ -f $page ]] || die "there is no page '${page##*/}' in ${pages#"$TOP/"}"
	if [[ $check && $recorder == scripts/recipes ]]; then
		same_names "$page" || status=1
	elif [[ $check ]]; then
		holds "$page" || status=1
	else
		renew "$page" >"$work/page"
		cat -s -- "$work/page" | sed -e '$ { /^$/d }' >"$work/new"
		cmp -s "$work/new" "$page" || cp -- "$work/new" "$page"
	fi
done
exit "$status"
