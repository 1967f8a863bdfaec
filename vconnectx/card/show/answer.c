// SPDX-License-Identifier: GPL-2.0-only
#include "vconnectx/card/show/answer.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "vconnectx/card/core/dev.h"

#define PIECE_MAX    (64u << 10) /* approximate limit in bytes */
#define WALK_AT_ONCE 64u	 /* hash chains of the object table per step */

static void add_bytes(struct vcx_answer *answer, const char *text, size_t len)
{
	if (answer->cap - answer->len < len) {
		size_t cap = 2 * (answer->len + len);
		char *more = realloc(answer->text, cap);

		if (!more) {
			answer->failed = true;
			return;
		}
		answer->text = more;
		answer->cap = cap;
	}
	memcpy(answer->text + answer->len, text, len);
	answer->len += len;
}

void vcx_answer_add(struct vcx_answer *answer, const char *text)
{
	add_bytes(answer, text, strlen(text));
}

static int append(const char *text, size_t len, void *ctx)
{
	add_bytes(ctx, text, len);
	return 0;
}

void vcx_answer_add_json(struct vcx_answer *answer, json_t *value)
{
	if (!value || json_dump_callback(value, append, answer, JSON_COMPACT | JSON_ENCODE_ANY))
		answer->failed = true;
	json_decref(value);
}

void vcx_answer_add_item(struct vcx_answer *answer, json_t *value)
{
	if (answer->comma)
		vcx_answer_add(answer, ",");
	answer->comma = true;
	vcx_answer_add_json(answer, value);
}

static bool add_object(struct vcx_dev *dev, struct vcx_obj *obj, void *ctx)
{
	struct vcx_answer *answer = ctx;
	size_t before = answer->len;

	vcx_answer_add_item(answer, answer->list[answer->at].item(dev, obj));
	vcx_turn_spend(dev, answer->len - before);
	return true;
}

static void begin_list(struct vcx_dev *dev, struct vcx_answer *answer)
{
	const struct vcx_show_list *list = &answer->list[answer->at];

	vcx_answer_add(answer, answer->at ? ",\"" : "\"");
	vcx_answer_add(answer, list->name);
	vcx_answer_add(answer, "\":[");
	answer->comma = false;
	vcx_obj_walk_begin(dev, &answer->walk, list->type);
}

static bool more_lists(struct vcx_dev *dev, struct vcx_answer *answer)
{
	for (unsigned int i = 0; i < WALK_AT_ONCE; i++)
		if (!vcx_obj_walk(dev, &answer->walk, add_object, answer))
			break;
	if (!vcx_obj_walk_ended(&answer->walk))
		return true;
	vcx_answer_add(answer, "]");
	if (++answer->at < answer->nr_lists) {
		begin_list(dev, answer);
		return true;
	}
	vcx_answer_add(answer, "}}");
	return false;
}

void vcx_answer_lists(struct vcx_dev *dev, struct vcx_answer *answer,
		      const struct vcx_show_list *list, size_t nr)
{
	memcpy(answer->list, list, nr * sizeof(*list));
	answer->nr_lists = nr;
	answer->more = more_lists;
	begin_list(dev, answer);
}

int vcx_answer_write(struct vcx_dev *dev, struct vcx_answer *answer, const char **text, size_t *len)
{
	/* the request has already begun the first piece */
	vcx_turn_begin(dev);
	while (answer->more && !answer->failed && answer->len < PIECE_MAX) {
		if (!answer->more(dev, answer))
			answer->more = NULL;
		if (vcx_turn_over(dev))
			break;
	}
	*text = answer->text;
	*len = answer->len;
	answer->len = 0;
	if (answer->failed)
		return -ENOMEM;
	return answer->more != NULL;
}

void vcx_answer_drop(struct vcx_answer *answer)
{
	if (!answer)
		return;
	free(answer->text);
	free(answer);
}
