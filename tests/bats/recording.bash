# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
#
# A recording directory in the format of scripts/record, for tests of mlx5-trace. It has an
# ethtool -L from 1 to 2 channels, a flow rule, two AF_XDP sockets (the second on a queue that does
# not exist), and an ethtool -L that fails. The manual pages show the output for this recording.

# recording DIR
recording()
{
	local dev=dev=0000:01:00.0 ms=0 task='ethtool-312     [001]' pause=1
	local netdev="$dev netdev=eth0 ifindex=2"

	mkdir -p "$1"
	{
		recording_switch
		recording_xsk
		recording_failure
	} >"$1/trace.txt"
	cat >"$1/snapshot.json" <<-END
		{ "v": 1,
		  "kernel": { "release": "6.12.117+deb13-amd64", "machine": "x86_64" },
		  "module": { "srcversion": "0123456789ABCDEF0123456", "patched": true },
		  "devices": [ { "netdev": "eth0", "ifindex": 2, "pci": "0000:01:00.0",
		    "driver": { "name": "mlx5_core", "version": "6.12", "firmware": "16.35.3006" },
		    "channels": { "max_combined": 4, "combined": 1 },
		    "rss": { "hash": "toeplitz", "indir": [ 0, 0 ] } } ] }
	END
	cat >"$1/meta.json" <<-END
		{ "v": 1, "tool": "ftrace", "tool_version": "6.12.117", "clock": "mono",
		  "events": [ "mlx5:*" ], "command": [ "bash", "changes.sh" ],
		  "exit_status": 0, "lost": { "total": 0, "per_cpu": [ 0, 0 ] } }
	END
}

event()
{
	printf '         %s .....   10.%03d000: %s\n' "$task" $((ms += pause)) "$*"
}

# done_command NAME(0xOPCODE) NS [STATUS SYNDROME ERR]
done_command()
{
	event "mlx5_cmd_done: $dev opcode=$1 op_mod=0 uid=0 token=7 slot=0 async=0" \
		"status=${3:-OK} syndrome=${4:-0x0} err=${5:-0} wait_ns=4000 ns=$2"
}

# channel WHAT IX RQN
channel()
{
	event "mlx5e_${1}_channel: $netdev ix=$2 cpu=$2 vhca_id=0 rqn=$3 cqn=$(($3 + 1000)) xsk_rqn=0 xsk=0"
}

# opened IX RQN XSK_RQN XDP
opened()
{
	event "mlx5e_open_channel: $netdev ix=$1 cpu=$1 vhca_id=0 rqn=$2 cqn=$(($2 + 1000)) xsk_rqn=$3 num_tc=1 xdp=$4 err=0"
}

# steered IX RQN [DROP]
steered()
{
	event "mlx5e_rx_channel_redirect: $dev ix=$1 tirn=$((30 + $1)) rqtn=$((21 + $1))" \
		"vhca_id=0 rqn=$2 drop=${3:-0} err=0"
}

recording_switch()
{
	done_command 'CREATE_CQ(0x400)' 210000
	done_command 'CREATE_RQ(0x908)' 140000
	opened 0 200 0 1
	printf ' => mlx5e_open_channel\n => mlx5e_open_channels\n => mlx5e_safe_switch_params\n => mlx5e_ethtool_set_channels\n => __x64_sys_ioctl\n'
	done_command 'CREATE_RQ(0x908)' 160000
	opened 1 201 0 1
	printf ' => mlx5e_open_channel\n => mlx5e_open_channels\n => mlx5e_safe_switch_params\n => mlx5e_ethtool_set_channels\n => __x64_sys_ioctl\n'
	event "mlx5e_rss_redirect: $dev rss_ctx=0 rqtn=20 nch=1 hfunc=TOP drop=1 err=0"
	steered 0 7 1
	channel deactivate 0 100
	channel close 0 100
	done_command 'DESTROY_RQ(0x90a)' 460000
	channel activate 0 200
	channel activate 1 201
	event "mlx5e_rss_redirect: $dev rss_ctx=0 rqtn=20 nch=2 hfunc=TOP drop=0 err=0"
	steered 0 200
	steered 1 201
	pause=0
	event "mlx5e_switch_params: $netdev old_nch=1 new_nch=2 changed=CHANNELS replaced=1 err=0"
	pause=1
	event "mlx5e_set_channels: $netdev old_count=1 new_count=2 err=0"
	event "mlx5e_rss_tir: $dev rss_ctx=0 rqtn=20 tt=IPV4_UDP inner=0 tirn=40 err=0"
	done_command 'SET_FLOW_TABLE_ENTRY(0x936)' 165000
	event "mlx5_fs_rule_dst: $dev add=1 table_type=NIC_RX table=393224 vport=0 group=5 entry=0" \
		"dst_type=TIR dst_id=31 dst_vhca_id=0 err=0"
	event "mlx5e_ethtool_rule: $netdev location=5 table=393224 entry=0 add=1 err=0"
}

recording_xsk()
{
	task='     xsk-401     [000]'
	event "mlx5e_open_xsk: $netdev ix=1 qid=1 vhca_id=0 xsk_rqn=300 xsk_cqn=1300 xsk_sqn=301 xsk_sq_cqn=1301 chunk_size=4096 headroom=256 err=0"
	event "mlx5e_activate_xsk: $netdev ix=1 vhca_id=0 xsk_rqn=300 xsk_sqn=301"
	steered 1 300
	event "mlx5e_xsk_setup_pool: $netdev qid=1 enable=1 opened=1 xdp=1 err=0"
	task='     xsk-402     [000]'
	event "mlx5e_xsk_setup_pool: $netdev qid=9 enable=1 opened=1 xdp=1 err=-22"
}

recording_failure()
{
	task=' ethtool-415     [001]'
	done_command 'CREATE_RQ(0x908)' 90000 BAD_RES_ERR 0x12ab -22
	event "mlx5e_open_channel: $netdev ix=0 cpu=0 vhca_id=0 rqn=0 cqn=0 xsk_rqn=0 num_tc=1 xdp=1 err=-22"
	pause=0
	event "mlx5e_switch_params: $netdev old_nch=2 new_nch=4 changed=CHANNELS replaced=0 err=-22"
	pause=1
	event "mlx5e_set_channels: $netdev old_count=2 new_count=4 err=-22"
}

# recording_flow FILE - write a flow in the format of mlx5-trace flow --json
recording_flow()
{
	local call='"start_ns":2000000,"end_ns":3000000,"pid":7'

	cat >"$1" <<-END
	{"schema":"mlx5-trace/flow/1","command":"ethtool -L eth0 combined 2","kernel":"6.12.0","tracer":"x",
	 "exit_status":0,"ns":5000000,"untraced_ns":0,"records":9,"lost":0,"syscalls":1,"functions":2,"works":0,
	 "commands":1,"others":2,"tasks":[{"type":"task","layer":"user","comm":"ethtool","pid":7,"children":[
	 {"type":"syscall","layer":"syscall","name":"ioctl","args":"fd=3, SIOCETHTOOL, arg",$call,"result":0,"children":[
	 {"type":"call","layer":"dispatch","name":"dev_ioctl",$call,"result":-22,"children":[
	 {"type":"call","layer":"driver","module":"mlx5_core","name":"mlx5e_set_channels","via":"mlx5e_ethtool_ops.set_channels",
	  $call,"children":[
	 {"type":"command","layer":"firmware","name":"CREATE_RQ",$call,"result":0,"children":[]}]}]}]}]}]}
	END
}
