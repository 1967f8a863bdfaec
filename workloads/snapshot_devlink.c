// SPDX-License-Identifier: GPL-2.0-only
#include <fcntl.h>
#include <spawn.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "workloads/snapshot_device.h"

/* Runs devlink -j … and parses its output. Returns NULL if there is no output. */
static json_t *devlink(char *const argv[])
{
	posix_spawn_file_actions_t actions;
	json_t *json = NULL;
	int pipes[2], status, err;
	pid_t pid;

	if (pipe2(pipes, O_CLOEXEC))
		return NULL;
	posix_spawn_file_actions_init(&actions);
	posix_spawn_file_actions_adddup2(&actions, pipes[1], STDOUT_FILENO);
	posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
	err = posix_spawnp(&pid, argv[0], &actions, NULL, argv, environ);
	posix_spawn_file_actions_destroy(&actions);
	close(pipes[1]);
	if (!err) {
		json = json_loadfd(pipes[0], JSON_DISABLE_EOF_CHECK, NULL);
		waitpid(pid, &status, 0);
	}
	close(pipes[0]);
	return json;
}

/* The devlink port ("BUS/DEVICE/INDEX") of a netdev, according to devlink's list. */
static const char *port_of(json_t *list, const char *netdev)
{
	const char *handle;
	json_t *port;

	json_object_foreach(json_object_get(list, "port"), handle, port) {
		const char *name = json_string_value(json_object_get(port, "netdev"));

		if (name && !strcmp(name, netdev))
			return handle;
	}
	return NULL;
}

json_t *snapshot_devlink(const struct nic *nic, const char *reporter)
{
	char *const show[] = { "devlink", "-j", "port", "show", NULL };
	json_t *list = devlink(show), *state = NULL;
	const char *port = port_of(list, nic->name);

	if (port) {
		char *const diagnose[] = { "devlink",	 "-j",	     "health",	       "diagnose",
					   (char *)port, "reporter", (char *)reporter, NULL };

		state = devlink(diagnose);
	}
	json_decref(list);
	return state ? state : json_null();
}
