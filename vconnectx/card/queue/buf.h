/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A queue buffer consists of the guest pages in the page list of the create command.
 */
#ifndef VCX_BUF_H
#define VCX_BUF_H

#include <stddef.h>
#include <stdint.h>

#include "vconnectx/card/fw/cmd.h"

/**
 * struct vcx_buf - a buffer of guest pages
 * @pages: page addresses, owned
 * @nr: number of pages
 * @page_shift: log2 of the page size, 12 or more
 */
struct vcx_buf {
	uint64_t *pages;
	size_t nr;
	unsigned int page_shift;
};

/**
 * vcx_buf_init() - read and check a page list
 * @dev: the device
 * @cmd: the create command, which fails with BAD_PARAMETER if the list is invalid
 * @owner: object that contains the buffer
 * @buf: filled in; vcx_buf_free() is required only after success
 * @pas: byte offset of the page list, at the end of the input
 * @size: required size of the buffer in bytes
 * @log_page: log2 of page size / 4 KiB, from the context
 */
enum vcx_status vcx_buf_init(struct vcx_dev *dev, struct vcx_cmd *cmd, struct vcx_obj *owner,
			     struct vcx_buf *buf, uint32_t pas, uint64_t size,
			     unsigned int log_page);
void vcx_buf_free(struct vcx_buf *buf);

/* Return: 0, or -EFAULT for an access outside the buffer or the DMA map */
int vcx_buf_read(struct vcx_dev *dev, const struct vcx_buf *buf, uint64_t off, void *data,
		 size_t len);
int vcx_buf_write(struct vcx_dev *dev, const struct vcx_buf *buf, uint64_t off, const void *data,
		  size_t len);

#endif
