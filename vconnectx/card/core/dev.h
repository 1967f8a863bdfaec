/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * State of one device, shared by the layers below device.h.
 */
#ifndef VCX_DEV_H
#define VCX_DEV_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "vconnectx/card/core/caps.h"
#include "vconnectx/card/core/env.h"
#include "vconnectx/card/core/object.h"
#include "vconnectx/card/core/pages.h"
#include "vconnectx/card/core/timer.h"
#include "vconnectx/card/core/turn.h"
#include "vconnectx/host/ratelimit.h"

#define VCX_PAGE_SHIFT 12
#define VCX_PAGE_SIZE  (1u << VCX_PAGE_SHIFT)

/* BAR 0: the init segment, followed by a page for each UAR number */
#define VCX_ISEG_SIZE 0x10000u
#define VCX_UAR_FIRST (VCX_ISEG_SIZE >> VCX_PAGE_SHIFT)
#define VCX_UAR_NR    ((VCX_BAR0_SIZE >> VCX_PAGE_SHIFT) - VCX_UAR_FIRST)

#define VCX_NODE_DESC_SIZE 64 /* text of register NODE_DESC */

enum vcx_hca_state {
	VCX_HCA_DISABLED, /* power-on, and after DISABLE_HCA */
	VCX_HCA_ENABLED,  /* after ENABLE_HCA, and after TEARDOWN_HCA */
	VCX_HCA_INIT,	  /* after INIT_HCA */
};

/* NIC interface of the init segment */
enum vcx_nic_ifc {
	VCX_NIC_FULL = 0,
	VCX_NIC_DISABLED = 1, /* after a reset, until a command queue is set */
	VCX_NIC_SW_RESET = 7, /* a reset requested by the driver is in progress */
};

/* statistics for `show` and for tests */
struct vcx_stats {
	uint64_t commands;
	uint64_t failed_commands;
	uint64_t unknown_opcodes;
	uint64_t unknown_registers;
	uint64_t unknown_cap_types;
	uint64_t bad_doorbells;
	uint64_t dma_errors;
	uint64_t eq_overruns;
	uint64_t cq_overruns;
	uint64_t interrupts;
};

struct vcx_cmdlog;
struct vcx_cmdq;
struct vcx_fault;
struct vcx_impair;
struct vcx_nv;
struct vcx_port;
struct vcx_rx;
struct vcx_vport;

/* what a member points to is owned by the file that allocates it */
struct vcx_dev {
	struct vcx_env env;
	char *name;
	bool bus_master;
	enum vcx_hca_state state;
	uint16_t issi;
	uint8_t nic_interface; /* enum vcx_nic_ifc */
	struct vcx_caps caps;
	struct vcx_pages pages;
	struct vcx_objs objs;
	struct vcx_timers timers;
	struct vcx_stats stats;
	struct vcx_ratelimit ratelimit;
	struct vcx_timer log_timer; /* reports suppressed messages */
	uint64_t mem_used;	    /* bytes used by objects, at most VCX_MEM_MAX */
	struct vcx_turn turn;
	uint32_t xlt_budget; /* see VCX_TURN_STEPS */
	uint8_t node_desc[VCX_NODE_DESC_SIZE];
	struct vcx_cmdlog *log;
	struct vcx_cmdq *cmdq;
	struct vcx_rx *rx;
	struct vcx_vport *vport;
	struct vcx_port *port;
	struct vcx_nv *nv;
	struct vcx_fault *faults;
	size_t nr_faults;
	uint32_t health_counter;
	bool wire_loop;		   /* transmitted frames return to the port */
	struct vcx_impair *impair; /* impairment of frames on the wire, or NULL */
	struct vcx_timer impair_timer;
	struct vcx_timer sw_reset_timer;
};

/*
 * Write a message to the environment's log.  Except at the debug level, messages are
 * rate-limited, because a guest can cause any number of them; the number of suppressed
 * messages is reported.
 */
void vcx_dev_log(struct vcx_dev *dev, enum vcx_log_level level, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));
void vcx_dev_log_init(struct vcx_dev *dev);
/* report the number of messages suppressed so far */
void vcx_dev_log_flush(struct vcx_dev *dev);

static inline uint64_t vcx_now_ns(const struct vcx_dev *dev)
{
	return dev->env.now_ns(dev->env.priv);
}

/* free-running device clock in units of device_frequency_khz */
uint64_t vcx_clock(const struct vcx_dev *dev);

/*
 * Access guest memory.  Return: 0, or -EFAULT.  Every access fails while bus mastering is
 * off.  Failures are counted, and logged at a limited rate.
 */
int vcx_dma_read(struct vcx_dev *dev, uint64_t gpa, void *buf, size_t len);
int vcx_dma_write(struct vcx_dev *dev, uint64_t gpa, const void *buf, size_t len);
void vcx_irq(struct vcx_dev *dev, unsigned int vector);

const char *vcx_hca_state_name(enum vcx_hca_state state);

#endif
