// SPDX-License-Identifier: GPL-2.0-only
#include "analysis/model/snapshot.h"

#include <fnmatch.h>
#include <stdio.h>
#include <string.h>

static const char *text(json_t *object, const char *key)
{
	const char *value = json_string_value(json_object_get(object, key));

	return value ? value : "";
}

static int64_t number(json_t *object, const char *key)
{
	json_t *value = json_object_get(object, key);

	return json_is_integer(value) ? json_integer_value(value) : -1;
}

/* Search for the key, because the nesting of devlink's output differs between versions. */
static json_t *find_array(json_t *json, const char *name, int depth)
{
	json_t *value, *found = json_object_get(json, name);
	const char *key;
	size_t i;

	if (!json || depth > 6)
		return NULL;
	if (json_is_array(found))
		return found;
	if (json_is_object(json)) {
		json_object_foreach(json, key, value) {
			found = find_array(value, name, depth + 1);
			if (found)
				return found;
		}
	} else if (json_is_array(json)) {
		json_array_foreach(json, i, value) {
			found = find_array(value, name, depth + 1);
			if (found)
				return found;
		}
	}
	return NULL;
}

/* Find the same device in after.json. */
static json_t *dev_after(json_t *after, json_t *before)
{
	const char *netdev = text(before, "netdev");
	json_t *dev;
	size_t i;

	json_array_foreach(json_object_get(after, "devices"), i, dev)
		if (!strcmp(text(dev, "netdev"), netdev) &&
		    number(dev, "ifindex") == number(before, "ifindex"))
			return dev;
	return NULL;
}

static void read_dev(struct mt_snapshot *s, json_t *json, json_t *after)
{
	json_t *driver = json_object_get(json, "driver");
	json_t *channels = json_object_get(json, "channels");
	json_t *rss = json_object_get(json, "rss");
	json_t *indir = json_object_get(rss, "indir");
	json_t *rx = json_object_get(json, "devlink_health_rx");
	struct mt_snapshot_dev *dev = mt_vec_add(&s->devs);

	if (!dev)
		return;
	*dev = (struct mt_snapshot_dev){
		.netdev = text(json, "netdev"),
		.pci = text(json, "pci"),
		.ifindex = number(json, "ifindex"),
		.driver = text(driver, "name"),
		.version = text(driver, "version"),
		.firmware = text(driver, "firmware"),
		.combined = number(channels, "combined"),
		.max_combined = number(channels, "max_combined"),
		.rss_hash = text(rss, "hash"),
		.rss_entries = json_is_array(indir) ? (int64_t)json_array_size(indir) : -1,
		.indir = json_is_array(indir) ? indir : NULL,
		.rqs = find_array(rx, "RQs", 0),
		.sqs = find_array(json_object_get(json, "devlink_health_tx"), "SQs", 0),
		.direct_tirs = find_array(rx, "Direct TIRs", 0),
		.rss_tirs = find_array(rx, "RSS", 0),
		.rules = json_object_get(json, "rules"),
		.missing = json_object_get(json, "missing"),
		.before = json,
		.after = dev_after(after, json),
	};
}

void mt_snapshot_read(struct mt_snapshot *s, const struct mt_recording *rec)
{
	json_t *snapshot = mt_recording_snapshot(rec);
	json_t *meta = mt_recording_meta(rec);
	json_t *kernel = json_object_get(snapshot, "kernel");
	json_t *module = json_object_get(snapshot, "module");
	json_t *patched = json_object_get(module, "patched");
	json_t *edited = json_object_get(module, "edited");
	json_t *dev;
	size_t i;

	*s = (struct mt_snapshot){
		.release = text(kernel, "release"),
		.machine = text(kernel, "machine"),
		.srcversion = text(module, "srcversion"),
		.patched = json_is_boolean(patched) ? json_is_true(patched) : -1,
		.edited = json_is_array(edited) ? edited : NULL,
		.tool = text(meta, "tool"),
		.tool_version = text(meta, "tool_version"),
		.clock = text(meta, "clock"),
		.started = text(meta, "started"),
		.command = json_object_get(meta, "command"),
		.events = json_object_get(meta, "events"),
		.exit_status = number(meta, "exit_status"),
		.lost = number(json_object_get(meta, "lost"), "total"),
	};
	json_array_foreach(json_object_get(snapshot, "devices"), i, dev)
		read_dev(s, dev, mt_recording_after(rec));
}

/* Whether events that change the map were selected for the recording, or may have been. */
static bool shows_changes(const struct mt_snapshot *s)
{
	for (int event = 0; event < MT_EV_OTHER; event++)
		switch (event) {
		case MT_EV_CMD_ISSUE:
		case MT_EV_CMD_SUBMIT:
		case MT_EV_CMD_DONE:
		case MT_EV_XSK_SETUP_POOL:
		case MT_EV_HWTSTAMP_SET:
		case MT_EV_HWTSTAMP_GET:
			break;
		default:
			if (mt_snapshot_recorded(s, event))
				return true;
		}
	return false;
}

static void to_end(struct mt_snapshot_dev *dev)
{
	json_t *rx = json_object_get(dev->after, "devlink_health_rx");
	json_t *indir = json_object_get(json_object_get(dev->after, "rss"), "indir");
	json_t *rqs = find_array(rx, "RQs", 0);

	/* after.json of an older recorder has no queues, and its other values alone would mislead */
	if (!rqs) {
		dev->side = MT_SNAPSHOT_STALE;
		return;
	}
	dev->side = MT_SNAPSHOT_AFTER;
	dev->combined = number(json_object_get(dev->after, "channels"), "combined");
	dev->indir = json_is_array(indir) ? indir : NULL;
	dev->rqs = rqs;
	dev->sqs = find_array(json_object_get(dev->after, "devlink_health_tx"), "SQs", 0);
	dev->direct_tirs = find_array(rx, "Direct TIRs", 0);
	dev->rss_tirs = find_array(rx, "RSS", 0);
	dev->rules = json_object_get(dev->after, "rules");
}

void mt_snapshot_without_events(struct mt_snapshot *s, bool end)
{
	if (shows_changes(s))
		return;
	for (unsigned int i = 0; i < s->devs.nr; i++)
		if (end)
			to_end(&s->devs.at[i]);
		else
			s->devs.at[i].side = MT_SNAPSHOT_STALE;
}

void mt_snapshot_free(struct mt_snapshot *s)
{
	free(s->devs.at);
}

const struct mt_snapshot_dev *mt_snapshot_netdev(const struct mt_snapshot *s, const char *netdev)
{
	for (unsigned int i = 0; i < s->devs.nr; i++)
		if (*netdev && !strcmp(s->devs.at[i].netdev, netdev))
			return &s->devs.at[i];
	return NULL;
}

bool mt_snapshot_xdp_is(const struct mt_snapshot *s, const char *netdev, const char *mode)
{
	const struct mt_snapshot_dev *dev = mt_snapshot_netdev(s, netdev);

	return dev && (!strcmp(text(json_object_get(dev->before, "xdp"), "mode"), mode) ||
		       !strcmp(text(json_object_get(dev->after, "xdp"), "mode"), mode));
}

/*
 * Whether the event matches a pattern such as "mlx5:mlx5e_open_*", "mlx5/mlx5e_open_xsk", "mlx5:*"
 * or "mlx5".
 */
static bool pattern_covers(const char *pattern, const char *name)
{
	const char *sep = strpbrk(pattern, ":/");

	if (!sep)
		return !strcmp(pattern, "mlx5") || !fnmatch(pattern, name, 0);
	return !strncmp(pattern, "mlx5", (size_t)(sep - pattern)) &&
	       (!sep[1] || !fnmatch(sep + 1, name, 0));
}

int mt_snapshot_recorded(const struct mt_snapshot *s, enum mt_event event)
{
	json_t *pattern;
	size_t i;

	if (!json_is_array(s->events))
		return -1;
	json_array_foreach(s->events, i, pattern)
		if (json_is_string(pattern) &&
		    pattern_covers(json_string_value(pattern), mt_event_name(event)))
			return 1;
	return 0;
}

int mt_release_at_least(const char *release, int major, int minor)
{
	int have_major, have_minor;

	if (sscanf(release, "%d.%d", &have_major, &have_minor) != 2)
		return -1;
	return have_major > major || (have_major == major && have_minor >= minor);
}
