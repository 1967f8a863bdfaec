# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
#
# The three ways to record, for scripts/record.  For each tool T, with - as _:
#   T_check    dies with one line when the tool cannot be used here
#   T_version  prints the tool's version
#   T_file     name of what it leaves in the recording
#   T_start    runs the command given as arguments and records meanwhile
#   T_tally    prints "events N" and, for each cpu that lost some, "lost CPU N"
# They use: tracefs, out, run (a folder for notes), events (SYSTEM:EVENT each),
# stack (1 or empty), graph (function or empty), buffer_kb (per cpu or empty).
# shellcheck disable=SC2154 # the variables named above are scripts/record's

# One clock for all, which dmesg and other traces can be set against.
clock=mono

need_tool()
{
	type -P "$1" >/dev/null ||
		die "$1 is not installed: it is in the package $2"
}

# Both trace-cmd and function_graph take the one top-level buffer for themselves.
need_top_level()
{
	local tracer
	tracer=$(<"$tracefs/current_tracer")
	[[ $tracer == nop ]] ||
		fail "another tracer is active ($tracer): stop it with 'echo nop > $tracefs/current_tracer', or see who uses it"
	[[ -z $(<"$tracefs/set_event") ]] ||
		fail "events are on in the top-level trace buffer, another recording may be running: 'echo > $tracefs/set_event' turns them off"
}

# --- perf ---------------------------------------------------------------

perf_file=perf.data

perf_check()
{
	need_tool perf linux-perf
	[[ -z $graph ]] || die "perf does not record call graphs of functions: use trace-cmd or ftrace with --graph"
}

perf_version()
{
	perf --version | sed 's/^perf version //'
}

perf_start()
{
	local args=(-q -a -k "$clock" --no-buildid-cache -o "$out/$perf_file") event

	[[ -z $stack ]] || args+=(-g)
	[[ -z $buffer_kb ]] || args+=(-m "${buffer_kb}K")
	for event in "${events[@]}"; do
		args+=(-e "$event")
	done
	perf record "${args[@]}" -- "$@"
}

perf_tally()
{
	perf script -i "$out/$perf_file" -F comm,tid,cpu,time,event \
		--show-lost-events 2>/dev/null |
		awk '{
			if (match($0, /\[[0-9]+\]/))
				cpu = substr($0, RSTART + 1, RLENGTH - 2) + 0
			if (match($0, /PERF_RECORD_LOST(_SAMPLES)?:? lost:? *[0-9]+/)) {
				n = split(substr($0, RSTART, RLENGTH), word, " ")
				lost[cpu] += word[n]
			} else if (!/PERF_RECORD_/ && NF) {
				events++
			}
		}
		END {
			print "events", events + 0
			for (cpu in lost)
				print "lost", cpu, lost[cpu]
		}'
}

# --- trace-cmd ----------------------------------------------------------

trace_cmd_file=trace.dat

trace_cmd_check()
{
	need_tool trace-cmd trace-cmd
	need_top_level
}

trace_cmd_version()
{
	trace-cmd --version | awk '/version/ { print $3; exit }'
}

trace_cmd_start()
{
	local args=(-q -C "$clock" -o "$out/$trace_cmd_file") event

	[[ -z $stack ]] || args+=(-T)
	[[ -z $buffer_kb ]] || args+=(-b "$buffer_kb")
	[[ -z $graph ]] || args+=(-p function_graph -g "$graph")
	for event in "${events[@]}"; do
		args+=(-e "$event")
	done
	trace-cmd record "${args[@]}" -- "$@"
}

trace_cmd_tally()
{
	trace-cmd report -q --stat -i "$out/$trace_cmd_file" 2>/dev/null
}

# --- ftrace -------------------------------------------------------------

ftrace_file=trace.txt

ftrace_check()
{
	[[ -z $graph ]] || need_top_level
}

ftrace_version()
{
	uname -r
}

ftrace_start()
{
	:
}

ftrace_tally()
{
	:
}
