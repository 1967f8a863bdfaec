// SPDX-License-Identifier: GPL-2.0-only
/* Blocks of a capture file, in the byte order of the machine. */
#include "vconnectx/wire/pcapng.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define BYTE_ORDER_MAGIC       0x1a2b3c4du
#define LINKTYPE_ETHERNET      1u
#define SECTION_LENGTH_UNKNOWN UINT64_MAX
#define OPTION_MAX	       0xffffu

enum {
	BLOCK_SECTION = 0x0a0d0d0a,
	BLOCK_INTERFACE = 1,
	BLOCK_PACKET = 6, /* enhanced packet */
};

enum {
	OPT_END = 0,
	OPT_COMMENT = 1,
	OPT_IF_NAME = 2,   /* of an interface block */
	OPT_EPB_FLAGS = 2, /* of a packet block */
	OPT_IF_TSRESOL = 9,
};

struct pcapng {
	FILE *file;
};

static void put(struct pcapng *p, const void *data, size_t len)
{
	static const uint8_t zero[4];

	fwrite(data, 1, len, p->file);
	fwrite(zero, 1, -len & 3, p->file);
}

static void put16(struct pcapng *p, uint16_t a, uint16_t b)
{
	const uint16_t both[2] = { a, b };

	put(p, both, sizeof(both));
}

static void put32(struct pcapng *p, uint32_t v)
{
	put(p, &v, sizeof(v));
}

/* size of an option with @len bytes of data */
static uint32_t option_size(size_t len)
{
	return (uint32_t)(4 + ((len + 3) & ~(size_t)3));
}

static void put_option(struct pcapng *p, uint16_t code, const void *data, size_t len)
{
	put16(p, code, (uint16_t)len);
	put(p, data, len);
}

static size_t text_len(const char *text)
{
	return strnlen(text, OPTION_MAX);
}

static void put_section(struct pcapng *p)
{
	const uint32_t size = 28;
	const uint64_t length = SECTION_LENGTH_UNKNOWN;

	put32(p, BLOCK_SECTION);
	put32(p, size);
	put32(p, BYTE_ORDER_MAGIC);
	put16(p, 1, 0); /* version */
	put(p, &length, sizeof(length));
	put32(p, size);
}

static void put_interface(struct pcapng *p, const char *name)
{
	const uint8_t nanoseconds = 9;
	uint32_t size = 20 + option_size(text_len(name)) + option_size(1) + option_size(0);

	put32(p, BLOCK_INTERFACE);
	put32(p, size);
	put16(p, LINKTYPE_ETHERNET, 0);
	put32(p, 0); /* no snapshot length: frames are never truncated */
	put_option(p, OPT_IF_NAME, name, text_len(name));
	put_option(p, OPT_IF_TSRESOL, &nanoseconds, 1);
	put_option(p, OPT_END, "", 0);
	put32(p, size);
}

static int flush(struct pcapng *p)
{
	errno = 0;
	if (fflush(p->file) || ferror(p->file))
		return errno ? -errno : -EIO;
	return 0;
}

struct pcapng *pcapng_open(const char *path, const char *name, int *err)
{
	struct pcapng *p = malloc(sizeof(*p));

	if (!p) {
		*err = -ENOMEM;
		return NULL;
	}
	p->file = fopen(path, "we");
	if (!p->file) {
		*err = -errno;
		free(p);
		return NULL;
	}
	put_section(p);
	put_interface(p, name);
	*err = flush(p);
	if (*err) {
		pcapng_close(p);
		return NULL;
	}
	return p;
}

void pcapng_close(struct pcapng *p)
{
	if (!p)
		return;
	fclose(p->file);
	free(p);
}

int pcapng_write(struct pcapng *p, uint64_t ns, enum pcapng_direction dir, const void *frame,
		 size_t len, const char *comment)
{
	const uint32_t flags = dir;
	uint32_t size = 32 + (uint32_t)((len + 3) & ~(size_t)3) + option_size(sizeof(flags)) +
			option_size(text_len(comment)) + option_size(0);

	put32(p, BLOCK_PACKET);
	put32(p, size);
	put32(p, 0); /* the interface */
	put32(p, (uint32_t)(ns >> 32));
	put32(p, (uint32_t)ns);
	put32(p, (uint32_t)len);
	put32(p, (uint32_t)len);
	put(p, frame, len);
	put_option(p, OPT_EPB_FLAGS, &flags, sizeof(flags));
	put_option(p, OPT_COMMENT, comment, text_len(comment));
	put_option(p, OPT_END, "", 0);
	put32(p, size);
	return flush(p);
}
