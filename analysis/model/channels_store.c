// SPDX-License-Identifier: GPL-2.0-only
/* Looks up and creates devices, indices and channels. */
#include "analysis/model/channels_parts.h"

/* Above the limit of any device: larger indices are invalid. */
#define MAX_IX 4096

unsigned int mt_channels_first(const struct mt_channels *m, const char *dev)
{
	return mt_index_find(&m->by_dev, (struct mt_index_key){ { mt_index_text(dev) } });
}

/* Insert a netdev after the other netdevs of its device. Returns false when out of memory. */
static bool link_dev(struct mt_channels *m, const char *dev, unsigned int i)
{
	unsigned int *at = mt_index_at(&m->by_dev, (struct mt_index_key){ { mt_index_text(dev) } });

	while (at && *at != MT_INDEX_NEW)
		at = &m->devs.at[*at].next;
	if (at)
		*at = i;
	return at;
}

struct mt_chan_dev *mt_chan_find_dev(struct mt_channels *m, const char *dev, const char *netdev)
{
	unsigned int *place =
		mt_index_at(&m->by_names,
			    (struct mt_index_key){ { (uintptr_t)dev, (uintptr_t)netdev } });
	struct mt_chan_dev *found;

	if (!place)
		return NULL;
	if (*place != MT_INDEX_NEW)
		return &m->devs.at[*place];
	found = mt_vec_add(&m->devs);
	if (!found || !link_dev(m, dev, m->devs.nr - 1)) {
		m->devs.nr -= found != NULL;
		return NULL;
	}
	*place = m->devs.nr - 1;
	found->next = MT_INDEX_NEW;
	found->dev = dev;
	found->netdev = netdev;
	found->ifindex = -1;
	found->combined = -1;
	found->had = -1;
	return found;
}

struct mt_slot *mt_chan_find_slot(struct mt_chan_dev *dev, int64_t ix)
{
	if (ix < 0 || ix >= MAX_IX)
		return NULL;
	while (dev->slots.nr <= (unsigned int)ix) {
		struct mt_slot *slot = mt_vec_add(&dev->slots);

		if (!slot)
			return NULL;
		slot->direct =
			(struct mt_direct){ .tirn = -1, .rqtn = -1, .rqn = -1, .vhca_id = -1 };
		slot->xsk_direct = slot->direct;
	}
	return &dev->slots.at[ix];
}

struct mt_chan *mt_chan_new(struct mt_slot *slot)
{
	struct mt_chan *c = mt_vec_add(&slot->chans);

	if (c)
		*c = (struct mt_chan){
			.cpu = -1,
			.rqn = -1,
			.vhca_id = -1,
			.cqn = -1,
			.xsk_rqn = -1,
			.xsk = { -1, -1, -1, -1 },
			.num_tc = -1,
			.xdp = -1,
		};
	return c;
}

const struct mt_chan *mt_slot_now(const struct mt_slot *slot)
{
	const struct mt_chan *best = NULL;

	for (unsigned int i = 0; i < slot->chans.nr; i++) {
		const struct mt_chan *c = &slot->chans.at[i];

		if (!best || c->state == MT_CHAN_ACTIVE || best->state != MT_CHAN_ACTIVE)
			best = c;
	}
	return best ? best : slot->closed ? &slot->last : NULL;
}

bool mt_chan_dev_has_functions(const struct mt_chan_dev *dev)
{
	int64_t first = -1;

	for (unsigned int i = 0; i < dev->slots.nr; i++) {
		const struct mt_chan *c = mt_slot_now(&dev->slots.at[i]);

		if (!c || c->vhca_id < 0 || c->state == MT_CHAN_CLOSED)
			continue;
		if (first >= 0 && c->vhca_id != first)
			return true;
		first = c->vhca_id;
	}
	return false;
}
