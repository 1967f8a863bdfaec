# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
#
# The verb drift of scripts/series.  Requires input.sh and other.sh.

# drift_options ARGUMENT... - parse the options; set new to a base, a version or nothing, and set
# tree, from, how and served
drift_options()
{
	new='' tree='' from='' how='' served=''
	while (($#)); do
		case $1 in
		-h | --help)
			usage
			exit 0
			;;
		--tree | --from)
			(($# > 1)) || die "$1 requires a value"
			if [[ $1 == --tree ]]; then tree=$2; else from=$2; fi
			shift
			;;
		--diff) how='diff' ;;
		--served) served=1 ;;
		-*) die "drift has no option '$1' (see scripts/series --help)" ;;
		*)
			[[ -z $new ]] || die "drift takes one base"
			base_or_version "$1"
			new=$REPLY
			;;
		esac
		shift
	done
	[[ -z $from ]] || need_base "$from"
	case $((${#new} > 0 ? 1 : 0))$((${#tree} > 0 ? 1 : 0))${served:-0} in
	100 | 010 | 001) ;;
	000) die "drift requires a base, a version, --tree DIR or --served" ;;
	*) die "drift takes one of a base, a version, --tree DIR and --served" ;;
	esac
}

# drift_served [FROM] - print the totals for each version that the archives serve, oldest first,
# compared with the base FROM or with the nearest base; write the rows to build/drift/VERSION
drift_served()
{
	local version from name source

	mkdir -p -- "$TOP/build/drift"
	while read -r version; do
		name=v$version
		if ! base_known "$name" && ! other_served "$version" </dev/null >/dev/null; then
			printf '%-6s UNAVAILABLE\n' "$version"
			continue
		fi
		from=${1:-$(nearest_base "$version" "$name")}
		source=$(input_source "$name" </dev/null) || return
		input_source "$from" </dev/null >/dev/null || return
		lab_run --layer series bash scripts/inside/series-drift.sh "$from" "$name" "$source" '' \
			</dev/null >"$TOP/build/drift/$version" || true
		printf '%-6s from %-6s %s\n' "$version" "$from" "$(tail -n1 -- "$TOP/build/drift/$version")"
	done < <("$TOP/scripts/kernel" list --all | awk 'NR > 1 { split($1, v, "."); print v[1] "." v[2] }' | sort -uV)
}

drift()
{
	local new tree from how served name tmp status=0

	drift_options "$@"
	if [[ $served ]]; then
		drift_served "$from"
		return
	fi
	[[ -z $tree ]] || input_split "$tree"
	if [[ $tree ]]; then
		mkdir -p -- "$(cache_dir)/series"
		tmp=$(mktemp -d -- "$(cache_dir)/series/drift.XXXXXX")
		# shellcheck disable=SC2064 # the value of now
		trap "rm -rf -- '$tmp'" EXIT
		input_tree "$tree" "$tmp"
		name=$tree new=series/${tmp##*/}
		[[ $from ]] || from=$(nearest_base "$(tree_release "$tmp")")
	else
		! other_version "$new" || new=$(other_served "$REPLY") || return
		name=$new
		[[ $from ]] || from=$(nearest_base "$(base_value "$new" series)" "$new")
		new=$(input_source "$new")
	fi
	input_source "$from" >/dev/null
	note "the sites of the series for $from in $name:"
	lab_run --layer series bash scripts/inside/series-drift.sh "$from" "$name" "$new" "$how" || status=$?
	return "$status"
}
