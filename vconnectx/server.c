// SPDX-License-Identifier: GPL-2.0-only
#include "vconnectx/server.h"

#include <errno.h>
#include <poll.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "vconnectx/wire/wire.h"
#include "vconnectx/control/control.h"
#include "vconnectx/vfio/dma_map.h"
#include "vconnectx/host/log.h"
#include "vconnectx/vfio/pci.h"
#include "vconnectx/vfio/vfu.h"
#include "vconnectx/vfio/vfu_irq.h"

#define NSEC_PER_SEC 1000000000u
#define BATCH_NS     2000000u /* limit for client messages, and for frames from the wire */

struct vcx_server {
	struct vcx_dev *dev;
	struct dma_map *dma;
	struct vfu_irqs *msix;
	struct vfu *vfu;
	struct wire *wire;
	struct control *control;
	struct pci_config pci;
	uint64_t batch_end_ns;
};

/* struct vcx_env: environment of the device */

static int env_dma_read(void *priv, uint64_t gpa, void *buf, size_t len)
{
	struct vcx_server *s = priv;

	return dma_map_read(s->dma, gpa, buf, len);
}

static int env_dma_write(void *priv, uint64_t gpa, const void *buf, size_t len)
{
	struct vcx_server *s = priv;

	return dma_map_write(s->dma, gpa, buf, len);
}

static void env_irq(void *priv, unsigned int vector)
{
	struct vcx_server *s = priv;

	vfu_irqs_raise(s->msix, vector);
}

static uint64_t env_now_ns(void *priv)
{
	struct timespec ts;

	(void)priv;
	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (uint64_t)ts.tv_sec * NSEC_PER_SEC + (uint64_t)ts.tv_nsec;
}

__attribute__((format(printf, 3, 0))) static void env_log(void *priv, enum vcx_log_level level,
							  const char *fmt, va_list ap)
{
	(void)priv;
	vcx_vlog(level, fmt, ap);
}

static void env_signal(void *priv, bool on)
{
	struct vcx_server *s = priv;

	wire_signal(s->wire, on);
}

static void env_send(void *priv, const uint8_t *frame, size_t len)
{
	struct vcx_server *s = priv;

	wire_send(s->wire, frame, len);
}

static void env_capture(void *priv, const uint8_t *frame, size_t len, const char *what)
{
	struct vcx_server *s = priv;

	wire_capture(s->wire, frame, len, what);
}

/* struct vfu_ops: accesses of the client to the device */

static int region_read(void *priv, uint32_t region, uint64_t off, void *buf, size_t len)
{
	struct vcx_server *s = priv;

	if (region == VFIO_PCI_BAR0_REGION_INDEX)
		return vcx_dev_bar0_read(s->dev, off, buf, len);
	pci_config_read(&s->pci, (size_t)off, buf, len);
	return 0;
}

static int region_write(void *priv, uint32_t region, uint64_t off, const void *buf, size_t len)
{
	struct vcx_server *s = priv;

	if (region == VFIO_PCI_BAR0_REGION_INDEX)
		return vcx_dev_bar0_write(s->dev, off, buf, len);
	pci_config_write(&s->pci, (size_t)off, buf, len);
	return 0;
}

static void reset_all(struct vcx_server *s, const char *why)
{
	pci_config_reset(&s->pci);
	vcx_dev_reset(s->dev, why);
	vfu_irqs_drop_latched(s->msix);
}

static void batch_begin(struct vcx_server *s)
{
	s->batch_end_ns = env_now_ns(NULL) + BATCH_NS;
}

static bool batch_over(void *priv)
{
	const struct vcx_server *s = priv;

	return env_now_ns(NULL) >= s->batch_end_ns;
}

static void client_reset(void *priv)
{
	reset_all(priv, "DEVICE_RESET");
}

static const struct vfu_ops vfu_ops = {
	.region_read = region_read,
	.region_write = region_write,
	.reset = client_reset,
	.enough = batch_over,
};

/* struct pci_ops: effects of configuration writes on the device */

static void flr(void *priv)
{
	struct vcx_server *s = priv;

	vcx_dev_flr(s->dev);
	vfu_irqs_drop_latched(s->msix);
}

static void bus_master(void *priv, int on)
{
	struct vcx_server *s = priv;

	vcx_dev_set_bus_master(s->dev, on);
}

static const struct pci_ops pci_ops = {
	.flr = flr,
	.bus_master = bus_master,
};

/* struct control_ops: answers of the device */

static void *ask(void *priv, const char *line)
{
	struct vcx_server *s = priv;

	return vcx_dev_request(s->dev, line);
}

static int answer_next(void *priv, void *answer, const char **text, size_t *len)
{
	struct vcx_server *s = priv;

	return vcx_answer_next(s->dev, answer, text, len);
}

static void answer_free(void *priv, void *answer)
{
	(void)priv;
	vcx_answer_free(answer);
}

static const struct control_ops control_ops = {
	.ask = ask,
	.next = answer_next,
	.free = answer_free,
};

struct vcx_server *vcx_server_new(const struct vcx_server_config *cfg, char *err, size_t errlen)
{
	struct vcx_server *s = calloc(1, sizeof(*s));
	struct vcx_env env = {
		.priv = s,
		.dma_read = env_dma_read,
		.dma_write = env_dma_write,
		.irq = env_irq,
		.now_ns = env_now_ns,
		.log = env_log,
		.signal = env_signal,
		.send = env_send,
	};
	struct vcx_config dev_cfg = cfg->dev;
	struct vfu_config vcfg = {
		.ops = &vfu_ops,
		.priv = s,
		.regions = {
			[VFIO_PCI_BAR0_REGION_INDEX] = {
				VCX_BAR0_SIZE,
				VFIO_REGION_INFO_FLAG_READ |
				VFIO_REGION_INFO_FLAG_WRITE,
			},
			[VFIO_PCI_CONFIG_REGION_INDEX] = {
				PCI_CFG_SPACE_EXP_SIZE,
				VFIO_REGION_INFO_FLAG_READ |
				VFIO_REGION_INFO_FLAG_WRITE,
			},
		},
	};

	if (!s)
		goto no_memory;
	s->dma = dma_map_new();
	s->msix = vfu_irqs_new(VCX_NUM_VECTORS);
	vcfg.dma = s->dma;
	vcfg.irqs[VFIO_PCI_MSIX_IRQ_INDEX] = s->msix;
	s->vfu = vfu_new(&vcfg);
	if (!s->dma || !s->msix || !s->vfu)
		goto no_memory;
	pci_config_init(&s->pci, VCX_BAR0_SIZE, VCX_NUM_VECTORS, &pci_ops, s);
	s->wire = wire_new(cfg->wires, cfg->nr_wires, cfg->dev.name, err, errlen);
	if (!s->wire)
		goto failed;
	if (cfg->dev.impair && !wire_connects(s->wire)) {
		snprintf(err, errlen,
			 "--impair: the port is not connected: add --wire loop, peer or tap");
		goto failed;
	}
	if (cfg->control) {
		s->control = control_new(cfg->control, err, errlen);
		if (!s->control)
			goto failed;
	}
	dev_cfg.wire_loop = wire_loops(s->wire);
	if (wire_captures(s->wire))
		env.capture = env_capture;
	s->dev = vcx_dev_new(&dev_cfg, &env, err, errlen);
	if (!s->dev)
		goto failed;
	vcx_dev_set_carrier(s->dev, wire_carrier(s->wire));
	return s;

no_memory:
	snprintf(err, errlen, "out of memory");
failed:
	vcx_server_free(s);
	return NULL;
}

void vcx_server_free(struct vcx_server *s)
{
	if (!s)
		return;
	vfu_free(s->vfu);
	control_free(s->control, &control_ops, s);
	if (s->dev)
		vcx_dev_free(s->dev);
	wire_free(s->wire);
	vfu_irqs_free(s->msix);
	dma_map_free(s->dma);
	free(s);
}

int vcx_server_attach(struct vcx_server *s, int fd)
{
	int err = vfu_attach(s->vfu, fd);

	if (err)
		vcx_log(VCX_LOG_ERR, "cannot serve a client: %s", strerror(-err));
	return err;
}

/* Reset the device before the client's memory and eventfds are released. */
static void drop_client(struct vcx_server *s, const char *why)
{
	if (vfu_negotiated(s->vfu))
		reset_all(s, why);
	vfu_detach(s->vfu);
}

static void serve_client(struct vcx_server *s, int *done)
{
	int fresh = !vfu_negotiated(s->vfu);
	int err, known;

	batch_begin(s);
	err = vfu_process(s->vfu);
	known = vfu_negotiated(s->vfu);
	if (fresh && known)
		vcx_log(VCX_LOG_INFO, "client connected");
	if (!err)
		return;
	drop_client(s, "client gone");
	if (err != -ENOTCONN)
		vcx_log(VCX_LOG_ERR, "client dropped: %s", strerror(-err));
	else if (known)
		vcx_log(VCX_LOG_INFO, "client gone, ready for the next");
	if (known)
		*done = 1;
}

static void accept_client(struct vcx_server *s, const struct vcx_listener *l)
{
	int fd = vcx_accept(l);

	if (fd >= 0)
		vcx_server_attach(s, fd);
	else if (fd != -EAGAIN && fd != -EINTR && fd != -ECONNABORTED)
		vcx_log(VCX_LOG_ERR, "accept: %s", strerror(-fd));
}

static bool from_wire(void *priv, const void *frame, size_t len)
{
	struct vcx_server *s = priv;

	vcx_dev_receive(s->dev, frame, len);
	return !batch_over(s);
}

static void serve_wire(struct vcx_server *s, short revents)
{
	uint64_t now = env_now_ns(NULL);

	batch_begin(s);
	if (revents || wire_deadline(s->wire) <= now)
		wire_serve(s->wire, revents, now, from_wire, s);
	vcx_dev_set_carrier(s->dev, wire_carrier(s->wire));
}

/* Return: time until the next deadline of the device, wire or log; NULL if there is none. */
static struct timespec *time_left(const struct vcx_server *s, struct timespec *ts)
{
	uint64_t deadline = vcx_dev_deadline(s->dev);
	uint64_t wire = wire_deadline(s->wire);
	uint64_t log = vcx_log_deadline();
	uint64_t now = env_now_ns(NULL);
	uint64_t left;

	if (wire < deadline)
		deadline = wire;
	if (log < deadline)
		deadline = log;
	left = deadline > now ? deadline - now : 0;

	if (deadline == UINT64_MAX)
		return NULL;
	ts->tv_sec = (time_t)(left / NSEC_PER_SEC);
	ts->tv_nsec = (long)(left % NSEC_PER_SEC);
	return ts;
}

int vcx_server_run_once(struct vcx_server *s, const struct vcx_listener *l, int stop_fd, int *done)
{
	enum { STOP, CLIENT, LISTEN, WIRE, CAPTURE, CONTROL, NR = CONTROL + CONTROL_FDS };
	int client = vfu_fd(s->vfu);
	nfds_t nr = s->control ? NR : CONTROL;
	struct pollfd p[NR] = {
		[STOP] = { .fd = stop_fd, .events = POLLIN },
		[CLIENT] = { .fd = client },
		/* One client is served at a time; the others wait in the backlog. */
		[LISTEN] = { .fd = client < 0 && l ? l->fd : -1, .events = POLLIN },
	};
	struct timespec ts;

	if (client >= 0)
		p[CLIENT].events = vfu_poll_events(s->vfu);
	wire_poll(s->wire, &p[WIRE]);
	wire_capture_poll(s->wire, &p[CAPTURE]);
	if (s->control)
		control_poll(s->control, &p[CONTROL]);
	if (ppoll(p, nr, time_left(s, &ts), NULL) < 0)
		return errno == EINTR ? 0 : -errno;

	if (p[STOP].revents)
		return 1;
	if (p[CLIENT].revents)
		serve_client(s, done);
	if (p[LISTEN].revents)
		accept_client(s, l);
	serve_wire(s, p[WIRE].revents);
	if (p[CAPTURE].revents)
		wire_capture_flush(s->wire);
	if (s->control)
		control_serve(s->control, &p[CONTROL], &control_ops, s);
	if (vcx_dev_deadline(s->dev) <= env_now_ns(NULL))
		vcx_dev_run_timers(s->dev);
	if (vcx_log_deadline() <= env_now_ns(NULL))
		vcx_log_report();
	return 0;
}

bool vcx_server_reconnects(const struct vcx_server *s)
{
	return wire_reconnects(s->wire);
}

void vcx_server_stop(struct vcx_server *s)
{
	drop_client(s, "server stopped");
	vcx_dev_end(s->dev);
}
