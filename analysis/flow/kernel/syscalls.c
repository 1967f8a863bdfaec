// SPDX-License-Identifier: GPL-2.0-only
#include "analysis/flow/kernel/syscalls.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <tracefs.h>

#include "analysis/base/util.h"
#include "analysis/flow/kernel/names.h"
#include "analysis/flow/kernel/socket_names.h"
#include "analysis/base/memory.h"
#include "analysis/base/span.h"

#define NR_KNOWN 512

/* Parameters from events/syscalls/sys_enter_NAME/format. */
struct parameters {
	bool read;
	unsigned int nr;
	struct {
		char name[24];
		bool pointer;
	} at[6];
};

/* Parameters with named values. */
static const struct {
	const char *syscall, *parameter;
	enum flow_set set;
} named[] = {
	{ "ioctl", "cmd", FLOW_SET_IOCTL },
};

const char *flow_syscall_name(uint64_t number)
{
	static char text[32];
	const char *name = flow_name(FLOW_SET_SYSCALL, number);

	if (name)
		return name;
	snprintf(text, sizeof(text), "syscall %" PRIu64, number);
	return text;
}

/* Parse lines such as "	field:unsigned int fd;	offset:16;	size:8;	signed:0;". */
static void read_format(struct parameters *p, const char *format)
{
	while (p->nr < 6 && (format = strstr(format, "\tfield:"))) {
		const char *end = strchr(format, ';'), *name;

		if (!end)
			return;
		name = end;
		while (name > format && name[-1] != ' ')
			name--;
		if (strncmp(format, "\tfield:unsigned short common", 28) &&
		    strncmp(name, "common_", 7) && strncmp(name, "__syscall_nr", 12)) {
			snprintf(p->at[p->nr].name, sizeof(p->at[0].name), "%.*s",
				 (int)(end - name), name);
			p->at[p->nr++].pointer = memchr(format, '*', (size_t)(end - format));
		}
		format = end;
	}
}

static const struct parameters *parameters_of(uint64_t number, const char *name)
{
	static struct parameters known[NR_KNOWN];
	struct parameters *p = &known[number % NR_KNOWN];
	char event[64], *format;

	if (p->read)
		return p;
	p->read = true;
	/* Some system calls have a different name inside the kernel. */
	snprintf(event, sizeof(event), "sys_enter_%s", !strcmp(name, "uname") ? "newuname" : name);
	format = mt_mem(tracefs_event_file_read(NULL, "syscalls", event, "format", NULL));
	if (format)
		read_format(p, format);
	free(format);
	return p;
}

static const char *name_of(const char *syscall, const char *parameter, const uint64_t args[6],
			   uint64_t value)
{
	static char text[160];

	for (size_t i = 0; i < ARRAY_SIZE(named); i++)
		if (!strcmp(syscall, named[i].syscall) && !strcmp(parameter, named[i].parameter))
			return flow_name(named[i].set, value);
	return flow_socket_argument(syscall, parameter, args, value, text, sizeof(text)) ? text :
											   NULL;
}

void flow_syscall_text(uint64_t number, const uint64_t args[6], char *text, size_t size)
{
	const char *name = flow_syscall_name(number);
	const struct parameters *p = parameters_of(number, name);
	size_t at = 0;

	*text = '\0';
	for (unsigned int i = 0; i < p->nr && at < size; i++) {
		const char *known = name_of(name, p->at[i].name, args, args[i]);
		const char *comma = i ? ", " : "";

		if (known)
			at += (size_t)snprintf(text + at, size - at, "%s%s", comma, known);
		else if (p->at[i].pointer || args[i] > UINT32_MAX)
			at += (size_t)snprintf(text + at, size - at, "%s%s", comma, p->at[i].name);
		else
			at += (size_t)snprintf(text + at, size - at, "%s%s=%" PRId32, comma,
					       p->at[i].name, (int32_t)args[i]);
	}
}
