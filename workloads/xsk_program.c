// SPDX-License-Identifier: GPL-2.0-only
#include "workloads/xsk_program.h"

#include <bpf/libbpf.h>
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <xdp/libxdp.h>

/* The object file that libxdp installs and uses for its own sockets, for Linux 5.3 and later. */
static const char object_file[] = "xsk_def_xdp_prog.o";
static const char map_name[] = "xsks_map";

static int quiet_libxdp(enum libxdp_print_level level, const char *fmt, va_list args)
{
	(void)level, (void)fmt, (void)args;
	return 0;
}

static int quiet_libbpf(enum libbpf_print_level level, const char *fmt, va_list args)
{
	(void)level, (void)fmt, (void)args;
	return 0;
}

void xsk_program_verbose(bool verbose)
{
	if (verbose)
		return;
	libxdp_set_print(quiet_libxdp);
	libbpf_set_print(quiet_libbpf);
}

static const struct {
	int err;
	const char *words;
} reasons[] = {
	{ ENOENT, "xsk_def_xdp_prog.o is missing (package libxdp1)" },
	{ EPERM, "not permitted (requires CAP_BPF and CAP_NET_ADMIN: run it as root)" },
	{ EACCES, "not permitted (requires CAP_BPF and CAP_NET_ADMIN: run it as root)" },
	{ EBUSY, "another XDP program is attached and does not allow a further one" },
	{ EOPNOTSUPP, "the driver does not support XDP programs" },
	{ EINVAL, "the driver refused the program in its current configuration (MTU, LRO?)" },
};

static int fail(char *why, size_t size, int err)
{
	const char *words = strerror(-err);

	for (size_t i = 0; i < sizeof(reasons) / sizeof(reasons[0]); i++)
		if (reasons[i].err == -err)
			words = reasons[i].words;
	snprintf(why, size, "%s: %s", strerrorname_np(-err), words);
	return err;
}

int xsk_program_attach(struct xsk_program *program, const struct nic *nic, uint32_t queues,
		       char *why, size_t size)
{
	struct xdp_program *loaded;
	struct bpf_map *map;
	int err;

	loaded = xdp_program__find_file(object_file, NULL, NULL);
	err = (int)libxdp_get_error(loaded);
	if (err)
		return fail(why, size, err);
	map = bpf_object__find_map_by_name(xdp_program__bpf_obj(loaded), map_name);
	err = map ? 0 : -ENOENT;
	if (!err && queues > bpf_map__max_entries(map))
		err = bpf_map__set_max_entries(map, queues);
	if (!err)
		err = xdp_program__attach(loaded, (int)nic->ifindex, XDP_MODE_UNSPEC, 0);
	if (err) {
		xdp_program__close(loaded);
		return fail(why, size, err);
	}
	program->program = loaded;
	program->ifindex = nic->ifindex;
	program->map_fd = bpf_map__fd(map);
	return 0;
}

int xsk_program_add(const struct xsk_program *program, struct xsk_queue *queue)
{
	return xsk_socket__update_xskmap(queue->socket, program->map_fd) ? -errno : 0;
}

void xsk_program_detach(struct xsk_program *program)
{
	if (!program->program)
		return;
	xdp_program__detach(program->program, (int)program->ifindex, XDP_MODE_UNSPEC, 0);
	xdp_program__close(program->program);
	program->program = NULL;
}
