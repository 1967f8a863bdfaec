// SPDX-License-Identifier: GPL-2.0-only
/* Wires of a port: options, cable and capture. */
#include <fcntl.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <cmocka.h>

#include "vconnectx/wire/wire.h"
#include "vconnectx/wire/cable.h"
#include "vconnectx/host/listen.h"
#include "vconnectx/host/log.h"
#include "vconnectx/host/util.h"

#define SECOND 1000000000ull

struct rig {
	char dir[32];
	char peer[64];
	char peer_opt[80];
	char file[64];
	char file_opt[80];
	uint64_t now;
};

/* frames received by one end */
struct got {
	unsigned int nr;
	size_t len;
	uint8_t frame[20000];
};

static int setup(void **state)
{
	struct rig *rig = calloc(1, sizeof(*rig));

	vcx_log_open("/dev/null", VCX_LOG_ERR, "test");
	strcpy(rig->dir, "/tmp/vcx-test-XXXXXX");
	assert_non_null(mkdtemp(rig->dir));
	snprintf(rig->peer, sizeof(rig->peer), "%s/p", rig->dir);
	snprintf(rig->peer_opt, sizeof(rig->peer_opt), "peer:%s", rig->peer);
	snprintf(rig->file, sizeof(rig->file), "%s/f", rig->dir);
	snprintf(rig->file_opt, sizeof(rig->file_opt), "pcap:%s", rig->file);
	rig->now = SECOND;
	*state = rig;
	return 0;
}

static int teardown(void **state)
{
	struct rig *rig = *state;

	unlink(rig->file);
	/* fails when a socket remains */
	assert_int_equal(rmdir(rig->dir), 0);
	vcx_log_close();
	free(rig);
	return 0;
}

static struct wire *open_one(const char *spec)
{
	char err[512] = "";
	struct wire *b = wire_new(&spec, 1, "test", err, sizeof(err));

	if (!b)
		fail_msg("%s", err);
	return b;
}

static bool take(void *ctx, const void *frame, size_t len)
{
	struct got *got = ctx;

	assert_in_range(len, 1, sizeof(got->frame));
	memcpy(got->frame, frame, len);
	got->len = len;
	got->nr++;
	return true;
}

/* run one round of the poll loop for one end */
static void step(struct rig *rig, struct wire *b, struct got *got)
{
	struct pollfd p;

	wire_poll(b, &p);
	p.revents = 0;
	poll(&p, 1, 0);
	if (p.revents || wire_deadline(b) <= rig->now)
		wire_serve(b, p.revents, rig->now, take, got);
}

static void bad_options(void **state)
{
	static const struct {
		const char *spec[2];
		const char *message;
	} cases[] = {
		{ { "wire" }, "--wire wire: not one of none, loop" },
		{ { "" }, "--wire : not one of" },
		{ { "peer" }, "--wire peer: write it as peer:SOCKET" },
		{ { "peer:" }, "write it as peer:SOCKET" },
		{ { "peer:/no/such/directory/s" }, "cannot use its directory" },
		{ { "tap" }, "write it as tap:NAME" },
		{ { "tap:aaaaaaaaaaaaaaaaaaaaaaaa" }, "File name too long" },
		{ { "pcap:" }, "write it as pcap:FILE" },
		{ { "pcap:/no/such/directory/f" },
		  "--wire pcap:/no/such/directory/f: No such file" },
		{ { "loop:x" }, "--wire loop:x: takes no value" },
		{ { "loop", "none" }, "--wire none: the port is already connected" },
		{ { "pcap:/dev/null", "pcap:/dev/null" }, "a capture is already configured" },
	};
	char err[512];

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		assert_null(wire_new(cases[i].spec, cases[i].spec[1] ? 2 : 1, "test", err,
				     sizeof(err)));
		if (!strstr(err, cases[i].message) || strchr(err, '\n'))
			fail_msg("case %zu: %s", i, err);
	}
}

static void nothing_and_loop(void **state)
{
	struct rig *rig = *state;
	struct wire *none = open_one("none"), *loop = open_one("loop");
	struct pollfd p;

	assert_false(wire_loops(none));
	assert_true(wire_loops(loop));
	assert_false(wire_captures(loop));
	assert_true(wire_carrier(none));
	assert_true(wire_carrier(loop));
	wire_signal(loop, true);
	wire_poll(loop, &p);
	assert_int_equal(p.fd, -1);
	assert_true(wire_deadline(loop) == UINT64_MAX);
	wire_send(none, "frame", 5);
	wire_capture(none, "frame", 5, "tx");
	wire_serve(none, 0, rig->now, take, NULL);
	wire_free(none);
	wire_free(loop);
}

static void peers_exchange_frames(void **state)
{
	static uint8_t big[16384] = { [16383] = 7 };
	struct rig *rig = *state;
	struct wire *a = open_one(rig->peer_opt);
	struct wire *b = open_one(rig->peer_opt);
	struct got at_a = { 0 }, at_b = { 0 };

	step(rig, a, &at_a);
	wire_send(a, "a frame from a", 14);
	wire_send(b, "and one from b,", 15);
	wire_send(b, big, sizeof(big));
	step(rig, b, &at_b);
	assert_int_equal(at_b.nr, 1);
	assert_int_equal(at_b.len, 14);
	assert_memory_equal(at_b.frame, "a frame from a", 14);
	step(rig, a, &at_a);
	assert_int_equal(at_a.nr, 2);
	assert_int_equal(at_a.len, sizeof(big));
	assert_memory_equal(at_a.frame, big, sizeof(big));
	wire_free(a);
	wire_free(b);
}

/* frames that the socket does not accept are queued in order, and excess frames are lost */
static void slow_peer(void **state)
{
	struct rig *rig = *state;
	struct wire *a = open_one(rig->peer_opt);
	struct wire *b = open_one(rig->peer_opt);
	struct got got = { 0 };
	uint8_t frame[1500] = { 0 };
	unsigned int last = 0;
	const unsigned int nr = 2 * CABLE_QUEUE_MAX / sizeof(frame);

	step(rig, a, &got);
	for (unsigned int i = 1; i <= nr; i++) {
		memcpy(frame, &i, sizeof(i));
		wire_send(a, frame, sizeof(frame));
	}
	for (unsigned int i = 0; i < nr; i++) {
		unsigned int before = got.nr, n;

		step(rig, b, &got);
		step(rig, a, NULL);
		if (got.nr == before)
			break;
		memcpy(&n, got.frame, sizeof(n));
		assert_true(n > last);
		last = n;
	}
	assert_in_range(got.nr, CABLE_QUEUE_MAX / sizeof(frame), nr - 1);
	assert_int_equal(got.nr, last);
	wire_free(a);
	wire_free(b);
}

static void peer_reconnects(void **state)
{
	struct rig *rig = *state;
	struct wire *a = open_one(rig->peer_opt);
	struct wire *b = open_one(rig->peer_opt);
	struct got at_a = { 0 }, at_b = { 0 };

	step(rig, a, &at_a);
	/* the connecting end disconnects and reconnects */
	wire_free(b);
	step(rig, a, &at_a);
	wire_send(a, "what gets lost", 14);
	b = open_one(rig->peer_opt);
	step(rig, a, &at_a);
	wire_send(b, "now it arrives", 15);
	step(rig, a, &at_a);
	assert_int_equal(at_a.nr, 1);
	/* when the listening end is closed, the other end replaces it */
	wire_free(a);
	step(rig, b, &at_b);
	assert_true(wire_deadline(b) > rig->now);
	rig->now += SECOND;
	step(rig, b, &at_b);
	assert_true(wire_deadline(b) == UINT64_MAX);
	a = open_one(rig->peer_opt);
	step(rig, b, &at_b);
	wire_send(a, "arrives once more", 15);
	step(rig, b, &at_b);
	assert_int_equal(at_b.nr, 1);
	assert_int_equal(at_b.len, 15);
	wire_free(a);
	wire_free(b);
}

/* each end receives the carrier state of the other end, no matter which connected first */
static void carrier_of_both_ends(void **state)
{
	struct rig *rig = *state;
	struct wire *a = open_one(rig->peer_opt), *b;
	struct got got = { 0 };

	assert_false(wire_carrier(a));
	wire_signal(a, true);
	b = open_one(rig->peer_opt);
	wire_signal(b, true);
	wire_signal(b, false);
	step(rig, a, &got);
	assert_false(wire_carrier(a));
	step(rig, b, &got);
	assert_true(wire_carrier(b));
	step(rig, a, &got);
	assert_true(wire_carrier(a));
	step(rig, a, &got);
	assert_false(wire_carrier(a));
	wire_signal(a, false);
	step(rig, b, &got);
	assert_false(wire_carrier(b));
	/* the carrier goes off when the process exits */
	wire_signal(b, true);
	step(rig, a, &got);
	assert_true(wire_carrier(a));
	wire_free(b);
	step(rig, a, &got);
	assert_false(wire_carrier(a));
	/* the next peer receives the current state */
	wire_signal(a, true);
	b = open_one(rig->peer_opt);
	step(rig, a, &got);
	step(rig, b, &got);
	assert_true(wire_carrier(b));
	assert_false(wire_carrier(a));
	assert_int_equal(got.nr, 0);
	wire_free(a);
	wire_free(b);
}

/* with a slow peer, frames are queued between carrier on and carrier off */
static void signals_and_frames_in_order(void **state)
{
	struct rig *rig = *state;
	struct wire *a = open_one(rig->peer_opt);
	struct wire *b = open_one(rig->peer_opt);
	uint8_t frame[1500] = { 0 };
	struct got got = { 0 };
	const unsigned int nr = 1000;
	bool was_up = false;

	step(rig, a, &got);
	wire_signal(a, true);
	for (unsigned int i = 0; i < nr; i++)
		wire_send(a, frame, sizeof(frame));
	/* while earlier frames are queued, the first two changes cancel each other out */
	wire_signal(a, false);
	wire_signal(a, true);
	wire_signal(a, false);
	for (unsigned int i = 0; i < 2 * nr; i++) {
		unsigned int before = got.nr;

		step(rig, b, &got);
		step(rig, a, NULL);
		assert_true(got.nr == before || was_up);
		if (was_up && !wire_carrier(b))
			break;
		was_up = wire_carrier(b);
	}
	assert_true(was_up);
	assert_false(wire_carrier(b));
	assert_int_equal(got.nr, nr);
	wire_free(a);
	wire_free(b);
}

/* the program at the other end sends neither frames nor link states */
static void peer_sends_invalid_messages(void **state)
{
	static uint8_t huge[70000];
	struct rig *rig = *state;
	struct wire *a = open_one(rig->peer_opt);
	struct sockaddr_un addr = { .sun_family = AF_UNIX };
	int fd = socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0);
	static const char *const short_ones[] = {
		"l", "link", "link=", "link=2", "link=11", "Link=1", "link=1\n", "thirteen byte",
	};
	struct got got = { 0 };

	strcpy(addr.sun_path, rig->peer);
	assert_int_equal(connect(fd, (struct sockaddr *)&addr, sizeof(addr)), 0);
	step(rig, a, &got);
	for (size_t i = 0; i < ARRAY_SIZE(short_ones); i++)
		assert_true(send(fd, short_ones[i], strlen(short_ones[i]), 0) > 0);
	assert_true(send(fd, huge, sizeof(huge), 0) > 0);
	step(rig, a, &got);
	assert_int_equal(got.nr, 0);
	assert_false(wire_carrier(a));
	assert_true(send(fd, "link=1", 6, 0) > 0);
	assert_true(send(fd, "link=1", 6, 0) > 0);
	assert_true(send(fd, "a frame at last", 15, 0) > 0);
	step(rig, a, &got);
	assert_true(wire_carrier(a));
	step(rig, a, &got);
	assert_int_equal(got.nr, 1);
	/* an empty message means that the peer has disconnected */
	assert_int_equal(send(fd, "", 0, 0), 0);
	step(rig, a, &got);
	assert_false(wire_carrier(a));
	assert_int_equal(recv(fd, huge, sizeof(huge), 0), 0);
	close(fd);
	wire_free(a);
}

static void listener_is_not_a_peer(void **state)
{
	struct rig *rig = *state;
	const char *spec = rig->peer_opt;
	struct vcx_listener l;
	char err[512];

	assert_int_equal(vcx_listen(&l, rig->peer, err, sizeof(err)), 0);
	assert_null(wire_new(&spec, 1, "test", err, sizeof(err)));
	assert_non_null(strstr(err, "the listener is not a peer"));
	vcx_unlisten(&l);
}

static uint32_t word(const uint8_t *file, size_t at)
{
	uint32_t v;

	memcpy(&v, file + at, sizeof(v));
	return v;
}

static void capture_file(void **state)
{
	struct rig *rig = *state;
	const char *specs[] = { rig->file_opt, "loop" };
	uint8_t file[512];
	char err[512];
	struct wire *b = wire_new(specs, 2, "nic7", err, sizeof(err));
	size_t at = 0, blocks = 0, len;
	FILE *f;

	assert_non_null(b);
	assert_true(wire_captures(b));
	assert_true(wire_loops(b));
	wire_capture(b, "0123456789abcd", 14, "tx sqn=21");
	wire_capture(b, "0123456789abcdef", 16, "rx rqn=33 tirn=12");
	wire_free(b);
	f = fopen(rig->file, "r");
	assert_non_null(f);
	len = fread(file, 1, sizeof(file), f);
	fclose(f);
	/* each block has its length at its beginning and at its end */
	for (; at < len; at += word(file, at + 4), blocks++) {
		uint32_t size = word(file, at + 4);

		assert_int_equal(size % 4, 0);
		assert_in_range(size, 12, len - at);
		assert_int_equal(word(file, at + size - 4), size);
		if (blocks == 0) {
			assert_int_equal(word(file, at), 0x0a0d0d0a);
		} else if (blocks == 1) {
			assert_int_equal(word(file, at), 1);
			assert_memory_equal(file + at + 20, "nic7", 4);
		} else {
			uint32_t caplen = word(file, at + 20);
			size_t opt = at + 28 + ((caplen + 3) & ~3u);

			assert_int_equal(word(file, at), 6);
			assert_int_equal(caplen, blocks == 2 ? 14 : 16);
			assert_memory_equal(file + at + 28, "0123456789abcd", 14);
			/* flags: 2 is out, 1 is in; then the comment */
			assert_int_equal(word(file, opt + 4), blocks == 2 ? 2 : 1);
			assert_memory_equal(file + opt + 12,
					    blocks == 2 ? "tx sqn=21" : "rx rqn=33", 9);
		}
	}
	assert_int_equal(at, len);
	assert_int_equal(blocks, 4);
}

static void capture_that_fails(void **state)
{
	struct wire *b;

	(void)state;
	if (access("/dev/full", W_OK))
		skip();
	assert_null(
		wire_new(&(const char *){ "pcap:/dev/full" }, 1, "test", (char[512]){ 0 }, 512));
	b = open_one("pcap:/dev/null");
	wire_capture(b, "frame", 5, "tx");
	wire_free(b);
}

/* append the available data to @all; Return: number of bytes in @all */
static size_t drain(int fd, uint8_t **all, size_t used)
{
	ssize_t n;

	do {
		*all = realloc(*all, used + 65536);
		assert_non_null(*all);
		n = read(fd, *all + used, 65536);
		used += n > 0 ? (size_t)n : 0;
	} while (n > 0);
	return used;
}

/* check that all blocks are complete; Return: number of packets; sets @drops to all drops */
static unsigned int count_packets(const uint8_t *all, size_t len, uint64_t *drops)
{
	unsigned int packets = 0;
	size_t at = 0;

	*drops = 0;
	for (; at < len; at += word(all, at + 4)) {
		uint32_t size = word(all, at + 4);
		size_t opt;

		assert_in_range(size, 12, len - at);
		assert_int_equal(word(all, at + size - 4), size);
		if (word(all, at) != 6)
			continue;
		packets++;
		opt = at + 28 + ((word(all, at + 20) + 3) & ~3u);
		/* after the flags: code 4, 8 bytes */
		if (word(all, opt + 8) == (8u << 16 | 4))
			*drops += word(all, opt + 12);
	}
	assert_int_equal(at, len);
	return packets;
}

/* no call waits for the reader of a capture; frames that do not fit are dropped whole */
static void capture_with_a_stalled_reader(void **state)
{
	const unsigned int frames = 1000;
	struct rig *rig = *state;
	uint8_t frame[9000] = { 0 }, *all = NULL;
	unsigned int packets;
	struct pollfd p;
	uint64_t drops;
	struct wire *b;
	size_t len;
	int fd;

	assert_int_equal(mkfifo(rig->file, 0600), 0);
	fd = open(rig->file, O_RDONLY | O_NONBLOCK);
	assert_true(fd >= 0);
	b = open_one(rig->file_opt);
	wire_capture_poll(b, &p);
	assert_int_equal(p.fd, -1);
	for (unsigned int i = 0; i < frames; i++)
		wire_capture(b, frame, sizeof(frame), "tx sqn=1");
	/* the reader continues */
	len = drain(fd, &all, 0);
	for (wire_capture_poll(b, &p); p.fd >= 0; wire_capture_poll(b, &p)) {
		wire_capture_flush(b);
		len = drain(fd, &all, len);
	}
	packets = count_packets(all, len, &drops);
	assert_in_range(packets, 400, frames - 400);
	/* the next frame carries the number of missing frames */
	wire_capture(b, frame, sizeof(frame), "tx sqn=1");
	wire_free(b);
	len = drain(fd, &all, len);
	assert_int_equal(count_packets(all, len, &drops), packets + 1);
	assert_int_equal(drops, frames - packets);
	free(all);
	close(fd);
}

static void capture_whose_reader_exits(void **state)
{
	struct rig *rig = *state;
	struct wire *b;
	int fd;

	assert_int_equal(mkfifo(rig->file, 0600), 0);
	fd = open(rig->file, O_RDONLY | O_NONBLOCK);
	assert_true(fd >= 0);
	signal(SIGPIPE, SIG_IGN);
	b = open_one(rig->file_opt);
	close(fd);
	wire_capture(b, "0123456789abcd", 14, "tx");
	assert_false(wire_captures(b));
	wire_free(b);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define TEST(fn) cmocka_unit_test_setup_teardown(fn, setup, teardown)
		TEST(bad_options),
		TEST(nothing_and_loop),
		TEST(peers_exchange_frames),
		TEST(slow_peer),
		TEST(peer_reconnects),
		TEST(carrier_of_both_ends),
		TEST(signals_and_frames_in_order),
		TEST(peer_sends_invalid_messages),
		TEST(listener_is_not_a_peer),
		TEST(capture_file),
		TEST(capture_that_fails),
		TEST(capture_with_a_stalled_reader),
		TEST(capture_whose_reader_exits),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
