// SPDX-License-Identifier: GPL-2.0-only
/* Finds frames that did not arrive, from the states before and after the recording. */
#include "analysis/model/findings.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

/* Counters of ethtool -S (Documentation/networking/device_drivers/.../mlx5/counters.rst). */
static const struct {
	const char *name;
	const char *words; /* text after the number */
	const char *advice;
	const char *normal;
	const char *with; /* another counter that must also have risen, or NULL */
} counters[] = {
	{ "rx_out_of_buffer", "frames arrived while their RQ had no receive buffer",
	  "Buffers are returned too slowly: see \"ethtool -g\" for larger rings; for an AF_XDP socket, its fill ring.",
	  "", NULL },
	{ "rx_xsk_buff_alloc_err", "times the driver found the fill ring of an AF_XDP socket empty",
	  "The application must put frames into the fill ring before and while it receives.", "",
	  /* a ring smaller than the RQ may be found empty without a loss */
	  "rx_out_of_buffer" },
	{ "rx_buff_alloc_err", "times no memory could be allocated for receive buffers",
	  "See the free memory of the device's NUMA node.", "", NULL },
	{ "rx_steer_missed_packets", "frames matched no steering rule of the device",
	  "See the destination address, the VLAN and whether promiscuous mode is needed: \"ip link\", \"ethtool -k\".",
	  "unsolicited multicast and unknown unicast are counted here", NULL },
	{ "rx_discards_phy", "frames were discarded because the buffer of the port was full",
	  "The host accepts frames too slowly (PCIe, CPU), or flow control is off: see \"ethtool -a\".",
	  "", NULL },
	{ "rx_oversize_pkts_sw_drop",
	  "frames were dropped because they were larger than the MTU allows",
	  "Set the same MTU at both ends.", "", NULL },
	{ "rx_xsk_oversize_pkts_sw_drop",
	  "frames were dropped because they were larger than a frame of the AF_XDP socket",
	  "Set the MTU so that a frame fits into a chunk of the UMEM.", "", NULL },
	{ "tx_queue_dropped", "frames were dropped because their SQ was full or stopped",
	  "See the kernel log for a stopped queue.", "", NULL },
};

static int64_t count(json_t *state, const char *name)
{
	json_t *all = json_object_get(state, "counters");

	/* counters with a value of 0 are omitted */
	return json_is_object(all) ? json_integer_value(json_object_get(all, name)) : -1;
}

static bool rose(const struct mt_snapshot_dev *dev, const char *name)
{
	return !name || count(dev->after, name) > count(dev->before, name);
}

static void find_counters(struct mt_findings *f, const struct mt_snapshot_dev *dev)
{
	for (size_t i = 0; i < sizeof(counters) / sizeof(counters[0]); i++) {
		int64_t before = count(dev->before, counters[i].name);
		int64_t after = count(dev->after, counters[i].name);
		struct mt_finding *finding;

		if (before < 0 || after <= before || !rose(dev, counters[i].with))
			continue;
		finding = mt_finding_add(f, MT_FIND_COUNTED, "", dev->netdev);
		if (!finding)
			return;
		snprintf(finding->words, sizeof(finding->words),
			 "During the recording %" PRId64 " %s (%s was %" PRId64 ", is %" PRId64
			 ").",
			 after - before, counters[i].words, counters[i].name, before, after);
		finding->advice = counters[i].advice;
		finding->normal = counters[i].normal;
	}
}

static const struct {
	const char *name;
	const char *words;
	const char *advice;
	const char *with; /* a counter that must have risen, as above */
} rings[] = {
	{ "fill_ring_empty", "the fill ring was found empty",
	  "The application must put frames into the fill ring before and while it receives.",
	  "rx_out_of_buffer" },
	{ "rx_full", "the receive ring was full",
	  "The application reads the receive ring too slowly.", NULL },
	{ "rx_dropped", "a frame was dropped for a reason other than a full receive ring",
	  "It may be larger than a chunk of the UMEM, or the fill ring is empty.", NULL },
};

static int64_t ring(json_t *socket, const char *name)
{
	return json_integer_value(json_object_get(json_object_get(socket, "stats"), name));
}

/* The state of the same socket before the recording, or NULL. */
static json_t *socket_before(const struct mt_snapshot_dev *dev, json_t *socket)
{
	json_t *inode = json_object_get(socket, "socket"), *other;
	size_t i;

	json_array_foreach(json_object_get(dev->before, "xsk"), i, other)
		if (json_equal(json_object_get(other, "socket"), inode))
			return other;
	return NULL;
}

static void find_sockets(struct mt_findings *f, const struct mt_snapshot_dev *dev)
{
	json_t *socket;
	size_t i;

	json_array_foreach(json_object_get(dev->after, "xsk"), i, socket) {
		json_t *before = socket_before(dev, socket);

		for (size_t r = 0; r < sizeof(rings) / sizeof(rings[0]); r++) {
			int64_t rise = ring(socket, rings[r].name) - ring(before, rings[r].name);
			struct mt_finding *finding;

			if (rise <= 0 || !rose(dev, rings[r].with))
				continue;
			finding = mt_finding_add(f, MT_FIND_COUNTED, "", dev->netdev);
			if (!finding)
				return;
			snprintf(finding->words, sizeof(finding->words),
				 "The AF_XDP socket on queue %" PRId64 ": %s %" PRId64
				 " times during the recording.",
				 (int64_t)json_integer_value(json_object_get(socket, "queue")),
				 rings[r].words, rise);
			finding->advice = rings[r].advice;
		}
	}
}

static bool has_socket_on(json_t *state, int64_t queue)
{
	json_t *socket;
	size_t i;

	json_array_foreach(json_object_get(state, "xsk"), i, socket)
		if (json_integer_value(json_object_get(socket, "queue")) == queue)
			return true;
	return false;
}

/*
 * Whether a queue with this id exists: 1 yes, 0 no, -1 only if an AF_XDP socket is bound to it.
 * Before 6.1 the queue ids of XSK RQs follow those of the channels.
 */
static int exists(const struct mt_snapshot *s, json_t *state, int64_t channels, int64_t queue)
{
	if (queue < channels)
		return 1;
	if (mt_release_at_least(s->release, 6, 1) == 1 || queue >= 2 * channels)
		return 0;
	if (!json_is_array(json_object_get(state, "xsk")))
		return -1;
	return has_socket_on(state, queue);
}

/*
 * Find rules to queues that do not exist: before 6.10 the kernel lets ethtool -L remove such
 * queues.
 */
static void find_rules(struct mt_findings *f, const struct mt_snapshot *s,
		       const struct mt_snapshot_dev *dev)
{
	json_t *state = dev->after ? dev->after : dev->before, *rule;
	json_t *combined = json_object_get(json_object_get(state, "channels"), "combined");
	int64_t channels = json_integer_value(combined);
	size_t i;

	json_array_foreach(json_object_get(state, "rules"), i, rule) {
		json_t *action = json_object_get(rule, "action");
		json_t *queue = json_object_get(action, "queue");
		struct mt_finding *finding;
		int there;

		if (!channels || !json_is_integer(queue) || json_object_get(action, "rss_context"))
			continue;
		there = exists(s, state, channels, json_integer_value(queue));
		if (there == 1)
			continue;
		finding = mt_finding_add(f, MT_FIND_DEAD_RULE, "", dev->netdev);
		if (!finding)
			return;
		snprintf(finding->words, sizeof(finding->words),
			 "The rule at location %" PRId64 " leads to queue %" PRId64
			 ", but there are only %" PRId64 " channels: its frames are dropped%s.",
			 (int64_t)json_integer_value(json_object_get(rule, "location")),
			 (int64_t)json_integer_value(queue), channels,
			 there < 0 ? ", unless an AF_XDP socket is bound to that queue" : "");
		finding->advice =
			"Delete the rule (ethtool -N DEV delete LOCATION), or direct it to a queue that exists.";
	}
}

/* Some kernels do not list sockets, but the maps of the program show that it is for AF_XDP. */
static bool has_sockets(json_t *state)
{
	json_t *sockets = json_object_get(state, "xsk");
	json_t *maps = json_object_get(json_object_get(state, "xdp"), "xskmaps");

	return json_array_size(sockets) > 0 ||
	       (!json_is_array(sockets) && json_array_size(maps) > 0);
}

/*
 * Whether a socket that was bound without a queue was found (findings_xsk.c), which has the same
 * cause as a program that is missing or in generic mode.
 */
static bool found_without_queue(const struct mt_findings *f)
{
	for (unsigned int i = 0; i < f->list.nr; i++)
		if (f->list.at[i].kind == MT_FIND_NO_XSK_QUEUE)
			return true;
	return false;
}

static void find_generic(struct mt_findings *f, const struct mt_snapshot *s,
			 const struct mt_snapshot_dev *dev)
{
	struct mt_finding *finding;

	if ((!has_sockets(dev->before) && !has_sockets(dev->after)) ||
	    !mt_snapshot_xdp_is(s, dev->netdev, "generic") || found_without_queue(f))
		return;
	finding = mt_finding_add(f, MT_FIND_GENERIC, "", dev->netdev);
	if (!finding)
		return;
	snprintf(
		finding->words, sizeof(finding->words),
		"The XDP program for AF_XDP sockets is attached in generic mode: the kernel runs it after the driver, on copies, so that a zero-copy socket receives nothing.");
	finding->advice =
		"Attach it in driver mode (XDP_FLAGS_DRV_MODE; ip link set DEV xdpdrv ...).";
}

/* The queue of the first zero-copy socket in @state, -1 if there is none. */
static int64_t zero_copy_queue(json_t *state)
{
	json_t *socket;
	size_t i;

	json_array_foreach(json_object_get(state, "xsk"), i, socket)
		if (json_is_true(json_object_get(socket, "zero_copy")))
			return json_integer_value(json_object_get(socket, "queue"));
	return -1;
}

/*
 * Find a zero-copy socket without a program: the driver opens its queue when a program is attached.
 * The last state with such a socket counts, as a program can be attached during the recording.
 */
static void find_no_program(struct mt_findings *f, const struct mt_snapshot_dev *dev)
{
	json_t *state = zero_copy_queue(dev->after) >= 0 ? dev->after : dev->before;
	int64_t queue = zero_copy_queue(state);
	const char *mode =
		json_string_value(json_object_get(json_object_get(state, "xdp"), "mode"));
	struct mt_finding *finding;

	if (queue < 0 || !mode || strcmp(mode, "none") || found_without_queue(f))
		return;
	finding = mt_finding_add(f, MT_FIND_NO_PROGRAM, "", dev->netdev);
	if (!finding)
		return;
	snprintf(finding->words, sizeof(finding->words),
		 "The zero-copy AF_XDP socket on queue %" PRId64
		 " receives nothing: no XDP program is attached, and the driver opens the queue of the socket only with a program.",
		 queue);
	finding->advice =
		"Attach the program of the application in driver mode (XDP_FLAGS_DRV_MODE; ip link set DEV xdpdrv ...).";
}

static void find_missing(struct mt_findings *f, const struct mt_snapshot_dev *dev, json_t *missing,
			 const char *when)
{
	struct mt_finding *finding;
	size_t i, len;
	json_t *name;

	if (!json_array_size(missing))
		return;
	finding = mt_finding_add(f, MT_FIND_NOT_READ, "", dev->netdev);
	if (!finding)
		return;
	len = (size_t)snprintf(
		finding->words, sizeof(finding->words),
		"%s the recording, the device did not answer in time, so the following is unknown:",
		when);
	json_array_foreach(missing, i, name)
		if (len < sizeof(finding->words))
			len += (size_t)snprintf(finding->words + len, sizeof(finding->words) - len,
						"%s %.64s", i ? "," : "", json_string_value(name));
	finding->advice =
		"Its firmware may be stuck or slow: see the kernel log and \"devlink health\".";
}

void mt_findings_of_counters(struct mt_findings *f, const struct mt_finding_sources *from)
{
	for (unsigned int i = 0; i < from->snapshot->devs.nr; i++) {
		const struct mt_snapshot_dev *dev = &from->snapshot->devs.at[i];

		find_missing(f, dev, dev->missing, "Before");
		find_missing(f, dev, json_object_get(dev->after, "missing"), "After");
		find_generic(f, from->snapshot, dev);
		find_no_program(f, dev);
		find_rules(f, from->snapshot, dev);
		find_counters(f, dev);
		find_sockets(f, dev);
	}
}
