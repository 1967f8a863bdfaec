#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# docs.sh - render Documentation/ as HTML in build/docs, inside the lab.  Any message of sphinx is
# an error.  Pages link to each other as NAME.rst, which works on code hosts; in the HTML, these
# links are changed to NAME.html.
set -euo pipefail
PROG='make docs'
# shellcheck source=scripts/lib/common.sh
. "$(dirname -- "${BASH_SOURCE[0]}")/../lib/common.sh"

out=$TOP/build/docs
rm -rf -- "$out"
sphinx-build -C -n -q -W --keep-going -b html -D project=mlx5-tracepoints -D html_theme=alabaster \
	-D html_theme_options.page_width=1100px -D html_copy_source=0 -D html_show_copyright=0 \
	-- "$TOP/Documentation" "$out" || fail "Documentation/ is not rendered: see the messages above"
find "$out" -name '*.html' -exec sed -i -E \
	-e 's/(class="reference external" href="([a-z.]+\/)*[a-z0-9-]+)\.rst"/\1.html"/g' \
	-e 's|href="\.\./README\.md"|href="../../README.md"|' {} +
rm -rf -- "$out/.doctrees"
