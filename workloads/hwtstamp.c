// SPDX-License-Identifier: GPL-2.0-only
/* Shows and sets the hardware time stamping of a network device by ioctl. */
#include <errno.h>
#include <getopt.h>
#include <linux/net_tstamp.h>
#include <linux/sockios.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "workloads/cli.h"
#include "workloads/hwtstamp_names.h"
#include "workloads/nic.h"

static const char help[] =
	"Usage: hwtstamp get DEV\n"
	"       hwtstamp set --tx T --rx F [--flags N] DEV\n"
	"       hwtstamp list\n"
	"\n"
	"Shows or sets a network device's hardware time stamping with the ioctls\n"
	"SIOCGHWTSTAMP and SIOCSHWTSTAMP.\n"
	"\n"
	"Examples:\n"
	"  hwtstamp get eth0\n"
	"  hwtstamp set --tx ON --rx ALL eth0\n"
	"\n"
	"T, F and N are numbers, or names that `list` prints. `set` shows the requested\n"
	"values and the granted values, which may be more general. It requires\n"
	"CAP_NET_ADMIN.\n"
	"\n"
	"Exit status: 0 success, 1 rejected by the kernel or the driver, 2 usage.\n";

struct request {
	struct hwtstamp_config config;
	bool tx, rx, flags;
};

static int value_of(const struct hwtstamp_config *config, enum hwt_kind kind)
{
	return kind == HWT_TX	  ? config->tx_type :
	       kind == HWT_FILTER ? config->rx_filter :
				    config->flags;
}

static void print_value(enum hwt_kind kind, int value, int width)
{
	const char *name = hwt_name(kind, value);
	char text[64];

	snprintf(text, sizeof(text), "%d%s%s", value, name ? " " : "", name ? name : "");
	printf(" %-*s", width, text);
}

/* Prints one line for each field; requested may be NULL. */
static void print_config(const struct hwtstamp_config *requested, const struct hwtstamp_config *now)
{
	if (requested)
		printf("%-10s %-26s %s\n", "field", "requested", "granted");
	for (enum hwt_kind kind = HWT_FLAG; kind <= HWT_FILTER; kind++) {
		printf("%-10s", hwt_field(kind));
		if (requested)
			print_value(kind, value_of(requested, kind), 26);
		print_value(kind, value_of(now, kind), 0);
		putchar('\n');
	}
}

static int get(const struct nic *nic)
{
	struct hwtstamp_config config = {};
	int err = nic_ioctl(nic, SIOCGHWTSTAMP, &config);

	if (err)
		return nic_error(nic, "cannot read the timestamping", err);
	print_config(NULL, &config);
	return 0;
}

static int set(const struct nic *nic, const struct hwtstamp_config *requested)
{
	struct hwtstamp_config config = *requested;
	int err = nic_ioctl(nic, SIOCSHWTSTAMP, &config);

	if (err)
		return nic_error(nic, "cannot set the timestamping", err);
	print_config(requested, &config);
	return 0;
}

static int list(void)
{
	size_t count;
	const struct hwt_name *names = hwt_names(&count);

	for (size_t i = 0; i < count; i++)
		printf("%-10s %2d %s\n", hwt_field(names[i].kind), names[i].value, names[i].name);
	return CLI_OK;
}

static int parse_value(enum hwt_kind kind, int *value, bool *given)
{
	*given = true;
	if (!hwt_value(kind, optarg, value))
		return 0;
	cli_error("there is no %s '%s' (hwtstamp list shows the names)", hwt_field(kind), optarg);
	return -EINVAL;
}

static int parse(int argc, char *argv[], struct request *request)
{
	static const struct option options[] = {
		{ "tx", required_argument, NULL, 't' },	   { "rx", required_argument, NULL, 'r' },
		{ "flags", required_argument, NULL, 'f' }, { "help", no_argument, NULL, 'h' },
		{ "version", no_argument, NULL, 'V' },	   {}
	};
	struct hwtstamp_config *config = &request->config;
	int opt, err = 0;

	opterr = 0;
	while (!err && (opt = getopt_long(argc, argv, ":", options, NULL)) != -1) {
		switch (opt) {
		case 't':
			err = parse_value(HWT_TX, &config->tx_type, &request->tx);
			break;
		case 'r':
			err = parse_value(HWT_FILTER, &config->rx_filter, &request->rx);
			break;
		case 'f':
			err = parse_value(HWT_FLAG, &config->flags, &request->flags);
			break;
		case 'h':
			cli_help(help);
			return 1;
		case 'V':
			cli_version();
			return 1;
		default:
			cli_bad_option(opt, argv);
			err = -EINVAL;
		}
	}
	return err;
}

static int command(int argc, char *argv[])
{
	struct request request = {};
	const char *verb, *dev;
	struct nic nic;
	bool setting;
	int err = parse(argc, argv, &request);

	if (err)
		return err > 0 ? CLI_OK : CLI_USAGE;
	verb = optind < argc ? argv[optind++] : "";
	setting = !strcmp(verb, "set");
	if (setting && !(request.tx && request.rx))
		return cli_usage("set requires both --tx and --rx");
	if (!setting && (request.tx || request.rx || request.flags))
		return cli_usage("--tx, --rx and --flags are for set");
	if (!strcmp(verb, "list"))
		return optind < argc ? cli_usage("list has no device argument") : list();
	if (!setting && strcmp(verb, "get"))
		return cli_usage("give 'get', 'set' or 'list' first");
	dev = cli_device(argc, argv);
	if (!dev)
		return CLI_USAGE;
	err = nic_open(&nic, dev);
	if (!err)
		err = setting ? set(&nic, &request.config) : get(&nic);
	nic_close(&nic);
	return err ? CLI_FAILED : CLI_OK;
}

int main(int argc, char *argv[])
{
	return cli_end(command(argc, argv));
}
