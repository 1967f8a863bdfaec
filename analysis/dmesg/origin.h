/* SPDX-License-Identifier: GPL-2.0-only */
/* Looks up where in the driver's source a message is printed, for each kernel. */
#ifndef MLX5TRACE_DMESG_ORIGIN_H
#define MLX5TRACE_DMESG_ORIGIN_H

#include "analysis/dmesg/message.h"

#define MT_ORIGINS 4

struct mt_origin {
	const char *func, *file; /* file: relative to the kernel source tree */
	char kernels[48];	 /* "6.12", "6.1 to 6.18" */
};

/*
 * Find the functions that print the message @text in the kernel @release, such as "6.12.48-amd64".
 * If the release is not in the table, the nearest one is used; if it is "", all kernels are
 * searched, the newest first. There may be several functions if the message does not contain the
 * name of its function.
 */
unsigned int mt_origin_find(const char *func, const char *text, const char *release,
			    struct mt_origin *at);

/* "from wait_func(), drivers/net/.../cmd.c (Linux 6.12)"; "" if there is none. */
void mt_origin_words(const struct mt_origin *at, unsigned int nr, char *out, size_t size);

#endif
