// SPDX-License-Identifier: GPL-2.0-only
#include "analysis/view/channels.h"

#include "analysis/base/util.h"
#include "analysis/view/format/table.h"

/* Maximum number of rows shown without --all. */
#define LIVES_SHOWN 48

/* The lifetime of a channel or of its XSK queues. */
struct life {
	unsigned int dev;
	int64_t ix, rqn, cqn, cpu, vhca_id;
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
		    life->vhca_id == c->vhca_id && life->xsk == c->of_xsk && !life->closed &&
		    !life->err)
			return life;
	}
	life = mt_vec_add(&l->rows);
	if (life)
		*life = (struct life){ .dev = c->dev,
				       .ix = c->ix,
				       .rqn = rqn,
				       .cqn = c->cqn,
				       .cpu = c->cpu,
				       .vhca_id = c->vhca_id,
				       .xsk = c->of_xsk,
				       .err = c->err };
	return life;
}

static void follow(struct lives *l, const struct mt_change *c)
{
	struct life *life;

	if (c->event == MT_EV_RX_CHANNEL_REDIRECT)
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
	*buf = mt_fmt_time(&v->to, ts);
	return buf->text;
}

static struct mt_cell life_time(const struct mt_row *row, uint64_t ts)
{
	struct mt_cell cell = { MT_PLAIN, "" };
	struct mt_buf buf;

	snprintf(cell.text, sizeof(cell.text), "%s", time_or_dash(row->v, ts, &buf));
	return cell;
}

#define LIFE_CELL(name, value) \
	static struct mt_cell name(const struct mt_row *row) \
	{ \
		const struct life *at = row->at; \
\
		return value; \
	}

LIFE_CELL(life_opened, life_time(row, at->opened))
LIFE_CELL(life_active, life_time(row, at->active))
LIFE_CELL(life_inactive, life_time(row, at->inactive))
LIFE_CELL(life_closed, life_time(row, at->closed))

static struct mt_cell life_rqn(const struct mt_row *row)
{
	const struct life *life = row->at;
	struct mt_cell cell = { MT_PLAIN, "" };

	snprintf(cell.text, sizeof(cell.text), "%s", mt_fmt_object(life->rqn).text);
	return cell;
}

static struct mt_cell life_failed(const struct mt_row *row)
{
	const struct life *life = row->at;
	struct mt_cell cell = { MT_BAD, "" };
	struct mt_buf buf;

	snprintf(cell.text, sizeof(cell.text), "%s  open failed: %s",
		 time_or_dash(row->v, life->opened, &buf), mt_fmt_err(life->err).text);
	return cell;
}

MT_GETTER(life_ix, struct life, mt_value_number(at->ix))
MT_GETTER(life_queue, struct life, mt_value_text(at->xsk ? "XSK" : "RQ"))
MT_GETTER(life_cqn, struct life, mt_value_number(at->cqn))
MT_GETTER(life_cpu, struct life, mt_value_number(at->cpu))

static const struct mt_column life_columns[] = {
	MT_COL("ix", NUMBER, life_ix, TEXT),
	MT_COL("queue", ID, life_queue, TEXT),
	MT_COL("cqn", NUMBER, life_cqn, TEXT),
	MT_COL("cpu", NUMBER, life_cpu, TEXT),
};

static const struct mt_table life_table = { MT_COLUMNS(life_columns) };

#define LIFE_BEGIN \
	{ "ix", 3, 1, "ix", NULL }, { "", -3, 2, "queue", NULL }, { "rqn", 6, 1, NULL, life_rqn }, \
		{ "cqn", 6, 1, "cqn", NULL }, \
	{ \
		"cpu", 4, 1, "cpu", NULL \
	}

static const struct mt_text_column life_line_columns[] = {
	LIFE_BEGIN,
	{ "opened", 12, 1, NULL, life_opened },
	{ "active", 12, 1, NULL, life_active },
	{ "inactive", 12, 1, NULL, life_inactive },
	{ "closed", 12, 1, NULL, life_closed },
};

/* The columns of a channel that could not be opened. */
static const struct mt_text_column failed_line_columns[] = {
	LIFE_BEGIN,
	{ "", 0, 2, NULL, life_failed },
};

static const struct mt_text_table life_lines = { &life_table, MT_TEXT_COLUMNS(life_line_columns) };
static const struct mt_text_table failed_lines = { &life_table,
						   MT_TEXT_COLUMNS(failed_line_columns) };

static void print_life(const struct mt_view *v, const struct life *life)
{
	mt_table_line(&v->to, life->err ? &failed_lines : &life_lines,
		      &(struct mt_row){ .v = v, .at = life });
}

static void dev_heading(const struct mt_view *v, const char *what, const struct mt_chan_dev *dev)
{
	mt_heading(&v->to, "%s of %s (%s)", what, *dev->netdev ? dev->netdev : "unknown netdev",
		   dev->dev);
}

/* Channels opened before the recording are sorted first. */
static int by_opening(const void *a, const void *b)
{
	const struct life *x = a, *y = b;

	if (x->opened != y->opened)
		return x->opened < y->opened ? -1 : 1;
	if (x->ix != y->ix)
		return x->ix < y->ix ? -1 : 1;
	return x->xsk - y->xsk;
}

static void print_lives(const struct mt_view *v)
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
			fprintf(v->to.out, "  %llu earlier changes are no longer known\n",
				(unsigned long long)m->dropped);
		if (skip)
			fprintf(v->to.out,
				"  %u earlier ones omitted (mlx5-trace channels --all)\n", skip);
		mt_table_headings(&v->to, &life_lines);
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

/* Returns the RQ in use as "120 XSK", "101", "drop RQ 7" or "unknown". */
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

static struct mt_cell slot_xsk_rqn(const struct mt_row *row)
{
	const struct mt_chan *c = mt_slot_now(row->at);
	struct mt_cell cell = { MT_PLAIN, "" };

	snprintf(cell.text, sizeof(cell.text), "%s", mt_fmt_object(c ? c->xsk_rqn : -1).text);
	return cell;
}

static struct mt_cell slot_rq_in_use(const struct mt_row *row)
{
	struct mt_cell cell = { MT_PLAIN, "" };

	snprintf(cell.text, sizeof(cell.text), "%s", rq_in_use(row->at, mt_slot_now(row->at)).text);
	return cell;
}

static struct mt_cell slot_since(const struct mt_row *row)
{
	const struct mt_slot *slot = row->at;

	return life_time(row, slot->direct.since);
}

static const struct mt_text_column slot_line_columns[] = {
	{ "ix", 3, 1, "ix", NULL },
	{ "cpu", 3, 1, "cpu", NULL },
	{ "state", -8, 1, "state", NULL },
	{ "rqn", 6, 1, "rqn", NULL },
	{ "cqn", 6, 1, "cqn", NULL },
	{ "xsk_rqn", 7, 1, NULL, slot_xsk_rqn },
	{ "RQ in use", 11, 1, NULL, slot_rq_in_use },
	{ "TIR", 6, 1, "tirn", NULL },
	{ "RQT", 6, 1, "rqtn", NULL },
	{ "since (s)", 13, 1, NULL, slot_since },
};

static const struct mt_text_table slot_lines = { &mt_table_channels,
						 MT_TEXT_COLUMNS(slot_line_columns) };

static void print_slot(const struct mt_view *v, const struct mt_chan_dev *dev, size_t ix)
{
	const struct mt_row up = { .v = v, .at = dev };

	mt_table_line(&v->to, &slot_lines,
		      &(struct mt_row){ .v = v, .up = &up, .at = &dev->slots.at[ix], .i = ix });
}

/* An index without a channel is not shown if its RQT leads to the drop RQ. */
static bool is_gone(const struct mt_slot *slot)
{
	return !slot->chans.nr && (slot->direct.drop || (slot->closed && !slot->direct.since));
}

/* With Socket Direct, a netdev has channels on several functions, which may use equal numbers. */
static void print_functions(const struct mt_view *v, const struct mt_chan_dev *dev)
{
	char text[1024] = "";
	size_t len = 0;

	for (unsigned int ix = 0; ix < dev->slots.nr && len < sizeof(text); ix++) {
		const struct mt_chan *c = mt_slot_now(&dev->slots.at[ix]);

		if (c && c->vhca_id >= 0 && c->state != MT_CHAN_CLOSED)
			len += (size_t)snprintf(text + len, sizeof(text) - len,
						"%s%u on function %lld", len ? ", " : "", ix,
						(long long)c->vhca_id);
	}
	mt_paragraph(&v->to, 2, "RQs and CQs are numbered by function (vhca_id): channel %s.",
		     text);
}

static void print_rss(const struct mt_view *v, const struct mt_chan_dev *dev,
		      const struct mt_rss *rss)
{
	char spread[80];

	fprintf(v->to.out, "  RSS");
	if (rss->context > 0)
		fprintf(v->to.out, " context %s", mt_fmt_number(rss->context).text);
	fprintf(v->to.out, " RQT %s: ", mt_fmt_number(rss->rqtn).text);
	if (rss->drop)
		fprintf(v->to.out, "all to the drop RQ");
	else
		mt_rss_spread_words(dev, rss, spread, sizeof(spread));
	if (!rss->drop)
		fprintf(v->to.out, "%s", spread);
	fprintf(v->to.out, ", since %s", mt_fmt_time(&v->to, rss->since).text);
	if (rss->err)
		mt_print(&v->to, MT_BAD, "; the last change failed: %s", mt_fmt_err(rss->err).text);
	fputc('\n', v->to.out);
}

void mt_text_map_dev(const struct mt_view *v, const struct mt_chan_dev *dev, const char *title)
{
	unsigned int gone = 0;

	dev_heading(v, title, dev);
	if (dev->side == MT_SNAPSHOT_AFTER)
		mt_paragraph(&v->to, 2,
			     "This is the state after the command, from after.json, as no event of "
			     "channels or steering was recorded.");
	else if (dev->side == MT_SNAPSHOT_STALE)
		mt_paragraph(
			&v->to, 2,
			"This is the state before the command, from snapshot.json. Later changes "
			"are unknown, as no event of channels or steering was recorded.");
	if (!dev->slots.nr && dev->combined >= 0)
		fprintf(v->to.out,
			dev->side == MT_SNAPSHOT_AFTER ?
				"  %s channels after the command, none of them open\n" :
				"  %s channels before the recording, which touched none of them\n",
			mt_fmt_number(dev->combined).text);
	if (dev->slots.nr)
		mt_table_headings(&v->to, &slot_lines);
	for (unsigned int ix = 0; ix < dev->slots.nr; ix++) {
		if (!v->all && is_gone(&dev->slots.at[ix]))
			gone++;
		else
			print_slot(v, dev, ix);
	}
	if (gone)
		fprintf(v->to.out, "  %u more indices have no channel\n", gone);
	if (mt_chan_dev_has_functions(dev))
		print_functions(v, dev);
	for (unsigned int i = 0; i < dev->rss.nr; i++)
		print_rss(v, dev, &dev->rss.at[i]);
}

static void print_map(const struct mt_view *v)
{
	for (unsigned int d = 0; d < v->channels->devs.nr; d++)
		mt_text_map_dev(v, &v->channels->devs.at[d], "Map at the end");
}

void mt_text_channels(const struct mt_view *v)
{
	if (!v->channels->devs.nr) {
		fprintf(v->to.out, "  No channel event was recorded.\n");
		return;
	}
	print_lives(v);
	print_map(v);
}
