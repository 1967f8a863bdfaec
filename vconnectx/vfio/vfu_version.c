// SPDX-License-Identifier: GPL-2.0-only
#include "vconnectx/vfio/vfu_version.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include <jansson.h>

#include "vconnectx/vfio/dma_map.h"
#include "vconnectx/vfio/vfu_proto.h"

int vfu_parse_client_caps(const void *data, size_t len, struct vfu_client_caps *caps, char *err,
			  size_t errlen)
{
	json_t *root, *xfer;
	json_error_t why;
	int ret = -EINVAL;

	caps->max_xfer = VFU_MAX_XFER;
	if (!len)
		return 0;
	if (memchr(data, '\0', len) != (const char *)data + len - 1) {
		snprintf(err, errlen, "text is not NUL-terminated");
		return -EINVAL;
	}
	root = json_loads(data, JSON_REJECT_DUPLICATES, &why);
	if (!json_is_object(root)) {
		snprintf(err, errlen, "not a JSON object: %s",
			 root ? "the value has another type" : why.text);
		goto out;
	}
	xfer = json_object_get(json_object_get(root, "capabilities"), "max_data_xfer_size");
	if (xfer) {
		json_int_t max = json_integer_value(xfer);

		if (max <= 0) {
			snprintf(err, errlen, "max_data_xfer_size is not a positive number");
			goto out;
		}
		if (max < VFU_MAX_XFER)
			caps->max_xfer = (uint32_t)max;
	}
	ret = 0;
out:
	json_decref(root);
	return ret;
}

char *vfu_server_caps(void)
{
	json_t *root;
	char *text;

	root = json_pack("{s:{s:I,s:I,s:I,s:I}}", "capabilities", "max_msg_fds",
			 (json_int_t)VFU_MAX_FDS, "max_data_xfer_size", (json_int_t)VFU_MAX_XFER,
			 "max_dma_maps", (json_int_t)DMA_MAP_MAX_REGIONS, "pgsizes",
			 (json_int_t)DMA_MAP_PAGE_SIZE);
	text = json_dumps(root, JSON_COMPACT);
	json_decref(root);
	return text;
}
