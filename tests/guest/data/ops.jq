# SPDX-License-Identifier: GPL-2.0-only
#
# Convert the output of `mlx5-trace ops --json` to one line per operation, without times and task
# numbers: the operation, its task, the result, and the count of each step.  In a recording of perf,
# a new worker has the name of its parent until its own name is recorded.
.recordings[0].ops[] | [
	.op,
	(.comm | split("/")[0] | if . == "kthreadd" then "kworker" else . end),
	(if .err == null then "-" else "err=\(.err)" end),
	(if .new_count then "\(.old_count)->\(.new_count)" else empty end),
	(if .changed then "changed=\(.changed)" else empty end),
	(if .qid != null then "qid=\(.qid) opened=\(.opened) xdp=\(.xdp)" else empty end),
	(if .rx_filter then "tx=\(.tx_type) requested=\(.req_rx_filter // "-") rx=\(.rx_filter)" else empty end),
	(.steps[] | "\(.step)=\(.count)" + if .failed > 0 then "(\(.failed) \(.errno) at \(.failed_ix))" else "" end)
] | join(" ")
