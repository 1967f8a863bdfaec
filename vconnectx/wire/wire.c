// SPDX-License-Identifier: GPL-2.0-only
#include "vconnectx/wire/wire.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "vconnectx/wire/cable.h"
#include "vconnectx/host/log.h"
#include "vconnectx/host/output.h"
#include "vconnectx/wire/pcapng.h"
#include "vconnectx/wire/tap.h"

/**
 * struct wire - connection of a port, configured by --wire
 * @connected: a connection was configured
 * @loop: loopback
 * @cable: cable to another process, or NULL
 * @tap: descriptor of a tap device, or -1
 * @pcap: capture, or NULL
 * @pcap_full: frames are missing from the capture, which is logged once
 */
struct wire {
	bool connected;
	bool loop;
	struct cable *cable;
	int tap;
	struct pcapng *pcap;
	bool pcap_full;
};

static int no_value(const char *value, char *err, size_t errlen)
{
	if (!value)
		return 0;
	snprintf(err, errlen, "takes no value");
	return -EINVAL;
}

static int open_peer(struct wire *b, const char *path, char *err, size_t errlen)
{
	if (!path || !*path) {
		snprintf(err, errlen, "write it as peer:SOCKET");
		return -EINVAL;
	}
	b->cable = cable_new(path, err, errlen);
	return b->cable ? 0 : -EINVAL;
}

static int open_tap(struct wire *b, const char *name, char *err, size_t errlen)
{
	if (!name || !*name) {
		snprintf(err, errlen, "write it as tap:NAME");
		return -EINVAL;
	}
	b->tap = tap_open(name);
	if (b->tap >= 0)
		return 0;
	snprintf(err, errlen, "%s%s", strerror(-b->tap),
		 b->tap == -EPERM ? ": this requires root, or a tap device of this user" : "");
	return -EINVAL;
}

static int open_pcap(struct wire *b, const char *path, const char *name, char *err, size_t errlen)
{
	int ret;

	if (!path || !*path) {
		snprintf(err, errlen, "write it as pcap:FILE");
		return -EINVAL;
	}
	if (b->pcap) {
		snprintf(err, errlen, "a capture is already configured");
		return -EINVAL;
	}
	b->pcap = pcapng_open(path, name, &ret);
	if (!b->pcap)
		snprintf(err, errlen, "%s", vcx_output_error(ret));
	return b->pcap ? 0 : -EINVAL;
}

/* @value: text after the colon in @spec, or NULL without a colon */
static int open_one(struct wire *b, const char *spec, const char *value, const char *name,
		    char *err, size_t errlen)
{
	size_t len = value ? (size_t)(value - spec) - 1 : strlen(spec);
#define IS(word) (len == sizeof(word) - 1 && !memcmp(spec, word, len))

	if (IS("pcap"))
		return open_pcap(b, value, name, err, errlen);
	if (!IS("none") && !IS("loop") && !IS("peer") && !IS("tap")) {
		snprintf(err, errlen, "not one of none, loop, peer:SOCKET, tap:NAME, pcap:FILE");
		return -EINVAL;
	}
	if (b->connected) {
		snprintf(err, errlen, "the port is already connected");
		return -EINVAL;
	}
	b->connected = true;
	if (IS("peer"))
		return open_peer(b, value, err, errlen);
	if (IS("tap"))
		return open_tap(b, value, err, errlen);
	b->loop = IS("loop");
	return no_value(value, err, errlen);
#undef IS
}

struct wire *wire_new(const char *const *specs, size_t nr, const char *name, char *err,
		      size_t errlen)
{
	struct wire *b = calloc(1, sizeof(*b));
	char why[256];

	if (!b) {
		snprintf(err, errlen, "out of memory");
		return NULL;
	}
	b->tap = -1;
	for (size_t i = 0; i < nr; i++) {
		const char *colon = strchr(specs[i], ':');

		if (!open_one(b, specs[i], colon ? colon + 1 : NULL, name, why, sizeof(why)))
			continue;
		snprintf(err, errlen, "--wire %s: %s", specs[i], why);
		wire_free(b);
		return NULL;
	}
	return b;
}

void wire_free(struct wire *b)
{
	if (!b)
		return;
	if (b->pcap_full)
		vcx_log_own(VCX_LOG_WARN, "wire: %llu frames are missing from the capture",
			    (unsigned long long)pcapng_dropped(b->pcap));
	cable_free(b->cable);
	if (b->tap >= 0)
		close(b->tap);
	pcapng_close(b->pcap);
	free(b);
}

bool wire_connects(const struct wire *b)
{
	return b->loop || b->cable || b->tap >= 0;
}

bool wire_loops(const struct wire *b)
{
	return b->loop;
}

bool wire_reconnects(const struct wire *b)
{
	return b->cable;
}

bool wire_captures(const struct wire *b)
{
	return b->pcap;
}

void wire_signal(struct wire *b, bool on)
{
	if (b->cable)
		cable_signal(b->cable, on);
}

bool wire_carrier(const struct wire *b)
{
	return !b->cable || cable_carrier(b->cable);
}

void wire_send(struct wire *b, const void *frame, size_t len)
{
	if (b->cable)
		cable_send(b->cable, frame, len);
	else if (b->tap >= 0)
		tap_send(b->tap, frame, len);
}

static void end_capture(struct wire *b, int err)
{
	vcx_log_own(VCX_LOG_ERR, "wire: the capture ends here: %s", strerror(-err));
	pcapng_close(b->pcap);
	b->pcap = NULL;
	b->pcap_full = false;
}

void wire_capture(struct wire *b, const void *frame, size_t len, const char *what)
{
	struct timespec ts;
	int err;

	if (!b->pcap)
		return;
	clock_gettime(CLOCK_REALTIME, &ts);
	err = pcapng_write(b->pcap, (uint64_t)ts.tv_sec * 1000000000u + (uint64_t)ts.tv_nsec,
			   what[0] == 't' ? PCAPNG_OUT : PCAPNG_IN, frame, len, what);
	if (err == -ENOBUFS && !b->pcap_full) {
		b->pcap_full = true;
		vcx_log_own(
			VCX_LOG_WARN,
			"wire: the reader of the capture is too slow: frames are missing from it");
	} else if (err && err != -ENOBUFS) {
		end_capture(b, err);
	}
}

void wire_capture_poll(const struct wire *b, struct pollfd *p)
{
	*p = (struct pollfd){ .fd = b->pcap ? pcapng_poll_fd(b->pcap) : -1, .events = POLLOUT };
}

void wire_capture_flush(struct wire *b)
{
	int err = b->pcap ? pcapng_flush(b->pcap) : 0;

	if (err)
		end_capture(b, err);
}

void wire_poll(const struct wire *b, struct pollfd *p)
{
	if (b->cable)
		cable_poll(b->cable, p);
	else
		*p = (struct pollfd){ .fd = b->tap, .events = POLLIN };
}

uint64_t wire_deadline(const struct wire *b)
{
	return b->cable ? cable_deadline(b->cable) : UINT64_MAX;
}

void wire_serve(struct wire *b, short revents, uint64_t now,
		bool (*receive)(void *ctx, const void *frame, size_t len), void *ctx)
{
	if (b->cable)
		cable_serve(b->cable, revents, now, receive, ctx);
	else if (b->tap >= 0 && revents)
		tap_receive(b->tap, receive, ctx);
}
