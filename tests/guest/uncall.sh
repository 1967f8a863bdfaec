#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# uncall.sh FILE TRACEPOINT - remove the only call of TRACEPOINT from FILE in a kernel tree
set -euo pipefail
calls=$(grep -cE "^[[:blank:]]*trace_$2\(.*\);\$" "$1") || true
if ((calls != 1)); then
	echo "$1 has $calls calls of trace_$2 instead of one" >&2
	exit 1
fi
sed -i -E "/^[[:blank:]]*trace_$2\(.*\);\$/d" "$1"
