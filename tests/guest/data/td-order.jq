# SPDX-License-Identifier: GPL-2.0-only
#
# For the command log of a guest that changed three channels to two (slurped): were the RQs
# of the three destroyed before or after an RQT led to one of the two, and were TIRs modified
# after the two were created?
map(select(.op)) |
map(select(.op == "CREATE_RQ")) as $made |
($made[-2:] | map(.created.id)) as $new |
($made[-5:-2] | map(.created.id)) as $old |
(map(select(.op == "MODIFY_RQT" and any(.refs[]; .type == "RQ" and IN(.id; $new[])))) | first.seq) as $turn |
(map(select(.op == "DESTROY_RQ" and IN(.destroyed.id; $old[])) | .seq)) as $gone |
map(select(.op == "MODIFY_TIR" and .seq > $made[-1].seq)) as $tirs |
"old RQs destroyed " +
(if ($made | length) < 6 or ($gone | length) != 3 or $turn == null then "or made in other numbers"
 elif all($gone[]; . < $turn) then "before"
 elif all($gone[]; . > $turn) then "after"
 else "before and after" end) +
(if $tirs == [] then ", no TIR modified" else ", TIRs modified" end)
