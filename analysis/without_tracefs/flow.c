// SPDX-License-Identifier: GPL-2.0-only
/* Replaces analysis/flow if libtracefs is too old for it. */
#include <stdio.h>

#include "analysis/flow/cli.h"
#include "analysis/without_tracefs/too_old.h"

int flow_main(int argc, char **argv)
{
	(void)argc, (void)argv;
	fputs("mlx5-trace flow: " TOO_OLD "\n", stderr);
	return 2;
}
