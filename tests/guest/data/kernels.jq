# SPDX-License-Identifier: GPL-2.0-only
#
# Print the value of a row of kernels.tbl ($row) that the command log of kernels.test shows.  In the
# test, three channels are up, an XDP program is attached, a socket is bound to channel 0, and both
# are removed, the program first.

def rqs: [.refs[]? | select(.type == "RQ") | .id] | unique;
def rqt: .refs[] | select(.type == "RQT") | .id;
def led_to($n): .op == "MODIFY_RQT" and (rqs | length) == $n;

[inputs | select(.op and .status == 0)] as $log |

# The last seven RQs are three opened with the program, one for AF_XDP, and three opened without the
# program.
[range($log | length) | select($log[.].op == "CREATE_RQ")] as $made |
def made($i): $log[$made[$i]].created.id;
def while_bound: $log[$made[-4]:$made[-3]][];

if $row == "xsk_rq_in_rss" then
	if any(while_bound | select(led_to(3)); rqs | contains([made(-4)])) then "yes" else "no" end
elif $row == "xsk_rqt" then
	(first(while_bound | select(led_to(1) and rqs == [made(-4)])) | rqt) as $of_xsk |
	(first($log[$made[-7]:$made[-4]][] | select(led_to(1) and rqs == [made(-7)])) | rqt) as $of_channel |
	if $of_xsk == $of_channel then "the channel's" else "its own" end
elif $row == "regular_rq_while_bound" then
	if any(while_bound | select(.op == "MODIFY_RQ"); rqs == [made(-7)]) then "stopped" else "active" end
else "unknown row" end
