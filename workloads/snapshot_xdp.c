// SPDX-License-Identifier: GPL-2.0-only
#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <linux/if_link.h>
#include <stdlib.h>
#include <unistd.h>

#include "workloads/snapshot_device.h"

static const char *const modes[] = {
	[XDP_ATTACHED_NONE] = "none",	  [XDP_ATTACHED_DRV] = "driver",
	[XDP_ATTACHED_SKB] = "generic",	  [XDP_ATTACHED_HW] = "offload",
	[XDP_ATTACHED_MULTI] = "several",
};

static void add_map(json_t *maps, uint32_t id)
{
	struct bpf_map_info info = {};
	uint32_t size = sizeof(info);
	int fd = bpf_map_get_fd_by_id(id);

	if (fd < 0)
		return;
	if (!bpf_obj_get_info_by_fd(fd, &info, &size) && info.type == BPF_MAP_TYPE_XSKMAP)
		json_array_append_new(maps, json_pack("{sI ss sI}", "id", (json_int_t)id, "name",
						      info.name, "entries",
						      (json_int_t)info.max_entries));
	close(fd);
}

/* Adds the program's AF_XDP maps. The maps of programs that a dispatcher calls are not known. */
static json_t *program(json_t *json, uint32_t id)
{
	struct bpf_prog_info info = {};
	uint32_t ids[64], size = sizeof(info);
	json_t *maps = json_array();
	int fd = bpf_prog_get_fd_by_id(id);

	info.map_ids = (uintptr_t)ids;
	info.nr_map_ids = sizeof(ids) / sizeof(ids[0]);
	if (fd >= 0 && !bpf_obj_get_info_by_fd(fd, &info, &size)) {
		json_object_set_new(json, "name", json_string(info.name));
		for (uint32_t i = 0; i < info.nr_map_ids && i < sizeof(ids) / sizeof(ids[0]); i++)
			add_map(maps, ids[i]);
	}
	if (fd >= 0)
		close(fd);
	json_object_set_new(json, "xskmaps", maps);
	return json;
}

json_t *snapshot_xdp(const struct nic *nic)
{
	LIBBPF_OPTS(bpf_xdp_query_opts, xdp);
	uint32_t id;
	json_t *json;

	if (bpf_xdp_query((int)nic->ifindex, 0, &xdp) ||
	    xdp.attach_mode >= sizeof(modes) / sizeof(modes[0]))
		return json_null();
	json = json_pack("{ss}", "mode", modes[xdp.attach_mode]);
	id = xdp.attach_mode == XDP_ATTACHED_MULTI ? xdp.drv_prog_id : xdp.prog_id;
	if (!json || !id)
		return json;
	json_object_set_new(json, "id", json_integer(id));
	return program(json, id);
}
