/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The JSON part of the version negotiation of vfio-user.
 */
#ifndef VCX_VFU_VERSION_H
#define VCX_VFU_VERSION_H

#include <stddef.h>
#include <stdint.h>

/**
 * struct vfu_client_caps - capabilities announced by the client, or defaults
 * @max_xfer: maximum length of the data in a message, in bytes
 */
struct vfu_client_caps {
	uint32_t max_xfer;
};

/**
 * vfu_parse_client_caps() - read the version data of a client
 * @data: data after struct vfu_version, may be empty
 * @len: length of @data, including the terminating NUL
 * @err: buffer for an error message
 * @errlen: size of @err
 *
 * Return: 0, or -EINVAL when the text is not a NUL-terminated JSON object or a
 * capability that is used has an invalid value.
 */
int vfu_parse_client_caps(const void *data, size_t len, struct vfu_client_caps *caps, char *err,
			  size_t errlen);

/**
 * vfu_server_caps() - create the server's version data
 * Return: a JSON string to be freed, or NULL when out of memory.
 */
char *vfu_server_caps(void);

#endif
