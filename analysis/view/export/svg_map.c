// SPDX-License-Identifier: GPL-2.0-only
/*
 * The map of a device. Rules, TIRs, RQTs, RQs, channels and sockets are in columns, with lines
 * between them.
 */
#include <inttypes.h>
#include <stdarg.h>
#include <stdlib.h>

#include "analysis/base/util.h"
#include "analysis/view/export/svg_draw.h"

enum column { RULE, TIR, RQT, RQ, CHANNEL, SOCKET, NR_COLUMNS };

static const char *const headings[NR_COLUMNS] = {
	[RULE] = "rule", [TIR] = "TIR",		[RQT] = "RQT",
	[RQ] = "RQ",	 [CHANNEL] = "channel", [SOCKET] = "socket",
};

/* Sizes in pixels: width and height of a box, and height of a row. */
enum { WIDTH = 122, HEIGHT = 36, ROW = 44 };
#define STEP ((MT_SVG_WIDTH - 2 * MT_SVG_MARGIN - WIDTH) / (NR_COLUMNS - 1.0))

struct node {
	enum column column;
	const char *look;
	char first[40], second[40]; /* the two rows of text */
	char title[200];
	double want, y; /* preferred and actual position */
	unsigned int nr_wants;
	bool drop;
};

struct edge {
	unsigned int from, to;
	bool drop;
};

struct picture {
	const struct mt_view *v;
	const struct mt_map *m;
	const struct mt_chan_dev *dev;
	MT_VEC(struct node) nodes;
	MT_VEC(struct edge) edges;
};

/* Returns the number of the node in the column with this first row, or -1. */
static int find(const struct picture *p, enum column column, const char *first)
{
	for (unsigned int i = 0; i < p->nodes.nr; i++)
		if (p->nodes.at[i].column == column && !strcmp(p->nodes.at[i].first, first))
			return (int)i;
	return -1;
}

/* Returns the node with this first row, which is added if it is new; -1 when out of memory. */
static int node(struct picture *p, enum column column, const char *look, const char *fmt, ...)
	__attribute__((format(printf, 4, 5)));

static int node(struct picture *p, enum column column, const char *look, const char *fmt, ...)
{
	struct node made = { .column = column, .look = look }, *kept;
	va_list ap;
	int at;

	va_start(ap, fmt);
	vsnprintf(made.first, sizeof(made.first), fmt, ap);
	va_end(ap);
	at = find(p, column, made.first);
	if (at >= 0)
		return at;
	kept = mt_vec_add(&p->nodes);
	if (!kept)
		return -1;
	*kept = made;
	return (int)p->nodes.nr - 1;
}

static void second(struct picture *p, int at, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));

static void second(struct picture *p, int at, const char *fmt, ...)
{
	va_list ap;

	if (at < 0)
		return;
	va_start(ap, fmt);
	vsnprintf(p->nodes.at[at].second, sizeof(p->nodes.at[at].second), fmt, ap);
	va_end(ap);
}

static void join(struct picture *p, int from, int to)
{
	struct edge *e;

	for (unsigned int i = 0; i < p->edges.nr; i++)
		if ((int)p->edges.at[i].from == from && (int)p->edges.at[i].to == to)
			return;
	e = from >= 0 && to >= 0 ? mt_vec_add(&p->edges) : NULL;
	if (e)
		*e = (struct edge){ (unsigned int)from, (unsigned int)to, p->nodes.at[to].drop };
}

static const struct mt_chan *channel_at(const struct picture *p, int64_t ix)
{
	const struct mt_chan *c;

	if (ix < 0 || ix >= p->dev->slots.nr)
		return NULL;
	c = mt_slot_now(&p->dev->slots.at[ix]);
	return c && c->state != MT_CHAN_CLOSED ? c : NULL;
}

/* Returns the bind of the pool that the XSK queues use, or NULL if it was not recorded. */
static const struct mt_op *bind_of(const struct picture *p, int64_t queue)
{
	const struct mt_ops *ops = p->v->ops;
	const struct mt_op *found = NULL;

	for (unsigned int i = 0; ops && i < ops->ops.nr; i++) {
		const struct mt_op *op = &ops->ops.at[i];
		uint64_t until = p->v->to.ticks ? p->m->until.ticks : p->m->until.ns;

		if (op->kind == MT_OP_XSK_BIND && !op->err && op->qid == queue &&
		    !strcmp(op->dev, p->dev->dev) && !strcmp(op->netdev, p->dev->netdev) &&
		    (!p->m->until.set || op->end <= until))
			found = op;
	}
	return found;
}

static void add_channel(struct picture *p, unsigned int ix)
{
	const struct mt_chan *c = channel_at(p, ix);
	const struct mt_op *bind;
	int channel, rq, socket;
	int64_t queue;

	if (!c)
		return;
	channel = node(p, CHANNEL, c->state == MT_CHAN_ACTIVE ? "channel_active" : "channel",
		       "channel %u", ix);
	second(p, channel, c->cpu >= 0 ? "%s, cpu %" PRId64 : "%s", mt_chan_state_name(c->state),
	       c->cpu);
	if (c->rqn >= 0) {
		rq = node(p, RQ, "channel", "RQ %" PRId64, c->rqn);
		second(p, rq, "of the channel");
		join(p, rq, channel);
	}
	if (c->xsk_rqn <= 0)
		return;
	queue = mt_map_queue(p->m, p->dev, ix);
	bind = bind_of(p, queue);
	rq = node(p, RQ, "xsk_active", "RQ %" PRId64, c->xsk_rqn);
	second(p, rq, "XSK");
	join(p, rq, channel);
	if (queue >= 0)
		socket = node(p, SOCKET, "xsk", "queue %" PRId64, queue);
	else
		socket = node(p, SOCKET, "xsk", "channel %u", ix);
	second(p, socket, "%s", bind ? mt_fmt_task(bind->comm, bind->pid).text : "AF_XDP");
	join(p, channel, socket);
}

static int drop_rq(struct picture *p, int64_t rqn)
{
	int at = rqn >= 0 ? node(p, RQ, "drop", "RQ %" PRId64, rqn) :
			    node(p, RQ, "drop", "drop RQ");

	if (at >= 0) {
		p->nodes.at[at].drop = true;
		p->nodes.at[at].look = "drop";
	}
	second(p, at, "drop RQ");
	return at;
}

static int rq_of(struct picture *p, const struct mt_map_tir *tir)
{
	int at;

	if (tir->drop)
		return drop_rq(p, tir->rqn);
	if (tir->rqn < 0)
		return node(p, RQ, "unknown", "unknown RQ");
	at = node(p, RQ, "unknown", "RQ %" PRId64, tir->rqn);
	if (at >= 0 && !strcmp(p->nodes.at[at].look, "unknown"))
		second(p, at, "of no channel");
	return at;
}

static int rss_rqt(struct picture *p, int64_t rqtn)
{
	int at = node(p, RQT, "rss", "RQT %" PRId64, rqtn);

	second(p, at, "RSS");
	return at;
}

static void add_rss(struct picture *p, const struct mt_rss *rss)
{
	int rqt = rss_rqt(p, rss->rqtn);
	char words[80];

	if (rss->drop) {
		join(p, rqt, drop_rq(p, -1));
		return;
	}
	mt_rss_spread_words(p->dev, rss, words, sizeof(words));
	if (rqt >= 0)
		snprintf(p->nodes.at[rqt].title, sizeof(p->nodes.at[rqt].title),
			 "RQT %" PRId64 " of RSS: spreads over %s", rss->rqtn, words);
	if (!mt_rss_spread_known(p->dev, rss)) {
		int some = node(p, RQ, "unknown", "of channels");

		second(p, some, rss->nch >= 0 ? "unknown (of %" PRId64 ")" : "unknown", rss->nch);
		join(p, rqt, some);
		return;
	}
	for (unsigned int i = 0; i < p->dev->spread.nr; i++) {
		const struct mt_chan *c = channel_at(p, p->dev->spread.at[i]);

		if (c && c->rqn >= 0)
			join(p, rqt, node(p, RQ, "channel", "RQ %" PRId64, c->rqn));
	}
}

static bool has_rule(const struct picture *p, const struct mt_map_tir *tir)
{
	for (unsigned int i = 0; i < p->m->rules.nr; i++)
		if (mt_map_rule_tir(p->m, &p->m->rules.at[i]) == tir)
			return true;
	return false;
}

/*
 * A direct TIR has its own node. RSS TIRs with the same RQT share one node, and so do the TIRs of
 * unused indices.
 */
static int add_tir(struct picture *p, const struct mt_map_tir *tir)
{
	int at, rqt;

	if (tir->ix < 0) {
		rqt = rss_rqt(p, tir->rqtn);
		at = node(p, TIR, "rss", "to RQT %" PRId64, tir->rqtn);
		second(p, at, "TIRs of RSS");
		join(p, at, rqt);
		return at;
	}
	if (tir->drop && !channel_at(p, tir->ix) && !has_rule(p, tir)) {
		at = node(p, TIR, "steering", "TIRs");
		rqt = node(p, RQT, "steering", "RQTs");
		second(p, at, "without channel");
		second(p, rqt, "without channel");
	} else {
		at = node(p, TIR, "steering", "TIR %" PRId64, tir->tirn);
		rqt = node(p, RQT, "steering", "RQT %" PRId64, tir->rqtn);
		second(p, at, "%s %" PRId64, tir->xsk ? "XSK, channel" : "channel", tir->ix);
		second(p, rqt, "%s %" PRId64, tir->xsk ? "XSK, channel" : "channel", tir->ix);
	}
	join(p, at, rqt);
	join(p, rqt, rq_of(p, tir));
	return at;
}

static void add_rule(struct picture *p, const struct mt_map_rule *rule)
{
	const struct mt_map_tir *tir = mt_map_rule_tir(p->m, rule);
	const struct mt_map_dst *dst = mt_map_rule_dst(p->m, rule);
	int at = node(p, RULE, rule->drops ? "drop" : "rule", "rule %" PRId64, rule->location);

	if (rule->drops)
		second(p, at, "drops");
	else if (tir)
		join(p, at, add_tir(p, tir));
	else if (dst)
		second(p, at, "to %.20s %" PRId64, dst->type, dst->id);
	else if (rule->queue >= 0)
		second(p, at, "to queue %" PRId64, rule->queue);
}

static bool is_of(const struct mt_chan_dev *dev, const struct mt_map_rule *rule)
{
	return !strcmp(rule->dev, dev->dev) && !strcmp(rule->netdev, dev->netdev);
}

static void add_all(struct picture *p)
{
	for (unsigned int ix = 0; ix < p->dev->slots.nr; ix++)
		add_channel(p, ix);
	for (unsigned int i = 0; i < p->dev->rss.nr; i++)
		if (!p->dev->rss.at[i].err || p->dev->rss.at[i].nch >= 0)
			add_rss(p, &p->dev->rss.at[i]);
	for (unsigned int i = mt_map_first_tir(p->m, p->dev->dev); i != MT_INDEX_NEW;
	     i = p->m->tirs.at[i].next)
		add_tir(p, &p->m->tirs.at[i]);
	for (unsigned int i = 0; i < p->m->rules.nr; i++)
		if (is_of(p->dev, &p->m->rules.at[i]))
			add_rule(p, &p->m->rules.at[i]);
}

static struct node **column_of(struct picture *p, enum column column, unsigned int *nr)
{
	struct node **list = mt_mem(calloc(p->nodes.nr + 1, sizeof(*list)));

	*nr = 0;
	for (unsigned int i = 0; list && i < p->nodes.nr; i++)
		if (p->nodes.at[i].column == column)
			list[(*nr)++] = &p->nodes.at[i];
	return list;
}

/* The drop RQ is the last one in its column. Boxes without lines keep their order. */
static int by_want(const void *a, const void *b)
{
	const struct node *x = *(struct node *const *)a, *y = *(struct node *const *)b;

	if (x->drop != y->drop)
		return x->drop ? 1 : -1;
	if (x->want != y->want)
		return x->want < y->want ? -1 : 1;
	return x < y ? -1 : x > y;
}

/* Place each box near the boxes it is connected to. Columns are placed from the RQs outwards. */
static double place(struct picture *p, enum column column)
{
	unsigned int nr;
	struct node **list = column_of(p, column, &nr);
	double y = 0;

	for (unsigned int i = 0; list && i < nr; i++) {
		for (unsigned int e = 0; e < p->edges.nr; e++) {
			struct node *from = &p->nodes.at[p->edges.at[e].from],
				    *to = &p->nodes.at[p->edges.at[e].to],
				    *other = column < RQ ? to : from;

			if (column == RQ || (column < RQ ? from : to) != list[i])
				continue;
			list[i]->want += other->y;
			list[i]->nr_wants++;
		}
		if (list[i]->nr_wants)
			list[i]->want /= list[i]->nr_wants;
	}
	if (list)
		qsort(list, nr, sizeof(*list), by_want);
	for (unsigned int i = 0; list && i < nr; i++) {
		list[i]->y = list[i]->want > y ? list[i]->want : y;
		y = list[i]->y + ROW;
	}
	free(list);
	return y;
}

static double left(enum column column)
{
	return MT_SVG_MARGIN + column * STEP;
}

static void put_edge(FILE *out, const struct picture *p, const struct edge *e, double top)
{
	const struct node *a = &p->nodes.at[e->from], *b = &p->nodes.at[e->to];
	double x = left(a->column) + WIDTH, y = top + a->y + HEIGHT / 2.0;
	double end = left(b->column), bend = (end - x) / 2;

	fprintf(out,
		"<path class=\"edge\"%s d=\"M%.1f %.1fC%.1f %.1f %.1f %.1f %.1f %.1f\" marker-end=\"url(#mt-arrow)\"/>\n",
		e->drop ? " stroke-dasharray=\"5 3\"" : "", x, y, x + bend, y, end - bend,
		top + b->y + HEIGHT / 2.0, end, top + b->y + HEIGHT / 2.0);
}

static void put_node(FILE *out, const struct node *n, double top)
{
	double x = left(n->column), y = top + n->y;

	if (*n->title)
		mt_svg_begin_box(out, n->look, "%s", n->title);
	else
		mt_svg_begin_box(out, n->look, "%s %s%s%s", headings[n->column], n->first,
				 *n->second ? ": " : "", n->second);
	fprintf(out,
		"<rect class=\"%s\" x=\"%.1f\" y=\"%.1f\" width=\"%d\" height=\"%d\" rx=\"3\"/>",
		n->look, x, y, WIDTH, HEIGHT);
	mt_svg_text(out, n->drop ? "halo" : "", x + 5, y + (*n->second ? 14 : 22), WIDTH - 6,
		    n->first);
	mt_svg_text(out, n->drop ? "dim halo" : "dim", x + 5, y + 30, WIDTH - 6, n->second);
	mt_svg_end_box(out);
}

static void put_legend(struct mt_svg *svg, const struct picture *p)
{
	static const struct mt_svg_key keys[] = {
		{ "rule", "rule of ethtool -N", false },
		{ "steering", "of one channel", false },
		{ "rss", "RSS", false },
		{ "channel_active", "channel", false },
		{ "channel", "its RQ, or not active", false },
		{ "xsk_active", "XSK RQ", false },
		{ "xsk", "AF_XDP socket", false },
		{ "drop", "drops", false },
		{ "unknown", "unknown", false },
	};
	struct mt_svg_key used[ARRAY_SIZE(keys)];
	unsigned int nr = 0;

	for (size_t k = 0; k < ARRAY_SIZE(keys); k++) {
		bool has = false;

		for (unsigned int i = 0; i < p->nodes.nr && !has; i++)
			has = !strcmp(p->nodes.at[i].look, keys[k].look);
		if (has)
			used[nr++] = keys[k];
	}
	svg->y = mt_svg_legend(svg->to, used, nr, svg->y);
}

static void draw_dev(struct mt_svg *svg, const struct mt_view *v, const struct mt_chan_dev *dev)
{
	struct picture p = { .v = v, .m = v->map, .dev = dev };
	double height = 0;

	add_all(&p);
	for (int c = RQ; c >= RULE; c--) {
		double end = place(&p, (enum column)c);

		height = end > height ? end : height;
	}
	for (int c = CHANNEL; c < NR_COLUMNS; c++) {
		double end = place(&p, (enum column)c);

		height = end > height ? end : height;
	}
	mt_svg_heading(svg, "%s%s%s%s", dev->netdev, *dev->netdev ? " (" : "",
		       *dev->dev ? dev->dev : "unknown device", *dev->netdev ? ")" : "");
	put_legend(svg, &p);
	for (int c = 0; c < NR_COLUMNS; c++)
		mt_svg_text(svg->to, "h", left((enum column)c), svg->y + 14, WIDTH, headings[c]);
	svg->y += MT_SVG_LINE + 6;
	for (unsigned int i = 0; i < p.edges.nr; i++)
		put_edge(svg->to, &p, &p.edges.at[i], svg->y);
	for (unsigned int i = 0; i < p.nodes.nr; i++)
		put_node(svg->to, &p.nodes.at[i], svg->y);
	svg->y += height + 6;
	free(p.nodes.at);
	free(p.edges.at);
}

void mt_svg_map(struct mt_svg *svg, const struct mt_view *v)
{
	if (v->query.at.set)
		mt_svg_remark(svg, "at %s",
			      mt_fmt_time(&v->to, v->to.ticks ? v->query.at.ticks : v->query.at.ns)
				      .text);
	else
		mt_svg_remark(svg, "at the end of the recording");
	for (unsigned int d = 0; d < v->map->channels->devs.nr; d++)
		draw_dev(svg, v, &v->map->channels->devs.at[d]);
	if (!v->map->channels->devs.nr)
		mt_svg_remark(svg, "no channel is known");
}
