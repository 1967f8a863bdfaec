// SPDX-License-Identifier: GPL-2.0-only
/*
 * constants - print the constants that mlx5-trace flow knows by name, as NAME VALUE, for the filters
 * of scripts/record.
 */
#include <inttypes.h>
#include <stdio.h>

#include "analysis/flow/kernel/names.h"

int main(int argc, char **argv)
{
	const char *name;
	uint64_t value;

	(void)argv;
	if (argc > 1) {
		fprintf(stderr, "Usage: constants\n");
		return 2;
	}
	for (int set = FLOW_SET_NONE + 1; set < FLOW_SET_NR; set++)
		for (size_t i = 0; (name = flow_name_at((enum flow_set)set, i, &value)); i++)
			printf("%s 0x%" PRIx64 "\n", name, value);
	if (ferror(stdout) || fclose(stdout)) {
		perror("constants: standard output");
		return 2;
	}
	return 0;
}
