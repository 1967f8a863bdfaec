// SPDX-License-Identifier: GPL-2.0-only
#include "workloads/cli.h"

#include <ctype.h>
#include <errno.h>
#include <getopt.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void print_line(const char *fmt, va_list args, const char *tail)
{
	fprintf(stderr, "%s: ", program_invocation_short_name);
	vfprintf(stderr, fmt, args);
	fprintf(stderr, "%s\n", tail);
}

void cli_error(const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	print_line(fmt, args, "");
	va_end(args);
}

int cli_usage(const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	print_line(fmt, args, " (see --help)");
	va_end(args);
	return CLI_USAGE;
}

void cli_help(const char *text)
{
	const char *name = strchr(text, ' ') + 1;
	size_t size = strcspn(name, " ");

	/* in a line of the synopsis, the name of the program follows seven bytes */
	for (const char *line = text, *end; *line; line = end) {
		bool synopsis = !strncmp(line, "Usage: ", 7) || !strncmp(line, "       ", 7);

		end = strchrnul(line, '\n');
		end += *end == '\n';
		if (synopsis && end - line > (ptrdiff_t)size + 7 &&
		    !strncmp(line + 7, name, size + 1)) {
			printf("%.7s%s", line, program_invocation_short_name);
			line += 7 + size;
		}
		fwrite(line, 1, (size_t)(end - line), stdout);
	}
}

void cli_version(void)
{
	printf("%s %s\n", program_invocation_short_name, WORKLOADS_VERSION);
}

int cli_end(int status)
{
	/* the reason for an earlier failure is unknown */
	const char *why = fflush(stdout) ? strerror(errno) :
			  ferror(stdout) ? "a write failed" :
					   NULL;

	if (!why)
		return status;
	cli_error("cannot write the output: %s: it is incomplete", why);
	return status == CLI_OK ? CLI_FAILED : status;
}

int cli_bad_option(int code, char *const argv[])
{
	if (code == ':')
		return cli_usage("option %s requires a value", argv[optind - 1]);
	if (optopt && !(argv[optind - 1][0] == '-' && argv[optind - 1][1] == '-'))
		return cli_usage("unknown option -%c", optopt);
	return cli_usage("unknown option %s", argv[optind - 1]);
}

int cli_number(const char *text, uint32_t max, uint32_t *value)
{
	unsigned long long number;
	char *end;

	/* strtoull() would accept a sign and leading spaces. */
	if (!isdigit((unsigned char)text[0]))
		return -EINVAL;
	errno = 0;
	number = strtoull(text, &end, 0);
	if (*end)
		return -EINVAL;
	if (errno || number > max)
		return -ERANGE;
	*value = (uint32_t)number;
	return 0;
}

int cli_option_number(const char *option, const char *text, uint32_t max, uint32_t *value)
{
	int err = cli_number(text, max, value);

	if (err == -ERANGE)
		cli_usage("--%s %s is too large, at most %u", option, text, max);
	else if (err)
		cli_usage("--%s requires a number, not '%s'", option, text);
	return err;
}

const char *cli_device(int argc, char *const argv[])
{
	if (optind >= argc) {
		cli_usage("name a network device");
		return NULL;
	}
	if (optind + 1 < argc) {
		cli_usage("unexpected argument '%s': give one device only", argv[optind + 1]);
		return NULL;
	}
	return argv[optind];
}
