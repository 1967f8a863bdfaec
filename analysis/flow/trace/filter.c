// SPDX-License-Identifier: GPL-2.0-only
/*
 * A pattern written to set_ftrace_filter is compared with the name of every function, which takes
 * about a second on a slow machine.  An index into available_filter_functions is accepted
 * without this cost.
 */
#include "analysis/flow/trace/filter.h"

#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

#include "analysis/flow/kernel/layers.h"
#include "analysis/base/lines.h"

static bool put(int fd, const char *word)
{
	size_t len = strlen(word);

	return write(fd, word, len) == (ssize_t)len;
}

/* Returns the number of functions that the kernel accepted. */
static unsigned int put_rules(int to)
{
	struct mt_lines lines = { .fd = -1 };
	struct mt_span line;
	unsigned int taken = 0, place = 0;
	int fd = tracefs_instance_file_open(NULL, "available_filter_functions", O_RDONLY);

	if (fd < 0 || !mt_lines_init(&lines, fd))
		return 0;
	while (mt_lines_next(&lines, &line) > 0) {
		char name[128], word[16];

		place++;
		/* Skip functions of modules, such as "mlx5e_open [mlx5_core]". */
		if (memchr(line.p, ' ', line.len) || line.len >= sizeof(name))
			continue;
		snprintf(name, sizeof(name), MT_SPAN_FMT, MT_SPAN_ARG(line));
		if (!flow_layer_has(name))
			continue;
		snprintf(word, sizeof(word), "%u ", place);
		taken += put(to, word);
	}
	mt_lines_fini(&lines);
	return taken;
}

bool flow_filter_set(struct flow_trace *t, struct mt_error *err)
{
	int fd = tracefs_instance_file_open(t->buffer[FLOW_GRAPH], "set_ftrace_filter",
					    O_WRONLY | O_TRUNC);
	unsigned int taken = fd < 0 ? 0 : put_rules(fd);

	for (unsigned int i = 0; fd >= 0 && i < t->nr_modules; i++) {
		const char *name = t->modules[i];
		bool number = isdigit((unsigned char)*name);
		char word[96];

		/* The kernel takes a word that begins with a digit for an index, as in "8021q". */
		snprintf(word, sizeof(word), "*:mod:%s%c%s%s ", number ? "[" : "", *name,
			 number ? "]" : "", name + 1);
		taken += put(fd, word);
	}
	if (!taken)
		mt_error_set(err,
			     "the kernel accepted none of the functions in set_ftrace_filter: %s",
			     strerror(errno));
	if (fd >= 0 && close(fd) && taken) {
		mt_error_set(err, "the kernel rejected the functions in set_ftrace_filter: %s",
			     strerror(errno));
		return false;
	}
	return taken;
}
