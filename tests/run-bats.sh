#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Run the bats files, inside the lab.
set -euo pipefail

exec bats --formatter tap tests/bats/
