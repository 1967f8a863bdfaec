// SPDX-License-Identifier: GPL-2.0-only
/* The models used by verbs, and their members in struct mt_view. */
#include "analysis/view/verbs.h"

const struct mt_model_ops *const mt_models[MT_MODEL_NR] = {
	[MT_MODEL_OPS] = &mt_model_ops,		  [MT_MODEL_CHANNELS] = &mt_model_channels,
	[MT_MODEL_XSK] = &mt_model_xsk,		  [MT_MODEL_GRAPH] = &mt_model_graph,
	[MT_MODEL_COMMANDS] = &mt_model_commands, [MT_MODEL_RQS] = &mt_model_rqs,
	[MT_MODEL_MAP] = &mt_model_map,		  [MT_MODEL_MAP_OTHER] = &mt_model_map_other,
	[MT_MODEL_EVENTS] = &mt_model_events,	  [MT_MODEL_STOCK] = &mt_model_stock,
	[MT_MODEL_LOG] = &mt_model_log,		  [MT_MODEL_BARS] = &mt_model_bars,
};

void mt_view_models(struct mt_view *v, void *const made[])
{
	v->ops = made[MT_MODEL_OPS];
	v->channels = made[MT_MODEL_CHANNELS];
	v->xsk = made[MT_MODEL_XSK];
	v->graph = made[MT_MODEL_GRAPH];
	v->commands = made[MT_MODEL_COMMANDS];
	v->rqs = made[MT_MODEL_RQS];
	v->map = made[MT_MODEL_MAP];
	v->map_other = made[MT_MODEL_MAP_OTHER];
	v->log = made[MT_MODEL_LOG];
	v->events = made[MT_MODEL_EVENTS];
	v->stock = made[MT_MODEL_STOCK];
	v->bars = made[MT_MODEL_BARS];
}
