// SPDX-License-Identifier: GPL-2.0-only
#include "vconnectx/host/log.h"

#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "vconnectx/host/output.h"
#include "vconnectx/host/ratelimit.h"
#include "vconnectx/host/util.h"

static const char *const level_names[] = {
	[VCX_LOG_ERR] = "err",
	[VCX_LOG_WARN] = "warn",
	[VCX_LOG_INFO] = "info",
	[VCX_LOG_DEBUG] = "debug",
};

#define NR_LEVELS (ARRAY_SIZE(level_names))

static struct {
	FILE *file; /* NULL: stderr */
	enum vcx_log_level level;
	char name[32];
	unsigned int lost; /* messages not written because the reader of a pipe stalled */
} logger = { .level = VCX_LOG_INFO, .name = "-" };

static struct vcx_ratelimit limit; /* limits vcx_log() */

static void report(uint64_t now);

int vcx_log_parse_level(const char *text, enum vcx_log_level *level)
{
	for (size_t i = 0; i < NR_LEVELS; i++) {
		if (!strcmp(text, level_names[i])) {
			*level = (enum vcx_log_level)i;
			return 0;
		}
	}
	return -EINVAL;
}

int vcx_log_open(const char *path, enum vcx_log_level level, const char *name)
{
	FILE *file = NULL;
	int fd;

	if (path) {
		fd = vcx_output_open(path, O_CREAT | O_APPEND);
		if (fd < 0)
			return fd;
		file = fdopen(fd, "a");
		if (!file) {
			close(fd);
			return -ENOMEM;
		}
		setvbuf(file, NULL, _IOLBF, 0);
	}
	vcx_log_close();
	logger.file = file;
	logger.level = level;
	snprintf(logger.name, sizeof(logger.name), "%s", name);
	return 0;
}

void vcx_log_close(void)
{
	report(UINT64_MAX);
	if (logger.file)
		fclose(logger.file);
	logger.file = NULL;
}

int vcx_log_fd(void)
{
	return fileno(logger.file ? logger.file : stderr);
}

/* a pipe that is ready has room for PIPE_BUF bytes or more, which is enough for a message */
static int has_room(FILE *file)
{
	struct pollfd p = { .fd = fileno(file), .events = POLLOUT };

	return poll(&p, 1, 0) != 0;
}

void vcx_vlog(enum vcx_log_level level, const char *fmt, va_list ap)
{
	FILE *file = logger.file ? logger.file : stderr;
	char text[1024], stamp[80];
	struct timespec now;
	struct tm tm;

	if (level > logger.level)
		return;
	if (!has_room(file)) {
		logger.lost++;
		return;
	}

	vsnprintf(text, sizeof(text), fmt, ap);
	for (char *c = text; *c; c++) {
		if (iscntrl((unsigned char)*c))
			*c = '?';
	}
	clock_gettime(CLOCK_REALTIME, &now);
	gmtime_r(&now.tv_sec, &tm);
	/* not with strftime(), which checks whether the time zone has changed */
	snprintf(stamp, sizeof(stamp), "%04d-%02d-%02dT%02d:%02d:%02d", tm.tm_year + 1900,
		 tm.tm_mon + 1, tm.tm_mday, tm.tm_hour, tm.tm_min, tm.tm_sec);
	if (logger.lost)
		fprintf(file, "%s.%06ldZ vconnectx[%s] warn: %u messages lost: reader too slow\n",
			stamp, now.tv_nsec / 1000, logger.name, logger.lost);
	logger.lost = 0;
	fprintf(file, "%s.%06ldZ vconnectx[%s] %s: %s\n", stamp, now.tv_nsec / 1000, logger.name,
		level_names[level], text);
}

static uint64_t now_ns(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (uint64_t)ts.tv_sec * 1000000000u + (uint64_t)ts.tv_nsec;
}

void vcx_log_own(enum vcx_log_level level, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	vcx_vlog(level, fmt, ap);
	va_end(ap);
}

uint64_t vcx_log_deadline(void)
{
	return vcx_ratelimit_deadline(&limit);
}

static void report(uint64_t now)
{
	unsigned int suppressed = vcx_ratelimit_report(&limit, now);

	if (suppressed)
		vcx_log_own(VCX_LOG_WARN, "%u more messages about clients were suppressed",
			    suppressed);
}

void vcx_log_report(void)
{
	report(now_ns());
}

void vcx_log(enum vcx_log_level level, const char *fmt, ...)
{
	va_list ap;

	if (level > logger.level)
		return;
	if (level != VCX_LOG_DEBUG) {
		report(now_ns());
		if (!vcx_ratelimit_pass(&limit))
			return;
	}
	va_start(ap, fmt);
	vcx_vlog(level, fmt, ap);
	va_end(ap);
}
