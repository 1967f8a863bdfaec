// SPDX-License-Identifier: GPL-2.0-only
/* Shows and sets the channel counts of a network device by ioctl. */
#include <errno.h>
#include <getopt.h>
#include <linux/ethtool.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "workloads/cli.h"
#include "workloads/nic.h"

static const char help[] =
	"Usage: channels get DEV\n"
	"       channels set [--rx N] [--tx N] [--other N] [--combined N] DEV\n"
	"\n"
	"Shows or sets the channel counts of a network device with the ioctls\n"
	"ETHTOOL_GCHANNELS and ETHTOOL_SCHANNELS.\n"
	"\n"
	"Examples:\n"
	"  channels get eth0\n"
	"  channels set --combined 4 eth0\n"
	"\n"
	"`set` changes only the given kinds and requires CAP_NET_ADMIN.\n"
	"\n"
	"Exit status: 0 success, 1 rejected by the kernel or the driver, 2 usage.\n";

/* The kinds of channels in struct ethtool_channels; the value of an option is its index here. */
static const struct kind {
	const char *name;
	size_t count;
	size_t max;
} kinds[] = {
#define KIND(k) \
	{ #k, offsetof(struct ethtool_channels, k##_count), \
	  offsetof(struct ethtool_channels, max_##k) }
	KIND(rx),
	KIND(tx),
	KIND(other),
	KIND(combined),
#undef KIND
};

#define NKINDS (sizeof(kinds) / sizeof(kinds[0]))

struct request {
	bool asked[NKINDS];
	__u32 count[NKINDS];
};

static __u32 *field(struct ethtool_channels *channels, size_t offset)
{
	return (__u32 *)((char *)channels + offset);
}

static int read_channels(const struct nic *nic, struct ethtool_channels *channels)
{
	int err;

	memset(channels, 0, sizeof(*channels));
	channels->cmd = ETHTOOL_GCHANNELS;
	err = nic_ethtool(nic, channels);
	return err ? nic_error(nic, "cannot read the channels", err) : 0;
}

static int get(const struct nic *nic)
{
	struct ethtool_channels channels;
	int err = read_channels(nic, &channels);

	if (err)
		return err;
	printf("%-10s %8s %8s\n", "kind", "current", "max");
	for (size_t i = 0; i < NKINDS; i++)
		printf("%-10s %8u %8u\n", kinds[i].name, *field(&channels, kinds[i].count),
		       *field(&channels, kinds[i].max));
	return 0;
}

/* Derive the reason from the counts, as the ioctl has no extack. */
static int explain_refusal(const struct nic *nic, struct ethtool_channels *was,
			   const struct request *request, int err)
{
	bool fewer = false;

	for (size_t i = 0; err == -EINVAL && i < NKINDS; i++) {
		__u32 max = *field(was, kinds[i].max);

		if (!request->asked[i])
			continue;
		if (request->count[i] > max) {
			cli_error("%s: %u %s channels are more than the device's maximum of %u",
				  nic->name, request->count[i], kinds[i].name, max);
			return err;
		}
		fewer |= request->count[i] < *field(was, kinds[i].count);
	}
	if (err == -EINVAL && fewer) {
		cli_error(
			"%s: refused: no channel would be left, or an AF_XDP socket or an RSS table entry uses a channel to be removed",
			nic->name);
		return err;
	}
	return nic_error(nic, "cannot set the channels", err);
}

static int set(const struct nic *nic, const struct request *request)
{
	struct ethtool_channels was, channels, now;
	int err = read_channels(nic, &was);

	if (err)
		return err;
	channels = was;
	channels.cmd = ETHTOOL_SCHANNELS;
	for (size_t i = 0; i < NKINDS; i++)
		if (request->asked[i])
			*field(&channels, kinds[i].count) = request->count[i];
	err = nic_ethtool(nic, &channels);
	if (err)
		return explain_refusal(nic, &was, request, err);
	err = read_channels(nic, &now);
	for (size_t i = 0; !err && i < NKINDS; i++)
		if (request->asked[i])
			printf("%s: %u -> %u\n", kinds[i].name, *field(&was, kinds[i].count),
			       *field(&now, kinds[i].count));
	return err;
}

static int parse(int argc, char *argv[], struct request *request)
{
	enum { OPT_HELP = NKINDS, OPT_VERSION, NR_OPTIONS };
	struct option options[NR_OPTIONS + 1] = {};
	int opt, which;

	for (size_t i = 0; i < NKINDS; i++)
		options[i] = (struct option){ kinds[i].name, required_argument, &which, (int)i };
	options[OPT_HELP] = (struct option){ "help", no_argument, &which, OPT_HELP };
	options[OPT_VERSION] = (struct option){ "version", no_argument, &which, OPT_VERSION };
	opterr = 0;
	while ((opt = getopt_long(argc, argv, ":", options, NULL)) != -1) {
		if (opt) {
			cli_bad_option(opt, argv);
			return -EINVAL;
		}
		if (which == OPT_HELP) {
			cli_help(help);
			return 1;
		}
		if (which == OPT_VERSION) {
			cli_version();
			return 1;
		}
		if (cli_option_number(kinds[which].name, optarg, UINT32_MAX,
				      &request->count[which]))
			return -EINVAL;
		request->asked[which] = true;
	}
	return 0;
}

static int command(int argc, char *argv[])
{
	struct request request = {};
	bool asked = false, setting;
	const char *verb, *dev;
	struct nic nic;
	int err = parse(argc, argv, &request);

	if (err)
		return err > 0 ? CLI_OK : CLI_USAGE;
	verb = optind < argc ? argv[optind++] : "";
	setting = !strcmp(verb, "set");
	if (!setting && strcmp(verb, "get"))
		return cli_usage("give 'get' or 'set' first");
	for (size_t i = 0; i < NKINDS; i++)
		asked |= request.asked[i];
	if (setting && !asked)
		return cli_usage("set requires one of --rx, --tx, --other, --combined");
	if (!setting && asked)
		return cli_usage("get accepts no counts: use set to change them");
	dev = cli_device(argc, argv);
	if (!dev)
		return CLI_USAGE;
	err = nic_open(&nic, dev);
	if (!err)
		err = setting ? set(&nic, &request) : get(&nic);
	nic_close(&nic);
	return err ? CLI_FAILED : CLI_OK;
}

int main(int argc, char *argv[])
{
	return cli_end(command(argc, argv));
}
