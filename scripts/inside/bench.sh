#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# bench.sh SECONDS CPUS CARD... - second half of scripts/bench, inside the lab: start the devices
# and the guest, and measure the host's CPU time of each step.
set -euo pipefail
PROG=scripts/bench
# shellcheck source=scripts/lib/common.sh
. "$(dirname -- "${BASH_SOURCE[0]}")/../lib/common.sh"
# shellcheck source=scripts/lib/bases.sh
. "$TOP/scripts/lib/bases.sh"

seconds=$1 cpus=$2
shift 2
results=$TOP/build/bench
work=$(mktemp -d)
servers=()
trap 'kill "${servers[@]}" 2>/dev/null || true; rm -rf -- "$work"' EXIT

# start_device N - start the device at one end of the wire
start_device()
{
	local tries

	"$TOP/build/bin/vconnectx" --socket "$work/$1" --wire "peer:$work/wire" \
		--log-file "$results/vconnectx-$1.log" >"$work/ready-$1" &
	servers+=($!)
	for ((tries = 0; tries < 100; tries++)); do
		[[ ! -s $work/ready-$1 ]] || return 0
		sleep 0.1
	done
	fail "vconnectx $1 did not start, see ${results#"$TOP"/}/vconnectx-$1.log"
}

# cpu_ms PID... - print the CPU time that these processes have used; proc_pid_stat(5), fields 14
# and 15
cpu_ms()
{
	local pid stat sum=0

	for pid; do
		stat=$(<"/proc/$pid/stat")
		read -ra stat <<<"${stat##*) }"
		((sum += stat[11] + stat[12]))
	done
	echo $((sum * 1000 / $(getconf CLK_TCK)))
}

# sample - set at to the time of the clock and the CPU times of QEMU and of the devices, in ms
sample()
{
	local qemu

	mapfile -t qemu < <(pgrep qemu-system)
	at=("$(date +%s%3N)" "$(cpu_ms "${qemu[@]}")" "$(cpu_ms "${servers[@]}")")
}

# record DRIVER STEP NAME=VALUE... - add a line to the results, for the time from `before` to `at`
record()
{
	local card=${1/mlx5_core/vconnectx} step=$2
	shift 2

	jq -cn --arg card "$card" --arg step "$step" --argjson ms $((at[0] - before[0])) \
		--argjson qemu $((at[1] - before[1])) --argjson devices $((at[2] - before[2])) \
		'{card: $card, step: $step}
		 + ([$ARGS.positional[] | split("=") | {(.[0]): (.[1] | tonumber)}] | add)
		 + {qemu_cpu: ($qemu / $ms), devices_cpu: (if $card == "vconnectx" then $devices / $ms else null end)}' \
		--args "$@" >>"$results/results.jsonl"
}

# follow - process the lines that the guest prints
follow()
{
	local word driver step values before=() at=()

	while read -r word driver step values; do
		case $word in
		begin)
			note "  $driver $step ..."
			sample
			before=("${at[@]}")
			;;
		end)
			sample
			# shellcheck disable=SC2086 # words
			record "$driver" "$step" $values
			;;
		esac
	done
}

# the slots do not conflict with those that scripts/boot uses
options=() drivers=() port=16
for card; do
	drivers+=("${card/vconnectx/mlx5_core}")
	if [[ $card == vconnectx ]]; then
		start_device 0
		start_device 1
		options+=(--socket "$work/0" --socket "$work/1")
		continue
	fi
	for end in 0 1; do
		((++port))
		options+=(--qemu-opt -netdev --qemu-opt "hubport,id=$card$end,hubid=${#drivers[@]}"
			--qemu-opt -device --qemu-opt "pcie-root-port,id=bench$port,slot=$port,chassis=$port"
			--qemu-opt -device --qemu-opt "$card,netdev=$card$end,bus=bench$port")
	done
done
((${#servers[@]})) || options+=(--nics 0)

bash "$TOP/scripts/boot" "$(bases_with default)" --stock --cpus "$cpus" --timeout $((120 + ${#drivers[@]} * (60 + 6 * seconds))) \
	"${options[@]}" --out "$results" -- bash scripts/guest/bench.sh "$seconds" "${drivers[@]}" |
	follow

{
	printf '%-10s %13s %8s %15s %17s %16s\n' '' 'ping ms' TCP 'UDP 1400 bytes' 'UDP 64 bytes' 'host cpus (TCP)'
	printf '%-10s %6s %6s %8s %8s %6s %10s %6s %8s %7s\n' card min avg Mbit/s Mbit/s 'lost %' packets/s 'lost %' QEMU devices
	jq -rs '
		def step(s): map(select(.step == s))[0];
		group_by(.card) | sort_by(.[0].card != "vconnectx")[]
		| [.[0].card, (step("ping") | .min_ms, .avg_ms), step("tcp").mbit_s,
		   (step("udp_1400") | .received_mbit_s, .lost_percent),
		   (step("udp_64") | .received_pps, .lost_percent), (step("tcp") | .qemu_cpu, (if .devices_cpu then .devices_cpu * 100 | round / 100 else "-" end))]
		| @tsv' "$results/results.jsonl" |
		while read -ra cell; do
			printf '%-10s %6.2f %6.2f %8.1f %8.1f %6.1f %10.0f %6.1f %8.2f %7s\n' "${cell[@]}"
		done
} | tee "$results/table"
