// SPDX-License-Identifier: GPL-2.0-only
/*
 * Fuzz target: strings from a user.  A string must not cause a crash, and an invalid string must
 * cause one line with an error.
 *
 * An input consists of a u8 kind of string (enum kind) and the string.
 */
#include <fcntl.h>
#include <getopt.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include <jansson.h>

#include "tests/lib/fuzz.h"
#include "vconnectx/card/core/caps.h"
#include "vconnectx/card/fw/fault.h"
#include "vconnectx/card/net/impair.h"
#include "vconnectx/control/ctl.h"
#include "vconnectx/control/ctl_table.h"
#include "vconnectx/host/util.h"
#include "vconnectx/options.h"

#define ARGS_MAX 32
#define PROFILE	 "vconnectx/profiles/connectx-5.profile"

enum kind {
	OPTIONS,    /* the command line, with arguments separated by newlines */
	CTL,	    /* the command line of vconnectx ctl, without the socket */
	REPLY,	    /* a reply of the control socket, to be printed */
	FAULT,	    /* --fault */
	IMPAIR,	    /* --impair */
	PROFILE_OF, /* a profile */
	OVERRIDE,   /* --set */
	NR_KINDS
};

void __sanitizer_set_report_fd(void *fd) __attribute__((weak));

/* redirect standard output and error, except reports of a sanitizer, to /dev/null */
static void silence(bool on)
{
	static int null = -1, saved[2];

	fflush(stdout);
	if (null < 0) {
		null = open("/dev/null", O_WRONLY | O_CLOEXEC);
		for (int i = 0; i < 2; i++)
			saved[i] = fcntl(STDOUT_FILENO + i, F_DUPFD_CLOEXEC, 3);
		if (__sanitizer_set_report_fd)
			__sanitizer_set_report_fd((void *)(intptr_t)saved[1]);
	}
	for (int i = 0; i < 2; i++)
		dup2(on ? null : saved[i], STDOUT_FILENO + i);
}

static void fail(const char *what, const char *text)
{
	silence(false);
	fprintf(stderr, "fuzz_parse: %s: %s\n", what, text);
	abort();
}

/* split @text into the arguments after @argv[0] */
static int split(char *text, char **argv, char *first)
{
	int argc = 1;

	argv[0] = first;
	for (char *at = strtok(text, "\n"); at && argc < ARGS_MAX; at = strtok(NULL, "\n"))
		argv[argc++] = at;
	argv[argc] = NULL;
	return argc;
}

static void do_options(char *text)
{
	char *argv[ARGS_MAX + 1], name[] = "vconnectx";
	struct vcx_options opt;

	optind = 0;
	vcx_options_parse(&opt, split(text, argv, name), argv);
	vcx_options_free(&opt);
}

static void do_ctl(char *text)
{
	char *argv[ARGS_MAX + 1], socket[] = "/nowhere/control";

	vcx_ctl(split(text, argv, socket), argv);
}

static void do_reply(char *text)
{
	json_t *reply = json_loads(text, 0, NULL);

	if (json_is_object(reply))
		vcx_ctl_print(reply);
	json_decref(reply);
}

/* the error is one line, unless the string itself contains a newline */
static void check_error(bool ok, const char *err, const char *what, const char *text)
{
	if (!ok && (!*err || (strchr(err, '\n') && !strchr(text, '\n'))))
		fail(what, err);
}

static void do_fault(char *text)
{
	char err[256] = "";
	struct vcx_fault fault;
	bool ok = vcx_fault_parse(text, &fault, err, sizeof(err));

	check_error(ok, err, "--fault", text);
	if (ok)
		vcx_fault_free(&fault);
}

static void do_impair(char *text)
{
	struct vcx_impair_rule rule;
	char err[256] = "";

	check_error(vcx_impair_parse(text, &rule, err, sizeof(err)), err, "--impair", text);
}

static void load_profile(const char *path, const char *text, const char *const *overrides,
			 size_t nr)
{
	struct vcx_caps caps = { 0 };
	char err[256] = "";

	check_error(vcx_caps_load(&caps, path, overrides, nr, err, sizeof(err)), err, "a profile",
		    text);
	vcx_caps_free(&caps);
}

static void do_profile(char *text)
{
	char path[64];
	int fd = memfd_create("profile", MFD_CLOEXEC);

	if (fd < 0 || write(fd, text, strlen(text)) < 0)
		fail("memfd_create", "failed");
	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	load_profile(path, text, NULL, 0);
	close(fd);
}

static void do_override(char *text)
{
	const char *const overrides[] = { text };

	load_profile(PROFILE, text, overrides, 1);
}

static void (*const kinds[NR_KINDS])(char *text) = {
	[OPTIONS] = do_options,	  [CTL] = do_ctl,	[REPLY] = do_reply,
	[FAULT] = do_fault,	  [IMPAIR] = do_impair, [PROFILE_OF] = do_profile,
	[OVERRIDE] = do_override,
};

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *text;

	if (!size)
		return 0;
	text = malloc(size);
	if (!text)
		abort();
	memcpy(text, data + 1, size - 1);
	text[size - 1] = '\0';
	silence(true);
	kinds[data[0] % NR_KINDS](text);
	silence(false);
	free(text);
	return 0;
}

size_t fuzz_seed(unsigned int n, uint8_t *buf, size_t cap)
{
	static const struct {
		enum kind kind;
		const char *text;
	} seeds[] = {
		{ OPTIONS,
		  "--socket\n/tmp/x.sock\n--name\nhca\n--mac\n02:00:00:00:00:01\n--wire\nloop" },
		{ OPTIONS,
		  "serve\n--socket=/tmp/x\n--profile\nconnectx-5\n--set\ngeneral.max_tc=4\n"
		  "--log-level\ndebug\n--once\n--no-sandbox\n--trace-rings\n--ready-fd\n1\n"
		  "--user\nroot\n--impair\nloss=1%\n--fault\nopcode=NOP status=1" },
		{ OPTIONS, "--help" },
		{ OPTIONS, "--version" },
		{ CTL, "show\n--json\nqueues" },
		{ CTL, "--help" },
		{ REPLY,
		  "{\"queues\":{\"rq\":[{\"rqn\":196608,\"channel\":0,\"xsk\":false,\"state\":\"RDY\"}],\"cq\":[]}}" },
		{ REPLY,
		  "{\"counters\":{\"link\":\"up\",\"port\":{\"tx\":{\"frames\":1}},\"impair\":null}}" },
		{ REPLY, "{\"objects\":{\"UAR\":[16,17],\"PD\":[]}}" },
		{ REPLY,
		  "{\"commands\":[{\"seq\":1,\"op\":\"NOP\",\"ago_ns\":5,\"status_name\":\"OK\"}]}" },
		{ REPLY, "{\"faults\":[{\"rule\":\"health=1\",\"matched\":0,\"fired\":1}]}" },
		{ FAULT,
		  "opcode=CREATE_SQ op_mod=0 nth=2 every=3 count=always status=NO_RESOURCES syndrome=0x1" },
		{ FAULT, "wqe=RECV syndrome=0x11 while=/nowhere" },
		{ FAULT, "health=7 reset=1" },
		{ FAULT, "opcode=0x100 delay_ms=10 skip=1" },
		{ IMPAIR,
		  "loss=0.05% duplicate=1% reorder=2% delay_us=10 jitter_us=5 queue_kb=64 seed=9" },
		{ PROFILE_OF,
		  "# a comment\ndevice.fw_major = 16\ndevice.psid = MT_1\ngeneral.max_tc = 0x8 # 8\n" },
		{ OVERRIDE, "device.boot_pages=1" },
	};
	size_t len;

	if (n >= ARRAY_SIZE(seeds))
		return 0;
	len = strlen(seeds[n].text);
	if (len + 1 > cap)
		return 0;
	buf[0] = (uint8_t)seeds[n].kind;
	memcpy(buf + 1, seeds[n].text, len);
	return len + 1;
}
