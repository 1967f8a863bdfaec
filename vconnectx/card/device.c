// SPDX-License-Identifier: GPL-2.0-only
/* Interface of the device to the PCI layer: device.h. */
#include "vconnectx/card/device.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "vconnectx/card/fw/fault.h"
#include "vconnectx/card/fw/ledger.h"
#include "vconnectx/card/hca/cmdq.h"
#include "vconnectx/card/hca/dispatch.h"
#include "vconnectx/card/hca/iseg.h"
#include "vconnectx/card/hca/uar.h"
#include "vconnectx/card/core/dev.h"
#include "vconnectx/card/core/ifc.h"
#include "vconnectx/card/net/impair.h"
#include "vconnectx/card/queue/mkey.h"
#include "vconnectx/card/rx/steer.h"
#include "vconnectx/card/show/answer.h"
#include "vconnectx/card/show/request.h"
#include "vconnectx/card/fw/cmdlog.h"
#include "vconnectx/card/port/frame.h"
#include "vconnectx/card/port/port.h"
#include "vconnectx/card/port/vport.h"
#include "vconnectx/card/reg/reg_nv.h"
#include "vconnectx/card/rx/rx.h"

#define SW_RESET_NS 50000000ull

static bool load_faults(struct vcx_dev *dev, const struct vcx_config *cfg, char *err, size_t errlen)
{
	for (size_t i = 0; i < cfg->nr_fault_rules; i++)
		if (!vcx_fault_add(dev, cfg->fault_rules[i], err, errlen))
			return false;
	return true;
}

static bool load_impair(struct vcx_dev *dev, const struct vcx_config *cfg, char *err, size_t errlen)
{
	struct vcx_impair_rule rule;

	if (!cfg->impair)
		return true;
	if (!vcx_impair_parse(cfg->impair, &rule, err, errlen))
		return false;
	dev->impair = vcx_impair_new(&rule);
	if (!dev->impair)
		snprintf(err, errlen, "out of memory for the wire");
	return dev->impair;
}

/* reset all state to power-on values, without writing a leak ledger */
static void power_on(struct vcx_dev *dev)
{
	vcx_cmdq_reset(dev);
	vcx_rx_reset(dev);
	vcx_objs_reset(dev);
	vcx_pages_clear(&dev->pages);
	vcx_caps_reset(&dev->caps);
	vcx_port_reset(dev);
	vcx_vport_reset(dev);
	vcx_nv_reset(dev);
	dev->state = VCX_HCA_DISABLED;
	memset(dev->node_desc, 0, sizeof(dev->node_desc));
	dev->issi = 0;
	dev->nic_interface = VCX_NIC_DISABLED;
	vcx_timer_cancel(&dev->sw_reset_timer);
}

static bool make_parts(struct vcx_dev *dev, const struct vcx_config *cfg, char *err, size_t errlen)
{
	if (vcx_cmdlog_new(dev, cfg->trace, cfg->trace_rings) && vcx_cmdq_new(dev) &&
	    vcx_rx_new(dev) && vcx_vport_new(dev, cfg->mac) && vcx_port_new(dev) && vcx_nv_new(dev))
		return true;
	snprintf(err, errlen, "out of memory for the device");
	return false;
}

struct vcx_dev *vcx_dev_new(const struct vcx_config *cfg, const struct vcx_env *env, char *err,
			    size_t errlen)
{
	struct vcx_dev *dev = calloc(1, sizeof(*dev));

	if (dev)
		dev->name = strdup(cfg->name);
	if (!dev || !dev->name) {
		snprintf(err, errlen, "out of memory for the device");
		free(dev);
		return NULL;
	}
	dev->env = *env;
	vcx_dev_log_init(dev);
	dev->wire_loop = cfg->wire_loop;
	if (!make_parts(dev, cfg, err, errlen) ||
	    !vcx_caps_load(&dev->caps, cfg->profile, cfg->overrides, cfg->nr_overrides, err,
			   errlen) ||
	    !load_faults(dev, cfg, err, errlen) || !load_impair(dev, cfg, err, errlen)) {
		vcx_dev_free(dev);
		return NULL;
	}
	vcx_dispatch_init(dev);
	power_on(dev);
	return dev;
}

void vcx_dev_free(struct vcx_dev *dev)
{
	if (!dev)
		return;
	vcx_dev_log_flush(dev);
	vcx_cmdq_free(dev);
	vcx_objs_free(dev);
	vcx_rx_free(dev);
	vcx_port_free(dev);
	vcx_nv_free(dev);
	vcx_pages_clear(&dev->pages);
	vcx_vport_free(dev);
	vcx_caps_free(&dev->caps);
	vcx_fault_clear(dev);
	vcx_impair_free(dev->impair);
	vcx_cmdlog_free(dev);
	free(dev->name);
	free(dev);
}

void vcx_dev_end(struct vcx_dev *dev)
{
	vcx_fault_report_unused(dev);
}

static void reset(struct vcx_dev *dev, const char *why)
{
	vcx_cmdlog_reset(dev, why);
	power_on(dev);
	vcx_fault_cure(dev);
}

void vcx_dev_reset(struct vcx_dev *dev, const char *why)
{
	vcx_dev_log(dev, VCX_LOG_INFO, "reset: %s", why);
	if (dev->state == VCX_HCA_INIT)
		vcx_ledger_close(dev, why);
	reset(dev, why);
}

/* The reset releases the objects, which do not count as leaked by the driver. */
static void function_reset(struct vcx_dev *dev, const char *why)
{
	vcx_dev_log(dev, VCX_LOG_INFO, "reset: %s, %zu objects released", why, vcx_objs_count(dev));
	reset(dev, why);
}

void vcx_dev_flr(struct vcx_dev *dev)
{
	function_reset(dev, "FLR");
}

static void sw_reset_done(struct vcx_dev *dev, struct vcx_timer *timer)
{
	(void)timer;
	dev->nic_interface = VCX_NIC_DISABLED;
}

static void sw_reset(struct vcx_dev *dev)
{
	function_reset(dev, "by the driver");
	dev->nic_interface = VCX_NIC_SW_RESET;
	dev->sw_reset_timer.fn = sw_reset_done;
	vcx_timer_set(dev, &dev->sw_reset_timer, vcx_now_ns(dev) + SW_RESET_NS);
}

void vcx_dev_set_bus_master(struct vcx_dev *dev, int on)
{
	dev->bus_master = on;
}

static bool access_ok(uint64_t off, size_t len)
{
	return (len == 1 || len == 2 || len == 4 || len == 8) && off < VCX_BAR0_SIZE &&
	       len <= VCX_BAR0_SIZE - off;
}

int vcx_dev_bar0_read(struct vcx_dev *dev, uint64_t off, void *buf, size_t len)
{
	uint8_t *bytes = buf;

	memset(buf, 0xff, len);
	if (!access_ok(off, len))
		return -EINVAL;
	memset(buf, 0, len);
	/* UAR pages are write-only and read as 0 */
	for (size_t i = 0; i < len && off + i < VCX_ISEG_SIZE; i++) {
		uint32_t at = (uint32_t)(off + i);

		bytes[i] = (uint8_t)(vcx_iseg_read(dev, at & ~3u) >> (24 - at % 4 * 8));
	}
	return 0;
}

static int iseg_write(struct vcx_dev *dev, uint32_t off, const uint8_t *buf, size_t len)
{
	if (len < 4 || off % 4) {
		vcx_dev_log(dev, VCX_LOG_WARN, "%zu bytes written to init segment offset 0x%x", len,
			    off);
		return -EINVAL;
	}
	for (size_t i = 0; i < len; i += 4)
		vcx_iseg_write(dev, off + (uint32_t)i, vcx_get_be32(buf + i));
	if (dev->nic_interface == VCX_NIC_SW_RESET && !vcx_timer_pending(&dev->sw_reset_timer))
		sw_reset(dev);
	return 0;
}

int vcx_dev_bar0_write(struct vcx_dev *dev, uint64_t off, const void *buf, size_t len)
{
	uint32_t at = (uint32_t)off;
	int err;

	if (!access_ok(off, len))
		return -EINVAL;
	vcx_turn_begin(dev);
	if (off < VCX_ISEG_SIZE)
		return iseg_write(dev, at, buf, len);
	/* the doorbell is lost, because the driver has not detected the reset yet */
	if (dev->nic_interface != VCX_NIC_FULL)
		return 0;
	err = vcx_uar_write(dev, at >> VCX_PAGE_SHIFT, at % VCX_PAGE_SIZE, buf, len);
	if (err)
		vcx_dev_log(dev, VCX_LOG_WARN, "%zu bytes written to BAR 0 offset 0x%x ignored",
			    len, at);
	return err;
}

void vcx_dev_receive(struct vcx_dev *dev, const void *frame, size_t len)
{
	vcx_turn_begin(dev);
	vcx_frame_receive(dev, frame, len);
}

struct vcx_answer *vcx_dev_request(struct vcx_dev *dev, const char *text)
{
	return vcx_request(dev, text);
}

int vcx_answer_next(struct vcx_dev *dev, struct vcx_answer *answer, const char **text, size_t *len)
{
	return vcx_answer_write(dev, answer, text, len);
}

void vcx_answer_free(struct vcx_answer *answer)
{
	vcx_answer_drop(answer);
}

void vcx_dev_set_carrier(struct vcx_dev *dev, bool on)
{
	vcx_port_set_carrier(dev, on);
}

uint64_t vcx_dev_deadline(const struct vcx_dev *dev)
{
	return vcx_timers_deadline(&dev->timers);
}

void vcx_dev_run_timers(struct vcx_dev *dev)
{
	vcx_turn_begin(dev);
	vcx_timers_run(dev, vcx_now_ns(dev));
}
