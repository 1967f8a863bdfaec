/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The complete interface of the device model to its environment.
 *
 * The core (everything below vconnectx/card) reaches guest memory,
 * interrupts, time and the log only through this table.  The server
 * provides the real implementation; unit tests and fuzzers provide fake guest memory.
 */
#ifndef VCX_ENV_H
#define VCX_ENV_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "vconnectx/host/log.h"

#define VCX_BAR0_SIZE	(32u << 20) /* bytes: init segment, then UAR pages */
#define VCX_NUM_VECTORS 64	    /* MSI-X vectors offered */

/**
 * struct vcx_env - environment of one device
 * @priv: first argument of every callback
 * @dma_read: copy @len bytes from guest physical address @gpa.  Returns 0, or -EFAULT
 *	with nothing copied if any byte lies outside the client's DMA map.
 * @dma_write: copy @len bytes to @gpa; returns the same values.  Writes reach the
 *	guest in the order of the calls (release ordering between calls), so an owner
 *	byte is published by a second call that writes only this byte.
 * @irq: raise MSI-X vector @vector; the callee latches the interrupt while the vector
 *	has no eventfd
 * @now_ns: CLOCK_MONOTONIC in nanoseconds
 * @log: write one message, which has no trailing newline
 * @signal: the carrier transmitted by the port, initially off, was turned on or off;
 *	may be NULL
 * @send: transmit a frame, without FCS; NULL if the port is not connected
 * @capture: record a transmitted or received frame with a comment such as "tx sqn=21",
 *	"rx rqn=33 tirn=12" or "rx dropped: no rule matches"; NULL if there is no capture
 *
 * The core never holds a pointer into guest memory, so unmapping is always safe.
 */
struct vcx_env {
	void *priv;
	int (*dma_read)(void *priv, uint64_t gpa, void *buf, size_t len);
	int (*dma_write)(void *priv, uint64_t gpa, const void *buf, size_t len);
	void (*irq)(void *priv, unsigned int vector);
	uint64_t (*now_ns)(void *priv);
	void (*log)(void *priv, enum vcx_log_level level, const char *fmt, va_list ap);
	void (*signal)(void *priv, bool on);
	void (*send)(void *priv, const uint8_t *frame, size_t len);
	void (*capture)(void *priv, const uint8_t *frame, size_t len, const char *what);
};

#endif
