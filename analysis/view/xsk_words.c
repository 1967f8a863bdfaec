// SPDX-License-Identifier: GPL-2.0-only
/* Explains why mlx5e_open_xsk fired or did not. */
#include "analysis/model/xsk_silence.h"
#include "analysis/view/ops.h"
#include "analysis/view/xsk.h"

#include <inttypes.h>

#define ANSWERS_SHOWN 24

static struct mt_buf pools(unsigned int bound)
{
	struct mt_buf b = { "no pool had been bound in this recording" };

	if (bound)
		snprintf(b.text, sizeof(b.text), "%u pool%s bound", bound,
			 bound == 1 ? " is" : "s are");
	return b;
}

static void words_opened(const struct mt_view *v, const struct mt_xsk_answer *a, const char *op,
			 char *text, size_t size)
{
	const struct mt_xsk_open *o = a->open;
	struct mt_buf when = mt_fmt_time(&v->to, o->ts);
	struct mt_buf qid = mt_fmt_number(o->qid), ix = mt_fmt_number(o->ix);
	char bound[128] = "a pool had been bound before the recording";

	if (a->bind && a->bind != a->op)
		snprintf(bound, sizeof(bound), "%s had bound a pool at %s",
			 mt_fmt_task(a->bind->comm, a->bind->pid).text,
			 mt_fmt_time(&v->to, a->bind->end).text);
	switch (a->verdict) {
	case MT_XSK_FIRED_AT_BIND:
		snprintf(text, size,
			 "mlx5e_open_xsk fired for queue %s at %s, because %s bound a pool while the interface was up and an XDP program attached: channel ix %s, xsk_rqn %s, xsk_sqn %s.",
			 qid.text, when.text, mt_fmt_task(a->op->comm, a->op->pid).text, ix.text,
			 mt_fmt_number(o->xsk_rqn).text, mt_fmt_number(o->xsk_sqn).text);
		break;
	case MT_XSK_FIRED_AT_REOPEN:
		snprintf(text, size,
			 "mlx5e_open_xsk fired for queue %s at %s, because the channels were reopened (%s) with an XDP program attached, and %s: channel ix %s, xsk_rqn %s, xsk_sqn %s.",
			 qid.text, when.text, op, bound, ix.text, mt_fmt_number(o->xsk_rqn).text,
			 mt_fmt_number(o->xsk_sqn).text);
		break;
	default:
		snprintf(text, size,
			 "mlx5e_open_xsk fired for queue %s (channel ix %s) at %s and failed with %s, %s.",
			 qid.text, ix.text, when.text, mt_fmt_err(o->err).text,
			 a->verdict == MT_XSK_FAILED_AT_BIND ? "so the bind failed" : op);
	}
}

void mt_xsk_words(const struct mt_view *v, const struct mt_xsk_answer *a, char *text, size_t size)
{
	struct mt_buf qid = mt_fmt_number(a->op->qid);
	struct mt_buf when = mt_fmt_time(&v->to, a->op->end);
	struct mt_buf who = mt_fmt_task(a->op->comm, a->op->pid);
	struct mt_xsk_silence silence;
	char op[96];

	mt_op_describe(a->op, op, sizeof(op));
	switch (a->verdict) {
	case MT_XSK_FIRED_AT_BIND:
	case MT_XSK_FIRED_AT_REOPEN:
	case MT_XSK_FAILED_AT_BIND:
	case MT_XSK_FAILED_AT_REOPEN:
		words_opened(v, a, op, text, size);
		break;
	case MT_XSK_DEFERRED_DOWN:
	case MT_XSK_DEFERRED_NO_XDP:
		mt_xsk_silent(a->op, &v->snapshot, &silence);
		snprintf(text, size,
			 "The socket on queue %s receives nothing until its XSK queue is opened: when %s bound its pool at %s, mlx5e_open_xsk did not fire, because %s. %s",
			 qid.text, who.text, when.text, silence.because, silence.remedy);
		break;
	case MT_XSK_REFUSED:
		mt_xsk_silent(a->op, &v->snapshot, &silence);
		snprintf(text, size,
			 "%s could not bind a pool to queue %s at %s: the driver refused it with %s before it opened any queue, so mlx5e_open_xsk did not fire. %s",
			 who.text, qid.text, when.text, mt_fmt_err(a->op->err).text,
			 *silence.queue ?
				 silence.queue :
			 *silence.remedy ?
				 silence.remedy :
				 "A socket bound without XDP_ZEROCOPY is in copy mode now.");
		break;
	case MT_XSK_NOT_SEEN:
		snprintf(text, size,
			 "%s bound a pool to queue %s at %s; its mlx5e_open_xsk is not in the recording (lost, or not enabled).",
			 who.text, qid.text, when.text);
		break;
	case MT_XSK_UNBOUND:
		snprintf(text, size, "%s unbound the pool of queue %s at %s: %s; %s.", who.text,
			 qid.text, when.text, mt_fmt_err(a->op->err).text,
			 a->op->step[MT_STEP_CLOSE_XSK].nr ? "its XSK queues were closed" :
							     "there were no XSK queues to close");
		break;
	case MT_XSK_NOT_NO_POOL:
		snprintf(text, size,
			 "mlx5e_open_xsk did not fire in \"%s\" at %s: an XDP program was attached (xdp=1), but no pool was bound to a queue of the new channels (%s).",
			 op, when.text, pools(a->bound).text);
		break;
	case MT_XSK_NOT_NO_XDP:
		snprintf(text, size,
			 "mlx5e_open_xsk did not fire in \"%s\" at %s: no XDP program was attached (xdp=0), and XSK queues need one; %s.",
			 op, when.text, pools(a->bound).text);
		break;
	case MT_XSK_NOT_FAILED:
		snprintf(text, size,
			 "mlx5e_open_xsk did not fire in \"%s\" at %s: opening channel %s failed with %s before.",
			 op, when.text, mt_fmt_number(a->op->step[MT_STEP_OPEN].err_ix).text,
			 mt_fmt_err(a->op->step[MT_STEP_OPEN].err).text);
		break;
	case MT_XSK_NOT_DOWN:
		snprintf(text, size,
			 "mlx5e_open_xsk did not fire in \"%s\" at %s: no channel was opened, so the interface was down.",
			 op, when.text);
		break;
	}
}

void mt_xsk_words_nothing(const struct mt_view *v, char *text, size_t size)
{
	int recorded = mt_snapshot_recorded(&v->snapshot, MT_EV_XSK_SETUP_POOL);

	/* if the driver does not have the event, its absence proves nothing */
	if (!recorded || v->snapshot.patched == 0 ||
	    (recorded < 0 && !mt_recording_stats(v->rec)->mlx5))
		snprintf(text, size,
			 "Whether a pool was bound is unknown: mlx5e_xsk_setup_pool was not among the recorded events%s.",
			 recorded ? ", or the driver has none" : "");
	else
		snprintf(text, size,
			 "mlx5e_open_xsk did not fire: no AF_XDP socket was bound to a queue (no mlx5e_xsk_setup_pool%s).",
			 recorded < 0 ? " in the trace; whether it was enabled is not recorded" :
					"");
}

/* Describe how queue ids map to channels on this kernel. Returns false if it is unknown. */
static bool words_scheme(const struct mt_view *v, char *text, size_t size)
{
	const char *release = v->snapshot.release;

	switch (mt_release_at_least(release, 6, 1)) {
	case 1:
		snprintf(text, size,
			 "On this kernel (%s) queue N is channel ix N, and its XSK RQ takes the place of the channel's RQ.",
			 release);
		return true;
	case 0:
		snprintf(text, size,
			 "On this kernel (%s, before 6.1) XSK queue ids begin behind the channels: channel ix = queue id - number of channels.",
			 release);
		return true;
	default:
		return false;
	}
}

void mt_text_xsk(const struct mt_view *v)
{
	struct mt_xsk_answers answers;
	unsigned int nr, skip = 0;
	char text[MT_XSK_WORDS];

	mt_xsk_answers(&answers, v->ops, v->xsk);
	nr = answers.list.nr;
	mt_heading(&v->to, "XSK queues: did mlx5e_open_xsk fire, and why");
	if (words_scheme(v, text, sizeof(text)))
		mt_paragraph(&v->to, 2, "%s", text);
	if (!v->xsk->pools && !v->xsk->opens.nr) {
		mt_xsk_words_nothing(v, text, sizeof(text));
		mt_paragraph(&v->to, 2, "%s", text);
	}
	if (nr > ANSWERS_SHOWN && !v->all) {
		skip = nr - ANSWERS_SHOWN;
		mt_paragraph(&v->to, 2, "%u earlier answers omitted (--all shows them)", skip);
	}
	for (unsigned int i = skip; i < nr; i++) {
		mt_xsk_words(v, &answers.list.at[i], text, sizeof(text));
		mt_paragraph(&v->to, 2, "- %s", text);
		mt_store_touch(sizeof(struct mt_op));
	}
	mt_xsk_answers_free(&answers);
}
