// SPDX-License-Identifier: GPL-2.0-only
/*
 * Initialises the map from the snapshot, with the rules, and the TIRs if the kernel reports them.
 */
#include "analysis/model/map.h"

static int64_t number(json_t *object, const char *key)
{
	json_t *value = json_object_get(object, key);

	return json_is_integer(value) ? json_integer_value(value) : -1;
}

static void start_rules(struct mt_map *m, const struct mt_snapshot_dev *dev)
{
	json_t *one;
	size_t i;

	json_array_foreach(dev->rules, i, one) {
		json_t *action = json_object_get(one, "action");
		struct mt_map_rule *rule;

		rule = number(one, "location") < 0 ? NULL : mt_vec_add(&m->rules);
		if (!rule)
			continue;
		*rule = (struct mt_map_rule){
			.dev = mt_model_name(&m->base, mt_span_z(dev->pci)),
			.netdev = mt_model_name(&m->base, mt_span_z(dev->netdev)),
			.location = number(one, "location"),
			.table = -1,
			.entry = -1,
			.queue = number(action, "queue"),
			.drops = json_is_true(json_object_get(action, "drop")),
		};
	}
}

static void add_tir(struct mt_map *m, const struct mt_snapshot_dev *dev, json_t *from, int64_t rqtn,
		    const char *traffic, bool inner)
{
	const char *pci = mt_model_name(&m->base, mt_span_z(dev->pci));
	struct mt_map_tir *tir = number(from, "tirn") < 0 ? NULL : mt_map_add_tir(m, pci);

	if (tir)
		*tir = (struct mt_map_tir){
			.next = tir->next,
			.dev = pci,
			.tirn = number(from, "tirn"),
			.rqtn = rqtn,
			.ix = number(from, "ix"),
			.rqn = -1,
			.vhca_id = -1,
			.context = -1,
			.inner = inner,
			.traffic = mt_model_name(&m->base, mt_span_z(traffic)),
		};
}

/* devlink prints "TT_IPV4_TCP" for IPV4_TCP in the event. */
static void add_rss_tirs(struct mt_map *m, const struct mt_snapshot_dev *dev, json_t *rss,
			 const char *list, bool inner)
{
	json_t *tir;
	size_t i;

	json_array_foreach(json_object_get(rss, list), i, tir) {
		const char *name = json_string_value(json_object_get(tir, "tt"));

		if (name && !strncmp(name, "TT_", 3))
			name += 3;
		add_tir(m, dev, tir, number(rss, "rqtn"), name ? name : "", inner);
	}
}

void mt_map_start(struct mt_map *m, const struct mt_snapshot_dev *dev)
{
	json_t *one;
	size_t i;

	start_rules(m, dev);
	json_array_foreach(dev->direct_tirs, i, one)
		add_tir(m, dev, one, number(one, "rqtn"), "", false);
	json_array_foreach(dev->rss_tirs, i, one) {
		add_rss_tirs(m, dev, one, "TIRs Numbers", false);
		add_rss_tirs(m, dev, one, "Inner TIRs Numbers", true);
	}
}
