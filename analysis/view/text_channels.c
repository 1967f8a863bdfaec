// SPDX-License-Identifier: GPL-2.0-only
#include "analysis/view/view.h"

/* So many rows of the past are shown unless all are asked for. */
#define LIVES_SHOWN 48

/* One channel, or the XSK queues of one, from its opening to its close. */
struct life {
	unsigned int dev;
	int64_t ix, rqn, cqn, cpu;
	bool xsk;
	int err;
	uint64_t opened, active, inactive, closed; /* 0: not recorded */
};

struct lives {
	MT_VEC(struct life) rows;
};

static struct life *find_life(struct lives *l, const struct mt_change *c, int64_t rqn)
{
	struct life *life;

	for (unsigned int i = l->rows.nr; i-- > 0;) {
		life = &l->rows.at[i];
		if (life->dev == c->dev && life->ix == c->ix && life->rqn == rqn &&
		    life->xsk == c->of_xsk && !life->closed && !life->err)
			return life;
	}
	life = mt_vec_add(&l->rows);
	if (life)
		*life = (struct life){ .dev = c->dev,
				       .ix = c->ix,
				       .rqn = rqn,
				       .cqn = c->cqn,
				       .cpu = c->cpu,
				       .xsk = c->of_xsk,
				       .err = c->err };
	return life;
}

static void follow(struct lives *l, const struct mt_change *c)
{
	struct life *life;

	if (c->event == MT_EV_RX_CHANNEL_REDIRECT || c->event == MT_EV_RX_CHANNEL_DROP)
		return;
	life = find_life(l, c, c->of_xsk ? c->xsk_rqn : c->rqn);
	if (!life)
		return;
	switch (c->event) {
	case MT_EV_OPEN_CHANNEL:
	case MT_EV_OPEN_XSK:
		life->opened = c->ts;
		break;
	case MT_EV_ACTIVATE_CHANNEL:
	case MT_EV_ACTIVATE_XSK:
		life->active = c->ts;
		break;
	case MT_EV_DEACTIVATE_CHANNEL:
	case MT_EV_DEACTIVATE_XSK:
		life->inactive = c->ts;
		break;
	default:
		life->closed = c->ts;
	}
}

static const char *time_or_dash(const struct mt_view *v, uint64_t ts, struct mt_buf *buf)
{
	if (!ts)
		return "-";
	*buf = mt_fmt_time(v, ts);
	return buf->text;
}

static void print_life(const struct mt_view *v, const struct life *life)
{
	struct mt_buf b[4];

	fprintf(v->out, " %3s  %-3s %6s %6s %4s", mt_fmt_number(life->ix).text,
		life->xsk ? "XSK" : "RQ", mt_fmt_object(life->rqn).text,
		mt_fmt_number(life->cqn).text, mt_fmt_number(life->cpu).text);
	if (life->err) {
		mt_print(v, MT_BAD, "  %s  open failed: %s\n", time_or_dash(v, life->opened, &b[0]),
			 mt_fmt_err(life->err).text);
		return;
	}
	fprintf(v->out, " %12s %12s %12s %12s\n", time_or_dash(v, life->opened, &b[0]),
		time_or_dash(v, life->active, &b[1]), time_or_dash(v, life->inactive, &b[2]),
		time_or_dash(v, life->closed, &b[3]));
}

static void dev_heading(const struct mt_view *v, const char *what, const struct mt_chan_dev *dev)
{
	mt_heading(v, "%s of %s (%s)", what, *dev->netdev ? dev->netdev : "unknown netdev",
		   dev->dev);
}

/* What was there before the recording comes first. */
static int by_opening(const void *a, const void *b)
{
	const struct life *x = a, *y = b;

	if (x->opened != y->opened)
		return x->opened < y->opened ? -1 : 1;
	if (x->ix != y->ix)
		return x->ix < y->ix ? -1 : 1;
	return x->xsk - y->xsk;
}

void mt_text_channel_lives(const struct mt_view *v)
{
	const struct mt_channels *m = v->channels;
	struct lives l = { 0 };

	for (unsigned int i = 0; i < m->changes.nr; i++)
		follow(&l, mt_change_at(m, i));
	if (l.rows.nr)
		qsort(l.rows.at, l.rows.nr, sizeof(*l.rows.at), by_opening);
	for (unsigned int d = 0; d < m->devs.nr; d++) {
		unsigned int nr = 0, skip = 0;

		for (unsigned int i = 0; i < l.rows.nr; i++)
			nr += l.rows.at[i].dev == d;
		if (!nr)
			continue;
		dev_heading(v, "Channels over time", &m->devs.at[d]);
		if (nr > LIVES_SHOWN && !v->all)
			skip = nr - LIVES_SHOWN;
		if (m->dropped)
			fprintf(v->out, "  %llu earlier changes are no longer known\n",
				(unsigned long long)m->dropped);
		if (skip)
			fprintf(v->out, "  %u earlier ones left out (mlx5-trace channels --all)\n",
				skip);
		mt_print(v, MT_DIM, " %3s  %-3s %6s %6s %4s %12s %12s %12s %12s\n", "ix", "", "rqn",
			 "cqn", "cpu", "opened", "active", "inactive", "closed");
		for (unsigned int i = 0; i < l.rows.nr; i++) {
			if (l.rows.at[i].dev != d)
				continue;
			if (skip)
				skip--;
			else
				print_life(v, &l.rows.at[i]);
		}
	}
	free(l.rows.at);
}

/* "120 XSK", "101", "drop RQ 7", "unknown" */
static struct mt_buf rq_in_use(const struct mt_slot *slot, const struct mt_chan *c)
{
	const struct mt_direct *d = &slot->direct;
	struct mt_buf b = { "unknown" };

	if (!d->since || d->rqn < 0)
		return b;
	if (d->drop)
		snprintf(b.text, sizeof(b.text), "drop %lld", (long long)d->rqn);
	else if (c && d->rqn == c->xsk_rqn)
		snprintf(b.text, sizeof(b.text), "%lld XSK", (long long)d->rqn);
	else if (c && d->rqn == c->rqn)
		snprintf(b.text, sizeof(b.text), "%lld", (long long)d->rqn);
	else
		snprintf(b.text, sizeof(b.text), "%lld ?", (long long)d->rqn);
	return b;
}

static void print_slot(const struct mt_view *v, int64_t ix, const struct mt_slot *slot)
{
	const struct mt_chan *c = mt_slot_now(slot);
	struct mt_buf since = { "-" };

	if (slot->direct.since)
		since = mt_fmt_time(v, slot->direct.since);
	fprintf(v->out, " %3s %3s %-8s %6s %6s %7s %11s %6s %6s %13s\n", mt_fmt_number(ix).text,
		mt_fmt_number(c ? c->cpu : -1).text,
		mt_chan_state_name(c ? c->state : MT_CHAN_UNKNOWN),
		mt_fmt_number(c ? c->rqn : -1).text, mt_fmt_number(c ? c->cqn : -1).text,
		mt_fmt_object(c ? c->xsk_rqn : -1).text, rq_in_use(slot, c).text,
		mt_fmt_number(slot->direct.tirn).text, mt_fmt_number(slot->direct.rqtn).text,
		since.text);
}

/* No channel, and nothing but the drop RQ behind its RQT: says little about now. */
static bool is_gone(const struct mt_slot *slot)
{
	return !slot->chans.nr && (slot->direct.drop || (slot->closed && !slot->direct.since));
}

static void print_rss(const struct mt_view *v, const struct mt_rss *rss)
{
	fprintf(v->out, "  RSS RQT %s: ", mt_fmt_number(rss->rqtn).text);
	if (rss->drop)
		fprintf(v->out, "all to the drop RQ");
	else
		fprintf(v->out, "%s channels", mt_fmt_number(rss->nch).text);
	fprintf(v->out, ", since %s", mt_fmt_time(v, rss->since).text);
	if (rss->err)
		mt_print(v, MT_BAD, "; the last change failed: %s", mt_fmt_err(rss->err).text);
	fputc('\n', v->out);
}

void mt_text_map_dev(const struct mt_view *v, const struct mt_chan_dev *dev, const char *title)
{
	unsigned int gone = 0;

	dev_heading(v, title, dev);
	if (!dev->slots.nr && dev->combined >= 0)
		fprintf(v->out, "  %s channels before the recording, which touched none of them\n",
			mt_fmt_number(dev->combined).text);
	if (dev->slots.nr)
		mt_print(v, MT_DIM, " %3s %3s %-8s %6s %6s %7s %11s %6s %6s %13s\n", "ix", "cpu",
			 "state", "rqn", "cqn", "xsk_rqn", "RQ in use", "TIR", "RQT", "since (s)");
	for (unsigned int ix = 0; ix < dev->slots.nr; ix++) {
		if (!v->all && is_gone(&dev->slots.at[ix]))
			gone++;
		else
			print_slot(v, ix, &dev->slots.at[ix]);
	}
	if (gone)
		fprintf(v->out, "  %u more indices have no channel\n", gone);
	for (unsigned int i = 0; i < dev->rss.nr; i++)
		print_rss(v, &dev->rss.at[i]);
}

void mt_text_map(const struct mt_view *v)
{
	for (unsigned int d = 0; d < v->channels->devs.nr; d++)
		mt_text_map_dev(v, &v->channels->devs.at[d], "Map at the end");
}

void mt_text_channels(const struct mt_view *v)
{
	if (!v->channels->devs.nr) {
		fprintf(v->out, "  No channel event was recorded.\n");
		return;
	}
	mt_text_channel_lives(v);
	mt_text_map(v);
}
