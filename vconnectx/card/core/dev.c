// SPDX-License-Identifier: GPL-2.0-only
/* Common services of the card: log, guest memory, interrupts, clock. */
#include "vconnectx/card/core/dev.h"

#include <errno.h>

#include "vconnectx/card/core/ifc.h"

#define NS_PER_SEC 1000000000ull
#define LOG_BURST  20u /* rate-limited messages per second */

static void log_va(struct vcx_dev *dev, enum vcx_log_level level, const char *fmt, va_list ap)
	__attribute__((format(printf, 3, 0)));

static void log_va(struct vcx_dev *dev, enum vcx_log_level level, const char *fmt, va_list ap)
{
	dev->env.log(dev->env.priv, level, fmt, ap);
}

void vcx_dev_log(struct vcx_dev *dev, enum vcx_log_level level, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	log_va(dev, level, fmt, ap);
	va_end(ap);
}

void vcx_dev_log_rl(struct vcx_dev *dev, enum vcx_log_level level, const char *fmt, ...)
{
	struct vcx_ratelimit *limit = &dev->ratelimit;
	uint64_t now = vcx_now_ns(dev);
	va_list ap;

	if (now - limit->window_ns >= NS_PER_SEC) {
		unsigned int suppressed = limit->suppressed;

		*limit = (struct vcx_ratelimit){ .window_ns = now };
		if (suppressed)
			vcx_dev_log(dev, VCX_LOG_WARN,
				    "%u more messages about the guest were suppressed", suppressed);
	}
	if (limit->used >= LOG_BURST) {
		limit->suppressed++;
		return;
	}
	limit->used++;
	va_start(ap, fmt);
	log_va(dev, level, fmt, ap);
	va_end(ap);
}

uint64_t vcx_now_ns(const struct vcx_dev *dev)
{
	return dev->env.now_ns(dev->env.priv);
}

uint64_t vcx_clock(const struct vcx_dev *dev)
{
	uint64_t khz = VCX_CAP_GEN(dev, device_frequency_khz);

	return (uint64_t)((unsigned __int128)vcx_now_ns(dev) * khz / 1000000);
}

static int dma_failed(struct vcx_dev *dev, const char *what, uint64_t gpa, size_t len)
{
	dev->stats.dma_errors++;
	vcx_dev_log_rl(dev, VCX_LOG_ERR, "DMA %s of %zu bytes at 0x%llx: %s", what, len,
		       (unsigned long long)gpa,
		       dev->bus_master ? "not in the client's DMA map" : "bus mastering is off");
	return -EFAULT;
}

int vcx_dma_read(struct vcx_dev *dev, uint64_t gpa, void *buf, size_t len)
{
	if (!dev->bus_master || dev->env.dma_read(dev->env.priv, gpa, buf, len))
		return dma_failed(dev, "read", gpa, len);
	return 0;
}

int vcx_dma_write(struct vcx_dev *dev, uint64_t gpa, const void *buf, size_t len)
{
	if (!dev->bus_master || dev->env.dma_write(dev->env.priv, gpa, buf, len))
		return dma_failed(dev, "write", gpa, len);
	return 0;
}

void vcx_irq(struct vcx_dev *dev, unsigned int vector)
{
	if (!dev->bus_master)
		return;
	dev->stats.interrupts++;
	dev->env.irq(dev->env.priv, vector);
}

const char *vcx_hca_state_name(enum vcx_hca_state state)
{
	static const char *const names[] = {
		[VCX_HCA_DISABLED] = "disabled",
		[VCX_HCA_ENABLED] = "enabled, not initialized",
		[VCX_HCA_INIT] = "initialized",
	};

	return names[state];
}
