// SPDX-License-Identifier: GPL-2.0-only
/* Writes the blocks of a capture file in the byte order of the machine. */
#include "vconnectx/wire/pcapng.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "vconnectx/host/output.h"

#define BYTE_ORDER_MAGIC       0x1a2b3c4du
#define LINKTYPE_ETHERNET      1u
#define SECTION_LENGTH_UNKNOWN UINT64_MAX
#define OPTION_MAX	       0xffffu
#define RETRY_MS	       50   /* until a FIFO has a reader */
#define CLOSE_MS	       1000 /* for the reader to read the rest */

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
	OPT_EPB_DROPS = 4, /* frames missing before this packet */
	OPT_IF_TSRESOL = 9,
};

/**
 * struct pcapng - a capture
 * @fd: the file; writes to a FIFO do not block
 * @start: offset in @ring of the first byte not yet written
 * @used: number of bytes in @ring: the block that is being written, and whole blocks
 * @missing: number of frames dropped since the last written frame
 * @dropped: number of frames dropped
 * @ring: data not yet accepted by the file
 */
struct pcapng {
	int fd;
	size_t start;
	size_t used;
	uint64_t missing;
	uint64_t dropped;
	uint8_t ring[PCAPNG_QUEUE_MAX];
};

static void put_bytes(struct pcapng *p, const void *data, size_t len)
{
	size_t at = (p->start + p->used) % sizeof(p->ring);
	size_t part = sizeof(p->ring) - at < len ? sizeof(p->ring) - at : len;

	memcpy(p->ring + at, data, part);
	memcpy(p->ring, (const uint8_t *)data + part, len - part);
	p->used += len;
}

static void put(struct pcapng *p, const void *data, size_t len)
{
	static const uint8_t zero[4];

	put_bytes(p, data, len);
	put_bytes(p, zero, -len & 3);
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

int pcapng_flush(struct pcapng *p)
{
	while (p->used) {
		size_t part = sizeof(p->ring) - p->start;
		ssize_t n = write(p->fd, p->ring + p->start, part < p->used ? part : p->used);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return errno == EAGAIN || errno == EWOULDBLOCK ? 0 : -errno;
		p->start = (p->start + (size_t)n) % sizeof(p->ring);
		p->used -= (size_t)n;
	}
	p->start = 0;
	return 0;
}

static bool stop_pending(void)
{
	sigset_t set;

	return !sigpending(&set) &&
	       (sigismember(&set, SIGTERM) == 1 || sigismember(&set, SIGINT) == 1);
}

/* open the file, or wait until a FIFO has a reader; Return: descriptor or -errno */
static int open_file(const char *path)
{
	for (;;) {
		int fd = vcx_output_open(path, O_CREAT | O_TRUNC | O_NONBLOCK);
		struct stat st;

		if (fd != -ENXIO || stat(path, &st) || !S_ISFIFO(st.st_mode))
			return fd;
		if (stop_pending())
			return -EINTR;
		poll(NULL, 0, RETRY_MS);
	}
}

struct pcapng *pcapng_open(const char *path, const char *name, int *err)
{
	struct pcapng *p = malloc(sizeof(*p));

	if (!p) {
		*err = -ENOMEM;
		return NULL;
	}
	p->start = p->used = 0;
	p->missing = p->dropped = 0;
	p->fd = open_file(path);
	if (p->fd < 0) {
		*err = p->fd;
		free(p);
		return NULL;
	}
	put_section(p);
	put_interface(p, name);
	*err = pcapng_flush(p);
	if (*err) {
		pcapng_close(p);
		return NULL;
	}
	return p;
}

void pcapng_close(struct pcapng *p)
{
	struct pollfd poll_fd = { .events = POLLOUT };
	struct timespec ts;
	int64_t now, end = 0;

	if (!p)
		return;
	poll_fd.fd = p->fd;
	/* a partially written block would corrupt the file */
	while (p->used && !pcapng_flush(p) && p->used) {
		clock_gettime(CLOCK_MONOTONIC, &ts);
		now = (int64_t)ts.tv_sec * 1000 + ts.tv_nsec / 1000000;
		if (!end)
			end = now + CLOSE_MS;
		if (now >= end || poll(&poll_fd, 1, (int)(end - now)) <= 0)
			break;
	}
	close(p->fd);
	free(p);
}

int pcapng_poll_fd(const struct pcapng *p)
{
	return p->used ? p->fd : -1;
}

uint64_t pcapng_dropped(const struct pcapng *p)
{
	return p->dropped;
}

int pcapng_write(struct pcapng *p, uint64_t ns, enum pcapng_direction dir, const void *frame,
		 size_t len, const char *comment)
{
	const uint32_t flags = dir;
	uint32_t size = 32 + (uint32_t)((len + 3) & ~(size_t)3) + option_size(sizeof(flags)) +
			option_size(text_len(comment)) + option_size(0);

	if (p->missing)
		size += option_size(sizeof(p->missing));
	if (size > sizeof(p->ring) - p->used) {
		p->missing++;
		p->dropped++;
		return -ENOBUFS;
	}
	put32(p, BLOCK_PACKET);
	put32(p, size);
	put32(p, 0); /* the interface */
	put32(p, (uint32_t)(ns >> 32));
	put32(p, (uint32_t)ns);
	put32(p, (uint32_t)len);
	put32(p, (uint32_t)len);
	put(p, frame, len);
	put_option(p, OPT_EPB_FLAGS, &flags, sizeof(flags));
	if (p->missing)
		put_option(p, OPT_EPB_DROPS, &p->missing, sizeof(p->missing));
	put_option(p, OPT_COMMENT, comment, text_len(comment));
	put_option(p, OPT_END, "", 0);
	put32(p, size);
	p->missing = 0;
	return pcapng_flush(p);
}
