// SPDX-License-Identifier: GPL-2.0-only
/* Runs all models over a recording. */
#include <stdlib.h>

#include "analysis/lib/lib.h"
#include "analysis/base/memory.h"

static const struct mt_model_ops *const models[LIB_NR] = {
	[LIB_OPS] = &mt_model_ops,     [LIB_CHANNELS] = &mt_model_channels,
	[LIB_XSK] = &mt_model_xsk,     [LIB_COMMANDS] = &mt_model_commands,
	[LIB_RQS] = &mt_model_rqs,     [LIB_MAP] = &mt_model_map,
	[LIB_STOCK] = &mt_model_stock, [LIB_BARS] = &mt_model_bars,
};

struct mlx5trace_analysis *mlx5trace_analysis_new(struct mlx5trace_recording *rec,
						  const struct mlx5trace_analysis_options *options,
						  size_t size, struct mlx5trace_error *err)
{
	struct mlx5trace_analysis *all = mt_mem(calloc(1, sizeof(*all)));
	struct mlx5trace_analysis_options known = { 0 };
	struct mt_query query = { 0 };

	mt_memory_reset();
	if (options)
		mt_lib_copy(&known, sizeof(known), options, size);
	query.at = (struct mt_instant){ .set = known.at, .ns = known.at, .ticks = known.at };
	for (int i = 0; all && i < LIB_NR; i++) {
		all->model[i] = models[i]->create(rec->rec, &query);
		if (!all->model[i] || mt_memory_short()) {
			mlx5trace_analysis_free(all);
			all = NULL;
		}
	}
	if (all)
		all->rec = rec;
	else if (err)
		memcpy(err->text, "out of memory", sizeof("out of memory"));
	return all;
}

void mlx5trace_analysis_free(struct mlx5trace_analysis *all)
{
	if (!all)
		return;
	for (int i = 0; i < LIB_NR; i++)
		if (all->model[i])
			models[i]->destroy(all->model[i]);
	if (all->finished)
		mt_snapshot_free(&all->snapshot);
	mt_findings_free(&all->findings);
	free(all->stats);
	mt_xsk_answers_free(&all->answers);
	mt_bar_list_free(&all->bars);
	free(all);
}

/* The common return value of the functions below, after their allocations. */
static int is_whole(struct mlx5trace_analysis *all)
{
	if (mt_memory_short()) {
		mt_recording_short(all->rec->rec);
		all->partial = true;
	}
	return all->partial || all->rec->partial ? -1 : 0;
}

int mlx5trace_analysis_feed(struct mlx5trace_analysis *all)
{
	mt_memory_reset();
	for (int i = 0; !all->finished && all->rec->has_now && i < LIB_NR; i++)
		models[i]->record(all->model[i], &all->rec->now);
	return is_whole(all);
}

int mlx5trace_analysis_finish(struct mlx5trace_analysis *all)
{
	const struct mt_finding_sources from = {
		.ops = all->model[LIB_OPS],
		.xsk = all->model[LIB_XSK],
		.commands = all->model[LIB_COMMANDS],
		.rqs = all->model[LIB_RQS],
		.stock = all->model[LIB_STOCK],
		.snapshot = &all->snapshot,
		.stats = mt_recording_stats(all->rec->rec),
	};

	mt_memory_reset();
	if (all->finished)
		return is_whole(all);
	all->finished = true;
	for (int i = 0; i < LIB_NR; i++)
		models[i]->finish(all->model[i]);
	mt_snapshot_read(&all->snapshot, all->rec->rec);
	mt_findings_make(&all->findings, &from);
	all->stats = mt_stat_rows(from.ops, from.commands, &all->nr_stats);
	mt_xsk_answers(&all->answers, from.ops, from.xsk);
	mt_bars_list(&all->bars, all->model[LIB_BARS], from.ops, all->model[LIB_CHANNELS]);
	return is_whole(all);
}

int mlx5trace_analysis_read(struct mlx5trace_analysis *all)
{
	int rc;

	while ((rc = mlx5trace_next(all->rec)) > 0)
		if (mlx5trace_analysis_feed(all))
			break;
	return mlx5trace_analysis_finish(all) || rc < 0 ? -1 : 0;
}
