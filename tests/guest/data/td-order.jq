# SPDX-License-Identifier: GPL-2.0-only
#
# Read the slurped command log of a guest that changed three channels to two, and print whether the
# three old RQs were destroyed before or after an RQT referred to one of the two new RQs, and
# whether TIRs were modified after the new RQs were created.
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
