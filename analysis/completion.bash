# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
#
# Completion of mlx5-trace for bash. Verbs and options are taken from the output of --help.

_mlx5_trace()
{
	local program=${COMP_WORDS[0]} cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD - 1]}
	local help valued verb='' words='' i

	COMPREPLY=()
	help=$("$program" --help 2>/dev/null)
	valued=$(sed -n 's/^  \(--[a-z-]*\) [A-Z][A-Z]* .*/\1/p' <<<"$help")
	for ((i = 1; i < COMP_CWORD; i++)); do
		if [[ ${COMP_WORDS[i]} == -* ]]; then
			[[ $'\n'$valued$'\n' != *$'\n'"${COMP_WORDS[i]}"$'\n'* ]] || ((++i))
		else
			verb=${COMP_WORDS[i]}
			break
		fi
	done

	case $prev in
	--event)
		# only root may read the kernel's list of events
		words=$(sed -n 's/^mlx5:\(.*\)/\1/p' /sys/kernel/tracing/available_events 2>/dev/null)
		;;
	--from | --through)
		words='mlx5e_ethtool_set_channels mlx5e_safe_switch_params mlx5e_open_channels
			mlx5e_close_channels mlx5e_xsk_setup_pool'
		;;
	*)
		if [[ $'\n'$valued$'\n' == *$'\n'"$prev"$'\n'* ]]; then
			[[ $help =~ $prev\ FILE ]] || return 0
		elif [[ $cur == -* ]]; then
			words=$("$program" ${verb:+"$verb"} --help 2>/dev/null |
				sed -n 's/^  \(--[a-z-]*\).*/\1/p')
		elif [[ -z $verb ]]; then
			words=$(sed -n 's/^  \([a-z][a-z]*\)  *[a-z].*/\1/p' <<<"$help")
		fi
		;;
	esac
	if [[ $words ]]; then
		mapfile -t COMPREPLY < <(compgen -W "$words" -- "$cur")
	else
		# a recording is a directory or a file with any name
		compopt -o filenames 2>/dev/null
		mapfile -t COMPREPLY < <(compgen -f -- "$cur")
	fi
}

complete -F _mlx5_trace mlx5-trace
