/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The JSON half of vfio-user's version negotiation.
 */
#ifndef VCX_VFU_VERSION_H
#define VCX_VFU_VERSION_H

#include <stddef.h>
#include <stdint.h>

/**
 * struct vfu_client_caps - what a client announced, or the defaults
 * @max_xfer: most bytes it takes as data of one message
 */
struct vfu_client_caps {
	uint32_t max_xfer;
};

/**
 * vfu_parse_client_caps() - read the version data of a client
 * @data: what followed struct vfu_version, may be empty
 * @len: bytes of it, the terminating NUL included
 * @err: filled with what is wrong
 * @errlen: bytes of @err
 *
 * Return: 0, or -EINVAL when the text is no NUL-terminated JSON object or a
 * capability that matters has an impossible value.
 */
int vfu_parse_client_caps(const void *data, size_t len, struct vfu_client_caps *caps, char *err,
			  size_t errlen);

/**
 * vfu_server_caps() - the server's version data
 * Return: a JSON text to be freed, or NULL when out of memory.
 */
char *vfu_server_caps(void);

#endif
