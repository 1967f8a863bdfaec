// SPDX-License-Identifier: GPL-2.0-only
#include "tools/crosscheck/check.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tools/crosscheck/life.h"

/* One attempt to align the events with the log, starting at one position. */
struct walk {
	struct check *c;
	const struct devlog *log;
	const struct events *e;
	size_t at;		   /* number of commands that completed before the event */
	bool *matched;		   /* for each command: an event matches it */
	struct life *lives;	   /* for each object */
	const struct obj *closing; /* an object that is destroyed before the next event */
	int64_t closing_ix;
	int64_t drop_rqn;	  /* -1: not in any event */
	int64_t ptp_rqtn;	  /* the RQT that has no events; -1: unknown */
	size_t open_from;	  /* where the channel that is being opened starts */
	unsigned int failed_rqs;  /* RQs that failed opens may have left */
	const struct event *pool; /* the XSK event that xsk_setup_pool must follow */
};

const char *exception_name(enum exception x)
{
	static const char *const names[] = {
		[EXC_DROP_RQ] = "drop RQ",
		[EXC_FAILED_OPEN] = "RQ of a failed open",
		[EXC_PTP] = "PTP RQ",
		[EXC_TRAP] = "trap RQ",
	};

	return names[x];
}

/* "mlx5e_open_channel ix=1 at 12.345678" */
static const char *event_text(const struct event *ev)
{
	static char text[96];
	char ix[24] = "";

	if (ev->ix >= 0)
		snprintf(ix, sizeof(ix), " ix=%" PRId64, ev->ix);
	snprintf(text, sizeof(text), "%s%s at %" PRIu64 ".%06" PRIu64, mt_event_name(ev->event), ix,
		 ev->ts / 1000000000, ev->ts % 1000000000 / 1000);
	return text;
}

static int64_t seq_at(const struct walk *w, size_t position)
{
	if (position >= w->log->cmds.nr)
		position = w->log->cmds.nr - 1;
	return w->log->cmds.at[position].seq;
}

static bool is_op(const struct walk *w, size_t i, const char *op)
{
	return w->log->cmds.at[i].ok && !strcmp(w->log->cmds.at[i].op, op);
}

static struct life *life_of(struct walk *w, const struct obj *obj)
{
	return &w->lives[obj - w->log->objs.at];
}

/* Check that the object of an event exists at this point of the sequence. */
static struct obj *must_live(struct walk *w, const struct event *ev, enum obj_type type, int64_t id)
{
	struct obj *obj;

	if (id <= 0)
		return NULL;
	obj = devlog_alive(w->log, type, id, w->at);
	if (obj)
		w->c->live++;
	else
		disagree(w->c,
			 "%s names %s %" PRId64
			 ", which did not exist on the device then (seq %" PRId64 ")",
			 event_text(ev), obj_type_name(type), id, seq_at(w, w->at));
	return obj;
}

/* Check that the device created the object that an event reports as new. */
static struct obj *must_be_created(struct walk *w, const struct event *ev, enum obj_type type,
				   int64_t id, size_t since)
{
	struct obj *obj = id > 0 ? devlog_created_from(w->log, type, id, since) : NULL;

	if (!obj) {
		disagree(w->c,
			 "%s names a new %s %" PRId64
			 ", but the device created none of that number after seq %" PRId64,
			 event_text(ev), obj_type_name(type), id, seq_at(w, since));
		return NULL;
	}
	w->c->live++;
	w->matched[obj->created] = true;
	if (obj->created + 1 > w->at)
		w->at = obj->created + 1;
	return obj;
}

static void step_life(struct walk *w, const struct event *ev, const struct obj *obj,
		      enum life_step step)
{
	const char *wrong;

	if (!obj)
		return;
	wrong = life_next(life_of(w, obj), step);
	if (wrong)
		disagree(w->c, "%s: %s %" PRIu32 " %s", event_text(ev),
			 obj_type_name(obj->name.type), obj->name.id, wrong);
}

static void take_open_channel(struct walk *w, const struct event *ev)
{
	struct obj *rq;

	if (ev->err) {
		w->failed_rqs++;
		return;
	}
	must_be_created(w, ev, OBJ_CQ, ev->cqn, w->open_from);
	rq = must_be_created(w, ev, OBJ_RQ, ev->rqn, w->open_from);
	step_life(w, ev, rq, LIFE_OPEN);
	must_live(w, ev, OBJ_RQ, ev->xsk_rqn);
	if (rq)
		w->c->announced++;
}

static void take_open_xsk(struct walk *w, const struct event *ev)
{
	size_t since = w->at;
	struct obj *rq;

	if (ev->err) {
		w->failed_rqs++;
		return;
	}
	must_be_created(w, ev, OBJ_CQ, ev->xsk_cqn, since);
	rq = must_be_created(w, ev, OBJ_RQ, ev->xsk_rqn, since);
	step_life(w, ev, rq, LIFE_OPEN);
	must_be_created(w, ev, OBJ_CQ, ev->xsk_sq_cqn, since);
	must_be_created(w, ev, OBJ_SQ, ev->xsk_sqn, since);
	if (rq)
		w->c->announced++;
}

static void take_state(struct walk *w, const struct event *ev)
{
	bool xsk = ev->event == MT_EV_ACTIVATE_XSK || ev->event == MT_EV_DEACTIVATE_XSK ||
		   ev->event == MT_EV_CLOSE_XSK;
	struct obj *rq = must_live(w, ev, OBJ_RQ, xsk ? ev->xsk_rqn : ev->rqn);

	if (xsk) {
		must_live(w, ev, OBJ_SQ, ev->xsk_sqn);
	} else {
		must_live(w, ev, OBJ_CQ, ev->cqn);
		must_live(w, ev, OBJ_RQ, ev->xsk_rqn);
	}
	switch (ev->event) {
	case MT_EV_ACTIVATE_CHANNEL:
	case MT_EV_ACTIVATE_XSK:
		step_life(w, ev, rq, LIFE_ACTIVATE);
		break;
	case MT_EV_DEACTIVATE_CHANNEL:
	case MT_EV_DEACTIVATE_XSK:
		step_life(w, ev, rq, LIFE_DEACTIVATE);
		break;
	default:
		step_life(w, ev, rq, LIFE_CLOSE);
		if (!rq)
			return;
		if (rq->destroyed == NEVER) {
			disagree(w->c, "%s: the device never destroyed RQ %" PRIu32, event_text(ev),
				 rq->name.id);
			return;
		}
		w->matched[rq->destroyed] = true;
		w->c->closed++;
		if (xsk && w->closing && ev->ix == w->closing_ix) {
			/* the XSK is closed while its channel is being closed */
			if (rq->destroyed > w->closing->destroyed)
				disagree(w->c,
					 "%s: XSK RQ %" PRIu32 " outlived RQ %" PRIu32
					 " of its channel",
					 event_text(ev), rq->name.id, w->closing->name.id);
			return;
		}
		w->closing = rq;
		w->closing_ix = xsk ? -1 : ev->ix;
	}
}

/* Each MODIFY_RQT has one event, and the events are in the order of the commands. */
static void take_rqt(struct walk *w, const struct event *ev)
{
	bool rss = ev->event == MT_EV_RSS_REDIRECT;
	size_t i;

	if (!rss && ev->drop > 0 && !ev->err)
		w->drop_rqn = ev->rqn;
	for (i = w->at; i < w->log->cmds.nr; i++) {
		const struct cmd *cmd = &w->log->cmds.at[i];

		if (strcmp(cmd->op, "MODIFY_RQT") || cmd->ok != !ev->err)
			continue;
		/* a command that failed may list no objects, as it may fail before they are looked up */
		if (ev->err || (cmd_refers(cmd, OBJ_RQT, ev->rqtn) &&
				(rss || cmd_refers(cmd, OBJ_RQ, ev->rqn))))
			break;
	}
	if (i == w->log->cmds.nr) {
		disagree(w->c,
			 "%s: no MODIFY_RQT of RQT %" PRId64 " to RQ %" PRId64
			 " after seq %" PRId64,
			 event_text(ev), ev->rqtn, ev->rqn, seq_at(w, w->at));
		return;
	}
	w->matched[i] = true;
	w->c->rqt_changes++;
	w->at = i + 1;
	must_live(w, ev, OBJ_RQT, ev->rqtn);
	must_live(w, ev, OBJ_TIR, ev->tirn);
	if (!rss)
		must_live(w, ev, OBJ_RQ, ev->rqn);
	else if (!ev->err && w->drop_rqn > 0 &&
		 cmd_refers(&w->log->cmds.at[i], OBJ_RQ, w->drop_rqn) != (ev->drop > 0))
		disagree(w->c,
			 "%s: drop=%" PRId64 ", but the device's RQT %" PRId64 " %s the drop RQ",
			 event_text(ev), ev->drop, ev->rqtn,
			 ev->drop > 0 ? "does not hold" : "holds");
}

/* The queue of an XSK RQ according to its open_xsk before @before; -1 if there is none. */
static int64_t qid_of(const struct walk *w, int64_t xsk_rqn, const struct event *before)
{
	for (const struct event *ev = before; ev-- > w->e->list.at;)
		if (ev->event == MT_EV_OPEN_XSK && ev->xsk_rqn == xsk_rqn && !ev->err)
			return ev->qid;
	return -1;
}

/*
 * When XSK queues are opened or closed separately from their channel, the xsk_setup_pool of their
 * queue must follow.
 */
static void follow_pool(struct walk *w, const struct event *ev, bool with_channel)
{
	const struct event *due = w->pool;
	bool same = due && ev->pid == due->pid, kept = false;

	if (same && ev->event == MT_EV_XSK_SETUP_POOL) {
		int64_t qid = due->event == MT_EV_OPEN_XSK ? due->qid :
							     qid_of(w, due->xsk_rqn, due);

		kept = qid < 0 || qid == ev->qid;
	} else if (same && ev->event == MT_EV_OPEN_CHANNEL) {
		kept = due->event == MT_EV_OPEN_XSK;
	} else if (same && (ev->event == MT_EV_ACTIVATE_XSK || ev->rqtn > 0)) {
		return;
	}
	if (due && !kept)
		disagree(w->c, "%s is not followed by the mlx5e_xsk_setup_pool of its queue",
			 event_text(due));
	w->pool = ev->event == MT_EV_OPEN_XSK || (ev->event == MT_EV_CLOSE_XSK && !with_channel) ?
			  ev :
			  NULL;
}

static bool names_an_object(const struct event *ev)
{
	return ev->rqn > 0 || ev->xsk_rqn > 0 || ev->rqtn > 0 || ev->event == MT_EV_OPEN_CHANNEL ||
	       ev->event == MT_EV_OPEN_XSK;
}

static void take_event(struct walk *w, const struct event *ev)
{
	bool inside = ev->event == MT_EV_CLOSE_XSK && w->closing && ev->ix == w->closing_ix;

	if (w->closing && !inside) {
		w->at = w->closing->destroyed + 1 > w->at ? w->closing->destroyed + 1 : w->at;
		w->closing = NULL;
	}
	follow_pool(w, ev, inside);
	if (!names_an_object(ev))
		return;
	w->c->events++;
	switch (ev->event) {
	case MT_EV_OPEN_XSK:
		take_open_xsk(w, ev);
		return; /* the queues of its channel are older and traced next */
	case MT_EV_OPEN_CHANNEL:
		take_open_channel(w, ev);
		break;
	case MT_EV_RX_CHANNEL_REDIRECT:
	case MT_EV_RSS_REDIRECT:
		take_rqt(w, ev);
		break;
	default:
		take_state(w, ev);
	}
	w->open_from = w->at;
}

static const struct obj_name *ref_of(const struct cmd *cmd, enum obj_type type)
{
	for (unsigned int i = 0; i < cmd->refs.nr; i++)
		if (cmd->refs.at[i].type == type)
			return &cmd->refs.at[i];
	return NULL;
}

static bool is_named_rqt(const struct walk *w, int64_t rqtn)
{
	for (unsigned int i = 0; i < w->e->list.nr; i++)
		if (w->e->list.at[i].rqtn == rqtn)
			return true;
	return false;
}

/* The drop RQ is known from an event, or from an RQT, as a new RQT contains it. */
static bool is_drop_rq(const struct walk *w, const struct obj *rq)
{
	if (rq->name.id == w->drop_rqn)
		return true;
	for (size_t i = rq->created; i < w->log->cmds.nr && i <= rq->destroyed; i++)
		if (is_op(w, i, "CREATE_RQT") &&
		    cmd_refers(&w->log->cmds.at[i], OBJ_RQ, rq->name.id))
			return true;
	return false;
}

/* True if the RQ was created and destroyed in the window, and no RQT was changed to it. */
static bool is_left_by_a_failure(const struct walk *w, const struct obj *rq)
{
	if (rq->destroyed == NEVER || rq->destroyed >= w->c->to)
		return false;
	for (size_t i = rq->created; i < rq->destroyed; i++)
		if (is_op(w, i, "MODIFY_RQT") &&
		    cmd_refers(&w->log->cmds.at[i], OBJ_RQ, rq->name.id))
			return false;
	return true;
}

static void judge_untraced_rq(struct walk *w, const struct obj *rq)
{
	struct check *c = w->c;

	if (is_drop_rq(w, rq) && !c->excepted[EXC_DROP_RQ]) {
		c->excepted[EXC_DROP_RQ]++;
	} else if (is_left_by_a_failure(w, rq) && c->excepted[EXC_FAILED_OPEN] < w->failed_rqs) {
		c->excepted[EXC_FAILED_OPEN]++;
		w->matched[rq->destroyed] = true;
	} else if (c->excepted[EXC_PTP] < c->allow_ptp) {
		c->excepted[EXC_PTP]++;
	} else if (c->excepted[EXC_TRAP] < c->allow_trap) {
		c->excepted[EXC_TRAP]++;
	} else {
		disagree(c, "the device created RQ %" PRIu32 " (seq %" PRId64 "), without an event",
			 rq->name.id, seq_at(w, rq->created));
		return;
	}
	life_next(life_of(w, rq), LIFE_EXCEPTED);
}

/*
 * The last event may have no object. If the channels were activated before it, the last command of
 * the activation modified the RQT of the PTP RQ, for which there is no event. The commands up to
 * this one belong to the recording.
 */
static size_t window_end(const struct walk *w)
{
	size_t end = w->closing ? w->closing->destroyed + 1 : w->at;

	for (size_t i = end; i < w->log->cmds.nr && is_op(w, i, "MODIFY_RQT"); i++) {
		const struct obj_name *rqt = ref_of(&w->log->cmds.at[i], OBJ_RQT);

		if (rqt && !is_named_rqt(w, rqt->id))
			return i + 1;
	}
	return end;
}

/*
 * The driver modifies the RQT of the PTP RQ together with the RQTs of the channels, but emits no
 * event for it. If there is no PTP RQ, this RQT contains the drop RQ.
 */
static void judge_untraced_rqt(struct walk *w, size_t i)
{
	const struct cmd *cmd = &w->log->cmds.at[i];
	const struct obj_name *rqt = ref_of(cmd, OBJ_RQT), *rq = ref_of(cmd, OBJ_RQ);
	const struct obj *target = rq ? devlog_alive(w->log, OBJ_RQ, rq->id, i) : NULL;

	if (rqt && target && !is_named_rqt(w, rqt->id) &&
	    (w->ptp_rqtn < 0 || w->ptp_rqtn == rqt->id) &&
	    (w->c->allow_ptp || is_drop_rq(w, target))) {
		w->ptp_rqtn = rqt->id;
		w->c->ptp_rqt_changes++;
		return;
	}
	disagree(w->c,
		 "the device changed RQT %" PRId64 " to RQ %" PRId64 " (MODIFY_RQT, seq %" PRId64
		 "), without an event",
		 rqt ? (int64_t)rqt->id : -1, rq ? (int64_t)rq->id : -1, cmd->seq);
}

/* Judge the commands in the window that have no event. */
static void judge_rest(struct walk *w)
{
	struct check *c = w->c;

	for (unsigned int i = 0; i < w->log->objs.nr; i++) {
		const struct obj *obj = &w->log->objs.at[i];

		if (obj->name.type != OBJ_RQ || obj->created < c->from || obj->created >= c->to)
			continue;
		c->created++;
		if (!w->matched[obj->created])
			judge_untraced_rq(w, obj);
	}
	for (unsigned int i = 0; i < w->log->objs.nr; i++) {
		const struct obj *obj = &w->log->objs.at[i];

		if (obj->name.type == OBJ_RQ && obj->destroyed >= c->from &&
		    obj->destroyed < c->to && !w->matched[obj->destroyed] &&
		    !life_is_excepted(life_of(w, obj)) && !is_drop_rq(w, obj))
			disagree(c,
				 "the device destroyed RQ %" PRIu32 " (seq %" PRId64
				 "), without a close event",
				 obj->name.id, seq_at(w, obj->destroyed));
	}
	for (size_t i = c->from; i < c->to; i++)
		if (is_op(w, i, "MODIFY_RQT") && !w->matched[i])
			judge_untraced_rqt(w, i);
	if (c->excepted[EXC_PTP] != c->allow_ptp || c->excepted[EXC_TRAP] != c->allow_trap)
		disagree(c, "%u PTP and %u trap RQs were expected, %u and %u found", c->allow_ptp,
			 c->allow_trap, c->excepted[EXC_PTP], c->excepted[EXC_TRAP]);
}

/* Pairs of steps whose counts in an operation must be equal. */
static const struct {
	enum mt_step a, b;
	bool with_channels; /* only if channels are activated, as a bind redirects without that */
} pairs[] = {
	{ MT_STEP_OPEN, MT_STEP_ACTIVATE, false },
	{ MT_STEP_ACTIVATE, MT_STEP_REDIRECT, true },
	{ MT_STEP_OPEN_XSK, MT_STEP_ACTIVATE_XSK, false },
	{ MT_STEP_DEACTIVATE, MT_STEP_CLOSE, false },
	{ MT_STEP_DEACTIVATE_XSK, MT_STEP_CLOSE_XSK, false },
};

/* In 5.10, an XSK RQ has its own TIR, in addition to that of the channel's regular RQ. */
static bool has_xsk_tirs(const struct events *e)
{
	for (unsigned int i = 0; i < e->list.nr; i++)
		for (unsigned int j = 0; j < i; j++) {
			const struct event *one = &e->list.at[j], *other = &e->list.at[i];

			if (one->tirn > 0 && other->tirn > 0 && one->ix == other->ix &&
			    one->tirn != other->tirn)
				return true;
		}
	return false;
}

static bool any_failed(const struct mt_op *op)
{
	for (int s = 0; s < MT_STEP_NR; s++)
		if (op->step[s].failed)
			return true;
	return op->err;
}

/* Check the step counts of an operation, which include events without an object. */
static void judge_operation(struct check *c, const struct mt_op *op, bool xsk_tirs)
{
	unsigned int opened = op->step[MT_STEP_OPEN].nr, closed = op->step[MT_STEP_CLOSE].nr;
	char who[48];

	snprintf(who, sizeof(who), "%.30s[%d]", op->comm, op->pid);
	if (op->unfinished || any_failed(op))
		return;
	c->operations++;
	for (size_t i = 0; i < sizeof(pairs) / sizeof(*pairs); i++) {
		unsigned int a = op->step[pairs[i].a].nr, b = op->step[pairs[i].b].nr, more = 0;

		if (pairs[i].with_channels && !a)
			continue;
		if (pairs[i].b == MT_STEP_REDIRECT && xsk_tirs)
			more = op->step[MT_STEP_ACTIVATE_XSK].nr;
		if (a + more != b)
			disagree(c, "%s by %s: %u %s and %u %s", mt_op_title(op->kind), who, a,
				 mt_step_id(pairs[i].a), b, mt_step_id(pairs[i].b));
	}
	if (op->kind == MT_OP_SET_CHANNELS && op->has_steps &&
	    (opened != (unsigned int)op->new_count || closed != (unsigned int)op->old_count))
		disagree(c,
			 "mlx5e_set_channels by %s: %" PRId64 " -> %" PRId64
			 " channels, but %u were opened and %u closed",
			 who, op->old_count, op->new_count, opened, closed);
	if (op->switched && op->replaced != (opened > 0))
		disagree(c, "mlx5e_switch_params by %s: replaced=%" PRId64 ", but %u were opened",
			 who, op->replaced, opened);
	if (op->kind == MT_OP_REOPENED && op->switched &&
	    (opened != (unsigned int)op->new_count || closed != (unsigned int)op->old_count))
		disagree(c,
			 "mlx5e_switch_params by %s: %" PRId64 " -> %" PRId64
			 " channels, but %u were opened and %u closed",
			 who, op->old_count, op->new_count, opened, closed);
	if (op->kind == MT_OP_REOPENED && !op->switched && opened && closed && opened != closed)
		disagree(c, "%s opened %u and closed %u channels without an mlx5e_set_channels",
			 who, opened, closed);
	if ((op->step[MT_STEP_OPEN_XSK].nr && !opened && op->kind != MT_OP_XSK_BIND) ||
	    (op->step[MT_STEP_CLOSE_XSK].nr && !closed && op->kind != MT_OP_XSK_UNBIND))
		disagree(c, "%s opened or closed XSK queues without an mlx5e_xsk_setup_pool", who);
}

static size_t last_query_before(const struct devlog *log, size_t position)
{
	for (size_t i = position; i-- > 0;)
		if (!strcmp(log->cmds.at[i].op, "QUERY_RQ"))
			return i + 1;
	return position;
}

static bool walk_from(struct check *c, const struct devlog *log, const struct events *e,
		      size_t anchor)
{
	struct walk w = {
		.c = c,
		.log = log,
		.e = e,
		.drop_rqn = -1,
		.ptp_rqtn = -1,
		.matched = mt_mem(calloc(log->cmds.nr, sizeof(*w.matched))),
		.lives = mt_mem(calloc(log->objs.nr + 1, sizeof(*w.lives))),
	};
	bool xsk_tirs = has_xsk_tirs(e);

	c->from = e->has_snapshot_rqs ? last_query_before(log, anchor) : anchor;
	c->from_snapshot = c->from != anchor;
	w.at = w.open_from = c->from;
	if (!w.matched || !w.lives) {
		disagree(c, "out of memory");
	} else {
		for (unsigned int i = 0; i < log->objs.nr; i++)
			if (log->objs.at[i].created < c->from)
				life_next(&w.lives[i], LIFE_BEFORE);
		for (unsigned int i = 0; i < e->list.nr; i++)
			take_event(&w, &e->list.at[i]);
		c->to = window_end(&w);
		judge_rest(&w);
		for (unsigned int i = 0; i < e->ops->ops.nr; i++)
			judge_operation(c, &e->ops->ops.at[i], xsk_tirs);
	}
	free(w.matched);
	free(w.lives);
	return !c->disagreements;
}

/* True if the event is for command @i. */
static bool is_command_of(const struct devlog *log, size_t i, const struct event *ev)
{
	const struct cmd *cmd = &log->cmds.at[i];

	if (ev->err || !cmd->ok)
		return false;
	if (ev->event == MT_EV_RSS_REDIRECT)
		return !strcmp(cmd->op, "MODIFY_RQT") && cmd_refers(cmd, OBJ_RQT, ev->rqtn);
	if (ev->event == MT_EV_RX_CHANNEL_REDIRECT)
		return !strcmp(cmd->op, "MODIFY_RQT") && cmd_refers(cmd, OBJ_RQT, ev->rqtn) &&
		       cmd_refers(cmd, OBJ_RQ, ev->rqn);
	if (ev->event == MT_EV_OPEN_CHANNEL || ev->event == MT_EV_OPEN_XSK) {
		int64_t rqn = ev->event == MT_EV_OPEN_XSK ? ev->xsk_rqn : ev->rqn;
		int64_t cqn = ev->event == MT_EV_OPEN_XSK ? ev->xsk_cqn : ev->cqn;
		const struct obj *rq = devlog_created_from(log, OBJ_RQ, rqn, i);
		const struct obj *cq = devlog_created_from(log, OBJ_CQ, cqn, i);

		/* the CQ is created before the RQ */
		return rq && cq && cq->created == i && rq->created > i;
	}
	return false;
}

bool check_run(struct check *c, const struct devlog *log, const struct events *e)
{
	struct check in = *c, best = { .disagreements = UINT32_MAX };
	bool found = false;

	/* the first event with a matching command determines the start */
	for (unsigned int ev = 0; ev < e->list.nr && !found; ev++) {
		for (size_t i = 0; i < log->cmds.nr; i++) {
			struct check attempt = in;

			if (!is_command_of(log, i, &e->list.at[ev]))
				continue;
			found = true;
			walk_from(&attempt, log, e, i);
			if (attempt.disagreements < best.disagreements)
				best = attempt;
		}
	}
	if (found) {
		*c = best;
		check_commands(c, log, e);
		check_rules(c, log, e);
	}
	return found;
}
