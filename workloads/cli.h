/* SPDX-License-Identifier: GPL-2.0-only */
/* Command lines and messages, the same in every workload program. */
#ifndef WORKLOADS_CLI_H
#define WORKLOADS_CLI_H

#include <stdint.h>

/* Exit statuses; a command that is run by a workload gives its own. */
enum {
	CLI_OK = 0,
	CLI_FAILED = 1,
	CLI_USAGE = 2,
};

/* Prints "PROGRAM: message" as one line on stderr. */
void cli_error(const char *fmt, ...) __attribute__((format(printf, 1, 2)));

/* Same, with a pointer to --help; returns CLI_USAGE for the caller to exit with. */
int cli_usage(const char *fmt, ...) __attribute__((format(printf, 1, 2)));

/*
 * Says why getopt_long() returned '?' or ':' (opterr 0, optstring beginning
 * with ':'); returns CLI_USAGE.
 */
int cli_bad_option(int code, char *const argv[]);

/*
 * Reads the whole of text as an unsigned number (decimal, or 0x… / 0…) of at
 * most max. Returns 0, -EINVAL when it is no number, -ERANGE when too large.
 */
int cli_number(const char *text, uint32_t max, uint32_t *value);

/* cli_number() that reports what is wrong with the value of the option. */
int cli_option_number(const char *option, const char *text, uint32_t max, uint32_t *value);

/*
 * Takes the one device name that is left at argv[optind]. Returns NULL after
 * a message when there is none or more.
 */
const char *cli_device(int argc, char *const argv[]);

#endif
