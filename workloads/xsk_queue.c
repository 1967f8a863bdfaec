// SPDX-License-Identifier: GPL-2.0-only
#include "workloads/xsk_queue.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/ethtool.h>
#include <net/ethernet.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/socket.h>

#include "workloads/xsk_ids.h"

/* Half of a queue's frames are in the fill ring, and half of them are for sending. */
#define RX_FRAMES    XSK_RING_PROD__DEFAULT_NUM_DESCS
#define TX_FRAMES    XSK_RING_PROD__DEFAULT_NUM_DESCS
#define QUEUE_FRAMES (RX_FRAMES + TX_FRAMES)

/* IEEE Std 802 local experimental EtherType 1, which the kernel's headers lack */
#define ETHERTYPE_LOCAL_EXPERIMENTAL 0x88b5

#define COMPLETION_TIMEOUT_MS 5000

/* The wait for a completion is split, so that the kernel can be woken up again in between. */
#define COMPLETION_POLL_MS 100

/*
 * When a socket is closed, the kernel releases its queue later in a workqueue
 * (xp_release_deferred()). The queue is busy until then.
 */
#define RELEASE_TIMEOUT_MS 2000
#define RELEASE_POLL_MS	   20

struct reason {
	int err;
	const char *words;
};

static const struct reason umem_reasons[] = {
	{ EPERM, "not permitted (requires CAP_NET_RAW: run it as root)" },
	{ EAFNOSUPPORT, "the kernel has no AF_XDP (CONFIG_XDP_SOCKETS)" },
	{ ENOBUFS, "the UMEM is over the limit of locked memory (ulimit -l)" },
	{ ENOMEM, "out of memory" },
	{ EINVAL, "the frame size must be a power of two from 2048 to the page size" },
	{}
};

static const struct reason bind_reasons[] = {
	{ EBUSY, "another AF_XDP socket has this queue (ss --xdp -p shows it)" },
	{ EINVAL,
	  "the queue does not exist, or the driver refused the frame size, the MTU or the flags" },
	{ EOPNOTSUPP, "the driver does not support zero copy" },
	{ EPERM, "not permitted (requires CAP_NET_RAW: run it as root)" },
	{ ENOBUFS, "the UMEM is over the limit of locked memory (ulimit -l)" },
	{ ENETDOWN, "the interface is down (ip link set DEV up)" },
	{ ENODEV, "the device was removed" },
	{ ENOMEM, "out of memory" },
	{ ECANCELED, "not attempted, as the socket that owns the shared UMEM is not bound" },
	{}
};

static const char *words_of(const struct reason *reasons, int err)
{
	for (; reasons->words; reasons++)
		if (reasons->err == -err)
			return reasons->words;
	return strerror(-err);
}

static int fail(char *why, size_t size, const struct reason *reasons, int err)
{
	snprintf(why, size, "%s: %s", strerrorname_np(-err), words_of(reasons, err));
	return err;
}

/* Report the valid numbers, as an invalid queue id is the most common mistake. */
static int fail_bind(const struct xsk_queue *queue, char *why, size_t size, int err)
{
	struct ethtool_channels channels = { .cmd = ETHTOOL_GCHANNELS };
	const struct nic *nic = queue->config->nic;
	uint32_t queues, first = xsk_ids_first(nic);

	fail(why, size, bind_reasons, err);
	if (err != -EINVAL || nic_ethtool(nic, &channels))
		return err;
	queues = channels.combined_count +
		 (channels.rx_count > channels.tx_count ? channels.rx_count : channels.tx_count);
	if (first)
		queues = 2 * first;
	if (queue->id >= queues)
		snprintf(why, size, "EINVAL: the queue does not exist, %s has queues 0 to %u",
			 nic->name, queues - 1);
	else if (queue->id < first && queue->config->bind_flags & XDP_ZEROCOPY)
		snprintf(why, size,
			 "EINVAL: this kernel's mlx5 has zero copy on queues %u to %u only: use --queue %u, or --channel %u",
			 first, queues - 1, queue->id + first, queue->id);
	return err;
}

static uint64_t frame_address(const struct xsk_queue *queue, uint32_t frame)
{
	return ((uint64_t)queue->slot * QUEUE_FRAMES + frame) * queue->config->frame_size;
}

static int make_umem(struct xsk_queue *queue)
{
	const struct xsk_config *config = queue->config;
	const struct xsk_umem_config umem = {
		.fill_size = RX_FRAMES,
		.comp_size = TX_FRAMES,
		.frame_size = config->frame_size,
	};
	void *area;
	int err;

	queue->area_size = (size_t)config->umem_queues * QUEUE_FRAMES * config->frame_size;
	area = mmap(NULL, queue->area_size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1,
		    0);
	if (area == MAP_FAILED)
		return -errno;
	queue->area = area;
	err = xsk_umem__create(&queue->umem, queue->area, queue->area_size, &queue->fill,
			       &queue->comp, &umem);
	if (err)
		return err;
	fcntl(xsk_umem__fd(queue->umem), F_SETFD, FD_CLOEXEC);
	return 0;
}

static void fill_all(struct xsk_queue *queue)
{
	uint32_t index;

	if (!xsk_ring_prod__reserve(&queue->fill, RX_FRAMES, &index))
		return;
	for (uint32_t i = 0; i < RX_FRAMES; i++)
		*xsk_ring_prod__fill_addr(&queue->fill, index + i) = frame_address(queue, i);
	xsk_ring_prod__submit(&queue->fill, RX_FRAMES);
}

static int create_socket(struct xsk_queue *queue)
{
	const struct xsk_socket_config config = {
		.rx_size = RX_FRAMES,
		.tx_size = TX_FRAMES,
		/* the caller attaches the program */
		.libxdp_flags = XSK_LIBXDP_FLAGS__INHIBIT_PROG_LOAD,
		.bind_flags = queue->config->bind_flags,
	};

	return xsk_socket__create_shared(&queue->socket, queue->config->nic->name, queue->id,
					 queue->owner->umem, &queue->rx, &queue->tx, &queue->fill,
					 &queue->comp, &config);
}

int xsk_queue_open(struct xsk_queue *queue, char *why, size_t size)
{
	struct xdp_options options = {};
	socklen_t len = sizeof(options);
	int waited = 0, err;

	if (queue->owner == queue) {
		err = make_umem(queue);
		if (err)
			return fail(why, size, umem_reasons, err);
	} else if (!queue->owner->socket) {
		return fail(why, size, bind_reasons, -ECANCELED);
	}
	while ((err = create_socket(queue)) == -EBUSY && waited < RELEASE_TIMEOUT_MS) {
		poll(NULL, 0, RELEASE_POLL_MS);
		waited += RELEASE_POLL_MS;
	}
	if (err) {
		queue->socket = NULL;
		return fail_bind(queue, why, size, err);
	}
	fcntl(xsk_queue_fd(queue), F_SETFD, FD_CLOEXEC);
	fill_all(queue);
	if (getsockopt(xsk_queue_fd(queue), SOL_XDP, XDP_OPTIONS, &options, &len))
		return fail(why, size, bind_reasons, -errno);
	queue->zerocopy = options.flags & XDP_OPTIONS_ZEROCOPY;
	return 0;
}

void xsk_queue_close(struct xsk_queue *queue)
{
	if (queue->socket)
		xsk_socket__delete(queue->socket);
	if (queue->umem)
		xsk_umem__delete(queue->umem);
	if (queue->area)
		munmap(queue->area, queue->area_size);
	queue->socket = NULL;
	queue->umem = NULL;
	queue->area = NULL;
}

int xsk_queue_fd(const struct xsk_queue *queue)
{
	return queue->socket ? xsk_socket__fd(queue->socket) : -1;
}

void xsk_queue_receive(struct xsk_queue *queue)
{
	uint32_t from, to, count;

	count = xsk_ring_cons__peek(&queue->rx, RX_FRAMES, &from);
	/* This always fits, as the ring is as large as the number of its frames. */
	if (!count || !xsk_ring_prod__reserve(&queue->fill, count, &to))
		return;
	for (uint32_t i = 0; i < count; i++)
		*xsk_ring_prod__fill_addr(&queue->fill, to + i) =
			xsk_umem__extract_addr(xsk_ring_cons__rx_desc(&queue->rx, from + i)->addr) /
			queue->config->frame_size * queue->config->frame_size;
	xsk_ring_prod__submit(&queue->fill, count);
	xsk_ring_cons__release(&queue->rx, count);
	queue->received += count;
	if (xsk_ring_prod__needs_wakeup(&queue->fill))
		recvfrom(xsk_queue_fd(queue), NULL, 0, MSG_DONTWAIT, NULL, NULL);
}

static int hardware_address(const struct nic *nic, uint8_t address[ETH_ALEN])
{
	struct ifreq ifr = {};

	memcpy(ifr.ifr_name, nic->name, sizeof(nic->name));
	if (ioctl(nic->fd, SIOCGIFHWADDR, &ifr))
		return -errno;
	memcpy(address, ifr.ifr_hwaddr.sa_data, ETH_ALEN);
	return 0;
}

/* The payload identifies the queue and the frame in a capture. */
static uint32_t write_frame(char *at, const uint8_t source[ETH_ALEN], uint32_t queue,
			    uint64_t number)
{
	struct ether_header header = {
		.ether_type = htons(ETHERTYPE_LOCAL_EXPERIMENTAL),
	};

	memset(at, 0, ETH_ZLEN);
	memset(header.ether_dhost, 0xff, ETH_ALEN);
	memcpy(header.ether_shost, source, ETH_ALEN);
	memcpy(at, &header, sizeof(header));
	snprintf(at + sizeof(header), ETH_ZLEN - sizeof(header), "xsk queue %u frame %llu", queue,
		 (unsigned long long)number);
	return ETH_ZLEN;
}

static void put_frames(struct xsk_queue *queue, const uint8_t source[ETH_ALEN], uint32_t index,
		       uint32_t count)
{
	for (uint32_t i = 0; i < count; i++) {
		struct xdp_desc *desc = xsk_ring_prod__tx_desc(&queue->tx, index + i);
		uint64_t number = queue->sent + i;

		desc->addr = frame_address(queue, RX_FRAMES + number % TX_FRAMES);
		desc->len = write_frame(xsk_umem__get_data(queue->owner->area, desc->addr), source,
					queue->id, number);
		desc->options = 0;
	}
	xsk_ring_prod__submit(&queue->tx, count);
	queue->sent += count;
}

/* Wakes up the kernel to send the queued frames. */
static int kick(struct xsk_queue *queue)
{
	if (sendto(xsk_queue_fd(queue), NULL, 0, MSG_DONTWAIT, NULL, 0) >= 0)
		return 0;
	if (errno == EAGAIN || errno == EBUSY || errno == ENOBUFS)
		return 0;
	return -errno;
}

int xsk_queue_send(struct xsk_queue *queue, uint32_t count)
{
	uint64_t goal = queue->completed + count;
	uint8_t source[ETH_ALEN];
	int waited = 0;
	int err = hardware_address(queue->config->nic, source);

	while (!err && queue->completed < goal) {
		uint32_t index, done, room;
		uint32_t left = goal - queue->sent;

		/* A frame can be reused after its completion has been read. */
		room = TX_FRAMES - (queue->sent - queue->completed);
		if (left > room)
			left = room;
		if (left && xsk_ring_prod__reserve(&queue->tx, left, &index))
			put_frames(queue, source, index, left);
		err = kick(queue);
		done = xsk_ring_cons__peek(&queue->comp, TX_FRAMES, &index);
		xsk_ring_cons__release(&queue->comp, done);
		queue->completed += done;
		if (done) {
			waited = 0;
		} else if (waited >= COMPLETION_TIMEOUT_MS) {
			err = -ETIMEDOUT;
		} else if (!err) {
			poll(NULL, 0, COMPLETION_POLL_MS);
			waited += COMPLETION_POLL_MS;
		}
	}
	return err;
}
