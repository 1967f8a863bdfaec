// SPDX-License-Identifier: GPL-2.0-only
/* Binds AF_XDP sockets to queues of a network device and reports the results. */
#include <errno.h>
#include <getopt.h>
#include <inttypes.h>
#include <linux/if_xdp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "workloads/cli.h"
#include "workloads/nic.h"
#include "workloads/xsk_hold.h"
#include "workloads/xsk_idle.h"
#include "workloads/xsk_ids.h"
#include "workloads/xsk_program.h"
#include "workloads/xsk_queue.h"

#define QUEUES_MAX     1024
#define FRAME_SIZE_MAX 65536
#define SEND_MAX       1000000
#define SECONDS_MAX    86400

static const char help[] =
	"Usage: xsk [OPTION]... DEV\n"
	"       xsk [OPTION]... DEV -- COMMAND [ARGUMENT]...\n"
	"\n"
	"Binds an AF_XDP socket to each given queue of DEV, prints whether this succeeded\n"
	"and whether zero copy was granted, keeps the sockets bound for the given time,\n"
	"and releases them. Requires CAP_NET_RAW, CAP_NET_ADMIN and CAP_BPF.\n"
	"\n"
	"Examples:\n"
	"  xsk --hold 10 eth0\n"
	"  xsk --channel 0 --channel 1 --zerocopy eth0 -- ethtool -S eth0\n"
	"  xsk --queue 1 --copy --tx 100 eth0\n"
	"\n"
	"  --queue N            bind a socket to queue N; may be repeated\n"
	"  --channel N          bind a socket to the queue of channel N; may be repeated\n"
	"                       (default: 0). This is queue N or, for zero copy on mlx5\n"
	"                       before Linux 6.1, N plus the number of channels\n"
	"  --zerocopy | --copy  force this mode (default: zero copy if supported)\n"
	"  --need-wakeup        use the need-wakeup flag (XDP_USE_NEED_WAKEUP)\n"
	"  --frame-size N       size of a UMEM frame in bytes (default: 4096)\n"
	"  --shared-umem        use one UMEM for all queues instead of one for each\n"
	"  --program WHEN       attach libxdp's default XDP program `before` or `after`\n"
	"                       binding, or `none` (default: after, as libxdp does)\n"
	"  --no-prog            the same as --program none\n"
	"  --tx N               send N frames from each queue, and wait for completion\n"
	"  --hold SECONDS       keep the sockets bound for this time\n"
	"  --until-stdin-closes keep the sockets bound until standard input is closed\n"
	"  --verbose            show the messages of libxdp and libbpf\n"
	"  --help               show this text\n"
	"\n"
	"COMMAND is run while the sockets are bound, if all of them could be bound.\n"
	"Exit status: that of COMMAND if it was run; else 0 success, 1 if anything\n"
	"failed, 2 usage.\n";

enum program_when { PROGRAM_AFTER, PROGRAM_BEFORE, PROGRAM_NONE };

static const char *const program_names[] = {
	[PROGRAM_AFTER] = "after",
	[PROGRAM_BEFORE] = "before",
	[PROGRAM_NONE] = "none",
};

struct request {
	struct xsk_config config;
	struct xsk_hold hold;
	uint32_t ids[QUEUES_MAX];
	uint32_t queues;
	/* ids are the numbers of queues, not of channels */
	bool by_queue;
	enum program_when program;
	uint32_t frames;
	bool shared;
};

static int parse_program(const char *text, enum program_when *when)
{
	for (size_t i = 0; i < sizeof(program_names) / sizeof(program_names[0]); i++) {
		if (!strcmp(text, program_names[i])) {
			*when = (enum program_when)i;
			return 0;
		}
	}
	cli_usage("--program requires before, after or none, not '%s'", text);
	return -EINVAL;
}

static int add_queue(struct request *request, bool by_queue, const char *text)
{
	const char *kind = by_queue ? "queue" : "channel";
	uint32_t id;
	int err = cli_option_number(kind, text, by_queue ? UINT32_MAX : INT32_MAX, &id);

	for (uint32_t i = 0; !err && i < request->queues; i++) {
		if (request->ids[i] == id) {
			cli_usage("--%s %u is given twice", kind, id);
			err = -EINVAL;
		}
	}
	if (!err && request->queues && request->by_queue != by_queue) {
		cli_usage("--queue or --channel, not both");
		err = -EINVAL;
	}
	request->by_queue = by_queue;
	if (!err && request->queues == QUEUES_MAX) {
		cli_usage("at most %d queues", QUEUES_MAX);
		err = -EINVAL;
	}
	if (!err)
		request->ids[request->queues++] = id;
	return err;
}

static int set_hold(struct request *request, enum xsk_hold_kind kind)
{
	if (request->hold.kind != XSK_HOLD_NONE) {
		cli_usage("only one of --hold, --until-stdin-closes and -- COMMAND");
		return -EINVAL;
	}
	request->hold.kind = kind;
	return 0;
}

static const struct option options[] = {
	{ "queue", required_argument, NULL, 'q' }, { "channel", required_argument, NULL, 'C' },
	{ "zerocopy", no_argument, NULL, 'z' },	   { "copy", no_argument, NULL, 'c' },
	{ "need-wakeup", no_argument, NULL, 'w' }, { "frame-size", required_argument, NULL, 'f' },
	{ "shared-umem", no_argument, NULL, 's' }, { "program", required_argument, NULL, 'p' },
	{ "no-prog", no_argument, NULL, 'n' },	   { "tx", required_argument, NULL, 't' },
	{ "hold", required_argument, NULL, 'H' },  { "until-stdin-closes", no_argument, NULL, 'i' },
	{ "verbose", no_argument, NULL, 'v' },	   { "help", no_argument, NULL, 'h' },
	{ "version", no_argument, NULL, 'V' },	   {}
};

/* Returns 0, 1 after printing the help or the version, or -errno after a message. */
static int parse(int argc, char *argv[], struct request *request)
{
	struct xsk_config *config = &request->config;
	bool verbose = false;
	int opt, err = 0;

	opterr = 0;
	while (!err && (opt = getopt_long(argc, argv, ":", options, NULL)) != -1) {
		switch (opt) {
		case 'q':
		case 'C':
			err = add_queue(request, opt == 'q', optarg);
			break;
		case 'z':
			config->bind_flags |= XDP_ZEROCOPY;
			break;
		case 'c':
			config->bind_flags |= XDP_COPY;
			break;
		case 'w':
			config->bind_flags |= XDP_USE_NEED_WAKEUP;
			break;
		case 'f':
			err = cli_option_number("frame-size", optarg, FRAME_SIZE_MAX,
						&config->frame_size);
			break;
		case 's':
			request->shared = true;
			break;
		case 'p':
			err = parse_program(optarg, &request->program);
			break;
		case 'n':
			request->program = PROGRAM_NONE;
			break;
		case 't':
			err = cli_option_number("tx", optarg, SEND_MAX, &request->frames);
			break;
		case 'H':
			err = cli_option_number("hold", optarg, SECONDS_MAX,
						&request->hold.seconds);
			if (!err)
				err = set_hold(request, XSK_HOLD_SECONDS);
			break;
		case 'i':
			err = set_hold(request, XSK_HOLD_STDIN);
			break;
		case 'v':
			verbose = true;
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
	if (!err && config->bind_flags & XDP_ZEROCOPY && config->bind_flags & XDP_COPY) {
		cli_usage("--zerocopy or --copy, not both");
		err = -EINVAL;
	}
	if (!err && !config->frame_size) {
		cli_usage("--frame-size cannot be 0");
		err = -EINVAL;
	}
	if (!request->queues)
		request->queues = 1; /* ids[0] is 0 */
	xsk_program_verbose(verbose);
	return err;
}

/* Removes "-- COMMAND" from the arguments. Returns the number of remaining arguments. */
static int cut_command(int argc, char *argv[], struct request *request, int *err)
{
	for (int i = 1; i < argc; i++) {
		if (strcmp(argv[i], "--"))
			continue;
		if (i + 1 == argc)
			*err = cli_usage("no command after --");
		request->hold.kind = XSK_HOLD_COMMAND;
		request->hold.command = argv + i + 1;
		argv[i] = NULL;
		return i;
	}
	return argc;
}

/* Converts channels to queues, which depend on the device. */
static void name_queues(struct request *request)
{
	bool as_is = request->by_queue || request->config.bind_flags & XDP_COPY;
	uint32_t first = as_is ? 0 : xsk_ids_first(request->config.nic);

	for (uint32_t i = 0; i < request->queues; i++)
		request->ids[i] += first;
}

/* Tries to bind every queue, so that one run shows which queues can be used. */
static int bind_all(const struct request *request, struct xsk_queue *queues)
{
	const char *dev = request->config.nic->name;
	char why[256];
	int failed = 0;

	for (uint32_t i = 0; i < request->queues; i++) {
		struct xsk_queue *queue = &queues[i];

		*queue = (struct xsk_queue){
			.config = &request->config,
			.id = request->ids[i],
			.owner = request->shared ? queues : queue,
			.slot = request->shared ? i : 0,
		};
		if (xsk_queue_open(queue, why, sizeof(why))) {
			printf("%s queue %u: not bound\n", dev, queue->id);
			cli_error("%s queue %u: %s", dev, queue->id, why);
			failed = -1;
		} else {
			printf("%s queue %u: bound, %s\n", dev, queue->id,
			       queue->zerocopy ? "zero copy" : "copy mode");
		}
	}
	return failed;
}

static int attach(const struct request *request, struct xsk_program *program)
{
	uint32_t room = 0;
	char why[256];

	for (uint32_t i = 0; i < request->queues; i++)
		if (request->ids[i] >= room && request->ids[i] < UINT32_MAX)
			room = request->ids[i] + 1;
	if (!xsk_program_attach(program, request->config.nic, room, why, sizeof(why))) {
		printf("%s: XDP program attached\n", request->config.nic->name);
		return 0;
	}
	cli_error("%s: cannot attach the XDP program: %s", request->config.nic->name, why);
	return -1;
}

static int steer_all(const struct request *request, struct xsk_queue *queues,
		     const struct xsk_program *program)
{
	for (uint32_t i = 0; i < request->queues; i++) {
		int err = xsk_program_add(program, &queues[i]);

		if (err) {
			cli_error("%s queue %u: cannot add the socket to the XDP program's map: %s",
				  request->config.nic->name, queues[i].id, strerror(-err));
			return err;
		}
	}
	return 0;
}

/* Reports zero-copy sockets that are bound but have no queue that receives frames for them. */
static void print_idle(const struct request *request, const struct xsk_queue *queues)
{
	const char *why = xsk_idle_reason(request->config.nic);

	for (uint32_t i = 0; why && i < request->queues; i++)
		if (queues[i].zerocopy)
			printf("%s queue %u: receives nothing: %s\n", request->config.nic->name,
			       queues[i].id, why);
}

static int send_all(const struct request *request, struct xsk_queue *queues)
{
	int failed = 0;

	for (uint32_t i = 0; request->frames && i < request->queues; i++) {
		int err = xsk_queue_send(&queues[i], request->frames);

		if (!err)
			continue;
		cli_error("%s queue %u: sent %" PRIu64 ", completed %" PRIu64 ": %s",
			  request->config.nic->name, queues[i].id, queues[i].sent,
			  queues[i].completed, strerror(-err));
		failed = -1;
	}
	return failed;
}

/* Binds, attaches, sends and holds. Returns the exit status. */
static int run(const struct request *request, struct xsk_queue *queues, struct xsk_program *program)
{
	int status;

	if (request->program == PROGRAM_BEFORE && attach(request, program))
		return CLI_FAILED;
	if (bind_all(request, queues))
		return CLI_FAILED;
	if (request->program == PROGRAM_AFTER && attach(request, program))
		return CLI_FAILED;
	if (request->program != PROGRAM_NONE && steer_all(request, queues, program))
		return CLI_FAILED;
	print_idle(request, queues);
	status = send_all(request, queues) ? CLI_FAILED : CLI_OK;
	if (status == CLI_OK)
		status = xsk_hold(&request->hold, queues, request->queues);
	for (uint32_t i = 0; i < request->queues; i++) {
		if (request->program != PROGRAM_NONE)
			xsk_queue_receive(&queues[i]);
		printf("%s queue %u: received %" PRIu64 ", sent %" PRIu64 ", completed %" PRIu64
		       "\n",
		       request->config.nic->name, queues[i].id, queues[i].received, queues[i].sent,
		       queues[i].completed);
	}
	return status;
}

static int command(int argc, char *argv[])
{
	static struct request request;
	struct xsk_program program = {};
	struct xsk_queue *queues;
	const char *dev;
	struct nic nic;
	int err = 0, status = CLI_FAILED;

	setlinebuf(stdout);
	request.config.frame_size = XSK_UMEM__DEFAULT_FRAME_SIZE;
	argc = cut_command(argc, argv, &request, &err);
	if (!err)
		err = parse(argc, argv, &request);
	if (err)
		return err == 1 ? CLI_OK : CLI_USAGE;
	dev = cli_device(argc, argv);
	if (!dev)
		return CLI_USAGE;
	if (nic_open(&nic, dev))
		return CLI_FAILED;
	request.config.nic = &nic;
	name_queues(&request);
	request.config.umem_queues = request.shared ? request.queues : 1;
	xsk_hold_prepare(&request.hold);
	queues = calloc(request.queues, sizeof(*queues));
	if (queues)
		status = run(&request, queues, &program);
	else
		cli_error("out of memory");
	xsk_program_detach(&program);
	for (uint32_t i = request.queues; queues && i-- > 0;)
		xsk_queue_close(&queues[i]);
	free(queues);
	xsk_hold_finish(&request.hold);
	nic_close(&nic);
	return status;
}

int main(int argc, char *argv[])
{
	return cli_end(command(argc, argv));
}
