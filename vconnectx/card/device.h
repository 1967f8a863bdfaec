/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Interface of the device to the PCI layer: BAR 0, reset, timers.
 *
 * Single-threaded: one thread calls everything here.  No call blocks.
 */
#ifndef VCX_DEVICE_H
#define VCX_DEVICE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "vconnectx/card/core/env.h"

struct vcx_dev;

/**
 * struct vcx_config - command line settings of one device
 * @name: short name used in the log and in the command log's "dev"
 * @mac: permanent MAC address
 * @profile: path of the capability profile to read
 * @overrides: profile lines from --set
 * @nr_overrides: number of @overrides
 * @trace: command log stream (JSON lines), or NULL; owned by the caller and
 *	not closed by the device
 * @trace_rings: also log doorbells, CQEs and EQEs
 * @fault_rules: rule texts from --fault
 * @nr_fault_rules: number of @fault_rules
 * @wire_loop: frames sent by the port are also received by it
 * @impair: impairment rule of transmitted frames from --impair, or NULL
 */
struct vcx_config {
	const char *name;
	uint8_t mac[6];
	const char *profile;
	const char *const *overrides;
	size_t nr_overrides;
	FILE *trace;
	int trace_rings;
	const char *const *fault_rules;
	size_t nr_fault_rules;
	int wire_loop;
	const char *impair;
};

/**
 * vcx_dev_new() - create a device in its power-on state
 * @cfg: copied; strings need not outlive the call
 * @env: copied
 * @err: buffer for a one-line message (invalid profile or rule: the rule, the
 *	line, and the correct form)
 * @errlen: size of @err in bytes
 *
 * Return: the device, owned by the caller, or NULL with @err filled.
 */
struct vcx_dev *vcx_dev_new(const struct vcx_config *cfg, const struct vcx_env *env, char *err,
			    size_t errlen);
void vcx_dev_free(struct vcx_dev *dev);

/**
 * vcx_dev_reset() - return to the power-on state
 * @dev: the device
 * @why: reason, for the log: "DEVICE_RESET", "FLR", "client gone"
 *
 * Frees all objects of the guest.  Live objects are written to the leak ledger
 * first.
 */
void vcx_dev_reset(struct vcx_dev *dev, const char *why);

/**
 * vcx_dev_bar0_read() - read from BAR 0
 * Return: 0, or -EINVAL with @buf filled with 0xff bytes when the access is
 * outside the BAR or its size is not 1, 2, 4 or 8 bytes.
 */
int vcx_dev_bar0_read(struct vcx_dev *dev, uint64_t off, void *buf, size_t len);

/**
 * vcx_dev_bar0_write() - write to BAR 0 (doorbells run to completion)
 * Return: 0, or -EINVAL; nothing is changed on error.
 */
int vcx_dev_bar0_write(struct vcx_dev *dev, uint64_t off, const void *buf, size_t len);

/**
 * vcx_dev_receive() - receive a frame from the wire
 * @frame: from its destination address on, without FCS
 * @len: any; an invalid frame is counted as an error
 */
void vcx_dev_receive(struct vcx_dev *dev, const void *frame, size_t len);

/**
 * vcx_dev_set_carrier() - carrier from the link partner turned on or off
 * Kept across a reset.  Initially on.
 */
void vcx_dev_set_carrier(struct vcx_dev *dev, bool on);

/**
 * vcx_dev_request() - answer a line of the control socket
 * @text: a JSON object: {"show": "objects"|"queues"|"counters"|"steering"} or
 *	{"link": "up"|"down"}
 *
 * Return: a JSON object as text, to be freed by the caller; {"error": why} for an
 * invalid request; NULL when out of memory.
 */
char *vcx_dev_request(struct vcx_dev *dev, const char *text);

/**
 * vcx_dev_set_bus_master() - PCI command register bit 2 changed
 * With bus mastering off the device does no DMA and raises no interrupt.
 */
void vcx_dev_set_bus_master(struct vcx_dev *dev, int on);

/**
 * vcx_dev_deadline() - when vcx_dev_run_timers() is due
 * Return: CLOCK_MONOTONIC nanoseconds, UINT64_MAX when nothing is pending.
 */
uint64_t vcx_dev_deadline(const struct vcx_dev *dev);
void vcx_dev_run_timers(struct vcx_dev *dev);

#endif
