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

struct vcx_answer;
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
 * @fault_rules: rule strings from --fault
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
 * @why: reason, for the log: "DEVICE_RESET", "client gone"
 *
 * Frees all objects of the guest.  Live objects are written to the leak ledger
 * first.
 */
void vcx_dev_reset(struct vcx_dev *dev, const char *why);

/**
 * vcx_dev_flr() - function-level reset
 * As vcx_dev_reset(), but no driver is expected to destroy its objects before.
 */
void vcx_dev_flr(struct vcx_dev *dev);

/**
 * vcx_dev_bar0_read() - read from BAR 0
 * Return: 0, or -EINVAL with @buf filled with 0xff bytes when the access is
 * outside the BAR or its size is not 1, 2, 4 or 8 bytes.
 */
int vcx_dev_bar0_read(struct vcx_dev *dev, uint64_t off, void *buf, size_t len);

/**
 * vcx_dev_bar0_write() - write to BAR 0
 * Work of a doorbell that exceeds a turn is continued by vcx_dev_run_timers().
 * Return: 0, or -EINVAL; nothing is changed on error.
 */
int vcx_dev_bar0_write(struct vcx_dev *dev, uint64_t off, const void *buf, size_t len);

/**
 * vcx_dev_receive() - receive a frame from the wire
 * @frame: frame starting at its destination address, without FCS
 * @len: any; an invalid frame is counted as an error
 */
void vcx_dev_receive(struct vcx_dev *dev, const void *frame, size_t len);

/**
 * vcx_dev_set_carrier() - carrier from the link partner turned on or off
 * Kept across a reset.  Initially on.
 */
void vcx_dev_set_carrier(struct vcx_dev *dev, bool on);

/**
 * vcx_dev_request() - begin the answer to a line of the control socket
 * @text: a JSON object: {"show": "objects"|"queues"|"counters"|"steering"} or
 *	{"link": "up"|"down"}
 *
 * Return: the answer, owned by the caller; NULL when out of memory.
 */
struct vcx_answer *vcx_dev_request(struct vcx_dev *dev, const char *text);

/**
 * vcx_answer_next() - write the next piece of an answer
 * @text: set to the piece, which is valid until the next call; may be empty
 * @len: set to its length
 *
 * The pieces together are a JSON object, {"error": why} for an invalid request.  Each is
 * produced in one turn: the parts of a long answer show the device at different times.
 *
 * Return: 1, or 0 with the last piece; -ENOMEM.
 */
int vcx_answer_next(struct vcx_dev *dev, struct vcx_answer *answer, const char **text, size_t *len);
void vcx_answer_free(struct vcx_answer *answer);

/**
 * vcx_dev_set_bus_master() - PCI command register bit 2 changed
 * With bus mastering off the device does no DMA and raises no interrupt.
 */
void vcx_dev_set_bus_master(struct vcx_dev *dev, int on);

/**
 * vcx_dev_deadline() - when vcx_dev_run_timers() is due
 * Return: CLOCK_MONOTONIC nanoseconds, 0 with work to be continued, UINT64_MAX when
 * nothing is pending.
 */
uint64_t vcx_dev_deadline(const struct vcx_dev *dev);
/* one turn: see core/turn.h */
void vcx_dev_run_timers(struct vcx_dev *dev);

#endif
