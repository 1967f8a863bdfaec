/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The server's own log: one line per message, to stderr or to a file.
 *
 *     2026-11-21T08:42:01.123456Z vconnectx[NAME] info: text
 *
 * Time is UTC (CLOCK_REALTIME).  Control characters are written as '?', because a message
 * may quote bytes from the client.
 */
#ifndef VCX_LOG_H
#define VCX_LOG_H

#include <stdarg.h>
#include <stdint.h>

enum vcx_log_level {
	VCX_LOG_ERR,   /* error of the guest or the client */
	VCX_LOG_WARN,  /* unexpected, or completed with an error status */
	VCX_LOG_INFO,  /* life cycle: client, reset, probe, teardown, ledger */
	VCX_LOG_DEBUG, /* each command, each queue state change */
};

/**
 * vcx_log_open() - set the log destination, which is initially stderr at info level
 * @path: file to append to, or NULL for stderr
 * @level: least important level that is written
 * @name: device name shown in each line; copied, truncated to 31 bytes
 *
 * Return: 0, or -errno with the destination unchanged.
 */
int vcx_log_open(const char *path, enum vcx_log_level level, const char *name);
void vcx_log_close(void);

/* Return: descriptor of the destination */
int vcx_log_fd(void);

/**
 * vcx_log_parse_level() - "err", "warn", "info" or "debug"
 * Return: 0 with @level set, or -EINVAL.
 */
int vcx_log_parse_level(const char *text, enum vcx_log_level *level);

/* Write a message that a client, a guest or a peer causes, at a limited rate (ratelimit.h). */
void vcx_log(enum vcx_log_level level, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

/**
 * vcx_log_deadline() - time at which vcx_log_report() has suppressed messages to report
 * Return: CLOCK_MONOTONIC nanoseconds, or UINT64_MAX if no message is suppressed.
 */
uint64_t vcx_log_deadline(void);
void vcx_log_report(void);

/* Write a message about the process itself, or one that is already limited, without a limit. */
void vcx_log_own(enum vcx_log_level level, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));
void vcx_vlog(enum vcx_log_level level, const char *fmt, va_list ap)
	__attribute__((format(printf, 2, 0)));

#endif
