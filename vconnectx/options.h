/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The command line of vconnectx.
 */
#ifndef VCX_OPTIONS_H
#define VCX_OPTIONS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "vconnectx/host/log.h"

#define VCX_DEFAULT_PROFILE "connectx-5"

/**
 * struct vcx_options - the options given
 * @socket: path of the socket to listen on
 * @name: --name, or the file name of @socket without ".sock"
 * @mac: --mac, or a locally administered address derived from --name, or
 *	else from the full path of @socket
 * @profile: path of the profile file
 * @control: path of the control socket to create, or NULL
 * @trace: command log to write, or NULL
 * @log_file: NULL for stderr
 * @ready_fd: descriptor for the ready line, -1 for stdout
 * @faults: --fault arguments, in order
 * @overrides: --set arguments, in order
 * @wires: --wire arguments, in order
 * @impair: --impair argument, or NULL
 * @user: switch to @uid and @gid
 * @no_sandbox: do not enter the sandbox
 */
struct vcx_options {
	const char *socket;
	char *name;
	uint8_t mac[6];
	char *profile;
	const char *control;
	const char *trace;
	bool trace_rings;
	const char *log_file;
	enum vcx_log_level log_level;
	int ready_fd;
	bool once;
	const char **faults;
	size_t nr_faults;
	const char **overrides;
	size_t nr_overrides;
	const char **wires;
	size_t nr_wires;
	const char *impair;
	bool user;
	uid_t uid;
	gid_t gid;
	bool no_sandbox;
};

/**
 * vcx_options_parse() - read the command line
 * @opt: filled in; strings point into @argv, except those that are not const
 *
 * Return: 0 to continue; 1 after --help or --version; or, after a one-line error message on
 * stderr, -EINVAL, or -EPERM if root is required.
 */
int vcx_options_parse(struct vcx_options *opt, int argc, char **argv);
void vcx_options_free(struct vcx_options *opt);

#endif
