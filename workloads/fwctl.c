// SPDX-License-Identifier: GPL-2.0-only
/* Sends a firmware command to an mlx5 device through the fwctl subsystem (since Linux 6.15). */
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <linux/ioctl.h>
#include <linux/types.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "workloads/cli.h"

/* From include/uapi/fwctl/fwctl.h and mlx5.h, which the headers of older kernels lack */
struct fwctl_info {
	__u32 size;
	__u32 flags;
	__u32 out_device_type;
	__u32 device_data_len;
	__aligned_u64 out_device_data;
};

struct fwctl_rpc {
	__u32 size;
	__u32 scope;
	__u32 in_len;
	__u32 out_len;
	__aligned_u64 in;
	__aligned_u64 out;
};

#define FWCTL_INFO	       _IO(0x9A, 0)
#define FWCTL_RPC	       _IO(0x9A, 1)
#define FWCTL_DEVICE_TYPE_MLX5 1

struct fwctl_info_mlx5 {
	__u32 uid;
	__u32 uctx_caps;
};

/* struct mlx5_ifc_mbox_in_bits and mbox_out_bits, in bytes */
#define MBOX_HEAD 16u
/* MAX_RPC_LEN of drivers/fwctl/main.c */
#define RPC_MAX (2u << 20)

static const char *const scopes[] = { "configuration", "debug-read", "debug-write", "debug-full" };

static const char help[] =
	"Usage: fwctl info [--device FILE]\n"
	"       fwctl rpc [--device FILE] [--scope SCOPE] [--op-mod N]\n"
	"                 [--in-len BYTES] [--out-len BYTES] OPCODE\n"
	"\n"
	"Sends firmware commands to an mlx5 device through the fwctl subsystem.\n"
	"\n"
	"Examples:\n"
	"  fwctl info\n"
	"  fwctl rpc --out-len 4112 0x100\n"
	"\n"
	"info  show the user context that the kernel has created in the device\n"
	"rpc   send the firmware command OPCODE, a number (enum in mlx5_ifc.h), with an\n"
	"      input that is zero after its header, and show the status and the syndrome\n"
	"\n"
	"  --device FILE    the fwctl device (default: /dev/fwctl/fwctl0)\n"
	"  --scope SCOPE    configuration (default), debug-read, debug-write or\n"
	"                   debug-full\n"
	"  --op-mod N       the op_mod field of the command (default: 0)\n"
	"  --in-len BYTES   the length of the input (default: 16)\n"
	"  --out-len BYTES  the length of the output (default: 16); if it is not greater\n"
	"                   than --in-len, mlx5 uses one buffer for both\n"
	"\n"
	"Exit status: 0 success, 1 rejected by the kernel or the firmware, 2 usage.\n";

struct request {
	const char *device;
	uint32_t scope;
	uint32_t opcode;
	uint32_t op_mod;
	uint32_t in_len;
	uint32_t out_len;
};

static int open_device(const struct request *request)
{
	int fd = open(request->device, O_RDWR | O_CLOEXEC);

	if (fd < 0)
		cli_error("cannot open '%s': %s (is mlx5_fwctl loaded?)", request->device,
			  strerror(errno));
	return fd;
}

static int info(const struct request *request)
{
	struct fwctl_info_mlx5 data = {};
	struct fwctl_info info = {
		.size = sizeof(info),
		.device_data_len = sizeof(data),
		.out_device_data = (uintptr_t)&data,
	};
	int fd = open_device(request);
	int err;

	if (fd < 0)
		return CLI_FAILED;
	err = ioctl(fd, FWCTL_INFO, &info) ? errno : 0;
	close(fd);
	if (err) {
		cli_error("'%s' does not identify itself: %s", request->device, strerror(err));
		return CLI_FAILED;
	}
	if (info.out_device_type != FWCTL_DEVICE_TYPE_MLX5) {
		cli_error("'%s' is not an mlx5 device (type %u)", request->device,
			  info.out_device_type);
		return CLI_FAILED;
	}
	printf("uid %u caps 0x%x\n", data.uid, data.uctx_caps);
	return CLI_OK;
}

static int send_rpc(const struct request *request, uint32_t *in, uint32_t *out)
{
	struct fwctl_rpc rpc = {
		.size = sizeof(rpc),
		.scope = request->scope,
		.in_len = request->in_len,
		.out_len = request->out_len,
		.in = (uintptr_t)in,
		.out = (uintptr_t)out,
	};
	int fd = open_device(request);
	int err;

	if (fd < 0)
		return CLI_FAILED;
	in[0] = htonl(request->opcode << 16);
	in[1] = htonl(request->op_mod);
	err = ioctl(fd, FWCTL_RPC, &rpc) ? errno : 0;
	close(fd);
	if (err) {
		cli_error("the kernel rejected command 0x%x: %s", request->opcode, strerror(err));
		return CLI_FAILED;
	}
	printf("status 0x%x syndrome 0x%x\n", ntohl(out[0]) >> 24, ntohl(out[1]));
	return ntohl(out[0]) >> 24 ? CLI_FAILED : CLI_OK;
}

static int rpc(const struct request *request)
{
	uint32_t *in = calloc(1, request->in_len);
	uint32_t *out = calloc(1, request->out_len);
	int status = CLI_FAILED;

	if (in && out)
		status = send_rpc(request, in, out);
	else
		cli_error("out of memory");
	free(in);
	free(out);
	return status;
}

static int parse_scope(const char *text, uint32_t *scope)
{
	for (*scope = 0; *scope < sizeof(scopes) / sizeof(scopes[0]); (*scope)++)
		if (!strcmp(scopes[*scope], text))
			return 0;
	return cli_usage("--scope requires configuration, debug-read, debug-write or debug-full, "
			 "not '%s'",
			 text);
}

static int length(const char *option, const char *text, uint32_t *value)
{
	if (cli_option_number(option, text, RPC_MAX, value))
		return CLI_USAGE;
	if (*value < MBOX_HEAD)
		return cli_usage("--%s requires at least %u bytes, not %s", option, MBOX_HEAD,
				 text);
	return 0;
}

static const struct option options[] = {
	{ "device", required_argument, NULL, 'd' },  { "scope", required_argument, NULL, 's' },
	{ "op-mod", required_argument, NULL, 'm' },  { "in-len", required_argument, NULL, 'i' },
	{ "out-len", required_argument, NULL, 'o' }, { "help", no_argument, NULL, 'h' },
	{ "version", no_argument, NULL, 'V' },	     { NULL, 0, NULL, 0 },
};

/* Returns 0, an exit status after a message, or -1 after printing the help or the version. */
static int parse(int argc, char *argv[], struct request *request)
{
	int opt, status = 0;

	opterr = 0;
	while (!status && (opt = getopt_long(argc, argv, ":h", options, NULL)) != -1) {
		switch (opt) {
		case 'd':
			request->device = optarg;
			break;
		case 's':
			status = parse_scope(optarg, &request->scope);
			break;
		case 'm':
			if (cli_option_number("op-mod", optarg, 0xffff, &request->op_mod))
				status = CLI_USAGE;
			break;
		case 'i':
			status = length("in-len", optarg, &request->in_len);
			break;
		case 'o':
			status = length("out-len", optarg, &request->out_len);
			break;
		case 'h':
			cli_help(help);
			return -1;
		case 'V':
			cli_version();
			return -1;
		default:
			return cli_bad_option(opt, argv);
		}
	}
	return status;
}

static int command(int argc, char *argv[])
{
	struct request request = {
		.device = "/dev/fwctl/fwctl0",
		.in_len = MBOX_HEAD,
		.out_len = MBOX_HEAD,
	};
	int status = parse(argc, argv, &request);

	if (status)
		return status < 0 ? CLI_OK : status;
	if (optind == argc)
		return cli_usage("no verb: info or rpc");
	if (!strcmp(argv[optind], "info")) {
		if (optind + 1 < argc)
			return cli_usage("info has no argument '%s'", argv[optind + 1]);
		return info(&request);
	}
	if (strcmp(argv[optind], "rpc"))
		return cli_usage("no verb '%s': info or rpc", argv[optind]);
	if (optind + 2 != argc)
		return cli_usage("rpc requires one OPCODE");
	if (cli_number(argv[optind + 1], 0xffff, &request.opcode))
		return cli_usage("OPCODE requires a number up to 0xffff, not '%s'",
				 argv[optind + 1]);
	return rpc(&request);
}

int main(int argc, char *argv[])
{
	return cli_end(command(argc, argv));
}
