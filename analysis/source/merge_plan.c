// SPDX-License-Identifier: GPL-2.0-only
/* Groups files by clock, by machine and, if these are unknown, by their times. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "analysis/base/memory.h"
#include "analysis/base/util.h"
#include "analysis/source/child.h"
#include "analysis/source/merge.h"

#define ADVICE	"without --merge each file is reported separately"
#define NEAR_NS UINT64_C(1000000000) /* tolerance between start and end times of recorders */

/* perf and the tracer use different names for the same clocks. */
static const struct {
	const char *perf, *name;
} clocks[] = {
	{ "monotonic", "mono" },
	{ "monotonic_raw", "mono_raw" },
	{ "boottime", "boot" },
	{ "tai", "tai" },
};

static const char *clock_name(const char *clock)
{
	for (size_t i = 0; i < ARRAY_SIZE(clocks); i++)
		if (!strcmp(clock, clocks[i].perf))
			return clocks[i].name;
	return clock;
}

static void describe(struct mt_member *m)
{
	const struct mt_source_info *info = &mt_recording_source(m->rec)->info;
	const char *clock = json_string_value(json_object_get(mt_recording_meta(m->rec), "clock"));

	snprintf(m->clock, sizeof(m->clock), "%s",
		 clock_name(*info->clock ? info->clock :
			    clock	 ? clock :
					   ""));
	snprintf(m->host, sizeof(m->host), "%s", info->host);
	m->trace_id = info->trace_id;
	m->shifted = info->shifted;
}

/* Set the name of each guest from its host. */
static void name_guests(struct mt_member *members, unsigned int nr)
{
	for (unsigned int i = 0; i < nr; i++) {
		struct mt_source *src = mt_recording_source(members[i].rec);

		for (unsigned int g = 0; g < nr; g++)
			if (g != i && members[g].trace_id && !*members[g].guest)
				mt_tracedat_guest(src, members[g].trace_id, members[g].guest,
						  sizeof(members[g].guest));
	}
}

static bool same_machine(const struct mt_member *a, const struct mt_member *b)
{
	if (*a->guest || *b->guest)
		return !strcmp(a->guest, b->guest);
	return !*a->host || !*b->host || !strcmp(a->host, b->host);
}

static bool number_machines(struct mt_member *members, unsigned int nr, unsigned int *nr_machines,
			    struct mt_error *err)
{
	*nr_machines = 0;
	for (unsigned int i = 0; i < nr; i++) {
		struct mt_member *m = &members[i];
		unsigned int first = 0;

		if (*m->guest && !m->shifted) {
			mt_error_set(
				err,
				"%s: is the guest %s, but was recorded without the time shift to its host, and cannot be merged (" ADVICE
				")",
				m->path, m->guest);
			return false;
		}
		while (first < i && !same_machine(&members[first], m))
			first++;
		m->machine = first < i ? members[first].machine : (*nr_machines)++;
		if (first == i || *m->host || *m->guest)
			continue;
		/* an unknown machine is valid if there is only one machine */
		for (unsigned int k = 0; k < nr; k++) {
			if (members[k].machine == m->machine ||
			    (k > i && same_machine(&members[k], m)))
				continue;
			mt_error_set(
				err,
				"%s: has no machine name and cannot be merged, as the other files are from several machines (" ADVICE
				")",
				m->path);
			return false;
		}
	}
	return true;
}

/* Reject machines with unrelated clocks. */
static bool check_machines(const struct mt_member *members, unsigned int nr, struct mt_error *err)
{
	for (unsigned int i = 1; i < nr; i++) {
		const struct mt_member *a = &members[0], *b = &members[i];

		if (a->machine == b->machine || *a->guest || *b->guest)
			continue;
		if (!strcmp(a->clock, MT_CLOCK_WALL) && !strcmp(b->clock, MT_CLOCK_WALL))
			continue;
		mt_error_set(
			err,
			"%s is from the machine %s, %s is from %s, and neither contains the time shift to the other machine: record both with the time of day (trace-cmd record --date) to merge them (" ADVICE
			")",
			a->path, a->host, b->path, b->host);
		return false;
	}
	return true;
}

static bool check_clocks(const struct mt_member *members, unsigned int nr, struct mt_error *err)
{
	const struct mt_member *known = NULL;

	for (unsigned int i = 0; i < nr; i++) {
		const struct mt_member *m = &members[i];

		/* the times of a guest have already been converted to the times of its host */
		if (!*m->clock || *m->guest)
			continue;
		if (!known)
			known = m;
		if (!strcmp(m->clock, known->clock))
			continue;
		mt_error_set(
			err,
			"the times of %s (clock %s) and %s (clock %s) cannot be compared: record both with the clock mono (" ADVICE
			")",
			known->path, known->clock, m->path, m->clock);
		return false;
	}
	return true;
}

/* Read the whole file to determine its time range. */
static bool read_times(struct mt_member *m, const struct mt_options *opts, struct mt_error *err)
{
	struct mt_recording *rec;
	struct mt_record *r;

	if (!strcmp(m->path, "-")) {
		mt_error_set(err,
			     "standard input has no clock and cannot be merged: use a file instead");
		return false;
	}
	rec = mt_open(m->path, opts, err);
	r = mt_mem(calloc(1, sizeof(*r)));
	if (!rec || !r) {
		mt_close(rec);
		free(r);
		return false;
	}
	while (mt_next(rec, r) > 0)
		;
	m->first = mt_recording_stats(rec)->first_ts;
	m->last = mt_recording_stats(rec)->last_ts;
	free(r);
	mt_close(rec);
	return true;
}

/* If a clock is unknown, the time ranges must overlap. */
static bool check_times(struct mt_member *members, unsigned int nr, const struct mt_options *opts,
			struct mt_error *err)
{
	bool unknown = false;

	for (unsigned int i = 0; i < nr; i++)
		unknown |= !*members[i].clock;
	if (!unknown)
		return true;
	for (unsigned int i = 0; i < nr; i++)
		if (!read_times(&members[i], opts, err))
			return false;
	for (unsigned int i = 0; i < nr; i++) {
		const struct mt_member *a = &members[i];
		bool meets = false;

		for (unsigned int k = 0; k < nr; k++)
			meets |= k != i && a->first <= members[k].last + NEAR_NS &&
				 members[k].first <= a->last + NEAR_NS;
		if (meets || *a->clock)
			continue;
		mt_error_set(err,
			     "%s has no clock, and its times (%" PRIu64 " to %" PRIu64
			     " s) do not overlap those of the other files: cannot be merged (" ADVICE
			     ")",
			     a->path, a->first / 1000000000, a->last / 1000000000);
		return false;
	}
	return true;
}

bool mt_merge_plan(struct mt_member *members, unsigned int nr, const struct mt_options *opts,
		   unsigned int *nr_machines, struct mt_error *err)
{
	for (unsigned int i = 0; i < nr; i++)
		describe(&members[i]);
	name_guests(members, nr);
	/* in text files, the metadata is before the first event */
	for (unsigned int i = 0; i < nr; i++) {
		members[i].state = mt_next(members[i].rec, &members[i].head);
		describe(&members[i]);
	}
	return number_machines(members, nr, nr_machines, err) && check_machines(members, nr, err) &&
	       check_clocks(members, nr, err) && check_times(members, nr, opts, err);
}
