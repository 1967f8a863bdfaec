# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
#
# Sources all libraries for kernels in the order of their dependencies, for the second halves of
# scripts/kernel and scripts/series, which run inside the lab.
# shellcheck source=scripts/lib/common.sh
. "$(dirname -- "${BASH_SOURCE[0]}")/../common.sh"
# shellcheck source=scripts/lib/bases.sh
. "$TOP/scripts/lib/bases.sh"
# shellcheck source=scripts/lib/series/series.sh
. "$TOP/scripts/lib/series/series.sh"
# shellcheck source=scripts/lib/suites.sh
. "$TOP/scripts/lib/suites.sh"
# shellcheck source=scripts/lib/kernel/images.sh
. "$TOP/scripts/lib/kernel/images.sh"
# shellcheck source=scripts/lib/kernel/package.sh
. "$TOP/scripts/lib/kernel/package.sh"
# shellcheck source=scripts/lib/kernel/edits.sh
. "$TOP/scripts/lib/kernel/edits.sh"
# shellcheck source=scripts/lib/kernel/source.sh
. "$TOP/scripts/lib/kernel/source.sh"
# shellcheck source=scripts/lib/kernel/build.sh
. "$TOP/scripts/lib/kernel/build.sh"
# shellcheck source=scripts/lib/kernel/full.sh
. "$TOP/scripts/lib/kernel/full.sh"
