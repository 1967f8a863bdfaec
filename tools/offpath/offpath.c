// SPDX-License-Identifier: GPL-2.0-only
/* offpath: find instructions that are executed for a tracepoint while it is off.
 *
 * In each function with a site of an event, the instructions that are required with the event
 * off are compared with those that are required with the event on (flow.h).  A load, or a call
 * whose result is used, is overhead of the event if it is reached with the event off but required
 * only with the event on.  A call of a function that has no effect while the event is off is also
 * overhead.
 *
 * Assumptions:
 *  - the compiler is gcc with -pg, as for the kernel: no call preserves a caller-saved
 *    register of the ABI, and arguments on the stack are pushed;
 *  - an address in a frame is used only for accesses at this address or above;
 *  - alternatives are not applied, as in the file;
 *  - a register that is undefined at a call in the module is not an argument (abi.c).
 * Not detected:
 *  - a load whose value is also stored to memory other than a tracked slot of the frame
 *    (slots at or above an escaped address are not tracked);
 *  - a load into a register that is later live at a call, if the code of the event
 *    preserves that register and no other call proves that it is not an argument;
 *  - a store for the event, computations from registers alone, and the branch to one of
 *    two returns;
 *  - a call with side effects, made for the event alone and without a result.
 */
#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tools/offpath/report.h"

enum exit_status { NOTHING = 0, SOMETHING = 1, UNREADABLE = 2 };

static const char help[] =
	"usage: offpath [--allow FILE] MODULE EVENT...\n"
	"\n"
	"Lists each load and each call in MODULE (a .ko or an object file) that is\n"
	"executed while EVENT is off, and whose result only EVENT uses.\n"
	"\n"
	"Examples:\n"
	"  offpath mlx5_core.ko mlx5e_open_channel\n"
	"  offpath --allow exceptions.txt mlx5_core.ko mlx5e_open_channel mlx5e_open_xsk\n"
	"\n"
	"  --allow FILE  allow the exceptions in FILE, whose lines have the fields\n"
	"                FUNCTION, load or call, EVENT, NUMBER and REASON\n"
	"  --help        show this text\n"
	"\n"
	"Exit status: 0 no findings, 1 findings or an unsupported module, 2 usage or\n"
	"unreadable input.\n";

static char *read_text(const char *path)
{
	FILE *in = fopen(path, "re");
	size_t room = 0;
	char *text = NULL;

	if (!in)
		return NULL;
	if (getdelim(&text, &room, '\0', in) < 0) {
		free(text);
		text = ferror(in) ? NULL : strdup("");
	}
	fclose(in);
	return text;
}

static int run(const char *path, const char *const *events, unsigned int nr, const char *allow)
{
	struct report r;
	char why[200];

	if (!report_module(&r, path, events, nr, allow, stdout, why, sizeof(why))) {
		printf("offpath: %s\n", why);
		return SOMETHING;
	}
	printf("offpath: %u functions, %u sites, %u instructions in %u blocks: %u findings, %u allowed\n",
	       r.functions, r.sites, r.insns, r.blocks, r.findings, r.allowed);
	if (r.unknown_jumps || r.without_slots)
		printf("offpath: %u jumps have unknown targets, %u functions have untracked stack slots\n",
		       r.unknown_jumps, r.without_slots);
	return r.findings ? SOMETHING : NOTHING;
}

/* @status, or UNREADABLE after a message if the output is incomplete. */
static int end(int status)
{
	/* the reason for an earlier failure is unknown */
	const char *why = fflush(stdout) ? strerror(errno) :
			  ferror(stdout) ? "a write failed" :
					   NULL;

	if (!why)
		return status;
	fprintf(stderr, "offpath: cannot write the output: %s: it is incomplete\n", why);
	return UNREADABLE;
}

int main(int argc, char **argv)
{
	static const struct option options[] = {
		{ "allow", required_argument, NULL, 'a' },
		{ "help", no_argument, NULL, 'h' },
		{ "version", no_argument, NULL, 'V' },
		{ NULL, 0, NULL, 0 },
	};
	const char *list = NULL;
	char *allow = NULL;
	bool good = true;
	int opt, status;

	opterr = 0;
	while ((opt = getopt_long(argc, argv, "h", options, NULL)) != -1) {
		switch (opt) {
		case 'a':
			list = optarg;
			break;
		case 'h':
			fputs(help, stdout);
			return end(NOTHING);
		case 'V':
			puts("offpath " MLX5TRACE_VERSION);
			return end(NOTHING);
		default:
			good = false;
		}
	}
	if (!good || argc - optind < 2 || argc - optind - 1 > MAX_EVENTS) {
		fprintf(stderr, "offpath: wrong arguments (see offpath --help)\n");
		return UNREADABLE;
	}
	if (list) {
		allow = read_text(list);
		if (!allow) {
			fprintf(stderr, "offpath: cannot read %s\n", list);
			return UNREADABLE;
		}
	}
	status = run(argv[optind], (const char *const *)argv + optind + 1,
		     (unsigned int)(argc - optind - 1), allow);
	free(allow);
	return end(status);
}
