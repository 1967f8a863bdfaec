# SPDX-License-Identifier: GPL-2.0-only
#
# A summary of a recording in ten lines, from the JSON of `mlx5-trace report`.

def ms: if . == null then "?" else "\(. / 1e4 | round / 100) ms" end;
def s: . / 1e9;
def plural($word): "\(.) \($word)\(if . == 1 then "" else "s" end)";
# The most frequent of a list of words: "a 3, b 2"
def counts($most):
	group_by(.) | map({ word: .[0], n: length }) | sort_by(-.n) | .[:$most] | map("\(.word) \(.n)") | join(", ");
def title:
	if .op == "set_channels" then "ethtool -L \(.old_count) -> \(.new_count)"
	else "\(.op) by \(.comm)" end;
def changed($event): map(select(.event == $event)) | length;
# The time during which an operation directed traffic to the drop RQ
def drop_time:
	[.steps[] | select(.step | test("drop$")).first_ns] as $off |
	[.steps[] | select(.step | test("redirect$")).last_ns] as $on |
	if ($off | length) > 0 and ($on | length) > 0 then ($on | max) - ($off | min) else empty end;

.recordings[0] as $r | $r.ops as $ops |
($ops | map(select(.op == "set_channels"))) as $switches |
($ops | map(.commands.by_opcode[])) as $commands |
($ops | map(select(.duration_ns != null)) | max_by(.duration_ns)) as $longest |
($commands | max_by(.max_ns)) as $slowest |
($switches | map({ op: ., ns: drop_time }) | max_by(.ns)) as $gap |
($r.map[0] // { channels: [] }) as $map |
[
	"\($r.events) events on Linux \($r.kernel), \(if $r.lost.events == 0 then "none lost" else "\($r.lost.events) lost" end)",
	"\($ops | length | plural("operation")): \($ops | map(.op) | counts(6))",
	(if $longest then "the longest: \($longest | title), \($longest.duration_ns | ms), of which \($longest.commands.count | plural("firmware command")) took \($longest.commands.ns | ms)"
	 else "no operation has a duration" end),
	"firmware commands within operations: \($commands | map(.count) | add // 0), most often \($commands | group_by(.opcode) | map({ op: .[0].opcode, n: map(.count) | add }) | sort_by(-.n) | .[:4] | map("\(.op) \(.n)") | join(", "))",
	(if $slowest then "the slowest command: \($slowest.opcode), \($slowest.max_ns | ms)" else "no firmware command was recorded" end),
	"channels: \($r.changes | changed("mlx5e_open_channel")) opened, \($r.changes | changed("mlx5e_close_channel")) closed; at the end \($map.channels | map(select(.state != "closed")) | length) on \($map.netdev // "no device")",
	(if $gap then "receive was directed to the drop RQ for \($gap.ns | ms) during \($gap.op | title)" else "receive was never directed to the drop RQ" end),
	"XSK RQs: \($r.changes | changed("mlx5e_open_xsk")) opened, \($r.changes | changed("mlx5e_close_xsk")) closed; binds: \($ops | map(select(.op == "xsk_bind")) | map(if .err == 0 then "accepted" elif .err == null then "unknown" else "refused" end) | counts(3))",
	"queues of AF_XDP sockets at the end: \($map.channels | map(select((.xsk_rqn // 0) > 0) | "\(.ix) (XSK RQ \(.xsk_rqn))") | if length == 0 then "none" else join(", ") end)",
	"findings: \($r.findings | if length == 0 then "none" else map(.finding) | counts(4) end)"
] | to_entries[] | "  \(.key + 1 | tostring | if length < 2 then " " + . else . end). \(.value)"
