// SPDX-License-Identifier: GPL-2.0-only
/* The JSON of a recording itself: where from, how much, what was lost. */
#include "analysis/view/view.h"

#include <stdlib.h>
#include <string.h>

json_t *mt_json_number(int64_t value)
{
	return value < 0 ? json_null() : json_integer(value);
}

json_t *mt_json_text(const char *text)
{
	json_t *json = text && *text ? json_string(text) : NULL;
	char *clean = NULL;

	/* a path is whatever bytes the user gave */
	if (!json && text && *text && (clean = mt_span_clean(mt_span_z(text))))
		json = json_string(clean);
	free(clean);
	return json ? json : json_null();
}

json_t *mt_json_errno(int err)
{
	return mt_json_text(err ? strerrorname_np(-err) : NULL);
}

static json_t *lost(const struct mt_view *v)
{
	const struct mt_stats *stats = mt_recording_stats(v->rec);
	json_t *per_cpu = json_array();

	for (unsigned int i = 0; i < stats->nr_cpus; i++)
		json_array_append_new(per_cpu,
				      json_pack("{sI sI}", "events", (json_int_t)stats->cpu[i].lost,
						"gaps", (json_int_t)stats->cpu[i].gaps));
	return json_pack("{sI sI so so}", "events", (json_int_t)mt_stats_lost(stats), "gaps",
			 (json_int_t)mt_stats_gaps(stats), "per_cpu", per_cpu, "recorder_counted",
			 mt_json_number(v->snapshot.lost));
}

static json_t *malformed(const struct mt_stats *stats)
{
	json_t *first = json_array();

	for (unsigned int i = 0; i < stats->nr_problems; i++)
		json_array_append_new(
			first, json_pack("{so so so}", "file",
					 mt_json_text(stats->problems[i].file), "line",
					 stats->problems[i].line ?
						 json_integer((json_int_t)stats->problems[i].line) :
						 json_null(),
					 "why", mt_json_text(stats->problems[i].why)));
	return json_pack("{sI so}", "count", (json_int_t)stats->malformed, "first", first);
}

static json_t *devices(const struct mt_snapshot *s)
{
	json_t *list = json_array();

	for (unsigned int i = 0; i < s->devs.nr; i++) {
		const struct mt_snapshot_dev *dev = &s->devs.at[i];

		json_array_append_new(list, json_pack("{so so so so so so}", "netdev",
						      mt_json_text(dev->netdev), "pci",
						      mt_json_text(dev->pci), "ifindex",
						      mt_json_number(dev->ifindex), "firmware",
						      mt_json_text(dev->firmware), "combined",
						      mt_json_number(dev->combined), "max_combined",
						      mt_json_number(dev->max_combined)));
	}
	return list;
}

json_t *mt_json_recording(const struct mt_view *v)
{
	const struct mt_stats *stats = mt_recording_stats(v->rec);
	const struct mt_snapshot *s = &v->snapshot;

	return json_pack("{so so so so so so so so so sI sI sI sI sI so sI so so sb}", "path",
			 mt_json_text(mt_recording_path(v->rec)), "kind",
			 mt_json_text(mt_recording_kind(v->rec)), "machine",
			 mt_json_text(mt_recording_machine(v->rec)), "kernel",
			 mt_json_text(s->release), "patched",
			 s->patched < 0 ? json_null() : json_boolean(s->patched), "edited",
			 s->edited ? json_incref(s->edited) : json_null(), "devices", devices(s),
			 "tool", mt_json_text(s->tool), "clock", mt_json_text(s->clock), "events",
			 (json_int_t)stats->events, "series_events", (json_int_t)stats->mlx5,
			 "in_several_files", (json_int_t)stats->twins, "stacks",
			 (json_int_t)stats->stacks, "orphan_stacks",
			 (json_int_t)stats->orphan_stacks, "lost", lost(v), "clock_went_back",
			 (json_int_t)stats->backwards, "malformed", malformed(stats), "error",
			 v->err ? mt_json_text(v->err->text) : json_null(), "ticks", stats->ticks);
}
