/* SPDX-License-Identifier: GPL-2.0-only */
/* Command line parsing and messages common to all workload programs. */
#ifndef WORKLOADS_CLI_H
#define WORKLOADS_CLI_H

#include <stdint.h>

/* Exit statuses; the status of a command run by a workload is passed through. */
enum {
	CLI_OK = 0,
	CLI_FAILED = 1,
	CLI_USAGE = 2,
};

/* Prints "PROGRAM: message" as one line on stderr. */
void cli_error(const char *fmt, ...) __attribute__((format(printf, 1, 2)));

/*
 * Prints the text of --help, with the name under which the program was run in the lines of
 * "Usage: NAME ...", as packages install it under another name.
 */
void cli_help(const char *text);

/* Prints the name under which the program was run, and the version. */
void cli_version(void);

/* Same as cli_error(), with a pointer to --help; returns CLI_USAGE for the caller to exit with. */
int cli_usage(const char *fmt, ...) __attribute__((format(printf, 1, 2)));

/*
 * To be called last: flushes standard output. Returns @status, or CLI_FAILED after a message if it
 * was CLI_OK and the output could not be written.
 */
int cli_end(int status);

/*
 * Prints the error for '?' or ':' from getopt_long() (opterr 0, optstring beginning with
 * ':'); returns CLI_USAGE.
 */
int cli_bad_option(int code, char *const argv[]);

/*
 * Parses all of text as an unsigned number (decimal, or 0x… / 0…) of at most max.
 * Returns 0, -EINVAL for an invalid number, -ERANGE if too large.
 */
int cli_number(const char *text, uint32_t max, uint32_t *value);

/* cli_number() with an error message for the value of the option. */
int cli_option_number(const char *option, const char *text, uint32_t max, uint32_t *value);

/*
 * Returns the single device name left at argv[optind]. Returns NULL after a message if
 * there is none or more than one.
 */
const char *cli_device(int argc, char *const argv[]);

#endif
