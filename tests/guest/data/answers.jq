# SPDX-License-Identifier: GPL-2.0-only
#
# Compare the output of `mlx5-trace map --json` for a netdev at a given time (the input) with the
# state of its device at that time ($device: `vconnectx ctl show queues` and `show steering`).
# Prints a line for each wrong value, and finally the number of values compared.  Null values are
# skipped.
def rq: $device[0].queues.rq;
def ways: [$device[0].steering[] | .table as $table | .rules[] |
	(.to | capture("^tir (?<tir>[0-9]+) -> rqt (?<rqt>[0-9]+) -> rq (?<rq>[0-9 ]+?)(,|$)")? // {}) as $way |
	{ table: $table, entry: .index, to, tir: ($way.tir // "0" | tonumber),
	  rqt: ($way.rqt // "0" | tonumber), rqs: [($way.rq // "") | splits(" +") | select(. != "") | tonumber] }];

# claim(WHAT; VALUE; TRUE) - add the VALUE of WHAT to the comparison unless it is null; TRUE is
# whether the device has this value
def claim($what; $value; $true):
	if $value == null then empty else { what: "\($what) \($value)", true: $true } end;

[
	(.channels[] | select(.state == "active") |
		. as $c |
		claim("channel \(.ix) has RQ"; .rqn; any(rq[]; .rqn == $c.rqn and .channel == $c.ix)),
		claim("channel \(.ix) has XSK RQ"; if .xsk_rqn == 0 then null else .xsk_rqn end;
			any(rq[]; .rqn == $c.xsk_rqn and .channel == $c.ix and .xsk)),
		claim("channel \(.ix) has no XSK RQ:"; if .xsk_rqn == 0 then true else null end;
			all(rq[]; .channel != $c.ix or (.xsk | not))),
		claim("channel \(.ix) has for RQ \(.rqn) CQ"; if .rqn == null then null else .cqn end;
			any(rq[]; .rqn == $c.rqn and .cqn == $c.cqn)),
		((.sqns // [])[] | . as $sqn |
			claim("channel \($c.ix) has SQ"; $sqn;
				any($device[0].queues.sq[]; .sqn == $sqn and .channel == $c.ix)))),
	claim("active channels:"; [.channels[] | select(.state == "active") | .ix] as $ix |
		if $ix == [] then null else $ix end;
		[.channels[] | select(.state == "active") | .ix] | all(. as $ix | any(rq[]; .channel == $ix))),
	(.rules[] | . as $rule | select(.table != null) |
		claim("rule \(.location) is in table \(.table), entry"; .entry;
			any(ways[]; .table == $rule.table and .entry == $rule.entry)),
		claim("rule \(.location) leads to TIR"; if .dst_type == "TIR" then .dst_id else null end;
			any(ways[]; .table == $rule.table and .entry == $rule.entry and .tir == $rule.dst_id))),
	(.paths[] | . as $path | (ways | map(select(.tir == $path.tirn))[0]) as $way | select($way) |
		claim("TIR \(.tirn) leads to RQT"; .rqtn; $way.rqt == $path.rqtn),
		claim("TIR \(.tirn) leads to RQ"; .rqn; $way.rqs == [$path.rqn]),
		claim("TIR \(.tirn) leads to the drop RQ:"; .to_drop_rq;
			.to_drop_rq == ($way.rqs | all(. as $rqn | any(rq[]; .rqn == $rqn and .channel == null)))),
		claim("TIR \(.tirn) leads to an XSK RQ:"; .rq_is_xsk;
			.rq_is_xsk == ($way.rqs | all(. as $rqn | any(rq[]; .rqn == $rqn and .xsk))))),
	(.rss[] | select(.to_drop_rq | not) | . as $rss |
		claim("RSS by RQT \(.rqtn) is over channels:"; .channels;
			[ways[] | select(.rqt == $rss.rqtn) | .rqs] | all(length == $rss.channels)))
] | (.[] | select(.true | not) | "WRONG: \(.what)"), "\(length) claims"
