// SPDX-License-Identifier: GPL-2.0-only
/*
 * Fuzz target: the whole server with its device, a client, control clients and a peer at the
 * other end of the cable.  Whatever these send, and in whatever order they connect and
 * disconnect, the server must not crash, block or leak a descriptor.
 *
 * An input consists of chunks: u8 kind (enum chunk_kind in the lower four bits, its variant in
 * the upper ones), u8 length, bytes.  FUZZ_STEPS=1 prints, at the end, the number of rounds of
 * the server and the longest one: the longest time in which it does not answer SIGTERM.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "tests/lib/fuzz.h"
#include "vconnectx/control/control.h"
#include "vconnectx/host/connect.h"
#include "vconnectx/host/log.h"
#include "vconnectx/host/util.h"
#include "vconnectx/server.h"
#include "vconnectx/tests/step_time.h"
#include "vconnectx/tests/vfu_client.h"

#define PROFILE	   "vconnectx/profiles/connectx-5.profile"
#define MEMORY	   (64u << 12)
#define NR_CONTROL 3u
#define CHUNK	   256u

enum chunk_kind {
	CHUNK_ACCESS,  /* an access of the client to a region */
	CHUNK_DMA,     /* memory of the client */
	CHUNK_IRQS,    /* eventfds of the client */
	CHUNK_COMMAND, /* any other command of the client */
	CHUNK_RAW,     /* bytes of the client */
	CHUNK_CLIENT,  /* the client connects or disconnects */
	CHUNK_REQUEST, /* bytes of a control client, and a newline */
	CHUNK_CONTROL, /* a control client connects or disconnects */
	CHUNK_FRAME,   /* a frame from the peer */
	CHUNK_PEER,    /* the peer connects, disconnects or changes its carrier */
	CHUNK_GUEST,   /* contents of the client's memory */
	CHUNK_NR
};

static struct {
	char dir[32];
	char peer_path[64];
	char control_path[64];
	struct vcx_server *server;
	uint8_t *memory;
	int memfd;
	int eventfd;
	int client;
	int control[NR_CONTROL];
	int waker; /* a control client, so that the server has an event */
	int peer;
} rig = { .client = -1, .peer = -1, .waker = -1 };

static void die(const char *what)
{
	fprintf(stderr, "fuzz_server: %s\n", what);
	abort();
}

static void run(void)
{
	int done = 0;

	if (vcx_server_run_once(rig.server, NULL, -1, &done))
		die("the server stopped");
}

static void drain(int fd)
{
	char buf[65536];

	while (fd >= 0 && recv(fd, buf, sizeof(buf), MSG_DONTWAIT) > 0)
		;
}

/* one round of the server, with at least the event of the waker; signals are served between two */
static void serve(void)
{
	(void)!send(rig.waker, "\n", 1, MSG_NOSIGNAL | MSG_DONTWAIT);
	step_time_begin();
	run();
	step_time_end(NULL, 0);
	for (unsigned int i = 0; i < NR_CONTROL; i++)
		drain(rig.control[i]);
	drain(rig.waker);
	drain(rig.client);
	drain(rig.peer);
}

static void set_up(void)
{
	char peer[64], err[256];
	const char *const wires[] = { peer, "pcap:/dev/null" };
	struct vcx_server_config cfg = {
		.dev = { .name = "fuzz", .mac = { 2, 0, 0, 0, 0, 1 }, .profile = PROFILE },
		.wires = wires,
		.nr_wires = 2,
		.control = rig.control_path,
	};

	strcpy(rig.dir, "/tmp/vcx-fuzz-XXXXXX");
	if (!mkdtemp(rig.dir))
		die("no directory");
	snprintf(peer, sizeof(peer), "peer:%s/peer", rig.dir);
	snprintf(rig.peer_path, sizeof(rig.peer_path), "%s/peer", rig.dir);
	snprintf(rig.control_path, sizeof(rig.control_path), "%s/control", rig.dir);
	vcx_log_open("/dev/null", VCX_LOG_INFO, "fuzz");
	rig.server = vcx_server_new(&cfg, err, sizeof(err));
	if (!rig.server)
		die(err);
	rig.memfd = test_memfd(MEMORY);
	rig.memory = mmap(NULL, MEMORY, PROT_READ | PROT_WRITE, MAP_SHARED, rig.memfd, 0);
	rig.eventfd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	if (rig.memory == MAP_FAILED || rig.eventfd < 0)
		die("no memory");
	memset(rig.control, -1, sizeof(rig.control));
	rig.waker = vcx_connect(rig.control_path, SOCK_STREAM);
	if (rig.waker < 0)
		die("no waker");
	run();
}

static void tear_down(void)
{
	vcx_server_free(rig.server);
	rmdir(rig.dir);
}

/* --- the client ------------------------------------------------------------- */

static void message(uint16_t command, uint32_t flags, const void *data, size_t len, int fd)
{
	struct {
		struct vfu_hdr hdr;
		uint8_t data[CHUNK + 32];
	} msg = { .hdr = { .command = command,
			   .flags = flags,
			   .size = (uint32_t)(sizeof(struct vfu_hdr) + len) } };
	union {
		struct cmsghdr align;
		char buf[CMSG_SPACE(sizeof(int))];
	} control = { 0 };
	struct iovec iov = { &msg, msg.hdr.size };
	struct msghdr mh = { .msg_iov = &iov, .msg_iovlen = 1 };

	memcpy(msg.data, data, len);
	if (fd >= 0) {
		struct cmsghdr *c;

		mh.msg_control = control.buf;
		mh.msg_controllen = sizeof(control.buf);
		c = CMSG_FIRSTHDR(&mh);
		c->cmsg_level = SOL_SOCKET;
		c->cmsg_type = SCM_RIGHTS;
		c->cmsg_len = CMSG_LEN(sizeof(int));
		memcpy(CMSG_DATA(c), &fd, sizeof(int));
	}
	(void)!sendmsg(rig.client, &mh, MSG_NOSIGNAL | MSG_DONTWAIT);
}

static void hang_up(int *fd)
{
	if (*fd >= 0)
		close(*fd);
	*fd = -1;
}

static void do_client(unsigned int variant, const uint8_t *data, size_t len)
{
	static const char version[] = "\0\0\0\0{\"capabilities\":{\"max_msg_fds\":16}}";
	int sv[2];

	(void)data;
	(void)len;
	if (rig.client >= 0) {
		hang_up(&rig.client);
		serve();
		return;
	}
	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, sv))
		die("no socket");
	rig.client = sv[0];
	if (vcx_server_attach(rig.server, sv[1]))
		die("the client is rejected");
	if (!(variant & 1))
		message(VFU_VERSION, 0, version, sizeof(version), -1);
}

/* u32 offset, and data to write; a read if there is no data */
static void do_access(unsigned int variant, const uint8_t *data, size_t len)
{
	struct {
		struct vfu_region_access access;
		uint8_t data[CHUNK];
	} a = { 0 };
	uint32_t off = 0;

	memcpy(&off, data, len < 4 ? len : 4);
	len = len < 4 ? 0 : len - 4;
	a.access.region = variant & 1 ? VFIO_PCI_CONFIG_REGION_INDEX : VFIO_PCI_BAR0_REGION_INDEX;
	a.access.offset = off;
	a.access.count = (uint32_t)(len ? len : 4);
	memcpy(a.data, data + 4, len);
	if (len)
		message(VFU_REGION_WRITE, variant & 2 ? VFU_F_NO_REPLY : 0, &a,
			sizeof(a.access) + len, -1);
	else
		message(VFU_REGION_READ, 0, &a.access, sizeof(a.access), -1);
}

/* u8 address, u8 size, in pages */
static void do_dma(unsigned int variant, const uint8_t *data, size_t len)
{
	struct vfu_dma_map map = { sizeof(map), 3, 0, 0x1000, MEMORY };
	struct vfu_dma_unmap unmap = { sizeof(unmap), variant & 2, 0, 0 };

	if (len > 1) {
		map.addr = (uint64_t)data[0] << 12;
		map.size = (uint64_t)data[1] << 12;
	}
	if (len > 2)
		map.offset = (uint64_t)data[2] << 12;
	if (variant & 1) {
		unmap.addr = variant & 2 ? 0 : map.addr;
		unmap.size = variant & 2 ? 0 : map.size;
		message(VFU_DMA_UNMAP, 0, &unmap, sizeof(unmap), -1);
		return;
	}
	message(VFU_DMA_MAP, 0, &map, sizeof(map), rig.memfd);
}

static void do_irqs(unsigned int variant, const uint8_t *data, size_t len)
{
	struct vfio_irq_set set = { .argsz = sizeof(set),
				    .flags = variant & 1 ? 0x21 : 0x24,
				    .index = VFIO_PCI_MSIX_IRQ_INDEX,
				    .count = !(variant & 1) };

	if (len)
		set.start = data[0];
	message(VFU_DEVICE_SET_IRQS, 0, &set, sizeof(set), variant & 1 ? -1 : rig.eventfd);
}

static void do_command(unsigned int variant, const uint8_t *data, size_t len)
{
	message((uint16_t)variant, 0, data, len, -1);
}

static void do_raw(unsigned int variant, const uint8_t *data, size_t len)
{
	(void)variant;
	(void)!send(rig.client, data, len, MSG_NOSIGNAL | MSG_DONTWAIT);
}

static void do_guest(unsigned int variant, const uint8_t *data, size_t len)
{
	memcpy(rig.memory + variant * 0x1000, data, len);
}

/* --- control clients, and the peer ---------------------------------------------- */

static void do_control(unsigned int variant, const uint8_t *data, size_t len)
{
	int *fd = &rig.control[variant % NR_CONTROL];

	(void)data;
	(void)len;
	if (*fd >= 0)
		hang_up(fd);
	else
		*fd = vcx_connect(rig.control_path, SOCK_STREAM);
}

static void do_request(unsigned int variant, const uint8_t *data, size_t len)
{
	static const char *const requests[] = {
		"{\"show\":\"objects\"}\n", "{\"show\":\"queues\"}\n", "{\"show\":\"counters\"}\n",
		"{\"link\":\"down\"}\n",    "{\"link\":\"up\"}\n",
	};
	int fd = rig.control[variant % NR_CONTROL];
	const char *text = requests[variant % ARRAY_SIZE(requests)];

	(void)!send(fd, data, len, MSG_NOSIGNAL | MSG_DONTWAIT);
	(void)!send(fd, text, strlen(text), MSG_NOSIGNAL | MSG_DONTWAIT);
}

static void do_peer(unsigned int variant, const uint8_t *data, size_t len)
{
	(void)data;
	(void)len;
	if (rig.peer < 0)
		rig.peer = vcx_connect(rig.peer_path, SOCK_SEQPACKET | SOCK_NONBLOCK);
	else if (variant & 4)
		hang_up(&rig.peer);
	(void)!send(rig.peer, variant & 1 ? "link=0" : "link=1", 6, MSG_NOSIGNAL | MSG_DONTWAIT);
}

static void do_frame(unsigned int variant, const uint8_t *data, size_t len)
{
	for (unsigned int i = 0; i <= variant; i++)
		(void)!send(rig.peer, data, len, MSG_NOSIGNAL | MSG_DONTWAIT);
}

static void (*const kinds[CHUNK_NR])(unsigned int variant, const uint8_t *data, size_t len) = {
	[CHUNK_ACCESS] = do_access,   [CHUNK_DMA] = do_dma,	    [CHUNK_IRQS] = do_irqs,
	[CHUNK_COMMAND] = do_command, [CHUNK_RAW] = do_raw,	    [CHUNK_CLIENT] = do_client,
	[CHUNK_REQUEST] = do_request, [CHUNK_CONTROL] = do_control, [CHUNK_FRAME] = do_frame,
	[CHUNK_PEER] = do_peer,	      [CHUNK_GUEST] = do_guest,
};

/* all clients and the peer disconnect, and the server detects it */
static void leave(void)
{
	hang_up(&rig.client);
	hang_up(&rig.peer);
	for (unsigned int i = 0; i < NR_CONTROL; i++)
		hang_up(&rig.control[i]);
	for (unsigned int i = 0; i < 4; i++)
		serve();
}

/* Return: the lowest free descriptor number, which rises by one with each leak */
static int next_fd(void)
{
	int fd = fcntl(rig.memfd, F_DUPFD_CLOEXEC, 0);

	close(fd);
	return fd;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	int free_fd;

	if (!rig.server) {
		set_up();
		step_time_start("fuzz_server");
		atexit(tear_down);
		leave();
	}
	free_fd = next_fd();
	do_client(0, NULL, 0);
	while (size >= 2) {
		uint8_t kind = data[0];
		size_t len = data[1];

		data += 2;
		size -= 2;
		if (len > size)
			len = size;
		kinds[(kind & 0xf) % CHUNK_NR](kind >> 4, data, len);
		serve();
		data += len;
		size -= len;
	}
	leave();
	if (next_fd() != free_fd)
		die("a descriptor is leaked");
	return 0;
}

/* a session of a client with its memory, interrupts and a command queue */
static const char session[] =
	"\x01\x02\x01\x3c"	       /* memory */
	"\x02\x01\x00\x02\x01\x01"     /* interrupts */
	"\x10\x05\x04\x00\x00\x00\x06" /* bus master */
	"\x10\x04\x00\x00\x00\x00"     /* configuration space */
	"\x00\x08\x10\x00\x00\x00\x00\x00\x00\x00"
	"\x00\x08\x14\x00\x00\x00\x00\x00\x10\x00" /* command queue */
	"\x0a\x10\x07\x00\x00\x00\x00\x00\x00\x10\x00\x00\x00\x00\x00\x00\x00\x00"
	"\x00\x08\x18\x00\x00\x00\x00\x00\x00\x01" /* doorbell */
	"\x00\x04\x10\x10\x00\x00"		   /* health counter */
	"\x43\x10\x10\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00" /* GET_INFO */
	"\x53\x20\x20\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00"
	"\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00" /* GET_REGION_INFO */
	"\x73\x10\x10\x00\x00\x00\x00\x00\x00\x00\x02\x00\x00\x00\x00\x00\x00\x00" /* GET_IRQ_INFO */
	"\x12\x01\x00"	       /* interrupts off */
	"\x11\x02\x01\x3c"     /* memory off */
	"\x01\x03\x02\x08\x01" /* memory, another part */
	"\x31\x00"	       /* all of it off */
	"\xd3\x00"	       /* DEVICE_RESET */
	"\x05\x00\x05\x00";    /* the client disconnects and reconnects */

static const char others[] =
	"\x09\x00\x19\x00\x09\x00" /* the peer connects, and turns its carrier off and on */
	"\x18\x12\x02\x00\x00\x00\x00\x01\x02\x00\x00\x00\x00\x02\x08\x00\x45\x00\x00\x00" /* frames */
	"\x08\x02\x00\x00"	   /* too short */
	"\x49\x00\x09\x00"	   /* the peer disconnects and reconnects */
	"\x07\x00\x17\x00\x27\x00" /* control clients */
	"\x06\x00\x16\x00\x26\x00\x36\x00\x46\x00\x06\x03"
	"abc"
	"\x07\x00"; /* a control client disconnects */

size_t fuzz_seed(unsigned int n, uint8_t *buf, size_t cap)
{
	static const struct {
		const char *data;
		size_t len;
	} seeds[] = {
		{ session, sizeof(session) - 1 },
		{ others, sizeof(others) - 1 },
	};

	if (n >= ARRAY_SIZE(seeds) || cap < seeds[n].len)
		return 0;
	memcpy(buf, seeds[n].data, seeds[n].len);
	return seeds[n].len;
}
