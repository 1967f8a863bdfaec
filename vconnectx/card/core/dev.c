// SPDX-License-Identifier: GPL-2.0-only
/* Common services of the card: log, guest memory, interrupts and clock. */
#include "vconnectx/card/core/dev.h"

#include <errno.h>

#include "vconnectx/card/core/ifc.h"

/* log without a rate limit */
__attribute__((format(printf, 3, 4))) static void
log_now(struct vcx_dev *dev, enum vcx_log_level level, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	dev->env.log(dev->env.priv, level, fmt, ap);
	va_end(ap);
}

static void report(struct vcx_dev *dev, uint64_t now)
{
	unsigned int suppressed = vcx_ratelimit_report(&dev->ratelimit, now);

	if (suppressed)
		log_now(dev, VCX_LOG_WARN, "%u more messages about the guest were suppressed",
			suppressed);
}

static void log_window_over(struct vcx_dev *dev, struct vcx_timer *timer)
{
	(void)timer;
	report(dev, vcx_now_ns(dev));
}

void vcx_dev_log_init(struct vcx_dev *dev)
{
	dev->log_timer.fn = log_window_over;
}

void vcx_dev_log_flush(struct vcx_dev *dev)
{
	vcx_timer_cancel(&dev->log_timer);
	report(dev, UINT64_MAX);
}

void vcx_dev_log(struct vcx_dev *dev, enum vcx_log_level level, const char *fmt, ...)
{
	va_list ap;

	if (level != VCX_LOG_DEBUG) {
		report(dev, vcx_now_ns(dev));
		if (!vcx_ratelimit_pass(&dev->ratelimit)) {
			if (!vcx_timer_pending(&dev->log_timer))
				vcx_timer_set(dev, &dev->log_timer,
					      vcx_ratelimit_deadline(&dev->ratelimit));
			return;
		}
	}
	va_start(ap, fmt);
	dev->env.log(dev->env.priv, level, fmt, ap);
	va_end(ap);
}

uint64_t vcx_clock(const struct vcx_dev *dev)
{
	uint64_t khz = VCX_CAP_GEN(dev, device_frequency_khz);

	return (uint64_t)((unsigned __int128)vcx_now_ns(dev) * khz / 1000000);
}

static int dma_failed(struct vcx_dev *dev, const char *what, uint64_t gpa, size_t len)
{
	dev->stats.dma_errors++;
	vcx_dev_log(dev, VCX_LOG_ERR, "DMA %s of %zu bytes at 0x%llx: %s", what, len,
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
