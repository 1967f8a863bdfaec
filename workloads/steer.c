// SPDX-License-Identifier: GPL-2.0-only
/* Steers received packets to channels by ioctl, and prints the destination of a flow. */
#include <errno.h>
#include <getopt.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "workloads/cli.h"
#include "workloads/nic.h"
#include "workloads/steer_hash.h"
#include "workloads/steer_rules.h"
#include "workloads/steer_where.h"

static const char help[] =
	"Usage: steer DEV rules [--json]\n"
	"       steer DEV rule TYPE [FIELD VALUE[/MASK]]... ACTION [loc N]\n"
	"       steer DEV delete LOC|all\n"
	"       steer DEV hash TYPE [LETTERS]\n"
	"       steer DEV where [--json] TYPE SRC DST [SRC DST]...\n"
	"\n"
	"Shows, sets and deletes ntuple rules (ETHTOOL_SRXCLSRLINS), shows and sets the\n"
	"hash fields of RSS (ETHTOOL_SRXFH), and computes the channel of a flow.\n"
	"\n"
	"Examples:\n"
	"  steer eth0 rules\n"
	"  steer eth0 rule udp4 dst-port 4242 channel 1 xsk\n"
	"  steer eth0 where udp4 192.0.2.1:1000 192.0.2.2:4242\n"
	"\n"
	"ACTION is channel N, channel N xsk (the AF_XDP socket of that channel, whose\n"
	"queue id depends on the kernel), context N (an RSS context), or drop.\n"
	"TYPE, FIELD and LETTERS are those of ethtool -N: udp4 dst-port 4242, sdfn.\n"
	"SRC and DST are ADDRESS:PORT, or [ADDRESS]:PORT for IPv6.\n"
	"\n"
	"Exit status: 0 success, 1 rejected by the kernel or the driver, 2 usage.\n";

enum verb { RULES, RULE, DELETE, HASH, WHERE, NVERBS };

static const char *const verbs[NVERBS] = {
	[RULES] = "rules", [RULE] = "rule", [DELETE] = "delete", [HASH] = "hash", [WHERE] = "where",
};

static int parse(int argc, char *argv[], bool *json)
{
	static const struct option options[] = { { "help", no_argument, NULL, 'h' },
						 { "version", no_argument, NULL, 'V' },
						 { "json", no_argument, NULL, 'j' },
						 {} };
	int opt;

	opterr = 0;
	while ((opt = getopt_long(argc, argv, ":", options, NULL)) != -1) {
		if (opt == 'h') {
			cli_help(help);
			return 1;
		}
		if (opt == 'V') {
			cli_version();
			return 1;
		}
		if (opt != 'j') {
			cli_bad_option(opt, argv);
			return -EINVAL;
		}
		*json = true;
	}
	return 0;
}

static int delete(const struct nic *nic, char *const words[])
{
	uint32_t location;

	if (!words[0])
		return cli_usage("delete requires a location or all");
	if (words[1])
		return cli_usage("unexpected argument '%s': give one rule only", words[1]);
	if (!strcmp(words[0], "all"))
		return steer_delete_all(nic);
	if (cli_number(words[0], UINT32_MAX - 1, &location))
		return cli_usage("delete requires a location or all, not '%s'", words[0]);
	return steer_delete(nic, location);
}

static int rule(const struct nic *nic, char *const words[])
{
	struct steer_request request;
	int err = steer_request(&request, words);

	return err ? err : steer_insert(nic, &request);
}

static int run(const struct nic *nic, enum verb verb, char *const words[], bool json)
{
	switch (verb) {
	case RULE:
		return rule(nic, words);
	case DELETE:
		return delete (nic, words);
	case HASH:
		return steer_hash(nic, words);
	case WHERE:
		return steer_where(nic, words, json);
	default:
		return words[0] ? cli_usage("unexpected argument '%s'", words[0]) :
				  steer_list(nic, json);
	}
}

static int command(int argc, char *argv[])
{
	enum verb verb = 0;
	bool json = false;
	struct nic nic;
	int err = parse(argc, argv, &json);

	if (err)
		return err > 0 ? CLI_OK : CLI_USAGE;
	if (optind >= argc)
		return cli_usage("name a network device");
	while (verb < NVERBS && (optind + 1 >= argc || strcmp(argv[optind + 1], verbs[verb])))
		verb++;
	if (verb == NVERBS)
		return cli_usage("after the device give rules, rule, delete, hash or where");
	if (json && verb != RULES && verb != WHERE)
		return cli_usage("%s has no --json", verbs[verb]);
	err = nic_open(&nic, argv[optind]);
	if (!err)
		err = run(&nic, verb, argv + optind + 2, json);
	nic_close(&nic);
	/* usage errors are positive, kernel errors negative */
	return err > 0 ? CLI_USAGE : err ? CLI_FAILED : CLI_OK;
}

int main(int argc, char *argv[])
{
	return cli_end(command(argc, argv));
}
