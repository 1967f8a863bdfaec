// SPDX-License-Identifier: GPL-2.0-only
#include "vconnectx/options.h"

#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <libgen.h>
#include <limits.h>
#include <pwd.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "vconnectx/host/log.h"
#include "vconnectx/host/util.h"

static const char usage[] =
	"usage: vconnectx [serve] --socket PATH [OPTION]...\n"
	"       vconnectx ctl SOCKET show WHAT | link up|down\n"
	"\n"
	"Serves a virtual ConnectX to QEMU's vfio-user-pci device.\n"
	"\n"
	"Examples:\n"
	"  vconnectx --socket nic.sock --trace nic.jsonl\n"
	"  vconnectx --socket b.sock --wire peer:a.sock --control b.ctl\n"
	"  vconnectx --socket nic.sock --fault 'opcode=CREATE_RQ status=BAD_RESOURCE'\n"
	"\n"
	"  --socket PATH       listen on this UNIX socket (required)\n"
	"  --name NAME         name in logs (default: file name of PATH)\n"
	"  --mac MAC           permanent MAC address (default: derived from NAME or PATH)\n"
	"  --profile FILE|NAME capabilities of the device (default: " VCX_DEFAULT_PROFILE ")\n"
	"  --set NAME=VALUE    override a line of the profile; may be repeated\n"
	"  --wire WIRE         other end of the cable: none (the default), loop,\n"
	"                      peer:SOCKET (another vconnectx) or tap:NAME; an additional\n"
	"                      pcap:FILE captures all frames\n"
	"  --impair RULE       drop, delay or reorder sent frames, such as\n"
	"                      'loss=1% delay_us=500 seed=7'\n"
	"  --control PATH      listen on this UNIX socket for vconnectx ctl\n"
	"  --trace FILE        write the command log, one JSON object per line\n"
	"  --trace-rings       also write doorbells, completions and events to FILE\n"
	"  --fault RULE        make commands or WQEs fail; may be repeated\n"
	"  --log-level LEVEL   err, warn, info or debug (default: info)\n"
	"  --log-file FILE     append the log to FILE (default: standard error)\n"
	"  --ready-fd N        write the ready line to descriptor N, then close it\n"
	"                      (default: standard output)\n"
	"  --once              exit when the first client disconnects\n"
	"  --user NAME         switch to this user after startup (requires root)\n"
	"  --no-sandbox        keep capabilities, permit all system calls (debuggers)\n"
	"  --help              show this help and exit\n"
	"  --version           show the version and exit\n"
	"\n"
	"See vconnectx(1).\n";

enum {
	OPT_SOCKET = 1,
	OPT_NAME,
	OPT_MAC,
	OPT_PROFILE,
	OPT_SET,
	OPT_WIRE,
	OPT_IMPAIR,
	OPT_CONTROL,
	OPT_TRACE,
	OPT_TRACE_RINGS,
	OPT_FAULT,
	OPT_LOG_LEVEL,
	OPT_LOG_FILE,
	OPT_READY_FD,
	OPT_ONCE,
	OPT_USER,
	OPT_NO_SANDBOX,
	OPT_HELP,
	OPT_VERSION,
	NR_OPTS,
};

static const struct option long_options[] = {
	{ "socket", required_argument, NULL, OPT_SOCKET },
	{ "name", required_argument, NULL, OPT_NAME },
	{ "mac", required_argument, NULL, OPT_MAC },
	{ "profile", required_argument, NULL, OPT_PROFILE },
	{ "set", required_argument, NULL, OPT_SET },
	{ "wire", required_argument, NULL, OPT_WIRE },
	{ "impair", required_argument, NULL, OPT_IMPAIR },
	{ "control", required_argument, NULL, OPT_CONTROL },
	{ "trace", required_argument, NULL, OPT_TRACE },
	{ "trace-rings", no_argument, NULL, OPT_TRACE_RINGS },
	{ "fault", required_argument, NULL, OPT_FAULT },
	{ "log-level", required_argument, NULL, OPT_LOG_LEVEL },
	{ "log-file", required_argument, NULL, OPT_LOG_FILE },
	{ "ready-fd", required_argument, NULL, OPT_READY_FD },
	{ "once", no_argument, NULL, OPT_ONCE },
	{ "user", required_argument, NULL, OPT_USER },
	{ "no-sandbox", no_argument, NULL, OPT_NO_SANDBOX },
	{ "help", no_argument, NULL, OPT_HELP },
	{ "version", no_argument, NULL, OPT_VERSION },
	{ NULL, 0, NULL, 0 },
};

__attribute__((format(printf, 1, 2))) static int bad(const char *fmt, ...)
{
	va_list ap;

	fputs("vconnectx: ", stderr);
	va_start(ap, fmt);
	vfprintf(stderr, fmt, ap);
	va_end(ap);
	fputc('\n', stderr);
	return -EINVAL;
}

static int parse_mac(const char *text, uint8_t mac[6])
{
	static const uint8_t zero[6];
	unsigned int b[6];
	int end = -1;

	/* "%2x" alone would accept spaces and signs. */
	if (strspn(text, "0123456789abcdefABCDEF:") == strlen(text))
		sscanf(text, "%2x:%2x:%2x:%2x:%2x:%2x%n", &b[0], &b[1], &b[2], &b[3], &b[4], &b[5],
		       &end);
	if (end != 17 || text[17])
		return bad("--mac %s: not a MAC address: write it as 02:00:5e:10:00:01", text);
	for (int i = 0; i < 6; i++)
		mac[i] = (uint8_t)b[i];
	if (mac[0] & 1)
		return bad(
			"--mac %s: a multicast address: the lowest bit of the first byte must be 0",
			text);
	if (!memcmp(mac, zero, sizeof(zero)))
		return bad("--mac %s: the all-zero address is invalid", text);
	return 0;
}

/* A fixed first byte, followed by 40 bits of the FNV-1a hash of @seed. */
static void default_mac(const char *seed, uint8_t mac[6])
{
	uint64_t h = 0xcbf29ce484222325u;

	for (const char *c = seed; *c; c++)
		h = (h ^ (uint8_t)*c) * 0x100000001b3u;
	h ^= h >> 40;
	mac[0] = 0x02; /* locally administered, unicast */
	for (int i = 1; i < 6; i++)
		mac[i] = (uint8_t)(h >> 8 * (i - 1));
}

/* Return: absolute path of the socket, or NULL if its directory does not exist. */
static char *full_path(const char *socket)
{
	char *dir_buf = strdup(socket), *base_buf = strdup(socket);
	char *dir = NULL, *full = NULL;

	if (dir_buf && base_buf)
		dir = realpath(dirname(dir_buf), NULL);
	if (dir && asprintf(&full, "%s/%s", dir, basename(base_buf)) < 0)
		full = NULL;
	free(dir);
	free(dir_buf);
	free(base_buf);
	return full;
}

static char *name_from_socket(const char *socket)
{
	const char *slash = strrchr(socket, '/');
	char *name = strdup(slash ? slash + 1 : socket);
	char *dot = name ? strrchr(name, '.') : NULL;

	if (dot && dot != name && !strcmp(dot, ".sock"))
		*dot = '\0';
	return name;
}

/* The directory of profiles in a checkout, whose top is two levels above build/bin. */
static void checkout_profiles(char *dir, size_t len)
{
	char exe[PATH_MAX];
	ssize_t n = readlink("/proc/self/exe", exe, sizeof(exe) - 1);

	exe[n < 0 ? 0 : n] = '\0';
	snprintf(dir, len, "%s/../../vconnectx/profiles", dirname(exe));
}

static int find_profile(const char *name, char **path)
{
	char checkout[PATH_MAX + 32];
	const char *const dirs[] = { checkout, VCX_PROFILE_DIR };

	if (strchr(name, '/') || !access(name, F_OK)) {
		if (access(name, R_OK))
			return bad("--profile %s: %s", name, strerror(errno));
		*path = strdup(name);
		return *path ? 0 : bad("out of memory");
	}
	checkout_profiles(checkout, sizeof(checkout));
	for (size_t i = 0; i < ARRAY_SIZE(dirs); i++) {
		if (asprintf(path, "%s/%s.profile", dirs[i], name) < 0) {
			*path = NULL;
			return bad("out of memory");
		}
		if (!access(*path, R_OK))
			return 0;
		free(*path);
		*path = NULL;
	}
	return bad("--profile %s: no such file, and no %s.profile in %s or %s", name, name, dirs[0],
		   dirs[1]);
}

static int parse_fd(const char *text, int *fd)
{
	char *end;
	long n;

	errno = 0;
	n = strtol(text, &end, 10);
	if (errno || end == text || *end || n < 0 || n > INT_MAX || fcntl((int)n, F_GETFD) < 0)
		return bad("--ready-fd %s: not an open descriptor", text);
	*fd = (int)n;
	return 0;
}

static int find_user(const char *name, struct vcx_options *opt)
{
	const struct passwd *user = getpwnam(name);

	if (!user)
		return bad("--user %s: no such user", name);
	if (geteuid() && user->pw_uid != geteuid()) {
		bad("--user %s: only root can switch to another user", name);
		return -EPERM;
	}
	opt->user = user->pw_uid != geteuid();
	opt->uid = user->pw_uid;
	opt->gid = user->pw_gid;
	return 0;
}

/* Set defaults and check required options. */
static int complete(struct vcx_options *opt, const char *const arg[])
{
	const char *name = arg[OPT_NAME];
	char *seed;
	int err;

	opt->socket = arg[OPT_SOCKET];
	opt->impair = arg[OPT_IMPAIR];
	opt->control = arg[OPT_CONTROL];
	opt->trace = arg[OPT_TRACE];
	opt->trace_rings = arg[OPT_TRACE_RINGS];
	opt->log_file = arg[OPT_LOG_FILE];
	opt->once = arg[OPT_ONCE];
	opt->no_sandbox = arg[OPT_NO_SANDBOX];

	if (!opt->socket || !*opt->socket)
		return bad("--socket PATH is required: the socket for QEMU (try --help)");
	if (name && !*name)
		return bad("--name is empty");
	if (opt->trace_rings && !opt->trace)
		return bad("--trace-rings requires --trace FILE");
	if (arg[OPT_LOG_LEVEL] && vcx_log_parse_level(arg[OPT_LOG_LEVEL], &opt->log_level))
		return bad("--log-level %s: not one of err, warn, info, debug", arg[OPT_LOG_LEVEL]);
	if (arg[OPT_READY_FD]) {
		err = parse_fd(arg[OPT_READY_FD], &opt->ready_fd);
		if (err)
			return err;
	}

	if (arg[OPT_USER]) {
		err = find_user(arg[OPT_USER], opt);
		if (err)
			return err;
	}

	opt->name = name ? strdup(name) : name_from_socket(opt->socket);
	seed = name ? strdup(name) : full_path(opt->socket);
	if (!seed)
		return bad("%s: no such directory", opt->socket);
	default_mac(seed, opt->mac);
	free(seed);
	if (!opt->name)
		return bad("out of memory");
	if (arg[OPT_MAC]) {
		err = parse_mac(arg[OPT_MAC], opt->mac);
		if (err)
			return err;
	}
	return find_profile(arg[OPT_PROFILE] ? arg[OPT_PROFILE] : VCX_DEFAULT_PROFILE,
			    &opt->profile);
}

int vcx_options_parse(struct vcx_options *opt, int argc, char **argv)
{
	static char program[] = "vconnectx";
	const char *arg[NR_OPTS] = { NULL };
	int c;

	*opt = (struct vcx_options){
		.log_level = VCX_LOG_INFO,
		.ready_fd = -1,
		.faults = calloc((size_t)argc, sizeof(char *)),
		.overrides = calloc((size_t)argc, sizeof(char *)),
		.wires = calloc((size_t)argc, sizeof(char *)),
	};
	if (!opt->faults || !opt->overrides || !opt->wires)
		return bad("out of memory");
	if (argc > 1 && !strcmp(argv[1], "serve")) {
		argv++;
		argc--;
	}
	argv[0] = program; /* begins getopt's own messages */
	while ((c = getopt_long(argc, argv, "", long_options, NULL)) != -1) {
		if (c == '?')
			return -EINVAL;
		if (c == OPT_FAULT)
			opt->faults[opt->nr_faults++] = optarg;
		if (c == OPT_SET)
			opt->overrides[opt->nr_overrides++] = optarg;
		if (c == OPT_WIRE)
			opt->wires[opt->nr_wires++] = optarg;
		arg[c] = optarg ? optarg : "";
	}
	if (arg[OPT_HELP]) {
		fputs(usage, stdout);
		return 1;
	}
	if (arg[OPT_VERSION]) {
		puts("vconnectx " VCX_VERSION);
		return 1;
	}
	if (optind < argc)
		return bad("%s: not an option (try --help)", argv[optind]);
	return complete(opt, arg);
}

void vcx_options_free(struct vcx_options *opt)
{
	free(opt->faults);
	free(opt->overrides);
	free(opt->wires);
	free(opt->name);
	free(opt->profile);
}
