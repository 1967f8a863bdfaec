// SPDX-License-Identifier: GPL-2.0-only
/*
 * The poll loop with a device that only records the calls: resets and their reasons,
 * bus mastering, timers, and successive clients.
 */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

#include <linux/pci_regs.h>

#include "vconnectx/control/control.h"
#include "vconnectx/card/device.h"
#include "vconnectx/host/listen.h"
#include "vconnectx/host/log.h"
#include "vconnectx/server.h"
#include "vconnectx/tests/vfu_client.h"

#define PAGE 0x1000u

/* The device, which replaces the real one at link time. */
struct vcx_dev {
	struct vcx_env env;
	char resets[256]; /* reasons for resets, each followed by '.' */
	int master;
	uint64_t deadline;
	int timer_runs;
	int received;
	bool carrier;
};

static struct vcx_dev *dev;

struct vcx_dev *vcx_dev_new(const struct vcx_config *cfg, const struct vcx_env *env, char *err,
			    size_t errlen)
{
	if (!strcmp(cfg->profile, "bad")) {
		snprintf(err, errlen, "bad profile");
		return NULL;
	}
	dev = calloc(1, sizeof(*dev));
	dev->env = *env;
	dev->deadline = UINT64_MAX;
	return dev;
}

void vcx_dev_free(struct vcx_dev *d)
{
	free(d);
	dev = NULL;
}

void vcx_dev_end(struct vcx_dev *d)
{
	(void)d;
}

void vcx_dev_reset(struct vcx_dev *d, const char *why)
{
	size_t n = strlen(d->resets);

	snprintf(d->resets + n, sizeof(d->resets) - n, "%s.", why);
}

void vcx_dev_flr(struct vcx_dev *d)
{
	vcx_dev_reset(d, "FLR");
}

/* Reads return the offset. */
int vcx_dev_bar0_read(struct vcx_dev *d, uint64_t off, void *buf, size_t len)
{
	(void)d;
	if (len != 4)
		return -EINVAL;
	memcpy(buf, &(uint32_t){ (uint32_t)off }, 4);
	return 0;
}

/* A 4-byte write at N copies a byte within the guest and raises vector 1. */
int vcx_dev_bar0_write(struct vcx_dev *d, uint64_t off, const void *buf, size_t len)
{
	uint32_t gpa;
	uint8_t byte;
	int err;

	(void)off;
	if (len != 4)
		return -EINVAL;
	memcpy(&gpa, buf, 4);
	err = d->env.dma_read(d->env.priv, gpa, &byte, 1);
	if (!err)
		err = d->env.dma_write(d->env.priv, gpa + 1, &byte, 1);
	if (err)
		return -EINVAL;
	d->env.irq(d->env.priv, 1);
	return 0;
}

void vcx_dev_set_bus_master(struct vcx_dev *d, int on)
{
	d->master = on;
}

/* Frames are sent back. */
void vcx_dev_receive(struct vcx_dev *d, const void *frame, size_t len)
{
	d->received++;
	d->env.send(d->env.priv, frame, len);
	if (d->env.capture)
		d->env.capture(d->env.priv, frame, len, "rx rqn=1");
}

void vcx_dev_set_carrier(struct vcx_dev *d, bool on)
{
	d->carrier = on;
}

/* The reply is the request in quotes, in pieces. */
#define PIECE 1000u

struct vcx_answer {
	char *line;
	size_t at;
};

struct vcx_answer *vcx_dev_request(struct vcx_dev *d, const char *text)
{
	struct vcx_answer *answer = calloc(1, sizeof(*answer));

	(void)d;
	assert_non_null(answer);
	assert_true(asprintf(&answer->line, "\"%s\"", text) > 0);
	return answer;
}

int vcx_answer_next(struct vcx_dev *d, struct vcx_answer *answer, const char **text, size_t *len)
{
	(void)d;
	*text = answer->line + answer->at;
	*len = strnlen(*text, PIECE);
	answer->at += *len;
	return answer->line[answer->at] != '\0';
}

void vcx_answer_free(struct vcx_answer *answer)
{
	free(answer->line);
	free(answer);
}

uint64_t vcx_dev_deadline(const struct vcx_dev *d)
{
	return d->deadline;
}

void vcx_dev_run_timers(struct vcx_dev *d)
{
	d->timer_runs++;
	d->deadline = UINT64_MAX;
}

static const struct vcx_server_config config = {
	.dev = { .name = "test", .profile = "good" },
};

struct rig {
	struct vcx_server *server;
	struct vcx_listener listener;
	char dir[32];
	char path[64];
	size_t fds_before;
};

static int setup(void **state)
{
	struct rig *rig = calloc(1, sizeof(*rig));
	char err[256];

	rig->fds_before = test_count_fds();
	strcpy(rig->dir, "/tmp/vcx-test-XXXXXX");
	assert_non_null(mkdtemp(rig->dir));
	snprintf(rig->path, sizeof(rig->path), "%s/s", rig->dir);
	rig->server = vcx_server_new(&config, err, sizeof(err));
	assert_non_null(rig->server);
	assert_int_equal(vcx_listen(&rig->listener, rig->path, err, sizeof(err)), 0);
	*state = rig;
	return 0;
}

static int teardown(void **state)
{
	struct rig *rig = *state;

	vcx_server_free(rig->server);
	vcx_unlisten(&rig->listener);
	/* fails when a file remains */
	assert_int_equal(rmdir(rig->dir), 0);
	assert_int_equal(test_count_fds(), rig->fds_before);
	free(rig);
	return 0;
}

static int dial(const struct rig *rig)
{
	struct sockaddr_un addr = { .sun_family = AF_UNIX };
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

	strcpy(addr.sun_path, rig->path);
	assert_int_equal(connect(fd, (struct sockaddr *)&addr, sizeof(addr)), 0);
	return fd;
}

static int step(struct rig *rig)
{
	int done = 0;

	assert_int_equal(vcx_server_run_once(rig->server, &rig->listener, -1, &done), 0);
	return done;
}

static int ask(struct rig *rig, int fd, uint16_t command, const void *data, size_t len,
	       const int *fds, size_t nr_fds, struct test_reply *r)
{
	struct test_reply mine;

	r = r ? r : &mine;
	test_send(fd, command, 0, data, len, fds, nr_fds);
	step(rig);
	test_recv(fd, r);
	assert_true(r->hdr.size);
	return (int)r->hdr.error;
}

static int join(struct rig *rig)
{
	int fd = dial(rig);

	step(rig);
	assert_int_equal(ask(rig, fd, VFU_VERSION, "\0\0\0\0", 4, NULL, 0, NULL), 0);
	return fd;
}

static void leave(struct rig *rig, int fd)
{
	close(fd);
	assert_int_equal(step(rig), 1);
}

static int write_region(struct rig *rig, int fd, uint32_t region, uint64_t off, uint32_t value,
			uint32_t len)
{
	struct vfu_region_access a = { off, region, len };
	uint8_t buf[sizeof(a) + 4];

	memcpy(buf, &a, sizeof(a));
	memcpy(buf + sizeof(a), &value, 4);
	return ask(rig, fd, VFU_REGION_WRITE, buf, sizeof(a) + len, NULL, 0, NULL);
}

static uint32_t read_region(struct rig *rig, int fd, uint32_t region, uint64_t off)
{
	struct vfu_region_access a = { off, region, 4 };
	struct test_reply r;
	uint32_t v;

	assert_int_equal(ask(rig, fd, VFU_REGION_READ, &a, sizeof(a), NULL, 0, &r), 0);
	memcpy(&v, r.data + sizeof(a), 4);
	return v;
}

#define BAR0   VFIO_PCI_BAR0_REGION_INDEX
#define CONFIG VFIO_PCI_CONFIG_REGION_INDEX

static void regions_reach_their_part(void **state)
{
	struct rig *rig = *state;
	int fd = join(rig);

	assert_int_equal(read_region(rig, fd, BAR0, 0x1234), 0x1234);
	assert_int_equal(read_region(rig, fd, CONFIG, 0), 0x101915b3);
	assert_int_equal(read_region(rig, fd, BAR0, VCX_BAR0_SIZE - 4), VCX_BAR0_SIZE - 4);
	leave(rig, fd);
}

static void bus_mastering_and_resets(void **state)
{
	struct rig *rig = *state;
	int fd = join(rig);
	uint64_t express;

	assert_int_equal(write_region(rig, fd, CONFIG, PCI_COMMAND, 6, 2), 0);
	assert_int_equal(dev->master, 1);
	assert_int_equal(ask(rig, fd, VFU_DEVICE_RESET, NULL, 0, NULL, 0, NULL), 0);
	assert_string_equal(dev->resets, "DEVICE_RESET.");
	assert_int_equal(dev->master, 0);
	assert_int_equal(read_region(rig, fd, CONFIG, PCI_COMMAND) & 0xffff, 0);

	assert_int_equal(write_region(rig, fd, CONFIG, PCI_COMMAND, 6, 2), 0);
	express = read_region(rig, fd, CONFIG, PCI_CAPABILITY_LIST) & 0xff;
	assert_int_equal(write_region(rig, fd, CONFIG, express + PCI_EXP_DEVCTL,
				      PCI_EXP_DEVCTL_BCR_FLR, 2),
			 0);
	assert_string_equal(dev->resets, "DEVICE_RESET.FLR.");
	assert_int_equal(dev->master, 0);
	leave(rig, fd);
	assert_string_equal(dev->resets, "DEVICE_RESET.FLR.client gone.");
}

static void dma_and_interrupt(void **state)
{
	struct vfu_dma_map m = { sizeof(m), 3, 0, 0x10000, PAGE };
	struct vfio_irq_set irqs = {
		.argsz = sizeof(irqs),
		.flags = VFIO_IRQ_SET_DATA_EVENTFD | VFIO_IRQ_SET_ACTION_TRIGGER,
		.index = VFIO_PCI_MSIX_IRQ_INDEX,
		.start = 1,
		.count = 1,
	};
	struct rig *rig = *state;
	int fd = join(rig), mem = test_memfd(PAGE);
	int e = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	char bytes[2] = { 0 };
	uint64_t n = 0;

	assert_int_equal(pwrite(mem, "x", 1, 8), 1);
	assert_int_equal(ask(rig, fd, VFU_DMA_MAP, &m, sizeof(m), &mem, 1, NULL), 0);
	assert_int_equal(ask(rig, fd, VFU_DEVICE_SET_IRQS, &irqs, sizeof(irqs), &e, 1, NULL), 0);
	assert_int_equal(write_region(rig, fd, BAR0, 0, 0x10008, 4), 0);
	assert_int_equal(pread(mem, bytes, 2, 8), 2);
	assert_memory_equal(bytes, "xx", 2);
	assert_int_equal(read(e, &n, 8), 8);
	assert_int_equal(n, 1);
	/* an access outside the map causes an error reply, and no interrupt */
	assert_int_equal(write_region(rig, fd, BAR0, 0, 0x10fff, 4), EINVAL);
	assert_int_equal(read(e, &n, 8), -1);
	leave(rig, fd);
	close(mem);
	close(e);
}

static void clients_one_after_the_other(void **state)
{
	struct vfu_dma_map m = { sizeof(m), 3, 0, 0x10000, PAGE };
	struct rig *rig = *state;

	for (int i = 0; i < 3; i++) {
		int fd = join(rig), mem = test_memfd(PAGE);

		/* the same mapping is possible again, as that of the last client was released */
		assert_int_equal(ask(rig, fd, VFU_DMA_MAP, &m, sizeof(m), &mem, 1, NULL), 0);
		assert_int_equal(write_region(rig, fd, CONFIG, PCI_COMMAND, 6, 2), 0);
		leave(rig, fd);
		assert_int_equal(dev->master, 0);
		close(mem);
	}
	assert_string_equal(dev->resets, "client gone.client gone.client gone.");
}

static void a_second_client_waits(void **state)
{
	struct rig *rig = *state;
	int first = join(rig), second = dial(rig);
	struct test_reply r;

	test_send(second, VFU_VERSION, 0, "\0\0\0\0", 4, NULL, 0);
	assert_int_equal(read_region(rig, first, BAR0, 4), 4);
	test_recv(second, &r);
	assert_int_equal(r.hdr.size, 0);
	leave(rig, first);
	step(rig);
	step(rig);
	test_recv(second, &r);
	assert_int_equal(r.hdr.command, VFU_VERSION);
	leave(rig, second);
}

/* A check whether the socket is in use does not count as a client, and causes no reset. */
static void probe_is_not_a_client(void **state)
{
	struct rig *rig = *state;
	int fd = dial(rig);

	step(rig);
	close(fd);
	assert_int_equal(step(rig), 0);
	assert_string_equal(dev->resets, "");
	leave(rig, join(rig));
}

/* with a server on each end of a cable, a frame is received and sent back */
static void frames_from_the_wire(void **state)
{
	struct rig *rig = *state;
	char opt[80], err[256];
	const char *wires[] = { opt };
	struct vcx_server_config cfg = config;
	struct vcx_server *server;
	struct sockaddr_un addr = { .sun_family = AF_UNIX };
	int fd = socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0), done = 0;
	char back[24] = "";

	snprintf(opt, sizeof(opt), "peer:%s/w", rig->dir);
	cfg.wires = wires;
	cfg.nr_wires = 1;
	vcx_server_free(rig->server);
	server = vcx_server_new(&cfg, err, sizeof(err));
	assert_non_null(server);
	snprintf(addr.sun_path, sizeof(addr.sun_path), "%s", opt + 5);
	assert_int_equal(connect(fd, (struct sockaddr *)&addr, sizeof(addr)), 0);
	assert_int_equal(vcx_server_run_once(server, NULL, -1, &done), 0);
	assert_false(dev->carrier);
	dev->env.signal(dev->env.priv, true);
	assert_int_equal(recv(fd, back, sizeof(back), MSG_DONTWAIT), 6);
	assert_string_equal(back, "link=1");
	assert_int_equal(send(fd, "link=1", 6, 0), 6);
	assert_int_equal(send(fd, "a frame of twenty b.", 20, 0), 20);
	/* the link event is delivered to the device before the frames that follow */
	assert_int_equal(vcx_server_run_once(server, NULL, -1, &done), 0);
	assert_true(dev->carrier);
	assert_int_equal(dev->received, 0);
	assert_int_equal(vcx_server_run_once(server, NULL, -1, &done), 0);
	assert_int_equal(dev->received, 1);
	assert_int_equal(recv(fd, back, sizeof(back), MSG_DONTWAIT), 20);
	assert_string_equal(back, "a frame of twenty b.");
	close(fd);
	assert_int_equal(vcx_server_run_once(server, NULL, -1, &done), 0);
	assert_false(dev->carrier);
	vcx_server_free(server);
	rig->server = vcx_server_new(&config, err, sizeof(err));
	assert_true(dev->carrier);
}

static void control_socket(void **state)
{
	struct rig *rig = *state;
	struct sockaddr_un addr = { .sun_family = AF_UNIX };
	struct vcx_server_config cfg = config;
	struct vcx_server *server;
	char err[256], long_line[CONTROL_LINE + 1], back[64];
	int fd[3], done = 0;

	snprintf(addr.sun_path, sizeof(addr.sun_path), "%s/c", rig->dir);
	cfg.control = addr.sun_path;
	vcx_server_free(rig->server);
	server = vcx_server_new(&cfg, err, sizeof(err));
	assert_non_null(server);
	for (int i = 0; i < 3; i++) {
		fd[i] = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
		assert_int_equal(connect(fd[i], (struct sockaddr *)&addr, sizeof(addr)), 0);
		vcx_server_run_once(server, NULL, -1, &done);
	}
	/* two requests arrive at once, and one in two parts */
	assert_int_equal(send(fd[0], "a\nb\n", 4, 0), 4);
	assert_int_equal(send(fd[1], "half", 4, 0), 4);
	vcx_server_run_once(server, NULL, -1, &done);
	assert_int_equal(recv(fd[0], back, sizeof(back), MSG_DONTWAIT), 8);
	assert_memory_equal(back, "\"a\"\n\"b\"\n", 8);
	assert_int_equal(recv(fd[1], back, sizeof(back), MSG_DONTWAIT), -1);
	assert_int_equal(send(fd[1], " two\n", 5, 0), 5);
	vcx_server_run_once(server, NULL, -1, &done);
	assert_int_equal(recv(fd[1], back, sizeof(back), MSG_DONTWAIT), 11);
	/* only the client that sends a line without an end is disconnected */
	memset(long_line, 'x', sizeof(long_line));
	assert_int_equal(send(fd[2], long_line, sizeof(long_line), 0), sizeof(long_line));
	vcx_server_run_once(server, NULL, -1, &done);
	assert_int_equal(send(fd[2], "x\n", 2, MSG_NOSIGNAL), -1);
	assert_int_equal(send(fd[0], "c\n", 2, 0), 2);
	vcx_server_run_once(server, NULL, -1, &done);
	assert_int_equal(recv(fd[0], back, sizeof(back), MSG_DONTWAIT), 4);
	/* a long reply is sent in pieces, between which other clients receive replies */
	memset(long_line, 'x', sizeof(long_line));
	long_line[3 * PIECE] = '\n';
	assert_int_equal(send(fd[0], long_line, 3 * PIECE + 1, 0), 3 * PIECE + 1);
	assert_int_equal(send(fd[1], "d\n", 2, 0), 2);
	vcx_server_run_once(server, NULL, -1, &done);
	assert_int_equal(recv(fd[1], back, sizeof(back), MSG_DONTWAIT), 4);
	assert_int_equal(recv(fd[0], long_line, sizeof(long_line), MSG_DONTWAIT), PIECE);
	for (int i = 0; i < 3; i++)
		vcx_server_run_once(server, NULL, -1, &done);
	assert_int_equal(recv(fd[0], long_line, sizeof(long_line), MSG_DONTWAIT), 2 * PIECE + 3);
	for (int i = 0; i < 3; i++)
		close(fd[i]);
	vcx_server_free(server);
	rig->server = vcx_server_new(&config, err, sizeof(err));
}

/* connect a client to @path */
static int connected(struct vcx_server *server, const char *path)
{
	struct sockaddr_un addr = { .sun_family = AF_UNIX };
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0), done = 0;

	strcpy(addr.sun_path, path);
	assert_int_equal(connect(fd, (struct sockaddr *)&addr, sizeof(addr)), 0);
	vcx_server_run_once(server, NULL, -1, &done);
	return fd;
}

/* send @text and receive the reply, after any number of poll rounds */
static void exchange(struct vcx_server *server, int fd, const char *text)
{
	char want[64], back[64] = "";
	int done = 0;

	snprintf(want, sizeof(want), "\"%s\"\n", text);
	assert_int_equal(dprintf(fd, "%s\n", text), strlen(text) + 1);
	vcx_server_run_once(server, NULL, -1, &done);
	assert_int_equal(recv(fd, back, sizeof(back), MSG_DONTWAIT), strlen(want));
	assert_string_equal(back, want);
}

static void misbehaving_clients(void **state)
{
	struct rig *rig = *state;
	char path[sizeof(rig->dir) + 8], err[256], *big, back[128] = "";
	int client[CONTROL_CLIENTS], mute, late, done = 0;
	struct vcx_server_config cfg = config;
	struct vcx_server *server;
	struct stat st;
	mode_t umask_was = umask(0);

	snprintf(path, sizeof(path), "%s/c", rig->dir);
	cfg.control = path;
	vcx_server_free(rig->server);
	server = vcx_server_new(&cfg, err, sizeof(err));
	umask(umask_was);
	assert_non_null(server);
	assert_int_equal(stat(path, &st), 0);
	assert_int_equal(st.st_mode & 0777, 0600);

	/* a client that never reads its replies does not block the others */
	mute = connected(server, path);
	big = malloc(CONTROL_LINE);
	memset(big, 'x', CONTROL_LINE);
	big[CONTROL_LINE - 1] = '\n';
	client[0] = connected(server, path);
	client[1] = connected(server, path);
	for (int i = 0; i < 1000; i++) {
		send(mute, big, CONTROL_LINE, MSG_DONTWAIT | MSG_NOSIGNAL);
		exchange(server, client[0], "one");
		exchange(server, client[1], "two");
	}
	assert_int_equal(send(mute, big, CONTROL_LINE, MSG_DONTWAIT), -1);

	/* another client receives an error, and a freed slot is reused */
	for (int i = 2; i < CONTROL_CLIENTS - 1; i++)
		client[i] = connected(server, path);
	late = connected(server, path);
	assert_true(recv(late, back, sizeof(back) - 1, MSG_DONTWAIT) > 0);
	assert_string_equal(back,
			    "{\"error\":\"8 clients are connected, which is the maximum\"}\n");
	assert_int_equal(recv(late, back, sizeof(back), MSG_DONTWAIT), 0);
	close(late);
	exchange(server, client[0], "still");
	close(mute);
	vcx_server_run_once(server, NULL, -1, &done);
	late = connected(server, path);
	exchange(server, late, "now");

	/* a line without an end */
	memset(back, 0, sizeof(back));
	memset(big, 'x', CONTROL_LINE);
	assert_int_equal(send(late, big, CONTROL_LINE, MSG_DONTWAIT), CONTROL_LINE);
	vcx_server_run_once(server, NULL, -1, &done);
	assert_true(recv(late, back, sizeof(back) - 1, MSG_DONTWAIT) > 0);
	assert_string_equal(back, "{\"error\":\"the request is longer than 4096 bytes\"}\n");
	assert_int_equal(recv(late, back, sizeof(back), MSG_DONTWAIT), 0);
	exchange(server, client[0], "still");
	close(late);
	for (int i = 0; i < CONTROL_CLIENTS - 1; i++)
		close(client[i]);
	free(big);
	vcx_server_free(server);
	rig->server = vcx_server_new(&config, err, sizeof(err));
}

static void a_bad_wire(void **state)
{
	struct vcx_server_config bad = config;
	char err[128];

	(void)state;
	bad.wires = (const char *const[]){ "cable" };
	bad.nr_wires = 1;
	assert_null(vcx_server_new(&bad, err, sizeof(err)));
	assert_non_null(strstr(err, "--wire cable: not one of"));
}

static void timers(void **state)
{
	struct rig *rig = *state;
	struct timespec ts;
	uint64_t start;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	start = (uint64_t)ts.tv_sec * 1000000000u + (uint64_t)ts.tv_nsec;
	dev->deadline = start + 20000000;
	while (!dev->timer_runs)
		step(rig);
	assert_int_equal(dev->timer_runs, 1);
	clock_gettime(CLOCK_MONOTONIC, &ts);
	assert_true((uint64_t)ts.tv_sec * 1000000000u + (uint64_t)ts.tv_nsec >= start + 20000000);
	/* an expired timer does not wait for an event */
	dev->deadline = 1;
	step(rig);
	assert_int_equal(dev->timer_runs, 2);
}

static void stopping(void **state)
{
	struct rig *rig = *state;
	int fd = join(rig), stop = eventfd(1, EFD_CLOEXEC), done = 0;

	assert_int_equal(vcx_server_run_once(rig->server, &rig->listener, stop, &done), 1);
	vcx_server_stop(rig->server);
	assert_string_equal(dev->resets, "server stopped.");
	vcx_server_stop(rig->server);
	assert_string_equal(dev->resets, "server stopped.");
	close(stop);
	close(fd);
}

static void a_bad_profile(void **state)
{
	struct vcx_server_config bad = config;
	char err[64];

	(void)state;
	bad.dev.profile = "bad";
	assert_null(vcx_server_new(&bad, err, sizeof(err)));
	assert_string_equal(err, "bad profile");
}

static void socket_files(void **state)
{
	struct rig *rig = *state;
	struct vcx_listener l;
	char err[512], other[64], longer[200];
	FILE *file;
	int fd;

	/* a socket in use is rejected, and is still served afterwards */
	assert_int_equal(vcx_listen(&l, rig->path, err, sizeof(err)), -EADDRINUSE);
	assert_non_null(strstr(err, "another server listens there"));
	step(rig);
	step(rig);
	leave(rig, join(rig));

	/* the stale socket of a killed server is replaced */
	snprintf(other, sizeof(other), "%s/o", rig->dir);
	assert_int_equal(vcx_listen(&l, other, err, sizeof(err)), 0);
	close(l.fd);
	assert_int_equal(vcx_listen(&l, other, err, sizeof(err)), 0);

	/* if another process has replaced the socket by a file, the file is kept */
	assert_int_equal(unlink(other), 0);
	file = fopen(other, "w");
	assert_non_null(file);
	fclose(file);
	vcx_unlisten(&l);
	assert_int_equal(access(other, F_OK), 0);

	/* a file that is not a socket */
	assert_int_equal(vcx_listen(&l, other, err, sizeof(err)), -EEXIST);
	assert_non_null(strstr(err, "is not a socket"));
	assert_int_equal(unlink(other), 0);

	memset(longer, 'x', sizeof(longer) - 1);
	longer[sizeof(longer) - 1] = '\0';
	assert_int_equal(vcx_listen(&l, longer, err, sizeof(err)), -ENAMETOOLONG);
	assert_int_equal(vcx_listen(&l, "/nonexistent/s", err, sizeof(err)), -ENOENT);
	fd = dial(rig);
	step(rig);
	close(fd);
	step(rig);
}

/* the device rejects writes of odd size; the first ones are logged, the others counted */
static void log_of_rejected_writes_is_limited(void **state)
{
	enum { WRITES = 2000 };
	struct rig *rig = *state;
	unsigned int written = 0, suppressed = 0, n;
	int fd = join(rig);
	char path[64], line[512];
	FILE *log;

	snprintf(path, sizeof(path), "%s/log", rig->dir);
	assert_int_equal(vcx_log_open(path, VCX_LOG_INFO, "test"), 0);
	for (unsigned int i = 0; i < WRITES; i++)
		assert_int_equal(write_region(rig, fd, VFIO_PCI_BAR0_REGION_INDEX, 0, 0, 3),
				 EINVAL);
	vcx_log_close();
	log = fopen(path, "r");
	assert_non_null(log);
	while (fgets(line, sizeof(line), log)) {
		const char *text = strstr(line, "warn: ");

		if (text && sscanf(text, "warn: %u more messages", &n) == 1)
			suppressed += n;
		else
			written++;
	}
	fclose(log);
	unlink(path);
	assert_int_equal(written + suppressed, WRITES);
	assert_in_range(written, 1, WRITES / 2);
	test_quiet_log(NULL);
	leave(rig, fd);
}

int main(void)
{
#define TEST(fn) cmocka_unit_test_setup_teardown(fn, setup, teardown)
	const struct CMUnitTest tests[] = {
		TEST(regions_reach_their_part),
		TEST(bus_mastering_and_resets),
		TEST(dma_and_interrupt),
		TEST(clients_one_after_the_other),
		TEST(a_second_client_waits),
		TEST(probe_is_not_a_client),
		TEST(timers),
		TEST(frames_from_the_wire),
		TEST(a_bad_wire),
		TEST(control_socket),
		TEST(misbehaving_clients),
		TEST(stopping),
		cmocka_unit_test(a_bad_profile),
		TEST(socket_files),
		TEST(log_of_rejected_writes_is_limited),
	};

	return cmocka_run_group_tests(tests, test_quiet_log, test_close_log);
}
