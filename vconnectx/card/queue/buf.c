// SPDX-License-Identifier: GPL-2.0-only
/* Queue buffers. */
#include "vconnectx/card/queue/buf.h"

#include <errno.h>
#include <stdlib.h>

#include "vconnectx/card/core/dev.h"
#include "vconnectx/card/core/ifc.h"

#define PAGE_SHIFT_MAX 30u

enum vcx_status vcx_buf_init(struct vcx_dev *dev, struct vcx_cmd *cmd, struct vcx_obj *owner,
			     struct vcx_buf *buf, uint32_t pas, uint64_t size,
			     unsigned int log_page)
{
	unsigned int shift = VCX_PAGE_SHIFT + log_page;
	uint64_t given = cmd->in_len > pas ? (cmd->in_len - pas) / 8 : 0;
	uint64_t needed;

	if (shift > PAGE_SHIFT_MAX)
		return vcx_fail(dev, cmd, VCX_BAD_PARAMETER, VCX_SYND_PAGES,
				"pages of 2^%u bytes are not supported", shift);
	needed = (size + (1ull << shift) - 1) >> shift;
	if (given < needed)
		return vcx_fail(dev, cmd, VCX_BAD_PARAMETER, VCX_SYND_PAGES,
				"%llu pages were given, %llu are required",
				(unsigned long long)given, (unsigned long long)needed);
	if (vcx_obj_charge(dev, owner, needed * sizeof(*buf->pages)))
		buf->pages = calloc(needed ? needed : 1, sizeof(*buf->pages));
	if (!buf->pages)
		return vcx_fail(dev, cmd, VCX_NO_RESOURCES, VCX_SYND_NO_MEMORY,
				"no memory for %llu pages", (unsigned long long)needed);
	buf->nr = needed;
	buf->page_shift = shift;
	for (size_t i = 0; i < needed; i++)
		buf->pages[i] = vcx_get_be64(cmd->in + pas + i * 8) &
				~((uint64_t)VCX_PAGE_SIZE - 1);
	return VCX_OK;
}

void vcx_buf_free(struct vcx_buf *buf)
{
	free(buf->pages);
	buf->pages = NULL;
	buf->nr = 0;
}

static int buf_access(struct vcx_dev *dev, const struct vcx_buf *buf, uint64_t off, uint8_t *in,
		      const uint8_t *out, size_t len)
{
	while (len) {
		uint64_t page = off >> buf->page_shift;
		uint64_t within = off & ((1ull << buf->page_shift) - 1);
		uint64_t room = (1ull << buf->page_shift) - within;
		size_t part = len < room ? len : (size_t)room;
		int err;

		if (page >= buf->nr)
			return -EFAULT;
		if (in)
			err = vcx_dma_read(dev, buf->pages[page] + within, in, part);
		else
			err = vcx_dma_write(dev, buf->pages[page] + within, out, part);
		if (err)
			return err;
		off += part;
		len -= part;
		if (in)
			in += part;
		else
			out += part;
	}
	return 0;
}

int vcx_buf_read(struct vcx_dev *dev, const struct vcx_buf *buf, uint64_t off, void *data,
		 size_t len)
{
	return buf_access(dev, buf, off, data, NULL, len);
}

int vcx_buf_write(struct vcx_dev *dev, const struct vcx_buf *buf, uint64_t off, const void *data,
		  size_t len)
{
	return buf_access(dev, buf, off, NULL, data, len);
}
