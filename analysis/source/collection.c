// SPDX-License-Identifier: GPL-2.0-only
#include "analysis/source/collection.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "analysis/base/util.h"
#include "analysis/source/source.h"

static bool is_directory(const char *path)
{
	struct stat st;

	return !stat(path, &st) && S_ISDIR(st.st_mode);
}

/* Whether this is a name such as "trace.dat" or "trace.host:1234.dat.gz". */
static bool is_trace_name(const char *name)
{
	static const char *const packed[] = { ".gz", ".zst", ".xz", ".bz2" };
	static const char *const ends[] = { ".dat", ".data", ".txt" };
	size_t len = strlen(name);

	for (size_t i = 0; i < ARRAY_SIZE(packed); i++) {
		size_t end = strlen(packed[i]);

		if (len > end && !strcmp(name + len - end, packed[i])) {
			len -= end;
			break;
		}
	}
	for (size_t i = 0; i < ARRAY_SIZE(ends); i++) {
		size_t end = strlen(ends[i]);

		if (len > end && !strncmp(name + len - end, ends[i], end))
			return true;
	}
	return false;
}

static bool append(struct mt_paths *paths, char *path)
{
	char **at = path ? mt_vec_add(&paths->list) : NULL;

	if (!at) {
		free(path);
		return false;
	}
	*at = path;
	return true;
}

static int by_name(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

/* Append the traces in the directory, none if the directory is a recording itself. */
static bool add_entries(struct mt_paths *paths, const char *path, DIR *dir)
{
	const size_t len = strlen(path);
	const bool slash = len && path[len - 1] == '/';
	unsigned int first = paths->list.nr;
	const struct dirent *entry;

	while ((entry = readdir(dir))) {
		char *name = NULL;
		bool trace;

		if (*entry->d_name == '.')
			continue;
		if (!mt_mem_ok(asprintf(&name, "%s%s%s", path, slash ? "" : "/", entry->d_name) >=
			       0))
			return false;
		trace = is_directory(name) ? mt_is_recording(name) : is_trace_name(entry->d_name);
		if (!trace)
			free(name);
		else if (!append(paths, name))
			return false;
	}
	if (paths->list.nr > first)
		qsort(paths->list.at + first, paths->list.nr - first, sizeof(char *), by_name);
	return true;
}

bool mt_paths_add(struct mt_paths *paths, const char *path, struct mt_error *err)
{
	unsigned int first = paths->list.nr;
	bool good = true;
	DIR *dir;

	if (is_directory(path) && !mt_is_recording(path)) {
		dir = mt_mem(opendir(path));
		if (!dir) {
			mt_error_set(err, "%s: %s", path, strerror(errno));
			return false;
		}
		good = add_entries(paths, path, dir);
		closedir(dir);
	}
	if (good && paths->list.nr == first)
		good = append(paths, mt_mem(strdup(path)));
	if (!good)
		mt_error_set(err, "%s: out of memory", path);
	return good;
}

void mt_paths_free(struct mt_paths *paths)
{
	for (unsigned int i = 0; i < paths->list.nr; i++)
		free(paths->list.at[i]);
	free(paths->list.at);
	*paths = (struct mt_paths){ 0 };
}

bool mt_totals_add(struct mt_totals *totals, const struct mt_recording *rec)
{
	const struct mt_stats *stats = mt_recording_stats(rec);
	char *paths;

	if (!mt_mem_ok(asprintf(&paths, "%s%s%s", totals->nr ? totals->paths : "",
				totals->nr ? " + " : "", mt_recording_path(rec)) >= 0))
		return false;
	free(totals->paths);
	totals->paths = paths;
	totals->nr++;
	totals->events += stats->events;
	totals->mlx5 += stats->mlx5;
	totals->lost += mt_stats_lost(stats);
	totals->gaps += mt_stats_gaps(stats);
	totals->ticks |= stats->ticks;
	return true;
}

static bool totals_open(struct mt_source *src, struct mt_lines *lines)
{
	const struct mt_totals *totals = src->priv;

	(void)lines;
	snprintf(src->info.host, sizeof(src->info.host), "%s", totals->host);
	src->stats->events = totals->events;
	src->stats->mlx5 = totals->mlx5;
	src->stats->lost_anywhere = totals->lost;
	src->stats->gaps_anywhere = totals->gaps;
	src->stats->ticks = totals->ticks;
	return true;
}

static int totals_next(struct mt_source *src, struct mt_record *r)
{
	(void)src;
	(void)r;
	return 0;
}

static void totals_close(struct mt_source *src)
{
	(void)src;
}

static const struct mt_source_ops totals_source = {
	.kind = "several",
	.open = totals_open,
	.next = totals_next,
	.close = totals_close,
};

struct mt_recording *mt_open_totals(const struct mt_totals *totals, struct mt_error *err)
{
	/* the source only reads the totals, and only in open() */
	struct mt_recording *rec = mt_open_source(&totals_source, (void *)(uintptr_t)totals, err);

	if (rec)
		mt_recording_describe(rec, totals->paths, totals->host);
	return rec;
}
