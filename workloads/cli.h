/* SPDX-License-Identifier: GPL-2.0-only */
/* Command line parsing and messages that all workload programs share. */
#ifndef WORKLOADS_CLI_H
#define WORKLOADS_CLI_H

#include <stdint.h>

/* Exit statuses; the status of a command run by a workload is passed through. */
enum {
	CLI_OK = 0,
	CLI_FAILED = 1,
	CLI_USAGE = 2,
};

/* Prints "PROGRAM: MESSAGE" as one line on stderr. */
void cli_error(const char *fmt, ...) __attribute__((format(printf, 1, 2)));

/*
 * Prints the text of --help. In the lines "Usage: NAME ...", the name is replaced by that under
 * which the program was run, as packages install it under another name.
 */
void cli_help(const char *text);

/* Prints the name under which the program was run, and the version. */
void cli_version(void);

/* Like cli_error(), with a reference to --help. Returns CLI_USAGE, the caller's exit status. */
int cli_usage(const char *fmt, ...) __attribute__((format(printf, 1, 2)));

/*
 * Flushes standard output; must be called last. Returns @status, or CLI_FAILED after a message if
 * @status is CLI_OK and the output could not be written.
 */
int cli_end(int status);

/*
 * Prints the error for '?' or ':' from getopt_long(), which must be called with opterr 0 and an
 * optstring that begins with ':'. Returns CLI_USAGE.
 */
int cli_bad_option(int code, char *const argv[]);

/*
 * Parses the whole text as an unsigned number (decimal, 0x… or 0…) of at most max.
 * Returns 0, -EINVAL if it is not a number, or -ERANGE if it is too large.
 */
int cli_number(const char *text, uint32_t max, uint32_t *value);

/* Like cli_number(), with an error message about the value of the option. */
int cli_option_number(const char *option, const char *text, uint32_t max, uint32_t *value);

/*
 * Returns the device name at argv[optind], or NULL after a message if there is no device name or
 * more than one.
 */
const char *cli_device(int argc, char *const argv[]);

#endif
