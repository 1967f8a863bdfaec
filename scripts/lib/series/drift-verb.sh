# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
#
# The verb drift of scripts/series.  Requires input.sh.

# drift_options ARGUMENT... - sets new, a base or "", tree, from and how
drift_options()
{
	new='' tree='' from='' how=''
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
		-*) die "drift has no option '$1' (see scripts/series --help)" ;;
		*)
			[[ -z $new ]] || die "drift takes one base"
			need_base "$1"
			new=$1
			;;
		esac
		shift
	done
	[[ -z $from ]] || need_base "$from"
	[[ -n $new || -n $tree ]] || die "drift requires a base, or --tree DIR"
	[[ -z $new || -z $tree ]] || die "drift takes a base or --tree DIR, not both"
}

drift()
{
	local new tree from how name tmp status=0

	drift_options "$@"
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
		name=$new
		[[ $from ]] || from=$(nearest_base "$(base_value "$new" series)" "$new")
		new=$(input_source "$new")
	fi
	input_source "$from" >/dev/null
	note "the sites of the series for $from in $name:"
	lab_run --layer series bash scripts/inside/series-drift.sh "$from" "$name" "$new" "$how" || status=$?
	return "$status"
}
