#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# uncall.sh FILE TRACEPOINT - in a kernel tree, remove the call of a tracepoint from FILE, which
# has exactly one
set -euo pipefail
calls=$(grep -cE "^[[:blank:]]*trace_$2\(.*\);\$" "$1") || true
if ((calls != 1)); then
	echo "$1 has $calls calls of trace_$2, not 1" >&2
	exit 1
fi
sed -i -E "/^[[:blank:]]*trace_$2\(.*\);\$/d" "$1"
