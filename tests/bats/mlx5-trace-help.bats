#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-only
#
# Documentation of mlx5-trace: --help, the manual pages and the completion are consistent,
# the output that they show matches the program, and their examples work.

bats_require_minimum_version 1.5.0

load recording

top=$BATS_TEST_DIRNAME/../..
pages=$top/Documentation/man

setup()
{
	cd "$BATS_TEST_TMPDIR" || return
	PATH=$top/build/bin:$PATH
	recording recording
	# the format is detected from the content, so text can replace the binary files here
	for name in trace.dat trace.txt perf.data; do
		cp recording/trace.txt "$name"
	done
	echo "[   10.000000] mlx5_core 0000:01:00.0: poll_health:852:(pid 0): Fatal error 1 detected" >dmesg.txt
	mkdir before after bin
	cp recording/* before
	cp recording/* after
	printf 'mlx5e_ethtool_set_channels\n\tmlx5e_safe_switch_params\n' >set_channels.txt
	printf '#!/bin/sh\ncat trace.txt\n' >bin/trace-cmd
	chmod +x bin/trace-cmd
	cp bin/trace-cmd bin/perf
	mapfile -t verbs < <(mlx5-trace --help | sed -n 's/^  \([a-z]*\)  *[a-z].*/\1/p')
	# the verbs that read a recording; the other verbs watch the running machine
	readers=()
	for verb in "${verbs[@]}"; do
		[[ $(mlx5-trace "$verb" --help | head -n 1) != *FILE* ]] || readers+=("$verb")
	done
}

# options_of [VERB] - list the options in --help
options_of()
{
	mlx5-trace "$@" --help | sed -n 's/^  \(--[a-z-]*\).*/\1/p'
}

# complete_words WORD... - list the completions of the last WORD
complete_words()
{
	# shellcheck disable=SC1091 # below the checkout
	. "$top/analysis/completion.bash"
	COMP_WORDS=("$@") COMP_CWORD=$(($# - 1)) COMPREPLY=()
	_mlx5_trace
	printf '%s\n' "${COMPREPLY[@]}" | sort
}

# works COMMAND - expect an example to print nothing on stderr, and to exit with status 0, or with
# 1, which can be a result
works()
{
	local status=0

	PATH=$PWD/bin:$PATH bash -o pipefail -c "$1" >out 2>err </dev/null || status=$?
	[[ ! -s err && (-s out || $1 == *">"*) ]] && ((status == 0 || (status == 1))) && return
	echo "example: $1, status $status"
	cat out err
	return 1
}

@test "each --help has at least two examples, and they work" {
	((${#readers[@]} >= 7))
	for verb in '' "${readers[@]}"; do
		mapfile -t examples < <(mlx5-trace ${verb:+"$verb"} --help |
			sed -nE 's/^  ((sudo )?(trace-cmd|perf|zcat|mlx5-trace) .*)/\1/p')
		((${#examples[@]} >= 2)) || { echo "$verb: ${#examples[@]} examples"; return 1; }
		for example in "${examples[@]}"; do
			works "$example"
		done
	done
}

@test "help fits in 80 columns" {
	for verb in '' "${verbs[@]}"; do
		mlx5-trace ${verb:+"$verb"} --help | awk 'length > 80 { print; bad = 1 } END { exit bad }'
	done
}

@test "each verb has a manual page, and the overview page refers to each of them" {
	for verb in "${verbs[@]}"; do
		grep -q "^\.Dt MLX5-TRACE-${verb^^} 1" "$pages/mlx5-trace-$verb.1"
		grep -q "^\.Xr mlx5-trace-$verb 1" "$pages/mlx5-trace.1"
	done
	for page in "$pages"/mlx5-trace-*.1; do
		verb=${page##*/mlx5-trace-}
		[[ " ${verbs[*]} " == *" ${verb%.1} "* ]] || { echo "no verb for $page"; return 1; }
	done
}

@test "the manual pages and the completion have exactly the options in --help" {
	for verb in "${verbs[@]}"; do
		diff <(options_of "$verb" | sort) <(complete_words mlx5-trace "$verb" --)
		diff <(options_of "$verb" | grep -vx -e --help | sort) \
			<(sed -n 's/^\.It Fl \(-[a-z-]*\).*/-\1/p' "$pages/mlx5-trace-$verb.1" | sort) ||
			{ echo "in mlx5-trace-$verb.1"; return 1; }
	done
	diff <(options_of | grep -vx -e --help | sort) \
		<(sed -n 's/^\.It Fl \(-[a-z-]*\).*/-\1/p' "$pages/mlx5-trace.1" | grep -vx -e --help | sort)
}

@test "the output shown in the manual pages matches the program" {
	shown=0
	for verb in "${readers[@]}"; do
		page=$pages/mlx5-trace-$verb.1
		# .Dl COMMAND, .Bd ..., the lines, .Ed
		awk '/^\.Dl mlx5-trace / { command = substr($0, 5) }
			/^\.Ed/ { on = 0 }
			on { gsub(/\\&/, ""); gsub(/\\-/, "-"); print > file }
			/^\.Bd/ && command { file = "shown." ++n; print command > ("command." n); on = 1; command = "" }' "$page"
		for file in shown.*; do
			[[ -e $file ]] || { echo "$page shows nothing"; return 1; }
			works "$(<"command.${file#*.}")"
			# a page may replace any number of lines by "..."
			awk 'NR == FNR { want[++n] = $0; next } { got[++m] = $0 }
				END {
					if (n < 3 && want[n] ~ /\.\.\.$/) { print "shown: nothing"; exit 1 }
					for (i = j = 1; i <= n; i++) {
						if (want[i] ~ /^ *\.\.\.$/) { skip = 1; continue }
						while (skip && j <= m && got[j] != want[i]) j++
						if (got[j++] != want[i]) {
							print "shown:   " want[i]; print "printed: " got[j - 1]; exit 1
						}
						skip = 0
					}
				}' "$file" out || { echo "in $page: $(<"command.${file#*.}")"; return 1; }
			((++shown))
		done
		rm -f shown.* command.*
	done
	((shown >= ${#readers[@]}))
}

@test "mandoc reports no warnings for the manual pages" {
	for page in "$pages"/mlx5-trace*.1 "$pages"/libmlx5trace.3; do
		mandoc -T lint -W warning "$page"
	done
}

@test "completion offers verbs, values and files" {
	diff <(printf '%s\n' "${verbs[@]}" | sort) <(complete_words mlx5-trace '')
	[[ $(complete_words mlx5-trace find) == findings ]]
	[[ $(complete_words mlx5-trace --json sta) == stats ]]
	[[ $(complete_words mlx5-trace graph --from x fin) == '' ]]
	[[ $(complete_words mlx5-trace ops bef) == before ]]
	[[ $(complete_words mlx5-trace graph --expect set) == set_channels.txt ]]
	[[ $(complete_words mlx5-trace graph --through mlx5e_ethtool) == mlx5e_ethtool_set_channels ]]
	[[ $(complete_words mlx5-trace map --at '') == '' ]]
	[[ $(complete_words mlx5-trace map --at 10.0 --di) == --diff ]]
	[[ $(complete_words mlx5-trace --v) == --version ]]
}

@test "completion is registered for the name of the program" {
	# shellcheck disable=SC1091 # below the checkout
	. "$top/analysis/completion.bash"
	[[ $(complete -p mlx5-trace) == *'-F _mlx5_trace mlx5-trace' ]]
}
