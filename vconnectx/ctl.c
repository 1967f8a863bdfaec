// SPDX-License-Identifier: GPL-2.0-only
#include "ctl.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <jansson.h>

enum {
	STATUS_OK,
	STATUS_REFUSED,
	STATUS_USAGE,
};

static const char usage[] =
"usage: vconnectx ctl SOCKET show objects|queues|counters|steering\n"
"       vconnectx ctl SOCKET link up|down\n"
"Ask the vconnectx that was given --control SOCKET.\n";

static int complain(const char *what, const char *why)
{
	fprintf(stderr, "vconnectx: %s: %s\n", what, why);
	return STATUS_USAGE;
}

/* Return: the answer, NULL when there is none; @status is set then */
static json_t *ask(const char *path, const json_t *request, int *status)
{
	struct sockaddr_un addr = { .sun_family = AF_UNIX };
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	json_t *reply = NULL;
	FILE *file;

	/* a path that is cut is nobody's */
	snprintf(addr.sun_path, sizeof(addr.sun_path), "%s", path);
	if (fd < 0 || connect(fd, (struct sockaddr *)&addr, sizeof(addr))) {
		*status = complain(path, strerror(errno));
		if (fd >= 0)
			close(fd);
		return NULL;
	}
	file = fdopen(fd, "r+");
	if (file && !json_dumpf(request, file, JSON_COMPACT) &&
	    fputc('\n', file) != EOF && !fflush(file))
		reply = json_loadf(file, JSON_DISABLE_EOF_CHECK, NULL);
	if (!reply) {
		complain(path, "no answer");
		*status = STATUS_REFUSED;
	}
	if (file)
		fclose(file);
	else
		close(fd);
	return reply;
}

/* a line for each rule, as one reads them */
static void print_steering(const json_t *tables)
{
	const json_t *table, *rule;
	size_t i, n;

	json_array_foreach(tables, i, table) {
		const json_t *miss = json_object_get(table, "miss");

		printf("table %lld, level %lld\n", (long long)
		       json_integer_value(json_object_get(table, "table")),
		       (long long)
		       json_integer_value(json_object_get(table, "level")));
		json_array_foreach(json_object_get(table, "rules"), n, rule)
			printf("  %s -> %s\n",
			       json_string_value(json_object_get(rule,
								 "match")),
			       json_string_value(json_object_get(rule, "to")));
		if (json_is_integer(miss))
			printf("  else -> table %lld\n",
			       (long long)json_integer_value(miss));
		else
			puts("  else -> drop");
	}
}

static int print_reply(const json_t *reply)
{
	const json_t *error = json_object_get(reply, "error");
	const json_t *steering = json_object_get(reply, "steering");

	if (error) {
		fprintf(stderr, "vconnectx: %s\n", json_string_value(error));
		return STATUS_REFUSED;
	}
	if (steering) {
		print_steering(steering);
	} else {
		json_dumpf(reply, stdout, JSON_INDENT(2));
		putchar('\n');
	}
	return STATUS_OK;
}

int vcx_ctl(int argc, char **argv)
{
	json_t *request, *reply;
	int status = STATUS_OK;

	if (argc == 1 && !strcmp(argv[0], "--help")) {
		fputs(usage, stdout);
		return STATUS_OK;
	}
	if (argc != 3 || (strcmp(argv[1], "show") && strcmp(argv[1], "link")))
		return complain("ctl", "write it as ctl SOCKET show WHAT or ctl SOCKET link up|down");
	request = json_pack("{s:s}", argv[1], argv[2]);
	reply = ask(argv[0], request, &status);
	if (reply)
		status = print_reply(reply);
	json_decref(request);
	json_decref(reply);
	return status;
}
