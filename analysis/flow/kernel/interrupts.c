// SPDX-License-Identifier: GPL-2.0-only
#include "analysis/flow/kernel/interrupts.h"

#include <ctype.h>
#include <dirent.h>
#include <limits.h>
#include <stdio.h>

#include "analysis/base/memory.h"

/* The list is sorted, so that adjacent numbers form one range of the filter. */
static void add(struct flow_interrupts *i, unsigned int number)
{
	unsigned int at = i->list.nr, *slot;

	while (at && i->list.at[at - 1] >= number)
		if (i->list.at[--at] == number)
			return;
	slot = mt_vec_add(&i->list);
	if (!slot)
		return;
	memmove(&i->list.at[at + 1], &i->list.at[at], sizeof(*i->list.at) * (i->list.nr - 1 - at));
	i->list.at[at] = number;
}

static bool of_messages(struct flow_interrupts *i, const char *device)
{
	char path[PATH_MAX + 16];
	struct dirent *entry;
	bool found = false;
	DIR *dir;

	snprintf(path, sizeof(path), "%s/msi_irqs", device);
	dir = mt_mem(opendir(path));
	while (dir && (entry = readdir(dir))) {
		if (!isdigit((unsigned char)*entry->d_name))
			continue;
		add(i, (unsigned int)atoi(entry->d_name));
		found = true;
	}
	if (dir)
		closedir(dir);
	return found;
}

static bool of_line(struct flow_interrupts *i, const char *device)
{
	char path[PATH_MAX + 16];
	unsigned int number = 0;
	FILE *f;

	snprintf(path, sizeof(path), "%s/irq", device);
	f = mt_mem(fopen(path, "re"));
	if (f && fscanf(f, "%u", &number) == 1 && number)
		add(i, number);
	if (f)
		fclose(f);
	return number;
}

/* A device on another bus (auxiliary, virtio) uses the interrupts of its parent. */
static void of_device(struct flow_interrupts *i, const char *link)
{
	char device[PATH_MAX], *slash;

	if (!mt_mem(realpath(link, device)) || of_messages(i, device) || of_line(i, device))
		return;
	slash = strrchr(device, '/');
	*slash = '\0';
	if (!of_messages(i, device))
		of_line(i, device);
}

static void of_driver(struct flow_interrupts *i, const char *path)
{
	DIR *dir = mt_mem(opendir(path));
	struct dirent *entry;

	while (dir && (entry = readdir(dir))) {
		char link[PATH_MAX];

		/* The driver's directory also contains files and a link to the module. */
		if (entry->d_type != DT_LNK || !strcmp(entry->d_name, "module") ||
		    snprintf(link, sizeof(link), "%s/%s", path, entry->d_name) >= (int)sizeof(link))
			continue;
		of_device(i, link);
	}
	if (dir)
		closedir(dir);
}

void flow_interrupts_find(struct flow_interrupts *i, const char *sys, const char *module)
{
	char drivers[512];
	struct dirent *entry;
	DIR *dir;

	snprintf(drivers, sizeof(drivers), "%s/module/%s/drivers", sys, module);
	dir = mt_mem(opendir(drivers));
	while (dir && (entry = readdir(dir))) {
		char path[sizeof(drivers) + sizeof(entry->d_name)];

		if (*entry->d_name == '.')
			continue;
		snprintf(path, sizeof(path), "%s/%s", drivers, entry->d_name);
		of_driver(i, path);
	}
	if (dir)
		closedir(dir);
}

void flow_interrupts_free(struct flow_interrupts *i)
{
	free(i->list.at);
}

int flow_interrupts_thread(const char *comm)
{
	int number = -1;

	return comm && sscanf(comm, "irq/%d-", &number) == 1 ? number : -1;
}

bool flow_interrupts_has(const struct flow_interrupts *i, int number)
{
	for (unsigned int at = 0; at < i->list.nr; at++)
		if (i->list.at[at] == (unsigned int)number)
			return true;
	return false;
}

bool flow_interrupts_filter(const struct flow_interrupts *i, char *text, size_t size)
{
	const unsigned int *list = i->list.at;
	size_t at = 0;

	for (unsigned int from = 0, to; from < i->list.nr && at < size; from = to + 1) {
		const char *or = from ? "||" : "";

		for (to = from; to + 1 < i->list.nr && list[to + 1] == list[to] + 1;)
			to++;
		if (from == to)
			at += (size_t)snprintf(text + at, size - at, "%sirq==%u", or, list[from]);
		else
			at += (size_t)snprintf(text + at, size - at, "%s(irq>=%u&&irq<=%u)", or,
					       list[from], list[to]);
	}
	return at && at < size;
}
