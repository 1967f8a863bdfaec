// SPDX-License-Identifier: GPL-2.0-only
#include "vconnectx/host/log.h"

#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

static const char *const level_names[] = {
	[VCX_LOG_ERR] = "err",
	[VCX_LOG_WARN] = "warn",
	[VCX_LOG_INFO] = "info",
	[VCX_LOG_DEBUG] = "debug",
};

#define NR_LEVELS (sizeof(level_names) / sizeof(level_names[0]))

static struct {
	FILE *file; /* NULL: stderr */
	enum vcx_log_level level;
	char name[32];
} logger = { .level = VCX_LOG_INFO, .name = "-" };

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

	if (path) {
		file = fopen(path, "ae");
		if (!file)
			return -errno;
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
	if (logger.file)
		fclose(logger.file);
	logger.file = NULL;
}

void vcx_vlog(enum vcx_log_level level, const char *fmt, va_list ap)
{
	char text[1024], stamp[32];
	struct timespec now;
	struct tm tm;

	if (level > logger.level)
		return;

	vsnprintf(text, sizeof(text), fmt, ap);
	for (char *c = text; *c; c++) {
		if (iscntrl((unsigned char)*c))
			*c = '?';
	}
	clock_gettime(CLOCK_REALTIME, &now);
	gmtime_r(&now.tv_sec, &tm);
	strftime(stamp, sizeof(stamp), "%Y-%m-%dT%H:%M:%S", &tm);
	fprintf(logger.file ? logger.file : stderr, "%s.%06ldZ vconnectx[%s] %s: %s\n", stamp,
		now.tv_nsec / 1000, logger.name, level_names[level], text);
}

void vcx_log(enum vcx_log_level level, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	vcx_vlog(level, fmt, ap);
	va_end(ap);
}
