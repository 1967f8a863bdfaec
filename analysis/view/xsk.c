// SPDX-License-Identifier: GPL-2.0-only
/* Why mlx5e_open_xsk ran or did not, as JSON and CSV. */
#include "analysis/view/view.h"

#include <stdlib.h>

void mt_json_xsk(const struct mt_view *v, json_t *to)
{
	unsigned int nr;
	struct mt_xsk_answer *answers = mt_xsk_answers(v->ops, v->xsk, &nr);
	json_t *list = json_array();
	char text[512];

	for (unsigned int i = 0; i < nr; i++) {
		const struct mt_xsk_answer *a = &answers[i];

		mt_xsk_words(v, a, text, sizeof(text));
		json_array_append_new(list,
				      json_pack("{ss sI so so so so so so}", "verdict",
						mt_xsk_verdict_id(a->verdict), "time_ns",
						(json_int_t)(a->open ? a->open->ts : a->op->end),
						"op", json_string(mt_op_id(a->op->kind)), "qid",
						mt_json_number(a->open ? a->open->qid : a->op->qid),
						"ix", mt_json_number(a->open ? a->open->ix : -1),
						"xsk_rqn",
						mt_json_number(a->open ? a->open->xsk_rqn : -1),
						"errno",
						mt_json_errno(a->open ? a->open->err : a->op->err),
						"words", mt_json_text(text)));
	}
	free(answers);
	if (!v->xsk->pools && !v->xsk->opens.nr) {
		mt_xsk_words_nothing(v, text, sizeof(text));
		json_array_append_new(list, json_pack("{ss ss}", "verdict", "nothing_bound",
						      "words", text));
	}
	json_object_set_new(to, "xsk", list);
}

const char mt_csv_xsk_header[] =
	"recording,verdict,time_ns,op,dev,netdev,qid,ix,xsk_rqn,errno,words";

void mt_csv_xsk(const struct mt_view *v)
{
	unsigned int nr;
	struct mt_xsk_answer *answers = mt_xsk_answers(v->ops, v->xsk, &nr);
	struct mt_csv csv = { .v = v };
	char text[512];

	for (unsigned int i = 0; i < nr; i++) {
		const struct mt_xsk_answer *a = &answers[i];

		mt_xsk_words(v, a, text, sizeof(text));
		mt_csv_begin(&csv);
		mt_csv_text(&csv, mt_xsk_verdict_id(a->verdict));
		mt_csv_unsigned(&csv, a->open ? a->open->ts : a->op->end);
		mt_csv_text(&csv, mt_op_id(a->op->kind));
		mt_csv_text(&csv, a->op->dev);
		mt_csv_text(&csv, a->op->netdev);
		mt_csv_number(&csv, a->open ? a->open->qid : a->op->qid);
		mt_csv_number(&csv, a->open ? a->open->ix : -1);
		mt_csv_number(&csv, a->open ? a->open->xsk_rqn : -1);
		mt_csv_errno(&csv, a->open ? a->open->err : a->op->err);
		mt_csv_text(&csv, text);
		mt_csv_end(&csv);
	}
	free(answers);
}
