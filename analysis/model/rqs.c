// SPDX-License-Identifier: GPL-2.0-only
#include "analysis/model/rqs.h"

#include "analysis/base/util.h"
#include "analysis/model/rq_number.h"

static void *create(const struct mt_recording *rec, const struct mt_query *query)
{
	(void)rec;
	(void)query;
	return mt_model_new(sizeof(struct mt_rqs));
}

static void drop_evidence(struct mt_rq *rq)
{
	struct mt_evidence *const all[] = { &rq->opened, &rq->active,	&rq->inactive,
					    &rq->closed, &rq->replaced, &rq->aborted };

	for (size_t i = 0; i < ARRAY_SIZE(all); i++)
		mt_evidence_drop(all[i]);
}

static void set_evidence(struct mt_rqs *m, struct mt_evidence *to, const struct mt_record *r)
{
	mt_evidence_drop(to);
	*to = mt_evidence_of_live(&m->base, r);
}

static void destroy(void *model)
{
	struct mt_rqs *m = model;

	for (unsigned int i = 0; i < m->rqs.nr; i++)
		drop_evidence(&m->rqs.at[i]);
	for (unsigned int i = 0; i < m->rqts.nr; i++)
		mt_evidence_drop(&m->rqts.at[i].by);
	free(m->rqs.at);
	free(m->rqts.at);
	mt_long_free(&m->strays);
	free(m->devs.at);
	mt_model_fini(&m->base);
	free(m);
}

/* Maximum number of tracked RQs. Beyond it, the RQs that were closed first are dropped. */
#define MAX_RQS 4096

/*
 * Find an RQ. RQs are numbered per function; @r contains the function of @rqn unless it has an
 * older format.
 */
static struct mt_rq *find_rq(struct mt_rqs *m, const struct mt_record *r, int64_t rqn)
{
	const char *dev = mt_model_name(&m->base, mt_str(r, MT_KEY_DEV));
	int64_t vhca_id = mt_num(r, MT_KEY_VHCA_ID, -1);

	for (unsigned int i = 0; i < m->rqs.nr; i++)
		if (m->rqs.at[i].dev == dev &&
		    mt_same_rq(m->rqs.at[i].rqn, m->rqs.at[i].vhca_id, rqn, vhca_id))
			return &m->rqs.at[i];
	return NULL;
}

static void drop_closed(struct mt_rqs *m)
{
	for (unsigned int i = 0; i < m->rqs.nr; i++) {
		if (m->rqs.at[i].closed.event) {
			drop_evidence(&m->rqs.at[i]);
			mt_vec_remove(&m->rqs, i);
			return;
		}
	}
}

/* Start tracking a new RQ. If it reuses a number, the previous RQ is complete. */
static struct mt_rq *new_rq(struct mt_rqs *m, const struct mt_record *r, int64_t rqn, bool xsk)
{
	struct mt_rq *rq = find_rq(m, r, rqn);

	if (!rq && m->rqs.nr >= MAX_RQS)
		drop_closed(m);
	if (rq)
		drop_evidence(rq);
	else
		rq = mt_vec_add(&m->rqs);
	if (rq)
		*rq = (struct mt_rq){
			.dev = mt_model_name(&m->base, mt_str(r, MT_KEY_DEV)),
			.netdev = mt_model_name(&m->base, mt_str(r, MT_KEY_NETDEV)),
			.ix = mt_num(r, MT_KEY_IX, -1),
			.rqn = rqn,
			.vhca_id = mt_num(r, MT_KEY_VHCA_ID, -1),
			.xsk = xsk,
		};
	return rq;
}

static struct mt_rq *get_rq(struct mt_rqs *m, const struct mt_record *r, int64_t rqn, bool xsk)
{
	struct mt_rq *rq = find_rq(m, r, rqn);

	return rq && !rq->closed.event ? rq : new_rq(m, r, rqn, xsk);
}

static struct mt_rq_dev *get_dev(struct mt_rqs *m, const struct mt_record *r)
{
	const char *name = mt_model_name(&m->base, mt_str(r, MT_KEY_DEV));
	struct mt_rq_dev *dev;

	for (unsigned int i = 0; i < m->devs.nr; i++)
		if (m->devs.at[i].dev == name)
			return &m->devs.at[i];
	dev = mt_vec_add(&m->devs);
	if (dev)
		dev->dev = name;
	return dev;
}

static void take_open(struct mt_rqs *m, const struct mt_record *r, int64_t rqn, bool xsk)
{
	struct mt_rq_dev *dev = get_dev(m, r);
	struct mt_rq *rq;

	if (!dev)
		return;
	if (!mt_num(r, MT_KEY_ERR, 0)) {
		dev->opened = r->ts;
		rq = new_rq(m, r, rqn, xsk);
		if (rq)
			set_evidence(m, &rq->opened, r);
		return;
	}
	/* the driver will close the RQs that this task has opened but not yet activated */
	for (unsigned int i = 0; i < m->rqs.nr && !xsk; i++) {
		rq = &m->rqs.at[i];
		if (rq->dev == dev->dev && rq->opened.event && rq->opened.pid == r->pid &&
		    !rq->active.event && !rq->closed.event && !rq->aborted.event)
			set_evidence(m, &rq->aborted, r);
	}
}

static void take_active(struct mt_rqs *m, const struct mt_record *r, int64_t rqn, bool xsk)
{
	struct mt_rq *rq = get_rq(m, r, rqn, xsk);
	struct mt_rq new;

	if (!rq)
		return;
	set_evidence(m, &rq->active, r);
	new = *rq;
	for (unsigned int i = 0; i < m->rqs.nr; i++) {
		rq = &m->rqs.at[i];
		if (rq->dev != new.dev || rq->netdev != new.netdev || rq->ix != new.ix ||
		    rq->xsk != xsk || mt_same_rq(rq->rqn, rq->vhca_id, rqn, new.vhca_id) ||
		    rq->closed.event || rq->replaced.event)
			continue;
		set_evidence(m, &rq->replaced, r);
		rq->successor_opened = new.opened.event ? new.opened.ts : r->ts;
	}
}

static void add_stray(struct mt_rqs *m, const struct mt_rq *rq, const struct mt_steering *rqt,
		      const struct mt_record *r, bool at_close)
{
	struct mt_stray *stray = mt_long_add(&m->strays);

	if (stray)
		*stray = (struct mt_stray){
			.dev = rq->dev,
			.ix = rq->ix,
			.rqn = rq->rqn,
			.rqtn = rqt->rqtn,
			.tirn = mt_num(r, MT_KEY_TIRN, -1),
			.xsk = rq->xsk,
			.at_close = at_close,
			.closed = mt_evidence_keep(&m->base, &rq->closed),
			.steered = mt_evidence_keep(&m->base, &rqt->by),
		};
}

static void take_close(struct mt_rqs *m, const struct mt_record *r, int64_t rqn, bool xsk)
{
	struct mt_rq *rq = get_rq(m, r, rqn, xsk);
	struct mt_rq_dev *dev = get_dev(m, r);

	m->closes += !xsk;
	m->xsk_closes += xsk;
	if (dev)
		dev->closed = r->ts;
	if (!rq)
		return;
	set_evidence(m, &rq->closed, r);
	for (unsigned int i = 0; i < m->rqts.nr; i++)
		if (m->rqts.at[i].dev == rq->dev &&
		    mt_same_rq(m->rqts.at[i].rqn, m->rqts.at[i].vhca_id, rqn, rq->vhca_id))
			add_stray(m, rq, &m->rqts.at[i], r, true);
}

static void take_steering(struct mt_rqs *m, const struct mt_record *r)
{
	const char *dev = mt_model_name(&m->base, mt_str(r, MT_KEY_DEV));
	int64_t rqtn = mt_num(r, MT_KEY_RQTN, -1);
	struct mt_steering *rqt = NULL;
	const struct mt_rq *rq;

	/* a failed command leaves the RQT unchanged */
	if (mt_num(r, MT_KEY_ERR, 0))
		return;
	for (unsigned int i = 0; i < m->rqts.nr && !rqt; i++)
		if (m->rqts.at[i].dev == dev && m->rqts.at[i].rqtn == rqtn)
			rqt = &m->rqts.at[i];
	if (!rqt)
		rqt = mt_vec_add(&m->rqts);
	if (!rqt)
		return;
	mt_evidence_drop(&rqt->by);
	*rqt = (struct mt_steering){ .dev = dev,
				     .rqtn = rqtn,
				     .rqn = mt_num(r, MT_KEY_RQN, -1),
				     .vhca_id = mt_num(r, MT_KEY_VHCA_ID, -1),
				     .by = mt_evidence_of_live(&m->base, r) };
	rq = mt_num(r, MT_KEY_DROP, 0) ? NULL : find_rq(m, r, rqt->rqn);
	if (rq && rq->closed.event)
		add_stray(m, rq, rqt, r, false);
}

static void record(void *model, const struct mt_record *r)
{
	struct mt_rqs *m = model;
	int64_t rqn = mt_num(r, MT_KEY_RQN, -1), xsk_rqn = mt_num(r, MT_KEY_XSK_RQN, -1);
	struct mt_rq_dev *dev;
	struct mt_rq *rq;

	if (r->kind != MT_REC_EVENT)
		return;
	switch (r->event) {
	case MT_EV_OPEN_CHANNEL:
		take_open(m, r, rqn, false);
		break;
	case MT_EV_OPEN_XSK:
		take_open(m, r, xsk_rqn, true);
		break;
	case MT_EV_ACTIVATE_CHANNEL:
		take_active(m, r, rqn, false);
		break;
	case MT_EV_ACTIVATE_XSK:
		take_active(m, r, xsk_rqn, true);
		break;
	case MT_EV_DEACTIVATE_CHANNEL:
	case MT_EV_DEACTIVATE_XSK:
		rq = r->event == MT_EV_DEACTIVATE_XSK ? get_rq(m, r, xsk_rqn, true) :
							get_rq(m, r, rqn, false);
		if (rq)
			set_evidence(m, &rq->inactive, r);
		break;
	case MT_EV_CLOSE_CHANNEL:
		take_close(m, r, rqn, false);
		break;
	case MT_EV_CLOSE_XSK:
		take_close(m, r, xsk_rqn, true);
		break;
	case MT_EV_RX_CHANNEL_REDIRECT:
		take_steering(m, r);
		break;
	case MT_EV_SET_CHANNELS:
	case MT_EV_XSK_SETUP_POOL:
	case MT_EV_HWTSTAMP_SET:
	case MT_EV_SWITCH_PARAMS:
		dev = get_dev(m, r);
		if (dev)
			dev->answered = r->ts;
		break;
	default:
		break;
	}
}

const struct mt_evidence *mt_rq_left_open(const struct mt_rqs *m, const struct mt_rq *rq)
{
	const struct mt_rq_dev *dev = NULL;

	for (unsigned int i = 0; i < m->devs.nr; i++)
		if (m->devs.at[i].dev == rq->dev)
			dev = &m->devs.at[i];
	if (!dev || !rq->opened.event || rq->closed.event)
		return NULL;
	/* other RQs of the same generation have been closed since, or the change is complete */
	if (rq->inactive.event &&
	    (dev->closed > rq->inactive.ts || dev->answered > rq->inactive.ts))
		return &rq->inactive;
	if (rq->replaced.event &&
	    (dev->closed > rq->successor_opened || dev->answered > rq->replaced.ts))
		return &rq->replaced;
	if (rq->aborted.event && (dev->answered > rq->aborted.ts || dev->opened > rq->aborted.ts))
		return &rq->aborted;
	return NULL;
}

static void finish(void *model)
{
	(void)model;
}

const struct mt_model_ops mt_model_rqs = {
	.name = "rqs",
	.create = create,
	.record = record,
	.finish = finish,
	.destroy = destroy,
};
