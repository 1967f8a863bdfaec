# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
#
# The recorder bpftrace of scripts/record: the entries and returns of functions (--probe), with the
# arguments by name, in the text of ftrace, and the events of an ftrace instance between them.  The
# interface is described in record-tools.sh, whose functions of ftrace are used here.
#
# A function FUNC has the events
#   FUNC: NAME=VALUE ...                 the arguments, followed by the call stack
#   FUNC__return: ret=VALUE duration_ns=N
# shellcheck disable=SC2034,SC2154 # variables shared with scripts/record

bpftrace_file=trace.txt
bpftrace_tools=bpftrace=bpftrace

# kfunc probes were renamed to fentry, and args.NAME was introduced, before this version.
BPFTRACE_OLDEST=0.21

bpftrace_check()
{
	((${#probes[@]})) || die "bpftrace requires the functions to trace: --probe FUNC (see --help)"
	[[ -z $graph ]] || die "bpftrace records no function graph: use trace-cmd or ftrace with --graph"
	probe_tool=$(bpftrace --version | sed -n 's/^bpftrace v//p')
	[[ $(printf '%s\n' "$BPFTRACE_OLDEST" "$probe_tool" | sort -V | head -n1) == "$BPFTRACE_OLDEST" ]] ||
		fail "bpftrace $probe_tool is too old: version $BPFTRACE_OLDEST or later is required"
}

bpftrace_version()
{
	printf '%s\n' "$probe_tool"
}

# --- the functions ------------------------------------------------------

# check_probes - set probe_targets to a line FUNC SYMBOL MODULE for each function, probe_args to lines
# FUNC TYPE NAME, with tabs, and probe_text to the program; exit if a function cannot be traced
check_probes()
{
	local func symbol module lost traceable

	((${#probes[@]})) || return 0
	for func in "${probes[@]}"; do
		[[ $func =~ ^[a-zA-Z_][a-zA-Z0-9_.]*$ ]] || die "'$func' is not the name of a function"
	done
	# One pass, and with grep: an emulated machine takes seconds to list its functions.
	traceable=$(LC_ALL=C grep -E "^($(IFS='|' && echo "${probes[*]//./\\.}"))([. ]|\$)" "$tracefs/available_filter_functions") || :
	# The compiler may have changed a function and its name: mlx5e_foo.isra.0
	probe_targets=$(awk -v wanted="${probes[*]}" '
		BEGIN {
			n = split(wanted, list, " ")
			for (i = 1; i <= n; i++)
				want[list[i]]
		}
		{
			name = $1
			if (!(name in want))
				sub(/\..*/, "", name)
			if (!(name in want) || (name != $1 && name in symbol))
				next
			symbol[name] = $1
			module[name] = $2 ? substr($2, 2, length($2) - 2) : "vmlinux"
		}
		END {
			for (i = 1; i <= n; i++)
				if (!seen[list[i]]++)
					print list[i], (list[i] in symbol) ? symbol[list[i]] : "-", module[list[i]]
		}' <<<"$traceable")
	lost=$(awk '$2 == "-" { print $1 }' <<<"$probe_targets")
	[[ -z $lost ]] || probe_missing "${lost%%$'\n'*}"
	probe_args=$(probe_prototypes)
	while read -r func symbol module; do
		if [[ $func != "$symbol" ]]; then
			note "$PROG: $func is recorded as $symbol, a copy made by the compiler, whose arguments are unknown"
		elif ! grep -q "^$func	" <<<"$probe_args"; then
			note "$PROG: the arguments of $func have no names, as the kernel has no BTF for it"
		fi
	done <<<"$probe_targets"
	probe_text=$(probe_program) || exit 2
}

# probe_prototypes - print FUNC, TYPE and NAME of each argument and of the return value, which is
# named retval, separated by tabs, for the functions with BTF
probe_prototypes()
{
	local func symbol module list=''

	while read -r func symbol module; do
		[[ $func != "$symbol" ]] || list+=${list:+,}fentry:$module:$func
	done <<<"$probe_targets"
	[[ -z $list ]] || bpftrace -lv "$list" 2>/dev/null | awk -v OFS='\t' '
		/^[a-z]+:/ { n = split($0, part, ":"); func_ = part[n]; print func_, "", ""; next }
		NF {
			name = $NF
			sub(/^[ \t]+/, "")
			sub(/[ \t]*[^ \t]+$/, "")
			print func_, $0, name
		}'
}

# nearest_callers FUNC [OPTION]... - print the text of nearest-callers.awk
nearest_callers()
{
	awk -v func_="$1" -v release="$(uname -r)" "${@:2}" -f "$TOP/scripts/lib/nearest-callers.awk" \
		"$TOP/analysis/graphs/callers.tbl" "$tracefs/available_filter_functions"
}

# probe_unentered - name the functions that were not entered.  A function that exists may also be
# inlined into a caller in its file, whose calls then do not enter it.
probe_unentered()
{
	local func symbol module near

	while read -r func symbol module; do
		! grep -q ": $func:" "$run/probes" || continue
		near=$(nearest_callers "$func" -v exists=1)
		note "$PROG: $func was not entered${near:+, or calls to it were inlined: $near}"
	done <<<"$probe_targets"
}

# probe_missing FUNC - exit with one line that has the reason why FUNC cannot be traced
probe_missing()
{
	local func=$1 near

	! grep -q "^[^ ]* [tTwW] $func\(	.*\)\?$" /proc/kallsyms ||
		fail "$func cannot be traced: it exists in this kernel, but is not in $tracefs/available_filter_functions (notrace, or code that runs only at boot)"
	near=$(nearest_callers "$func")
	[[ ${func} != mlx5* || -d /sys/module/mlx5_core ]] || near='mlx5_core is not loaded (modprobe mlx5_core)'
	fail "$func cannot be traced: $near"
}

# --- the program of bpftrace --------------------------------------------

# probe_program - print the program; fail with a message if the filter cannot be translated
probe_program()
{
	local constants

	constants=$("$bin/constants")
	awk -v filter="$filter" -v stack="$stack" -v PROG="$PROG" \
		-f "$TOP/scripts/lib/probe-program.awk" \
		<(printf '%s\n' "$constants") <(printf '%s\n' "$probe_args") <(printf '%s\n' "$probe_targets")
}

bpftrace_prepare()
{
	local pages=256

	ftrace_prepare
	printf '%s\n' "$probe_text" >"$run/probes.bt"
	if [[ $buffer_kb ]]; then
		for ((pages = 1; pages * 4 < buffer_kb; pages *= 2)); do :; done
	fi
	recorder=(env BPFTRACE_PERF_RB_PAGES="$pages" "$TOP/scripts/inside/record-bpftrace.sh" "$run")
}

# The text of both is merged by time; they have the same clock.
bpftrace_finish()
{
	[[ ${buffer-} ]] || return 0
	ftrace_finish || return
	[[ -s $run/status ]] || return 0
	{
		"$bin/constants"
		printf '\n'
		cat -- "$run/probes"
	} | awk -f "$TOP/scripts/lib/probe-text.awk" >"$run/probes.txt" &&
		awk -f "$TOP/scripts/lib/merge-text.awk" "$inside/$bpftrace_file" "$run/probes.txt" |
		LC_ALL=C sort -s -t $'\t' -k1,1n -k2,2n | cut -f3- >"$run/merged" &&
		cp -- "$run/merged" "$inside/$bpftrace_file" || return
	probe_unentered
}

bpftrace_whole()
{
	[[ $1 == "$2" ]]
}

# bpftrace prints the number of the events that it lost, without their CPU.
bpftrace_tally()
{
	ring_losses <"$run/stats" && text_events <"$inside/$bpftrace_file" &&
		awk '/^Lost [0-9]+ events/ { lost += $2 } END { if (lost) print "lost", "-", lost }' "$run/probes"
}
