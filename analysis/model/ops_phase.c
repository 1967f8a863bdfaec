// SPDX-License-Identifier: GPL-2.0-only
#include "analysis/model/ops_phase.h"

/* The phases of a reopen, used to separate consecutive reopens. */
enum phase { PHASE_ANY, PHASE_OPEN, PHASE_DOWN, PHASE_UP };

static const enum phase phases[MT_STEP_NR] = {
	[MT_STEP_OPEN] = PHASE_OPEN,
	[MT_STEP_OPEN_XSK] = PHASE_OPEN,
	[MT_STEP_RSS_DROP] = PHASE_DOWN,
	[MT_STEP_DROP] = PHASE_DOWN,
	[MT_STEP_DEACTIVATE] = PHASE_DOWN,
	[MT_STEP_DEACTIVATE_XSK] = PHASE_ANY,
	/* newer kernels close the old channels after the new ones are active */
	[MT_STEP_CLOSE] = PHASE_ANY,
	[MT_STEP_CLOSE_XSK] = PHASE_ANY,
	[MT_STEP_ACTIVATE] = PHASE_UP,
	[MT_STEP_ACTIVATE_XSK] = PHASE_ANY,
	[MT_STEP_RSS] = PHASE_UP,
	[MT_STEP_REDIRECT] = PHASE_UP,
	[MT_STEP_DROP_UNUSED] = PHASE_UP,
};

static enum phase phase_of(const struct mt_op *run)
{
	enum phase most = PHASE_ANY;

	for (int s = 0; s < MT_STEP_NR; s++)
		if (run->step[s].nr && phases[s] > most)
			most = phases[s];
	/* after a failed open, the driver closes the channels that it has opened */
	if (run->step[MT_STEP_CLOSE].nr && most < PHASE_DOWN)
		most = PHASE_DOWN;
	return most;
}

bool mt_run_is_up(const struct mt_op *run)
{
	return phase_of(run) == PHASE_UP;
}

bool mt_run_ends_before(const struct mt_op *run, enum mt_step step)
{
	enum phase seen = phase_of(run);

	/* mlx5e_switch_params is the last event of a change */
	if (run->switched)
		return true;
	switch (phases[step]) {
	case PHASE_OPEN:
		return seen >= PHASE_DOWN;
	case PHASE_DOWN:
		return seen == PHASE_UP;
	default:
		return false;
	}
}

static bool changes_channels(const struct mt_op *run)
{
	return run->step[MT_STEP_OPEN].nr || run->step[MT_STEP_CLOSE].nr ||
	       run->step[MT_STEP_DEACTIVATE].nr || run->step[MT_STEP_ACTIVATE].nr;
}

/* Whether new channels replaced the old ones without a failure. */
static bool is_whole_reopen(const struct mt_op *run)
{
	for (int s = 0; s < MT_STEP_NR; s++)
		if (run->step[s].failed)
			return false;
	return run->step[MT_STEP_OPEN].nr && run->step[MT_STEP_CLOSE].nr &&
	       run->step[MT_STEP_ACTIVATE].nr >= run->step[MT_STEP_OPEN].nr;
}

bool mt_run_leads_to_switch(const struct mt_op *run, const struct mt_record *r)
{
	if (run->switched)
		return false;
	if (mt_num(r, MT_KEY_REPLACED, 0))
		return run->step[MT_STEP_OPEN].nr;
	if (mt_num(r, MT_KEY_ERR, 0))
		return !is_whole_reopen(run);
	return !changes_channels(run);
}

/*
 * Whether the event with the result belongs to the same request as the mlx5e_switch_params before
 * it.
 */
static bool switch_leads_to(const struct mt_op *run, const struct mt_op *op)
{
	switch (op->kind) {
	case MT_OP_SET_CHANNELS:
		return run->changes & MT_PARAMS_CHANNELS;
	case MT_OP_HWTSTAMP_SET:
		return run->changes & (MT_PARAMS_CQE_COMPRESS | MT_PARAMS_PTP_RX | MT_PARAMS_NONE);
	default:
		return false;
	}
}

bool mt_run_leads_to(const struct mt_op *run, const struct mt_op *op)
{
	if (run->switched)
		return switch_leads_to(run, op);
	switch (op->kind) {
	case MT_OP_SET_CHANNELS:
		if (op->err)
			return !is_whole_reopen(run);
		/* there are no steps if the interface is down; pending steps are then older */
		return run->step[MT_STEP_OPEN].nr;
	case MT_OP_XSK_BIND:
	case MT_OP_XSK_UNBIND:
		return !changes_channels(run);
	case MT_OP_HWTSTAMP_SET:
		return !op->err || !is_whole_reopen(run);
	default:
		return false;
	}
}

void mt_run_name(struct mt_op *run)
{
	bool up = run->step[MT_STEP_OPEN].nr || run->step[MT_STEP_ACTIVATE].nr;
	bool down = run->step[MT_STEP_CLOSE].nr || run->step[MT_STEP_DEACTIVATE].nr;

	if (run->switched)
		run->kind = up || down ? MT_OP_REOPENED : MT_OP_SWITCHED;
	else if (up && down)
		run->kind = MT_OP_REOPENED;
	else if (up)
		run->kind = MT_OP_OPENED;
	else if (down)
		run->kind = MT_OP_CLOSED;
	else
		run->kind = MT_OP_STEERED;
	/* RSS and RQTs are steered to the channels once the channels are active */
	run->unfinished = !run->switched && run->step[MT_STEP_OPEN].nr &&
			  !run->step[MT_STEP_ACTIVATE].nr && !run->step[MT_STEP_OPEN].failed &&
			  !run->step[MT_STEP_RSS].nr && !run->step[MT_STEP_REDIRECT].nr;
}

bool mt_op_incomplete(const struct mt_op *op)
{
	const struct mt_op_step *step = op->step;

	if (op->err || op->unfinished || !op->has_steps || mt_op_failed(op))
		return false;
	return step[MT_STEP_OPEN].nr != step[MT_STEP_ACTIVATE].nr ||
	       step[MT_STEP_DEACTIVATE].nr != step[MT_STEP_CLOSE].nr ||
	       step[MT_STEP_OPEN_XSK].nr != step[MT_STEP_ACTIVATE_XSK].nr ||
	       step[MT_STEP_DEACTIVATE_XSK].nr != step[MT_STEP_CLOSE_XSK].nr ||
	       step[MT_STEP_REDIRECT].nr < step[MT_STEP_ACTIVATE].nr ||
	       step[MT_STEP_DROP].nr < step[MT_STEP_DEACTIVATE].nr ||
	       (step[MT_STEP_ACTIVATE].nr && !step[MT_STEP_RSS].nr) ||
	       (step[MT_STEP_DEACTIVATE].nr && !step[MT_STEP_RSS_DROP].nr);
}

bool mt_run_is_over(const struct mt_op *run, uint64_t now)
{
	/* the channels have yet to be activated, possibly after waiting for a lock */
	bool waits = run->step[MT_STEP_OPEN].nr && !run->step[MT_STEP_ACTIVATE].nr;
	uint64_t quiet = waits ? 30 * UINT64_C(1000000000) : UINT64_C(1000000000);

	return now > run->end && now - run->end > quiet;
}
