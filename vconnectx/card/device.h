/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Interface of the device to the PCI layer: BAR 0, reset, timers.
 *
 * All functions must be called by the same thread.  No function blocks.
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
 * @name: short name, used in the log and as "dev" in the command log
 * @mac: permanent MAC address
 * @profile: path of the capability profile to read
 * @overrides: profile lines from --set
 * @nr_overrides: number of @overrides
 * @trace: command log stream (JSON lines), or NULL; owned by the caller and
 *	not closed by the device
 * @trace_rings: also log doorbells, CQEs and EQEs
 * @fault_rules: rule strings from --fault
 * @nr_fault_rules: number of @fault_rules
 * @wire_loop: the port receives the frames that it sends
 * @impair: impairment rule for transmitted frames, from --impair, or NULL
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
 * @cfg: settings; copied, so that the strings need not outlive the call
 * @env: environment; copied
 * @err: buffer for a one-line message; for an invalid profile or rule, it names the
 *	line or the rule, and the correct format
 * @errlen: size of @err in bytes
 *
 * Return: the device, owned by the caller, or NULL with a message in @err.
 */
struct vcx_dev *vcx_dev_new(const struct vcx_config *cfg, const struct vcx_env *env, char *err,
			    size_t errlen);
/** vcx_dev_end() - the device has served its last client: log the fault rules that never fired */
void vcx_dev_end(struct vcx_dev *dev);

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
 * Like vcx_dev_reset(), but without a leak ledger, because a driver is not expected to
 * destroy its objects before a function-level reset.
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
 * If the work caused by a doorbell exceeds a turn, vcx_dev_run_timers() continues it.
 * Return: 0, or -EINVAL with nothing changed.
 */
int vcx_dev_bar0_write(struct vcx_dev *dev, uint64_t off, const void *buf, size_t len);

/**
 * vcx_dev_receive() - receive a frame from the wire
 * @frame: frame starting at its destination address, without FCS
 * @len: length of @frame; a frame with an invalid length is counted as an error
 */
void vcx_dev_receive(struct vcx_dev *dev, const void *frame, size_t len);

/**
 * vcx_dev_set_carrier() - the carrier from the link partner was turned on or off
 * The carrier is initially on, and its state is kept across a reset.
 */
void vcx_dev_set_carrier(struct vcx_dev *dev, bool on);

/**
 * vcx_dev_request() - begin the answer to a request from the control socket
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
 * The pieces together form a JSON object, which is {"error": why} for an invalid request.
 * Each piece is produced in one turn, so the parts of a long answer show the state of the
 * device at different times.
 *
 * Return: 1 if more pieces follow, 0 with the last piece, or -ENOMEM.
 */
int vcx_answer_next(struct vcx_dev *dev, struct vcx_answer *answer, const char **text, size_t *len);
void vcx_answer_free(struct vcx_answer *answer);

/**
 * vcx_dev_set_bus_master() - bit 2 of the PCI command register has changed
 * While bus mastering is off, the device does no DMA and raises no interrupts.
 */
void vcx_dev_set_bus_master(struct vcx_dev *dev, int on);

/**
 * vcx_dev_deadline() - time at which vcx_dev_run_timers() is due
 * Return: CLOCK_MONOTONIC nanoseconds; 0 if there is work to be continued; UINT64_MAX if
 * nothing is pending.
 */
uint64_t vcx_dev_deadline(const struct vcx_dev *dev);
/* run the timers that are due, for one turn: see core/turn.h */
void vcx_dev_run_timers(struct vcx_dev *dev);

#endif
