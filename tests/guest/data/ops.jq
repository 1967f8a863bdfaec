# SPDX-License-Identifier: GPL-2.0-only
#
# `mlx5-trace ops --json` as one line for each operation, without times and
# numbers of tasks: what was asked, by whom, the result, the count of each step.  A worker
# that is new has the name of its maker, until perf is told of its own.
.recordings[0].ops[] | [
	.op,
	(.comm | split("/")[0] | if . == "kthreadd" then "kworker" else . end),
	(if .err == null then "-" else "err=\(.err)" end),
	(if .new_count then "\(.old_count)->\(.new_count)" else empty end),
	(if .qid != null then "qid=\(.qid) opened=\(.opened) xdp=\(.xdp)" else empty end),
	(if .rx_filter then "tx=\(.tx_type) asked=\(.req_rx_filter // "-") rx=\(.rx_filter)" else empty end),
	(.steps[] | "\(.step)=\(.count)" + if .failed > 0 then "(\(.failed) \(.errno) at \(.failed_ix))" else "" end)
] | join(" ")
