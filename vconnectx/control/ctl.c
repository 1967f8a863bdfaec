// SPDX-License-Identifier: GPL-2.0-only
#include "vconnectx/control/ctl.h"

#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <jansson.h>

#include "vconnectx/host/connect.h"
#include "vconnectx/control/ctl_table.h"
#include "vconnectx/host/util.h"

enum {
	STATUS_OK,
	STATUS_REFUSED,
	STATUS_USAGE,
};

static const char usage[] =
	"usage: vconnectx ctl SOCKET show [--json] WHAT\n"
	"       vconnectx ctl SOCKET link up|down\n"
	"       vconnectx ctl SOCKET fault 'RULE'\n"
	"       vconnectx ctl SOCKET faults list|clear\n"
	"\n"
	"Queries or controls the vconnectx that was started with --control SOCKET.\n"
	"\n"
	"Examples:\n"
	"  vconnectx ctl nic.ctl show queues\n"
	"  vconnectx ctl nic.ctl link down\n"
	"  vconnectx ctl nic.ctl fault 'opcode=CREATE_RQ status=BAD_RESOURCE'\n"
	"\n"
	"WHAT is objects, queues, counters, steering or commands (the most recent).\n"
	"\n"
	"Exit status: 0 for success, 1 if the request is rejected or not answered,\n"
	"2 for invalid usage or if there is no server.\n";

static int complain(const char *what, const char *why)
{
	fprintf(stderr, "vconnectx: %s: %s\n", what, why);
	return STATUS_USAGE;
}

/* Return: the reply, or NULL with @status set */
static json_t *ask(const char *path, const json_t *request, int *status)
{
	int fd = vcx_connect(path, SOCK_STREAM);
	json_t *reply = NULL;
	char *line;
	FILE *file;

	if (fd < 0) {
		*status = complain(path, strerror(-fd));
		return NULL;
	}
	line = json_dumps(request, JSON_COMPACT);
	if (line)
		dprintf(fd, "%s\n", line);
	free(line);
	file = fdopen(fd, "r");
	if (file)
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

static int print_reply(json_t *reply, bool json)
{
	const json_t *error = json_object_get(reply, "error");

	if (error) {
		fprintf(stderr, "vconnectx: %s\n", json_string_value(error));
		return STATUS_REFUSED;
	}
	if (json) {
		/* main() reports write errors */
		if (json_dumpf(reply, stdout, JSON_COMPACT) && !ferror(stdout)) {
			complain("ctl", "out of memory");
			return STATUS_REFUSED;
		}
		putchar('\n');
	} else {
		vcx_ctl_print(reply);
	}
	return STATUS_OK;
}

/* remove --json from any position; Return: whether it was present */
static bool take_json(int *argc, char **argv)
{
	int kept = 0;

	for (int i = 0; i < *argc; i++)
		if (strcmp(argv[i], "--json"))
			argv[kept++] = argv[i];
	if (kept == *argc)
		return false;
	*argc = kept;
	return true;
}

static bool known(const char *verb)
{
	static const char *const verbs[] = { "show", "link", "fault", "faults" };

	for (size_t i = 0; i < ARRAY_SIZE(verbs); i++)
		if (!strcmp(verbs[i], verb))
			return true;
	return false;
}

int vcx_ctl(int argc, char **argv)
{
	bool json = take_json(&argc, argv);
	json_t *request, *reply;
	int status = STATUS_OK;

	if (argc == 1 && !strcmp(argv[0], "--help")) {
		fputs(usage, stdout);
		return STATUS_OK;
	}
	if (argc != 3 || !known(argv[1]))
		return complain(
			"ctl",
			"write it as ctl SOCKET show WHAT, link up|down, fault RULE or faults list|clear");
	/* a server that rejects the connection may close it before the request is sent */
	signal(SIGPIPE, SIG_IGN);
	request = json_pack("{s:s}", argv[1], argv[2]);
	reply = ask(argv[0], request, &status);
	if (reply)
		status = print_reply(reply, json);
	json_decref(request);
	json_decref(reply);
	return status;
}
