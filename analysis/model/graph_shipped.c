// SPDX-License-Identifier: GPL-2.0-only
/* Finds the call graphs that are installed with the program. */
#include "analysis/model/graph_expect.h"

#include <glob.h>
#include <limits.h>
#include <stdio.h>
#include <unistd.h>

#include "analysis/base/memory.h"
#include "analysis/base/util.h"

/* Directories relative to the program, in the build tree and when installed. */
static const char *const places[] = { "../../analysis/graphs", "../share/mlx5-trace/graphs" };

/* Get the directory of the program, without a trailing slash. Returns false if it is unknown. */
static bool program_dir(char *dir, size_t size)
{
	ssize_t len = readlink("/proc/self/exe", dir, size - 1);
	char *slash;

	if (len <= 0)
		return false;
	dir[len] = '\0';
	slash = strrchr(dir, '/');
	if (slash)
		*slash = '\0';
	return slash;
}

char *mt_expected_shipped(const char *name)
{
	const char *at = strchr(name, '@');
	char dir[PATH_MAX], *path;

	if (!at || at == name || !at[1] || strchr(name, '/') || !program_dir(dir, sizeof(dir)))
		return NULL;
	for (size_t i = 0; i < ARRAY_SIZE(places); i++) {
		if (!mt_mem_ok(asprintf(&path, "%s/%s/%.*s.%s.txt", dir, places[i],
					(int)(at - name), name, at + 1) >= 0))
			return NULL;
		if (!access(path, R_OK))
			return path;
		free(path);
	}
	return NULL;
}

/* Append a graph's name to the list: for "/x/set_channels.v6.12.txt" it is "set_channels@v6.12". */
static void add_name(FILE *to, const char *path, bool first)
{
	const char *file = strrchr(path, '/') + 1, *dot = strchr(file, '.');

	fprintf(to, "%s%.*s@%.*s", first ? "" : ", ", (int)(dot - file), file,
		(int)(strlen(dot) - strlen(".") - strlen(".txt")), dot + 1);
}

char *mt_expected_shipped_names(void)
{
	char dir[PATH_MAX], pattern[PATH_MAX + 64], *names = NULL;
	size_t size;
	FILE *to = mt_mem(open_memstream(&names, &size));

	if (!to)
		return NULL;
	for (size_t i = 0; program_dir(dir, sizeof(dir)) && i < ARRAY_SIZE(places); i++) {
		glob_t found;

		snprintf(pattern, sizeof(pattern), "%s/%s/*.v*.txt", dir, places[i]);
		if (!glob(pattern, 0, NULL, &found))
			for (size_t k = 0; k < found.gl_pathc; k++)
				add_name(to, found.gl_pathv[k], !ftell(to));
		globfree(&found);
	}
	fclose(to);
	return names;
}
