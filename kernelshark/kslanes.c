// SPDX-License-Identifier: GPL-2.0-only
/*
 * kslanes [--pids | --bars] RECORDING - prints the number and name of each lane that the
 * KernelShark plugin adds to a recording, only the numbers for kernelshark --pid, or every bar.
 * kslanes --colours - prints the colours of the bars.
 */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "kernelshark/lanes.h"

static const char usage[] =
	"Usage: kslanes [--pids | --bars] RECORDING\n"
	"       kslanes --colours\n"
	"\n"
	"Prints the number and name of each lane that the KernelShark plugin adds to a\n"
	"recording.\n"
	"\n"
	"Examples:\n"
	"  kslanes trace.dat\n"
	"  kernelshark --pid \"$(kslanes --pids trace.dat)\" trace.dat\n"
	"\n"
	"  --pids     print only the numbers, separated by commas, for kernelshark --pid\n"
	"  --bars     print lane, row, kind, start and end (ns), and title of every bar\n"
	"  --colours  print the colour of each kind of bar\n"
	"  --help     show this text\n"
	"\n"
	"Exit status: 0 on success, 2 for a usage error, unreadable input, or output that\n"
	"cannot be written.\n";

static void print_bars(const struct lane *lane)
{
	for (size_t i = 0; i < lane->nr_bars; i++) {
		const struct bar *bar = &lane->bars[i];

		printf("%s\t%u\t%s\t%" PRIu64 "\t%" PRIu64 "\t%s\n", lane->name, bar->row,
		       bar_kind_id(bar->kind), bar->start, bar->end, bar->title);
	}
}

static void print_colours(void)
{
	struct bar bar = { .kind = 0 };

	for (int kind = 0; kind < BAR_KINDS; kind++) {
		bar.kind = (enum bar_kind)kind;
		printf("%s #%06X\n", bar_kind_id(bar.kind), bar_colour(&bar));
	}
	bar.drop = true;
	printf("drop #%06X\n", bar_colour(&bar));
}

/* Returns @status, or 2 after a message if the output is incomplete. */
static int end(int status)
{
	/* the reason for an earlier failure is unknown */
	const char *why = fflush(stdout) ? strerror(errno) :
			  ferror(stdout) ? "a write failed" :
					   NULL;

	if (!why)
		return status;
	fprintf(stderr, "kslanes: cannot write the output: %s: it is incomplete\n", why);
	return 2;
}

int main(int argc, char **argv)
{
	struct mlx5trace_error err;
	struct lanes lanes;
	bool pids = argc == 3 && !strcmp(argv[1], "--pids");
	bool bars = argc == 3 && !strcmp(argv[1], "--bars");
	int rc;

	if (argc == 2 && (!strcmp(argv[1], "--help") || !strcmp(argv[1], "-h"))) {
		fputs(usage, stdout);
		return end(0);
	}
	if (argc == 2 && !strcmp(argv[1], "--version")) {
		printf("kslanes %s\n", mlx5trace_version());
		return end(0);
	}
	if (argc == 2 && !strcmp(argv[1], "--colours")) {
		print_colours();
		return end(0);
	}
	if (argc != 2 + (pids || bars) || argv[argc - 1][0] == '-') {
		fputs(usage, stderr);
		return 2;
	}
	rc = lanes_read(&lanes, argv[argc - 1], &err);
	if (rc)
		fprintf(stderr, "kslanes: %s\n", err.text);
	for (size_t i = 0; i < lanes.nr; i++)
		if (pids)
			printf("%s%d", i ? "," : "", lanes.at[i].pid);
		else if (bars)
			print_bars(&lanes.at[i]);
		else
			printf("%d %s\n", lanes.at[i].pid, lanes.at[i].name);
	if (pids)
		putchar('\n');
	lanes_free(&lanes);
	return end(rc ? 2 : 0);
}
