# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
#
# The three recorders of scripts/record.  For each tool T (perf,
# trace_cmd, ftrace):
#   T_file     its file in the recording
#   T_tools    its programs, in the format of need_tools
#   T_check    exits with one line if the tool does not support the request
#   T_version  prints the tool's version
#   T_prepare  prepares the recording, and sets the array recorder to the program that runs
#              the command and records; empty if the kernel records
#   T_finish   is called after the command, however it ended, and may be called again; fails if
#              anything could not be written
#   T_whole    takes the statuses of the recorder and of the command; succeeds if the file is
#              complete
#   T_tally    prints "events N", and "lost CPU N" for each CPU with lost events
# They use these variables of scripts/record: tracefs, inside (the recording in progress),
# target (its final path), run (a directory for temporary files), bin (the directory of
# kernsyms), events (each as SYSTEM:EVENT), stack, graph, date and buffer_kb, which may be empty.
# shellcheck disable=SC2034,SC2154 # variables shared with scripts/record

# All recorders use this clock, so that times can be compared with dmesg and other traces.
clock=mono

# need_tools PROGRAM=PACKAGE... - exit with one line that names all missing programs
need_tools()
{
	local pair programs=() packages=()

	for pair in "$@"; do
		type -P "${pair%%=*}" >/dev/null && continue
		programs+=("${pair%%=*}")
		packages+=("${pair#*=}")
	done
	((${#programs[@]})) || return 0
	fail "not installed: ${programs[*]}; run: ${SUDO_UID:+sudo }apt-get update && ${SUDO_UID:+sudo }apt-get install --no-install-recommends ${packages[*]}"
}

# --- the top-level buffer or an instance --------------------------------

# affordable KB - print the buffer size per CPU, limited so that the buffers of all CPUs take at
# most an eighth of the memory
affordable()
{
	awk -v want="$1" -v cpus="$(getconf _NPROCESSORS_CONF)" '
		/^MemTotal:/ {
			most = int($2 / 8 / cpus)
			print (want < most ? want : most)
		}' /proc/meminfo
}

# knob FILE VALUE - write VALUE to a file in the buffer's directory, and save the previous value
knob()
{
	local was

	was=$(<"$buffer/$1")
	case $1 in
	trace_clock)
		was=${was#*\[}
		was=${was%%\]*}
		;;
	set_graph_function)
		was=
		;;
	buffer_size_kb)
		# "7 (expanded: 1408)" until the buffer is used for the first time
		was=${was#*expanded: }
		was=${was%%[!0-9]*}
		;;
	esac
	printf '%s\n' "$2" >"$buffer/$1" ||
		fail "the kernel refused '$2' in $buffer/$1"
	knobs+=("$1=$was")
}

# restore_knobs - restore the values that knob has saved, the last one first
restore_knobs()
{
	local i

	for ((i = ${#knobs[@]} - 1; i >= 0; i--)); do
		printf '%s\n' "${knobs[i]#*=}" >"$buffer/${knobs[i]%%=*}" || :
	done
	knobs=()
}

# The size per CPU of the buffer for function graphs, as function calls are far more numerous than
# events: ethtool -L makes 60000 of them on one CPU.
graph_buffer_kb=32768

# --- perf ---------------------------------------------------------------

perf_file=perf.data
perf_tools=perf=linux-perf

perf_check()
{
	[[ -z $graph ]] ||
		die "perf records no function graph: use trace-cmd or ftrace with --graph"
}

perf_version()
{
	perf --version | sed 's/^perf version //'
}

perf_prepare()
{
	local event data=$inside/$perf_file

	# perf writes from pages that newer kernels (7.3, but not 6.12) do not allow 9p or FUSE to
	# pin, and its write fails with EFAULT.  The guest's shared directories are of these types.
	if kernel_since 6.13 && [[ $(findmnt -n -o FSTYPE -T "${target%/*}/") =~ ^(9p|fuse|virtiofs) ]]; then
		data=$run/$perf_file
	fi
	recorder=(perf record -q -a -k "$clock" --no-buildid-cache -o "$data")
	[[ -z $stack ]] || recorder+=(-g)
	[[ -z $buffer_kb ]] || recorder+=(-m "${buffer_kb}K")
	for event in "${events[@]}"; do
		recorder+=(-e "$event")
	done
	recorder+=(--)
}

perf_finish()
{
	[[ ! -e $run/$perf_file ]] || mv -- "$run/$perf_file" "$inside/" 2>/dev/null
}

# perf reports its own failures with this status; otherwise it returns the status of the command.
perf_whole()
{
	[[ $1 != 255 || $2 == 255 ]]
}

perf_tally()
{
	local data=$inside/$perf_file

	perf report -i "$data" --stats >"$run/stats" 2>/dev/null &&
		perf_symbols "$data" || return
	awk '$1 == "SAMPLE" { print "events", $3; found = 1; exit }
	     END { if (!found) print "events", 0 }' "$run/stats"
	grep -q LOST "$run/stats" || return 0
	perf script -i "$data" -D 2>/dev/null | perf_losses
}

# Without the kernel's symbols, which perf.data does not contain, the stacks are only addresses.
perf_symbols()
{
	[[ $(</proc/sys/kernel/kptr_restrict) != 2 ]] ||
		note "$PROG: the stacks have no names, as the kernel hides its addresses (sysctl kernel.kptr_restrict=1 while recording)"
	"$bin/kernsyms" "$1" >"$inside/kallsyms" 2>/dev/null
}

# Losses are recorded twice: by PERF_RECORD_LOST where they occurred, except for the last ones, and,
# since Linux 6.0, by a PERF_RECORD_LOST_SAMPLES for each event and CPU at the end.  The larger of
# the two numbers is used.
perf_losses()
{
	awk '
		/PERF_RECORD_LOST(_SAMPLES)?: / {
			cpu = $1 + 0
			count = $NF
			sub(/.*:/, "", count)
			seen[cpu] = 1
			if (/LOST_SAMPLES/)
				late[cpu] += count
			else
				soon[cpu] += count
		}
		END {
			for (cpu in seen)
				print "lost", cpu, (late[cpu] > soon[cpu] ? late[cpu] : soon[cpu])
		}'
}

# --- trace-cmd ----------------------------------------------------------

trace_cmd_file=trace.dat
trace_cmd_tools=trace-cmd=trace-cmd

trace_cmd_check()
{
	:
}

trace_cmd_version()
{
	trace-cmd --version 2>&1 | awk '$2 == "version" { print $3; exit }'
}

trace_cmd_prepare()
{
	local event

	knobs=()
	recorder=(trace-cmd record -q -C "$clock" -o "$inside/$trace_cmd_file")
	[[ -z $stack ]] || recorder+=(-T)
	[[ -z $date ]] || recorder+=(--date)
	# The size is not given to trace-cmd, which would not restore it.
	if [[ $buffer_kb || $graph ]]; then
		buffer=$tracefs
		knob buffer_size_kb "${buffer_kb:-$(affordable "$graph_buffer_kb")}"
	fi
	[[ -z $graph ]] || recorder+=(-p function_graph -g "$graph")
	for event in "${events[@]}"; do
		recorder+=(-e "$event")
	done
	recorder+=(--)
}

trace_cmd_finish()
{
	[[ ${buffer-} ]] || return 0
	restore_knobs
	buffer=
}

# trace-cmd failed if its status is neither 0 nor that of the command.
trace_cmd_whole()
{
	[[ $1 == 0 || $1 == "$2" ]]
}

# Plugins are not loaded (-N), as they only print fields and may belong to another user.
trace_cmd_tally()
{
	local data=$inside/$trace_cmd_file

	trace-cmd report -N -q --stat -i "$data" 2>/dev/null | ring_losses &&
		trace-cmd report -N -q -i "$data" 2>/dev/null | text_events
}

# --- ftrace -------------------------------------------------------------

ftrace_file=trace.txt
ftrace_tools=

# The buffer is read only after the command has ended: a reader that is woken for each event would
# fill a recording of the scheduler with its own events.
ftrace_buffer_kb=4096

ftrace_check()
{
	:
}

ftrace_version()
{
	uname -r
}

ftrace_prepare()
{
	local event option size=$ftrace_buffer_kb

	recorder=()
	knobs=()
	# Only in the top-level buffer can the function_graph tracer be limited to one function;
	# everything else is recorded in an instance, which does not affect other tracers.
	if [[ $graph ]]; then
		buffer=$tracefs
	else
		buffer=$tracefs/instances/mlx5-record-$$
		mkdir -- "$buffer" || fail "cannot create the trace instance $buffer"
	fi
	knob tracing_on 0
	knob trace_clock "$clock"
	if [[ $graph ]]; then
		size=$graph_buffer_kb
	fi
	knob buffer_size_kb "${buffer_kb:-$(affordable "$size")}"
	[[ -z $stack ]] || knob options/stacktrace 1
	if [[ $graph ]]; then
		for option in proc abstime tail; do
			knob "options/funcgraph-$option" 1
		done
		knob set_graph_function "$graph"
		knob current_tracer function_graph
	fi
	for event in "${events[@]}"; do
		knob "events/${event/:/\/}/enable" 1
	done
	printf '1\n' >"$buffer/tracing_on"
}

ftrace_finish()
{
	local i status=0

	[[ ${buffer-} ]] || return 0
	printf '0\n' >"$buffer/tracing_on"
	cat -- "$buffer/trace" >"$inside/$ftrace_file" 2>/dev/null || status=1
	for i in "$buffer"/per_cpu/cpu*; do
		printf 'CPU: %s\n' "${i##*cpu}"
		cat -- "$i/stats"
	done >"$run/stats" || status=1
	restore_knobs
	[[ $buffer == "$tracefs" ]] || rmdir -- "$buffer" ||
		note "$PROG: the trace instance $buffer could not be removed"
	buffer=
	return "$status"
}

ftrace_whole()
{
	:
}

ftrace_tally()
{
	ring_losses <"$run/stats" && text_events <"$inside/$ftrace_file"
}

# --- shared by trace-cmd and ftrace -------------------------------------

# ring_losses - read the statistics of the ring buffer, in the format of per_cpu/cpuN/stats.
# "entries" are not lost: trace-cmd counts them before it reads the rest of the buffer.
ring_losses()
{
	awk '
		/^CPU: / { cpu = $2 }
		/^(overrun|commit overrun|dropped events): / { lost[cpu] += $NF }
		END {
			for (cpu in lost)
				if (lost[cpu])
					print "lost", cpu, lost[cpu]
		}'
}

# text_events - count the events in printed output: "TASK-PID [CPU] FLAGS TIME: EVENT: ..." or,
# within a function graph, a comment "/* EVENT: ... */"
text_events()
{
	awk '
		match($0, /\[[0-9]+\][^:]* [0-9]+\.[0-9]+: +[a-zA-Z0-9_]+:/) {
			split(substr($0, RSTART, RLENGTH), part, /: +/)
			sub(/:$/, "", part[2])
			if (part[2] !~ /^(kernel_stack|user_stack|funcgraph_(entry|exit))$/)
				events++
			next
		}
		/\| +\/\* [a-zA-Z0-9_]+: / { events++ }
		END { print "events", events + 0 }'
}
