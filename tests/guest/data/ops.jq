# SPDX-License-Identifier: GPL-2.0-only
#
# `mlx5-trace ops --json` as one line for each operation, without times and
# numbers of tasks: the operation, its task, the result, the count of each step.  A new
# worker has the name of its parent in perf until its own name is recorded.
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
