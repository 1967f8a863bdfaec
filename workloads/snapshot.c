// SPDX-License-Identifier: GPL-2.0-only
/* Prints the state of the machine's mlx5 devices as JSON, before and after a recording. */
#include <elf.h>
#include <errno.h>
#include <getopt.h>
#include <glob.h>
#include <jansson.h>
#include <limits.h>
#include <link.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/utsname.h>
#include <unistd.h>

#include "workloads/cli.h"
#include "workloads/snapshot_bounded.h"

static const char help[] =
	"Usage: snapshot [--changes] [--timeout SECONDS] [DEV]...\n"
	"\n"
	"Prints the state of the given network devices as JSON, or that of all devices\n"
	"of mlx5_core.\n"
	"\n"
	"Examples:\n"
	"  snapshot eth0\n"
	"  snapshot --changes | jq '.devices[].channels'\n"
	"\n"
	"The state includes the kernel and the module, the PCI address, the driver, the\n"
	"link, the channels, the XDP program, the AF_XDP sockets, RSS, the ntuple rules,\n"
	"the counters that are not 0, and the queues that devlink reports. Values that\n"
	"cannot be read are null.\n"
	"\n"
	"  --changes          print only the state that determines the destination of\n"
	"                     frames, and the counters: link, channels, XDP program,\n"
	"                     AF_XDP sockets, RSS, rules, counters and the queues that\n"
	"                     devlink reports\n"
	"  --timeout SECONDS  time limit for reading all parts of a device (default 30);\n"
	"                     parts that were not read are null, and listed as missing\n"
	"\n"
	"Exit status: 0 success, 1 a device does not exist, 2 usage.\n";

static const char module[] = "mlx5_core";

static const char *const events_dirs[] = {
	"/sys/kernel/tracing/events",
	"/sys/kernel/debug/tracing/events",
};

/* An event that only the patched driver has. */
static const char series_event[] = "mlx5/mlx5e_open_channel";

static json_t *kernel(void)
{
	struct utsname name;

	if (uname(&name))
		return json_null();
	return json_pack("{ss ss}", "release", name.release, "machine", name.machine);
}

/* Many distributions build modules without a srcversion. */
static json_t *srcversion(void)
{
	char path[64], line[128] = "";
	FILE *file;

	snprintf(path, sizeof(path), "/sys/module/%s/srcversion", module);
	file = fopen(path, "re");
	if (!file)
		return json_null();
	if (fgets(line, sizeof(line), file))
		line[strcspn(line, "\n")] = '\0';
	fclose(file);
	return line[0] ? json_string(line) : json_null();
}

/* The build id in hexadecimal, from the NT_GNU_BUILD_ID note that the kernel keeps. */
static json_t *build_id(void)
{
	union {
		ElfW(Nhdr) head;
		unsigned char bytes[256];
	} note;
	char path[64], hex[2 * sizeof(note) + 1];
	size_t size, at;
	FILE *file;

	snprintf(path, sizeof(path), "/sys/module/%s/notes/.note.gnu.build-id", module);
	file = fopen(path, "re");
	if (!file)
		return json_null();
	size = fread(note.bytes, 1, sizeof(note), file);
	fclose(file);
	if (size < sizeof(note.head) || note.head.n_type != NT_GNU_BUILD_ID ||
	    note.head.n_namesz != sizeof(ELF_NOTE_GNU))
		return json_null();
	at = sizeof(note.head) + sizeof(ELF_NOTE_GNU);
	if (at > size || !note.head.n_descsz || note.head.n_descsz > size - at)
		return json_null();
	for (size_t i = 0; i < note.head.n_descsz; i++)
		sprintf(hex + 2 * i, "%02x", note.bytes[at + i]);
	return json_string(hex);
}

/*
 * The names of the files that scripts/kernel found modified when it built the module, from a note
 * in the module with one name per line; null if there is no such note.
 */
static json_t *edited(void)
{
	char path[64], *desc, *name, *rest;
	static union {
		ElfW(Nhdr) head;
		char bytes[65536];
	} note;
	json_t *names;
	size_t size, at;
	FILE *file;

	snprintf(path, sizeof(path), "/sys/module/%s/notes/.note.mlx5-edited", module);
	file = fopen(path, "re");
	if (!file)
		return json_null();
	size = fread(note.bytes, 1, sizeof(note) - 1, file);
	fclose(file);
	if (size < sizeof(note.head) || note.head.n_namesz > size)
		return json_null();
	at = sizeof(note.head) + (note.head.n_namesz + 3) / 4 * 4;
	if (at > size)
		return json_null();
	desc = note.bytes + at;
	desc[note.head.n_descsz < size - at ? note.head.n_descsz : size - at] = '\0';
	names = json_array();
	for (name = strtok_r(desc, "\n", &rest); name; name = strtok_r(NULL, "\n", &rest))
		json_array_append_new(names, json_string(name));
	return names;
}

/* Null if the driver is not loaded or tracefs is not readable. */
static json_t *patched(void)
{
	char path[128];
	struct stat st;

	snprintf(path, sizeof(path), "/sys/module/%s", module);
	if (stat(path, &st))
		return json_null();
	for (size_t i = 0; i < sizeof(events_dirs) / sizeof(events_dirs[0]); i++) {
		if (stat(events_dirs[i], &st))
			continue;
		snprintf(path, sizeof(path), "%s/%s", events_dirs[i], series_event);
		return json_boolean(!stat(path, &st));
	}
	return json_null();
}

static bool is_ours(const char *netdev_path)
{
	char path[PATH_MAX], target[PATH_MAX];
	const char *name;

	if (snprintf(path, sizeof(path), "%s/device/driver/module", netdev_path) >=
		    (int)sizeof(path) ||
	    !realpath(path, target))
		return false;
	name = strrchr(target, '/');
	return name && !strcmp(name + 1, module);
}

static int add_device(json_t *devices, const char *name, const struct snapshot_request *request)
{
	json_t *device = snapshot_bounded(name, request);

	return !device || json_array_append_new(devices, device) ? -EIO : 0;
}

static int add_all(json_t *devices, const struct snapshot_request *request)
{
	glob_t found;
	int err = 0;

	if (glob("/sys/class/net/*", 0, NULL, &found))
		return 0;
	for (size_t i = 0; !err && i < found.gl_pathc; i++)
		if (is_ours(found.gl_pathv[i]))
			err = add_device(devices, strrchr(found.gl_pathv[i], '/') + 1, request);
	globfree(&found);
	return err;
}

static json_t *snapshot_of(json_t *devices, const struct snapshot_request *request)
{
	if (request->changes)
		return json_pack("{si sO}", "v", 1, "devices", devices);
	return json_pack("{si so s{so so so so} sO}", "v", 1, "kernel", kernel(), "module",
			 "srcversion", srcversion(), "build_id", build_id(), "patched", patched(),
			 "edited", edited(), "devices", devices);
}

static int command(int argc, char *argv[])
{
	static const struct option options[] = {
		{ "changes", no_argument, NULL, 'c' },
		{ "timeout", required_argument, NULL, 't' },
		{ "help", no_argument, NULL, 'h' },
		{ "version", no_argument, NULL, 'V' },
		{},
	};
	struct snapshot_request request = { .seconds = 30 };
	json_t *devices, *snapshot;
	int opt, err = 0;

	opterr = 0;
	while ((opt = getopt_long(argc, argv, ":", options, NULL)) != -1) {
		switch (opt) {
		case 'c':
			request.changes = true;
			break;
		case 't':
			if (cli_option_number("timeout", optarg, 3600, &request.seconds))
				return CLI_USAGE;
			break;
		case 'h':
			cli_help(help);
			return CLI_OK;
		case 'V':
			cli_version();
			return CLI_OK;
		default:
			return cli_bad_option(opt, argv);
		}
	}
	devices = json_array();
	if (optind == argc)
		err = add_all(devices, &request);
	for (int i = optind; !err && i < argc; i++)
		err = add_device(devices, argv[i], &request);
	if (err) {
		json_decref(devices);
		return CLI_FAILED;
	}
	snapshot = snapshot_of(devices, &request);
	/* if the output cannot be written, cli_end() reports it */
	if (!snapshot || (json_dumpf(snapshot, stdout, JSON_INDENT(2)) && !ferror(stdout))) {
		cli_error("cannot write the snapshot: out of memory");
		err = -ENOMEM;
	}
	putchar('\n');
	json_decref(snapshot);
	json_decref(devices);
	return err ? CLI_FAILED : CLI_OK;
}

int main(int argc, char *argv[])
{
	return cli_end(command(argc, argv));
}
