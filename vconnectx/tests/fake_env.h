/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A device with fake guest memory, and the driver's side of the command queue,
 * for unit tests of the device model.
 */
#ifndef VCX_TEST_FAKE_ENV_H
#define VCX_TEST_FAKE_ENV_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "vconnectx/card/device.h"
#include "vconnectx/card/core/dev.h"
#include "vconnectx/card/core/ifc.h"
#include "vconnectx/card/fw/cmd.h"
#include "vconnectx/card/core/wqe.h"

#define GUEST_BASE	0x100000ull /* first mapped guest address */
#define GUEST_SIZE	(8u << 20)
#define GUEST_FRAME_MAX (16u << 10)
#define GUEST_IN_MAX	(64u << 10) /* longest input or output in use */

/**
 * struct guest - a device and the memory of its guest
 * @dev: device under test
 * @mem: guest memory; address GUEST_BASE is its first byte
 * @dirty: pages of @mem that may not be zero
 * @next: first byte not yet allocated by guest_alloc()
 * @now_ns: time of the device's clock
 * @irqs: number of interrupts raised on each vector
 * @dma_writes: number of writes by the device
 * @signal: the port transmits a carrier
 * @nr_signals: number of changes of @signal
 * @sent: the last frame sent by the port
 * @sent_len: length of @sent
 * @nr_sent: number of frames sent
 * @captured: capture comment of the last frame sent or received
 * @log: the last log messages of the device, oldest first
 * @log_len: number of bytes in @log
 * @logged: number of bytes of all log messages so far
 * @trace: command log, if the guest was created by guest_new_traced()
 * @trace_text: text of the command log after fflush()
 * @trace_size: length of @trace_text
 * @cmdq: guest address of the command queue
 * @mailbox: guest address of the mailboxes, those of the input first
 * @token: token of the next command
 * @delivery: delivery status of the last command
 * @status: output status of the last command
 * @syndrome: syndrome of the last command
 * @out: output of the last command
 * @record: called for each command before it is executed, or NULL
 */
struct guest {
	struct vcx_dev *dev;
	uint8_t *mem;
	bool dirty[GUEST_SIZE / VCX_PAGE_SIZE];
	uint64_t next;
	uint64_t now_ns;
	unsigned int irqs[VCX_NUM_VECTORS];
	unsigned int dma_writes;
	bool signal;
	unsigned int nr_signals;
	uint8_t sent[GUEST_FRAME_MAX];
	size_t sent_len;
	unsigned int nr_sent;
	char captured[512];
	char log[16384];
	size_t log_len;
	uint64_t logged;
	FILE *trace;
	char *trace_text;
	size_t trace_size;
	uint64_t cmdq;
	uint64_t mailbox;
	uint8_t token;
	uint8_t delivery;
	uint8_t status;
	uint32_t syndrome;
	uint8_t out[GUEST_IN_MAX];
	void (*record)(const uint8_t *in, uint32_t in_len, uint32_t out_len);
};

/* create a device after power-on; fails the test if that is not possible */
struct guest *guest_new(const char *const *faults, size_t nr_faults);
/* as guest_new(), with a command log in memory */
struct guest *guest_new_traced(const char *const *faults, size_t nr_faults, bool rings);
void guest_free(struct guest *guest);
/* power on again: reset the device, clear the memory and set up the command queue */
void guest_restart(struct guest *guest);

/* Return: page-aligned guest address of @size zeroed bytes */
uint64_t guest_alloc(struct guest *guest, size_t size);
/* Return: address of @gpa in the memory of the test.  Bytes beyond the page of @gpa are zeroed by
 * guest_restart() only if they were allocated by guest_alloc().
 */
uint8_t *guest_ptr(struct guest *guest, uint64_t gpa);
bool guest_logged(const struct guest *guest, const char *text);

/* access the init segment with 32 bits */
uint32_t guest_iseg_read(struct guest *guest, uint32_t off);
void guest_iseg_write(struct guest *guest, uint32_t off, uint32_t value);

/* write the slot and the mailboxes of a command, without ringing the doorbell */
struct vcx_cmd_layout *guest_cmd_prepare(struct guest *guest, const void *in, uint32_t in_len,
					 uint32_t out_len);
/* ring the doorbell of slot 0; Return: whether the device has returned the slot */
bool guest_cmd_ring(struct guest *guest);
/* read status, syndrome and output of slot 0 */
void guest_cmd_collect(struct guest *guest, uint32_t out_len);

/**
 * guest_cmd() - execute a command through the queue
 * Return: output status; the test fails if it was not delivered.
 */
uint8_t guest_cmd(struct guest *guest, const void *in, uint32_t in_len, uint32_t out_len);

/* as guest_cmd(), for an input of structure @in_typ and an output of structure @out_typ */
#define GUEST_CMD(guest, in, in_typ, out_typ) \
	guest_cmd((guest), (in), VCX_ST_SZ(in_typ), VCX_ST_SZ(out_typ))

/* Return: input that is zeroed except for the opcode, valid until the next call */
uint8_t *guest_input(uint16_t opcode);

/* execute the commands from ENABLE_HCA to INIT_HCA in the driver's order */
void guest_bring_up(struct guest *guest);
/* provide @nr pages; Return: status */
uint8_t guest_give_pages(struct guest *guest, uint32_t nr);

/* bring the link up without events */
void guest_link_up(struct guest *guest);

/* Return: the whole answer to a request, to be freed by the caller */
char *guest_ask(struct guest *guest, const char *request);

/* advance the clock by @ns and run the timers that are due */
void guest_pass(struct guest *guest, uint64_t ns);

#endif
