#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-only
#
# The JSON output of each verb of mlx5-trace conforms to the published schema.

bats_require_minimum_version 1.5.0

top=$BATS_TEST_DIRNAME/../..

setup()
{
	cd "$BATS_TEST_TMPDIR" || return
	PATH=$top/build/bin:$PATH
	local dev=dev=0000:01:00.0 ms=0
	local netdev="$dev netdev=eth0 ifindex=2"
	event() {
		printf '         ethtool-312     [001] .....    10.%03d000: %s\n' $((ms++)) "$1"
	}
	command() {
		event "mlx5_cmd_done: $dev opcode=$1 op_mod=0 uid=0 token=7 slot=0 async=0 status=$2 syndrome=$3 err=$4 ns=5000"
	}
	{
		command 'QUERY_Q_COUNTER(0x773)' OK 0x0 0
		command 'CREATE_RQ(0x908)' OK 0x0 0
		event "mlx5e_open_channel: $netdev ix=0 cpu=0 rqn=100 cqn=1100 xsk_rqn=0 num_tc=1 xdp=1 err=0"
		printf ' => mlx5e_open_channels\n => mlx5e_ethtool_set_channels\n'
		event "mlx5e_activate_channel: $netdev ix=0 cpu=0 rqn=100 cqn=1100 xsk_rqn=0 xsk=0"
		event "mlx5e_rss_redirect: $dev rqtn=20 nch=1 hfunc=1 drop=0 err=0"
		event "mlx5e_rx_channel_redirect: $dev ix=0 tirn=30 rqtn=21 rqn=100 err=0"
		event "mlx5e_set_channels: $netdev old_count=1 new_count=1 err=0"
		event "mlx5e_rss_tir: $dev rqtn=20 tt=IPV4_UDP inner=0 tirn=40 err=0"
		event "mlx5_fs_rule_dst: $dev add=1 table_type=0 table=77 group=5 entry=0 dst_type=TIR dst_id=30"
		event "mlx5e_ethtool_rule: $netdev location=5 table=77 entry=0 add=1 err=0"
		event "mlx5e_open_xsk: $netdev ix=0 qid=0 xsk_rqn=300 xsk_cqn=1300 xsk_sqn=301 xsk_sq_cqn=1301 chunk_size=4096 headroom=256 err=0"
		event "mlx5e_activate_xsk: $netdev ix=0 xsk_rqn=300 xsk_sqn=301"
		event "mlx5e_rx_channel_redirect: $dev ix=0 tirn=30 rqtn=21 rqn=300 err=0"
		event "mlx5e_xsk_setup_pool: $netdev qid=0 enable=1 opened=1 xdp=1 err=0"
		event "mlx5e_xsk_setup_pool: $netdev qid=1 enable=1 opened=0 xdp=1 err=0"
		event "mlx5e_hwtstamp_set: $netdev tx_type=ON req_rx_filter=ALL rx_filter=ALL err=-95"
		command 'CREATE_RQ(0x908)' BAD_RES_ERR 0x12ab -22
		event "mlx5e_open_channel: $netdev ix=0 cpu=-1 rqn=0 cqn=0 xsk_rqn=0 num_tc=1 xdp=1 err=-22"
		event "mlx5e_set_channels: $netdev old_count=1 new_count=2 err=-22"
		printf 'CPU:1 [LOST 7 EVENTS]\nwhat is this\n'
	} >trace.txt
}

# faults FILE - list the violations of the schema in FILE
faults()
{
	jq -nr -f "$top/tests/schema.jq" --slurpfile schema "$top/Documentation/mlx5-trace.schema.json" \
		--slurpfile json "$1"
}

@test "each verb's JSON conforms to the schema" {
	for verb in ops channels stats findings map xsk graph events report export; do
		mlx5-trace "$verb" --json trace.txt >json || [[ $verb == findings ]]
		faults json >faults
		[[ ! -s faults ]] || { cat faults; return 1; }
	done
	mlx5-trace map --json --at 10.005 --diff 10.018 trace.txt >json
	jq -e '.recordings[0] | .diff_ns and (.diff | length > 0)' json
	[[ -z $(faults json) ]]
	printf "mlx5e_ethtool_set_channels\n\tnosuch\n" >expected
	run -1 --separate-stderr mlx5-trace graph --json --expect expected trace.txt
	jq -e ".recordings[0].graph.expected.deviations | length == 2" <<<"$output"
	echo "$output" >json
	[[ -z $(faults json) ]]
	mlx5-trace ops --json nosuch >json || (($? == 2))
	[[ -z $(faults json) ]]
}

@test "the sample contains all lists, so that the whole schema is used" {
	mlx5-trace report --json trace.txt >json
	jq -e '.recordings[0] | [.ops, .xsk, .changes, .graph.by_stack, .ops[0].steps,
		.ops[0].commands.by_opcode, .commands_outside.by_opcode, .lost.per_cpu,
		.malformed.first, .map[0].channels, .map[0].rss] | all(length > 0)' json
	mlx5-trace map --json trace.txt >json
	jq -e '.recordings[0].map[0] | [.tirs, .rules, .answers] | all(length > 0)' json
	run -1 mlx5-trace findings --json trace.txt
	jq -e '[.recordings[0].findings[].finding] | unique | length >= 4' <<<"$output"
	run mlx5-trace stats --json trace.txt
	jq -e '[.recordings[0].stats[].group] | unique | length == 3' <<<"$output"
}

@test "the schema check detects violations" {
	mlx5-trace ops --json trace.txt >json
	# broken MESSAGE FILTER
	broken() {
		jq "$2" json >broken.json
		faults broken.json | grep -qF -- "$1" || { echo "not detected: $2"; return 1; }
	}
	broken '.recordings[0].ops[0].pid: is string, not integer or null' '.recordings[0].ops[0].pid = "9"'
	broken '.recordings[0].ops[0]: has no commands' 'del(.recordings[0].ops[0].commands)'
	broken '.recordings[0].ops[0]: surprise is not documented' '.recordings[0].ops[0].surprise = 1'
	broken 'none of the values listed' '.recordings[0].ops[0].op = "nosuch"'
	broken 'fits none of the alternatives' 'del(.recordings[0].ops)'
	broken 'none of the values listed' '.schema = "mlx5-trace/ops/2"'
	jq '."$defs".op.minimum = 1' "$top/Documentation/mlx5-trace.schema.json" >schema
	jq -nr -f "$top/tests/schema.jq" --slurpfile schema schema --slurpfile json json |
		grep -q 'the schema has minimum, which is not supported'
}

@test "a flow conforms to the schema" {
	call='"start_ns":2000000,"end_ns":3000000,"pid":7'
	cat >kept <<-END
	{"schema":"mlx5-trace/flow/1","command":"x","kernel":"6.12.0","tracer":"x","tasks":[
	 {"type":"task","layer":"user","comm":"x","pid":7,"children":[
	 {"type":"syscall","layer":"syscall","name":"ioctl","args":"fd=3",$call,"result":0,"children":[
	 {"type":"call","layer":"driver","module":"m","name":"f","via":"ops.f",$call,"children":[
	 {"type":"work","layer":"deferred","name":"w","queued_ns":5,$call,"children":[
	 {"type":"command","layer":"firmware","name":"CREATE_RQ","outcome":"bad",$call,"children":[]}]}]}]}]}]}
	END
	mlx5-trace flow --json kept >json
	faults json >faults
	[[ ! -s faults ]] || { cat faults; return 1; }
	jq '.tasks[0].children[0].children[0].children[0].children[0].nosuch = 1' json >odd
	[[ $(faults odd) == *nosuch* ]]
}
